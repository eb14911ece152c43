//! Throw-away databases: each test makes its own and drops it.

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{
    Connection, MysqlConnection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection,
    sql_query,
};
use diesel_migrations::MigrationHarness;
use migrate_runtime::{Database, DieselBackend};
use std::env;
use std::sync::atomic::{AtomicU32, Ordering};

/// A database of a test's own.
pub trait TestDatabase: Sized {
    /// Diesel's backend.
    type Backend: DieselBackend;
    /// Diesel's connection.
    type Connection: Database<Backend = Self::Backend> + MigrationHarness<Self::Backend>;
    /// The name of the dialect.
    const NAME: &'static str;
    /// Whether data definition can be rolled back.
    const TRANSACTIONAL: bool;

    /// Creates an empty database.
    fn create() -> Self;
    /// The address for a connection.
    fn url(&self) -> String;
    /// Connects.
    fn connect(&self) -> Self::Connection {
        <Self::Connection as Connection>::establish(&self.url()).expect("connect")
    }
    /// Runs a query of one text column named `text`.
    fn texts(connection: &mut Self::Connection, sql: &str) -> Vec<String>;
}

/// The row of [`TestDatabase::texts`].
#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
}

/// A SQLite file in a folder of its own.
pub struct Sqlite {
    folder: tempfile::TempDir,
}

impl TestDatabase for Sqlite {
    type Backend = diesel::sqlite::Sqlite;
    type Connection = SqliteConnection;
    const NAME: &'static str = "sqlite";
    const TRANSACTIONAL: bool = true;

    fn create() -> Self {
        Sqlite {
            folder: tempfile::tempdir().expect("a folder for the database"),
        }
    }
    fn url(&self) -> String {
        self.folder.path().join("test.db").display().to_string()
    }
    fn texts(connection: &mut SqliteConnection, sql: &str) -> Vec<String> {
        let rows: Vec<Row> = sql_query(sql).load(connection).expect(sql);
        rows.into_iter().map(|row| row.text).collect()
    }
}

/// A database of the PostgreSQL server at `MIGRATE_TEST_POSTGRES_URL`.
pub struct Postgres {
    name: String,
}

impl TestDatabase for Postgres {
    type Backend = diesel::pg::Pg;
    type Connection = PgConnection;
    const NAME: &'static str = "postgres";
    const TRANSACTIONAL: bool = true;

    fn create() -> Self {
        let name = unique_name();
        PgConnection::establish(&server(POSTGRES))
            .expect("connect to the PostgreSQL server")
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .expect("create a database");
        Postgres { name }
    }
    fn url(&self) -> String {
        with_database(&server(POSTGRES), &self.name)
    }
    fn texts(connection: &mut PgConnection, sql: &str) -> Vec<String> {
        let rows: Vec<Row> = sql_query(sql).load(connection).expect(sql);
        rows.into_iter().map(|row| row.text).collect()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // What is left over is thrown away with the server.
        if let Ok(mut admin) = PgConnection::establish(&server(POSTGRES)) {
            let _ = admin.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}

/// A database of the MySQL or MariaDB server at `MIGRATE_TEST_MYSQL_URL`.
pub struct Mysql {
    name: String,
}

impl TestDatabase for Mysql {
    type Backend = diesel::mysql::Mysql;
    type Connection = MysqlConnection;
    const NAME: &'static str = "mysql";
    const TRANSACTIONAL: bool = false;

    fn create() -> Self {
        let name = unique_name();
        MysqlConnection::establish(&server(MYSQL))
            .expect("connect to the MySQL server")
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .expect("create a database");
        Mysql { name }
    }
    fn url(&self) -> String {
        with_database(&server(MYSQL), &self.name)
    }
    fn texts(connection: &mut MysqlConnection, sql: &str) -> Vec<String> {
        let rows: Vec<Row> = sql_query(sql).load(connection).expect(sql);
        rows.into_iter().map(|row| row.text).collect()
    }
}

impl Mysql {
    /// Whether the server is MariaDB: what differs is asked for where it does.
    pub fn is_mariadb() -> bool {
        let mut server = MysqlConnection::establish(&server(MYSQL)).expect("connect to the server");
        Self::texts(&mut server, "SELECT VERSION() AS text")[0].contains("MariaDB")
    }
}

impl Drop for Mysql {
    fn drop(&mut self) {
        if let Ok(mut admin) = MysqlConnection::establish(&server(MYSQL)) {
            let _ = admin.batch_execute(&format!("DROP DATABASE {}", self.name));
        }
    }
}

/// The variable with the address of the PostgreSQL server.
pub const POSTGRES: &str = "MIGRATE_TEST_POSTGRES_URL";
/// The variable with the address of the MySQL server.
pub const MYSQL: &str = "MIGRATE_TEST_MYSQL_URL";

/// The address of a server; a test that needs one and has none fails.
pub fn server(variable: &str) -> String {
    env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} is not set: `tests/run` starts the servers and sets it")
    })
}

/// Puts a database's name into the address of a server.
pub fn with_database(url: &str, name: &str) -> String {
    let (before, query) = match url.split_once('?') {
        Some((before, query)) => (before, format!("?{query}")),
        None => (url, String::new()),
    };
    let authority = before.find("://").map_or(0, |at| at + 3);
    let end = before[authority..]
        .find('/')
        .map_or(before.len(), |at| authority + at);
    format!("{}/{name}{query}", &before[..end])
}

fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("migrate_test_{}_{number}", std::process::id())
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn a_database_is_put_before_the_parameters() {
        assert_eq!(
            with_database("postgres://postgres@%2Ftmp/postgres?a=b", "c"),
            "postgres://postgres@%2Ftmp/c?a=b"
        );
        assert_eq!(
            with_database("mysql://root@localhost", "c"),
            "mysql://root@localhost/c"
        );
    }
}
