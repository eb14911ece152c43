//! What MariaDB and MySQL don't take in expressions that they keep: checks, generated columns and
//! defaults.
//!
//! Both servers refuse each of these in any `sql_mode`: asked of MariaDB 10.11 and 11.8 and of MySQL 9.7,
//! function by function. What only one of the two refuses (`NOW()` in a virtual column) is not here.
use super::faults;
use crate::Fault;
use migrate_sql::statement::{Call, ExprNode, Expression, Literal, Span};

/// Where an expression is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A check.
    Check,
    /// A generated column that is stored.
    Stored,
    /// A generated column that is computed when it is read.
    Virtual,
    /// A default.
    Default,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Place::Check => "a check",
            Place::Stored | Place::Virtual => "a generated column",
            Place::Default => "a default",
        }
    }
}

const AGGREGATES: &[&str] = &[
    "avg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "count",
    "group_concat",
    "json_arrayagg",
    "json_objectagg",
    "max",
    "min",
    "std",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "sum",
    "var_pop",
    "var_samp",
    "variance",
];
const OF_WINDOWS: &[&str] = &[
    "cume_dist",
    "dense_rank",
    "first_value",
    "lag",
    "last_value",
    "lead",
    "nth_value",
    "ntile",
    "percent_rank",
    "rank",
    "row_number",
];
/// Functions that are refused in every place.
const NOWHERE: &[&str] = &[
    "benchmark",
    "found_rows",
    "get_lock",
    "is_free_lock",
    "is_used_lock",
    "last_insert_id",
    "load_file",
    "name_const",
    "release_all_locks",
    "release_lock",
    "row_count",
    "sleep",
];
/// Functions whose result is another one the next time: refused where it is checked or stored.
const NOT_DETERMINISTIC: &[&str] = &[
    "connection_id",
    "curdate",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "curtime",
    "database",
    "localtime",
    "localtimestamp",
    "now",
    "rand",
    "schema",
    "session_user",
    "system_user",
    "user",
    "utc_date",
    "utc_time",
    "utc_timestamp",
    "uuid",
    "uuid_short",
    "version",
];

/// Those of them that are columns where no brackets follow.
const COLUMNS_TOO: &[&str] = &["current_role", "session_user", "system_user", "user"];

/// Finds the first thing in an expression that can't be kept in that place.
pub(super) fn find(expression: &Expression, place: Place) -> Option<Fault> {
    let written = Written { expression, place };
    let (span, what) = written.in_node(&expression.root)?;
    let message = format!("there can't be {what} in {}", place.name());
    let fault = faults::invalid(span, message);
    Some(match place {
        Place::Default => fault,
        _ => fault.help("have a default, a trigger or the application do it"),
    })
}

type Found = (Span, String);

/// An expression where it is kept.
struct Written<'e> {
    expression: &'e Expression,
    place: Place,
}

impl Written<'_> {
    fn in_node(&self, node: &ExprNode) -> Option<Found> {
        self.own(node).or_else(|| {
            let mut parts = node.parts().into_iter();
            parts.find_map(|part| self.in_node(part))
        })
    }

    fn own(&self, node: &ExprNode) -> Option<Found> {
        if let Some(query) = node.query() {
            return Some((query.span, "a subquery".to_owned()));
        }
        match node {
            ExprNode::Literal(Literal::Other(text), span)
                if text.starts_with('@') && self.place == Place::Check =>
            {
                Some((*span, format!("the variable `{text}`")))
            }
            ExprNode::Call(call) => self.function(call),
            _ => None,
        }
    }

    fn function(&self, call: &Call) -> Option<Found> {
        if !call.name.qualifiers.is_empty() {
            return None;
        }
        let name = call.name.name.text.to_ascii_lowercase();
        let is_one_of = |names: &[&str]| names.contains(&&*name);
        let found = |what: String| Some((call.name.span(), what));
        if is_one_of(AGGREGATES) {
            return found(format!("the aggregate function `{name}`"));
        }
        if is_one_of(OF_WINDOWS) {
            return found(format!("the window function `{name}`"));
        }
        if is_one_of(NOWHERE) {
            return found(format!("the function `{name}`"));
        }
        let is_kept = matches!(self.place, Place::Check | Place::Stored);
        let is_now =
            name == "unix_timestamp" && call.arguments.is_empty() && call.others.is_empty();
        let is_column = COLUMNS_TOO.contains(&&*name) && !self.has_brackets(call);
        let changes = (is_one_of(NOT_DETERMINISTIC) && !is_column) || is_now;
        let is_refused = match &*name {
            // MySQL takes it in a check.
            "sysdate" => self.place == Place::Stored,
            _ => is_kept && changes,
        };
        match is_refused {
            true => found(format!("`{name}`, which is not deterministic,")),
            false => None,
        }
    }

    /// Whether a call is written as one: without brackets it may be a column.
    fn has_brackets(&self, call: &Call) -> bool {
        let tokens = &self.expression.tokens;
        let name = tokens
            .iter()
            .position(|token| token.span == call.name.name.span);
        let next = name.and_then(|name| tokens.get(name + 1));
        next.is_some_and(|next| next.text == "(")
    }
}
