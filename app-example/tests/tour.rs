//! The binary as its users run it.

use std::path::Path;
use std::process::{Command, Output};

const BASE: &str = "20241208_130000_001";
const BEFORE: &str = "20241216_090000_006";
const HEAD: &str = "20241216_093000_007";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_app-example"))
        .args(arguments)
        .env_remove("ALEMBIC_DATABASE_URL")
        .env_remove("DATABASE_URL")
        .current_dir(folder)
        .output()
        .expect("the binary starts")
}

/// The standard output of a run that has to succeed.
fn stdout(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}

#[cfg(feature = "sqlite")]
#[test]
fn sqlite_tour_writes_data_once_and_finds_it_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = stdout(folder.path(), &[]);
    assert!(
        first.contains(&format!("$ app-example current\n{HEAD} (head)\n")),
        "{first}"
    );
    assert!(first.contains("  agent reviewer is paused\n"), "{first}");
    assert!(first.contains("  executions succeeded: 1\n"), "{first}");
    let second = stdout(folder.path(), &[]);
    assert!(second.contains("  executions succeeded: 1\n"), "{second}");
    assert!(folder.path().join("agent_factory.sqlite").exists());
}

#[cfg(feature = "sqlite")]
#[test]
fn sqlite_goes_down_and_up_again() {
    let folder = tempfile::tempdir().expect("a folder");
    goes_down_and_up_again(folder.path(), "shop.sqlite");
}

/// What lists revisions needs no database, and makes none.
#[cfg(feature = "sqlite")]
#[test]
fn lists_without_a_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let says = |arguments: &[&str]| stdout(folder.path(), arguments);
    assert_eq!(says(&["heads"]), format!("{HEAD} (head)\n"));
    let history = says(&["history"]);
    assert!(
        history.starts_with(&format!("{BEFORE} -> {HEAD} (head), ")),
        "{history}"
    );
    assert!(says(&["show", BASE]).contains(BASE));
    assert!(says(&["upgrade", "--sql"]).contains("CREATE TABLE"));
    let branches = says(&["--url", "elsewhere.sqlite", "branches"]);
    assert!(branches.starts_with("20241209_100000_002"), "{branches}");
    let left = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 0);
    let output = run(
        folder.path(),
        &["--url", "postgres://localhost:1/x", "current"],
    );
    assert_eq!(output.status.code(), Some(1));
}

/// The commands of the guide, on an empty database.
fn goes_down_and_up_again(folder: &Path, url: &str) {
    let says = |arguments: &[&str]| stdout(folder, &[&["--url", url], arguments].concat());
    says(&["upgrade", "head"]);
    assert_eq!(says(&["current"]), format!("{HEAD} (head)\n"));
    says(&["downgrade", "-1"]);
    assert_eq!(says(&["current"]), format!("{BEFORE}\n"));
    assert!(says(&["pending"]).contains(HEAD));
    says(&["downgrade", "base"]);
    assert_eq!(says(&["current"]), "");
    says(&["upgrade", "+1"]);
    says(&["upgrade", HEAD]);
    assert_eq!(says(&["current"]), format!("{HEAD} (head)\n"));
    says(&["stamp", BASE]);
    assert_eq!(says(&["current"]), format!("{BASE}\n"));
    let unknown = run(folder, &["--url", url, "upgrade", "nowhere"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("nowhere"));
}

#[cfg(feature = "postgres")]
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_goes_down_and_up_again() {
    on_a_new_database("MIGRATE_TEST_POSTGRES_URL");
}

#[cfg(feature = "mysql")]
#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_goes_down_and_up_again() {
    on_a_new_database("MIGRATE_TEST_MYSQL_URL");
}

/// Creates a database on the server of this variable, and drops it afterwards.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn on_a_new_database(variable: &str) {
    use diesel::connection::SimpleConnection;
    let admin = std::env::var(variable).expect("tests/run sets the server's URL");
    let mut server = app_example::store::open(&admin).expect("the server");
    let name = format!("tour_{}", std::process::id());
    server
        .batch_execute(&format!("CREATE DATABASE {name}"))
        .expect("a new database");
    let folder = tempfile::tempdir().expect("a folder");
    let outcome = std::panic::catch_unwind(|| {
        goes_down_and_up_again(folder.path(), &on_database(&admin, &name));
    });
    server
        .batch_execute(&format!("DROP DATABASE {name}"))
        .expect("the database is free");
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

/// The URL of another database on the same server.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn on_database(admin: &str, name: &str) -> String {
    let (path, query) = admin.split_once('?').unwrap_or((admin, ""));
    let (server, _) = path.rsplit_once('/').expect("a URL with a database");
    format!(
        "{server}/{name}{}{query}",
        if query.is_empty() { "" } else { "?" }
    )
}
