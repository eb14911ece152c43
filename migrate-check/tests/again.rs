//! A check that knows the last one: the same outcome, and only what has changed is parsed.

use migrate_check::source::MemoryDir;
use migrate_check::{AnalysisCache, Options, Outcome, check, check_again};
use std::cell::{Cell, RefCell};

/// What was stored, and how often.
#[derive(Default)]
struct Memory {
    bytes: RefCell<Option<Vec<u8>>>,
    stored: Cell<usize>,
}

impl AnalysisCache for Memory {
    fn load(&self) -> Option<Vec<u8>> {
        self.bytes.borrow().clone()
    }

    fn store(&self, analyses: &[u8]) {
        self.stored.set(self.stored.get() + 1);
        self.bytes.replace(Some(analyses.to_vec()));
    }
}

const UP: &str = "\u{feff}-- Größen.\n\nCREATE TABLE größen (id INTEGER);\nSELECT 'ß';\n";

/// Three revisions for all dialects; the second as given, the third not in a transaction.
fn dir(second: &str) -> MemoryDir {
    let toml = "dialects = [\"postgres\", \"sqlite\", \"mysql\"]";
    MemoryDir::new()
        .file("migrate.toml", toml)
        .file("001_a/revision.toml", "revises = []")
        .file("001_a/up.sql", UP)
        .file("001_a/down.sql", "DROP TABLE größen;")
        .file("002_b/revision.toml", "revises = \"001\"")
        .file("002_b/up.sql", second)
        .file("002_b/down.sql", "SELECT 1;")
        .file(
            "003_c/revision.toml",
            "revises = \"002\"\ntransaction = false",
        )
        .file("003_c/up.sql", "BEGIN;\nSELECT 2;\nCOMMIT;")
        .file("003_c/down.sql", "SELECT 3;")
}

fn again(dir: &MemoryDir, memory: &Memory) -> Outcome {
    check_again(dir, &Options::default(), memory)
}

/// All of an outcome, as text.
fn told(outcome: &Outcome) -> String {
    format!("{outcome:#?}")
}

#[track_caller]
fn assert_same(dir: &MemoryDir, memory: &Memory) {
    let mut alone = check(dir, &Options::default());
    // Nobody asks for it.
    alone.diesel = None;
    assert_eq!(told(&again(dir, memory)), told(&alone));
}

#[test]
fn the_outcome_is_the_same_with_and_without_what_is_known() {
    let memory = Memory::default();
    for second in [
        "SELECT 1;",
        "SELECT 1;",
        "SELECT 1; SELECT 2;",
        "SELECT FROM WHERE;",
        "SELECT FROM WHERE;",
        "BEGIN; SELECT 1;",
        "",
        "-- Nothing.",
        "SELECT 1;",
    ] {
        assert_same(&dir(second), &memory);
    }
}

#[test]
fn where_nothing_has_changed_nothing_is_stored() {
    let memory = Memory::default();
    assert!(again(&dir("SELECT 1;"), &memory).chain.is_some());
    assert_eq!(memory.stored.get(), 1);
    again(&dir("SELECT 1;"), &memory);
    assert_eq!(memory.stored.get(), 1);
    again(&dir("SELECT 2;"), &memory);
    assert_eq!(memory.stored.get(), 2);
}

#[test]
fn a_revision_that_left_the_transaction_is_parsed_again() {
    let memory = Memory::default();
    let with_begin = dir("BEGIN;\nSELECT 1;\nCOMMIT;\nBEGIN;");
    let without = with_begin.clone().file(
        "002_b/revision.toml",
        "revises = \"001\"\ntransaction = false",
    );
    for dir in [&with_begin, &without, &with_begin] {
        assert_same(dir, &memory);
    }
}

#[test]
fn torn_and_foreign_bytes_are_as_good_as_none() {
    let directory = dir("SELECT 1;");
    let memory = Memory::default();
    let alone = told(&again(&directory, &memory));
    let whole = memory.load().expect("stored");
    let with = |bytes: Vec<u8>| {
        memory.bytes.replace(Some(bytes));
        assert_eq!(told(&again(&directory, &memory)), alone);
        assert_eq!(memory.load().as_ref(), Some(&whole), "stored anew");
    };
    for length in (0..whole.len()).step_by(11) {
        with(whole[..length].to_vec());
    }
    for position in (0..whole.len()).step_by(11) {
        let mut torn = whole.clone();
        torn[position] ^= 0x11;
        with(torn);
        let mut torn = whole.clone();
        let end = torn.len().min(position + 32);
        torn[position..end].fill(0);
        if torn != whole {
            with(torn);
        }
    }
    with(b"#!/bin/sh\n".to_vec());
}
