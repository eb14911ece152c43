//! Constraints and indexes.
use super::{ColumnId, ObjectId, StoredExpression};
use migrate_sql::statement::Action;

/// A constraint of a table. `NOT NULL` is said of the column.
#[derive(Clone, Debug, PartialEq)]
pub struct Constraint {
    /// Its name; `None` only in SQLite, where it may have none, and where it can't be known.
    pub name: Option<String>,
    /// Whether the name was made up by the engine.
    pub is_generated_name: bool,
    /// What it says.
    pub kind: ConstraintKind,
    /// `DEFERRABLE`, `INITIALLY DEFERRED`.
    pub deferrable: (bool, bool),
    /// `NOT VALID` (PostgreSQL), `NOT ENFORCED` (MySQL). Of a foreign key of MySQL: whether it was
    /// written with its column; MySQL before 9 passes over it, MariaDB does not.
    pub not_valid: bool,
    /// Its comment.
    pub comment: Option<String>,
    /// The column in whose definition it is written, where that matters (SQLite: it goes with the
    /// column).
    pub of_column: Option<ColumnId>,
    /// Whether it is inherited and the table's own besides: it stays when the parent loses it
    /// (PostgreSQL).
    pub also_own: bool,
    /// `ON CONFLICT`, where it is not `ABORT`: in lower case (SQLite).
    pub on_conflict: Option<String>,
}

/// What a constraint says.
#[derive(Clone, Debug, PartialEq)]
pub enum ConstraintKind {
    /// `PRIMARY KEY`.
    PrimaryKey(Key),
    /// `UNIQUE`.
    Unique(Key),
    /// `CHECK`.
    Check(Check),
    /// `FOREIGN KEY`.
    ForeignKey(ForeignKey),
    /// `EXCLUDE`.
    Exclusion(Exclusion),
}

/// A primary or unique key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// In order.
    pub columns: Vec<ColumnId>,
    /// `INCLUDE`.
    pub include: Vec<ColumnId>,
    /// `NULLS NOT DISTINCT`.
    pub nulls_not_distinct: bool,
    /// Descending columns, lengths and collations as written, where there are some (SQLite, MySQL):
    /// one text a column.
    pub details: Vec<String>,
}

/// A check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What has to hold.
    pub expression: StoredExpression,
    /// `NO INHERIT`.
    pub no_inherit: bool,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// The columns.
    pub columns: Vec<ColumnId>,
    /// What they refer to.
    pub target: ForeignKeyTarget,
    /// `ON DELETE`.
    pub on_delete: Action,
    /// `ON UPDATE`.
    pub on_update: Action,
    /// `MATCH FULL` and the like, in lower case.
    pub matching: Option<String>,
}

/// What a foreign key refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForeignKeyTarget {
    /// A table that is there.
    Table {
        /// The table.
        table: ObjectId,
        /// Its columns.
        columns: Vec<ColumnId>,
    },
    /// By name only: what is not there (yet), as SQLite allows, or is not known.
    Named {
        /// The schema, if it is written.
        namespace: Option<String>,
        /// The table.
        table: String,
        /// The columns; empty for the primary key.
        columns: Vec<String>,
    },
}

/// An exclusion constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// `gist`.
    pub method: String,
    /// Each part and its operator.
    pub parts: Vec<(IndexPart, String)>,
    /// `WHERE`.
    pub predicate: Option<StoredExpression>,
}

/// An index that no constraint made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// `UNIQUE`.
    pub unique: bool,
    /// `btree`, `gin`, `fulltext`, …: in lower case.
    pub method: String,
    /// What it is over.
    pub parts: Vec<IndexPart>,
    /// `INCLUDE`.
    pub include: Vec<ColumnId>,
    /// `NULLS NOT DISTINCT`.
    pub nulls_not_distinct: bool,
    /// `WHERE`.
    pub predicate: Option<StoredExpression>,
    /// Its comment.
    pub comment: Option<String>,
    /// The index of the partitioned table that it is part of: its name.
    pub partition_of: Option<String>,
    /// Whether the engine made it by itself (MySQL, for a foreign key) and may take it away.
    pub is_implicit: bool,
}

/// One of what an index is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexPart {
    /// A column or an expression.
    pub target: IndexPartTarget,
    /// Its collation, if one is named.
    pub collation: Option<String>,
    /// Its operator class, if one is named.
    pub operator_class: Option<String>,
    /// `DESC`.
    pub descending: bool,
    /// Whether nulls come first.
    pub nulls_first: bool,
    /// MySQL's `column(10)`.
    pub length: Option<u32>,
}

/// What a part of an index is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexPartTarget {
    /// A column.
    Column(ColumnId),
    /// An expression.
    Expression(StoredExpression),
}

impl Index {
    /// An index of which nothing else is said.
    pub fn new(name: String, method: &str, parts: Vec<IndexPart>) -> Self {
        Self {
            name,
            unique: false,
            method: method.to_owned(),
            parts,
            include: Vec::new(),
            nulls_not_distinct: false,
            predicate: None,
            comment: None,
            partition_of: None,
            is_implicit: false,
        }
    }

    /// Whether a column is among what it is over, includes or asks for.
    pub fn has_column(&self, column: ColumnId) -> bool {
        let part_has = |part: &IndexPart| part.has_column(column);
        let predicate_has = |predicate: &StoredExpression| predicate.has_column(column);
        self.parts.iter().any(part_has)
            || self.include.contains(&column)
            || self.predicate.as_ref().is_some_and(predicate_has)
    }

    /// The columns, where it is over plain columns only.
    pub fn plain_columns(&self) -> Option<Vec<ColumnId>> {
        let column = |part: &IndexPart| match part.target {
            IndexPartTarget::Column(column) => Some(column),
            IndexPartTarget::Expression(_) => None,
        };
        self.parts.iter().map(column).collect()
    }
}

impl IndexPart {
    /// A column as it is.
    pub fn plain(column: ColumnId) -> Self {
        Self {
            target: IndexPartTarget::Column(column),
            collation: None,
            operator_class: None,
            descending: false,
            nulls_first: false,
            length: None,
        }
    }

    /// Whether it is over a column.
    pub fn has_column(&self, column: ColumnId) -> bool {
        match &self.target {
            IndexPartTarget::Column(own) => *own == column,
            IndexPartTarget::Expression(expression) => expression.has_column(column),
        }
    }
}

impl Constraint {
    /// Whether a column of its own table is part of it.
    pub fn has_column(&self, column: ColumnId) -> bool {
        match &self.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                key.columns.contains(&column) || key.include.contains(&column)
            }
            ConstraintKind::Check(check) => check.expression.has_column(column),
            ConstraintKind::ForeignKey(key) => key.columns.contains(&column),
            ConstraintKind::Exclusion(exclusion) => {
                let predicate = exclusion.predicate.as_ref();
                exclusion
                    .parts
                    .iter()
                    .any(|(part, _)| part.has_column(column))
                    || predicate.is_some_and(|predicate| predicate.has_column(column))
            }
        }
    }

    /// Its key, if it is a primary or unique one.
    pub fn key(&self) -> Option<&Key> {
        match &self.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => Some(key),
            _ => None,
        }
    }
}
