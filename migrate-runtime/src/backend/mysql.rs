//! MySQL and MariaDB. The lock is a user lock, which the server frees when the connection is gone
//! (and which each node of a Galera cluster has of its own: run migrations on one of them). Data
//! definition commits, so that only scripts of plain data changes can be rolled back.

use super::session::{AtHome, quoted};
use super::{
    Engine, FailedAt, LockAttempt, Reading, ScriptFailure, ScriptRun, Tables, Texts, activity,
    create_versions, history_query, literals, run_separately,
};
use crate::embedded::bookkeeping::Bookkeeping;
use crate::found::UnfinishedBackfill;
use crate::report::HistoryEntry;
use crate::report::activity::Activity;
use crate::script;
use diesel::connection::SimpleConnection;
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{MysqlConnection, RunQueryDsl, sql_query};
use std::time::Duration;

/// A longer message than this goes statement by statement: servers limit the size of a message
/// (`max_allowed_packet`, 16 MiB by default) to hold one statement, not a script.
const LONGEST_MESSAGE: usize = 1 << 20;

/// The name of the lock, as an expression: one for each database. It takes all 64 characters that
/// the name of a lock may have. MySQL has no `MD5` since 9.6.
pub(super) const LOCK: &str = "CONCAT('migrate:', SHA2(COALESCE(DATABASE(), ''), 224))";

impl Engine for MysqlConnection {
    const OPENS_STEP_ALONE: bool = false;
    const BEGIN: &'static str = "START TRANSACTION";
    const COMMITS_IMPLICITLY: bool = true;

    fn read(&mut self, names: &Bookkeeping) -> QueryResult<Reading> {
        // The database is asked for along with them: there is a row even where nothing is applied.
        let query = Tables::within("", names, true, true).applied_query();
        let rows = sql_query(format!(
            "SELECT DATABASE() AS home, a.version, a.checksum FROM (SELECT 1) AS one \
             LEFT JOIN ({query}) AS a ON TRUE"
        ))
        .load::<AppliedAtHome>(self);
        if let Ok(rows) = rows {
            let home = rows.first().and_then(|row| row.home.clone());
            let tables = Tables::within(&home_prefix(home.as_deref()), names, true, true);
            let applied = rows.into_iter().filter_map(|row| {
                Some(super::AppliedRow {
                    version: row.version?,
                    checksum: row.checksum,
                })
            });
            let applied = applied.collect();
            return Ok(Reading { tables, applied });
        }
        // Most likely, a table is missing.
        let found: Vec<super::Name> = sql_query(format!(
            "SELECT table_name AS name FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_name IN ({}, {})",
            Self::literal(names.applied),
            Self::literal(names.history),
        ))
        .load(self)?;
        let home = self.home()?;
        let tables = Tables::among(&home_prefix(home.as_deref()), names, &found);
        // Another process may have created them since.
        let applied = match tables.query() {
            Some(query) => sql_query(query).load(self)?,
            None => Vec::new(),
        };
        Ok(Reading { tables, applied })
    }

    fn find_table(&mut self, name: &str) -> QueryResult<Option<String>> {
        let found: Vec<super::Name> = sql_query(format!(
            "SELECT table_name AS name FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_name = {}",
            Self::literal(name.rsplit_once('.').map_or(name, |(_, plain)| plain))
        ))
        .load(self)?;
        Ok((!found.is_empty()).then(|| name.to_owned()))
    }

