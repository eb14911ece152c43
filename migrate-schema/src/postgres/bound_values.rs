//! The values in the bounds of a partition: what can't stand there, and what is of another type than the
//! column (`transformPartitionBoundValue` in `parse_utilcmd.c`).
use super::casts::{is_never_assigned, type_text};
use super::expression_refused::{self, Context};
use super::literal;
use super::partition::key_columns;
use crate::model::{Column, DataType, ObjectId};
use crate::{Fault, Schema};
use migrate_sql::statement::{ExprNode, Expression, Literal, PartitionOf};

/// Finds the first value that can't be in the bounds of a partition of a table.
pub(super) fn wrong(schema: &Schema, parent: ObjectId, of: &PartitionOf) -> Option<Fault> {
    let table = schema.table(parent)?;
    let keys = key_columns(table);
    let is_range = of.values.len() > 1;
    for values in &of.values {
        for (place, value) in values.iter().enumerate() {
            if is_range && is_end(value) {
                continue;
            }
            let context = Context::PartitionBound;
            if let Some(fault) = expression_refused::fault(schema, value, context) {
                return Some(fault);
            }
            let key = keys.get(if is_range { place } else { 0 });
            let column = key.and_then(|key| table.column_by_id((*key)?));
            if let Some(fault) = column.and_then(|column| of_type(schema, column, value)) {
                return Some(fault);
            }
        }
    }
    None
}

/// Whether it is `MINVALUE` or `MAXVALUE`.
fn is_end(value: &Expression) -> bool {
    matches!(&value.root, ExprNode::Column(column)
        if column.table.is_none() && ["minvalue", "maxvalue"].contains(&&*column.name.text))
}

/// Says so if a constant is no value of a column's type.
fn of_type(schema: &Schema, column: &Column, value: &Expression) -> Option<Fault> {
    let data_type = column.data_type.as_ref()?;
    let is = match &value.root {
        ExprNode::Literal(Literal::Text(text), span) => {
            return literal::wrong(schema, data_type, text, *span);
        }
        ExprNode::Literal(Literal::Boolean(_), _) => "bool",
        ExprNode::Literal(Literal::Number(number), _) => {
            let is_whole = number.bytes().all(|byte| byte.is_ascii_digit());
            if is_whole { "int4" } else { "numeric" }
        }
        _ => return None,
    };
    if !is_never_assigned(schema, &DataType::built_in(is), data_type) {
        return None;
    }
    let message = format!(
        "column `{}`, by which the table is partitioned, is of type `{}`: this is no value of it",
        column.name,
        type_text(schema, data_type)
    );
    Some(Fault::new(
        migrate_sql::codes::INVALID_DEFINITION,
        value.span,
        message,
    ))
}
