//! Tables and what belongs to them.
use super::{Expression, Name, QualifiedName, Query, SequenceOptions, Span, TypeName};
use std::collections::BTreeMap;

/// `CREATE TABLE`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateTable {
    /// Its name.
    pub name: QualifiedName,
    /// `TEMPORARY`.
    pub temporary: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `CREATE FOREIGN TABLE`.
    pub foreign: bool,
    /// The columns.
    pub columns: Vec<ColumnDefinition>,
    /// The constraints of the table (MySQL: its indexes too).
    pub constraints: Vec<TableConstraint>,
    /// `LIKE t`.
    pub like: Vec<Like>,
    /// `INHERITS (…)`.
    pub inherits: Vec<QualifiedName>,
    /// `OF type`.
    pub of_type: Option<QualifiedName>,
    /// `PARTITION OF`.
    pub partition_of: Option<PartitionOf>,
    /// `PARTITION BY`: as it is written; the columns and expressions.
    pub partition_by: Option<(String, Vec<Expression>)>,
    /// `AS SELECT …`.
    pub query: Option<Box<Query>>,
    /// What else is said of it.
    pub options: TableOptions,
}

impl CreateTable {
    /// `ON COMMIT DROP`.
    pub fn drops_on_commit(&self) -> bool {
        self.options.others.get("on commit").map(String::as_str) == Some("drop")
    }
}

/// What is said of a table as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableOptions {
    /// `STRICT` (SQLite).
    pub strict: bool,
    /// `WITHOUT ROWID` (SQLite).
    pub without_rowid: bool,
    /// `USING module(…)` of a virtual table (SQLite): the module and its arguments as written.
    pub module: Option<(Name, Vec<String>)>,
    /// `UNLOGGED`.
    pub unlogged: bool,
    /// `COMMENT 'text'` (MySQL).
    pub comment: Option<String>,
    /// The others by their names in lower case: `engine`, `charset`, `collate`, `with`, `tablespace`.
    pub others: BTreeMap<String, String>,
}

/// A column of `CREATE TABLE` or `ADD COLUMN`.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnDefinition {
    /// Its name.
    pub name: Name,
    /// Its type; SQLite's columns need none, nor do those of `OF type`.
    pub data_type: Option<TypeName>,
    /// Its constraints and other properties, in order.
    pub constraints: Vec<ColumnConstraint>,
    /// The whole definition.
    pub span: Span,
}

/// A constraint or property of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnConstraint {
    /// `CONSTRAINT name`.
    pub name: Option<Name>,
    /// What it says.
    pub kind: ColumnConstraintKind,
    /// `DEFERRABLE`, `INITIALLY DEFERRED`.
    pub deferrable: (bool, bool),
    /// `ON CONFLICT`, where it is not `ABORT`: in lower case (SQLite).
    pub on_conflict: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// What is said of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnConstraintKind {
    /// `NULL`.
    Null,
    /// `NOT NULL`.
    NotNull,
    /// `DEFAULT`.
    Default(Expression),
    /// `PRIMARY KEY`.
    PrimaryKey {
        /// `DESC` (SQLite: then it is no alias of the rowid).
        descending: bool,
        /// `AUTOINCREMENT` (SQLite).
        autoincrement: bool,
    },
    /// `UNIQUE`.
    Unique {
        /// `NULLS NOT DISTINCT`.
        nulls_not_distinct: bool,
    },
    /// `CHECK`.
    Check(Expression),
    /// `REFERENCES`.
    References(ForeignKeyTarget),
    /// `GENERATED ALWAYS AS (…)`.
    Generated {
        /// How it is computed.
        expression: Expression,
        /// `STORED`.
        stored: bool,
    },
    /// `GENERATED … AS IDENTITY`.
    Identity(IdentityOptions),
    /// `AUTO_INCREMENT` (MySQL).
    AutoIncrement,
    /// `COLLATE`.
    Collate(QualifiedName),
    /// `CHARACTER SET` (MySQL).
    CharacterSet(String),
    /// `COMMENT 'text'` (MySQL).
    Comment(String),
    /// `ON UPDATE CURRENT_TIMESTAMP` (MySQL).
    OnUpdate(Expression),
    /// `STORAGE`, `COMPRESSION` (PostgreSQL): the word in lower case, and which.
    Stored(&'static str, Name),
    /// Anything else, as written (`INVISIBLE`).
    Other(String),
}

/// `GENERATED … AS IDENTITY (…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct IdentityOptions {
    /// `ALWAYS`, not `BY DEFAULT`.
    pub always: bool,
    /// What is said of its sequence.
    pub sequence: SequenceOptions,
}

