//! What a revision sets for its session ends with it: a database that takes all revisions at once
//! comes to the same as one that takes one at a time, each on a connection of its own, and the
//! application's connection is as it was lent. The same holds for the scripts of `--sql`, which the
//! databases' own clients run.

#[path = "sessions/mysql.rs"]
mod mysql;
#[path = "sessions/postgres.rs"]
mod postgres;
#[path = "sessions/sqlite.rs"]
mod sqlite;

use diesel::connection::{Connection, SimpleConnection};
use migrate_runtime::{Embedded, Migrator, Supports};
use migrate_tests::chains::{Chosen, Rev, choose, rev};
use migrate_tests::clients::WithClient;
use migrate_tests::databases::TestDatabase;

fn is_on<D: TestDatabase>() -> bool
where
    Chosen: Supports<<D::Connection as migrate_runtime::Database>::Dialect>,
{
    true
}

/// How the revisions run.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    Each,
    WithoutTransaction,
    InOne,
    InTheCallers,
}

/// What came of a run: where it ended, and what a query finds.
type Outcome = (Result<Vec<&'static str>, String>, Vec<String>);

fn run<D: TestDatabase>(
    connection: &mut D::Connection,
    target: &str,
    mode: Mode,
) -> Result<Vec<&'static str>, String> {
    let migrator = || Migrator::<Chosen>::new().target(target);
    let result = match mode {
        Mode::Each | Mode::WithoutTransaction => migrator().run(connection),
        Mode::InOne => migrator().one_transaction().run(connection),
        Mode::InTheCallers => connection
            .transaction(|connection| migrator().run(connection).map_err(Failed::from))
            .map_err(|failed| failed.0),
    };
    result
        .map(|report| report.heads)
        .map_err(|error| error.to_string().lines().next().unwrap_or("").to_owned())
}

struct Failed(migrate_runtime::Error);

impl From<migrate_runtime::Error> for Failed {
    fn from(error: migrate_runtime::Error) -> Self {
        Failed(error)
    }
}

impl From<diesel::result::Error> for Failed {
    fn from(error: diesel::result::Error) -> Self {
        panic!("the caller's own transaction: {error}")
    }
}

/// A revision that sets something, and one that writes down what it finds of that.
fn setting_then_finding(setting: &str, finding: &str, mode: Mode) -> Vec<Rev> {
    let first = rev(
        "a",
        &format!("CREATE TABLE seen (v VARCHAR(200));\n{setting};\n"),
    );
    let second = rev("b", &format!("INSERT INTO seen SELECT {finding};\n")).revises(&["a"]);
    match mode {
        Mode::WithoutTransaction => vec![first.without_transaction(), second],
        _ => vec![first, second],
    }
}

/// Runs the chosen chain at once and one revision at a time, on databases that are prepared alike,
/// and compares; `lent` prepares a connection, `session` tells what it is like.
fn the_same_both_ways<D: TestDatabase>(
    lent: &dyn Fn(&mut D::Connection),
    session: &dyn Fn(&mut D::Connection) -> Vec<String>,
    query: &str,
    mode: Mode,
    what: &str,
) -> Outcome {
    let at_once = {
        let database = D::create();
        let connection = &mut database.connect();
        lent(connection);
        let before = session(connection);
        let result = run::<D>(connection, "head", mode);
        assert_eq!(session(connection), before, "{what}, {mode:?}: not as lent");
        (result, D::texts(connection, query))
    };
    let database = D::create();
    let mut last = Ok(Vec::new());
    for id in Chosen::chain().revisions().iter().map(|one| one.id) {
        let connection = &mut database.connect();
        lent(connection);
        last = run::<D>(connection, id, mode);
        if last.is_err() {
            break;
        }
    }
    let connection = &mut database.connect();
    lent(connection);
    let one_by_one = (last, D::texts(connection, query));
    assert_eq!(at_once, one_by_one, "{what}, {mode:?}");
    at_once
}

/// Runs the chosen chain by the database's client, at once and (in one mode) one revision at a time, and
/// by a run of ours: `query` has to find the same after all of them.
fn the_client_agrees<D: WithClient>(query: &str, mode: Mode, what: &str) -> Vec<String>
where
    Chosen: Supports<<D::Connection as migrate_runtime::Database>::Dialect>,
{
    let migrator = || match mode {
        Mode::InOne => Migrator::<Chosen>::new().one_transaction(),
        _ => Migrator::<Chosen>::new(),
    };
    let by_run = D::create();
    let connection = &mut by_run.connect();
    run::<D>(connection, "head", mode).unwrap_or_else(|error| panic!("{what}: {error}"));
    let of_run = D::texts(connection, query);

    let at_once = D::create();
    let script = migrator().sql_from::<D::Connection>("base").unwrap();
    succeeds(&at_once, &script);
    let found = D::texts(&mut at_once.connect(), query);
    assert_eq!(found, of_run, "{what}, {mode:?}\n{script}");
    if mode != Mode::Each {
        return of_run;
    }

    let one_by_one = D::create();
    for id in Chosen::chain().revisions().iter().map(|one| one.id) {
        let connection = &mut one_by_one.connect();
        let script = migrator().target(id).sql(connection).unwrap();
        succeeds(&one_by_one, &script);
    }
    let found = D::texts(&mut one_by_one.connect(), query);
    assert_eq!(found, of_run, "{what}, {mode:?}, one by one");
    of_run
}

fn succeeds(database: &impl WithClient, script: &str) {
    let output = database.run(script);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && !said.to_lowercase().contains("error"),
        "{said}\n{script}"
    );
}
