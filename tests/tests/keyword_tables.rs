//! The tables of words that need quotes as names, compared with what the servers list: a word that a
//! server reserves and the table lacks makes the table out of date. What the table has and this server
//! has not is printed: a newer or another server reserves it.
use diesel::connection::SimpleConnection;
use migrate_check::Dialect;
use migrate_check::codes;
use migrate_sql::{analyse, needs_quotes, quoted_words};
use migrate_tests::databases::{Mysql, Postgres, TestDatabase};
use std::collections::BTreeSet;
use std::process::Command;

/// Places in which statements that are written for a person have a name.
const MYSQL_NAMES: &[&str] = &[
    "CREATE TABLE ? (a INT)",
    "CREATE TABLE zz (? INT)",
    "CREATE TABLE zz (a INT, KEY ? (a))",
    "CREATE TABLE zz (a INT, CONSTRAINT ? CHECK (a > 0))",
    "ALTER TABLE zz ADD COLUMN ? INT",
    "ALTER TABLE zz DROP COLUMN ?",
    "ALTER TABLE zz RENAME COLUMN a TO ?",
    "ALTER TABLE zz DROP INDEX ?",
    "CREATE INDEX ? ON zz (a)",
    "CREATE VIEW ? AS SELECT 1 AS a",
    "SELECT ? FROM zz",
    "SELECT a AS ? FROM zz",
    "SELECT zz.a FROM zz AS ?",
    "INSERT INTO zz (?) VALUES (1)",
    "UPDATE zz SET ? = 1",
    "DROP TABLE ?",
];

/// Other places for a name, in which more words are names, or fewer.
const MYSQL_PLACES: &[&str] = &[
    "SELECT zz.? FROM zz",
    "SELECT a ? FROM zz",
    "SELECT a FROM zz ?",
    "SELECT a FROM zz ORDER BY ?",
    "SELECT ?.a FROM zz",
    "DELETE FROM ?",
    "TRUNCATE TABLE ?",
    "ALTER TABLE zz ADD ? INT",
    "ALTER TABLE zz DROP ?",
    "ALTER TABLE zz CHANGE ? b INT",
    "RENAME TABLE zz TO ?",
    "CREATE TABLE zz (a INT, PRIMARY KEY (?))",
    "CREATE DATABASE ?",
];

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_lists_no_other_keywords() {
    let database = Postgres::create();
    let listed = Postgres::texts(
        &mut database.connect(),
        "SELECT word AS text FROM pg_get_keywords() WHERE catcode <> 'U'",
    );
    assert_up_to_date(Dialect::Postgres, listed, 90);
}

#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_lists_no_other_keywords() {
    let database = Mysql::create();
    let mut connection = database.connect();
    let words = "SELECT CAST(word AS char(64)) AS text FROM information_schema.keywords";
    let all = Mysql::texts(&mut connection, words).into_iter();
    let is_word = |word: &String| word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let all: Vec<String> = all.filter(is_word).collect();
    let mut reserved = match Mysql::is_mariadb() {
        // It does not say which.
        true => Vec::new(),
        false => Mysql::texts(&mut connection, &format!("{words} WHERE reserved = 1")),
    };
    let mut false_refusals = Vec::new();
    for word in &all {
        for place in MYSQL_NAMES.iter().chain(MYSQL_PLACES) {
            let statement = place.replace('?', word);
            let is_parsed = is_parsed(&mut connection, &statement);
            let problems = analyse(&statement, Dialect::Mysql).problems;
            if !is_parsed && MYSQL_NAMES.contains(place) {
                reserved.push(word.clone());
            }
            if is_parsed && problems.iter().any(|it| it.code == codes::SQL_SYNTAX) {
                false_refusals.push(statement);
            }
        }
    }
    assert!(false_refusals.is_empty(), "{false_refusals:#?}");
    assert_up_to_date(Dialect::Mysql, reserved, 200);
}

/// SQLite lists its keywords to its shell.
#[test]
#[ignore = "needs the shell of SQLite: tests/run"]
fn sqlite_client_lists_no_other_keywords() {
    let listed = Command::new("sqlite3")
        .args([
            ":memory:",
            "SELECT DISTINCT candidate FROM completion('', '') WHERE phase = 1",
        ])
        .output()
        .expect("sqlite3 runs");
    let listed = String::from_utf8(listed.stdout).expect("words");
    let listed = listed.split_whitespace().map(str::to_owned).collect();
    assert_up_to_date(Dialect::Sqlite, listed, 140);
}

/// Whether the server takes it for a statement; nothing is run.
fn is_parsed(connection: &mut <Mysql as TestDatabase>::Connection, statement: &str) -> bool {
    let prepared = connection.batch_execute(&format!("PREPARE s FROM '{statement}'"));
    let error = prepared.err().map(|error| error.to_string());
    error.is_none_or(|error| !error.contains("SQL syntax"))
}

/// No word is missing in our table, of which the server has at least so many.
fn assert_up_to_date(dialect: Dialect, listed: Vec<String>, least: usize) {
    let listed: BTreeSet<String> = listed.iter().map(|word| word.to_lowercase()).collect();
    assert!(listed.len() >= least, "the server lists {listed:?}");
    let ours = quoted_words(dialect).into_iter();
    let ours: BTreeSet<String> = ours.map(str::to_lowercase).collect();
    let only_ours: Vec<_> = ours.difference(&listed).collect();
    println!("reserved by a newer or another server alone: {only_ours:?}");
    let missing: Vec<_> = listed.difference(&ours).collect();
    assert!(missing.is_empty(), "the table of words lacks {missing:?}");
    assert!(ours.iter().all(|word| needs_quotes(word, dialect)));
}
