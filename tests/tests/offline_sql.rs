//! Runs as scripts: psql, sqlite3 and mariadb take them as they are printed, and leave what a run of
//! ours leaves.

use diesel::Connection;
use diesel::connection::SimpleConnection;
use migrate_runtime::{Bookkeeping, Database, Embedded, Migrator, Supports};
use migrate_tests::chains::{chain, rev};
use migrate_tests::clients::WithClient;
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use migrate_tests::test_chain;
use std::process::Output;

/// Two tables, a step of rows with all that a client could take for its own, one without a
/// transaction, and one of the dialect's own.
macro_rules! shop {
    ($name:ident, $elsewhere:ident, $own:expr, $down:expr) => {
        test_chain!($name, shop!($own, $down));
        test_chain!($elsewhere, shop!($own, $down).with_bookkeeping(ELSEWHERE));
    };
    ($own:expr, $down:expr) => {
        chain(&[
            rev(
                "a",
                "CREATE TABLE one (id INT PRIMARY KEY, t VARCHAR(99));\n",
            )
            .down("DROP TABLE one;\n"),
            rev(
                "b",
                "INSERT INTO one VALUES (1, 'it''s; -- no comment');\n\
                     -- a comment; with a semicolon\n\
                     INSERT INTO one /* ; */ VALUES (2, 'second\nline; x\n.bail off');\n",
            )
            .revises(&["a"])
            .down("DELETE FROM one;\n"),
            rev(
                "c",
                "CREATE TABLE two (id INT);\nINSERT INTO two VALUES (7);\n",
            )
            .revises(&["b"])
            .down("DROP TABLE two;\n")
            .without_transaction(),
            rev("d", $own).revises(&["c"]).down($down),
        ])
    };
}

/// Other names than the usual ones, and Alembic's table kept in step.
const ELSEWHERE: Bookkeeping = Bookkeeping {
    schema: Some("book"),
    applied: "applied_revisions",
    history: "runs",
    backfills: "begun",
    alembic: Some("moved_from"),
};

shop!(
    SqliteShop,
    SqliteElsewhere,
    "CREATE TRIGGER counts AFTER INSERT ON one BEGIN UPDATE two SET id = id + 1; DELETE FROM two \
     WHERE id > 99; END;\nINSERT INTO one VALUES (3, 'c:\\dir');\n",
    "DROP TRIGGER counts;\nDELETE FROM one WHERE id = 3;\n"
);
shop!(
    PostgresShop,
    PostgresElsewhere,
    "CREATE FUNCTION counts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE two SET id = \
     id + 1; RETURN NEW; END $$;\nCREATE TRIGGER counts AFTER INSERT ON one FOR EACH ROW EXECUTE \
     FUNCTION counts();\nINSERT INTO one VALUES (3, 'c:\\dir');\nCREATE SCHEMA other;\n\
     SET search_path TO other;\nCREATE TABLE elsewhere (id INT);\n",
    "DROP SCHEMA other CASCADE;\nDROP FUNCTION counts() CASCADE;\nDELETE FROM one WHERE id = 3;\n"
);
shop!(
    MysqlShop,
    MysqlElsewhere,
    "CREATE TRIGGER counts AFTER INSERT ON one FOR EACH ROW BEGIN UPDATE two SET id = id + 1; \
     DELETE FROM two WHERE id > 99; END;\nINSERT INTO one VALUES (3, 'c:/dir');\n",
    "DROP TRIGGER counts;\nDELETE FROM one WHERE id = 3;\n"
);

fn succeeds(output: &Output, script: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{script}");
    assert!(!said.to_lowercase().contains("error"), "{said}\n{script}");
}

/// What a run leaves, but for its times.
fn left<D: TestDatabase, M: Embedded + Supports<<D::Connection as Database>::Dialect>>(
    connection: &mut D::Connection,
) -> (Vec<String>, Vec<String>) {
    let names = M::chain().bookkeeping;
    let schema = names.schema.filter(|_| D::NAME == "postgres");
    let place = schema.map_or(String::new(), |schema| format!("{schema}."));
    let applied = names.applied;
    let versions = format!("SELECT version AS text FROM {place}{applied} ORDER BY version");
    let entries = Migrator::<M>::new().history(connection).expect("history");
    let entries = entries.iter().map(|entry| {
        let seconds = entry.duration_seconds.expect("an end");
        assert!((-0.001..60.0).contains(&seconds), "{entry:?}");
        assert!(
            Some(&entry.started_at) <= entry.completed_at.as_ref(),
            "{entry:?}"
        );
        format!(
            "{} {} {} {:?} {:?} {:?} {:?}",
            entry.id,
            entry.operation,
            entry.revision,
            entry.success,
            entry.error_message,
            entry.executed_by,
            entry.checksum
        )
    });
    let entries = entries.collect();
    let mut versions = D::texts(connection, &versions);
    if let Some(table) = names.alembic {
        let rows = format!("SELECT version_num AS text FROM {place}{table} ORDER BY version_num");
        versions.push("Alembic's:".to_owned());
        versions.extend(D::texts(connection, &rows));
    }
    (versions, entries)
}

