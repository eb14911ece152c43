//! What a statement asks for: names with their places, nothing resolved.
//!
//! One set of types for all engines; what an engine doesn't have, its reader never makes.
mod alter_table;
mod block;
mod data;
mod expression;
mod kind;
mod name;
mod object;
mod query;
mod table;

pub use alter_table::{AlterTable, AlterTableAction, ColumnPosition};
pub use block::{Block, BlockStatement, Condition, Handler};
pub use data::{
    Conflict, ConflictAction, Delete, Insert, InsertSource, Merge, MergeAction, Update, Updated,
};
pub use expression::{Call, Case, ColumnReference, ExprNode, ExprToken, Expression, Literal};
pub use kind::Kind;
pub use name::{CAST, HOLE, Name, QualifiedName, Span, TypeName};
pub use object::{
    AlterObject, AlterObjectAction, Behavior, Comment, CreateIndex, CreatePolicy, CreateRoutine,
    CreateRule, CreateSequence, CreateStatistics, CreateTrigger, CreateType, CreateView,
    DropObjects, DroppedObject, ObjectName, PublishTables, RoutineArgument, RoutineBody,
    SequenceOptions, TypeDefinition,
};
pub use query::{Cte, CteBody, FromItem, Query, QueryBody, Select, SelectItem};
pub use table::{
    Action, ColumnConstraint, ColumnConstraintKind, ColumnDefinition, CreateTable,
    ForeignKeyTarget, IdentityOptions, IndexElement, IndexTarget, Like, PartitionOf,
    TableConstraint, TableConstraintKind, TableOptions,
};

/// What a statement does to the transaction that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransactionStep {
    /// `BEGIN`, `START TRANSACTION`.
    Begin,
    /// `COMMIT`, `END`.
    Commit,
    /// `ROLLBACK`, `ABORT`.
    Rollback,
    /// `SAVEPOINT a`.
    Savepoint(Name),
    /// `ROLLBACK TO SAVEPOINT a`.
    RollbackTo(Name),
    /// `RELEASE SAVEPOINT a`.
    Release(Name),
    /// What is not followed: all of MySQL, where `CREATE TABLE` and the like commit.
    Other,
}

/// A statement as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The whole statement.
    pub span: Span,
    /// What it asks for.
    pub kind: StatementKind,
    /// Whether all of it was understood. Else its kind is what it may have done.
    pub is_read: bool,
}

impl Statement {
    /// Returns the statement with something else in place of what it asks for.
    #[must_use]
    pub fn meant_as(&self, kind: StatementKind) -> Self {
        Self {
            kind,
            span: self.span,
            is_read: self.is_read,
        }
    }
}

