//! The goldens of `ui/`: complete, and nothing in them but what should be.

use migrate_check::codes;
use migrate_check::diagnostic::Code;
use migrate_check::reference::LINTS;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Codes that no case can bring about: a flat layout is not embedded, notes are silent in a build, the
/// seal is compared with a full replay by `cargo migrate check --full` alone, and the rest needs names
/// or permissions that not every file system has.
const WITHOUT_CASE: &[Code] = &[
    codes::DOWN_WITHOUT_UP,
    codes::NAME_CASE,
    codes::NAME_NOT_UTF8,
    codes::NOT_REPLAYED,
    codes::SEAL_DIFFERS,
    codes::SQL_NOT_READ,
    codes::UNUSED_ALLOWANCE,
    codes::UNREADABLE,
];

#[test]
fn every_code_has_a_case() {
    let goldens = goldens();
    let has_case = |code: &Code| {
        let behind_message = format!(" [{code}]\n");
        goldens
            .values()
            .any(|golden| golden.contains(&behind_message))
    };
    let (with, without): (Vec<Code>, Vec<Code>) = codes::all().partition(has_case);
    // A lint needs none: its level says how a build shows it.
    let is_lint = |code: &Code| LINTS.iter().any(|lint| lint.code == *code);
    let missing: Vec<_> = without
        .iter()
        .filter(|code| !WITHOUT_CASE.contains(code) && !is_lint(code))
        .collect();
    assert!(missing.is_empty(), "no case in tests/ui shows {missing:?}");
    let needless: Vec<_> = with
        .iter()
        .filter(|code| WITHOUT_CASE.contains(code))
        .collect();
    assert!(
        needless.is_empty(),
        "WITHOUT_CASE lists {needless:?}, which have one"
    );
}

#[test]
fn one_mistake_gives_one_error() {
    for (case, golden) in goldens() {
        let errors: Vec<&str> = golden
            .lines()
            .filter(|line| line.starts_with("error"))
            .collect();
        let from_directory = errors.iter().filter(|line| line.ends_with(']')).count();
        let from_compiler = errors.len() - from_directory;
        let denied = golden.matches("error: use of deprecated constant").count();
        let is_one_kind = from_directory == 0 && from_compiler == 1 || from_compiler == denied;
        assert!(
            is_one_kind,
            "{case} has more errors than mistakes:\n{golden}"
        );
    }
}

#[test]
fn every_case_has_a_golden_and_every_golden_a_case() {
    let with_extension = |wanted: &str| -> Vec<String> {
        let files = fs::read_dir(folder())
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let files = files.filter(|file| file.extension().is_some_and(|found| found == wanted));
        let stems = files.map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned());
        let mut stems: Vec<String> = stems.collect();
        stems.sort();
        stems
    };
    assert_eq!(with_extension("rs"), with_extension("stderr"));
}

#[test]
fn no_golden_has_a_path_of_a_machine() {
    for (case, golden) in goldens() {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        assert!(
            !golden.contains(workspace.to_str().unwrap()),
            "{case}:\n{golden}"
        );
        for folder in [
            env!("CARGO_MANIFEST_DIR"),
            "/home/",
            "/root/",
            "/tmp/",
            "/Users/",
            ":\\",
        ] {
            assert!(!golden.contains(folder), "{case}:\n{golden}");
        }
    }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")
}

fn goldens() -> BTreeMap<String, String> {
    let files = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let goldens = files.filter(|file| file.extension().is_some_and(|found| found == "stderr"));
    let named = goldens.map(|file| {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(&file).unwrap())
    });
    named.collect()
}
