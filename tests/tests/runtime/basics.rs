//! Up, down, stamp, looks, and Diesel beside us.

use super::{exists, heads, history, ids, upgrade, versions};
use diesel::connection::SimpleConnection;
use diesel_migrations::MigrationHarness;
use migrate_runtime::{AppliedState, Embedded, Error, Migrator};
use migrate_tests::chains::{chain, rev};
use migrate_tests::databases::TestDatabase;
use migrate_tests::test_chain;

fn three() -> Vec<migrate_tests::chains::Rev> {
    vec![
        rev(
            "a",
            "CREATE TABLE one (id INT);\nINSERT INTO one VALUES (1);\n",
        )
        .down("DROP TABLE one;\n"),
        rev("b", "-- nothing\nCREATE TABLE two (id INT)")
            .revises(&["a"])
            .down("DROP TABLE two"),
        rev("c", "INSERT INTO one VALUES (2);\n")
            .revises(&["b"])
            .down("DELETE FROM one WHERE id = 2;\n"),
    ]
}

test_chain!(Three, chain(&three()));

/// Up and down, to targets of all kinds, with a history of every step.
pub fn up_and_down<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let report = Migrator::<Three>::new()
        .target("b")
        .executed_by("o'neill \\ ünï")
        .run(connection)
        .unwrap();
    assert_eq!(report.heads, ["b"]);
    assert_eq!(versions::<D>(connection), ["a", "b"]);
    assert_eq!(upgrade::<D, Three>(connection).unwrap().heads, ["c"]);
    assert!(upgrade::<D, Three>(connection).unwrap().steps.is_empty());

    let down = |target: &str, connection: &mut D::Connection| {
        let migrator = Migrator::<Three>::new().downgrade(target);
        migrator.run(connection).unwrap().heads
    };
    assert_eq!(down("-1", connection), ["b"]);
    assert!(down("base", connection).is_empty());
    assert!(!exists::<D>(connection, "one") && !exists::<D>(connection, "two"));
    assert!(versions::<D>(connection).is_empty());

    let expected = [
        "upgrade a ok",
        "upgrade b ok",
        "upgrade c ok",
        "downgrade c ok",
        "downgrade b ok",
        "downgrade a ok",
    ];
    assert_eq!(history::<D, Three>(connection), expected);
    let entries = Migrator::<Three>::new().history(connection).unwrap();
    assert_eq!(entries[0].executed_by.as_deref(), Some("o'neill \\ ünï"));
    // SQLite has no users.
    assert_eq!(entries[2].executed_by.is_none(), D::NAME == "sqlite");
    let up = &Three::chain().revisions()[0];
    let checksum = up.sqlite.as_ref().unwrap().up.checksum;
    assert_eq!(entries[0].checksum.as_deref(), Some(checksum));
    for entry in &entries {
        let seconds = entry.duration_seconds.unwrap();
        assert!((0.0..60.0).contains(&seconds), "{entry:?}");
        let completed = entry.completed_at.as_ref().unwrap();
        assert!(entry.started_at <= *completed, "{entry:?}");
        assert_eq!(entry.started_at.len(), "2024-01-15 14:30:00.123".len());
    }
}

test_chain!(
    Forked,
    chain(&[
        rev("base1", "CREATE TABLE t (id INT);\n").down("DROP TABLE t;\n"),
        rev("left", "SELECT 1;\n")
            .revises(&["base1"])
            .down("SELECT 1;\n"),
        rev("right", "SELECT 1;\n")
            .revises(&["base1"])
            .down("SELECT 1;\n"),
        rev("zmerge", "SELECT 1;\n")
            .revises(&["left", "right"])
            .down("SELECT 1;\n"),
    ])
);

