//! What SQLite does not take in expressions that it keeps: checks, generated columns, parts and
//! conditions of indexes.
//!
//! The rules are `sqlite3ResolveNotValid` and `resolveExprStep` of SQLite's `resolve.c`. A function that
//! depends on its arguments (`date('now')`) is only refused when it is called for a row.
use super::faults;
use crate::Fault;
use migrate_sql::statement::{Call, ExprNode, Expression, Literal, Span};

/// Where an expression is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A check of a table.
    Check,
    /// A generated column.
    Generated,
    /// A part of an index.
    IndexPart,
    /// The condition of a partial index.
    IndexCondition,
}

/// Built-in functions without `SQLITE_FUNC_CONSTANT`: 3.40 and 3.53 refuse each of them.
const NOT_DETERMINISTIC: &[&str] = &[
    "changes",
    "current_date",
    "current_time",
    "current_timestamp",
    "last_insert_rowid",
    "random",
    "randomblob",
    "sqlite_compileoption_get",
    "sqlite_compileoption_used",
    "sqlite_source_id",
    "sqlite_version",
    "total_changes",
];
const AGGREGATES: &[&str] = &["avg", "count", "group_concat", "sum", "total"];
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

impl Place {
    fn name(self) -> &'static str {
        match self {
            Place::Check => "a check",
            Place::Generated => "a generated column",
            Place::IndexPart => "an index",
            Place::IndexCondition => "the condition of an index",
        }
    }
}

/// Finds the first thing in an expression that can't be kept in that place.
pub(super) fn find(expression: &Expression, place: Place) -> Option<Fault> {
    let (span, what, help) = in_node(&expression.root, place)?;
    let message = format!("there can't be {what} in {}", place.name());
    let fault = faults::invalid(span, message);
    Some(match help {
        Some(help) => fault.help(help),
        None => fault,
    })
}

type Found = (Span, String, Option<String>);

fn in_node(node: &ExprNode, place: Place) -> Option<Found> {
    own(node, place).or_else(|| {
        let mut parts = node.parts().into_iter();
        parts.find_map(|part| in_node(part, place))
    })
}

fn own(node: &ExprNode, place: Place) -> Option<Found> {
    match node {
        ExprNode::Literal(literal, span) if is_parameter(literal) => {
            let help = "write the value".to_owned();
            Some((*span, "a parameter".to_owned(), Some(help)))
        }
        ExprNode::Column(column)
            if column.table.is_some() && matches!(place, Place::Generated | Place::IndexPart) =>
        {
            let help = format!("write `{}` alone", column.name);
            let what = "a column with its table's name".to_owned();
            Some((column.span(), what, Some(help)))
        }
        ExprNode::Call(call) => function(call, place),
        _ => None,
    }
}

fn function(call: &Call, place: Place) -> Option<Found> {
    let name = call.name.name.text.to_ascii_lowercase();
    let found = |what: String, help: Option<String>| Some((call.name.span(), what, help));
    let is_one_of = |names: &[&str]| names.contains(&&*name);
    let is_of_one = matches!(&*name, "max" | "min") && call.arguments.len() == 1;
    if is_one_of(AGGREGATES) || is_of_one {
        return found(format!("the aggregate function `{name}`"), None);
    }
    if is_one_of(OF_WINDOWS) {
        return found(format!("the window function `{name}`"), None);
    }
    if is_one_of(NOT_DETERMINISTIC) && place != Place::Check {
        let help = "have a default, a trigger or the application fill it in".to_owned();
        return found(format!("`{name}`, which is not deterministic,"), Some(help));
    }
    let is_index = matches!(place, Place::IndexPart | Place::IndexCondition);
    (is_index && is_raise(call)).then(|| {
        let what = "`RAISE`, which is for triggers,".to_owned();
        (call.name.span(), what, None)
    })
}

/// Whether it is `RAISE(…)`.
pub(super) fn is_raise(call: &Call) -> bool {
    call.special && call.name.name.text.eq_ignore_ascii_case("raise")
}

/// Whether it is a value that is bound when a statement runs.
pub(super) fn is_parameter(literal: &Literal) -> bool {
    matches!(literal, Literal::Other(text) if text.starts_with(['?', ':', '@', '$', '#']))
}

/// The fault of `RAISE` where there is no trigger.
pub(super) fn raise(span: Span) -> Fault {
    faults::invalid(span, "`RAISE` is only for the statements of a trigger")
}
