//! What is found in a live database makes the same database again.

use diesel::connection::SimpleConnection;
use migrate_introspect::{Introspect, Record};
use migrate_runtime::{Bookkeeping, Migrator};
use migrate_tests::chains::{chain, rev};
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use migrate_tests::test_chain;

/// Makes a schema, reads it, makes it again from what was read, and reads that.
#[track_caller]
fn comes_back<D: TestDatabase>(schema: &str)
where
    D::Connection: Introspect,
{
    let (original, copy) = (D::create(), D::create());
    let mut connection = original.connect();
    connection
        .batch_execute(schema)
        .expect("the schema is made");
    let first = connection.schema_script().expect("it is read");
    let again = connection.schema_script().expect("it is read again");
    assert_eq!(first, again, "reading changes nothing");
    let mut connection = copy.connect();
    if let Err(error) = connection.batch_execute(&first) {
        panic!("the script is refused: {error}\n{first}");
    }
    let second = connection.schema_script().expect("the copy is read");
    assert_same(&first, &second);
}

#[track_caller]
fn assert_same(first: &str, second: &str) {
    // MySQL names a column's character set where the column's definition named a collation, although the
    // collation tells it.
    let plain = |text: &str| text.replace(" CHARACTER SET utf8mb4 COLLATE", " COLLATE");
    let (first, second) = (plain(first), plain(second));
    let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    let (a, b) = (lines(&first), lines(&second));
    let lost: Vec<_> = a.iter().filter(|line| !b.contains(line)).collect();
    let new: Vec<_> = b.iter().filter(|line| !a.contains(line)).collect();
    assert!(first == second, "lost: {lost:#?}\nnew: {new:#?}\n{first}");
}

/// The tables of the bookkeeping are not part of the schema, nor is anything else of an empty one.
#[track_caller]
fn the_bookkeeping_is_left_out<D: TestDatabase>()
where
    D::Connection: Introspect,
{
    test_chain!(One, chain(&[rev("a1", "CREATE TABLE mine (id INT);\n")]));
    let database = D::create();
    let mut connection = database.connect();
    assert_eq!(connection.schema_script().expect("it is read"), "");
    let done = Migrator::<One>::new()
        .run(&mut connection)
        .expect("it runs");
    assert_eq!(done.heads, ["a1"]);
    let script = connection.schema_script().expect("it is read");
    assert!(script.contains("mine"), "{script}");
    let tables = script.matches("CREATE").count();
    assert_eq!(tables, 1, "{script}");
}

test_chain!(
    Elsewhere,
    chain(&[rev("a1", "CREATE TABLE mine (id INT);\n")]).with_bookkeeping(Bookkeeping {
        schema: None,
        applied: "applied_revisions",
        history: "runs",
        backfills: "begun",
        alembic: Some("moved_from"),
    })
);
test_chain!(
    InASchema,
    chain(&[rev("a1", "CREATE TABLE mine (id INT);\n")]).with_bookkeeping(Bookkeeping {
        schema: Some("book"),
        ..Bookkeeping::DEFAULT
    })
);

/// Whatever its tables are called.
#[track_caller]
fn a_record_of_other_names_is_left_out<D: TestDatabase>()
where
    D::Connection: Introspect,
{
    let database = D::create();
    let mut connection = database.connect();
    let done = Migrator::<Elsewhere>::new().run(&mut connection);
    assert_eq!(done.expect("it runs").heads, ["a1"]);
    let begun = "CREATE TABLE begun (id INT); CREATE TABLE migration_backfills (id INT);";
    connection.batch_execute(begun).expect("two tables");
    let record = Record {
        tables: &["applied_revisions", "runs", "begun", "moved_from"],
        schema: None,
    };
    let script = connection.schema_script_without(&record);
    let script = script.expect("it is read");
    assert!(script.contains("mine"), "{script}");
    assert_eq!(script.matches("CREATE").count(), 1, "{script}");
    let all = connection.schema_script().expect("it is read");
    assert!(all.contains("moved_from"), "{all}");
}

#[test]
fn sqlite_a_record_of_other_names_is_left_out() {
    a_record_of_other_names_is_left_out::<Sqlite>();
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_a_record_of_other_names_is_left_out() {
    a_record_of_other_names_is_left_out::<Postgres>();
}

#[test]
#[ignore = "needs a MySQL server"]
fn mysql_a_record_of_other_names_is_left_out() {
    a_record_of_other_names_is_left_out::<Mysql>();
}

/// A schema of its own, too, unless something else is in it.
#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_the_schema_of_the_record_is_left_out() {
    let database = Postgres::create();
    let mut connection = database.connect();
    let record = Record {
        tables: &[],
        schema: Some("book"),
    };
    let done = Migrator::<InASchema>::new().run(&mut connection);
    assert_eq!(done.expect("it runs").heads, ["a1"]);
    let script = connection.schema_script_without(&record);
    let script = script.expect("it is read");
    assert_eq!(script.matches("CREATE").count(), 1, "{script}");
    let all = connection.schema_script().expect("it is read");
    assert!(all.contains("CREATE SCHEMA IF NOT EXISTS book"), "{all}");
    let table = "CREATE TABLE book.shelves (id INT)";
    connection.batch_execute(table).expect("a table");
    let script = connection.schema_script_without(&record);
    let script = script.expect("it is read");
    assert!(
        script.contains("CREATE SCHEMA IF NOT EXISTS book"),
        "{script}"
    );
}

#[test]
fn sqlite_everything_comes_back() {
    comes_back::<Sqlite>(include_str!("../schemas/sqlite.sql"));
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_everything_comes_back() {
    comes_back::<Postgres>(include_str!("../schemas/postgres.sql"));
}

#[test]
#[ignore = "needs a MySQL server"]
fn mysql_everything_comes_back() {
    comes_back::<Mysql>(include_str!("../schemas/mysql.sql"));
}

#[test]
fn sqlite_the_bookkeeping_is_left_out() {
    the_bookkeeping_is_left_out::<Sqlite>();
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_the_bookkeeping_is_left_out() {
    the_bookkeeping_is_left_out::<Postgres>();
}

#[test]
#[ignore = "needs a MySQL server"]
fn mysql_the_bookkeeping_is_left_out() {
    the_bookkeeping_is_left_out::<Mysql>();
}