/// A constraint of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableConstraint {
    /// `CONSTRAINT name`.
    pub name: Option<Name>,
    /// What it says.
    pub kind: TableConstraintKind,
    /// `DEFERRABLE`, `INITIALLY DEFERRED`.
    pub deferrable: (bool, bool),
    /// `NOT VALID`, MySQL's `NOT ENFORCED`.
    pub not_valid: bool,
    /// `ON CONFLICT`, where it is not `ABORT`: in lower case (SQLite).
    pub on_conflict: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// What a constraint of a table says.
#[derive(Clone, Debug, PartialEq)]
pub enum TableConstraintKind {
    /// `PRIMARY KEY (…)`.
    PrimaryKey {
        /// The columns (SQLite, MySQL: with order, collation and length).
        elements: Vec<IndexElement>,
        /// `INCLUDE (…)`.
        include: Vec<Name>,
    },
    /// `UNIQUE (…)`.
    Unique {
        /// The columns.
        elements: Vec<IndexElement>,
        /// `INCLUDE (…)`.
        include: Vec<Name>,
        /// `NULLS NOT DISTINCT`.
        nulls_not_distinct: bool,
        /// The index's own name (MySQL: `UNIQUE KEY name (…)`).
        index_name: Option<Name>,
    },
    /// `PRIMARY KEY USING INDEX i`, `UNIQUE USING INDEX i`.
    UsingIndex {
        /// Whether it is the primary key.
        primary: bool,
        /// The index.
        index: Name,
    },
    /// `CHECK (…)`.
    Check {
        /// What has to hold.
        expression: Expression,
        /// `NO INHERIT`.
        no_inherit: bool,
    },
    /// `FOREIGN KEY (…) REFERENCES …`.
    ForeignKey {
        /// The columns.
        columns: Vec<Name>,
        /// What they refer to.
        target: ForeignKeyTarget,
        /// The index's own name (MySQL: `FOREIGN KEY name (…)`).
        index_name: Option<Name>,
    },
    /// `EXCLUDE USING method (… WITH op)`.
    Exclude {
        /// `gist`, in lower case.
        method: Option<Name>,
        /// Each element with its operator.
        elements: Vec<(IndexElement, String)>,
        /// `WHERE (…)`.
        predicate: Option<Expression>,
    },
    /// `NOT NULL column` (PostgreSQL 18).
    NotNull(Name),
    /// `INDEX name (…)`, `KEY`, `FULLTEXT`, `SPATIAL` (MySQL).
    Index {
        /// Its name.
        index_name: Option<Name>,
        /// The columns.
        elements: Vec<IndexElement>,
        /// `fulltext`, `spatial`, `btree`, `hash`: in lower case.
        method: Option<String>,
    },
}

/// `REFERENCES t (…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct ForeignKeyTarget {
    /// The table.
    pub table: QualifiedName,
    /// Its columns; empty for its primary key.
    pub columns: Vec<Name>,
    /// `ON DELETE`.
    pub on_delete: Action,
    /// `ON UPDATE`.
    pub on_update: Action,
    /// The columns of `ON DELETE SET NULL (…)` (PostgreSQL).
    pub set_on_delete: Vec<Name>,
    /// The columns of `ON UPDATE SET NULL (…)`, which no engine takes.
    pub set_on_update: Vec<Name>,
    /// `MATCH`: in lower case.
    pub matching: Option<String>,
}

/// What a foreign key does when its target changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// `NO ACTION`, and where nothing is said.
    #[default]
    NoAction,
    /// `RESTRICT`.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

/// One of what an index (or key) is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexElement {
    /// A column or an expression.
    pub target: IndexTarget,
    /// `COLLATE`.
    pub collation: Option<QualifiedName>,
    /// The operator class.
    pub operator_class: Option<QualifiedName>,
    /// `DESC`.
    pub descending: bool,
    /// `NULLS FIRST` (`true`) or `LAST`.
    pub nulls_first: Option<bool>,
    /// MySQL's `column(10)`.
    pub length: Option<u32>,
    /// Where it is written.
    pub span: Span,
}

/// What an element of an index is over.
#[derive(Clone, Debug, PartialEq)]
pub enum IndexTarget {
    /// A column.
    Column(Name),
    /// An expression.
    Expression(Expression),
}

/// `LIKE t INCLUDING …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Like {
    /// The table.
    pub table: QualifiedName,
    /// `INCLUDING` these, in lower case; `all` among them. Without those that a later `EXCLUDING`
    /// takes back.
    pub including: Vec<String>,
}

/// `PARTITION OF t FOR VALUES …`.
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionOf {
    /// The partitioned table.
    pub parent: QualifiedName,
    /// `FOR VALUES …` or `DEFAULT`, as written, tokens with single spaces.
    pub bounds: String,
    /// The values of `IN`, or those of `FROM` and of `TO`.
    pub values: Vec<Vec<Expression>>,
}
