//! What a run refuses, tolerates, or is told to stop.

use super::{exists, heads, history, upgrade, versions};
use migrate_runtime::{BatchInfo, Error, Migrator, Observer, Part, StepInfo, UnknownRevisions};
use migrate_tests::backfills::{Counted, revisions};
use migrate_tests::chains::{chain, rev};
use migrate_tests::databases::TestDatabase;
use migrate_tests::test_chain;

fn three() -> Vec<migrate_tests::chains::Rev> {
    vec![
        rev("a", "CREATE TABLE one (id INT);\n").down("DROP TABLE one;\n"),
        rev("b", "CREATE TABLE two (id INT);\n")
            .revises(&["a"])
            .down("DROP TABLE two;\n"),
        rev("c", "INSERT INTO one VALUES (2);\n")
            .revises(&["b"])
            .down("DELETE FROM one WHERE id = 2;\n"),
    ]
}

test_chain!(Three, chain(&three()));
/// Four, whose last two only change rows: MySQL can put those into one transaction.
fn four() -> Vec<migrate_tests::chains::Rev> {
    let last = rev("d", "INSERT INTO one VALUES (3);\n").revises(&["c"]);
    three().into_iter().chain([last]).collect()
}

test_chain!(Four, chain(&four()));
test_chain!(Older, chain(&three()[..2]));
test_chain!(
    Another,
    chain(&[
        three()[0].clone(),
        rev("other", "CREATE TABLE other (id INT);\n").revises(&["a"]),
    ])
);

/// An older program beside a newer database, as in a rolling deploy.
pub fn unknown_revisions_are_tolerated<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    upgrade::<D, Three>(connection).unwrap();
    let older = || Migrator::<Older>::new();
    let refused = older().run(connection).unwrap_err();
    assert!(
        matches!(refused, Error::UnknownRevisions { .. }),
        "{refused}"
    );
    let refused = older().check(connection).unwrap_err();
    assert!(
        matches!(refused, Error::UnknownRevisions { .. }),
        "{refused}"
    );

    let tolerant = || older().unknown_revisions(UnknownRevisions::Tolerate);
    let report = tolerant().run(connection).unwrap();
    assert!(report.steps.is_empty());
    assert_eq!(report.heads, ["b"]);
    tolerant().check(connection).unwrap();
    // What this program would do may not fit what is there.
    let refused = tolerant().downgrade("-1").run(connection).unwrap_err();
    assert!(
        matches!(refused, Error::UnknownRevisions { .. }),
        "{refused}"
    );
    let another = Migrator::<Another>::new().unknown_revisions(UnknownRevisions::Tolerate);
    let refused = another.run(connection).unwrap_err();
    assert!(
        matches!(refused, Error::UnknownRevisions { .. }),
        "{refused}"
    );
    assert!(!exists::<D>(connection, "other"));
}

/// The last resort.
pub fn a_stamp_that_purges<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    upgrade::<D, Three>(connection).unwrap();
    let older = || Migrator::<Older>::new();
    let refused = older().stamp(connection, ["head"]).unwrap_err();
    assert!(
        refused.explain().to_string().contains("`stamp --purge`"),
        "{refused}"
    );
    let stamped = older().purge().stamp(connection, ["a"]).unwrap();
    assert_eq!(stamped.removed, ["b"]);
    assert_eq!(stamped.purged, ["c"]);
    assert!(stamped.recorded.is_empty());
    assert_eq!(versions::<D>(connection), ["a"]);
    assert_eq!(
        history::<D, Three>(connection)[3..],
        ["stamp b ok", "stamp c ok"]
    );
    let stamped = older().purge().stamp(connection, ["head"]).unwrap();
    assert_eq!(stamped.recorded, ["b"]);
    assert_eq!(heads::<D, Older>(connection), ["b"]);
}

/// What an application asks before it starts.
pub fn a_check<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let check = |connection: &mut D::Connection| Migrator::<Three>::new().check(connection);
    let error = check(connection).unwrap_err();
    assert!(matches!(error, Error::NotInitialized { .. }), "{error}");
    assert!(!exists::<D>(connection, "migration_history"));
    assert!(Migrator::<Three>::new().ensure_tables(connection).unwrap());
    assert!(!Migrator::<Three>::new().ensure_tables(connection).unwrap());
    let error = check(connection).unwrap_err();
    assert!(matches!(error, Error::NotInitialized { .. }), "{error}");
    let to_a = Migrator::<Three>::new().target("a");
    to_a.run(connection).unwrap();
    let error = check(connection).unwrap_err();
    let Error::NotUpToDate { missing } = &error else {
        panic!("{error}");
    };
    assert_eq!(missing, &["b", "c"]);
    assert!(
        error
            .explain()
            .to_string()
            .starts_with("target database is not up to date: `b`, `c` are not applied"),
        "{error}"
    );
    upgrade::<D, Three>(connection).unwrap();
    check(connection).unwrap();
}

test_chain!(OnlyA, chain(&revisions()[..1]));
test_chain!(
    Standalone,
    chain(&[
        rev("a", "CREATE TABLE one (id INT);\n"),
        rev("b", "CREATE TABLE two (id INT);\n")
            .revises(&["a"])
            .without_transaction(),
    ])
);

/// Looks from outside when the first batch is done.
#[allow(dead_code)] // as its only user
struct AfterABatch<'l>(&'l mut dyn FnMut());

impl Observer for AfterABatch<'_> {
    fn batch_finished(&mut self, _step: &StepInfo, batch: &BatchInfo) {
        if batch.number == 1 {
            (self.0)();
        }
    }
}

