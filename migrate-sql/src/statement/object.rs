//! Everything that is made, changed and dropped beside tables.
use super::{
    ColumnConstraint, ColumnDefinition, Expression, IndexElement, Kind, Name, QualifiedName, Query,
    Span, Statement, TypeName,
};

/// `CREATE INDEX`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateIndex {
    /// Its name; PostgreSQL makes one up. Qualified in SQLite only.
    pub name: Option<QualifiedName>,
    /// The table.
    pub table: QualifiedName,
    /// `UNIQUE`.
    pub unique: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `CONCURRENTLY`: where the word is written.
    pub concurrently: Option<Span>,
    /// `ONLY`.
    pub only: bool,
    /// `USING method`, `FULLTEXT`, `SPATIAL`: in lower case.
    pub method: Option<Name>,
    /// What it is over.
    pub elements: Vec<IndexElement>,
    /// `INCLUDE (…)`.
    pub include: Vec<Name>,
    /// `NULLS NOT DISTINCT`.
    pub nulls_not_distinct: bool,
    /// `WHERE`.
    pub predicate: Option<Expression>,
}

/// `CREATE VIEW`, `CREATE MATERIALIZED VIEW`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateView {
    /// Its name.
    pub name: QualifiedName,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMPORARY`.
    pub temporary: bool,
    /// `MATERIALIZED`.
    pub materialized: bool,
    /// `RECURSIVE`.
    pub recursive: bool,
    /// The columns, if they are named.
    pub columns: Vec<Name>,
    /// The query, as a tree.
    pub query: Query,
    /// The query, as tokens (see [`Expression::tokens`]) with single spaces.
    pub definition: String,
    /// What stands between the name and the query: `with ( security_barrier )` (PostgreSQL).
    pub options: String,
    /// `with local check option` (PostgreSQL).
    pub check_option: String,
}

/// `CREATE SEQUENCE`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateSequence {
    /// Its name.
    pub name: QualifiedName,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMPORARY`.
    pub temporary: bool,
    /// The rest.
    pub options: SequenceOptions,
}

/// What is said of a sequence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SequenceOptions {
    /// `AS type`.
    pub data_type: Option<TypeName>,
    /// `OWNED BY t.c`: table and column; `None` in it for `OWNED BY NONE`.
    pub owned_by: Option<Option<(QualifiedName, Name)>>,
    /// `SEQUENCE NAME s` (of an identity).
    pub name: Option<QualifiedName>,
    /// The others as written: keyword in lower case and value (`start`, `increment`, `minvalue`,
    /// `maxvalue`, `cache`, `cycle`).
    pub others: Vec<(String, String)>,
}

/// `CREATE TYPE`, `CREATE DOMAIN`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateType {
    /// Its name.
    pub name: QualifiedName,
    /// What it is.
    pub definition: TypeDefinition,
}

/// What a type is.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeDefinition {
    /// `AS ENUM (…)`: the values and where they are written.
    Enum(Vec<(String, Span)>),
    /// `AS (a int, b text)`.
    Composite(Vec<ColumnDefinition>),
    /// `CREATE DOMAIN`.
    Domain {
        /// The type under it.
        base: TypeName,
        /// `NOT NULL`, `DEFAULT`, `CHECK`, `COLLATE`.
        constraints: Vec<ColumnConstraint>,
    },
    /// `AS RANGE (subtype = …)`.
    Range {
        /// `subtype`.
        subtype: Option<TypeName>,
        /// `multirange_type_name`.
        multirange: Option<QualifiedName>,
    },
    /// A base type, or a shell of one.
    Base,
}

/// `CREATE FUNCTION`, `CREATE PROCEDURE`, `CREATE AGGREGATE`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateRoutine {
    /// Its name.
    pub name: QualifiedName,
    /// `function`, `procedure` or `aggregate`.
    pub what: &'static str,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `IF NOT EXISTS` (MySQL).
    pub if_not_exists: bool,
    /// The arguments.
    pub arguments: Vec<RoutineArgument>,
    /// `RETURNS`; `None` for procedures and `RETURNS TABLE`.
    pub returns: Option<TypeName>,
    /// `RETURNS TABLE (…)`.
    pub returns_table: Vec<(Name, TypeName)>,
    /// `LANGUAGE`, in lower case.
    pub language: Option<Name>,
    /// What it does.
    pub body: RoutineBody,
    /// Body and properties as tokens, to compare two with each other.
    pub definition: String,
    /// The statements of a body that is kept as text, where the engine reads it at creation
    /// (PostgreSQL's `LANGUAGE sql`).
    pub statements: Vec<Statement>,
    /// The types of the variables in such a text (PostgreSQL's `plpgsql`).
    pub types: Vec<TypeName>,
    /// What the engine can't read in such a text: where, and why (PostgreSQL's `plpgsql`).
    pub problem: Option<(Span, String)>,
}