/// What a statement asks for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum StatementKind {
    /// `CREATE TABLE`, `CREATE FOREIGN TABLE`, `CREATE TABLE … AS`, `CREATE VIRTUAL TABLE`.
    CreateTable(Box<CreateTable>),
    /// `ALTER TABLE`.
    AlterTable(AlterTable),
    /// `CREATE INDEX`.
    CreateIndex(Box<CreateIndex>),
    /// `CREATE VIEW`, `CREATE MATERIALIZED VIEW`.
    CreateView(Box<CreateView>),
    /// `CREATE SEQUENCE`.
    CreateSequence(CreateSequence),
    /// `CREATE TYPE`, `CREATE DOMAIN`.
    CreateType(CreateType),
    /// `CREATE FUNCTION`, `CREATE PROCEDURE`, `CREATE AGGREGATE`.
    CreateRoutine(Box<CreateRoutine>),
    /// `CREATE TRIGGER`.
    CreateTrigger(Box<CreateTrigger>),
    /// `CREATE POLICY`, `ALTER POLICY`.
    CreatePolicy(Box<CreatePolicy>),
    /// `CREATE SCHEMA`, with the statements in it.
    CreateNamespace {
        /// Its name.
        name: Name,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
        /// `CREATE SCHEMA s CREATE TABLE …`.
        elements: Vec<Statement>,
    },
    /// `CREATE EXTENSION`.
    CreateExtension {
        /// Its name.
        name: Name,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
        /// `SCHEMA s`.
        namespace: Option<Name>,
    },
    /// Any `ALTER` but that of tables: types, views, indexes, sequences, functions, schemas.
    AlterObject(Box<AlterObject>),
    /// Any `DROP`.
    Drop(DropObjects),
    /// `COMMENT ON`.
    Comment(Comment),
    /// `INSERT`, `REPLACE`.
    Insert(Box<Insert>),
    /// `UPDATE`.
    Update(Box<Update>),
    /// `DELETE`.
    Delete(Box<Delete>),
    /// `TRUNCATE`.
    Truncate {
        /// The tables.
        tables: Vec<QualifiedName>,
        /// `CASCADE`.
        cascade: bool,
    },
    /// `SELECT`, `VALUES`, `TABLE`, `WITH …` of a query.
    Query(Box<Query>),
    /// `SET search_path = …` (PostgreSQL), `USE` (MySQL); `SET LOCAL` ends with the transaction.
    /// `None` where the value can't be known.
    SearchPath {
        /// In order.
        path: Option<Vec<Name>>,
        /// `SET LOCAL`.
        local: bool,
    },
    /// `PRAGMA name = value`, MySQL's `SET name = value`; the value in lower case, without quotes.
    Pragma {
        /// In lower case.
        name: String,
        /// `None` where it only asks.
        value: Option<String>,
    },
    /// `REFRESH MATERIALIZED VIEW`.
    Refresh {
        /// The view.
        name: QualifiedName,
        /// `CONCURRENTLY`.
        concurrently: bool,
    },
    /// `BEGIN`, `COMMIT`, `ROLLBACK` and their like, savepoints too.
    Transaction(TransactionStep),
    /// A statement that changes nothing which the model holds (`GRANT`, `ANALYZE`, `SET work_mem`).
    /// What it refers to, if that has to exist.
    Harmless {
        /// Tables that have to be there.
        tables: Vec<QualifiedName>,
        /// Refused in a transaction (`VACUUM`, `REINDEX … CONCURRENTLY`, `CREATE DATABASE`), with the
        /// words to name it by.
        not_in_transaction: Option<&'static str>,
    },
    /// `GRANT … ON TABLE`, `REVOKE`: on tables, views and sequences.
    Granted {
        /// What has to be there.
        tables: Vec<QualifiedName>,
    },
    /// A statement of which only this is known: it may do anything to what it names.
    Touches {
        /// What may be changed, made or gone.
        names: Vec<QualifiedName>,
    },
    /// `MERGE`.
    Merge(Box<Merge>),
    /// A statement of which only this is known: it makes something that has one of these names, and
    /// changes nothing that is there. A name may hold a [`HOLE`].
    Makes {
        /// What may be there afterwards.
        names: Vec<QualifiedName>,
    },
    /// A statement that may do anything (`DO` with `EXECUTE`, a call of an unknown procedure).
    Anything,
    /// `RENAME TABLE a TO b, c TO d` (MySQL): one after the other.
    RenameTables {
        /// The tables and their new names, which may be in another database.
        tables: Vec<(QualifiedName, QualifiedName)>,
        /// `IF EXISTS` (MariaDB).
        if_exists: bool,
    },
    /// A statement that changes nothing which the model holds, and what beside tables has to be there
    /// for it.
    Needs {
        /// Sequences, functions, types, schemas.
        objects: Vec<ObjectName>,
    },
    /// `CREATE RULE` (PostgreSQL).
    CreateRule(Box<CreateRule>),
    /// `CREATE STATISTICS` (PostgreSQL).
    CreateStatistics(Box<CreateStatistics>),
    /// `CREATE PUBLICATION … FOR TABLE`, `ALTER PUBLICATION … ADD TABLE` (PostgreSQL).
    PublishTables(Box<PublishTables>),
    /// `DROP` and `ALTER` of publications and statistics: what they held is no longer known
    /// (PostgreSQL).
    Releases {
        /// `statistics` or `publication`.
        what: &'static str,
        /// Their names.
        names: Vec<QualifiedName>,
    },
    /// `CALL` (MySQL).
    Call {
        /// The procedure.
        name: QualifiedName,
        /// Its arguments, where they are constant texts.
        arguments: Vec<Option<String>>,
    },
    /// `DO` (PostgreSQL): a block of statements. MySQL: what running a text may do.
    Block(Block),
    /// A statement that changes or drops something of which only the kind is known. It makes nothing.
    ChangesSome(Kind),
}
