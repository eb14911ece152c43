//! The lists of the lints, and what a lint is told of a statement.
use super::statement::TableAge;
use super::{ALL, Check, Example, ExampleRevision, Found, Level, Levels, Lint, StatementContext};
use crate::check::{Wanted, check_directory};
use crate::diagnostic::Code;
use crate::load::Directory;
use crate::source::MemoryDir;
use crate::{Dialect, Options, SealOptions, seal};
use migrate_sql::statement::StatementKind;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The files of this folder that are no lints.
const OTHERS: &[&str] = &["downgrade", "levels", "mod", "statement", "tests", "words"];

#[test]
fn every_file_is_a_lint_of_the_list() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint");
    let files = fs::read_dir(folder).unwrap().map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        name.strip_suffix(".rs").unwrap().to_owned()
    });
    let files: BTreeSet<String> = files.filter(|name| !OTHERS.contains(&&**name)).collect();
    let listed = ALL.iter().map(|lint| lint.code.name().replace('-', "_"));
    assert_eq!(
        files,
        listed.collect(),
        "the files of `src/lint/`, and `ALL` in its `mod.rs`"
    );
}

#[test]
fn a_lint_comes_after_those_that_silence_it() {
    for (at, lint) in ALL.iter().enumerate() {
        for code in lint.silenced_by {
            let mut earlier = ALL[..at].iter();
            assert!(
                earlier.any(|other| other.code == *code),
                "{} and {code}",
                lint.code
            );
        }
    }
}

/// A lint of the kind that looks at statements: the revisions before must not have the table.
static INDEX: Lint = Lint {
    code: Code::new("index-blocking"),
    level: Level::Warn,
    meaning: "An index is made without CONCURRENTLY on a table that is in use",
    why: "",
    example: Example {
        dialect: Dialect::Postgres,
        before: "",
        bad: ExampleRevision {
            transaction: true,
            up: "",
            down: "",
        },
        good: ExampleRevision {
            transaction: true,
            up: "",
            down: "",
        },
    },
    silenced_by: &[],
    check: Check::Statement(index_of_a_table_in_use),
};

static THE_LINT: &[&Lint] = &[&INDEX];

fn index_of_a_table_in_use(context: &StatementContext<'_>) -> Vec<Found> {
    let StatementKind::CreateIndex(create) = &context.read.kind else {
        return Vec::new();
    };
    let Some(table) = context.before.find_relation(&create.table).certain() else {
        return Vec::new();
    };
    assert!(context.after.table(table).is_some() && context.revision.transaction);
    let age = context.age(table);
    assert_eq!(context.is_new(table), age != TableAge::Sealed);
    let message = format!(
        "{age:?} {} {} {}",
        create.table.name.text,
        context.is_downgrade,
        &context.text[context.read.span.range()],
    );
    vec![Found::new(context.at(create.table.span()), message)]
}

/// Revisions with one script each, every one on the one before; a script may have a downgrade.
fn chain(revisions: &[(&str, Option<&str>)]) -> MemoryDir {
    let mut dir = MemoryDir::new().file("migrate.toml", "dialects = [\"postgres\"]\n");
    let mut revises = "revises = []\n".to_owned();
    for (n, (up, down)) in revisions.iter().enumerate() {
        let folder = format!("{n}_it");
        if let Some(down) = down {
            dir = dir.file(&format!("{folder}/down.sql"), down);
        } else {
            revises += "irreversible = \"not asked\"\n";
        }
        dir = dir.file(&format!("{folder}/up.sql"), up);
        dir = dir.file(&format!("{folder}/revision.toml"), &revises);
        revises = format!("revises = \"{n}\"\n");
    }
    dir
}

/// What the lint above says of a directory.
fn said(dir: &MemoryDir, options: &Options, change: impl Fn(&mut Levels)) -> Vec<String> {
    let mut directory = Directory::read(dir, options);
    directory.found.settings.lints = Levels::of(THE_LINT);
    change(&mut directory.found.settings.lints);
    let checked = check_directory(directory, options, None, Wanted::default());
    let said = checked.diagnostics.iter().map(|found| {
        let file = found.primary.as_ref().map_or("", |at| &at.file);
        format!("{} {file}: {}", found.severity, found.message)
    });
    said.collect()
}

#[test]
fn a_lint_is_told_of_a_statement_and_of_the_age_of_its_table() {
    let dir = chain(&[
        ("CREATE TABLE a (x int); CREATE INDEX ON a (x);", None),
        (
            "ALTER TABLE a RENAME TO grün; CREATE TABLE b (x int);",
            None,
        ),
        (
            "CREATE INDEX ON grün (x); CREATE INDEX ON b (x); CREATE TABLE c (x int); CREATE INDEX c_x ON c (x);",
            Some(
                "DROP TABLE c; DROP INDEX b_x_idx; DROP INDEX grün_x_idx; CREATE INDEX ON b (x); DROP INDEX b_x_idx;",
            ),
        ),
    ]);
    let unsealed = said(&dir, &Options::default(), |_| {});
    assert_eq!(
        unsealed,
        [
            "warning 0_it/up.sql: ThisRevision a false CREATE INDEX ON a (x)",
            "warning 2_it/down.sql: Unsealed b true CREATE INDEX ON b (x)",
            "warning 2_it/up.sql: Unsealed grün false CREATE INDEX ON grün (x)",
            "warning 2_it/up.sql: Unsealed b false CREATE INDEX ON b (x)",
            "warning 2_it/up.sql: ThisRevision c false CREATE INDEX c_x ON c (x)",
        ]
    );
    let sealing = seal(&dir, &Options::default(), 0, SealOptions::default());
    let lock = sealing.text.expect("a lock");
    let dir = dir.file("migrations.lock", lock);
    let full = Options {
        full: true,
        ..Options::default()
    };
    for options in [Options::default(), full] {
        assert_eq!(
            said(&dir, &options, |_| {}),
            [
                "warning 2_it/down.sql: Unsealed b true CREATE INDEX ON b (x)",
                "warning 2_it/up.sql: Sealed grün false CREATE INDEX ON grün (x)",
                "warning 2_it/up.sql: Unsealed b false CREATE INDEX ON b (x)",
                "warning 2_it/up.sql: ThisRevision c false CREATE INDEX c_x ON c (x)",
            ],
            "{options:?}"
        );
    }
}

#[test]
fn a_level_is_set_and_a_refused_statement_is_not_shown() {
    let dir = chain(&[
        ("CREATE TABLE a (x int);", None),
        ("CREATE INDEX ON a (y); CREATE INDEX ON a (x);", None),
    ]);
    let [refused, index] = &said(&dir, &Options::default(), |levels| {
        levels.set(&INDEX, Level::Deny);
    })[..] else {
        panic!("an error of the column, and one of the index");
    };
    assert!(refused.contains("`y`"), "{refused}");
    assert_eq!(
        index,
        "error 1_it/up.sql: Unsealed a false CREATE INDEX ON a (x)"
    );
    let allowed = said(&dir, &Options::default(), |levels| {
        levels.set(&INDEX, Level::Allow);
    });
    assert_eq!(allowed, std::slice::from_ref(refused));
}
