//! PostgreSQL: `pg_stat_activity`, `pg_locks` and `pg_blocking_pids` (sections 27.2 and 53.12 of the
//! manual). Everybody may read them; the queries of other users are hidden without `pg_read_all_stats`.

use super::SessionRow;
use crate::backend::postgres::{MARKS, lock_key};
use crate::embedded::bookkeeping::Bookkeeping;
use crate::report::activity::Activity;
use diesel::result::{OptionalExtension, QueryResult};
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{PgConnection, QueryableByName, RunQueryDsl, sql_query};

/// The columns of a [`SessionRow`] but the lock, of `a`, a row of `pg_stat_activity`.
const SESSION: &str = "a.usename::text AS user_name, a.application_name AS application, a.state, \
    extract(epoch FROM clock_timestamp() - CASE WHEN a.state = 'active' THEN a.query_start \
    ELSE a.state_change END)::float8 AS seconds, a.query";

/// The modes of a table's lock, the strongest last: a session may hold one table in several.
const MODES: &str = "ARRAY['AccessShareLock', 'RowShareLock', 'RowExclusiveLock', \
    'ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', \
    'AccessExclusiveLock']";

/// How far `CREATE INDEX` has come, section 27.4 of the manual.
const PROGRESS: &str = "SELECT p.phase || CASE \
    WHEN p.blocks_total > 0 THEN format(', %s of %s blocks', p.blocks_done, p.blocks_total) \
    WHEN p.tuples_total > 0 THEN format(', %s of %s rows', p.tuples_done, p.tuples_total) \
    ELSE '' END FROM pg_stat_progress_create_index p WHERE p.pid = a.pid";

/// The session that holds the lock, and those that it waits for in the end.
pub(in crate::backend) fn activity(
    connection: &mut PgConnection,
    names: &Bookkeeping,
) -> QueryResult<Option<Activity>> {
    let key = lock_key(names);
    let runner: Option<Runner> = sql_query(format!(
        "SELECT a.pid::bigint AS id, {SESSION}, NULL::text AS held, ({PROGRESS}) AS progress, \
         (SELECT max(m.objid::bigint) FROM pg_locks m WHERE m.locktype = 'advisory' \
         AND m.pid = a.pid AND m.classid = {MARKS} AND m.objsubid = 2) AS done \
         FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' \
         AND l.granted AND l.objsubid = 1 \
         AND (l.classid::bigint << 32 | l.objid::bigint) = ({key}) \
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1"
    ))
    .get_result(connection)
    .optional()?;
    let Some(runner) = runner else {
        return Ok(None);
    };
    let blockers: Vec<SessionRow> =
        sql_query(blockers_query(runner.session.id)).load(connection)?;
    Ok(Some(Activity {
        session: runner.session.session(),
        statement: runner
            .done
            .and_then(|done| usize::try_from(done).ok())
            .map(|done| done + 1),
        blockers: blockers.into_iter().map(|row| row.blocker(true)).collect(),
        progress: runner.progress,
    }))
}

/// The query for the sessions that wait for nobody themselves, with the lock that the next one waits
/// for. Where all wait, in a circle, the server will end one of them.
fn blockers_query(runner: i64) -> String {
    let object = "coalesce(' on ' || h.relation::regclass::text, (SELECT ' on a row of ' || \
                  r.relation::regclass::text FROM pg_locks r WHERE r.pid = s.blocked \
                  AND r.locktype = 'tuple' LIMIT 1), '')";
    format!(
        "WITH RECURSIVE waits (blocked, blocker) AS (\
         SELECT {runner}, b.pid FROM unnest(pg_blocking_pids({runner})) b (pid) UNION \
         SELECT w.blocker, b.pid FROM waits w, unnest(pg_blocking_pids(w.blocker)) b (pid)) \
         SELECT DISTINCT ON (s.blocker) s.blocker::bigint AS id, {SESSION}, h.mode || {object} AS held \
         FROM waits s LEFT JOIN pg_stat_activity a ON a.pid = s.blocker \
         LEFT JOIN pg_locks q ON q.pid = s.blocked AND NOT q.granted \
         LEFT JOIN pg_locks h ON h.granted AND coalesce(h.pid, 0) = s.blocker \
         AND h.locktype = q.locktype AND h.database IS NOT DISTINCT FROM q.database \
         AND h.relation IS NOT DISTINCT FROM q.relation \
         AND h.transactionid IS NOT DISTINCT FROM q.transactionid \
         AND h.virtualxid IS NOT DISTINCT FROM q.virtualxid \
         AND h.classid IS NOT DISTINCT FROM q.classid \
         AND h.objid IS NOT DISTINCT FROM q.objid \
         WHERE s.blocker NOT IN (SELECT blocked FROM waits) \
         ORDER BY s.blocker, array_position({MODES}, h.mode) DESC NULLS LAST"
    )
}

#[derive(QueryableByName)]
struct Runner {
    #[diesel(embed)]
    session: SessionRow,
    /// The statements of the script that are done.
    #[diesel(sql_type = Nullable<BigInt>)]
    done: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    progress: Option<String>,
}
