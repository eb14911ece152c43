//! Each lint finds what its bad example does, says nothing of the good one, and no other lint does. What is
//! rendered of the bad example must be `lints/<code>.txt`, byte for byte. `UPDATE_GOLDEN=1` rewrites it.
#![cfg(all(feature = "postgres", feature = "sqlite", feature = "mysql"))]
use migrate_check::diagnostic::{Severity, Style, render};
use migrate_check::reference::{ExampleRevision, LINTS, Level, Lint};
use migrate_check::source::MemoryDir;
use migrate_check::{LOCK_FILE, Options, Outcome, SealOptions, check, seal};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn the_examples_are_what_the_lints_say() {
    let mut wrong = Vec::new();
    for lint in LINTS {
        let severity = match lint.level {
            Level::Allow => panic!("{}: nobody would see it", lint.code),
            Level::Note => Severity::Note,
            Level::Warn => Severity::Warning,
            Level::Deny => Severity::Error,
        };
        let bad = directory(lint, &lint.example.bad);
        let good = directory(lint, &lint.example.good);
        for (dir, expected) in [(bad, vec![(lint.code, severity)]), (good, Vec::new())] {
            let full = Options {
                full: true,
                ..Options::default()
            };
            for options in [Options::default(), full] {
                let outcome = check(&dir, &options);
                let found = outcome.diagnostics.iter();
                let mut found: Vec<_> = found.map(|it| (it.code, it.severity)).collect();
                found.dedup();
                if found != expected {
                    wrong.push(format!("{}: {:#?}", lint.code, outcome.diagnostics));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_the_lints_say_reads_as_their_goldens() {
    let mut wrong = Vec::new();
    for lint in LINTS {
        let outcome = check(&directory(lint, &lint.example.bad), &Options::default());
        let file = goldens().join(format!("{}.txt", lint.code));
        let (expected, found) = (
            fs::read_to_string(&file).unwrap_or_default(),
            rendered(&outcome),
        );
        if expected != found {
            match std::env::var_os("UPDATE_GOLDEN") {
                Some(_) => fs::write(&file, found).expect("a golden that can be written"),
                None => wrong.push(format!(
                    "{}: expected\n{expected}\nfound\n{found}",
                    lint.code
                )),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let files = fs::read_dir(goldens()).expect("lints/").map(|entry| {
        let name = entry.expect("an entry").file_name();
        name.into_string().expect("UTF-8")
    });
    let listed = LINTS.iter().map(|lint| format!("{}.txt", lint.code));
    assert_eq!(
        files.collect::<BTreeSet<_>>(),
        listed.collect(),
        "the goldens, and the lints"
    );
}

fn goldens() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lints")
}

fn rendered(outcome: &Outcome) -> String {
    let diagnostics = outcome.diagnostics.iter();
    let rendered = diagnostics.map(|one| render(&outcome.files, one, "migrations", Style::Plain));
    rendered.map(|one| one + "\n").collect()
}

/// A sealed revision with what comes before the example, and the example.
fn directory(lint: &Lint, revision: &ExampleRevision) -> MemoryDir {
    let example = &lint.example;
    let settings = format!("dialects = [\"{}\"]\n", example.dialect);
    let mut dir = MemoryDir::new().file("migrate.toml", settings);
    let mut toml = "revises = []\n".to_owned();
    if !example.before.is_empty() {
        dir = dir
            .file(
                "1_before/revision.toml",
                "revises = []\nirreversible = \"it is the first\"\n",
            )
            .file("1_before/up.sql", example.before);
        let sealing = seal(&dir, &Options::default(), 0, SealOptions::default());
        let lock = sealing.text;
        let lock = lock.unwrap_or_else(|| panic!("{}: {:#?}", lint.code, sealing.diagnostics));
        dir = dir.file(LOCK_FILE, lock);
        toml = "revises = \"1\"\n".to_owned();
    }
    if !revision.transaction {
        toml += "transaction = false\n";
    }
    match revision.down {
        "" => toml += "irreversible = \"it is an example\"\n",
        down => dir = dir.file("2_example/down.sql", down),
    }
    dir.file("2_example/revision.toml", toml)
        .file("2_example/up.sql", revision.up)
}
