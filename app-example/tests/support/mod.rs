//! What the tests of the systems ask of their databases.

use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use migrate_runtime::Database;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
}

/// Asks for texts, in a column of that name.
pub trait Asks: Database {
    fn ask(&mut self, sql: &str) -> Vec<String>;

    /// Runs statements that have to succeed.
    fn run(&mut self, sql: &str) {
        self.batch_execute(sql).expect(sql);
    }

    /// Counts rows.
    fn rows(&mut self, what: &str) -> i64 {
        let counted = self.ask(&format!(
            "SELECT CAST(count(*) AS text) AS text FROM {what}"
        ));
        counted[0].parse().expect("a number")
    }
}

impl Asks for SqliteConnection {
    fn ask(&mut self, sql: &str) -> Vec<String> {
        let rows: Vec<Row> = sql_query(sql).load(self).expect(sql);
        rows.into_iter().map(|row| row.text).collect()
    }
}

impl Asks for PgConnection {
    fn ask(&mut self, sql: &str) -> Vec<String> {
        let rows: Vec<Row> = sql_query(sql).load(self).expect(sql);
        rows.into_iter().map(|row| row.text).collect()
    }
}

/// Opens a database in memory, with foreign keys.
pub fn in_memory() -> SqliteConnection {
    let mut connection = SqliteConnection::establish(":memory:").expect("a database");
    connection.run("PRAGMA foreign_keys = ON");
    connection
}

/// What SQLite has left beside the record.
pub const SQLITE_LEFT: &str = "sqlite_schema WHERE name NOT LIKE 'sqlite_%' \
                               AND tbl_name NOT LIKE '%migration%'";

/// What PostgreSQL has left in the schema beside the record: relations, types and functions.
pub const POSTGRES_LEFT: &str = "(\
     SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace \
     UNION ALL SELECT typname FROM pg_type WHERE typnamespace = current_schema()::regnamespace \
     UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace\
     ) AS left_over (name) WHERE name NOT LIKE '%migration%'";

/// Runs a test in a schema of its own, which goes again unless the test fails.
pub fn in_a_schema(name: &str, test: impl FnOnce(&mut PgConnection)) {
    let url = std::env::var("MIGRATE_TEST_POSTGRES_URL").expect("tests/run sets the server's URL");
    let mut connection = PgConnection::establish(&url).expect("the server");
    let schema = format!("{name}_{}", std::process::id());
    connection.run(&format!(
        "CREATE SCHEMA {schema}; SET search_path = {schema}"
    ));
    test(&mut connection);
    connection.run(&format!("DROP SCHEMA {schema} CASCADE"));
}