/// From nothing to the head, and back, with scripts made without a database and with one; and the
/// same by runs.
fn a_script_is_as_good_as_a_run<D, M>()
where
    D: WithClient,
    M: Embedded + Supports<<D::Connection as Database>::Dialect>,
{
    let (by_script, by_run) = (D::create(), D::create());
    let (scripted, run) = (&mut by_script.connect(), &mut by_run.connect());

    let up = Migrator::<M>::new()
        .sql_from::<D::Connection>("base")
        .unwrap();
    succeeds(&by_script.run(&up), &up);
    Migrator::<M>::new().run(run).unwrap();
    assert_eq!(left::<D, M>(scripted), left::<D, M>(run));
    Migrator::<M>::new().check(scripted).unwrap();
    let report = Migrator::<M>::new().run(scripted).unwrap();
    assert!(report.steps.is_empty());
    assert_eq!(report.heads, ["d"]);
    assert_eq!(Migrator::<M>::new().sql(scripted).unwrap(), "");
    let rows = "SELECT t AS text FROM one ORDER BY id";
    assert_eq!(D::texts(scripted, rows), D::texts(run, rows));

    // It starts at the base, and the database is there no more.
    let again = by_script.run(&up);
    let said = String::from_utf8_lossy(&again.stderr);
    assert!(!again.status.success(), "{said}");
    assert!(
        said.contains("the database is not where this script starts"),
        "{said}"
    );
    assert_eq!(left::<D, M>(scripted), left::<D, M>(run));

    let down = Migrator::<M>::new().downgrade("a").sql(scripted).unwrap();
    succeeds(&by_script.run(&down), &down);
    Migrator::<M>::new().downgrade("a").run(run).unwrap();
    assert_eq!(left::<D, M>(scripted), left::<D, M>(run));

    let up = Migrator::<M>::new().sql(scripted).unwrap();
    let offline = Migrator::<M>::new().sql_from::<D::Connection>("a").unwrap();
    assert_ne!(up, "");
    // With a database it is known that the tables are there, and where.
    assert!(up.len() < offline.len(), "{up}\n{offline}");
    succeeds(&by_script.run(&offline), &offline);
    Migrator::<M>::new().run(run).unwrap();
    assert_eq!(left::<D, M>(scripted), left::<D, M>(run));

    let down = Migrator::<M>::new().downgrade("base");
    let down = down.sql_from::<D::Connection>("head").unwrap();
    succeeds(&by_script.run(&down), &down);
    Migrator::<M>::new().downgrade("base").run(run).unwrap();
    assert_eq!(left::<D, M>(scripted), left::<D, M>(run));
}

/// A stamp.
fn a_stamp<D, M>()
where
    D: WithClient,
    M: Embedded + Supports<<D::Connection as Database>::Dialect>,
{
    let (by_script, by_run) = (D::create(), D::create());
    let (scripted, run) = (&mut by_script.connect(), &mut by_run.connect());
    let stamp = Migrator::<M>::new();
    let stamp = stamp
        .stamp_sql_from::<D::Connection, _>("base", ["c"])
        .unwrap();
    succeeds(&by_script.run(&stamp), &stamp);
    Migrator::<M>::new().stamp(run, ["c"]).unwrap();
    assert_eq!(left::<D, M>(scripted), left::<D, M>(run));
    let stamp = Migrator::<M>::new().stamp_sql(scripted, ["a"]).unwrap();
    succeeds(&by_script.run(&stamp), &stamp);
    Migrator::<M>::new().stamp(run, ["a"]).unwrap();
    assert_eq!(left::<D, M>(scripted), left::<D, M>(run));
    assert!(!by_script.run(&stamp).status.success());
}