/// Heads are the maximal applied revisions.
pub fn branches<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    Migrator::<Forked>::new()
        .target("left")
        .run(connection)
        .unwrap();
    Migrator::<Forked>::new()
        .target("right")
        .run(connection)
        .unwrap();
    assert_eq!(heads::<D, Forked>(connection), ["left", "right"]);
    let pending = Migrator::<Forked>::new().pending(connection).unwrap();
    assert_eq!(pending.iter().map(|r| r.id).collect::<Vec<_>>(), ["zmerge"]);
    assert_eq!(upgrade::<D, Forked>(connection).unwrap().heads, ["zmerge"]);
    assert_eq!(heads::<D, Forked>(connection), ["zmerge"]);
}

/// A look creates nothing.
pub fn looking_creates_no_tables<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    assert!(heads::<D, Three>(connection).is_empty());
    assert!(history::<D, Three>(connection).is_empty());
    assert_eq!(
        Migrator::<Three>::new().pending(connection).unwrap().len(),
        3
    );
    assert!(!exists::<D>(connection, "__diesel_schema_migrations"));
    assert!(!exists::<D>(connection, "migration_history"));
}

/// Diesel's harness and we take turns on one database.
pub fn diesel_agrees<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    connection.run_next_migration(Three::chain()).unwrap();
    assert_eq!(heads::<D, Three>(connection), ["a"]);
    let report = upgrade::<D, Three>(connection).unwrap();
    assert_eq!(report.steps.len(), 2);
    assert!(!connection.has_pending_migration(Three::chain()).unwrap());
    let columns = "SELECT version AS text FROM __diesel_schema_migrations \
                   WHERE run_on IS NOT NULL ORDER BY version";
    assert_eq!(D::texts(connection, columns), ["a", "b", "c"]);

    connection.revert_last_migration(Three::chain()).unwrap();
    assert_eq!(heads::<D, Three>(connection), ["b"]);
    Migrator::<Three>::new()
        .downgrade("-1")
        .run(connection)
        .unwrap();
    assert_eq!(connection.applied_migrations().unwrap().len(), 1);

    // Applied by us, undone by us, applied by Diesel: our old record is not about that.
    connection.run_pending_migrations(Three::chain()).unwrap();
    assert!(upgrade::<D, Three>(connection).unwrap().steps.is_empty());
    connection.revert_all_migrations(Three::chain()).unwrap();
    assert_eq!(upgrade::<D, Three>(connection).unwrap().steps.len(), 3);
}

/// A database that Diesel has kept so far needs nothing to be adopted.
pub fn diesel_alone_before_us<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    connection.run_pending_migrations(Three::chain()).unwrap();
    assert!(upgrade::<D, Three>(connection).unwrap().steps.is_empty());
    assert!(!exists::<D>(connection, "migration_history"));
    let report = Migrator::<Three>::new()
        .downgrade("-1")
        .run(connection)
        .unwrap();
    assert_eq!(report.heads, ["b"]);
}

fn edited() -> Vec<migrate_tests::chains::Rev> {
    let mut revisions = three();
    revisions[1] = revisions[1].clone().edited();
    revisions
}

test_chain!(Edited, chain(&edited()));

/// An edited revision is refused until its text is restored, or accepted by a stamp.
pub fn an_edited_revision<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    Migrator::<Three>::new()
        .target("b")
        .run(connection)
        .unwrap();
    for result in [
        upgrade::<D, Edited>(connection),
        Migrator::<Edited>::new().downgrade("-1").run(connection),
    ] {
        let error = result.unwrap_err();
        assert!(
            matches!(error, Error::Edited { revision: "b", .. }),
            "{error}"
        );
        let text = error.explain().to_string();
        assert!(text.contains("migrations/test/b/up.sql"), "{text}");
        assert!(text.contains("nothing was run"), "{text}");
    }
    assert_eq!(heads::<D, Edited>(connection), ["b"]);
    let current = Migrator::<Edited>::new().current(connection).unwrap();
    assert!(matches!(
        current.heads[0].state,
        AppliedState::Edited { .. }
    ));

    let stamped = Migrator::<Edited>::new().stamp(connection, ["b"]).unwrap();
    assert_eq!(stamped.accepted, ["b"]);
    assert!(stamped.recorded.is_empty() && stamped.removed.is_empty());
    assert_eq!(upgrade::<D, Edited>(connection).unwrap().heads, ["c"]);
    let error = upgrade::<D, Three>(connection).unwrap_err();
    assert!(
        matches!(error, Error::Edited { revision: "b", .. }),
        "{error}"
    );
}

