//! Each lint finds what its bad example does, says nothing of the good one, and no other lint does.
#![cfg(all(feature = "postgres", feature = "sqlite", feature = "mysql"))]
use migrate_check::diagnostic::Severity;
use migrate_check::reference::{ExampleRevision, LINTS, Level, Lint};
use migrate_check::source::MemoryDir;
use migrate_check::{LOCK_FILE, Options, SealOptions, check, seal};

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
    match revision.down {
        "" => toml += "irreversible = \"it is an example\"\n",
        down => dir = dir.file("2_example/down.sql", down),
    }
    dir.file("2_example/revision.toml", toml)
        .file("2_example/up.sql", revision.up)
}
