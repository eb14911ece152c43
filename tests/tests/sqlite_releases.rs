//! What the releases of SQLite have brought since 3.44, in a golden that has to be fine: the SQLite that is
//! compiled in judges each statement of it.

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use migrate_check::Dialect;
use migrate_tests::databases::{Sqlite, TestDatabase};
use migrate_tests::examples::statements;
use std::fs;
use std::path::Path;

/// What the library does not have, with what it says: these statements are not judged.
const NOT_JUDGED: &[(&str, &str)] = &[
    ("SELECT median(b)", "no such function: median"),
    (
        "CREATE VIRTUAL TABLE g USING geopoly",
        "no such module: geopoly",
    ),
    (
        "CREATE VIRTUAL TABLE sd USING",
        "no such module: some_module",
    ),
    // Each revision may have a session of its own.
    (
        "CREATE TEMP TABLE scratch (a)",
        "table scratch already exists",
    ),
    ("SELECT * FROM sd, sd_shadow", "no such table: sd"),
    (
        "SELECT * FROM pragma_table_info",
        "no such table: sqlite_dbpage",
    ),
    (
        "SELECT percentile_cont(b, 0.5) FILTER",
        "no such function: percentile_cont",
    ),
];

#[test]
fn sqlite_takes_what_its_releases_have_brought() {
    let folder = "../migrate-check/tests/golden/fine_sqlite_of_today/migrations";
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).unwrap();
    let mut scripts: Vec<_> = entries
        .map(|entry| entry.unwrap().path().join("up.sql"))
        .filter(|path| path.is_file())
        .collect();
    scripts.sort();
    let scripts = scripts.iter().map(|path| fs::read_to_string(path).unwrap());
    let script = scripts.collect::<Vec<_>>().concat();
    let connection = &mut SqliteConnection::establish(":memory:").unwrap();
    let mut judged = 0;
    let mut others = Vec::new();
    for statement in statements(&script, Dialect::Sqlite) {
        match connection.batch_execute(&statement) {
            Ok(()) => judged += 1,
            Err(error) => others.push((statement, error.to_string())),
        }
    }
    let version = Sqlite::texts(connection, "SELECT sqlite_version() AS text");
    println!("SQLite {version:?} takes {judged} statements");
    for (statement, error) in &others {
        println!("not judged: {statement}: {error}");
    }
    let is_expected = |(statement, error): &(String, String)| {
        let mut all = NOT_JUDGED.iter();
        all.any(|(start, said)| statement.starts_with(start) && error.contains(said))
    };
    let wrong: Vec<_> = others.iter().filter(|one| !is_expected(one)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(others.len(), NOT_JUDGED.len(), "some are judged by now");
}
