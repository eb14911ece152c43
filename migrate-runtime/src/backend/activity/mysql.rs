//! MySQL and MariaDB. Who holds a user lock everybody may ask; of the process list one sees one's own
//! user's sessions, all of them with the right PROCESS. Which session has a metadata lock is in
//! `performance_schema`, which MariaDB leaves off by default and which takes a right to read; whose row
//! is waited for, in tables that differ: MySQL's are in `performance_schema` as well. What can't be read
//! is passed over: then the sessions that it may be are named.

use super::SessionRow;
use crate::backend::mysql::LOCK;
use crate::report::activity::{Activity, Blocker};
use diesel::result::{OptionalExtension, QueryResult};
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{MysqlConnection, QueryableByName, RunQueryDsl, sql_query};

/// The columns of a [`SessionRow`] but the lock, of `p`, a row of the process list.
const SESSION: &str = "CAST(p.ID AS SIGNED) AS id, p.USER AS user_name, p.HOST AS application, \
    CASE WHEN p.COMMAND = 'Query' THEN COALESCE(NULLIF(p.STATE, ''), p.COMMAND) ELSE p.COMMAND END \
    AS state, CAST(p.TIME AS DOUBLE) AS seconds, p.INFO AS query";

/// The metadata locks in the way of those that a connection waits for: the table of conflicts is in
/// `sql/mdl.cc`.
const METADATA: &str = "FROM performance_schema.metadata_locks w \
    JOIN performance_schema.threads o ON o.THREAD_ID = w.OWNER_THREAD_ID \
    JOIN performance_schema.metadata_locks b ON b.OBJECT_TYPE = w.OBJECT_TYPE \
    AND b.OBJECT_SCHEMA <=> w.OBJECT_SCHEMA AND b.OBJECT_NAME <=> w.OBJECT_NAME \
    AND b.LOCK_STATUS = 'GRANTED' AND b.OWNER_THREAD_ID <> w.OWNER_THREAD_ID \
    AND CASE WHEN w.LOCK_TYPE IN ('EXCLUSIVE', 'SHARED_NO_READ_WRITE') THEN TRUE \
    WHEN w.LOCK_TYPE IN ('SHARED_NO_WRITE', 'SHARED_UPGRADABLE', 'SHARED_READ_ONLY') \
    THEN b.LOCK_TYPE NOT IN ('SHARED', 'SHARED_HIGH_PRIO', 'SHARED_READ') \
    ELSE b.LOCK_TYPE IN ('EXCLUSIVE', 'SHARED_NO_READ_WRITE', 'SHARED_NO_WRITE', \
    'SHARED_READ_ONLY') END \
    JOIN performance_schema.threads t ON t.THREAD_ID = b.OWNER_THREAD_ID \
    JOIN information_schema.PROCESSLIST p ON p.ID = t.PROCESSLIST_ID \
    WHERE w.LOCK_STATUS = 'PENDING' AND o.PROCESSLIST_ID = ";

/// What is held there.
const METADATA_HELD: &str = "CONCAT(b.LOCK_TYPE, COALESCE(CONCAT(' on ', b.OBJECT_NAME), ''))";

/// The transactions in the way of a row lock, on MariaDB.
const ROWS_OF_MARIADB: &str = "FROM information_schema.INNODB_LOCK_WAITS w \
    JOIN information_schema.INNODB_TRX o ON o.trx_id = w.requesting_trx_id \
    JOIN information_schema.INNODB_TRX t ON t.trx_id = w.blocking_trx_id \
    JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id \
    WHERE o.trx_mysql_thread_id = ";

/// The same on MySQL.
const ROWS_OF_MYSQL: &str = "FROM performance_schema.data_lock_waits w \
    JOIN performance_schema.threads o ON o.THREAD_ID = w.REQUESTING_THREAD_ID \
    JOIN performance_schema.threads t ON t.THREAD_ID = w.BLOCKING_THREAD_ID \
    JOIN information_schema.PROCESSLIST p ON p.ID = t.PROCESSLIST_ID \
    WHERE o.PROCESSLIST_ID = ";

