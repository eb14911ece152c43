//! PostgreSQL. The lock is a session's advisory lock, which the server frees when the connection
//! is gone. A step is one message: the transaction, the script and its record.

use super::session::Lent;
use super::{
    Engine, FailedAt, LockAttempt, Reading, ScriptFailure, ScriptRun, Tables, Texts, activity,
    history_query, literals, run_separately,
};
use crate::embedded::bookkeeping::Bookkeeping;
use crate::found::UnfinishedBackfill;
use crate::report::HistoryEntry;
use crate::report::activity::Activity;
use crate::script;
use diesel::connection::SimpleConnection;
use diesel::result::{DatabaseErrorKind, Error as DieselError, QueryResult};
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use diesel::{PgConnection, QueryableByName, RunQueryDsl, sql_query};
use std::ops::Range;
use std::time::Duration;

/// The first key of the advisory locks that mark how far a script has come.
pub(super) const MARKS: i32 = 0x6d69_6772;

impl Engine for PgConnection {
    const OPENS_STEP_ALONE: bool = false;
    const BEGIN: &'static str = "BEGIN";
    const COMMITS_IMPLICITLY: bool = false;

    /// Diesel prepares before it executes: two round trips. A batch is one, but returns nothing,
    /// except whether it failed; so the question is put as a query that fails unless the answer is
    /// yes.
    fn is_exactly(
        &mut self,
        names: &Bookkeeping,
        expected: &[(&str, &str)],
    ) -> QueryResult<Option<bool>> {
        match self.batch_execute(&exactly_query(names, expected)) {
            Ok(()) => Ok(Some(true)),
            Err(error @ DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _)) => {
                Err(error)
            }
            // No, or there are no tables, or no right to read them, which reading will tell.
            Err(DieselError::DatabaseError(..)) => Ok(Some(false)),
            Err(error) => Err(error),
        }
    }

    fn read(&mut self, names: &Bookkeeping) -> QueryResult<Reading> {
        let columns = Lent::columns();
        let query = format!("SELECT p.*, {columns} FROM ({}) p", place_query(names));
        let place: Place = sql_query(query).get_result(self)?;
        let qualified = |table: &str| match &place.schema {
            Some(schema) => format!("\"{}\".{table}", schema.replace('"', "\"\"")),
            None => table.to_owned(),
        };
        let tables = Tables {
            // With the schema, for scripts that change the search path.
            versions: qualified(names.applied),
            history: qualified(names.history),
            history_index: format!("{}_revision", names.history),
            versions_exist: place.versions_exist,
            history_exists: place.history_exists,
            session: place.lent.session(),
            schema: names.schema,
        };
        let applied = match tables.query() {
            Some(query) => sql_query(query).load(self)?,
            None => Vec::new(),
        };
        Ok(Reading { tables, applied })
    }

    fn find_table(&mut self, name: &str) -> QueryResult<Option<String>> {
        let found = self.texts(&format!(
            "SELECT format('%I.%I', n.nspname, c.relname) AS a, NULL::text AS b, NULL::text AS c \
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.oid = to_regclass({})",
            Self::literal(name)
        ))?;
        Ok(found.into_iter().next().and_then(|table| table.a))
    }

    /// What can't be read is left out, and so is what an extension made: inside a transaction, a
    /// failing query would take it along.
    fn tables_query(first: &[&str]) -> String {
        let first = literals::<Self>(first);
        format!(
            "SELECT format('%I.%I', n.nspname, c.relname) AS a, c.relname::text AS b, \
             CASE WHEN n.nspname = current_schema() THEN 'here' \
             WHEN n.nspname = ANY (current_schemas(false)) THEN 'path' ELSE 'elsewhere' END AS c \
             FROM pg_catalog.pg_class c \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition \
             AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
             AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') \
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d \
             WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid \
             AND d.deptype = 'e') \
             AND (c.relname IN ({first}) AND EXISTS (SELECT FROM pg_catalog.pg_attribute t \
             WHERE t.attrelid = c.oid AND t.attname IN ('version_num', 'version') \
             AND NOT t.attisdropped) \
             OR c.relname NOT IN ({first}) AND n.nspname = ANY (current_schemas(false))) \
             ORDER BY c.relname IN ({first}) DESC, n.nspname, c.relname LIMIT 1000"
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
        let sql = definitions(tables);
        match self.batch_execute(&sql) {
            // `IF NOT EXISTS` is no protection from a process that creates the same at the same
            // time and does not take our lock, such as Diesel's; now it exists.
            Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
                if self.depth()? == 0 =>
            {
                self.batch_execute(&sql)
            }
            result => result,
        }
    }

    fn history(
        &mut self,
        tables: &Tables,
        only_unfinished: bool,
    ) -> QueryResult<Vec<HistoryEntry>> {
        let query = history_query(tables, only_unfinished, |column| {
            format!("to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')")
        });
        let rows: Vec<super::HistoryRow> = sql_query(query).load(self)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Never the form that waits: a waiter has a snapshot, for which the holder's `CREATE INDEX
    /// CONCURRENTLY` waits in turn.
    fn try_lock(&mut self, names: &Bookkeeping) -> QueryResult<LockAttempt> {
        // What the caller's transaction does is seen by others when it ends, and so is the lock.
        let in_transaction = self.depth()? > 0;
        let function = if in_transaction {
            "pg_try_advisory_xact_lock"
        } else {
            "pg_try_advisory_lock"
        };
        let attempt: Attempt = sql_query(format!(
            "SELECT {function}(k.key) AS taken, k.key::text AS key FROM ({}) k",
            lock_key(names)
        ))
        .get_result(self)?;
        if attempt.taken {
            return Ok(LockAttempt::Taken((!in_transaction).then_some(attempt.key)));
        }
        let holder: Option<Description> = sql_query(format!(
            "SELECT format('process %s, application %L, in state %L since %s', a.pid, \
             a.application_name, a.state, a.state_change) AS description \
             FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' \
             AND l.granted AND l.objsubid = 1 \
             AND l.classid::bigint << 32 | l.objid::bigint = {} \
             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
             LIMIT 1",
            attempt.key
        ))
        .load(self)?
        .into_iter()
        .next();
        Ok(LockAttempt::Busy(holder.map(|holder| holder.description)))
    }

    fn activity(&mut self, names: &Bookkeeping) -> QueryResult<Option<Activity>> {
        activity::postgres::activity(self, names)
    }

    fn unlock(&mut self, key: &str) -> QueryResult<()> {
        self.batch_execute(&format!("SELECT pg_advisory_unlock({key})"))
    }

    fn run_script(&mut self, run: &ScriptRun<'_>) -> Result<(), ScriptFailure> {
        // In a message of several statements, the data of a COPY could not be told apart, and the server
        // reads all strings before it knows what `standard_conforming_strings` is set to.
        let needs_own = |sql: &&str| script::is_copy(sql) || script::changes_strings(sql);
        if run.separately || run.statements.iter().any(needs_own) {
            return run_separately(self, run);
        }
        (run.begins)(0);
        let message = Message::new(run);
        self.batch_execute(&message.sql)
            .map_err(|error| ScriptFailure {
                at: message.place_of(&error),
                error,
            })
    }

    fn locate(&mut self, failure: &mut ScriptFailure, statements: usize) -> QueryResult<()> {
        let marks: Vec<Mark> = sql_query(format!(
            "SELECT objid::bigint AS number, pg_advisory_unlock_shared({MARKS}, objid::int) \
             FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() \
             AND classid = {MARKS} AND objsubid = 2"
        ))
        .load(self)?;
        if failure.at == FailedAt::Unknown {
            let done = marks.iter().map(|mark| mark.number).max().unwrap_or(0);
            let done = usize::try_from(done).unwrap_or(0);
            failure.at = if done < statements {
                FailedAt::Statement(done)
            } else {
                FailedAt::Closing
            };
        }
        Ok(())
    }

    fn as_text(column: &str) -> String {
        format!("{column}::text")
    }

    fn as_hexadecimal(column: &str) -> String {
        format!("encode({column}, 'hex')")
    }

    fn literal(text: &str) -> String {
        let text = text.replace('\0', "").replace('\'', "''");
        if text.contains('\\') {
            // Right whatever `standard_conforming_strings` is.
            format!("E'{}'", text.replace('\\', "\\\\"))
        } else {
            format!("'{text}'")
        }
    }

    fn user() -> String {
        "current_user::text".to_owned()
    }

    fn ago(duration: Duration) -> String {
        format!(
            "clock_timestamp() - interval '{:.6} seconds'",
            duration.as_secs_f64()
        )
    }

    fn seconds_since(column: &str) -> String {
        format!("extract(epoch FROM clock_timestamp() - {column})")
    }

    fn server_clock() -> [String; 3] {
        // The statement's time is that at which its message came in.
        [
            "statement_timestamp()".to_owned(),
            "clock_timestamp()".to_owned(),
            "extract(epoch FROM clock_timestamp() - statement_timestamp())".to_owned(),
        ]
    }
}

/// The statements that make the bookkeeping tables.
pub(super) fn definitions(tables: &Tables) -> String {
    let schema = tables.schema.map(create_schema).unwrap_or_default();
    format!(
        "{schema}CREATE TABLE IF NOT EXISTS {} (\n\
             version VARCHAR(50) PRIMARY KEY NOT NULL,\n\
             run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP\n\
             );\nCREATE TABLE IF NOT EXISTS {history} (\n\
             id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,\n\
             revision VARCHAR(50) NOT NULL,\n\
             operation VARCHAR(20) NOT NULL,\n\
             started_at TIMESTAMPTZ NOT NULL,\n\
             completed_at TIMESTAMPTZ,\n\
             duration_seconds DOUBLE PRECISION,\n\
             success BOOLEAN NOT NULL,\n\
             error_message TEXT,\n\
             executed_by VARCHAR(255),\n\
             checksum VARCHAR(64)\n\
             );\nCREATE INDEX IF NOT EXISTS {index} ON {history} (revision)",
        tables.versions,
        history = tables.history,
        index = tables.history_index,
    )
}

/// The statement that makes a schema if there is none. `IF NOT EXISTS` asks for the right to make one
/// even where it is there.
fn create_schema(name: &str) -> String {
    let quoted = format!("\"{}\"", name.replace('"', "\"\""));
    format!(
        "DO $migrate_schema$ BEGIN IF to_regnamespace({}) IS NULL THEN CREATE SCHEMA IF NOT EXISTS \
         {quoted}; END IF; END $migrate_schema$;\n",
        <PgConnection as Engine>::literal(&quoted)
    )
}

/// Where the bookkeeping tables are, or would be created: in the schema that is named, else in the
/// first of the search path, as Diesel's is. One that stands further on in the path may be another
/// tenant's.
pub(super) fn place_query(names: &Bookkeeping) -> String {
    let literal = <PgConnection as Engine>::literal;
    let schema = match names.schema {
        Some(schema) => literal(schema),
        None => "current_schema()".to_owned(),
    };
    let exists = |table: &str| {
        format!(
            "to_regclass(format('%I.%I', s.schema, {})) IS NOT NULL",
            literal(table)
        )
    };
    format!(
        "SELECT s.schema, {} AS versions_exist, {} AS history_exists \
         FROM (SELECT {schema}::text AS schema) s",
        exists(names.applied),
        exists(names.history),
    )
}

/// The query for the key of the lock: one for each schema that has the record.
pub(super) fn lock_key(names: &Bookkeeping) -> String {
    format!(
        "SELECT hashtextextended('migrate:' || coalesce(p.schema, ''), 0) AS key FROM ({}) p",
        place_query(names)
    )
}

/// The query that fails unless exactly these revisions are applied, with no other checksums
/// recorded. It asks for the rows of the history that disagree and, of those alone, whether they
/// are the newest: with 1,000 revisions a fifth of the time of looking up each one's newest row.
fn exactly_query(names: &Bookkeeping, expected: &[(&str, &str)]) -> String {
    let schema = names.schema.map(|schema| format!("{schema}."));
    let schema = schema.unwrap_or_default();
    let versions = format!("{schema}{}", names.applied);
    let history = format!("{schema}{}", names.history);
    let array = |texts: &mut dyn Iterator<Item = String>| {
        let quoted: Vec<String> = texts
            .map(|text| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
            .collect();
        let literal = PgConnection::literal(&format!("{{{}}}", quoted.join(",")));
        format!("unnest({literal}::text[])")
    };
    let ids = array(&mut expected.iter().map(|(id, _)| (*id).to_owned()));
    let pairs = array(&mut expected.iter().map(|(id, sum)| format!("{id} {sum}")));
    // By its plain name, a table further on in the search path may be found.
    let is_ours = match names.schema {
        Some(_) => String::new(),
        None => [names.applied, names.history]
            .map(|table| {
                let literal = PgConnection::literal(table);
                format!(
                    " AND to_regclass({literal}) = \
                     to_regclass(format('%I.%I', current_schema(), {literal}))"
                )
            })
            .concat(),
    };
    format!(
        "SELECT CAST(CASE WHEN (SELECT count(*) FROM {versions}) = {count}{is_ours} \
         AND NOT EXISTS (SELECT e.id FROM {ids} AS e (id) \
         EXCEPT SELECT version::text FROM {versions}) \
         AND NOT EXISTS (SELECT 1 FROM (SELECT id, revision FROM {history} \
         WHERE success AND operation <> 'downgrade' \
         AND revision || ' ' || checksum NOT IN (SELECT {pairs}) OFFSET 0) d \
         WHERE NOT EXISTS (SELECT 1 FROM {history} n \
         WHERE n.revision = d.revision AND n.success AND n.id > d.id) \
         AND d.revision IN (SELECT version FROM {versions})) THEN '1' \
         ELSE 'migrate: not at the embedded head (expected before an upgrade)' END AS integer)",
        count = expected.len(),
    )
}

/// A step as one message.
///
/// Most errors have no position, and a rollback undoes whatever the script could note down. What
/// it does not undo is a session's advisory lock: so before each statement but the first, and
/// behind the last, a shared one that nobody else uses is taken, and the one before is given back.
struct Message {
    sql: String,
    statements: Vec<Range<usize>>,
}

impl Message {
    fn new(run: &ScriptRun<'_>) -> Self {
        let mut message = Message {
            sql: String::new(),
            statements: Vec::with_capacity(run.statements.len()),
        };
        message.push(run.opening);
        let mut mark = 0;
        for (index, statement) in run.statements.iter().enumerate() {
            // A query would fix the snapshot that `SET TRANSACTION` still has a say in.
            if index > 0 && !script::sets_transaction(statement) {
                message.push(&mark_query(index, mark));
                mark = index;
            }
            let start = message.sql.len();
            message.push(statement);
            message.statements.push(start..start + statement.len());
        }
        if message.statements.len() > 1 {
            message.push(&mark_query(message.statements.len(), mark));
            mark = message.statements.len();
        }
        message.push(&(run.closing)(None));
        if mark > 0 {
            message.push(&format!(
                "SELECT pg_advisory_unlock_shared({MARKS}, {mark})"
            ));
        }
        message
    }

    fn push(&mut self, sql: &str) {
        if !sql.is_empty() {
            self.sql.push_str(sql);
            self.sql.push_str(";\n");
        }
    }

    /// Says where the error is, from its position in the message.
    fn place_of(&self, error: &DieselError) -> FailedAt {
        let DieselError::DatabaseError(_, information) = error else {
            return FailedAt::Unknown;
        };
        let position = information
            .statement_position()
            .and_then(|position| usize::try_from(position).ok()?.checked_sub(1));
        let Some(position) = position else {
            return match self.statements.len() {
                1 => FailedAt::Statement(0),
                _ => FailedAt::Unknown,
            };
        };
        // Positions count characters.
        let at = self.sql.char_indices().nth(position);
        let at = at.map_or(self.sql.len(), |(byte, _)| byte);
        let mut ranges = self.statements.iter();
        match ranges.position(|range| range.start <= at && at <= range.end) {
            Some(index) => FailedAt::Statement(index),
            None if self
                .statements
                .first()
                .is_some_and(|first| at < first.start) =>
            {
                FailedAt::Opening
            }
            None => FailedAt::Closing,
        }
    }
}

fn mark_query(number: usize, previous: usize) -> String {
    let taken = format!("SELECT pg_try_advisory_lock_shared({MARKS}, {number})");
    if previous == 0 {
        taken
    } else {
        format!("{taken}, pg_advisory_unlock_shared({MARKS}, {previous})")
    }
}

#[derive(QueryableByName)]
struct Place {
    #[diesel(sql_type = Nullable<Text>)]
    schema: Option<String>,
    #[diesel(sql_type = Bool)]
    versions_exist: bool,
    #[diesel(sql_type = Bool)]
    history_exists: bool,
    #[diesel(embed)]
    lent: Lent,
}

#[derive(diesel::QueryableByName)]
struct Attempt {
    #[diesel(sql_type = Bool)]
    taken: bool,
    #[diesel(sql_type = Text)]
    key: String,
}

#[derive(diesel::QueryableByName)]
struct Description {
    #[diesel(sql_type = Text)]
    description: String,
}

#[derive(diesel::QueryableByName)]
struct Mark {
    #[diesel(sql_type = BigInt)]
    number: i64,
}
