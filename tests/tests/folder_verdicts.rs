//! The tool that compares our verdicts with a server's, on a made-up folder whose verdicts are known.

use migrate_check::Dialect;
use migrate_check::codes;
use migrate_tests::databases::{MYSQL, POSTGRES, server};
use migrate_tests::verdicts::{
    Class, Comparison, FileComparison, Folder, Ours, Outcome, compare, details, table,
};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Files and what is in them; every engine says the same of each.
const FILES: &[(&str, &str)] = &[
    (
        "1_create/up.sql",
        "CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(20));\nINSERT INTO a VALUES (1, 'one');\n",
    ),
    ("1_create/down.sql", "DROP TABLE a;\n"),
    ("2_syntax/up.sql", "CREATE TABLE b (id INT);\n"),
    (
        "2_syntax/down.sql",
        "-- The second word is wrong.\n\nDROP TABEL b;\n",
    ),
    (
        "3_name/up.sql",
        "ALTER TABLE a ADD COLUMN age INT;\nALTER TABLE a ADD COLUMN size INT;\n",
    ),
    (
        "3_name/down.sql",
        "ALTER TABLE a DROP COLUMN age;\n\nALTER TABLE a DROP COLUMN sizes;\n",
    ),
    (
        "4_data/up.sql",
        "INSERT INTO a (id, name) VALUES (1, 'again');\n",
    ),
    ("4_data/down.sql", "-- Nothing to take back.\n"),
    (
        "5_lacking/up.sql",
        "ALTER TABLE nowhere ADD COLUMN age INT;\nCREATE TABLE c (id INT);\n",
    ),
    ("5_lacking/down.sql", "DROP TABLE c;\n"),
    // What can be done of the last one is done, and what can't is not held against this one.
    (
        "6_behind/up.sql",
        "ALTER TABLE c ADD COLUMN name VARCHAR(20);\nALTER TABLE nowhere ADD COLUMN size INT;\n",
    ),
    (
        "6_behind/down.sql",
        "ALTER TABLE nowhere DROP COLUMN size;\n",
    ),
];

#[test]
fn sqlite_is_the_judge() {
    assert_verdicts(Dialect::Sqlite, None);
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_is_the_judge() {
    assert_verdicts(Dialect::Postgres, Some(&server(POSTGRES)));
}

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_is_the_judge() {
    assert_verdicts(Dialect::Mysql, Some(&server(MYSQL)));
}

fn assert_verdicts(dialect: Dialect, url: Option<&str>) {
    let root = written(FILES);
    let mut folder = Folder::read(root.path(), dialect, None).unwrap();
    assert_eq!(folder.others, [] as [&str; 0]);
    // As if we refused what is right.
    let ours = Ours {
        code: codes::UNKNOWN_TABLE,
        line: Some(1),
        message: "there is no table `b`".to_owned(),
    };
    folder.ours.insert("2_syntax/up.sql".to_owned(), vec![ours]);
    let comparison = compare("made-up", &folder, url).unwrap();
    let files: Vec<&str> = comparison.files.iter().map(|it| it.file.as_str()).collect();
    let expected: Vec<&str> = FILES.iter().map(|(file, _)| *file).collect();
    assert_eq!(files, expected);

    let file = |name: &str| file(&comparison, name);
    for name in [
        "1_create/up.sql",
        "1_create/down.sql",
        "4_data/down.sql",
        "3_name/up.sql",
    ] {
        assert_eq!(file(name).outcome, Outcome::Accepted, "{name}");
    }
    assert_eq!(file("2_syntax/up.sql").outcome, Outcome::FalseRefusal);
    let broken = file("2_syntax/down.sql");
    assert_eq!(broken.outcome, Outcome::Found(Some(true)));
    assert_refused(broken, Class::Syntax, 3);
    assert_refused(file("3_name/down.sql"), Class::Schema, 3);
    assert_refused(file("4_data/up.sql"), Class::Data, 1);
    assert_eq!(file("4_data/up.sql").outcome, Outcome::NotComparable);
    assert_refused(file("5_lacking/up.sql"), Class::Schema, 1);
    assert_refused(file("6_behind/up.sql"), Class::Schema, 2);
    for name in ["6_behind/up.sql", "6_behind/down.sql"] {
        assert_eq!(file(name).outcome, Outcome::AfterFailure, "{name}");
    }

    let told = details(std::slice::from_ref(&comparison));
    let first = "FALSE REFUSAL: made-up: 2_syntax/up.sql | ours: line 1: [unknown-table] \
                 there is no table `b`\n";
    assert!(told.starts_with(first), "{told}");
    assert!(table(&[comparison]).contains("total (1 folders)"));
}

/// The chain is left as the downgrades found it: each is tried out and taken back.
#[test]
fn sqlite_goes_on_behind_a_downgrade() {
    let root = written(&[
        ("1_a/up.sql", "CREATE TABLE a (id INT);"),
        ("1_a/down.sql", "DROP TABLE a;"),
        (
            "2_b/up.sql",
            "BEGIN; ALTER TABLE a ADD COLUMN b INT; COMMIT;",
        ),
        ("2_b/down.sql", "ALTER TABLE a DROP COLUMN b;"),
        ("3_c/up.sql", "CREATE INDEX a_b ON a (b);"),
    ]);
    let folder = Folder::read(root.path(), Dialect::Sqlite, None).unwrap();
    let comparison = compare("made-up", &folder, None).unwrap();
    let mut outcomes = comparison.files.iter().map(|it| it.outcome);
    assert!(outcomes.all(|it| it == Outcome::Accepted), "{comparison:?}");
}

#[test]
fn sqlite_the_tool_says_how_it_went_by_its_exit_code() {
    let root = written(FILES);
    let run = |arguments: &[&str]| {
        let tool = env!("CARGO_BIN_EXE_folder-verdicts");
        let output = Command::new(tool).args(arguments).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), text)
    };
    let folder = format!("made-up={}", root.path().display());
    let (code, text) = run(&["--dialect", "sqlite", "--jobs", "2", &folder]);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("found: made-up: 2_syntax/down.sql:3-3: server: syntax"),
        "{text}"
    );
    let (code, text) = run(&["--dialect", "sqlite", "no-such-folder"]);
    assert_eq!(code, Some(2), "{text}");
    let (code, _) = run(&["--dialect", "sqlite", "--layuot", "files", &folder]);
    assert_eq!(code, Some(2));
}

fn file<'a>(comparison: &'a Comparison, name: &str) -> &'a FileComparison {
    let mut files = comparison.files.iter();
    files.find(|file| file.file == name).expect(name)
}

fn assert_refused(file: &FileComparison, class: Class, line: usize) {
    let refusal = file.refusal.as_ref().expect(&file.file);
    assert_eq!(refusal.class, class, "{file:?}");
    assert_eq!(refusal.place.is_at(line), Some(true), "{file:?}");
    assert_eq!(refusal.place.is_at(line + 9), Some(false), "{file:?}");
}

fn written(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for (file, text) in files {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).unwrap();
        fs::write(path, text).unwrap();
    }
    root
}