/// The session that holds the lock, and those that it waits for.
pub(in crate::backend) fn activity(
    connection: &mut MysqlConnection,
) -> QueryResult<Option<Activity>> {
    let holder: Holder = sql_query(format!("SELECT CAST(IS_USED_LOCK({LOCK}) AS SIGNED) AS id"))
        .get_result(connection)?;
    let Some(id) = holder.id else {
        return Ok(None);
    };
    let session: Option<SessionRow> = sql_query(format!(
        "SELECT {SESSION}, NULL AS held FROM information_schema.PROCESSLIST p WHERE p.ID = {id}"
    ))
    .get_result(connection)
    .optional()?;
    // Another user's is hidden; its number is known all the same.
    let session = session.map(SessionRow::session).unwrap_or_default();
    let waits = |state: &str| state.contains("aiting for");
    let mut blockers = certain_blockers(connection, id);
    if blockers.is_empty()
        && (session.state.as_deref().is_some_and(waits) || waits_for_a_row(connection, id))
    {
        blockers = possible_blockers(connection, id);
    }
    let state = session.state.clone().filter(|state| waits(state));
    let state = state.filter(|_| blockers.is_empty());
    Ok(Some(Activity {
        progress: progress(connection, id).or(state),
        session: crate::report::activity::ServerSession { id, ..session },
        statement: None,
        blockers,
    }))
}

fn certain_blockers(connection: &mut MysqlConnection, id: i64) -> Vec<Blocker> {
    let ways = [
        (METADATA, METADATA_HELD),
        (ROWS_OF_MARIADB, "'the lock of a row'"),
        (ROWS_OF_MYSQL, "'the lock of a row'"),
    ];
    for (tables, held) in ways {
        let query = format!("SELECT DISTINCT {SESSION}, {held} AS held {tables}{id} ORDER BY 1");
        let mut rows: Vec<SessionRow> = sql_query(query).load(connection).unwrap_or_default();
        rows.dedup_by_key(|row| row.id);
        if !rows.is_empty() {
            return rows.into_iter().map(|row| row.blocker(true)).collect();
        }
    }
    Vec::new()
}

/// Asks whether a session waits for a row, which its state in the process list does not tell.
fn waits_for_a_row(connection: &mut MysqlConnection, id: i64) -> bool {
    let query = format!(
        "SELECT CAST(trx_mysql_thread_id AS SIGNED) AS id FROM information_schema.INNODB_TRX \
         WHERE trx_mysql_thread_id = {id} AND trx_state = 'LOCK WAIT'"
    );
    let row = sql_query(query).get_result::<Holder>(connection).optional();
    row.is_ok_and(|row| row.is_some())
}

/// The other sessions of the database that wait for nobody: those with an open transaction, if that can
/// be read and there are any; the longest at it first.
fn possible_blockers(connection: &mut MysqlConnection, id: i64) -> Vec<Blocker> {
    let others = format!(
        "FROM information_schema.PROCESSLIST p WHERE p.DB = DATABASE() \
         AND p.ID NOT IN ({id}, CONNECTION_ID()) AND COALESCE(p.STATE, '') NOT LIKE '%aiting for%'"
    );
    let with_transaction = format!(
        "{others} AND p.ID IN (SELECT trx_mysql_thread_id FROM information_schema.INNODB_TRX \
         WHERE trx_state <> 'LOCK WAIT')"
    );
    for tables in [with_transaction, others] {
        let query = format!("SELECT {SESSION}, NULL AS held {tables} ORDER BY p.TIME DESC, p.ID");
        let rows: Vec<SessionRow> = sql_query(query).load(connection).unwrap_or_default();
        if !rows.is_empty() {
            return rows.into_iter().map(|row| row.blocker(false)).collect();
        }
    }
    Vec::new()
}

/// How far MariaDB says that `ALTER TABLE` has come; MySQL does not know these columns.
fn progress(connection: &mut MysqlConnection, id: i64) -> Option<String> {
    let query = format!(
        "SELECT CONCAT(p.STATE, ', stage ', p.STAGE, ' of ', p.MAX_STAGE, ', ', \
         ROUND(p.PROGRESS), ' %') AS text FROM information_schema.PROCESSLIST p \
         WHERE p.ID = {id} AND p.MAX_STAGE > 0"
    );
    let row: Progress = sql_query(query).get_result(connection).ok()?;
    row.text
}

#[derive(QueryableByName)]
struct Holder {
    #[diesel(sql_type = Nullable<BigInt>)]
    id: Option<i64>,
}

#[derive(QueryableByName)]
struct Progress {
    #[diesel(sql_type = Nullable<Text>)]
    text: Option<String>,
}
