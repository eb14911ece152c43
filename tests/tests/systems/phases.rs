//! The guide's change without downtime, in its six phases: `calls.total_cost`, a number with decimals, becomes
//! `total_cost_micros`, while versions of a small application work on the table all the time.
//!
//! A version begins as an application does that leaves migrations to a job: `check`, with revisions
//! tolerated that it does not know. Then it writes, changes and reads calls, and begins again. What every
//! version has written is added up beside the database, and has to be there at the end.

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query};
use migrate_check::source::LocalDir;
use migrate_check::{Options, check};
use migrate_runtime::backfill::{self, Batch, Context};
use migrate_runtime::{BatchInfo, Chain, Embedded, Migrator, Observer, StepInfo, UnknownRevisions};
use migrate_tests::databases::{Postgres, TestDatabase};
use migrate_tests::test_chain;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

mod migrations {
    migrate_runtime::embed!("tests/systems/phases", watch = false);
}
use migrations::{Migrations, revision};

// What each version was built with: the revisions that there were then.
test_chain!(Before, known(1));
test_chain!(Both, known(2));
test_chain!(After, known(4));

fn known(revisions: usize) -> Chain {
    Chain::new(&Migrations::chain().revisions()[..revisions])
}

const ROWS: i64 = 20_000;
const BATCH: i64 = 500;
/// How many rounds each version does before, during and after a phase.
const ROUNDS: i64 = 60;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn number(connection: &mut PgConnection, sql: &str) -> diesel::QueryResult<i64> {
    let row: Number = sql_query(sql).get_result(connection)?;
    Ok(row.number)
}

/// The step of phase 3: fills the column in rows from before phase 1.
pub fn fill(connection: &mut PgConnection, context: &mut Context) -> backfill::Result {
    let after: i64 = context.cursor()?.unwrap_or(0);
    let rows = format!(
        "SELECT id FROM calls WHERE total_cost_micros IS NULL AND id > {after} ORDER BY id LIMIT {BATCH}"
    );
    let last = format!("SELECT coalesce(max(id), 0) AS number FROM ({rows}) batch");
    let last = number(connection, &last)?;
    if last == 0 {
        return Ok(Batch::Done);
    }
    let filled = sql_query(format!(
        "UPDATE calls SET total_cost_micros = total_cost * 1000000 \
         WHERE id > {after} AND id <= {last} AND total_cost_micros IS NULL"
    ))
    .execute(connection)?;
    context.add_done(filled as u64);
    Ok(Batch::Continue(last.to_string()))
}

/// A version of the application.
struct Version {
    name: &'static str,
    /// Refuses a database that this version can't work on.
    begins: fn(&mut PgConnection) -> Result<(), migrate_runtime::Error>,
    /// Writes a call that costs 50,000 millionths.
    insert: &'static str,
    /// Adds 10,000 millionths to the call `ID`.
    add: &'static str,
    /// Counts the call `ID` if its cost is as this version expects it.
    read: &'static str,
    rounds: AtomicI64,
    stop: AtomicBool,
}

impl Version {
    const fn new(
        name: &'static str,
        begins: fn(&mut PgConnection) -> Result<(), migrate_runtime::Error>,
        [insert, add, read]: [&'static str; 3],
    ) -> Self {
        Self {
            name,
            begins,
            insert,
            add,
            read,
            rounds: AtomicI64::new(0),
            stop: AtomicBool::new(false),
        }
    }
}

fn begins<M>(connection: &mut PgConnection) -> Result<(), migrate_runtime::Error>
where
    M: Embedded + migrate_runtime::Supports<migrate_runtime::dialect::Postgres>,
{
    let tolerant = Migrator::<M>::new().unknown_revisions(UnknownRevisions::Tolerate);
    tolerant.check(connection)
}

/// What goes on beside the phases.
#[derive(Default)]
struct World {
    url: String,
    /// What the calls have to cost together, in millionths.
    ledger: AtomicI64,
    errors: Mutex<Vec<String>>,
}

impl World {
    /// Is a process of a version, which starts again every 20 rounds, as in a deploy that rolls.
    fn run(&self, version: &Version) {
        while !version.stop.load(Ordering::SeqCst) {
            if let Err(error) = self.rounds(version) {
                let mut errors = self.errors.lock().expect("a list");
                errors.push(format!("{}: {error}", version.name));
                return;
            }
        }
    }

