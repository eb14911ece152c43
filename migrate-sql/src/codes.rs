//! Every code that a diagnostic can have, but for those that a lint gives itself.
//!
//! A code is stable: it names one mistake, scripts may depend on it, and it is never used for
//! another one. All of them stand in one table, whichever crate reports them.
use std::fmt;

/// The stable code of a diagnostic, in kebab case: `unknown-table`.
///
/// There is no way from a text to a code but to look for it in the list, so that a typo does not
/// compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(&'static str);

impl Code {
    /// Makes a code that is not in the table: a lint's stands in the file of the lint.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// Returns the code as it is written.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

/// Codes about one thing.
#[derive(Debug)]
pub struct Group {
    /// The title in the reference.
    pub title: &'static str,
    /// Each with its meaning.
    pub codes: &'static [(Code, &'static str)],
}

macro_rules! codes {
    ($($title:literal { $($(#[doc = $doc:literal])+ $name:ident = $code:literal,)+ })+) => {
        $($($(#[doc = $doc])+ pub const $name: Code = Code($code);)+)+
        /// The codes, in the order of this file.
        pub const TABLE: &[Group] = &[$(Group {
            title: $title,
            codes: &[$(($name, concat!($($doc),+))),+],
        }),+];
    };
}

codes! {
    "The directory and its files" {
        /// The migrations directory does not exist, or is a file.
        NO_DIRECTORY = "no-directory",
        /// The directory holds no revision.
        NO_REVISIONS = "no-revisions",
        /// A file or folder can't be read, or is neither.
        UNREADABLE = "unreadable",
        /// A file's or folder's name is not UTF-8.
        NAME_NOT_UTF8 = "name-not-utf8",
        /// A file that has to be UTF-8 is not.
        NOT_UTF8 = "not-utf8",
        /// Two names in one folder differ only by case.
        NAME_CASE = "name-case",
        /// A file would be skipped although its name is close to one that counts.
        MISNAMED_FILE = "misnamed-file",
        /// A file or folder that is not used (a warning).
        UNKNOWN_FILE = "unknown-file",
        /// Some folders have a `revision.toml`, this one has none.
        NO_REVISION_TOML = "no-revision-toml",
        /// A revision has no `up` script.
        NO_UP = "no-up",
        /// A revision has neither a `down` script nor a reason not to have one.
        NO_DOWN = "no-down",
        /// A `down` script belongs to no `up` script.
        DOWN_WITHOUT_UP = "down-without-up",
        /// A revision is marked irreversible and has a `down` script.
        IRREVERSIBLE_WITH_DOWN = "irreversible-with-down",
        /// A script is for a dialect that the directory does not declare (a warning).
        UNDECLARED_DIALECT = "undeclared-dialect",
        /// A plain script beside a script of its own for each dialect (a warning).
        UNUSED_SCRIPT = "unused-script",
        /// An `up` script holds no statement (a warning).
        EMPTY_SCRIPT = "empty-script",
    }
    "TOML" {
        /// A file is not valid TOML.
        TOML_SYNTAX = "toml-syntax",
        /// A key is given twice.
        DUPLICATE_KEY = "duplicate-key",
        /// An unknown key.
        UNKNOWN_KEY = "unknown-key",
        /// A required key is missing.
        MISSING_KEY = "missing-key",
        /// A value of another type than the key takes.
        WRONG_TYPE = "wrong-type",
        /// A value that is not valid for the key.
        INVALID_VALUE = "invalid-value",
        /// A name that is not a dialect.
        UNKNOWN_DIALECT = "unknown-dialect",
        /// A `metadata.toml` that Diesel interprets differently from what it says.
        DIESEL_METADATA = "diesel-metadata",
        /// `revision.toml` and `metadata.toml` disagree about the transaction.
        TRANSACTION_CONFLICT = "transaction-conflict",
    }
    "The graph" {
        /// An id or label is malformed, over-long or reserved.
        ILLEGAL_ID = "illegal-id",
        /// Two revisions have the same id.
        DUPLICATE_REVISION = "duplicate-revision",
        /// Two revisions have the same label, or a label is also an id.
        DUPLICATE_LABEL = "duplicate-label",
        /// `revises` names an unknown revision.
        UNKNOWN_PARENT = "unknown-parent",
        /// `depends_on` names an unknown revision or label.
        UNKNOWN_DEPENDENCY = "unknown-dependency",
        /// A revision revises itself.
        SELF_LOOP = "self-loop",
        /// A revision depends on itself.
        DEPENDENCY_SELF_LOOP = "dependency-self-loop",
        /// A revision replaces one that still exists, or that another one replaces, too.
        BAD_REPLACEMENT = "bad-replacement",
        /// Revisions form a cycle through `revises`.
        CYCLE = "cycle",
        /// Revisions form a cycle through `depends_on`.
        DEPENDENCY_CYCLE = "dependency-cycle",
        /// Several revisions have no children, without `multiple_heads`.
        SEVERAL_HEADS = "several-heads",
        /// Several revisions have no parents, without `multiple_bases`.
        SEVERAL_BASES = "several-bases",
    }
    "SQL" {
        /// No dialect is known, so no SQL was checked (a warning).
        NO_DIALECT = "no-dialect",
        /// This build can't read any of the declared dialects (a warning).
        DIALECT_NOT_BUILT_IN = "dialect-not-built-in",
        /// The server's parser would refuse it.
        SQL_SYNTAX = "sql-syntax",
        /// A statement could not be read, so it was not checked (a note).
        SQL_NOT_READ = "sql-not-read",
        /// A command of `psql` (`\set`, `\i`), which no server understands.
        PSQL_COMMAND = "psql-command",
        /// `COPY … FROM STDIN`, whose data no migration can send.
        COPY_FROM_STDIN = "copy-from-stdin",
        /// A NUL character, which no server accepts.
        SQL_NUL = "sql-nul",
        /// A `BEGIN` or `COMMIT` in a script that runs in a transaction.
        TRANSACTION_CONTROL = "transaction-control",
        /// A `migrate-allow` without a code or a reason.
        BAD_ALLOWANCE = "bad-allowance",
    }
    "The schema: what an engine refuses although it is SQL" {
        /// A table or view that does not exist.
        UNKNOWN_TABLE = "unknown-table",
        /// A column that the table does not have.
        UNKNOWN_COLUMN = "unknown-column",
        /// An index that does not exist.
        UNKNOWN_INDEX = "unknown-index",
        /// A trigger that does not exist.
        UNKNOWN_TRIGGER = "unknown-trigger",
        /// A constraint that the table does not have.
        UNKNOWN_CONSTRAINT = "unknown-constraint",
        /// A type that does not exist.
        UNKNOWN_TYPE = "unknown-type",
        /// A value that an enum type does not have.
        UNKNOWN_ENUM_VALUE = "unknown-enum-value",
        /// A value of an enum type in the transaction that adds it (PostgreSQL).
        NEW_ENUM_VALUE = "new-enum-value",
        /// A function or procedure that does not exist, or not for these arguments.
        UNKNOWN_FUNCTION = "unknown-function",
        /// An operator that does not exist for these operands.
        UNKNOWN_OPERATOR = "unknown-operator",
        /// A schema that does not exist.
        UNKNOWN_SCHEMA = "unknown-schema",
        /// Any other object that does not exist: a sequence, a policy, an extension.
        UNKNOWN_OBJECT = "unknown-object",
        /// There is already a table, view, index or sequence of that name.
        DUPLICATE_TABLE = "duplicate-table",
        /// The table has a column of that name already.
        DUPLICATE_COLUMN = "duplicate-column",
        /// There is already an index of that name.
        DUPLICATE_INDEX = "duplicate-index",
        /// There is already a trigger of that name.
        DUPLICATE_TRIGGER = "duplicate-trigger",
        /// The table has a constraint of that name already.
        DUPLICATE_CONSTRAINT = "duplicate-constraint",
        /// There is already a type of that name; a table is one too.
        DUPLICATE_TYPE = "duplicate-type",
        /// There is already a function or procedure of that name and those arguments.
        DUPLICATE_FUNCTION = "duplicate-function",
        /// Any other object that exists already: a schema, a policy, a value of an enum type.
        DUPLICATE_OBJECT = "duplicate-object",
        /// A revision creates a table with the name of a bookkeeping table.
        RECORD_TABLE = "record-table",
        /// A column name that several tables of a query have.
        AMBIGUOUS_COLUMN = "ambiguous-column",
        /// A function name without arguments that several functions have.
        AMBIGUOUS_FUNCTION = "ambiguous-function",
        /// The name exists but is another kind of object (a view, say, instead of a table).
        WRONG_KIND = "wrong-kind",
        /// An object is dropped or changed that another one needs.
        STILL_NEEDED = "still-needed",
        /// A table with two primary keys.
        SEVERAL_PRIMARY_KEYS = "several-primary-keys",
        /// A foreign key refers to columns without a unique key.
        FOREIGN_KEY_TARGET = "foreign-key-target",
        /// A foreign key and its target have types that can't be compared.
        FOREIGN_KEY_TYPE = "foreign-key-type",
        /// More or fewer values than columns.
        WRONG_VALUE_COUNT = "wrong-value-count",
        /// A value for a column that the engine computes.
        GENERATED_COLUMN = "generated-column",
        /// `ON CONFLICT` names columns without a unique key.
        CONFLICT_TARGET = "conflict-target",
        /// A statement that the engine does not run in a transaction.
        IN_TRANSACTION = "in-transaction",
        /// Any other definition that an engine refuses.
        INVALID_DEFINITION = "invalid-definition",
    }
    "The chain's schema" {
        /// An upgrade renames a table, which takes foreign keys along, and drops it (a warning).
        DANGLING_REFERENCE = "dangling-reference",
        /// A column is declared in the words of an engine that fills it, which SQLite does not (a warning).
        NEVER_FILLED = "never-filled",
        /// A table is dropped and made again, which changes the rows of others that refer to it (SQLite).
        LOST_ROWS = "lost-rows",
        /// Two revisions of different branches give different schemas in the two orders.
        MERGE_ORDER = "merge-order",
        /// The model of the schema broke down, so names were not checked (a note).
        NOT_REPLAYED = "not-replayed",
    }
    "The seal" {
        /// The lock can't be read: a conflict, an edit, a newer format (a warning: only its model).
        BAD_LOCK = "bad-lock",
        /// The tokens of a sealed script have changed.
        SEALED_CHANGED = "sealed-changed",
        /// A sealed revision, or a script of one, is gone.
        SEALED_MISSING = "sealed-missing",
        /// A sealed revision has moved in the chain.
        SEALED_MOVED = "sealed-moved",
        /// The sealed revisions do not make the sealed schema (a full check).
        SEAL_DIFFERS = "seal-differs",
        /// An allowance suppresses nothing: in a script (a warning), or in the lock (a note of a full check).
        UNUSED_ALLOWANCE = "unused-allowance",
    }
    "Diesel's schema" {
        /// A `schema.rs` differs from the schema of the migrations.
        SCHEMA_DIFFERS = "schema-differs",
        /// Diesel's schema can't be printed (an error), or not all of it is known (a warning).
        SCHEMA_NOT_PRINTED = "schema-not-printed",
    }
}
