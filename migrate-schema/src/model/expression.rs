//! Expressions that the schema keeps: defaults, checks, generated columns, parts of indexes.
use super::{ColumnId, ObjectId};

/// An expression that the schema keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredExpression {
    /// Its tokens; a column of its own table is one by id, so that it follows renames.
    pub pieces: Vec<Piece>,
    /// What it refers to beside the columns of its own table.
    pub uses: Vec<Use>,
    /// Whether a name in it could not be resolved, so that [`uses`](Self::uses) may lack something.
    pub is_open: bool,
}

/// A token of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As it is kept: see [`ExprToken`](migrate_sql::statement::ExprToken).
    Text(String),
    /// A column of the expression's own table.
    Column(ColumnId),
}

/// Something that an object refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// An object as a whole: a table, type, sequence, function.
    Object(ObjectId),
    /// A column of another table or view.
    Column(ObjectId, ColumnId),
}

impl Use {
    /// The object, or that of the column.
    pub fn object(self) -> ObjectId {
        match self {
            Use::Object(id) | Use::Column(id, _) => id,
        }
    }
}

impl StoredExpression {
    /// Whether it refers to a column of its own table.
    pub fn has_column(&self, column: ColumnId) -> bool {
        self.pieces.contains(&Piece::Column(column))
    }

    /// The columns of its own table that it refers to.
    pub fn columns(&self) -> impl Iterator<Item = ColumnId> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Column(column) => Some(*column),
            Piece::Text(_) => None,
        })
    }
}
