//! The step in Rust of the calling service, on each database.
#![cfg(all(feature = "sqlite", feature = "postgres", feature = "mysql"))]

use app_example::reautomation::backfills::tokens_of;
use app_example::reautomation::migrations::{MIGRATIONS, Migrations, revision};
use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use migrate_runtime::{BatchInfo, Database, Observer, StepInfo, Supports};

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = BigInt)]
    sum: i64,
}

#[derive(Default)]
struct Batches(Vec<(u64, u64)>);

impl Observer for Batches {
    fn batch_finished(&mut self, _step: &StepInfo, batch: &BatchInfo) {
        let rows = batch.done.zip(batch.total);
        self.0.push(rows.expect("the step reports its rows"));
    }
}

fn content(id: i64) -> String {
    "x".repeat(usize::try_from(id % 50).expect("a length"))
}

/// Old messages are counted, a run that fails is gone on with, and the way back is open.
fn counts_old_messages<C: Database>(connection: &mut C, sum: impl Fn(&mut C) -> i64)
where
    Migrations: Supports<C::Dialect>,
{
    let to_the_first = MIGRATIONS
        .migrator()
        .target(revision::CALLS_AND_CONVERSATIONS);
    to_the_first.run(connection).expect("the tables");
    let messages: Vec<String> = (1..=1200)
        .map(|id| format!("({id}, 7, 'user', '{}')", content(id)))
        .collect();
    connection
        .batch_execute(&format!(
            "INSERT INTO calls VALUES (7, '+49 30 123456');\n\
             INSERT INTO conversation_history VALUES {}",
            messages.join(", ")
        ))
        .expect("the messages");
    let wrong = MIGRATIONS.migrator().argument("batch_size", "0");
    let error = wrong.run(connection).expect_err("no batch is that small");
    assert!(error.to_string().contains("batch_size"), "{error}");
    let mut batches = Batches::default();
    let migrator = MIGRATIONS.migrator().argument("batch_size", "400");
    let report = migrator
        .observer(&mut batches)
        .run(connection)
        .expect("the counts");
    assert_eq!(report.heads, ["002_message_tokens"]);
    assert_eq!(batches.0, [(400, 1200), (800, 1200), (1200, 1200)]);
    let expected: i64 = (1..=1200).map(|id| tokens_of(&content(id))).sum();
    assert_eq!(sum(connection), expected);
    MIGRATIONS
        .downgrade(connection, "-1")
        .expect("the way back");
    MIGRATIONS.upgrade(connection).expect("and on again");
    assert_eq!(sum(connection), expected);
}

const SUM: &str = "SELECT CAST(sum(token_count) AS TYPE) AS sum FROM conversation_history";

#[test]
fn sqlite_counts_old_messages() {
    use diesel::{Connection, SqliteConnection};
    let mut connection = SqliteConnection::establish(":memory:").expect("a database");
    counts_old_messages(&mut connection, |connection| {
        let rows: Sum = sql_query(SUM.replace("TYPE", "BIGINT"))
            .get_result(connection)
            .expect("a sum");
        rows.sum
    });
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_counts_old_messages() {
    use diesel::{Connection, PgConnection};
    let url = std::env::var("MIGRATE_TEST_POSTGRES_URL").expect("tests/run sets the server's URL");
    let mut connection = PgConnection::establish(&url).expect("the server");
    let schema = format!("backfill_{}", std::process::id());
    connection
        .batch_execute(&format!(
            "CREATE SCHEMA {schema}; SET search_path = {schema}"
        ))
        .expect("a schema of its own");
    counts_old_messages(&mut connection, |connection| {
        let rows: Sum = sql_query(SUM.replace("TYPE", "BIGINT"))
            .get_result(connection)
            .expect("a sum");
        rows.sum
    });
    connection
        .batch_execute(&format!("DROP SCHEMA {schema} CASCADE"))
        .expect("the schema is free");
}

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_counts_old_messages() {
    use diesel::{Connection, MysqlConnection};
    let url = std::env::var("MIGRATE_TEST_MYSQL_URL").expect("tests/run sets the server's URL");
    let mut connection = MysqlConnection::establish(&url).expect("the server");
    let name = format!("backfill_{}", std::process::id());
    connection
        .batch_execute(&format!("CREATE DATABASE {name}; USE {name}"))
        .expect("a database of its own");
    counts_old_messages(&mut connection, |connection| {
        let rows: Sum = sql_query(SUM.replace("TYPE", "SIGNED"))
            .get_result(connection)
            .expect("a sum");
        rows.sum
    });
    connection
        .batch_execute(&format!("DROP DATABASE {name}"))
        .expect("the database is free");
}
