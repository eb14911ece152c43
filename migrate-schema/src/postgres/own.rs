//! Expressions over the columns of a table: of checks, defaults, indexes and generated columns.
use crate::Dialect;
use crate::Schema;
use crate::model::{ColumnId, ObjectId, Piece, StoredExpression, Table};
use crate::resolve::{self, Own, ResolvedExpression};
use migrate_sql::statement::Expression;

/// Resolves an expression over the columns of a table.
pub(super) fn over_table(
    schema: &Schema,
    id: ObjectId,
    expression: &Expression,
) -> ResolvedExpression {
    let Some(table) = schema.table_part(id) else {
        return resolve::expression(schema, expression, Own::default());
    };
    let object = schema.object(id);
    let own = Own {
        tables: &[&object.name],
        columns: object.columns(),
        is_open: table.is_open || !object.is_certain,
        id: None,
    };
    resolve::expression(schema, expression, own)
}

/// Resolves an expression over no columns.
pub(super) fn over_nothing(schema: &Schema, expression: &Expression) -> ResolvedExpression {
    resolve::expression(schema, expression, Own::default())
}

/// The same expression over the columns of another table, found by their names.
pub(super) fn moved(expression: &StoredExpression, from: &Table, to: &Table) -> StoredExpression {
    let mut moved = expression.clone();
    for piece in &mut moved.pieces {
        if let Piece::Column(id) = piece {
            match moved_column(*id, from, to) {
                Some(id) => *piece = Piece::Column(id),
                None => moved.is_open = true,
            }
        }
    }
    moved
}

/// The column of the same name in another table.
pub(super) fn moved_column(id: ColumnId, from: &Table, to: &Table) -> Option<ColumnId> {
    let name = &from.column_by_id(id)?.name;
    Some(to.column(Dialect::Postgres, name)?.id)
}
