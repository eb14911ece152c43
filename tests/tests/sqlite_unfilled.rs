//! Which columns SQLite fills by itself, in whatever words they are declared: where one is declared in
//! another engine's words and stays empty, `never-filled` says so, and else nothing does.

use diesel::Connection;
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;
use migrate_check::codes;
use migrate_check::source::MemoryDir;
use migrate_check::{Options, check};
use migrate_tests::databases::{Sqlite, TestDatabase};

/// Definitions of `id`, and whether they are in words of another engine that fills it.
const DEFINITIONS: &[(&str, bool)] = &[
    ("id SERIAL PRIMARY KEY", true),
    ("id BigSerial PRIMARY KEY", true),
    ("id serial4", true),
    ("id \"serial\" PRIMARY KEY", true),
    ("id INT AUTO_INCREMENT PRIMARY KEY", true),
    ("id INTEGER AUTO_INCREMENT PRIMARY KEY", true),
    ("id INTEGER UNSIGNED AUTO_INCREMENT PRIMARY KEY", true),
    ("id INT IDENTITY(1, 1) PRIMARY KEY", true),
    ("id SERIAL DEFAULT 7 PRIMARY KEY", false),
    ("id SERIAL GENERATED ALWAYS AS (7)", false),
    ("id INTEGER PRIMARY KEY", false),
    ("id INTEGER PRIMARY KEY AUTOINCREMENT", false),
    ("id \"INTEGER\" PRIMARY KEY", false),
    // Not filled either, and nobody said that it would be.
    ("id INT PRIMARY KEY", false),
    ("id BIGINT PRIMARY KEY", false),
    ("id INTEGER PRIMARY KEY DESC", false),
    ("id \"serial number\"", false),
];

fn is_filled(definition: &str) -> bool {
    let connection = &mut SqliteConnection::establish(":memory:").expect("connect");
    let script = format!("CREATE TABLE t ({definition}, x INT); INSERT INTO t (x) VALUES (1)");
    connection.batch_execute(&script).expect(definition);
    let rows = Sqlite::texts(connection, "SELECT coalesce(id, 'none') AS text FROM t");
    rows != ["none"]
}

fn is_said(definition: &str) -> bool {
    let revision = |name: &str| format!("001_a/{name}");
    let up = format!("CREATE TABLE t ({definition}, x INT);\n");
    let dir = MemoryDir::new()
        .file("migrate.toml", "dialects = [\"sqlite\"]\n")
        .file(&revision("revision.toml"), "revises = []\n")
        .file(&revision("up.sql"), &up)
        .file(&revision("down.sql"), "DROP TABLE t;\n");
    let found = check(&dir, &Options::default()).diagnostics;
    let codes: Vec<_> = found.iter().map(|found| found.code).collect();
    assert!(
        codes.iter().all(|code| *code == codes::NEVER_FILLED),
        "{definition}: {codes:?}"
    );
    !codes.is_empty()
}

#[test]
fn sqlite_fills_no_column_that_is_said_not_to_be_filled() {
    for (definition, is_foreign) in DEFINITIONS {
        assert_eq!(is_said(definition), *is_foreign, "{definition}");
        assert!(!(*is_foreign && is_filled(definition)), "{definition}");
    }
    let filled = DEFINITIONS.iter().filter(|(one, _)| is_filled(one));
    assert_eq!(filled.count(), 5);
}