/// Looks from outside when the statement of `b` begins.
#[allow(dead_code)] // as its only user
struct AtTheStatement<'l>(&'l mut dyn FnMut());

impl Observer for AtTheStatement<'_> {
    fn part_started(&mut self, step: &StepInfo, _part: Part) {
        if step.revision == "b" {
            (self.0)();
        }
    }
}

/// A check while another process is in the middle of a step that can't be rolled back: the step was not cut
/// off, and who tolerates a revision that is unknown may work meanwhile. Not for SQLite, which does not tell
/// who is at work.
#[allow(dead_code)] // in the tests on SQLite
pub fn a_check_during_a_run<D: TestDatabase>() {
    let database = D::create();
    let mut looks = 0;
    let mut old_beside_a_backfill = || {
        let connection = &mut database.connect();
        let tolerant = || Migrator::<OnlyA>::new().unknown_revisions(UnknownRevisions::Tolerate);
        tolerant().check(connection).unwrap();
        assert_eq!(tolerant().run(connection).unwrap().steps, []);
        let error = Migrator::<OnlyA>::new().check(connection).unwrap_err();
        let text = error.explain().to_string();
        let parts = ["`b`", "is still running", "--tolerate-unknown"];
        assert!(parts.iter().all(|part| text.contains(part)), "{text}");
        let error = Migrator::<Counted>::new().check(connection).unwrap_err();
        assert!(matches!(error, Error::BackfillUnfinished(_)), "{error}");
        looks += 1;
    };
    let mut observer = AfterABatch(&mut old_beside_a_backfill);
    let run = Migrator::<Counted>::new().observer(&mut observer);
    assert_eq!(run.run(&mut database.connect()).unwrap().heads, ["c"]);

    assert_eq!(looks, 1);

    // MySQL's observer is told of the statement before it is recorded that it begins.
    if D::NAME != "postgres" {
        return;
    }
    let database = D::create();
    let mut the_same_beside_a_statement = || {
        let connection = &mut database.connect();
        let policies = [UnknownRevisions::Refuse, UnknownRevisions::Tolerate];
        for policy in policies {
            let check = Migrator::<Standalone>::new().unknown_revisions(policy);
            let error = check.check(connection).unwrap_err();
            assert_eq!(error.kind(), "still_runs", "{error}");
            assert!(!error.explain().to_string().contains("tolerate"), "{error}");
        }
        looks += 1;
    };
    let mut observer = AtTheStatement(&mut the_same_beside_a_statement);
    let run = Migrator::<Standalone>::new().observer(&mut observer);
    assert_eq!(run.run(&mut database.connect()).unwrap().heads, ["b"]);
    assert_eq!(looks, 2);
    Migrator::<Standalone>::new()
        .check(&mut database.connect())
        .unwrap();
}

/// An upgrade to what lies below says so, and changes nothing.
pub fn an_upgrade_to_what_lies_below<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    upgrade::<D, Three>(connection).unwrap();
    let below = Migrator::<Three>::new().target("a");
    let error = below.run(connection).unwrap_err();
    assert!(
        error.explain().to_string().contains("`downgrade a`"),
        "{error}"
    );
    assert_eq!(heads::<D, Three>(connection), ["c"]);
    let current = Migrator::<Three>::new().target("c");
    assert!(current.run(connection).unwrap().steps.is_empty());
}

/// Asks to stop when this revision has begun.
struct StopsAt(&'static str, bool);

impl Observer for StopsAt {
    fn should_stop(&mut self) -> bool {
        self.1
    }
    fn step_started(&mut self, step: &StepInfo) {
        self.1 |= step.revision == self.0;
    }
}

/// The step that runs is ended, the lock is given back, and the next run goes on.
pub fn a_run_that_is_stopped<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let mut observer = StopsAt("b", false);
    let stopped = Migrator::<Three>::new().observer(&mut observer);
    let error = stopped.run(connection).unwrap_err();
    let Error::Stopped { heads, left } = &error else {
        panic!("{error}");
    };
    assert_eq!((heads.as_deref(), *left), (Some(&["b"][..]), 1));
    assert_eq!(
        history::<D, Three>(connection),
        ["upgrade a ok", "upgrade b ok"]
    );
    // Another connection gets the lock at once.
    let other = &mut database.connect();
    let report = Migrator::<Three>::new()
        .lock_timeout(std::time::Duration::ZERO)
        .run(other)
        .unwrap();
    assert_eq!(report.heads, ["c"]);

    let mut observer = StopsAt("b", false);
    let stopped = Migrator::<Three>::new()
        .downgrade("base")
        .observer(&mut observer);
    stopped.run(connection).unwrap_err();
    assert_eq!(heads_now::<D>(connection), ["a"]);
}

/// In one transaction, nothing stays.
pub fn one_transaction_that_is_stopped<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let to_b = Migrator::<Four>::new().target("b");
    to_b.run(connection).unwrap();
    let mut observer = StopsAt("c", false);
    let stopped = Migrator::<Four>::new()
        .one_transaction()
        .observer(&mut observer);
    let error = stopped.run(connection).unwrap_err();
    let Error::Stopped { heads, left } = &error else {
        panic!("{error}");
    };
    assert_eq!((heads.as_deref(), *left), (Some(&["b"][..]), 2));
    assert_eq!(heads_now::<D>(connection), ["b"]);
    let rows = "SELECT CAST(count(*) AS CHAR(1)) AS text FROM one";
    assert_eq!(D::texts(connection, rows), ["0"]);
    assert_eq!(upgrade::<D, Four>(connection).unwrap().steps.len(), 2);
}

fn heads_now<D: TestDatabase>(connection: &mut D::Connection) -> Vec<String> {
    heads::<D, Three>(connection)
}
