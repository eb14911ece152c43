//! Steps in Rust: what a run does with them, and what is left when it is cut off.

use super::concurrency::all_at_once;
use super::{exists, heads, history, upgrade, versions};
use diesel::connection::SimpleConnection;
use migrate_runtime::{
    After, BackfillError, BatchInfo, Chain, Error, Migrator, Observer, StepInfo,
};
use migrate_tests::backfills::{Counted, ROWS, STEPS, revisions, with_step};
use migrate_tests::chains::{chain, rev};
use migrate_tests::databases::TestDatabase;
use migrate_tests::test_chain;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How often each row was done, in words that show all of them.
fn times<D: TestDatabase>(connection: &mut D::Connection) -> Vec<String> {
    let sql = "SELECT CAST(times AS CHAR(1)) AS text FROM items ORDER BY id";
    D::texts(connection, sql)
}

fn once() -> Vec<String> {
    vec!["1".to_owned(); usize::try_from(ROWS).unwrap()]
}

/// The backfills that have not ended: `b: 2 batches are done (6 of 10 rows)`.
fn unfinished<D: TestDatabase>(connection: &mut D::Connection) -> Vec<String> {
    let current = Migrator::<Counted>::new().current(connection).unwrap();
    assert_eq!(current.unfinished, [], "what goes on was not cut off");
    let told = current.backfills.iter();
    told.map(|one| format!("{}: {one}", one.revision)).collect()
}

fn failed_batch(error: Error) -> BackfillError {
    match error {
        Error::Backfill(error) => *error,
        other => panic!("{other}"),
    }
}

fn failing<'a>(at: &str) -> Migrator<'a, Counted> {
    Migrator::new().argument("fail", at)
}

#[derive(Default)]
struct Watches(Vec<String>);

impl Observer for Watches {
    fn step_started(&mut self, step: &StepInfo) {
        self.0.push(format!("begin {}", step.revision));
    }
    fn batch_finished(&mut self, step: &StepInfo, batch: &BatchInfo) {
        let (done, total) = (batch.done.unwrap(), batch.total.unwrap());
        let (revision, number) = (step.revision, batch.number);
        self.0.push(format!("{revision} {number}: {done}/{total}"));
    }
    fn step_finished(&mut self, step: &StepInfo, _took: Duration) {
        self.0.push(format!("end {}", step.revision));
    }
}

/// The script, then batch by batch; down as any other, and up again.
pub fn batch_by_batch<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let mut watches = Watches::default();
    let report = Migrator::<Counted>::new()
        .observer(&mut watches)
        .run(connection)
        .unwrap();
    assert_eq!(report.heads, ["c"]);
    assert_eq!(times::<D>(connection), once());
    let told = [
        "begin a",
        "end a",
        "begin b",
        "b 1: 3/10",
        "b 2: 6/10",
        "b 3: 9/10",
        "end b",
        "begin c",
        "end c",
    ];
    assert_eq!(watches.0, told);
    let done = ["upgrade a ok", "upgrade b ok", "upgrade c ok"];
    assert_eq!(history::<D, Counted>(connection), done);
    assert_eq!(unfinished::<D>(connection), [""; 0]);
    Migrator::<Counted>::new().check(connection).unwrap();
    assert!(upgrade::<D, Counted>(connection).unwrap().steps.is_empty());
    Migrator::<Counted>::new()
        .downgrade("a")
        .run(connection)
        .unwrap();
    let migrator = Migrator::<Counted>::new().argument("batch_size", "10");
    assert_eq!(migrator.run(connection).unwrap().heads, ["c"]);
    assert_eq!(times::<D>(connection), once());
}

