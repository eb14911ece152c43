//! An application that is the commands and nothing else. The first word of its name in
//! `MIGRATE_TEST_DIALECT` says for which database it is. Its second step writes into a table, which a
//! test can keep it from: on a server with a lock, on SQLite with the file of `MIGRATE_TEST_GATE`.

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use migrate_cli::app;
use migrate_runtime::Chain;
use migrate_tests::chains::{chain, rev};
use migrate_tests::test_chain;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

fn three() -> Chain {
    chain(&[
        rev("a", "CREATE TABLE one (id INT);\n").down("DROP TABLE one;\n"),
        rev("b", "SELECT 1;\nINSERT INTO one VALUES (1);\nSELECT 2;\n")
            .revises(&["a"])
            .down("DELETE FROM one;\n"),
        rev("c", "CREATE TABLE two (id INT);\n")
            .revises(&["b"])
            .down("DROP TABLE two;\n"),
    ])
}

test_chain!(OnSqlite, three());
test_chain!(OnPostgres, three());
test_chain!(OnMysql, three());

/// Keeps a step from ending behind its `INSERT`, as long as a file is there.
struct Gate(PathBuf);

impl Instrumentation for Gate {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::FinishQuery { query, .. } = event
            && query.to_string().starts_with("INSERT INTO one")
        {
            while self.0.exists() {
                std::thread::sleep(Duration::from_millis(2));
            }
        }
    }
}

fn gate() -> Option<Box<dyn Instrumentation>> {
    let file = std::env::var_os("MIGRATE_TEST_GATE")?;
    Some(Box::new(Gate(file.into())))
}

fn main() -> ExitCode {
    set_default_instrumentation(gate).expect("nobody else sets it");
    match std::env::var("MIGRATE_TEST_DIALECT").as_deref() {
        Ok("postgres") => app::main::<diesel::PgConnection, _>(OnPostgres),
        Ok("mysql") => app::main::<diesel::MysqlConnection, _>(OnMysql),
        _ => app::main::<diesel::SqliteConnection, _>(OnSqlite),
    }
}
