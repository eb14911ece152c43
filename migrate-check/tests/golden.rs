//! Golden directories: `golden/<case>/migrations` is checked, and what is rendered must be
//! `golden/<case>/diagnostics.txt`, byte for byte. `UPDATE_GOLDEN=1` rewrites them.
//!
//! What a disk can't hold everywhere (names that differ only by case, files without permission) is
//! checked in memory, against `golden/in_memory/<case>.txt`.
#![cfg(all(feature = "postgres", feature = "sqlite", feature = "mysql"))]
use migrate_check::diagnostic::{Code, Style, render};
use migrate_check::reference::LINTS;
use migrate_check::source::{LocalDir, MemoryDir, MigrationDir};
use migrate_check::{Dialect, Layout, Options, Outcome, check, codes};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Codes that no directory can bring about in a build with all features; each has a test of its
/// own elsewhere, but for `not-replayed`: what brings it about is a mistake of ours.
const WITHOUT_GOLDEN: &[Code] = &[codes::DIALECT_NOT_BUILT_IN, codes::NOT_REPLAYED];

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

#[test]
fn directories_are_reported_as_their_goldens_say() {
    let mut wrong = Vec::new();
    for case in cases() {
        let dir = LocalDir::new(golden().join(&case).join("migrations"));
        let outcome = check(&dir, &options(&case));
        let file = golden().join(&case).join("diagnostics.txt");
        wrong.extend(compare(&file, &rendered(&outcome)));
        let is_fine = case.starts_with("fine_");
        if is_fine && !(outcome.diagnostics.is_empty() && outcome.chain.is_some()) {
            wrong.push(format!("{case}: is said to be fine and is not"));
        }
        let has_errors = outcome.diagnostics.iter().any(|d| d.is_error());
        if has_errors == outcome.chain.is_some() {
            wrong.push(format!(
                "{case}: there is a chain if and only if there is no error"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_no_disk_holds_is_reported_as_its_golden_says() {
    let mut wrong = Vec::new();
    for (case, dir) in in_memory() {
        let outcome = check(&dir, &Options::default());
        let file = golden().join(format!("in_memory/{case}.txt"));
        wrong.extend(compare(&file, &rendered(&outcome)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_golden_is_read() {
    let expected: BTreeSet<String> = in_memory()
        .iter()
        .map(|(case, _)| format!("{case}.txt"))
        .collect();
    assert_eq!(names(&golden().join("in_memory")), expected);
    for case in cases() {
        let allowed = [
            "diagnostics.txt",
            "diesel.toml",
            "migrations",
            "options.txt",
            "schema.patch",
            "schema.rs",
        ];
        for name in names(&golden().join(&case)) {
            assert!(
                allowed.contains(&name.as_str()),
                "{case}/{name} is not read"
            );
        }
    }
}

#[test]
fn every_code_has_a_golden_and_none_is_unlisted() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        let dir = LocalDir::new(golden().join(&case).join("migrations"));
        seen.extend(
            check(&dir, &options(&case))
                .diagnostics
                .iter()
                .map(|d| d.code),
        );
    }
    for (_, dir) in in_memory() {
        let outcome = check(&dir, &Options::default());
        seen.extend(outcome.diagnostics.iter().map(|d| d.code));
    }
    let listed: BTreeSet<Code> = codes::all().collect();
    assert_eq!(listed.len(), codes::all().count(), "a code is listed twice");
    let unlisted: Vec<_> = seen.difference(&listed).collect();
    assert!(unlisted.is_empty(), "not in codes::all(): {unlisted:?}");
    seen.extend(WITHOUT_GOLDEN);
    // A lint has an example, which is judged in `lints.rs`.
    seen.extend(LINTS.iter().map(|lint| lint.code));
    let unseen: Vec<_> = listed.difference(&seen).collect();
    assert!(unseen.is_empty(), "without a golden: {unseen:?}");
}

fn in_memory() -> Vec<(&'static str, MemoryDir)> {
    let base = || {
        MemoryDir::new()
            .file("migrate.toml", "dialects = [\"postgres\"]\n")
            .file("001_users/revision.toml", "revises = []\n")
            .file("001_users/up.sql", "CREATE TABLE users (id BIGINT);\n")
            .file("001_users/down.sql", "DROP TABLE users;\n")
    };
    vec![
        (
            "names_by_case",
            base()
                .file("001_Users/up.sql", "SELECT 1;\n")
                .file("001_users/UP.sql", "SELECT 1;\n"),
        ),
        (
            "folders_in_the_place_of_files",
            MemoryDir::new()
                .folder("migrate.toml")
                .folder("001_users/revision.toml")
                .file("001_users/up.sql", "CREATE TABLE users (id BIGINT);\n")
                .file("001_users/down.sql", "DROP TABLE users;\n")
                .file("002_posts/revision.toml", "revises = \"001\"\n")
                .folder("002_posts/up.sql")
                .folder("002_posts/down.sql"),
        ),
        (
            "pipes_in_the_place_of_files",
            MemoryDir::new()
                .broken("migrate.toml")
                .broken("001_users/revision.toml")
                .file("001_users/up.sql", "CREATE TABLE users (id BIGINT);\n")
                .file("001_users/down.sql", "DROP TABLE users;\n")
                .file("002_posts/revision.toml", "revises = \"001\"\n")
                .broken("002_posts/up.sql")
                .broken("002_posts/down.sql"),
        ),
        ("unreadable_directory", base().unreadable("")),
        (
            "unreadable_entries",
            base()
                .unreadable("001_users/up.sql")
                .file("002_posts/up.sql", "SELECT 1;\n")
                .unreadable("002_posts")
                .broken("003_link"),
        ),
        (
            "unreadable_revision_toml",
            base().unreadable("001_users/revision.toml"),
        ),
        ("unreadable_migrate_toml", base().unreadable("migrate.toml")),
        ("name_not_utf8", base().broken("002_\u{fffd}")),
    ]
}

fn cases() -> Vec<String> {
    let cases = names(&golden()).into_iter();
    let others = ["in_memory", ".gitattributes"];
    cases
        .filter(|name| !others.contains(&name.as_str()))
        .collect()
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

/// `golden/<case>/options.txt`: `layout = files`, `dialects = sqlite mysql`.
fn options(case: &str) -> Options {
    let mut options = Options::default();
    let text = fs::read_to_string(golden().join(case).join("options.txt")).unwrap_or_default();
    for line in text.lines() {
        match line.split_once(" = ") {
            Some(("full", "true")) => options.full = true,
            Some(("layout", "files")) => options.layout = Layout::Files,
            Some(("dialects", names)) => {
                let dialects = names.split(' ').map(|name| Dialect::parse(name).unwrap());
                options.dialects = Some(dialects.collect());
            }
            _ => panic!("{case}/options.txt: {line}"),
        }
    }
    options
}

fn rendered(outcome: &Outcome) -> String {
    let one = |d| render(&outcome.files, d, "migrations", Style::Plain) + "\n";
    outcome
        .diagnostics
        .iter()
        .map(one)
        .collect::<Vec<_>>()
        .join("\n")
}

fn compare(file: &Path, seen: &str) -> Option<String> {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, seen).unwrap();
        return None;
    }
    let expected = fs::read_to_string(file).unwrap_or_default();
    (expected != seen || !file.exists())
        .then(|| format!("{} is not what is reported now:\n{seen}", file.display()))
}

#[test]
fn a_directory_in_memory_is_the_same_as_one_on_disk() {
    for case in cases() {
        let local = LocalDir::new(golden().join(&case).join("migrations"));
        if local.list("").is_err() {
            continue;
        }
        let mut memory = MemoryDir::new();
        copy(&local, "", &mut memory);
        for outside in ["../diesel.toml", "../schema.patch", "../schema.rs"] {
            if let Ok(content) = local.read(outside) {
                memory = memory.file(outside, content);
            }
        }
        let options = options(&case);
        assert_eq!(
            rendered(&check(&local, &options)),
            rendered(&check(&memory, &options)),
            "{case}"
        );
    }
}

fn copy(from: &LocalDir, folder: &str, to: &mut MemoryDir) {
    for entry in from.list(folder).unwrap() {
        let path = migrate_check::diagnostic::join(folder, &entry.name);
        if let Ok(content) = from.read(&path) {
            *to = std::mem::take(to).file(&path, content);
        } else {
            copy(from, &path, to);
        }
    }
}
