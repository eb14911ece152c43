//! One internal trait for what differs between the databases.

#[cfg(any(feature = "postgres", feature = "mysql"))]
mod activity;
mod client;
mod database;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod session;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use client::Client;
pub use database::{Database, DieselBackend};
pub use session::{Code, Lending, Session};

use crate::embedded::bookkeeping::Bookkeeping;
use crate::found::UnfinishedBackfill;
use crate::report::HistoryEntry;
use crate::report::activity::Activity;
use crate::script;
use diesel::connection::{AnsiTransactionManager, Connection, TransactionManager};
use diesel::result::{Error as DieselError, QueryResult};
use diesel::sql_types::{BigInt, Bool, Double, Nullable, Text};
use std::thread;
use std::time::{Duration, Instant};

/// A database, as the executor needs it. Public in a private module: it seals
/// [`Database`](crate::Database).
pub trait Engine: Connection<TransactionManager = AnsiTransactionManager> + Lending {
    /// Whether a step's transaction is what keeps other processes out, so that it must be begun
    /// (and may have to wait) before anything else is known. Else a lock is held, and the beginning
    /// can travel with the script.
    const OPENS_STEP_ALONE: bool;
    /// The statement that begins a transaction.
    const BEGIN: &'static str;
    /// Whether data definition commits whatever transaction is open.
    const COMMITS_IMPLICITLY: bool;

    /// Tells in one round trip whether exactly these revisions are applied, with no other
    /// checksums than these recorded; `None` where there is no way that is cheaper than reading.
    fn is_exactly(
        &mut self,
        names: &Bookkeeping,
        expected: &[(&str, &str)],
    ) -> QueryResult<Option<bool>> {
        let _ = (names, expected);
        Ok(None)
    }

    /// Reads the bookkeeping tables, as far as they exist.
    fn read(&mut self, names: &Bookkeeping) -> QueryResult<Reading>;

    /// Returns a table of another tool's as SQL names it, if there is one of this plain name.
    fn find_table(&mut self, name: &str) -> QueryResult<Option<String>>;

    /// Returns the query for the tables that a person sees in the database: as SQL names each, its
    /// plain name, and `here`, `path` or `elsewhere` (see [`Place`](crate::Place)). Those
    /// of these plain names come first, from wherever they are.
    fn tables_query(first: &[&str]) -> String;

    /// Returns the rows of a query for texts.
    fn texts(&mut self, query: &str) -> QueryResult<Vec<Texts>>;

    /// Returns the rows of a query for backfills that have not ended.
    fn backfills(&mut self, query: &str) -> QueryResult<Vec<UnfinishedBackfill>>;

    /// Creates the bookkeeping tables where they are missing. Called with the lock held.
    fn create_tables(&mut self, tables: &Tables) -> QueryResult<()>;

    /// Returns the rows of `migration_history`, oldest first.
    fn history(&mut self, tables: &Tables, only_unfinished: bool)
    -> QueryResult<Vec<HistoryEntry>>;

    /// Tries to take the lock, without waiting.
    fn try_lock(&mut self, names: &Bookkeeping) -> QueryResult<LockAttempt>;

    /// Gives the lock back.
    fn unlock(&mut self, key: &str) -> QueryResult<()>;

    /// Returns what the session that holds the lock is doing, for servers that tell; asked from another
    /// connection.
    fn activity(&mut self, names: &Bookkeeping) -> QueryResult<Option<Activity>> {
        let _ = names;
        Ok(None)
    }

    /// Tells whether what goes to the server is encrypted, for servers that know.
    fn is_encrypted(&mut self) -> QueryResult<Option<bool>> {
        Ok(None)
    }

    /// Returns a number that changes when another connection may have changed the bookkeeping
    /// since the last look, for databases where no lock is held between steps.
    fn change_counter(&mut self) -> QueryResult<i64> {
        Ok(0)
    }

    /// Whether the error only says that another connection is at work.
    fn is_busy(error: &DieselError) -> bool {
        let _ = error;
        false
    }

    /// Whether a script can be rolled back as a whole.
    fn is_transactional(statements: &[&str]) -> bool {
        let _ = statements;
        true
    }