    fn rounds(&self, version: &Version) -> Result<(), Box<dyn std::error::Error>> {
        let connection = &mut PgConnection::establish(&self.url)?;
        (version.begins)(connection)?;
        for _ in 0..20 {
            let round = version.rounds.load(Ordering::SeqCst);
            connection.batch_execute(version.insert)?;
            self.ledger.fetch_add(50_000, Ordering::SeqCst);
            // Old rows, all over the table, and the newest one of whichever version.
            let old = (round * 7919 % ROWS + 1).to_string();
            let newest = number(connection, "SELECT max(id) AS number FROM calls")?.to_string();
            for id in [old, newest] {
                let changed = sql_query(version.add.replace("ID", &id)).execute(connection)?;
                self.ledger
                    .fetch_add(10_000 * i64::try_from(changed)?, Ordering::SeqCst);
                if changed != 1 || number(connection, &version.read.replace("ID", &id))? != 1 {
                    return Err(format!("call {id} is not as it should be").into());
                }
            }
            version.rounds.fetch_add(1, Ordering::SeqCst);
        }
        Ok(())
    }

    /// Waits until each of these versions has done more rounds.
    fn go_on(&self, versions: &[&Version]) {
        for version in versions {
            let enough = version.rounds.load(Ordering::SeqCst) + ROUNDS;
            while version.rounds.load(Ordering::SeqCst) < enough {
                let errors = self.errors.lock().expect("a list");
                assert!(errors.is_empty(), "{errors:?}");
                drop(errors);
                thread::sleep(Duration::from_millis(2));
            }
        }
    }

    /// Migrates while these versions work, and prints what they did meanwhile.
    fn migrate(&self, phase: &str, to: migrate_runtime::RevisionKey, versions: &[&Version]) {
        self.go_on(versions);
        let before: Vec<i64> = rounds(versions);
        let begun = Instant::now();
        let connection = &mut PgConnection::establish(&self.url).expect("the database");
        let mut batches = Batches(0);
        let migrator = Migrator::<Migrations>::new().target(to);
        let report = migrator.observer(&mut batches).run(connection);
        let report = report.unwrap_or_else(|error| panic!("{phase}: {error}"));
        assert_eq!(report.steps.len(), 1, "{phase}");
        let took = begun.elapsed();
        self.go_on(versions);
        let meanwhile: Vec<String> = versions
            .iter()
            .zip(&before)
            .map(|(version, before)| {
                let rounds = version.rounds.load(Ordering::SeqCst) - before;
                format!("{} {rounds} rounds", version.name)
            })
            .collect();
        let (id, batches) = (to.id(), batches.0);
        println!(
            "{phase}: {id} in {took:.0?}, {batches} batches; {}",
            meanwhile.join(", ")
        );
    }

    /// Deploys a version beside the one that runs, and takes that one away when both have worked together.
    fn deploy<'s>(
        &'s self,
        phase: &str,
        scope: &'s thread::Scope<'s, '_>,
        new: &'s Version,
        old: (&Version, ScopedJoinHandle<'s, ()>),
    ) -> ScopedJoinHandle<'s, ()> {
        let running = scope.spawn(|| self.run(new));
        self.go_on(&[old.0, new]);
        old.0.stop.store(true, Ordering::SeqCst);
        old.1.join().expect("it ends");
        self.go_on(&[new]);
        let rounds = rounds(&[old.0, new]);
        let (before, after) = (old.0.name, new.name);
        println!(
            "{phase}: {after} deployed; {before} ended after {} rounds",
            rounds[0]
        );
        running
    }
}

fn rounds(versions: &[&Version]) -> Vec<i64> {
    let rounds = versions.iter().map(|version| &version.rounds);
    rounds.map(|rounds| rounds.load(Ordering::SeqCst)).collect()
}

struct Batches(u64);

impl Observer for Batches {
    fn batch_finished(&mut self, _step: &StepInfo, batch: &BatchInfo) {
        self.0 = batch.number;
    }
}

