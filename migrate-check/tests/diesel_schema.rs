//! Diesel's schema: `diesel_schema/<dialect>/<case>/schema.sql`, printed with the options of the
//! `diesel.toml` beside it, is its `schema.rs`, byte for byte. `UPDATE_GOLDEN=1` rewrites these.
//!
//! That they are what diesel_cli prints is tested where there are servers: `tests/print_schema.rs` of
//! the package `migrate-tests`.
#![cfg(all(feature = "postgres", feature = "sqlite", feature = "mysql"))]
use migrate_check::source::MemoryDir;
use migrate_check::{Dialect, Options, check};
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn sqlite() {
    golden(Dialect::Sqlite);
}

#[test]
fn postgres() {
    golden(Dialect::Postgres);
}

#[test]
fn mysql() {
    golden(Dialect::Mysql);
}

/// What `embed!` has for several dialects: the tables of which one definition does for all, why the
/// others are not there, and a module for each dialect.
#[test]
fn several_dialects() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diesel_schema/several");
    let read = |file: &str| fs::read_to_string(folder.join(file)).expect(file);
    let mut dir = MemoryDir::new()
        .file(
            "migrate.toml",
            "dialects = [\"postgres\", \"sqlite\", \"mysql\"]\n[schema]\nemit = true\n",
        )
        .file(
            "001_all/revision.toml",
            "revises = []\nirreversible = \"a test\"\n",
        );
    for dialect in Dialect::ALL {
        let script = read(&format!("schema.{dialect}.sql"));
        dir = dir.file(&format!("001_all/up.{dialect}.sql"), script);
    }
    let outcome = check(&dir, &Options::default());
    let wrong: Vec<_> = outcome
        .diagnostics
        .iter()
        .filter(|it| it.is_error())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let module = outcome.diesel.expect("a schema").module(&Dialect::ALL);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(folder.join("schema.rs"), &module).unwrap();
    }
    assert_eq!(module, read("schema.rs"));
}

fn golden(dialect: Dialect) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diesel_schema");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder.join(dialect.name()))
        .expect("a folder for each dialect")
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    let mut wrong = Vec::new();
    for case in cases {
        let printed = printed(&case, dialect);
        let file = case.join("schema.rs");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&file, &printed).unwrap();
        }
        if fs::read_to_string(&file).unwrap_or_default() != printed {
            println!("{}:\n{printed}", case.display());
            wrong.push(case);
        }
    }
    assert!(wrong.is_empty(), "printed otherwise: {wrong:?}");
}

fn printed(case: &Path, dialect: Dialect) -> String {
    let read = |file: &str| fs::read_to_string(case.join(file)).ok();
    let mut settings = format!("dialects = [\"{dialect}\"]\nmariadb = true\n[schema]\n");
    let mut dir = MemoryDir::new()
        .file(
            "001_all/revision.toml",
            "revises = []\nirreversible = \"a test\"\n",
        )
        .file(
            "001_all/up.sql",
            read("schema.sql").expect("a `schema.sql`"),
        );
    for file in ["diesel.toml", "schema.patch"] {
        if let Some(text) = read(file) {
            dir = dir.file(&format!("../{file}"), text);
        }
    }
    if let Some(text) = read("diesel.toml") {
        settings += "diesel_toml = \"../diesel.toml\"\n";
        // There is nothing to compare with.
        for line in text.lines().filter(|line| line.starts_with("file = ")) {
            let file = line.trim_start_matches("file = ").trim_matches('"');
            dir = dir.file(&format!("../{file}"), "");
        }
    }
    let outcome = check(&dir.file("migrate.toml", settings), &Options::default());
    let diesel = outcome.diesel.unwrap_or_else(|| {
        let found = outcome.diagnostics.iter().map(|found| &found.message);
        panic!("{}: {:?}", case.display(), found.collect::<Vec<_>>())
    });
    let refusals: Vec<_> = diesel.refusals(dialect).collect();
    assert!(refusals.is_empty(), "{}: {refusals:?}", case.display());
    diesel.text(dialect)
}