    /// Runs a script between two others, in as few messages as possible.
    fn run_script(&mut self, run: &ScriptRun<'_>) -> Result<(), ScriptFailure>;

    /// Finds out where a script failed, if [`run_script`](Self::run_script) could not tell, and
    /// removes the marks that it left. Called after the rollback.
    fn locate(&mut self, failure: &mut ScriptFailure, statements: usize) -> QueryResult<()> {
        let _ = (failure, statements);
        Ok(())
    }

    /// Returns an SQL expression of a column as a text.
    fn as_text(column: &str) -> String;

    /// Returns an SQL expression of a column of bytes as hexadecimal digits.
    fn as_hexadecimal(column: &str) -> String {
        format!("HEX({column})")
    }

    /// Returns an SQL literal of a text.
    fn literal(text: &str) -> String;

    /// Returns an SQL expression of the database's user, or what comes nearest.
    fn user() -> String;

    /// Returns an SQL expression of the time so long ago.
    fn ago(duration: Duration) -> String;

    /// Returns SQL expressions of the beginning, the end and the seconds of the step that is
    /// running, for scripts whose end only the server sees.
    fn server_clock() -> [String; 3];

    /// Returns an SQL expression of the seconds since the time in this column.
    fn seconds_since(column: &str) -> String;

    /// Returns the depth of the transactions that Diesel has open on the connection.
    fn depth(&mut self) -> QueryResult<u32> {
        let status = AnsiTransactionManager::transaction_manager_status_mut(self);
        Ok(status.transaction_depth()?.map_or(0, |depth| depth.get()))
    }
}

/// SQL literals, with commas between.
fn literals<C: Engine>(texts: &[&str]) -> String {
    let literals: Vec<String> = texts.iter().map(|text| C::literal(text)).collect();
    literals.join(", ")
}

/// The name of a table.
#[cfg(any(feature = "sqlite", feature = "mysql"))]
#[derive(diesel::QueryableByName)]
struct Name {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

/// A row of up to three texts.
#[derive(Debug, diesel::QueryableByName)]
pub struct Texts {
    /// The first column.
    #[diesel(sql_type = Nullable<Text>)]
    pub a: Option<String>,
    /// The second.
    #[diesel(sql_type = Nullable<Text>)]
    pub b: Option<String>,
    /// The third.
    #[diesel(sql_type = Nullable<Text>)]
    pub c: Option<String>,
}

/// The statement that makes the table of the applied revisions, as Diesel makes it.
#[cfg(any(feature = "sqlite", feature = "mysql"))]
fn create_versions(tables: &Tables) -> String {
    let statement = diesel::migration::CREATE_MIGRATIONS_TABLE.trim();
    let statement = statement.trim_end_matches(';');
    statement.replace("__diesel_schema_migrations", &tables.versions)
}

/// The bookkeeping tables, as SQL names them.
#[derive(Clone, Debug)]
pub struct Tables {
    /// That of the applied revisions.
    pub versions: String,
    /// That of the runs.
    pub history: String,
    /// The index of the latter by revision: its own name, without a schema.
    pub history_index: String,
    /// Whether the applied revisions have a table.
    pub versions_exist: bool,
    /// Whether the history has one.
    pub history_exists: bool,
    /// The session as it was found, where that comes with them.
    pub session: Session,
    /// The schema that was asked for, which may not be there.
    pub schema: Option<&'static str>,
}

impl Tables {
    /// The tables in this schema, as SQL names it with the dot; by their plain names without one.
    #[cfg(any(feature = "sqlite", feature = "mysql"))]
    fn within(
        schema: &str,
        names: &Bookkeeping,
        versions_exist: bool,
        history_exists: bool,
    ) -> Self {
        Tables {
            versions: format!("{schema}{}", names.applied),
            history: format!("{schema}{}", names.history),
            history_index: format!("{}_revision", names.history),
            versions_exist,
            history_exists,
            session: Session::default(),
            schema: None,
        }
    }

    /// The tables in this schema, as far as they are among these.
    #[cfg(any(feature = "sqlite", feature = "mysql"))]
    fn among(schema: &str, names: &Bookkeeping, found: &[Name]) -> Self {
        let exists = |name: &str| found.iter().any(|row| row.name == name);
        Self::within(schema, names, exists(names.applied), exists(names.history))
    }

    /// Whether both exist.
    pub fn exist(&self) -> bool {
        self.versions_exist && self.history_exists
    }

    /// The query for [`AppliedRow`]s from the tables that exist; none where there can be no row.
    fn query(&self) -> Option<String> {
        if self.exist() {
            Some(self.applied_query())
        } else {
            self.versions_exist.then(|| self.versions_query())
        }
    }

    /// The query for [`AppliedRow`]s: the checksum is that of the newest successful step, and none
    /// if that one undid the revision (then somebody else, Diesel say, applied it again).
    fn applied_query(&self) -> String {
        let (versions, history) = (&self.versions, &self.history);
        format!(
            "SELECT v.version AS version, (SELECT CASE WHEN h.operation <> 'downgrade' \
             THEN h.checksum END FROM {history} h WHERE h.revision = v.version AND h.success \
             ORDER BY h.id DESC LIMIT 1) AS checksum FROM {versions} v"
        )
    }

