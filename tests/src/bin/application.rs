//! An application that is the commands and nothing else, with a step that takes its time. The first
//! word of its name in `MIGRATE_TEST_DIALECT` says for which database it is.

use migrate_cli::app;
use migrate_tests::chains::{Rev, chain, rev};
use migrate_tests::test_chain;
use std::process::ExitCode;

fn three(slow: &str) -> Vec<Rev> {
    vec![
        rev("a", "CREATE TABLE one (id INT);\n").down("DROP TABLE one;\n"),
        rev("b", slow).revises(&["a"]).down("DELETE FROM one;\n"),
        rev("c", "CREATE TABLE two (id INT);\n")
            .revises(&["b"])
            .down("DROP TABLE two;\n"),
    ]
}

test_chain!(
    OnSqlite,
    chain(&three(
        "INSERT INTO one WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
         WHERE i < 3000000) SELECT max(i) FROM n;\n"
    ))
);
test_chain!(
    OnPostgres,
    chain(&three("INSERT INTO one SELECT 1 FROM pg_sleep(2);\n"))
);
test_chain!(OnMysql, chain(&three("INSERT INTO one SELECT SLEEP(2);\n")));

fn main() -> ExitCode {
    match std::env::var("MIGRATE_TEST_DIALECT").as_deref() {
        Ok("postgres") => app::main::<diesel::PgConnection, _>(OnPostgres),
        Ok("mysql") => app::main::<diesel::MysqlConnection, _>(OnMysql),
        _ => app::main::<diesel::SqliteConnection, _>(OnSqlite),
    }
}
