//! Objects: what has a name in a schema.
use super::{ColumnId, Columns, DataType, ObjectId, StoredExpression, Table, Use};

/// Something with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// The schema that it is in.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Whether it is there, and as it is said here, for certain.
    pub is_certain: bool,
    /// Its comment.
    pub comment: Option<String>,
    /// What it is.
    pub kind: ObjectKind,
}

impl Object {
    /// The columns of a table or view; none of anything else.
    pub fn columns(&self) -> &Columns {
        static NONE: Columns = Columns::new();
        match &self.kind {
            ObjectKind::Table(table) => &table.columns,
            ObjectKind::View(view) => &view.columns,
            _ => &NONE,
        }
    }

    /// Whether it goes with the session.
    pub fn is_temporary(&self) -> bool {
        let is_said = match &self.kind {
            ObjectKind::Table(table) => table.temporary,
            ObjectKind::View(view) => view.table.temporary,
            ObjectKind::Sequence(sequence) => sequence.temporary,
            _ => false,
        };
        is_said || self.namespace == "temp" || self.namespace.starts_with("pg_temp")
    }
}

/// What an object is.
#[derive(Clone, Debug, PartialEq)]
pub enum ObjectKind {
    /// A table.
    Table(Table),
    /// A view, materialized or not.
    View(View),
    /// A sequence.
    Sequence(Sequence),
    /// An enum type.
    Enum(Enum),
    /// A domain.
    Domain(Domain),
    /// A composite type.
    Composite(Composite),
    /// A range type.
    Range(Range),
    /// A type of which nothing more is known.
    OtherType,
    /// A function, procedure or aggregate.
    Routine(Routine),
}

/// A view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// `MATERIALIZED`.
    pub materialized: bool,
    /// Its columns, as far as they are known.
    pub columns: Columns,
    /// Whether it may have columns beside those that are listed.
    pub is_open: bool,
    /// Its query, as tokens with single spaces.
    pub definition: String,
    /// What its query refers to.
    pub uses: Vec<Use>,
    /// Whether [`uses`](Self::uses) may lack something.
    pub is_unresolved: bool,
    /// Indexes (of materialized views) and triggers, as a table has them. Among its options
    /// (PostgreSQL): `with`, what stands between the name and the query; `check option`, what stands
    /// behind it; `more`, where options were changed or rights granted, which are not held.
    pub table: Table,
    /// The names that were given to its columns, if any were (SQLite).
    pub column_names: Vec<String>,
}

/// A sequence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sequence {
    /// Its type, if one is named.
    pub data_type: Option<DataType>,
    /// The column that it goes with.
    pub owned_by: Option<(ObjectId, ColumnId)>,
    /// Whether it belongs to an identity column, and can't be dropped or changed by itself.
    pub is_identity: bool,
    /// What is said of it, as written: `increment`, `minvalue`, `cycle`.
    pub options: Vec<(String, String)>,
    /// Whether it goes with the session.
    pub temporary: bool,
}

/// An enum type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enum {
    /// Its values, in order.
    pub values: Vec<String>,
}

/// A domain.
#[derive(Clone, Debug, PartialEq)]
pub struct Domain {
    /// The type under it.
    pub base: DataType,
    /// `NOT NULL`.
    pub not_null: bool,
    /// `DEFAULT`.
    pub default: Option<StoredExpression>,
    /// `CHECK`: names and what has to hold.
    pub checks: Vec<(String, StoredExpression)>,
    /// `COLLATE`.
    pub collation: Option<String>,
}

/// A composite type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Composite {
    /// Its attributes: names and types.
    pub attributes: Vec<(String, Option<DataType>)>,
}

/// A range type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The type that it is over.
    pub subtype: Option<DataType>,
}

/// A function, procedure or aggregate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Routine {
    /// `function`, `procedure` or `aggregate`.
    pub what: &'static str,
    /// Its parameters.
    pub parameters: Vec<RoutineParameter>,
    /// What it returns; `None` for procedures, and where that can't be known.
    pub returns: Option<DataType>,
    /// Whether it returns a set.
    pub returns_set: bool,
    /// Body and properties as tokens.
    pub definition: String,
    /// What it refers to, as far as the engine keeps track (SQL-standard bodies, argument types).
    pub uses: Vec<Use>,
}

/// A parameter of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct RoutineParameter {
    /// Its name.
    pub name: Option<String>,
    /// `in`, `out`, `inout`, `variadic`, `table`.
    pub mode: &'static str,
    /// Its type.
    pub data_type: DataType,
    /// Whether it has a default.
    pub has_default: bool,
}