/// The batches before one that fails stay, everybody sees that, and the next run goes on.
pub fn a_batch_that_fails<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let error = failing("3").run(connection).unwrap_err();
    let text = error.explain().to_string();
    let error = failed_batch(error);
    assert_eq!((error.revision, error.batch, error.kept), ("b", 3, 2));
    assert_eq!(error.after, After::RolledBack { heads: vec!["a"] });
    for words in [
        "could not upgrade `b`: batch 3 of `steps::count` failed, after the cursor `6`",
        "error: a row that nobody expected",
        "2 batches before it stay",
        "goes on with batch 3",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(versions::<D>(connection), ["a"]);
    let done = ["upgrade a ok", "upgrade b failed"];
    assert_eq!(history::<D, Counted>(connection), done);
    let left = ["b: 2 batches are done (6 of 10 rows)"];
    assert_eq!(unfinished::<D>(connection), left);
    assert_eq!(times::<D>(connection)[5..7], ["1", "0"]);

    let checked = Migrator::<Counted>::new().check(connection).unwrap_err();
    assert!(
        checked
            .to_string()
            .contains("the backfill of `b` has not ended"),
        "{checked}"
    );
    for refused in [
        Migrator::<Counted>::new()
            .downgrade("base")
            .run(connection)
            .map(drop),
        Migrator::<Counted>::new().sql(connection).map(drop),
    ] {
        let error = refused.unwrap_err();
        assert!(matches!(error, Error::BackfillUnfinished(_)), "{error}");
    }

    // It fails at once, this time.
    let error = failed_batch(failing("3").run(connection).unwrap_err());
    assert_eq!((error.batch, error.kept), (3, 2));
    let mut watches = Watches::default();
    let migrator = Migrator::<Counted>::new().observer(&mut watches);
    assert_eq!(migrator.run(connection).unwrap().heads, ["c"]);
    assert_eq!(watches.0[..3], ["begin b", "b 3: 9/10", "end b"]);
    assert_eq!(times::<D>(connection), once());
    assert_eq!(unfinished::<D>(connection), [""; 0]);
    let done = [
        "upgrade a ok",
        "upgrade b failed",
        "upgrade b failed",
        "upgrade b ok",
        "upgrade c ok",
    ];
    assert_eq!(history::<D, Counted>(connection), done);
}

/// A step that panics leaves no lock and no open transaction.
pub fn a_batch_that_panics<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        Migrator::<Counted>::new()
            .argument("panic", "2")
            .run(connection)
    }));
    assert!(outcome.is_err());
    let other = &mut database.connect();
    assert_eq!(
        unfinished::<D>(other),
        ["b: 1 batch is done (3 of 10 rows)"]
    );
    let migrator = Migrator::<Counted>::new().lock_timeout(Duration::from_secs(60));
    assert_eq!(migrator.run(other).unwrap().heads, ["c"]);
    assert_eq!(times::<D>(other), once());
    assert!(upgrade::<D, Counted>(connection).unwrap().steps.is_empty());
}

/// The connection is cut inside a batch.
#[allow(dead_code)] // SQLite has none that could be
pub fn a_batch_that_loses_its_connection<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let migrator = Migrator::<Counted>::new().argument("lose", "3");
    let error = failed_batch(migrator.run(connection).unwrap_err());
    assert_eq!((error.batch, &error.after), (3, &After::Unknown));
    assert!(
        error.database_state().contains("the connection is lost"),
        "{error}"
    );
    let other = &mut database.connect();
    assert_eq!(history::<D, Counted>(other)[1], "upgrade b unfinished");
    assert_eq!(
        unfinished::<D>(other),
        ["b: 2 batches are done (6 of 10 rows)"]
    );
    let migrator = Migrator::<Counted>::new().lock_timeout(Duration::from_secs(60));
    assert_eq!(migrator.run(other).unwrap().heads, ["c"]);
    assert_eq!(times::<D>(other), once());
    let done = ["upgrade a ok", "upgrade b ok", "upgrade c ok"];
    assert_eq!(history::<D, Counted>(other), done);
}

fn process<D: TestDatabase>(database: &D, given: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_backfill"))
        .args([D::NAME, &database.url()])
        .args(given)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("start a process")
}

/// A process that dies inside a batch, whichever it is, and one that goes on.
pub fn a_process_that_dies<D: TestDatabase>() {
    for batch in 1..=4 {
        let database = D::create();
        let abort = format!("abort={batch}");
        let died = process(&database, &[&abort]).wait_with_output().unwrap();
        assert!(!died.status.success());
        let connection = &mut database.connect();
        // A server may have to notice first; until then it has the lock.
        let migrator = Migrator::<Counted>::new().lock_timeout(Duration::from_secs(60));
        assert_eq!(migrator.run(connection).unwrap().heads, ["c"]);
        assert_eq!(times::<D>(connection), once(), "batch {batch}");
        assert_eq!(versions::<D>(connection), ["a", "b", "c"]);
        let done = ["upgrade a ok", "upgrade b ok", "upgrade c ok"];
        assert_eq!(history::<D, Counted>(connection), done);
    }
}

/// Sixteen processes at once: each revision and each batch is done once.
pub fn many_processes<D: TestDatabase>() {
    let database = D::create();
    let processes = (0..16).map(|_| process(&database, &["batch_size=1"]));
    let steps = all_at_once(processes.collect());
    assert_eq!(steps, ["a", "b", "c"]);
    let connection = &mut database.connect();
    assert_eq!(times::<D>(connection), once());
    assert_eq!(unfinished::<D>(connection), [""; 0]);
    let done = ["upgrade a ok", "upgrade b ok", "upgrade c ok"];
    assert_eq!(history::<D, Counted>(connection), done);
}

