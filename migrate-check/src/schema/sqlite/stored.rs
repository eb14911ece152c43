//! Expressions over the columns of one table.
use crate::schema::model::{Column, Piece, StoredExpression, Table};
use crate::schema::resolve::{self, Own};
use crate::schema::statement::{ExprNode, Expression};
use crate::schema::{Fault, Schema, names};

/// Resolves an expression over a table's columns: to keep, and what is wrong with it.
pub(super) fn resolved(
    schema: &Schema,
    expression: &Expression,
    name: &str,
    table: &Table,
) -> (StoredExpression, Vec<Fault>) {
    let own = Own {
        tables: &[name],
        columns: &table.columns,
        is_open: table.is_open,
    };
    let resolved = resolve::expression(schema, expression, own);
    let mut stored = resolved.stored;
    if matches!(expression.root, ExprNode::Unknown(_)) {
        stored = by_tokens(schema, expression, &table.columns);
    }
    (stored, resolved.faults)
}

/// Takes every name for a column that can be one: in an expression that could not be read, that is
/// all that can be done.
fn by_tokens(schema: &Schema, expression: &Expression, columns: &[Column]) -> StoredExpression {
    let text = |n: usize| expression.tokens.get(n).map_or("", |token| &*token.text);
    let mut pieces = Vec::new();
    for (n, token) in expression.tokens.iter().enumerate() {
        let before = match n {
            0 => "",
            n => text(n - 1),
        };
        let is_name = text(n + 1) != "(" && text(n + 1) != "." && !token.text.starts_with('\'');
        let is_free = !["as", "collate"].contains(&&*before.to_ascii_lowercase());
        let plain = token.text.trim_matches(['"', '`', '[', ']']);
        let column = columns
            .iter()
            .find(|column| names::same(schema.dialect, &column.name, plain));
        pieces.push(match column.filter(|_| is_name && is_free) {
            Some(column) => Piece::Column(column.id),
            None => Piece::Text(token.text.clone()),
        });
    }
    StoredExpression {
        pieces,
        uses: Vec::new(),
        is_open: true,
    }
}
