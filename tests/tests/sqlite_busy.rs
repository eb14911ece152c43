//! SQLite refuses a statement while another connection writes. Whatever of ours is not inside a
//! transaction can meet that at each statement: here a quarter of them is refused, by a writer that
//! comes just before them and goes just behind them.

use diesel::connection::{Instrumentation, InstrumentationEvent, SimpleConnection};
use diesel::{Connection, SqliteConnection};
use migrate_introspect::Introspect;
use migrate_runtime::{BatchInfo, Error, Migrator, Observer, OtherTool, StepInfo};
use migrate_tests::backfills::Counted;
use migrate_tests::chains::{Rev, chain, rev};
use migrate_tests::databases::{Sqlite, TestDatabase};
use migrate_tests::random::Random;
use migrate_tests::test_chain;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

/// How often each piece of work is tried, with the writer at other statements.
const ROUNDS: u64 = 8;

/// A writer that is in the way now and then.
struct Writer {
    connection: SqliteConnection,
    random: Random,
    is_writing: bool,
    refused: Arc<AtomicUsize>,
}

impl Writer {
    /// Begins, unless we are in a transaction.
    fn come(&mut self) {
        self.go(false); // not every statement that is refused is said to have ended
        if self.random.one_in(4) {
            self.is_writing = self.connection.batch_execute("BEGIN EXCLUSIVE").is_ok();
        }
    }

    fn go(&mut self, is_refused: bool) {
        if std::mem::take(&mut self.is_writing) {
            self.connection.batch_execute("ROLLBACK").unwrap();
            let count = usize::from(is_refused);
            self.refused.fetch_add(count, Ordering::Relaxed);
        }
    }
}

impl Instrumentation for Writer {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { .. } => self.come(),
            InstrumentationEvent::FinishQuery { error, .. } => self.go(error.is_some()),
            _ => {}
        }
    }
}

/// Connects, with a writer in the way.
fn busy(database: &Sqlite, seed: u64, refused: &Arc<AtomicUsize>) -> SqliteConnection {
    let mut connection = database.connect();
    connection.set_instrumentation(Writer {
        connection: database.connect(),
        random: Random::new(seed),
        is_writing: false,
        refused: Arc::clone(refused),
    });
    connection
}

/// Makes a database and works on it, again and again; some of it must have been refused.
fn each_time(
    before: impl Fn(&mut SqliteConnection),
    work: impl Fn(&mut SqliteConnection, &Sqlite) -> Result<(), Error>,
) {
    let refused = Arc::default();
    for seed in 1..=ROUNDS {
        let database = Sqlite::create();
        before(&mut database.connect());
        work(&mut busy(&database, seed, &refused), &database)
            .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    }
    assert!(refused.load(Ordering::Relaxed) >= 4, "no writer came");
}

fn nothing(_: &mut SqliteConnection) {}

/// Rows that are referenced, in a table that is made anew without a transaction of ours.
fn rebuilt() -> Vec<Rev> {
    vec![
        rev(
            "a",
            "CREATE TABLE owner (id INTEGER PRIMARY KEY);\n\
             CREATE TABLE pet (owner INTEGER REFERENCES owner ON DELETE CASCADE);\n\
             INSERT INTO owner VALUES (1);\nINSERT INTO pet VALUES (1);\n",
        )
        .down("DROP TABLE pet;\nDROP TABLE owner;\n"),
        rev(
            "b",
            "PRAGMA foreign_keys = OFF;\nCREATE TABLE made (id INTEGER PRIMARY KEY, name TEXT);\n\
             INSERT INTO made (id) SELECT id FROM owner;\nDROP TABLE owner;\n\
             ALTER TABLE made RENAME TO owner;\n",
        )
        .revises(&["a"])
        .down("ALTER TABLE owner DROP COLUMN name;\n"),
        rev("c", "CREATE INDEX pet_owner ON pet (owner);\n")
            .revises(&["b"])
            .without_transaction()
            .down("DROP INDEX pet_owner;\n"),
    ]
}

test_chain!(Rebuilt, chain(&rebuilt()));
test_chain!(
    Telling,
    chain(&[rev("20240115093000", "CREATE TABLE one (id INT);\n")])
);

fn rows(database: &Sqlite, sql: &str) -> Vec<String> {
    Sqlite::texts(&mut database.connect(), sql)
}

#[test]
fn sqlite_a_run_both_ways() {
    let keys = |connection: &mut SqliteConnection| {
        let on = connection.batch_execute("PRAGMA foreign_keys = ON");
        on.unwrap();
    };
    each_time(nothing, |connection, database| {
        keys(connection);
        let migrator = Migrator::<Rebuilt>::new;
        assert_eq!(migrator().run(connection)?.heads, ["c"]);
        let pets = "SELECT CAST(count(*) AS TEXT) AS text FROM pet";
        assert_eq!(rows(database, pets), ["1"]);
        assert_eq!(migrator().downgrade("base").run(connection)?.steps.len(), 3);
        let pets = "SELECT name AS text FROM sqlite_master WHERE name LIKE 'p%'";
        assert_eq!(rows(database, pets), [""; 0]);
        Ok(())
    });
}