struct StopsBehind(u64, bool);

impl Observer for StopsBehind {
    fn batch_finished(&mut self, _step: &StepInfo, batch: &BatchInfo) {
        self.1 = batch.number >= self.0;
    }
    fn should_stop(&mut self) -> bool {
        self.1
    }
}

/// A run that is told to stop does so between two batches.
pub fn a_run_that_is_stopped<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let mut stops = StopsBehind(2, false);
    let error = Migrator::<Counted>::new()
        .observer(&mut stops)
        .run(connection)
        .unwrap_err();
    assert!(matches!(error, Error::Stopped { left: 2, .. }), "{error}");
    assert_eq!(
        unfinished::<D>(connection),
        ["b: 2 batches are done (6 of 10 rows)"]
    );
    let entries = Migrator::<Counted>::new().history(connection).unwrap();
    let message = entries[1].error_message.as_deref().unwrap();
    assert_eq!(message, "stopped after batch 2; an upgrade goes on");
    assert_eq!(upgrade::<D, Counted>(connection).unwrap().heads, ["c"]);
    assert_eq!(times::<D>(connection), once());
}

/// All steps and batches in one transaction: all are done, or none; also where an earlier run has
/// done some.
pub fn in_one_transaction<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    if D::TRANSACTIONAL {
        let error = failed_batch(failing("3").one_transaction().run(connection).unwrap_err());
        assert_eq!((error.batch, error.kept), (3, 0));
        assert_eq!(error.after, After::RolledBack { heads: vec![] });
        assert!(!exists::<D>(connection, "items"));
        assert_eq!(unfinished::<D>(connection), [""; 0]);
        let mut stops = StopsBehind(2, false);
        let stopped = Migrator::<Counted>::new().observer(&mut stops);
        let error = stopped.one_transaction().run(connection).unwrap_err();
        assert!(matches!(error, Error::Stopped { left: 3, .. }), "{error}");
        assert!(!exists::<D>(connection, "items"));
    }
    failing("2").target("b").run(connection).unwrap_err();
    let again = failing("4").target("b").one_transaction().run(connection);
    assert_eq!(failed_batch(again.unwrap_err()).kept, 0);
    assert_eq!(
        unfinished::<D>(connection),
        ["b: 1 batch is done (3 of 10 rows)"]
    );
    let migrator = Migrator::<Counted>::new().target("b").one_transaction();
    assert_eq!(migrator.run(connection).unwrap().heads, ["b"]);
    assert_eq!(times::<D>(connection), once());
    assert_eq!(unfinished::<D>(connection), [""; 0]);
    assert_eq!(upgrade::<D, Counted>(connection).unwrap().heads, ["c"]);
}

/// In a transaction of the caller's, a backfill is a savepoint.
pub fn in_the_callers_transaction<D: TestDatabase>() {
    use diesel::Connection;
    let database = D::create();
    let connection = &mut database.connect();
    failing("2").run(connection).unwrap_err();
    let outcome = connection.transaction(|connection| {
        let again = failing("4").target("b").run(connection);
        assert_eq!(failed_batch(again.unwrap_err()).kept, 0);
        assert_eq!(
            unfinished::<D>(connection),
            ["b: 1 batch is done (3 of 10 rows)"]
        );
        let migrator = Migrator::<Counted>::new().target("b");
        assert_eq!(migrator.run(connection).unwrap().heads, ["b"]);
        assert_eq!(times::<D>(connection), once());
        Err::<(), _>(diesel::result::Error::RollbackTransaction)
    });
    assert!(outcome.is_err());
    assert_eq!(
        unfinished::<D>(connection),
        ["b: 1 batch is done (3 of 10 rows)"]
    );
    assert_eq!(upgrade::<D, Counted>(connection).unwrap().heads, ["c"]);
    assert_eq!(times::<D>(connection), once());
}

/// A stamp takes a backfill as done.
pub fn a_stamp<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    failing("2").run(connection).unwrap_err();
    Migrator::<Counted>::new().stamp(connection, ["b"]).unwrap();
    assert_eq!(unfinished::<D>(connection), [""; 0]);
    assert_eq!(heads::<D, Counted>(connection), ["b"]);
    let migrator = Migrator::<Counted>::new().downgrade("a");
    assert_eq!(migrator.run(connection).unwrap().heads, ["a"]);
    assert_eq!(upgrade::<D, Counted>(connection).unwrap().heads, ["c"]);
    assert_eq!(times::<D>(connection), once());
}

