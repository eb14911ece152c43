//! Expressions over the columns of one table: checks, generated columns, parts of indexes.
use super::create_index::is_rowid;
use super::faults;
use super::prohibited::{self, Place};
use super::references::References;
use crate::model::{Columns, Piece, StoredExpression, Table};
use crate::resolve::{self, Own};
use crate::{Fault, Schema};
use migrate_sql::statement::{ColumnReference, Expression};

/// Resolves an expression over a table's columns: to keep, and what is wrong with it.
pub(super) fn resolved(
    schema: &Schema,
    expression: &Expression,
    name: &str,
    table: &Table,
    place: Place,
) -> (StoredExpression, Vec<Fault>) {
    let own = Own {
        tables: &[name],
        columns: &table.columns,
        is_open: table.is_open,
        id: None,
    };
    let resolved = resolve::expression(schema, expression, own);
    let mut stored = resolved.stored;
    if stored.is_open && stored.columns().next().is_none() {
        stored = by_tokens(schema, expression, &table.columns);
    }
    let mut faults = resolved.faults;
    if faults.is_empty() {
        let fault = fault(schema, expression, name, table);
        faults.extend(fault.or_else(|| prohibited::find(expression, place)));
    }
    (stored, faults)
}

/// A query, or a column that the table does not have.
fn fault(schema: &Schema, expression: &Expression, of: &str, table: &Table) -> Option<Fault> {
    let mut references = References::default();
    references.node(&expression.root);
    if references.has_query {
        let message = "there can't be a query in a check, a generated column or an index";
        let help = "have a trigger look it up";
        return Some(faults::invalid(expression.span, message).help(help));
    }
    if table.is_open || references.is_partial {
        return None;
    }
    let is_missing = |reference: &&ColumnReference| {
        let name = &reference.name;
        // What is in double quotes may be a text; with a table's name it is left to others.
        reference.table.is_none()
            && !name.quoted
            && !is_constant(&name.text)
            && !is_rowid(&name.text)
            && table.column(schema.dialect, &name.text).is_none()
    };
    let missing = references.columns.iter().find(is_missing)?;
    Some(faults::no_column(&missing.name, of, table))
}

/// Whether a name stands for a constant.
pub(super) fn is_constant(name: &str) -> bool {
    const CONSTANTS: &[&str] = &[
        "true",
        "false",
        "null",
        "current_time",
        "current_date",
        "current_timestamp",
    ];
    CONSTANTS.contains(&&*name.to_ascii_lowercase())
}

/// Takes every name for a column that can be one: where not all of an expression could be resolved,
/// that is all that can be done.
fn by_tokens(schema: &Schema, expression: &Expression, columns: &Columns) -> StoredExpression {
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
        let column = columns.named(schema.dialect, plain);
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