#[test]
fn sqlite_a_run_in_one_transaction() {
    each_time(nothing, |connection, _| {
        let migrator = Migrator::<Counted>::new().one_transaction();
        assert_eq!(migrator.run(connection)?.heads, ["c"]);
        Ok(())
    });
}

/// One that fails is recorded, and gone on with.
#[test]
fn sqlite_a_backfill() {
    each_time(nothing, |connection, database| {
        let failing = Migrator::<Counted>::new().argument("fail", "2");
        let error = failing.run(connection).unwrap_err();
        assert!(matches!(error, Error::Backfill(_)), "{error}");
        let failed = "SELECT revision AS text FROM migration_history WHERE NOT success";
        assert_eq!(rows(database, failed), ["b"]);
        assert_eq!(Migrator::<Counted>::new().run(connection)?.heads, ["c"]);
        let times = "SELECT DISTINCT CAST(times AS TEXT) AS text FROM items";
        assert_eq!(rows(database, times), ["1"]);
        Ok(())
    });
}

/// Another process that does the rest, behind the first batch.
struct Overtaken<'d>(Option<&'d Sqlite>);

impl Observer for Overtaken<'_> {
    fn batch_finished(&mut self, _step: &StepInfo, _batch: &BatchInfo) {
        if let Some(database) = self.0.take() {
            let done = Migrator::<Counted>::new().run(&mut database.connect());
            assert_eq!(done.unwrap().heads, ["c"]);
        }
    }
}

#[test]
fn sqlite_a_backfill_that_another_process_ends() {
    each_time(nothing, |connection, database| {
        let other = &mut Overtaken(Some(database));
        let migrator = Migrator::<Counted>::new().observer(other);
        assert_eq!(migrator.run(connection)?.heads, ["c"]);
        Ok(())
    });
}

#[test]
fn sqlite_a_stamp() {
    each_time(nothing, |connection, _| {
        let stamped = Migrator::<Rebuilt>::new().stamp(connection, ["b"])?;
        assert_eq!(stamped.heads, ["b"]);
        Ok(())
    });
}

fn alembics_record(connection: &mut SqliteConnection) {
    let table = "CREATE TABLE alembic_version (version_num TEXT); \
                 INSERT INTO alembic_version VALUES ('20240115093000')";
    connection.batch_execute(table).unwrap();
}

/// It is seen in any case: nobody upgrades from the base beside it.
#[test]
fn sqlite_another_tools_record() {
    each_time(alembics_record, |connection, _| {
        let migrator = Migrator::<Telling>::new;
        let error = migrator().run(connection).unwrap_err();
        assert!(matches!(error, Error::OtherRecord(_)), "{error}");
        assert_eq!(migrator().current(connection)?.unrecorded.records.len(), 1);
        let alembic = OtherTool::Alembic;
        let compared = migrator().compare_with(connection, alembic)?;
        assert_eq!(compared.recorded, ["20240115093000"]);
        assert_eq!(migrator().take_over(connection, alembic)?, compared);
        Ok(())
    });
}

#[test]
fn sqlite_looking() {
    each_time(nothing, |connection, _| {
        let migrator = Migrator::<Counted>::new;
        assert_eq!(migrator().pending(connection)?.len(), 3);
        assert!(migrator().ensure_tables(connection)?);
        assert_eq!(migrator().plan(connection)?.len(), 3);
        assert_eq!(migrator().preview(connection)?.len(), 3);
        assert!(migrator().sql(connection)?.contains("CREATE TABLE items"));
        migrator().run(connection)?;
        migrator().check(connection)?;
        assert_eq!(migrator().current(connection)?.heads.len(), 1);
        assert_eq!(migrator().history(connection)?.len(), 3);
        Ok(())
    });
}

/// The schema is read with a patience of its own, also in the middle of somebody's commit.
#[test]
fn sqlite_the_schema_is_read() {
    let database = Sqlite::create();
    let connection = &mut database.connect();
    Migrator::<Rebuilt>::new().run(connection).unwrap();
    let expected = connection.schema_script().unwrap();
    assert!(expected.contains("CREATE TABLE pet"), "{expected}");
    let writer = &mut database.connect();
    writer.batch_execute("BEGIN EXCLUSIVE").unwrap();
    let url = database.url();
    let (is_reading, reads) = mpsc::channel();
    let reader = thread::spawn(move || {
        let reader = &mut SqliteConnection::establish(&url).unwrap();
        is_reading.send(()).unwrap();
        reader.schema_script()
    });
    reads.recv().unwrap();
    // Time to be refused; where that is too short, nothing is shown and nothing fails.
    thread::sleep(Duration::from_millis(300));
    writer.batch_execute("ROLLBACK").unwrap();
    assert_eq!(reader.join().unwrap().unwrap(), expected);
}
