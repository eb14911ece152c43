//! What the names in queries and expressions stand for, by the rules of the engine.
use super::model::{Column, ColumnId, DataType, Piece, StoredExpression, Use};
use super::statement::{ExprNode, Expression, Query, Span, Statement};
use super::{Fault, Schema, names, postgres};
use crate::Dialect;

/// What a query gives.
#[derive(Debug, Default)]
pub(crate) struct ResolvedQuery {
    /// Its columns, as far as they are known: names, types (`None` where not known), `NOT NULL`.
    pub(crate) columns: Vec<Column>,
    /// Whether it may have columns beside those that are listed.
    pub(crate) is_open: bool,
    /// What it refers to.
    pub(crate) uses: Vec<Use>,
    /// Whether `uses` may lack something.
    pub(crate) is_unresolved: bool,
    /// What the engine refuses it for.
    pub(crate) faults: Vec<Fault>,
}

/// What an expression over the columns of one table was found to be.
#[derive(Debug, Default)]
pub(crate) struct ResolvedExpression {
    /// To keep.
    pub(crate) stored: StoredExpression,
    /// Its type, where that is known.
    pub(crate) data_type: Option<DataType>,
    /// What the engine refuses it for.
    pub(crate) faults: Vec<Fault>,
}

/// The columns that an expression may refer to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Own<'a> {
    /// The table's name, and the names of new and old rows where there are such.
    pub(crate) tables: &'a [&'a str],
    /// Its columns.
    pub(crate) columns: &'a [Column],
    /// Whether it may have others.
    pub(crate) is_open: bool,
}

/// Resolves a query that stands for itself (of a view, of `CREATE TABLE … AS`, of a script).
pub(crate) fn query(_schema: &Schema, _query: &Query) -> ResolvedQuery {
    ResolvedQuery {
        is_open: true,
        is_unresolved: true,
        ..ResolvedQuery::default()
    }
}

/// Resolves an expression over the columns of one table (a check, a default, a part of an index) or
/// over none.
pub(crate) fn expression(
    schema: &Schema,
    expression: &Expression,
    own: Own<'_>,
) -> ResolvedExpression {
    let mut found = Vec::new();
    own_columns(schema, &expression.root, own, &mut found);
    let pieces = expression.tokens.iter().map(|token| {
        let column = found.iter().find(|(span, _)| *span == token.span);
        match column {
            Some((_, id)) => Piece::Column(*id),
            None => Piece::Text(token.text.clone()),
        }
    });
    ResolvedExpression {
        stored: StoredExpression {
            pieces: pieces.collect(),
            uses: match schema.dialect {
                Dialect::Postgres => postgres::uses_of_sequences(schema, &expression.root),
                _ => Vec::new(),
            },
            is_open: true,
        },
        ..ResolvedExpression::default()
    }
}

fn own_columns(schema: &Schema, node: &ExprNode, own: Own<'_>, found: &mut Vec<(Span, ColumnId)>) {
    if let ExprNode::Column(reference) = node {
        let is_own = |table: &&str| match &reference.table {
            Some(named) => names::same(schema.dialect, table, &named.name.text),
            None => true,
        };
        let name = &reference.name;
        let mut columns = own.columns.iter();
        let column = columns.find(|column| names::same(schema.dialect, &column.name, &name.text));
        if let Some(column) = column
            && (reference.table.is_none() || own.tables.iter().any(is_own))
        {
            found.push((name.span, column.id));
        }
    }
    for part in node.parts() {
        own_columns(schema, part, own, found);
    }
}

/// Resolves a statement that reads or changes rows: `SELECT`, `INSERT`, `UPDATE`, `DELETE`.
pub(crate) fn data(_schema: &Schema, _statement: &Statement) -> Vec<Fault> {
    Vec::new()
}
