//! `PARTITION BY`: what a table is partitioned by.
use super::casts::{has_no_order, type_text};
use super::expression_refused::{self, Context};
use super::own;
use crate::Dialect;
use crate::model::{ObjectId, Piece, StoredExpression};
use crate::{Fault, Schema};
use migrate_sql::statement::{ColumnConstraintKind, CreateTable, ExprNode, Expression};

/// Keeps what a new table is partitioned by.
pub(super) fn set(
    schema: &mut Schema,
    id: ObjectId,
    create: &CreateTable,
    faults: &mut Vec<Fault>,
) {
    let Some((written, parts)) = &create.partition_by else {
        return;
    };
    let strategy = written.split(' ').next().unwrap_or_default();
    if let (Some(second), "list") = (parts.get(1), strategy) {
        let message = "a table can be partitioned by `LIST` over one column only";
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            second.span,
            message,
        ));
    }
    let mut kept = StoredExpression::default();
    let text = |text: &str| Piece::Text(text.to_owned());
    kept.pieces.extend([text(strategy), text("(")]);
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            kept.pieces.push(text(","));
        }
        let resolved = own::over_table(schema, id, part);
        match resolved.faults.is_empty() {
            true => faults.extend(
                no_key(schema, id, create, (part, &resolved.stored))
                    .or_else(|| expression_refused::fault(schema, part, Context::PartitionKey)),
            ),
            false => faults.extend(resolved.faults),
        }
        kept.pieces.extend(resolved.stored.pieces);
        kept.uses.extend(resolved.stored.uses);
        kept.is_open |= resolved.stored.is_open;
    }
    kept.pieces.push(text(")"));
    if let Some(table) = schema.table_mut(id) {
        table.partition_by = Some(kept);
    }
}

/// Says so if a table can't be partitioned by something.
fn no_key(
    schema: &Schema,
    id: ObjectId,
    create: &CreateTable,
    (part, stored): (&Expression, &StoredExpression),
) -> Option<Fault> {
    let invalid = |message: String| {
        Some(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            part.span,
            message,
        ))
    };
    let (written, _) = create.partition_by.as_ref()?;
    let strategy = written.split(' ').next().unwrap_or_default();
    if !["list", "range", "hash"].contains(&strategy) {
        return invalid(format!("a table can't be partitioned by `{strategy}`"));
    }
    if let ExprNode::Column(column) = &part.root
        && super::column::is_system(&column.name.text)
    {
        let name = &column.name;
        return invalid(format!(
            "a table can't be partitioned by `{name}`, which every table has"
        ));
    }
    if let ExprNode::Literal(..) = &part.root {
        return invalid("a table can't be partitioned by a constant".to_owned());
    }
    let table = schema.table(id)?;
    let mut columns = stored
        .columns()
        .filter_map(|column| table.column_by_id(column));
    if let Some(column) = columns.find(|column| is_generated(create, &column.name)) {
        let name = &column.name;
        return invalid(format!(
            "a table can't be partitioned by `{name}`, which is generated"
        ));
    }
    let is_plain = !written.contains("_ops") && schema.extensions.is_empty();
    if let ExprNode::Column(column) = &part.root
        && let Some(data_type) = &table
            .column(Dialect::Postgres, &column.name.text)?
            .data_type
        && strategy != "hash"
        && is_plain
        && has_no_order(data_type)
    {
        let is = type_text(schema, data_type);
        return invalid(format!(
            "a table can't be partitioned by the type `{is}`, which has no order"
        ));
    }
    super::immutable::changing(schema, id, part, "a partition key")
}

/// Whether a new table's column is generated: that is kept of it only later.
fn is_generated(create: &CreateTable, name: &str) -> bool {
    let mut columns = create.columns.iter();
    let column = columns.find(|column| column.name.text == name);
    let constraints = column.map_or(&[][..], |column| &column.constraints);
    let mut kinds = constraints.iter().map(|constraint| &constraint.kind);
    kinds.any(|kind| matches!(kind, ColumnConstraintKind::Generated { .. }))
}
