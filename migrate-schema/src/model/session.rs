//! What holds for a session.
use super::{ColumnId, ObjectId};
use migrate_sql::statement::{Action, Span};
use std::collections::BTreeSet;

/// What holds for the session, not for the database. A new revision starts with a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whether the statements run in a transaction.
    pub in_transaction: bool,
    /// Where names without a schema are looked up, in order; `None` where that can't be known.
    pub search_path: Option<Vec<String>>,
    /// Whether foreign keys are enforced (SQLite's `PRAGMA foreign_keys`, MySQL's
    /// `foreign_key_checks`, where `Some(false)` says that they may be off).
    pub foreign_keys: Option<bool>,
    /// SQLite's `PRAGMA legacy_alter_table`.
    pub legacy_alter_table: bool,
    /// Foreign keys that followed a table's new name in this session, or may have (SQLite).
    pub followed: Vec<FollowedName>,
    /// Columns that this script declares in words with which another engine fills them (SQLite).
    pub unfilled: Vec<UnfilledColumn>,
    /// What this script does to rows, as far as dropping tables may change others (SQLite).
    pub rows: RowsOfScript,
    /// Whether it can't be known that the statements run outside of a transaction (SQLite).
    pub may_be_in_transaction: bool,
    /// Enum values that were added in this transaction to types that were there before: PostgreSQL
    /// refuses their use. `None` where it may have ended.
    pub new_enum_values: Option<Vec<(ObjectId, String)>>,
    /// Types that were made in this session: their values are no new ones.
    pub new_types: BTreeSet<ObjectId>,
    /// PostgreSQL's `check_function_bodies`.
    pub check_function_bodies: bool,
    /// By [`names::key`](crate::names::key), temporary tables and sequences that were made in this session (MySQL): they
    /// hide others of their names.
    pub temporary: BTreeSet<String>,
    /// What keeps a table that names no engine (MySQL's `default_storage_engine`), where it was set.
    pub engine: Option<String>,
    /// Whether statements are written in another language (MariaDB's mode `ORACLE`).
    pub other_language: bool,
}

/// A renaming of a table that the foreign keys of another table follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowedName {
    /// The table that is renamed.
    pub renamed: ObjectId,
    /// The table with the foreign keys.
    pub table: ObjectId,
    /// The name that the renamed table had.
    pub from: String,
    /// The name that it got.
    pub to: String,
    /// Where the new name is written.
    pub span: Span,
    /// Whether the foreign keys follow for certain.
    pub is_certain: bool,
}

/// A column of a type such as `SERIAL`, which SQLite does not fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnfilledColumn {
    /// The table.
    pub table: ObjectId,
    /// The column.
    pub column: ColumnId,
    /// The word, in capitals.
    pub word: String,
    /// Where the type is written.
    pub span: Span,
}

/// What a script does to rows, as far as SQLite's `DROP TABLE` may change those of other tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowsOfScript {
    /// Whether a statement of the script turns foreign keys off: the runner then does that before
    /// the script begins.
    pub turns_keys_off: bool,
    /// Tables that are known to have no row: made here, or emptied.
    pub empty: BTreeSet<ObjectId>,
    /// Tables of which the script has changed rows with `UPDATE`.
    pub updated: BTreeSet<ObjectId>,
    /// The rows that dropped tables took along.
    pub lost: Vec<LostRows>,
}

/// The rows of a table that change when another one is dropped, since their foreign key says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostRows {
    /// The table that is dropped.
    pub dropped: ObjectId,
    /// The names by which it was known in this script, the last one first.
    pub names: Vec<String>,
    /// The table with the foreign key.
    pub child: ObjectId,
    /// The first column of the foreign key.
    pub column: String,
    /// `ON DELETE`.
    pub action: Action,
    /// Where the name of the dropped table is written.
    pub span: Span,
    /// Whether the script writes to the child later on: it may bring the rows back.
    pub is_refilled: bool,
    /// The name of the child, where the script copies all of its rows only after they are gone.
    pub copied_late: Option<String>,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            in_transaction: true,
            search_path: Some(vec!["public".to_owned()]),
            foreign_keys: None,
            legacy_alter_table: false,
            followed: Vec::new(),
            unfilled: Vec::new(),
            rows: RowsOfScript::default(),
            may_be_in_transaction: false,
            new_enum_values: Some(Vec::new()),
            new_types: BTreeSet::new(),
            check_function_bodies: true,
            temporary: BTreeSet::new(),
            engine: None,
            other_language: false,
        }
    }
}