/// What fails is rolled back and what comes behind it does not run, as in a run.
fn a_script_that_fails<D, M>()
where
    D: WithClient,
    M: Embedded + Supports<<D::Connection as Database>::Dialect>,
{
    let database = D::create();
    let connection = &mut database.connect();
    // In the way of the insert of `b`.
    let script = Migrator::<M>::new()
        .sql_from::<D::Connection>("base")
        .unwrap();
    Migrator::<M>::new().target("a").run(connection).unwrap();
    let rest = Migrator::<M>::new().sql(connection).unwrap();
    connection
        .batch_execute("INSERT INTO one VALUES (2, 'in the way')")
        .unwrap();
    assert!(!database.run(&script).status.success());
    let output = database.run(&rest);
    assert!(!output.status.success(), "{rest}");
    let (versions, entries) = left::<D, M>(connection);
    assert_eq!(versions[0], "a");
    // And what Alembic's table says, where it is kept in step.
    assert!(versions.len() == 1 || versions[1..] == ["Alembic's:", "a"]);
    assert_eq!(entries.len(), 1);
    assert_eq!(
        D::texts(connection, "SELECT t AS text FROM one"),
        ["in the way"]
    );
    assert!(connection.batch_execute("SELECT * FROM two").is_err());
}

/// While somebody migrates, a script does not start.
fn a_script_beside_a_run<D, M>()
where
    D: WithClient,
    M: Embedded + Supports<<D::Connection as Database>::Dialect>,
{
    struct Runs<'a, D>(&'a D, &'a str, Option<Output>);
    impl<D: WithClient> migrate_runtime::Observer for Runs<'_, D> {
        fn step_started(&mut self, _: &migrate_runtime::StepInfo) {
            if self.2.is_none() {
                self.2 = Some(self.0.run(self.1));
            }
        }
    }
    let database = D::create();
    let connection = &mut database.connect();
    let script = Migrator::<M>::new()
        .sql_from::<D::Connection>("base")
        .unwrap();
    let mut observer = Runs(&database, &script, None);
    let migrator = Migrator::<M>::new().observer(&mut observer);
    migrator.run(connection).unwrap();
    let output = observer.2.expect("the client ran");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(
        said.contains("another process migrates this database"),
        "{said}"
    );
    Migrator::<M>::new().check(connection).unwrap();
}

/// Rows alone, which every database can take back.
fn rows_in_one() -> migrate_runtime::Chain {
    let step = |id: &str, number: u8, parents: &[&str]| {
        rev(id, &format!("INSERT INTO kept VALUES ({number});\n"))
            .revises(parents)
            .down(&format!("DELETE FROM kept WHERE id = {number};\n"))
    };
    chain(&[
        step("a", 1, &[]),
        step("b", 2, &["a"]),
        step("c", 3, &["b"]),
    ])
}

test_chain!(RowsInOne, rows_in_one());
test_chain!(
    RowsInOneElsewhere,
    rows_in_one().with_bookkeeping(ELSEWHERE)
);

/// All of it, or nothing.
fn one_transaction<D, M>()
where
    D: WithClient,
    M: Embedded + Supports<<D::Connection as Database>::Dialect>,
{
    let (by_script, by_run) = (D::create(), D::create());
    let (scripted, run) = (&mut by_script.connect(), &mut by_run.connect());
    for connection in [&mut *scripted, &mut *run] {
        let table = "CREATE TABLE kept (id INT PRIMARY KEY)";
        connection.batch_execute(table).unwrap();
        Migrator::<M>::new().ensure_tables(connection).unwrap();
    }
    let kept = "SELECT CAST(id AS CHAR(1)) AS text FROM kept ORDER BY id";
    let in_one = || Migrator::<M>::new().one_transaction();
    let script = in_one().sql_from::<D::Connection>("base").unwrap();
    // In the way of the last step: nothing stays of the others.
    scripted
        .batch_execute("INSERT INTO kept VALUES (3)")
        .unwrap();
    let failed = by_script.run(&script);
    assert!(!failed.status.success(), "{script}");
    assert_eq!(D::texts(scripted, kept), ["3"], "{script}");
    let before = left::<D, M>(run);
    assert_eq!(left::<D, M>(scripted), before, "{script}");
    scripted.batch_execute("DELETE FROM kept").unwrap();
    succeeds(&by_script.run(&script), &script);
    assert_eq!(D::texts(scripted, kept), ["1", "2", "3"]);
    in_one().run(run).unwrap();
    assert_eq!(
        ids_reset(left::<D, M>(scripted)),
        ids_reset(left::<D, M>(run))
    );
    let down = in_one().downgrade("base").sql(scripted).unwrap();
    succeeds(&by_script.run(&down), &down);
    assert!(D::texts(scripted, kept).is_empty());
    in_one().downgrade("base").run(run).unwrap();
    assert_eq!(
        ids_reset(left::<D, M>(scripted)),
        ids_reset(left::<D, M>(run))
    );
}

/// Without the numbers of the rows of the history: what was rolled back has used some up.
fn ids_reset((versions, entries): (Vec<String>, Vec<String>)) -> (Vec<String>, Vec<String>) {
    let entries = entries.into_iter();
    let without = |entry: String| match entry.split_once(' ') {
        Some((_, rest)) => rest.to_owned(),
        None => entry,
    };
    (versions, entries.map(without).collect())
}

