//! `schema/<dialect>/*.sql`, statement by statement on an empty schema, against what the model says of
//! them, in a `.txt` beside each.
//!
//! A script whose name starts with `fine_` is one that the engine accepts as a whole: no fault, ever, and
//! no syntax error.
//! A script whose name starts with `schema_` also shows the schema that it leaves.
//! `UPDATE_GOLDEN=1` writes the `.txt` anew.
use migrate_schema::{Fault, described_after, faults_of};
use migrate_sql::Dialect;
use migrate_sql::Severity;
use migrate_sql::analyse;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[test]
fn postgres() {
    golden("postgres");
}

#[test]
fn sqlite() {
    golden("sqlite");
}

#[test]
fn mysql() {
    golden("mysql");
}

fn golden(name: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema");
    let dialect = Dialect::parse(name).expect("a folder for each dialect");
    let files = sorted(&root.join(name));
    let scripts: Vec<&PathBuf> = files
        .iter()
        .filter(|file| has_extension(file, "sql"))
        .collect();
    assert!(!scripts.is_empty());
    let mut unread: BTreeSet<&PathBuf> = files.iter().collect();
    let mut wrong = Vec::new();
    for script in scripts {
        let golden = script.with_extension("txt");
        unread.remove(script);
        unread.remove(&golden);
        let text = fs::read_to_string(script).unwrap();
        let text = text.replace("\r\n", "\n");
        let stem = script.file_stem().unwrap().to_str().unwrap();
        let faults = faults_of(&text, dialect);
        if stem.starts_with("fine_") && !faults.is_empty() {
            println!(
                "{}: the engine accepts it\n{}",
                script.display(),
                describe(&text, &faults)
            );
            wrong.push(script.clone());
        }
        if stem.starts_with("fine_") {
            // Each revision starts with settings of its own.
            for revision in text.split("\n-- next revision\n") {
                let problems = analyse(revision, dialect).problems;
                let errors = problems.iter().filter(|it| it.severity == Severity::Error);
                for error in errors {
                    let at = &revision[error.span.start..];
                    let (file, message) = (script.display(), &error.message);
                    println!("{file}: {message}, at {}", first_line(at));
                    wrong.push(script.clone());
                }
            }
        }
        let mut found = describe(&text, &faults);
        if stem.starts_with("schema_") {
            writeln!(found, "\n{}", described_after(&text, dialect).trim_end()).unwrap();
        }
        if !is_expected(&golden, &found) {
            wrong.push(golden);
        }
    }
    assert!(unread.is_empty(), "no test reads {unread:?}");
    assert!(
        wrong.is_empty(),
        "see the output; UPDATE_GOLDEN=1 accepts what it is now: {wrong:#?}"
    );
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

fn is_expected(golden: &Path, found: &str) -> bool {
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(golden, found).unwrap();
    }
    let expected = fs::read_to_string(golden);
    let is_same = expected
        .as_ref()
        .is_ok_and(|expected| expected.replace("\r\n", "\n") == found);
    if !is_same {
        let expected = expected.unwrap_or_else(|_| "(no such file)\n".to_owned());
        println!(
            "{}\n--- expected\n{expected}--- found\n{found}",
            golden.display()
        );
    }
    is_same
}

fn describe(text: &str, faults: &[Fault]) -> String {
    let mut out = String::new();
    for fault in faults {
        let (line, column) = place(text, fault.span.range().start);
        writeln!(out, "{line}:{column} {}: {}", fault.code, fault.message).unwrap();
        let written = &text[fault.span.range()];
        writeln!(out, "  at: {}", first_line(written)).unwrap();
        if let Some(label) = &fault.label {
            writeln!(out, "  label: {label}").unwrap();
        }
        if let Some(help) = &fault.help {
            writeln!(out, "  help: {help}").unwrap();
        }
        if let Some(missing) = &fault.missing {
            let of = missing.of.as_ref().map(|of| format!(" of `{of}`"));
            let of = of.unwrap_or_default();
            let (kind, name) = (missing.kind.name(), &missing.name);
            writeln!(out, "  missing: {kind} `{name}`{of}").unwrap();
        }
    }
    match faults {
        [] => "no fault\n".to_owned(),
        _ => out,
    }
}

fn first_line(written: &str) -> String {
    match written.split_once('\n') {
        Some((line, _)) => format!("{} …", line.trim_end()),
        None => written.to_owned(),
    }
}

/// Line and column, in characters, from 1.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |position| position + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}
