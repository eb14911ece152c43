//! SQLite. There is no lock for a whole run: each step takes the write lock of the database file,
//! looks again, and commits with its record. The operating system frees that lock when a process
//! dies. (`PRAGMA locking_mode = EXCLUSIVE` for the whole run is no way: in WAL mode it can't be
//! had while any other connection is open.)

use super::{
    Engine, LockAttempt, Reading, ScriptFailure, ScriptRun, Tables, Texts, create_versions,
    history_query, literals, run_separately,
};
use crate::embedded::bookkeeping::Bookkeeping;
use crate::found::UnfinishedBackfill;
use crate::report::HistoryEntry;
use diesel::connection::SimpleConnection;
use diesel::result::{Error as DieselError, QueryResult};
use diesel::sql_types::BigInt;
use diesel::{RunQueryDsl, SqliteConnection, sql_query};
use std::time::Duration;

/// The database file itself: a temporary table would stand before one of its tables.
pub(super) const MAIN: &str = "main.";

impl Engine for SqliteConnection {
    const OPENS_STEP_ALONE: bool = true;
    // Not IMMEDIATE: outside of WAL mode that leaves readers in, and then a large script, or the
    // commit, could still be refused in the middle.
    const BEGIN: &'static str = "BEGIN EXCLUSIVE";
    const COMMITS_IMPLICITLY: bool = false;

    fn read(&mut self, names: &Bookkeeping) -> QueryResult<Reading> {
        let tables = Tables::within(MAIN, names, true, true);
        match sql_query(tables.applied_query()).load(self) {
            Ok(applied) => return Ok(Reading { tables, applied }),
            Err(error) if Self::is_busy(&error) => return Err(error),
            Err(_) => {} // most likely, a table is missing
        }
        let found: Vec<super::Name> = sql_query(format!(
            "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name IN ({}, {})",
            Self::literal(names.applied),
            Self::literal(names.history),
        ))
        .load(self)?;
        let tables = Tables::among(MAIN, names, &found);
        // Another process may have created them since.
        let applied = match tables.query() {
            Some(query) => sql_query(query).load(self)?,
            None => Vec::new(),
        };
        Ok(Reading { tables, applied })
    }

    fn find_table(&mut self, name: &str) -> QueryResult<Option<String>> {
        let found: Vec<super::Name> = sql_query(format!(
            "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name = {} COLLATE NOCASE",
            Self::literal(name.strip_prefix(MAIN).unwrap_or(name))
        ))
        .load(self)?;
        Ok((!found.is_empty()).then(|| name.to_owned()))
    }

    fn tables_query(first: &[&str]) -> String {
        format!(
            "SELECT '{MAIN}\"' || replace(name, '\"', '\"\"') || '\"' AS a, name AS b, 'here' AS c \
             FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             ORDER BY lower(name) IN ({}) DESC, name LIMIT 1000",
            literals::<Self>(first)
        )
    }

    fn texts(&mut self, query: &str) -> QueryResult<Vec<Texts>> {
        sql_query(query).load(self)
    }

    fn backfills(&mut self, query: &str) -> QueryResult<Vec<UnfinishedBackfill>> {
        let rows: Vec<super::BackfillRow> = sql_query(query).load(self)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    fn create_tables(&mut self, tables: &Tables) -> QueryResult<()> {
        self.batch_execute(&definitions(tables))
    }

    fn history(
        &mut self,
        tables: &Tables,
        only_unfinished: bool,
    ) -> QueryResult<Vec<HistoryEntry>> {
        let query = history_query(tables, only_unfinished, str::to_owned);
        let rows: Vec<super::HistoryRow> = sql_query(query).load(self)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    fn try_lock(&mut self, _names: &Bookkeeping) -> QueryResult<LockAttempt> {
        Ok(LockAttempt::Taken(None))
    }

    fn unlock(&mut self, _key: &str) -> QueryResult<()> {
        Ok(())
    }

    fn change_counter(&mut self) -> QueryResult<i64> {
        let counter: DataVersion = sql_query("PRAGMA data_version").get_result(self)?;
        Ok(counter.data_version)
    }

    fn is_busy(error: &DieselError) -> bool {
        // Diesel hides the code of SQLITE_BUSY and SQLITE_LOCKED.
        matches!(error, DieselError::DatabaseError(_, information)
            if matches!(information.message(),
                "database is locked" | "database table is locked" | "database schema is locked"))
    }

    fn run_script(&mut self, run: &ScriptRun<'_>) -> Result<(), ScriptFailure> {
        run_separately(self, run)
    }

    fn as_text(column: &str) -> String {
        format!("CAST({column} AS TEXT)")
    }

    fn literal(text: &str) -> String {
        format!("'{}'", text.replace('\0', "").replace('\'', "''"))
    }

    fn user() -> String {
        // It has no users.
        "NULL".to_owned()
    }

    fn ago(duration: Duration) -> String {
        format!(
            "strftime('%Y-%m-%d %H:%M:%f', 'now', '-{:.6} seconds')",
            duration.as_secs_f64()
        )
    }

    fn seconds_since(column: &str) -> String {
        format!("(julianday('now') - julianday({column})) * 86400.0")
    }

    fn server_clock() -> [String; 3] {
        // Unused: statements run one by one here, so that their time is measured.
        [
            Self::ago(Duration::ZERO),
            Self::ago(Duration::ZERO),
            "0.0".to_owned(),
        ]
    }
}

/// The statements that make the bookkeeping tables.
pub(super) fn definitions(tables: &Tables) -> String {
    format!(
        "{};\nCREATE TABLE IF NOT EXISTS {history} (\n\
             id INTEGER NOT NULL PRIMARY KEY,\n\
             revision VARCHAR(50) NOT NULL,\n\
             operation VARCHAR(20) NOT NULL,\n\
             started_at TIMESTAMP NOT NULL,\n\
             completed_at TIMESTAMP,\n\
             duration_seconds DOUBLE,\n\
             success BOOLEAN NOT NULL,\n\
             error_message TEXT,\n\
             executed_by VARCHAR(255),\n\
             checksum VARCHAR(64)\n\
             );\nCREATE INDEX IF NOT EXISTS {index} ON {indexed} (revision)",
        create_versions(tables),
        history = tables.history,
        index = format_args!("{MAIN}{}", tables.history_index),
        // An index is in the schema of its table.
        indexed = tables.history.strip_prefix(MAIN).unwrap_or(&tables.history),
    )
}

#[derive(diesel::QueryableByName)]
struct DataVersion {
    #[diesel(sql_type = BigInt)]
    data_version: i64,
}
