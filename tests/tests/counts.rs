//! The table that `tests/run` prints is honest: what the counting script makes of the output
//! of test binaries that pass, fail, die, and are talked over.

use std::fs;
use std::process::Command;

/// Counts two runs and a list of unbuilt tests; returns the closing line, the whole
/// output, and whether it says that all is well.
fn count(first: &str, second: &str, unbuilt: &str, problems: u32) -> (String, String, bool) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = [
        ("first.log", first),
        ("second.log", second),
        ("unbuilt", unbuilt),
    ]
    .map(|(name, text)| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("the folder is writable");
        path
    });
    let output = Command::new("awk")
        .args(["-v", "where=postgres=15;mysql=not available"])
        .args(["-v", &format!("problems={problems}"), "-v", "broken=0"])
        .args([
            "-f",
            concat!(env!("CARGO_MANIFEST_DIR"), "/run.d/count.awk"),
        ])
        .args(files)
        .output()
        .expect("every unix has awk");
    let text = String::from_utf8(output.stdout).expect("the table is text");
    let last = text.lines().last().unwrap_or_default().to_owned();
    (last, text, output.status.success())
}

const TWO_PASS: &str = "
running 3 tests
test a::sqlite_opens ... ok
test a::postgres_opens ... ignored, needs PostgreSQL
test b::plain - should panic ... ok

test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
";

#[test]
fn a_test_without_its_server_is_skipped_by_name() {
    let (last, text, well) = count(TWO_PASS, "", "", 0);
    assert_eq!(last, "2 passed, 0 failed, 1 skipped");
    assert!(text.contains("ignored: a::postgres_opens\n"), "{text}");
    assert!(well);
}

#[test]
fn the_second_run_replaces_what_the_first_ignored() {
    let second = "
running 1 test
test a::postgres_opens ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 2 filtered out; finished in 0.00s
";
    let (last, text, well) = count(TWO_PASS, second, "", 0);
    assert_eq!(last, "3 passed, 0 failed, 0 skipped");
    assert!(!text.contains("ignored: "), "{text}");
    assert!(well);
}

#[test]
fn a_failure_counts_for_its_database_and_is_named() {
    let first = "
running 2 tests
test mysql_locks ... FAILED
test src/lib.rs - run (line 3) ... ok

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";
    let (last, text, well) = count(first, "", "", 1);
    assert_eq!(last, "1 passed, 1 failed, 0 skipped");
    assert!(text.contains("FAILED: mysql_locks\n"), "{text}");
    let mysql = text
        .lines()
        .find(|line| line.starts_with("mysql ("))
        .unwrap_or_default();
    let columns: Vec<&str> = mysql.split_whitespace().rev().take(3).collect();
    assert_eq!(columns, ["0", "1", "0"], "{text}");
    assert!(!well);
}

#[test]
fn a_binary_that_dies_fails_the_tests_it_still_owed() {
    let first = "
running 3 tests
test one ... ok

running 1 test
test two ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";
    let (last, text, well) = count(first, "", "", 1);
    assert_eq!(last, "2 passed, 2 failed, 0 skipped");
    assert!(text.contains("did not finish"), "{text}");
    assert!(!well);
}

#[test]
fn a_line_that_other_output_ran_into_is_not_lost() {
    let first = "
running 2 tests
test one ... ok
test two ... chatter
ok

test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";
    let (last, _, well) = count(first, "", "", 0);
    assert_eq!(last, "2 passed, 0 failed, 0 skipped");
    assert!(well);
}

#[test]
fn a_build_that_fails_is_a_failure() {
    let (last, text, well) = count("", "", "", 1);
    assert_eq!(last, "0 passed, 1 failed, 0 skipped");
    assert!(text.contains("cargo test itself"), "{text}");
    assert!(!well);
}

#[test]
fn what_was_not_built_is_skipped() {
    let (last, _, well) = count(
        TWO_PASS,
        "",
        "unbuilt tests/tests/lock.rs::mysql_waits\n",
        0,
    );
    assert_eq!(last, "2 passed, 0 failed, 2 skipped");
    assert!(well);
}

/// A further server has a row of its own; one that is not there has its tests ignored by name.
#[test]
fn further_servers_are_counted_beside_the_others() {
    let first = "
running 2 tests
test a::mysql_opens ... ignored, needs MySQL
test a::postgres_opens ... ignored, needs PostgreSQL

test result: ok. 0 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s
";
    let on = "
running 2 tests
test a::mysql_opens ... ok
test a::mysql_closes ... FAILED

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 1 filtered out; finished in 0.00s
";
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = [
        ("first.log", first),
        ("second.log", ""),
        ("on-mysql9.log", on),
    ]
    .map(|(name, text)| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("the folder is writable");
        path
    });
    let output = Command::new("awk")
        .args(["-v", "where=postgres=15;mysql=not available"])
        .args(["-v", "on=mysql9=MySQL 9.7.4;"])
        .args(["-v", "absent=PostgreSQL 18=postgres_;"])
        .args(["-v", "problems=1", "-v", "broken=0", "-f"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/run.d/count.awk"))
        .args(files)
        .output()
        .expect("every unix has awk");
    let text = String::from_utf8(output.stdout).expect("the table is text");
    assert!(!output.status.success());
    let numbers = |row: &str| -> Vec<String> {
        let line = text.lines().find(|line| line.starts_with(row));
        let line = line.unwrap_or_else(|| panic!("no `{row}` in\n{text}"));
        line[row.len()..]
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(numbers("MySQL 9.7.4"), ["1", "1", "0"]);
    assert_eq!(numbers("PostgreSQL 18"), ["0", "0", "1"]);
    assert_eq!(numbers("mysql (not available)"), ["0", "0", "1"]);
    assert!(
        text.contains("FAILED: a::mysql_closes (MySQL 9.7.4)\n"),
        "{text}"
    );
    assert!(
        text.contains("ignored: a::postgres_opens (PostgreSQL 18)\n"),
        "{text}"
    );
    assert!(
        text.ends_with("\n1 passed, 1 failed, 3 skipped\n"),
        "{text}"
    );
}
