//! Reads SQLite, which stores the statements themselves.

use crate::{Introspect, Record, script};
use diesel::connection::SimpleConnection;
use diesel::result::QueryResult;
use diesel::sql_types::{Integer, Text};
use diesel::{Connection, RunQueryDsl, SqliteConnection, sql_query};

/// Names that begin with `sqlite_` are SQLite's own; indexes of constraints have no text. Views and
/// triggers may refer to objects that are created later: SQLite resolves names when they are used.
const OBJECTS: &str = "SELECT tbl_name AS \"table\", sql AS \"sql\" FROM main.sqlite_master \
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
    ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, name";

/// The shadow tables of virtual tables, which are created with them. SQLite before 3.37 doesn't list
/// them.
const SHADOWS: &str = "SELECT name AS \"table\", '' AS \"sql\" FROM pragma_table_list \
    WHERE schema = 'main' AND type = 'shadow'";

#[derive(diesel::QueryableByName)]
struct Object {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

/// How long to wait for a writer, in milliseconds: while one commits, nobody can read.
const PATIENCE: i32 = 30_000;

#[derive(diesel::QueryableByName)]
struct BusyTimeout {
    #[diesel(sql_type = Integer)]
    timeout: i32,
}

impl Introspect for SqliteConnection {
    fn schema_script_without(&mut self, record: &Record<'_>) -> QueryResult<String> {
        let callers: BusyTimeout = sql_query("PRAGMA busy_timeout").get_result(self)?;
        let patience = callers.timeout.max(PATIENCE);
        self.batch_execute(&format!("PRAGMA busy_timeout = {patience}"))?;
        let read = self.transaction(|connection| read(connection, record));
        self.batch_execute(&format!("PRAGMA busy_timeout = {}", callers.timeout))?;
        read
    }
}

fn read(connection: &mut SqliteConnection, record: &Record<'_>) -> QueryResult<String> {
    let left_out = record.left_out();
    let objects: Vec<Object> = sql_query(OBJECTS).load(connection)?;
    let shadows: Vec<Object> = sql_query(SHADOWS).load(connection).unwrap_or_default();
    let is_ours = |table: &str| {
        left_out.contains(&table) || shadows.iter().any(|shadow| shadow.table == table)
    };
    let others = objects.iter().filter(|object| !is_ours(&object.table));
    Ok(script(others.map(|object| &*object.sql)))
}
