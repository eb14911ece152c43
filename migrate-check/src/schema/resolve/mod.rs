//! What the names in queries and expressions stand for, by the rules of the engine.
use super::model::{Column, DataType, Piece, StoredExpression, Use};
use super::statement::{Expression, Query, Statement};
use super::{Fault, Schema};

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
    _schema: &Schema,
    expression: &Expression,
    _own: Own<'_>,
) -> ResolvedExpression {
    let pieces = expression.tokens.iter();
    ResolvedExpression {
        stored: StoredExpression {
            pieces: pieces
                .map(|token| Piece::Text(token.text.clone()))
                .collect(),
            uses: Vec::new(),
            is_open: true,
        },
        ..ResolvedExpression::default()
    }
}

/// Resolves a statement that reads or changes rows: `SELECT`, `INSERT`, `UPDATE`, `DELETE`.
pub(crate) fn data(_schema: &Schema, _statement: &Statement) -> Vec<Fault> {
    Vec::new()
}