    /// The same where there is no history.
    fn versions_query(&self) -> String {
        format!(
            "SELECT version, CAST(NULL AS CHAR(32)) AS checksum FROM {}",
            self.versions
        )
    }
}

/// What the bookkeeping tables say.
#[derive(Debug)]
pub struct Reading {
    /// The tables.
    pub tables: Tables,
    /// The applied revisions, in no order.
    pub applied: Vec<AppliedRow>,
}

/// An applied revision.
#[derive(Debug, diesel::QueryableByName)]
pub struct AppliedRow {
    /// Its id.
    #[diesel(sql_type = Text)]
    pub version: String,
    /// The recorded checksum of its upgrade.
    #[diesel(sql_type = Nullable<Text>)]
    pub checksum: Option<String>,
}

/// The outcome of [`Engine::try_lock`].
#[derive(Debug)]
pub enum LockAttempt {
    /// The lock is ours; this is its key, if it has to be given back by that.
    Taken(Option<String>),
    /// Another session has it; it is described if it can be.
    Busy(Option<String>),
}

/// A script to run, with what goes before and after it.
pub struct ScriptRun<'a> {
    /// The statements.
    pub statements: &'a [&'a str],
    /// SQL before the script, or nothing.
    pub opening: &'a str,
    /// SQL after the script, or nothing; takes the time that the script took, or `None` where
    /// only the server will know.
    pub closing: &'a dyn Fn(Option<Duration>) -> String,
    /// Every statement needs a message of its own.
    pub separately: bool,
    /// Is told of each statement that begins, from 0; of the first alone where they are one message.
    pub begins: &'a dyn Fn(usize),
    /// How long statements outside of transactions are repeated while other connections are in
    /// their way.
    pub patience: Duration,
}

/// A script that failed.
#[derive(Debug)]
pub struct ScriptFailure {
    /// Where.
    pub at: FailedAt,
    /// The database's error.
    pub error: DieselError,
}

/// Where a script failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailedAt {
    /// In what went before.
    Opening,
    /// In the statement of this index.
    Statement(usize),
    /// In what came after; deferred constraints are checked there, too.
    Closing,
    /// That could not be found out.
    Unknown,
}

/// Runs a script statement by statement.
fn run_separately<C: Engine>(connection: &mut C, run: &ScriptRun<'_>) -> Result<(), ScriptFailure> {
    let started = Instant::now();
    let mut execute = |sql: &str, at: FailedAt| {
        while !sql.is_empty() {
            match connection.batch_execute(sql) {
                Ok(()) => break,
                Err(error) => {
                    let repeatable = matches!(at, FailedAt::Statement(index)
                        if script::lasting(run.statements, index, false) == index);
                    if !repeatable || !C::is_busy(&error) || started.elapsed() >= run.patience {
                        return Err(ScriptFailure { at, error });
                    }
                    thread::sleep(Duration::from_millis(10));
                }
            }
        }
        Ok(())
    };
    execute(run.opening, FailedAt::Opening)?;
    for (index, statement) in run.statements.iter().enumerate() {
        (run.begins)(index);
        execute(statement, FailedAt::Statement(index))?;
    }
    execute(&(run.closing)(Some(started.elapsed())), FailedAt::Closing)
}

/// A row of `migration_backfills` as it is loaded.
#[derive(diesel::QueryableByName)]
struct BackfillRow {
    #[diesel(sql_type = Text)]
    revision: String,
    #[diesel(sql_type = Nullable<Text>)]
    last_cursor: Option<String>,
    #[diesel(sql_type = BigInt)]
    batches: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    rows_done: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    rows_total: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    checksum: Option<String>,
}

impl From<BackfillRow> for UnfinishedBackfill {
    fn from(row: BackfillRow) -> Self {
        // Only numbers that fit are ever written.
        let number = |number: i64| u64::try_from(number).unwrap_or(0);
        UnfinishedBackfill {
            revision: row.revision,
            cursor: row.last_cursor,
            batches: number(row.batches),
            done: row.rows_done.map(number),
            total: row.rows_total.map(number),
            checksum: row.checksum,
        }
    }
}

/// A row of `migration_history` as it is loaded.
#[derive(diesel::QueryableByName)]
struct HistoryRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    revision: String,
    #[diesel(sql_type = Text)]
    operation: String,
    #[diesel(sql_type = Text)]
    started_at: String,
    #[diesel(sql_type = Nullable<Text>)]
    completed_at: Option<String>,
    #[diesel(sql_type = Nullable<Double>)]
    duration_seconds: Option<f64>,
    #[diesel(sql_type = Bool)]
    success: bool,
    #[diesel(sql_type = Nullable<Text>)]
    error_message: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    executed_by: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    checksum: Option<String>,
}

impl From<HistoryRow> for HistoryEntry {
    fn from(row: HistoryRow) -> Self {
        HistoryEntry {
            id: row.id,
            revision: row.revision,
            operation: row.operation,
            started_at: row.started_at,
            completed_at: row.completed_at,
            duration_seconds: row.duration_seconds,
            success: row.success,
            error_message: row.error_message,
            executed_by: row.executed_by,
            checksum: row.checksum,
        }
    }
}

/// The query for [`HistoryRow`]s; `text_of` makes a text of a time stamp column.
fn history_query(
    tables: &Tables,
    only_unfinished: bool,
    text_of: impl Fn(&str) -> String,
) -> String {
    format!(
        "SELECT id, revision, operation, {} AS started_at, {} AS completed_at, duration_seconds, \
         success, error_message, executed_by, checksum FROM {}{} ORDER BY id",
        text_of("started_at"),
        text_of("completed_at"),
        tables.history,
        if only_unfinished {
            " WHERE completed_at IS NULL"
        } else {
            ""
        },
    )
}