/// The six phases, with two versions at work wherever one follows another: none sees an error, and nothing
/// that one of them has written is lost.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_six_phases_without_downtime() {
    let database = Postgres::create();
    let connection = &mut database.connect();
    let base = Migrator::<Migrations>::new().target(revision::CALLS);
    base.run(connection).expect("the table");
    let rows = format!(
        "INSERT INTO calls (phone_number, total_cost) SELECT '+1', i FROM generate_series(1, {ROWS}) i"
    );
    connection.batch_execute(&rows).expect("rows");
    let world = World {
        url: database.url(),
        ledger: AtomicI64::new(ROWS * (ROWS + 1) / 2 * 1_000_000),
        ..World::default()
    };
    let old = Version::new(
        "version 1 (old column)",
        begins::<Before>,
        [
            "INSERT INTO calls (phone_number, total_cost) VALUES ('+1', 0.05)",
            "UPDATE calls SET total_cost = total_cost + 0.01 WHERE id = ID",
            "SELECT count(*) AS number FROM calls WHERE id = ID AND total_cost >= 0.06",
        ],
    );
    let both = Version::new(
        "version 2 (both)",
        begins::<Both>,
        [
            "INSERT INTO calls (phone_number, total_cost, total_cost_micros) VALUES ('+1', 0.05, 50000)",
            "UPDATE calls SET total_cost = total_cost + 0.01, \
             total_cost_micros = total_cost_micros + 10000 WHERE id = ID",
            "SELECT count(*) AS number FROM calls WHERE id = ID AND total_cost >= 0.06 \
             AND total_cost_micros = total_cost * 1000000",
        ],
    );
    let new = Version::new(
        "version 3 (new column)",
        begins::<After>,
        [
            "INSERT INTO calls (phone_number, total_cost_micros) VALUES ('+1', 50000)",
            "UPDATE calls SET total_cost_micros = total_cost_micros + 10000 WHERE id = ID",
            "SELECT count(*) AS number FROM calls WHERE id = ID AND total_cost_micros >= 60000",
        ],
    );
    let world = &world;
    thread::scope(|scope| {
        // Whatever fails, the versions end: the scope waits for them.
        let _stop = Stop(&[&old, &both, &new]);
        let first = scope.spawn(|| world.run(&old));
        world.migrate("phase 1", revision::ADD_TOTAL_COST_MICROS, &[&old]);
        let second = world.deploy("phase 2", scope, &both, (&old, first));
        world.migrate("phase 3", revision::FILL_TOTAL_COST_MICROS, &[&both]);
        world.migrate("phase 4", revision::REQUIRE_TOTAL_COST_MICROS, &[&both]);
        let third = world.deploy("phase 5", scope, &new, (&both, second));
        world.migrate("phase 6", revision::DROP_TOTAL_COST, &[&new]);
        new.stop.store(true, Ordering::SeqCst);
        third.join().expect("it ends");
    });
    let errors = world.errors.lock().expect("a list");
    assert!(errors.is_empty(), "{errors:?}");
    let sum = "SELECT sum(total_cost_micros)::bigint AS number FROM calls";
    let sum = number(connection, sum).expect("a sum");
    assert_eq!(
        sum,
        world.ledger.load(Ordering::SeqCst),
        "something that was written is lost"
    );
    // Every phase has a way back, with the values.
    let down = Migrator::<Migrations>::new().downgrade(revision::CALLS);
    down.run(connection).expect("the way back");
    let sum_before = "SELECT (sum(total_cost) * 1000000)::bigint AS number FROM calls";
    assert_eq!(number(connection, sum_before).expect("a sum"), sum);
}

struct Stop<'v>(&'v [&'v Version]);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        for version in self.0 {
            version.stop.store(true, Ordering::SeqCst);
        }
    }
}

/// The guide's phases as they stand, without the trigger: what version 1 changes in a row of version 2 is in
/// the old column alone, and a backfill that fills in what is missing does not see it.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_phases_without_the_trigger_lose_a_change() {
    let database = Postgres::create();
    let connection = &mut database.connect();
    connection
        .batch_execute(
            "CREATE TABLE calls (id bigint PRIMARY KEY, total_cost numeric(12, 4), total_cost_micros bigint); \
             INSERT INTO calls VALUES (1, 0.05, 50000); \
             UPDATE calls SET total_cost = total_cost + 0.01 WHERE id = 1; \
             UPDATE calls SET total_cost_micros = total_cost * 1000000 WHERE total_cost_micros IS NULL",
        )
        .expect("both versions");
    let micros = "SELECT total_cost_micros AS number FROM calls";
    assert_eq!(number(connection, micros).expect("a number"), 50_000);
}

/// The revisions of the phases are without a diagnostic, the downgrades included.
#[test]
fn the_phases_are_checked() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/systems/phases");
    let outcome = check(&LocalDir::new(root), &Options::default());
    assert!(outcome.diagnostics.is_empty(), "`check` says something");
    assert_eq!(outcome.chain.expect("a chain").revisions.len(), 5);
}