    fn tables_query(first: &[&str]) -> String {
        format!(
            "SELECT CONCAT('`', REPLACE(table_name, '`', '``'), '`') AS a, table_name AS b, \
             'here' AS c FROM information_schema.tables WHERE table_schema = DATABASE() \
             AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') \
             ORDER BY table_name IN ({}) DESC, table_name LIMIT 1000",
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
        let query = history_query(tables, only_unfinished, |column| {
            format!("LEFT(DATE_FORMAT({column}, '%Y-%m-%d %H:%i:%s.%f'), 23)")
        });
        let rows: Vec<super::HistoryRow> = sql_query(query).load(self)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    fn try_lock(&mut self, _names: &Bookkeeping) -> QueryResult<LockAttempt> {
        let attempt: Attempt = sql_query(format!(
            "SELECT CAST(GET_LOCK(n.name, 0) AS SIGNED) AS taken, n.name AS name FROM \
             (SELECT {LOCK} AS name) n"
        ))
        .get_result(self)?;
        if attempt.taken == Some(1) {
            return Ok(LockAttempt::Taken(Some(attempt.name)));
        }
        let holder: Holder = sql_query(format!(
            "SELECT CAST(IS_USED_LOCK({}) AS SIGNED) AS connection",
            Self::literal(&attempt.name)
        ))
        .get_result(self)?;
        Ok(LockAttempt::Busy(
            holder.connection.map(|id| format!("connection {id}")),
        ))
    }

    fn activity(&mut self, _names: &Bookkeeping) -> QueryResult<Option<Activity>> {
        activity::mysql::activity(self)
    }

    fn is_encrypted(&mut self) -> QueryResult<Option<bool>> {
        let status: Status = sql_query("SHOW STATUS LIKE 'Ssl_cipher'").get_result(self)?;
        Ok(Some(!status.value.is_empty()))
    }

    fn unlock(&mut self, key: &str) -> QueryResult<()> {
        let sql = format!("DO RELEASE_LOCK({})", Self::literal(key));
        sql_query(sql).execute(self).map(drop)
    }

    fn is_transactional(statements: &[&str]) -> bool {
        !statements
            .iter()
            .any(|sql| script::may_commit_implicitly(sql))
    }

    fn run_script(&mut self, run: &ScriptRun<'_>) -> Result<(), ScriptFailure> {
        let length: usize = run.statements.iter().map(|sql| sql.len()).sum();
        if run.separately || length > LONGEST_MESSAGE {
            return run_separately(self, run);
        }
        (run.begins)(0);
        // A variable of the session keeps its value through rollbacks: it tells how far the
        // script has come.
        let mut sql = "SET @migrate_done = -1, @migrate_started = UTC_TIMESTAMP(6);\n".to_owned();
        let mut push = |statement: &str| {
            if !statement.is_empty() {
                sql.push_str(statement);
                sql.push_str(";\n");
            }
        };
        push(run.opening);
        push("SET @migrate_done = 0");
        for (index, statement) in run.statements.iter().enumerate() {
            push(statement);
            push(&format!("SET @migrate_done = {}", index + 1));
        }
        push(&(run.closing)(None));
        self.batch_execute(&sql).map_err(|error| ScriptFailure {
            at: FailedAt::Unknown,
            error,
        })
    }

    fn locate(&mut self, failure: &mut ScriptFailure, statements: usize) -> QueryResult<()> {
        if failure.at != FailedAt::Unknown {
            return Ok(());
        }
        let progress: Progress =
            sql_query("SELECT CAST(@migrate_done AS SIGNED) AS done").get_result(self)?;
        failure.at = match progress.done {
            None => FailedAt::Unknown,
            Some(done) => match usize::try_from(done) {
                Err(_) => FailedAt::Opening,
                Ok(done) if done < statements => FailedAt::Statement(done),
                Ok(_) => FailedAt::Closing,
            },
        };
        Ok(())
    }

    fn as_text(column: &str) -> String {
        format!("CAST({column} AS CHAR)")
    }

    fn literal(text: &str) -> String {
        let harmless = |c: char| c.is_ascii() && !c.is_ascii_control() && c != '\'' && c != '\\';
        if text.chars().all(harmless) {
            return format!("'{text}'");
        }
        // Right whatever `sql_mode` says of backslashes.
        let digits: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        format!("CONVERT(X'{digits}' USING utf8mb4)")
    }

    fn user() -> String {
        "CURRENT_USER()".to_owned()
    }

    fn ago(duration: Duration) -> String {
        format!(
            "UTC_TIMESTAMP(6) - INTERVAL {} MICROSECOND",
            duration.as_micros()
        )
    }

    fn seconds_since(column: &str) -> String {
        format!("TIMESTAMPDIFF(MICROSECOND, {column}, UTC_TIMESTAMP(6)) / 1000000.0")
    }

    fn server_clock() -> [String; 3] {
        let seconds = "TIMESTAMPDIFF(MICROSECOND, @migrate_started, UTC_TIMESTAMP(6)) / 1000000.0";
        [
            "@migrate_started".to_owned(),
            "UTC_TIMESTAMP(6)".to_owned(),
            seconds.to_owned(),
        ]
    }
}

/// The statements that make the bookkeeping tables.
pub(super) fn definitions(tables: &Tables) -> String {
    format!(
        "{};\nCREATE TABLE IF NOT EXISTS {history} (\n\
             id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,\n\
             revision VARCHAR(50) NOT NULL,\n\
             operation VARCHAR(20) NOT NULL,\n\
             started_at DATETIME(6) NOT NULL,\n\
             completed_at DATETIME(6),\n\
             duration_seconds DOUBLE,\n\
             success BOOLEAN NOT NULL,\n\
             error_message TEXT,\n\
             executed_by VARCHAR(255),\n\
             checksum VARCHAR(64),\n\
             KEY {index} (revision)\n\
             )",
        create_versions(tables),
        history = tables.history,
        index = tables.history_index,
    )
}

/// What stands before the names of tables in this database.
fn home_prefix(database: Option<&str>) -> String {
    database.map_or(String::new(), |name| format!("{}.", quoted(name)))
}

/// An applied revision, with the database of the session.
#[derive(diesel::QueryableByName)]
struct AppliedAtHome {
    #[diesel(sql_type = Nullable<Text>)]
    home: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    version: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    checksum: Option<String>,
}

#[derive(diesel::QueryableByName)]
struct Attempt {
    #[diesel(sql_type = Nullable<BigInt>)]
    taken: Option<i64>,
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(diesel::QueryableByName)]
struct Holder {
    #[diesel(sql_type = Nullable<BigInt>)]
    connection: Option<i64>,
}

#[derive(diesel::QueryableByName)]
struct Status {
    #[diesel(sql_type = Text, column_name = "Value")]
    value: String,
}

#[derive(diesel::QueryableByName)]
struct Progress {
    #[diesel(sql_type = Nullable<BigInt>)]
    done: Option<i64>,
}