/// Another tool has recorded the revision while its backfill had not ended; what it left does not count
/// later on.
pub fn recorded_by_another_tool<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    failing("2").run(connection).unwrap_err();
    connection
        .batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('b')")
        .unwrap();
    assert_eq!(unfinished::<D>(connection), [""; 0]);
    let migrator = Migrator::<Counted>::new().downgrade("a");
    assert_eq!(migrator.run(connection).unwrap().heads, ["a"]);
    assert_eq!(upgrade::<D, Counted>(connection).unwrap().heads, ["c"]);
    assert_eq!(times::<D>(connection), once());
}

test_chain!(Edited, {
    let mut edited = revisions();
    edited[1] = edited[1].clone().edited();
    with_step(&edited)
});

/// A script that was edited between its run and the end of its backfill.
pub fn an_edited_script<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    failing("2").run(connection).unwrap_err();
    let error = upgrade::<D, Edited>(connection).unwrap_err();
    assert!(
        matches!(error, Error::Edited { revision: "b", .. }),
        "{error}"
    );
    assert_eq!(upgrade::<D, Counted>(connection).unwrap().heads, ["c"]);
}

fn without_script() -> Chain {
    let rows = "CREATE TABLE items (id INT PRIMARY KEY, times INT NOT NULL DEFAULT 0);\n\
                INSERT INTO items (id) VALUES (1), (2), (3), (4);\n";
    chain(&[rev("a", rows), rev("b", "").revises(&["a"]).down("")]).with_backfills(&STEPS)
}

test_chain!(WithoutScript, without_script());

/// A revision that is nothing but its step, down too; and one that is run by Diesel.
pub fn a_step_without_script<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    Migrator::<WithoutScript>::new()
        .argument("fail", "2")
        .run(connection)
        .unwrap_err();
    assert_eq!(
        upgrade::<D, WithoutScript>(connection).unwrap().heads,
        ["b"]
    );
    assert_eq!(times::<D>(connection), ["1"; 4]);
    let migrator = Migrator::<WithoutScript>::new().downgrade("a");
    assert_eq!(migrator.run(connection).unwrap().heads, ["a"]);
    assert_eq!(times::<D>(connection), ["1"; 4]);
    upgrade::<D, WithoutScript>(connection).unwrap();
    assert_eq!(times::<D>(connection), ["2"; 4]);
}

/// Diesel's harness runs the batches, too, and the two agree afterwards.
pub fn run_by_diesel<D: TestDatabase>() {
    use diesel_migrations::MigrationHarness;
    let database = D::create();
    let connection = &mut database.connect();
    static CHAIN: std::sync::LazyLock<Chain> = std::sync::LazyLock::new(|| with_step(&revisions()));
    let source: &'static Chain = &CHAIN;
    connection.run_pending_migrations(source).unwrap();
    assert_eq!(times::<D>(connection), once());
    assert!(upgrade::<D, Counted>(connection).unwrap().steps.is_empty());
    Migrator::<Counted>::new().check(connection).unwrap();
}

test_chain!(Separate, {
    let mut revisions = revisions();
    revisions[1] = revisions[1].clone().without_transaction();
    with_step(&revisions)
});

/// A script outside of a transaction, whose batches are in transactions all the same.
pub fn behind_a_script_without_transaction<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let migrator = Migrator::<Separate>::new().argument("fail", "3");
    assert_eq!(failed_batch(migrator.run(connection).unwrap_err()).kept, 2);
    assert_eq!(upgrade::<D, Separate>(connection).unwrap().heads, ["c"]);
    assert_eq!(times::<D>(connection), once());
    let done = [
        "upgrade a ok",
        "upgrade b failed",
        "upgrade b ok",
        "upgrade c ok",
    ];
    assert_eq!(history::<D, Separate>(connection), done);
}

/// What can't be done in Rust is not in a script, and is not recorded by it.
pub fn a_script_for_review<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let sql = Migrator::<Counted>::new().sql(connection).unwrap();
    assert!(sql.contains("-- upgrade to `a`: 1 step.\n"), "{sql}");
    let end = "-- It ends here: what comes next calls Rust, which no script can do.\n\
               -- Run `upgrade b` with the program itself, then print the rest: `upgrade b:… --sql`.\n\
               -- 2 of 3: not here: b, message of b, which calls `steps::count`\n\
               -- 3 of 3: not here: c, message of c\n";
    assert!(sql.contains(end), "{sql}");
    assert!(!sql.contains("ADD COLUMN"), "{sql}");
    upgrade::<D, Counted>(connection).unwrap();
    let down = Migrator::<Counted>::new().downgrade("base").sql(connection);
    assert!(down.unwrap().contains("DROP TABLE items"));
    connection.batch_execute("SELECT 1").unwrap();
}
