//! Rows that are put into views of PostgreSQL, which takes them where a view is simple enough.
//!
//! The rules are those of `view_query_is_auto_updatable` in the server's `rewriteHandler.c`.
use super::Resolver;
use super::insert::Target;
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{ObjectId, ObjectKind, View};
use crate::{Fault, Schema};
use migrate_sql::reader;
use migrate_sql::statement::{
    ExprNode, FromItem, Name, Query, QueryBody, Select, SelectItem, StatementKind,
};

/// The engine's own functions that make one value of many rows, or see other rows.
const OF_MANY_ROWS: &[&str] = &[
    "array_agg",
    "avg",
    "bool_and",
    "bool_or",
    "count",
    "dense_rank",
    "every",
    "first_value",
    "json_agg",
    "json_object_agg",
    "jsonb_agg",
    "jsonb_object_agg",
    "lag",
    "last_value",
    "lead",
    "max",
    "min",
    "ntile",
    "rank",
    "row_number",
    "string_agg",
    "sum",
];

/// The engine's own functions that make many rows of one.
const OF_SEVERAL_VALUES: &[&str] = &[
    "generate_series",
    "json_array_elements",
    "jsonb_array_elements",
    "regexp_split_to_table",
    "string_to_table",
    "unnest",
];

impl Resolver<'_> {
    /// Says so if a view takes no such change: `event` is `insert`, `update` or `delete`.
    pub(super) fn changed_view(&mut self, target: &Target<'_>, event: &str, columns: &[Name]) {
        let Some(id) = target.id.filter(|_| self.dialect == Dialect::Postgres) else {
            return;
        };
        let object = self.schema.object(id);
        if !object.is_certain {
            return;
        }
        let name = &target.name;
        let does = match event {
            "insert" => "takes no rows",
            "update" => "can't be updated",
            _ => "can't be deleted from",
        };
        let (message, help) = match &object.kind {
            ObjectKind::Sequence(_) => (format!("sequence `{name}` {does}"), None),
            ObjectKind::View(view) if view.materialized => {
                let help = "change the tables that it is made of, and refresh it";
                (format!("materialized view `{name}` {does}"), Some(help))
            }
            ObjectKind::View(view) => {
                let help = "change the table under it, or write an `INSTEAD OF` trigger";
                match why_not(self.schema, view, event, &mut vec![id]) {
                    Some(why) => (format!("view `{name}` {does}: {why}"), Some(help)),
                    None => match computed(view, event, columns) {
                        Some(column) => (
                            format!(
                                "column `{column}` of view `{name}` is computed: it takes no value"
                            ),
                            Some("leave it out, or write an `INSTEAD OF` trigger"),
                        ),
                        None => return,
                    },
                }
            }
            _ => return,
        };
        let fault = Fault::new(migrate_sql::codes::WRONG_KIND, name.span(), message);
        self.fault(match help {
            Some(help) => fault.help(help),
            None => fault,
        });
    }
}

/// Why a view takes no such change, where that is certain.
fn why_not(
    schema: &Schema,
    view: &View,
    event: &str,
    seen: &mut Vec<ObjectId>,
) -> Option<&'static str> {
    if view.materialized {
        return Some("it is over a materialized view");
    }
    if !is_left_to_the_engine(view, event) {
        return None;
    }
    let query = query_of(view)?;
    if !query.with.is_empty() {
        return Some("it has `WITH`");
    }
    if !query.limits.is_empty() {
        return Some("it has `LIMIT` or `OFFSET`");
    }
    let select = match &query.body {
        QueryBody::Select(select) => select,
        QueryBody::SetOperation { .. } => return Some("it joins queries with `UNION` or the like"),
        QueryBody::Values(_) => return Some("it is not over one table"),
        QueryBody::Table(_) | QueryBody::Nested(_) | QueryBody::Unknown(_) => return None,
    };
    if view.definition.starts_with("select distinct ") {
        return Some("it has `DISTINCT`");
    }
    if let Some(why) = of_select(schema, select) {
        return Some(why);
    }
    let [FromItem::Table { name, .. }] = &select.from[..] else {
        let is_read = !matches!(&select.from[..], [FromItem::Unknown(_)]);
        return is_read.then_some("it is not over one table");
    };
    match schema.find_relation(name) {
        Found::Known(id) if !seen.contains(&id) => match &schema.object(id).kind {
            ObjectKind::View(under) if view.uses.iter().any(|used| used.object() == id) => {
                seen.push(id);
                why_not(schema, under, event, seen)
            }
            _ => None,
        },
        _ => None,
    }
}

fn of_select(schema: &Schema, select: &Select) -> Option<&'static str> {
    if !select.group_by.is_empty() || select.having.is_some() {
        return Some("it groups rows");
    }
    let calls = |names: &[&str]| {
        let mut items = select.items.iter();
        items.any(|item| match item {
            SelectItem::Expression { expression, .. } => has_call(schema, &expression.root, names),
            _ => false,
        })
    };
    if calls(OF_MANY_ROWS) {
        return Some("it makes one value of many rows");
    }
    calls(OF_SEVERAL_VALUES).then_some("it makes many rows of one")
}

/// Whether one of the engine's functions is called; not within subqueries.
fn has_call(schema: &Schema, node: &ExprNode, names: &[&str]) -> bool {
    if let ExprNode::Call(call) = node
        && call.name.qualifiers.is_empty()
        && names.contains(&&*call.name.name.text)
        && schema.find_routines(&call.name) == (Vec::new(), true)
    {
        return true;
    }
    let parts = node.parts();
    parts.into_iter().any(|part| has_call(schema, part, names))
}

/// Whether no trigger or rule takes over the change.
fn is_left_to_the_engine(view: &View, event: &str) -> bool {
    let takes_over = |definition: &str| match definition.strip_prefix("instead of ") {
        Some(rest) => {
            let events = rest.split_once(" on ").map_or(rest, |(events, _)| events);
            events.split_whitespace().any(|word| word == event)
        }
        None => definition.is_empty(),
    };
    let triggers = &view.table.triggers;
    view.table.rules.is_empty() && !triggers.iter().any(|own| takes_over(&own.definition))
}

fn query_of(view: &View) -> Option<Query> {
    let statements = reader::read(&view.definition, Dialect::Postgres);
    let [statement] = <[_; 1]>::try_from(statements).ok()?;
    match statement.kind {
        StatementKind::Query(query) => Some(*query),
        _ => None,
    }
}

/// A column that is named and that is no column of the table under the view.
fn computed<'n>(view: &View, event: &str, columns: &'n [Name]) -> Option<&'n Name> {
    if columns.is_empty() || !is_left_to_the_engine(view, event) {
        return None;
    }
    let query = query_of(view)?;
    let QueryBody::Select(select) = &query.body else {
        return None;
    };
    let is_known = select.items.len() == view.columns.len() && !view.is_open;
    columns.iter().filter(|_| is_known).find(|name| {
        let position = view.columns.iter().position(|own| own.name == name.text);
        matches!(
            position.map(|position| &select.items[position]),
            Some(SelectItem::Expression { expression, .. }) if is_computed(&expression.root)
        )
    })
}

/// Whether an expression is certainly more than a column.
fn is_computed(node: &ExprNode) -> bool {
    matches!(
        node,
        ExprNode::Literal(..)
            | ExprNode::Call(_)
            | ExprNode::Cast(..)
            | ExprNode::Binary { .. }
            | ExprNode::Subquery(_)
            | ExprNode::Exists(_)
            | ExprNode::Case(_)
    )
}