impl CreateRoutine {
    /// The language that it says it is in, in lower case.
    pub fn language(&self) -> Option<&str> {
        self.language.as_ref().map(|name| &*name.text)
    }
}

/// An argument of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct RoutineArgument {
    /// Its name.
    pub name: Option<Name>,
    /// `in`, `out`, `inout`, `variadic`.
    pub mode: &'static str,
    /// Its type.
    pub data_type: TypeName,
    /// `DEFAULT`, `=`.
    pub default: Option<Expression>,
}

/// What a function does.
#[derive(Clone, Debug, PartialEq)]
pub enum RoutineBody {
    /// `AS '…'`: the text, and where the text stands in the script.
    Text(String, Span),
    /// `BEGIN ATOMIC …`, `RETURN …`, MySQL's bodies: the statements that could be read.
    Statements(Vec<Statement>),
    /// C functions, aggregates, what could not be read.
    Other,
}

/// `CREATE TRIGGER`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateTrigger {
    /// Its name; qualified in SQLite and MySQL only.
    pub name: QualifiedName,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMPORARY` (SQLite).
    pub temporary: bool,
    /// The table or view.
    pub table: QualifiedName,
    /// `before`, `after`, `instead of`.
    pub timing: &'static str,
    /// `insert`, `update`, `delete`, `truncate`.
    pub events: Vec<&'static str>,
    /// `UPDATE OF (…)`.
    pub columns: Vec<Name>,
    /// `REFERENCING OLD TABLE AS …`: `old` or `new`, and the name.
    pub transition_tables: Vec<(&'static str, Name)>,
    /// `CONSTRAINT` (PostgreSQL).
    pub is_constraint: bool,
    /// `FOR EACH ROW`.
    pub for_each_row: bool,
    /// `WHEN`.
    pub condition: Option<Expression>,
    /// `EXECUTE FUNCTION f(…)` (PostgreSQL).
    pub function: Option<QualifiedName>,
    /// `BEGIN … END` (SQLite, MySQL): the statements that could be read.
    pub body: Vec<Statement>,
    /// All of it as tokens, to compare two with each other.
    pub definition: String,
}

/// `CREATE POLICY`, `ALTER POLICY`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreatePolicy {
    /// Its name.
    pub name: Name,
    /// The table.
    pub table: QualifiedName,
    /// `ALTER`, not `CREATE`.
    pub alters: bool,
    /// `RENAME TO`.
    pub rename_to: Option<Name>,
    /// `FOR`: `all`, `select`, `insert`, `update` or `delete`.
    pub command: &'static str,
    /// Where `USING (…)` is written.
    pub using: Option<Span>,
    /// Where `WITH CHECK (…)` is written.
    pub check: Option<Span>,
    /// `USING (…)`, `WITH CHECK (…)`.
    pub expressions: Vec<Expression>,
    /// All of it behind the table as tokens.
    pub definition: String,
}

/// The name of any object.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectName {
    /// What it is.
    pub kind: Kind,
    /// The word that it is called by in the statement: `table`, `function`, `operator class`.
    pub word: &'static str,
    /// Its name.
    pub name: QualifiedName,
    /// The types of its arguments (functions, aggregates), where they are given.
    pub arguments: Option<Vec<TypeName>>,
    /// `ON t`: the table that it belongs to (triggers, policies, rules, constraints; MySQL's
    /// indexes).
    pub table: Option<QualifiedName>,
}

/// Whether a drop takes along what depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behavior {
    /// `RESTRICT`, and where nothing is said.
    #[default]
    Restrict,
    /// `CASCADE`.
    Cascade,
}

/// `DROP`.
#[derive(Clone, Debug, PartialEq)]
pub struct DropObjects {
    /// What is dropped, all of one kind.
    pub objects: Vec<DroppedObject>,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `CASCADE`.
    pub behavior: Behavior,
    /// `CONCURRENTLY`: where the word is written.
    pub concurrently: Option<Span>,
    /// `DROP TEMPORARY TABLE` (MySQL).
    pub temporary: bool,
}

/// One of what is dropped.
pub type DroppedObject = ObjectName;

/// Any `ALTER` but that of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterObject {
    /// What is changed.
    pub object: ObjectName,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// How.
    pub action: AlterObjectAction,
}

/// A change to an object that is no table.
#[derive(Clone, Debug, PartialEq)]
pub enum AlterObjectAction {
    /// `RENAME TO`.
    Rename(Name),
    /// `SET SCHEMA`.
    SetNamespace(Name),
    /// `ALTER TYPE t ADD VALUE 'v'`.
    AddValue {
        /// The value.
        value: (String, Span),
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
        /// `BEFORE` (`true`) or `AFTER` a value.
        neighbor: Option<(bool, String, Span)>,
    },
    /// `ALTER TYPE t RENAME VALUE 'a' TO 'b'`.
    RenameValue {
        /// As it was.
        from: (String, Span),
        /// As it is to be.
        to: (String, Span),
    },
    /// `ALTER TYPE t ADD ATTRIBUTE`.
    AddAttribute(ColumnDefinition, Behavior),
    /// `ALTER TYPE t DROP ATTRIBUTE`; `IF EXISTS`.
    DropAttribute(Name, bool, Behavior),
    /// `ALTER TYPE t ALTER ATTRIBUTE a TYPE t`.
    AlterAttribute(Name, TypeName, Behavior),
    /// `ALTER TYPE t RENAME ATTRIBUTE a TO b`.
    RenameAttribute(Name, Name, Behavior),
    /// `ALTER DOMAIN d SET DEFAULT e`, `DROP DEFAULT`.
    DomainDefault(Option<Expression>),
    /// `ALTER DOMAIN d SET NOT NULL`, `DROP NOT NULL`.
    DomainNotNull(bool),
    /// `ALTER DOMAIN d ADD CONSTRAINT`; `NOT VALID`.
    DomainAddConstraint(ColumnConstraint, bool),
    /// `ALTER DOMAIN d DROP CONSTRAINT`; `IF EXISTS`.
    DomainDropConstraint(Name, bool),
    /// `ALTER DOMAIN d RENAME CONSTRAINT a TO b`.
    DomainRenameConstraint(Name, Name),
    /// `ALTER VIEW v RENAME COLUMN a TO b`.
    RenameColumn(Name, Name),
    /// `ALTER VIEW v ALTER COLUMN c SET DEFAULT e`, `DROP DEFAULT`.
    ColumnDefault(Name, Option<Expression>),
    /// `ALTER SEQUENCE s …`.
    Sequence(SequenceOptions),
    /// `ALTER INDEX i ATTACH PARTITION j`.
    AttachIndex(QualifiedName),
    /// `ALTER VIEW v SET (…)`, `RESET (…)`.
    ViewOptions,
    /// A change that the model does not hold (`OWNER TO`).
    Harmless,
    /// What could not be read: the object is unknown from here on.
    Unknown,
}

/// `COMMENT ON`.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// What of: of a column, the table is in [`ObjectName::table`].
    pub object: ObjectName,
    /// The text; `None` for `IS NULL`.
    pub text: Option<String>,
}

/// `CREATE PUBLICATION … FOR TABLE`, `ALTER PUBLICATION … ADD TABLE`.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishTables {
    /// The publication.
    pub name: Name,
    /// The tables, each with its columns and condition.
    pub tables: Vec<(QualifiedName, Vec<Name>, Option<Expression>)>,
}

/// `CREATE STATISTICS`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateStatistics {
    /// Its name, where it is written and nothing else can have it (no `IF NOT EXISTS`).
    pub name: Option<Name>,
    /// What is counted: `(ndistinct, mcv)`.
    pub kinds: Vec<Name>,
    /// Columns and expressions.
    pub elements: Vec<Expression>,
    /// The table.
    pub table: QualifiedName,
}

/// `CREATE RULE`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateRule {
    /// Its name.
    pub name: Name,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// The table or view.
    pub table: QualifiedName,
    /// All of it but the name, as tokens.
    pub definition: String,
    /// `WHERE`.
    pub condition: Option<Expression>,
    /// What is done, as far as it could be read.
    pub actions: Vec<Statement>,
}
