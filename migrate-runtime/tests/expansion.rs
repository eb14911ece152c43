//! The contract between the macro and the runtime: a hand-written expansion, used as an
//! application uses it.

#[path = "support/expansion.rs"]
mod migrations;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use diesel_migrations::MigrationHarness;
use migrate_runtime::{Direction, Error};
use migrations::{MIGRATIONS, revision};

fn connection() -> SqliteConnection {
    SqliteConnection::establish(":memory:").unwrap()
}

#[test]
fn sqlite_an_application_upgrades_and_looks() {
    let mut connection = connection();
    let pending = MIGRATIONS.pending(&mut connection).unwrap();
    assert_eq!(pending.len(), 2);
    assert!(
        MIGRATIONS
            .current(&mut connection)
            .unwrap()
            .heads
            .is_empty()
    );

    let report = MIGRATIONS.upgrade(&mut connection).unwrap();
    assert_eq!(report.heads, ["20240102"]);
    assert_eq!(report.steps.len(), 2);
    assert_eq!(report.steps[1].direction, Direction::Up);
    connection
        .batch_execute("INSERT INTO items (id) VALUES (1)")
        .unwrap();

    let again = MIGRATIONS.upgrade(&mut connection).unwrap();
    assert!(again.steps.is_empty());
    let current = MIGRATIONS.current(&mut connection).unwrap();
    assert_eq!(current.heads.len(), 1);
    assert_eq!(current.heads[0].id, revision::ADD_AN_INDEX.id());
}

#[test]
fn sqlite_a_target_is_a_constant_or_a_text() {
    let mut connection = connection();
    let report = MIGRATIONS
        .migrator()
        .target(revision::FIRST_TABLE)
        .run(&mut connection)
        .unwrap();
    assert_eq!(report.heads, ["20240101"]);
    let report = MIGRATIONS.downgrade(&mut connection, "base").unwrap();
    assert!(report.heads.is_empty());
    assert_eq!(report.steps[0].direction, Direction::Down);
}

#[test]
fn sqlite_a_revision_without_a_way_back_is_refused_before_anything_runs() {
    let mut connection = connection();
    MIGRATIONS.upgrade(&mut connection).unwrap();
    let error = MIGRATIONS.downgrade(&mut connection, "base").unwrap_err();
    assert!(matches!(error, Error::Irreversible { .. }), "{error}");
    assert!(error.to_string().contains("the index is needed"));
    let current = MIGRATIONS.current(&mut connection).unwrap();
    assert_eq!(current.heads[0].id, "20240102");
}

#[test]
fn sqlite_stamping_records_and_runs_nothing() {
    let mut connection = connection();
    let stamped = MIGRATIONS.stamp(&mut connection, ["head"]).unwrap();
    assert_eq!(stamped.recorded, ["20240101", "20240102"]);
    assert!(MIGRATIONS.pending(&mut connection).unwrap().is_empty());
    connection
        .batch_execute("SELECT * FROM items")
        .expect_err("no script may have run");
}

#[test]
fn sqlite_diesels_harness_runs_the_chain() {
    let mut connection = connection();
    connection.run_pending_migrations(MIGRATIONS).unwrap();
    assert!(
        MIGRATIONS
            .upgrade(&mut connection)
            .unwrap()
            .steps
            .is_empty()
    );
}
