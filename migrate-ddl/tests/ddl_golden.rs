//! `ddl/<dialect>/*.sql`: two scripts, with a line `-- to` between them; in a `.txt` beside each, the
//! statements that lead from the schema of the first to that of the second, and back.
//!
//! Whatever is written has to lead there in the model, without a fault. `UPDATE_GOLDEN=1` writes the
//! `.txt` anew.
use migrate_ddl::{Ddl, Rename, Renamed};
use migrate_schema::compare::{compare, diff};
use migrate_schema::{Schema, run, schema_after};
use migrate_sql::Dialect;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[test]
fn postgres() {
    golden(Dialect::Postgres);
}

#[test]
fn sqlite() {
    golden(Dialect::Sqlite);
}

#[test]
fn mysql() {
    golden(Dialect::Mysql);
}

fn golden(dialect: Dialect) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ddl");
    let folder = root.join(dialect.name());
    let entries = fs::read_dir(&folder).expect("a folder for each dialect");
    let files: BTreeSet<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    let is_script = |file: &&PathBuf| file.extension().is_some_and(|end| end == "sql");
    let scripts: Vec<&PathBuf> = files.iter().filter(is_script).collect();
    let count = scripts.len();
    assert!(count > 0);
    let mut wrong = Vec::new();
    for script in scripts {
        let text = fs::read_to_string(script).unwrap().replace("\r\n", "\n");
        let found = both_ways(&text, dialect);
        let golden = script.with_extension("txt");
        if env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &found).unwrap();
        }
        if fs::read_to_string(&golden).unwrap_or_default() != found {
            println!("== {}\n{found}", script.display());
            wrong.push(script);
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong:?}; `UPDATE_GOLDEN=1` accepts them"
    );
}

fn both_ways(text: &str, dialect: Dialect) -> String {
    let (from, to) = text.split_once("-- to\n").expect("a line `-- to`");
    let renames = from
        .lines()
        .filter_map(|line| line.strip_prefix("-- rename "));
    let renames: Vec<Rename> = renames.map(|line| Rename::parse(line).unwrap()).collect();
    let (from, to) = (schema_after(from, dialect), schema_after(to, dialect));
    let renamed = Renamed::new(&from, &renames).expect("what is renamed is there");
    let (up, down) = renamed.to(&to).expect("the model follows");
    assert_leads(&from, &up, &to);
    assert_leads(&to, &down, &from);
    format!("-- up\n{}\n-- down\n{}", up.text(), down.text())
}

#[track_caller]
fn assert_leads(from: &Schema, ddl: &Ddl, to: &Schema) {
    let text = ddl.text();
    assert!(ddl.faults.is_empty(), "{:#?}\n{text}", ddl.faults);
    let mut schema = from.clone();
    schema.start_session(true);
    let faults = run(&mut schema, &text);
    assert!(faults.is_empty(), "{faults:#?}\n{text}");
    let left = diff(&compare(&schema, to), 20).join("\n");
    assert!(left.is_empty(), "it leaves\n{left}\n{text}");
}