test_chain!(OnlyA, chain(&three()[..1]));

/// A database that is ahead of the binary is refused, and can be looked at.
pub fn an_unknown_revision<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    upgrade::<D, Three>(connection).unwrap();
    let error = upgrade::<D, OnlyA>(connection).unwrap_err();
    let Error::UnknownRevisions { revisions, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(revisions, &["b", "c"]);
    assert!(error.explain().to_string().contains("`b`, `c`"), "{error}");
    let current = Migrator::<OnlyA>::new().current(connection).unwrap();
    assert_eq!(ids(&current.applied), ["a", "b", "c"]);
    assert_eq!(current.applied[2].state, AppliedState::Unknown);
}

/// Stamps record, remove, and run nothing.
pub fn stamp<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let stamped = Migrator::<Three>::new()
        .stamp(connection, ["head"])
        .unwrap();
    assert_eq!(stamped.recorded, ["a", "b", "c"]);
    assert_eq!(stamped.heads, ["c"]);
    assert!(!exists::<D>(connection, "one"));
    assert!(upgrade::<D, Three>(connection).unwrap().steps.is_empty());
    let stamped = Migrator::<Three>::new().stamp(connection, ["a"]).unwrap();
    assert_eq!(stamped.removed, ["c", "b"]);
    assert_eq!(versions::<D>(connection), ["a"]);
    let stamped = Migrator::<Three>::new()
        .stamp(connection, ["base"])
        .unwrap();
    assert_eq!(stamped.removed, ["a"]);
    assert_eq!(history::<D, Three>(connection).len(), 6);
}

/// Where a stamp took off the record what has run, the error names the revisions to stamp.
pub fn a_stamp_of_what_has_run<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    upgrade::<D, Three>(connection).unwrap();
    for (target, newest) in [("base", "c"), ("a", "c")] {
        Migrator::<Three>::new()
            .stamp(connection, [target])
            .unwrap();
        let error = upgrade::<D, Three>(connection)
            .unwrap_err()
            .explain()
            .to_string();
        let words = format!("a stamp runs no script. `stamp {newest}` puts the record right");
        assert!(error.contains(&words), "{error}");
        Migrator::<Three>::new()
            .stamp(connection, [newest])
            .unwrap();
    }
    Migrator::<Three>::new()
        .downgrade("base")
        .run(connection)
        .unwrap();
    // What is there for another reason is not blamed on a stamp.
    connection
        .batch_execute("CREATE TABLE one (id INT)")
        .unwrap();
    let error = upgrade::<D, Three>(connection)
        .unwrap_err()
        .explain()
        .to_string();
    assert!(!error.contains("puts the record right"), "{error}");
}

/// What a cut off run leaves is refused until somebody has looked.
pub fn an_interrupted_run<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    Migrator::<Three>::new()
        .target("a")
        .run(connection)
        .unwrap();
    connection
        .batch_execute(
            "INSERT INTO migration_history (revision, operation, started_at, success, executed_by) \
             VALUES ('b', 'upgrade', '2024-01-15 14:30:00', FALSE, 'ann')",
        )
        .unwrap();
    let migrator = Migrator::<Three>::new().lock_timeout(std::time::Duration::from_millis(50));
    let error = migrator.run(connection).unwrap_err();
    assert!(matches!(error, Error::Interrupted { .. }), "{error}");
    let text = error.explain().to_string();
    for part in ["`b`", "ann", "2024-01-15 14:30:00", "stamp"] {
        assert!(text.contains(part), "{text}");
    }
    let current = Migrator::<Three>::new().current(connection).unwrap();
    assert_eq!(current.unfinished.len(), 1);
    Migrator::<Three>::new().stamp(connection, ["a"]).unwrap();
    assert_eq!(upgrade::<D, Three>(connection).unwrap().heads, ["c"]);
}