macro_rules! tests_on {
    ($($name:ident = $body:ident::<$database:ty, $chain:ty>, $needs:literal;)*) => {
        $(
            #[test]
            #[ignore = $needs]
            fn $name() {
                $body::<$database, $chain>();
            }
        )*
    };
}

tests_on! {
    sqlite_client_a_script_is_as_good_as_a_run = a_script_is_as_good_as_a_run::<Sqlite, SqliteShop>, "needs sqlite3";
    sqlite_client_a_stamp = a_stamp::<Sqlite, SqliteShop>, "needs sqlite3";
    sqlite_client_a_script_that_fails = a_script_that_fails::<Sqlite, SqliteShop>, "needs sqlite3";
    postgres_client_a_script_is_as_good_as_a_run = a_script_is_as_good_as_a_run::<Postgres, PostgresShop>, "needs a server and psql";
    postgres_client_a_stamp = a_stamp::<Postgres, PostgresShop>, "needs a server and psql";
    postgres_client_a_script_that_fails = a_script_that_fails::<Postgres, PostgresShop>, "needs a server and psql";
    postgres_client_a_script_beside_a_run = a_script_beside_a_run::<Postgres, PostgresShop>, "needs a server and psql";
    mysql_client_a_script_is_as_good_as_a_run = a_script_is_as_good_as_a_run::<Mysql, MysqlShop>, "needs a server and mariadb";
    mysql_client_a_stamp = a_stamp::<Mysql, MysqlShop>, "needs a server and mariadb";
    mysql_client_a_script_that_fails = a_script_that_fails::<Mysql, MysqlShop>, "needs a server and mariadb";
    mysql_client_a_script_beside_a_run = a_script_beside_a_run::<Mysql, MysqlShop>, "needs a server and mariadb";
    sqlite_client_a_script_is_as_good_as_a_run_elsewhere = a_script_is_as_good_as_a_run::<Sqlite, SqliteElsewhere>, "needs sqlite3";
    sqlite_client_a_stamp_elsewhere = a_stamp::<Sqlite, SqliteElsewhere>, "needs sqlite3";
    sqlite_client_a_script_that_fails_elsewhere = a_script_that_fails::<Sqlite, SqliteElsewhere>, "needs sqlite3";
    sqlite_client_one_transaction = one_transaction::<Sqlite, RowsInOne>, "needs sqlite3";
    sqlite_client_one_transaction_elsewhere = one_transaction::<Sqlite, RowsInOneElsewhere>, "needs sqlite3";
    postgres_client_a_script_is_as_good_as_a_run_elsewhere = a_script_is_as_good_as_a_run::<Postgres, PostgresElsewhere>, "needs a server and psql";
    postgres_client_a_stamp_elsewhere = a_stamp::<Postgres, PostgresElsewhere>, "needs a server and psql";
    postgres_client_a_script_that_fails_elsewhere = a_script_that_fails::<Postgres, PostgresElsewhere>, "needs a server and psql";
    postgres_client_one_transaction = one_transaction::<Postgres, RowsInOne>, "needs a server and psql";
    postgres_client_one_transaction_elsewhere = one_transaction::<Postgres, RowsInOneElsewhere>, "needs a server and psql";
    mysql_client_a_script_is_as_good_as_a_run_elsewhere = a_script_is_as_good_as_a_run::<Mysql, MysqlElsewhere>, "needs a server and mariadb";
    mysql_client_a_stamp_elsewhere = a_stamp::<Mysql, MysqlElsewhere>, "needs a server and mariadb";
    mysql_client_a_script_that_fails_elsewhere = a_script_that_fails::<Mysql, MysqlElsewhere>, "needs a server and mariadb";
    mysql_client_one_transaction = one_transaction::<Mysql, RowsInOne>, "needs a server and mariadb";
    mysql_client_one_transaction_elsewhere = one_transaction::<Mysql, RowsInOneElsewhere>, "needs a server and mariadb";
}

/// In plain `cargo test`, with the engine itself in the client's place.
#[test]
fn sqlite_a_script_without_its_client() {
    let database = Sqlite::create();
    let connection = &mut database.connect();
    let script = Migrator::<SqliteShop>::new()
        .sql_from::<diesel::SqliteConnection>("base")
        .unwrap();
    let statements = script.replacen(".bail on\n", "", 1);
    connection.batch_execute(&statements).unwrap();
    Migrator::<SqliteShop>::new().check(connection).unwrap();
    let other = &mut diesel::SqliteConnection::establish(&database.url()).unwrap();
    let refused = other.batch_execute(&statements).unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("the database is not where this script starts"),
        "{refused}"
    );
}
