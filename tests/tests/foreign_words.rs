//! Help for another engine's words, for reserved words and for quotes is only given where the server
//! itself refuses the statement: each statement of those goldens is asked of the server.
//!
//! A note says how many are asked, so that an empty list can't pass.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use migrate_check::Dialect;
use migrate_check::diagnostic::Severity;
use migrate_sql::analyse;
use std::fs;
use std::path::Path;

const GOLDENS: &[&str] = &[
    "foreign_words",
    "foreign_clauses",
    "signs_of_editors",
    "slips",
    "open_quote",
    "reserved_words",
    "reserved_columns",
    "typographic_quotes",
];

/// The statements of the goldens, with whether we refuse them.
fn statements(dialect: Dialect) -> Vec<(String, bool)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrate-sql/tests/sql");
    let mut found = Vec::new();
    for golden in GOLDENS {
        let file = folder.join(dialect.name()).join(format!("{golden}.sql"));
        let text = fs::read_to_string(file).expect("a golden");
        let analysis = analyse(&text, dialect);
        for statement in &analysis.statements {
            let mut problems = analysis.problems.iter();
            let is_refused = problems.any(|problem| {
                problem.severity == Severity::Error
                    && (statement.span.start..=statement.span.end + 1).contains(&problem.span.start)
            });
            found.push((text[statement.span.clone()].to_owned(), is_refused));
        }
    }
    assert!(found.iter().filter(|(_, is_refused)| *is_refused).count() > 40);
    found
}

/// Compares our verdict with the server's. `is_syntax` tells a refusal of the parser from others: our
/// goldens name tables that are not there.
fn compare(
    dialect: Dialect,
    refusal: &mut dyn FnMut(&str) -> Option<String>,
    is_syntax: fn(&str) -> bool,
) {
    let mut wrong = Vec::new();
    for (statement, is_refused) in statements(dialect) {
        let said = refusal(&statement);
        let refuses = said.as_deref().is_some_and(is_syntax);
        if is_refused && !refuses {
            wrong.push(format!("{statement}\n  the server: {said:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "no syntax errors to {dialect}:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn sqlite_refuses_what_we_give_help_for() {
    let mut refusal = |sql: &str| {
        let mut connection = SqliteConnection::establish(":memory:").expect("a database");
        if sql.starts_with("ALTER") {
            // The table is looked for while the statement is read.
            connection
                .batch_execute("CREATE TABLE t (a INT)")
                .expect("a table");
        }
        connection
            .batch_execute(sql)
            .err()
            .map(|error| error.to_string())
    };
    compare(Dialect::Sqlite, &mut refusal, |said| {
        [
            "syntax error",
            "unrecognized token",
            "unknown table option",
            "incomplete input",
        ]
        .iter()
        .any(|words| said.contains(words))
    });
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_refuses_what_we_give_help_for() {
    let url = std::env::var("MIGRATE_TEST_POSTGRES_URL").expect("MIGRATE_TEST_POSTGRES_URL");
    let mut connection = PgConnection::establish(&url).expect("a database");
    let mut refusal = |sql: &str| {
        connection.batch_execute("BEGIN").expect("a transaction");
        let said = connection
            .batch_execute(sql)
            .err()
            .map(|error| error.to_string());
        connection.batch_execute("ROLLBACK").expect("its end");
        said
    };
    compare(Dialect::Postgres, &mut refusal, |said| {
        [
            "syntax error",
            "syntax is not supported",
            "trailing junk after numeric literal",
            "unterminated",
        ]
        .iter()
        .any(|words| said.contains(words))
    });
}

/// Nothing that a server accepts here changes what others see: the tables are not there.
#[test]
#[ignore = "needs a MySQL or MariaDB server"]
fn mysql_refuses_what_we_give_help_for() {
    let url = std::env::var("MIGRATE_TEST_MYSQL_URL").expect("MIGRATE_TEST_MYSQL_URL");
    let mut connection = MysqlConnection::establish(&url).expect("a database");
    connection
        .batch_execute("CREATE DATABASE IF NOT EXISTS foreign_words; USE foreign_words")
        .expect("a database of its own");
    let mut refusal = |sql: &str| {
        connection
            .batch_execute(sql)
            .err()
            .map(|error| error.to_string())
    };
    compare(Dialect::Mysql, &mut refusal, |said| {
        [
            "You have an error in your SQL syntax",
            "Unknown data type",
            // MariaDB's parser, of `EXECUTE` in a trigger.
            "Dynamic SQL is not allowed",
        ]
        .iter()
        .any(|words| said.contains(words))
    });
    connection
        .batch_execute("DROP DATABASE foreign_words")
        .expect("it goes");
}
