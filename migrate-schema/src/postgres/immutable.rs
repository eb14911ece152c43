//! What gives another result another time, where PostgreSQL wants the same one always: in indexes and
//! generated columns.
use crate::Dialect;
use crate::model::ObjectId;
use crate::{Fault, Schema};
use migrate_sql::statement::{Call, ExprNode, Expression};

/// The engine's functions of which no variant is immutable.
const CHANGING: &[&str] = &[
    "array_to_string",
    "clock_timestamp",
    "concat",
    "concat_ws",
    "convert_from",
    "convert_to",
    "current_database",
    "current_setting",
    "currval",
    "format",
    "gen_random_uuid",
    "json_build_array",
    "json_build_object",
    "jsonb_build_array",
    "jsonb_build_object",
    "lastval",
    "nextval",
    "now",
    "random",
    "row_to_json",
    "statement_timestamp",
    "timeofday",
    "to_char",
    "to_date",
    "to_json",
    "to_jsonb",
    "to_number",
    "to_regclass",
    "transaction_timestamp",
    "txid_current",
    "version",
];

/// Values of the session, written without brackets.
const SESSION: &[&str] = &[
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "session_user",
];

/// Finds something in an expression that is surely not immutable.
pub(super) fn changing(
    schema: &Schema,
    table: ObjectId,
    expression: &Expression,
    within: &str,
) -> Option<Fault> {
    let what = find(schema, table, &expression.root)?;
    let message = format!("{what} is not immutable, so it can't be part of {within}");
    Some(Fault::new(
        migrate_sql::codes::INVALID_DEFINITION,
        expression.span,
        message,
    ))
}

fn find(schema: &Schema, table: ObjectId, node: &ExprNode) -> Option<String> {
    let inner = |node: &ExprNode| find(schema, table, node);
    match node {
        ExprNode::Column(column) => {
            let name = &column.name;
            let is_session = column.table.is_none()
                && !name.quoted
                && SESSION.contains(&&*name.text)
                && schema
                    .table_part(table)
                    .is_none_or(|table| table.columns.iter().all(|own| own.name != name.text));
            is_session.then(|| format!("`{name}`"))
        }
        ExprNode::Call(call) => {
            let zoned = ["date", "date_part", "date_trunc", "extract", "timestamp"];
            let mut arguments = call.arguments.iter();
            let takes_zoned = call.name.qualifiers.is_empty()
                && zoned.contains(&&*call.name.name.text)
                && arguments.any(|own| column_type(schema, table, own) == Some("timestamptz"));
            if is_changing(schema, call) || takes_zoned {
                return Some(format!("`{}`", call.name));
            }
            node.parts().into_iter().find_map(inner)
        }
        ExprNode::Cast(operand, data_type) => {
            let to = &*data_type.name.name.text;
            let from = column_type(schema, table, operand);
            let depends_on_zone = from == Some("timestamptz")
                && data_type.dimensions == 0
                && matches!(
                    to,
                    "date"
                        | "time"
                        | "timestamp"
                        | "timestamp without time zone"
                        | "time without time zone"
                        | "text"
                        | "varchar"
                        | "character varying"
                );
            let is_text = matches!(to, "text" | "varchar" | "character varying");
            if is_text && data_type.dimensions == 0 && is_array(schema, table, operand) {
                return Some(format!("the cast of an array to `{to}`"));
            }
            let is_shown = matches!(from, Some("date" | "timestamp" | "interval" | "money"));
            if is_shown && is_text && data_type.dimensions == 0 {
                return Some(format!("the cast of a `{}` to `{to}`", from.unwrap_or("")));
            }
            if depends_on_zone {
                return Some(format!("the cast of a `timestamptz` to `{to}`"));
            }
            inner(operand)
        }
        node => node.parts().into_iter().find_map(inner),
    }
}

fn is_changing(schema: &Schema, call: &Call) -> bool {
    let is_own = match call.name.namespace() {
        None => schema.find_routines(&call.name) == (Vec::new(), true),
        Some(namespace) => namespace.text == "pg_catalog",
    };
    is_own && CHANGING.contains(&&*call.name.name.text)
}

/// Whether it is a column of the table whose type is an array.
fn is_array(schema: &Schema, table: ObjectId, node: &ExprNode) -> bool {
    let ExprNode::Column(reference) = node else {
        return false;
    };
    let table = schema.table_part(table);
    let column = table.and_then(|table| table.column(Dialect::Postgres, &reference.name.text));
    let data_type = column.and_then(|column| column.data_type.as_ref());
    data_type.is_some_and(|data_type| data_type.dimensions > 0)
}

/// The type of a column of the table, if that is what it is.
fn column_type<'s>(schema: &'s Schema, table: ObjectId, node: &ExprNode) -> Option<&'s str> {
    let ExprNode::Column(reference) = node else {
        return None;
    };
    let table = schema.table_part(table)?;
    let column = table.column(Dialect::Postgres, &reference.name.text)?;
    column.data_type.as_ref()?.built_in_name()
}
