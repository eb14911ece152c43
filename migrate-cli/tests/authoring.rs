//! The commands that write and rewrite revisions, word for word. `UPDATE_GOLDEN=1` rewrites the answers.

mod support;

use support::{Session, golden};

/// A case's name is that of its file in `golden/authoring/`.
type Case = (&'static str, fn(&mut Session));

const CASES: &[Case] = &[
    ("branches", branches),
    ("json", json),
    ("merge", merge),
    ("merge_refused", merge_refused),
];

#[test]
fn every_command_answers_as_written() {
    let mut wrong = Vec::new();
    for (name, case) in CASES {
        let mut session = Session::new();
        case(&mut session);
        wrong.extend(golden::differs("authoring", name, &session.into_transcript()).err());
    }
    golden::assert_all_used("authoring", CASES.iter().map(|(name, _)| *name));
    assert!(
        wrong.is_empty(),
        "{}\n\n`UPDATE_GOLDEN=1` accepts them",
        wrong.join("\n")
    );
}

/// When everything here is made.
const AT: &str = "--created 2024-02-01T08:00:00Z";

/// A base, a labelled branch of one revision, and another one of two.
fn forks(session: &mut Session) -> &mut Session {
    session
        .file("migrations/migrate.toml", "dialects = [\"sqlite\"]\n")
        .revision("migrations/20240101_root", "revises = []\n")
        .revision(
            "migrations/20240102_left",
            "revises = \"20240101\"\nbranch_labels = [\"left\"]\nmessage = \"to the left\"\n",
        )
        .revision("migrations/20240103_right", "revises = \"20240101\"\n")
        .revision("migrations/20240104_more", "revises = \"20240103\"\n");
    session
}

fn branches(session: &mut Session) {
    forks(session)
        .run("branches")
        .run("branches -v")
        .run("branches --format json")
        .run("branches --dir nowhere");
    session.revision("line/1_a", "revises = []\n");
    session.run("branches --dir line");
}

fn json(session: &mut Session) {
    forks(session)
        .run("heads --format json")
        .run("history -r 20240103: --format json")
        .run("show left@head --format json")
        .create("-m more --head left@head --format json");
}

fn merge(session: &mut Session) {
    forks(session)
        .run("check")
        .run(&format!("merge -m 'merge migrations' {AT}"))
        .show("migrations/20240201080000_merge_migrations/revision.toml")
        .list("migrations/20240201080000_merge_migrations")
        .run("check")
        .run("merge heads -m again")
        .run(&format!(
            "merge 20240102 20240104 --splice --rev-id m2 --branch-label joined --format json {AT}"
        ))
        .show("migrations/m2_merge_20240102_and_20240104/revision.toml")
        .run("merge m2 202402 -m 'of prefixes' --rev-id m3")
        .run("history");
}

fn merge_refused(session: &mut Session) {
    forks(session)
        .run("merge 20240102 -m alone")
        .run("merge 20240102 20240102 -m twice")
        .run("merge 20240101 20240102 -m 'no heads'")
        .run("merge 20240102 nope -m x")
        .run("merge heads -m '' ")
        .run("merge heads -m x --rev-id 20240101")
        .run(&format!("merge heads -m x --branch-label left {AT}"))
        .file(
            "migrations/20240102_left/up.sql",
            "CREATE TABLE \"left\" (id INTEGER);\nALTER TABLE root RENAME TO stem;\n",
        )
        .file(
            "migrations/20240102_left/down.sql",
            "ALTER TABLE stem RENAME TO root;\nDROP TABLE \"left\";\n",
        )
        .file(
            "migrations/20240103_right/up.sql",
            "CREATE TABLE \"right\" (id INTEGER);\nALTER TABLE root ADD COLUMN name TEXT;\n",
        )
        .file(
            "migrations/20240103_right/down.sql",
            "ALTER TABLE root DROP COLUMN name;\nDROP TABLE \"right\";\n",
        );
    session
        .run(&format!("merge heads -m 'does not go together' {AT}"))
        .list("migrations");
    session.file(
        "diesel/2024-01-01-000000_users/up.sql",
        "CREATE TABLE users (id INTEGER);\n",
    );
    session
        .run("merge -m x --dir diesel")
        .run("merge -m x --dir nowhere");
}
