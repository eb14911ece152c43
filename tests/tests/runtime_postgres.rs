//! The runtime on PostgreSQL.

mod runtime;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use migrate_runtime::{After, Chain, Embedded, Error, Migrator, Supports};
use migrate_tests::chains::{chain, long_chain, rev};
use migrate_tests::databases::{Postgres, TestDatabase};
use migrate_tests::proxy::Proxy;
use migrate_tests::test_chain;
use runtime::{
    backfills, basics, concurrency, failures, heads, history, moving, policies, transactions,
    unrecorded, upgrade,
};
use std::time::Duration;

tests_on! { Postgres, needs "needs a PostgreSQL server: tests/run";
    postgres_up_and_down = basics::up_and_down;
    postgres_branches = basics::branches;
    postgres_looking_creates_no_tables = basics::looking_creates_no_tables;
    postgres_diesel_agrees = basics::diesel_agrees;
    postgres_diesel_alone_before_us = basics::diesel_alone_before_us;
    postgres_an_edited_revision = basics::an_edited_revision;
    postgres_an_unknown_revision = basics::an_unknown_revision;
    postgres_stamp = basics::stamp;
    postgres_a_stamp_of_what_has_run = basics::a_stamp_of_what_has_run;
    postgres_an_interrupted_run = basics::an_interrupted_run;
    postgres_a_failing_statement = failures::a_failing_statement;
    postgres_a_failing_downgrade = failures::a_failing_downgrade;
    postgres_a_syntax_error = failures::a_syntax_error;
    postgres_failing_data_changes = failures::failing_data_changes;
    postgres_failing_without_a_transaction = failures::failing_without_a_transaction;
    postgres_a_panic = failures::a_panic;
    postgres_one_transaction = transactions::one_transaction;
    postgres_one_transaction_fails = transactions::one_transaction_fails;
    postgres_no_place_in_a_transaction = transactions::no_place_in_a_transaction;
    postgres_in_the_callers_transaction = transactions::in_the_callers_transaction;
    postgres_failing_in_the_callers_transaction = transactions::failing_in_the_callers_transaction;
    postgres_a_wrapped_script = transactions::a_wrapped_script;
    postgres_a_script_with_transactions = transactions::a_script_with_transactions;
    postgres_unknown_revisions_are_tolerated = policies::unknown_revisions_are_tolerated;
    postgres_a_stamp_that_purges = policies::a_stamp_that_purges;
    postgres_a_check = policies::a_check;
    postgres_a_check_during_a_run = policies::a_check_during_a_run;
    postgres_an_upgrade_to_what_lies_below = policies::an_upgrade_to_what_lies_below;
    postgres_a_run_that_is_stopped = policies::a_run_that_is_stopped;
    postgres_one_transaction_that_is_stopped = policies::one_transaction_that_is_stopped;
    postgres_many_processes = concurrency::many_processes;
    postgres_alembics_record = moving::alembics_record;
    postgres_diesels_record = moving::diesels_record;
    postgres_sqlxs_record = moving::sqlxs_record;
    postgres_refinerys_record = moving::refinerys_record;
    postgres_alembics_table_in_step = moving::alembics_table_in_step;
    postgres_alembics_table_after_a_failure = moving::alembics_table_after_a_failure;
    postgres_a_version_num_that_was_edited = moving::a_version_num_that_was_edited;
    postgres_tables_of_other_names = moving::tables_of_other_names;
    postgres_a_squash_beside_alembics_table = moving::a_squash_beside_alembics_table;
    postgres_another_tools_record = unrecorded::another_tools_record;
    postgres_another_tools_record_beside_empty_tables = unrecorded::another_tools_record_beside_empty_tables;
    postgres_diesels_table_beside_ours = unrecorded::diesels_table_beside_ours;
    postgres_another_applications_record = unrecorded::another_applications_record;
    postgres_short_ids_with_their_tables = unrecorded::short_ids_with_their_tables;
    postgres_what_is_no_record = unrecorded::what_is_no_record;
    postgres_an_unknown_row = unrecorded::an_unknown_row;
    postgres_tables_without_a_record = unrecorded::tables_without_a_record;
    postgres_half_adopted = unrecorded::half_adopted;
    postgres_another_tools_record_in_the_callers_transaction = unrecorded::in_the_callers_transaction;
    postgres_batch_by_batch = backfills::batch_by_batch;
    postgres_a_batch_that_fails = backfills::a_batch_that_fails;
    postgres_a_batch_that_panics = backfills::a_batch_that_panics;
    postgres_a_batch_that_loses_its_connection = backfills::a_batch_that_loses_its_connection;
    postgres_a_process_that_dies = backfills::a_process_that_dies;
    postgres_many_processes_fill = backfills::many_processes;
    postgres_a_backfill_that_is_stopped = backfills::a_run_that_is_stopped;
    postgres_a_backfill_in_one_transaction = backfills::in_one_transaction;
    postgres_a_backfill_in_the_callers_transaction = backfills::in_the_callers_transaction;
    postgres_a_backfill_recorded_by_another_tool = backfills::recorded_by_another_tool;
    postgres_a_stamp_of_a_backfill = backfills::a_stamp;
    postgres_a_backfill_behind_an_edited_script = backfills::an_edited_script;
    postgres_a_step_without_script = backfills::a_step_without_script;
    postgres_a_backfill_run_by_diesel = backfills::run_by_diesel;
    postgres_a_backfill_behind_a_script_without_transaction = backfills::behind_a_script_without_transaction;
    postgres_a_script_that_ends_before_a_backfill = backfills::a_script_for_review;
}

/// A record in another schema counts only where it is the only one that there is.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_another_tools_record_in_another_schema() {
    let database = Postgres::create();
    let connection = &mut database.connect();
    let tenant = |name: &str| {
        format!(
            "CREATE SCHEMA {name}; CREATE TABLE {name}.alembic_version (version_num TEXT); \
             INSERT INTO {name}.alembic_version VALUES ('a')"
        )
    };
    connection.batch_execute(&tenant("\"Müller\"")).unwrap();
    let migrator = Migrator::<Concurrently>::new;
    let said = migrator()
        .check(connection)
        .unwrap_err()
        .explain()
        .to_string();
    assert!(said.contains("`Müller.alembic_version` says"), "{said}");
    assert!(said.contains("search path"), "{said}");

    // On the path, but not where the tables would be made.
    connection
        .batch_execute("SET search_path = public, \"Müller\"")
        .unwrap();
    let said = migrator()
        .check(connection)
        .unwrap_err()
        .explain()
        .to_string();
    assert!(
        said.contains("`alembic_version` says that Alembic"),
        "{said}"
    );
    assert!(said.contains("stamp --from-alembic"), "{said}");
    let taken = migrator().compare_with(connection, migrate_runtime::OtherTool::Alembic);
    assert_eq!(taken.unwrap().applied, ["a"]);

    // Other tenants' say nothing of this one.
    connection
        .batch_execute("SET search_path = public")
        .unwrap();
    connection.batch_execute(&tenant("second")).unwrap();
    let said = migrator()
        .check(connection)
        .unwrap_err()
        .explain()
        .to_string();
    assert!(!said.contains("alembic"), "{said}");
    assert_eq!(migrator().run(connection).unwrap().heads, ["b"]);
}

/// A role that may not read the other tool's table is not kept from upgrading, in a transaction
/// neither.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_another_tools_record_that_may_not_be_read() {
    let database = Postgres::create();
    let owner = &mut database.connect();
    owner
        .batch_execute(
            "CREATE TABLE alembic_version (version_num TEXT); \
             INSERT INTO alembic_version VALUES ('a'); GRANT CREATE ON SCHEMA public TO PUBLIC; \
             SET ROLE pg_monitor",
        )
        .unwrap();
    let done = owner.transaction(|connection| {
        let done = Migrator::<Concurrently>::new().target("a").run(connection);
        Ok::<_, diesel::result::Error>(done)
    });
    let done = done.unwrap();
    assert_eq!(done.unwrap().heads, ["a"]);
    owner.batch_execute("RESET ROLE").unwrap();
}

/// The advisory lock of the schema `public`, taken by hand.
const KEY: &str = "hashtextextended('migrate:public', 0)";

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_the_lock_is_waited_for() {
    concurrency::a_lock_that_is_taken::<Postgres>(
        |holder| {
            let sql = format!("SELECT pg_advisory_lock({KEY})");
            holder.batch_execute(&sql).unwrap();
        },
        |holder| {
            let sql = format!("SELECT pg_advisory_unlock({KEY})");
            holder.batch_execute(&sql).unwrap();
        },
    );
}

test_chain!(
    Concurrently,
    chain(&[
        rev("a", "CREATE TABLE one (id INT, name TEXT);\n"),
        rev(
            "b",
            "CREATE INDEX CONCURRENTLY i ON one (id);\nCREATE INDEX CONCURRENTLY j ON one (name);\n"
        )
        .revises(&["a"])
        .without_transaction()
        .down("DROP INDEX CONCURRENTLY i;\nDROP INDEX CONCURRENTLY j;\n"),
    ])
);

/// `CREATE INDEX CONCURRENTLY` waits for every transaction, and so must not meet a process that
/// waits for the lock inside of one.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_indexes_are_built_concurrently_while_others_wait() {
    let database = Postgres::create();
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| upgrade::<Postgres, Concurrently>(&mut database.connect())))
            .collect();
        for run in runs {
            run.join().unwrap().unwrap();
        }
    });
    let connection = &mut database.connect();
    let report = Migrator::<Concurrently>::new()
        .downgrade("a")
        .run(connection);
    assert_eq!(report.unwrap().heads, ["a"]);
    let expected = ["upgrade a ok", "upgrade b ok", "downgrade b ok"];
    assert_eq!(history::<Postgres, Concurrently>(connection), expected);
}

test_chain!(
    InTransaction,
    chain(&[
        rev("a", "CREATE TABLE one (id INT);\n"),
        rev("b", "SELECT 1;\nCREATE INDEX CONCURRENTLY i ON one (id);\n").revises(&["a"]),
    ])
);

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_statement_that_needs_no_transaction_is_told_what_to_write() {
    let database = Postgres::create();
    let error = upgrade::<Postgres, InTransaction>(&mut database.connect()).unwrap_err();
    let text = error.explain().to_string();
    assert!(text.contains("statement 2 of 2"), "{text}");
    assert!(text.contains("`transaction = false`"), "{text}");
}

test_chain!(
    SearchPath,
    chain(&[
        rev(
            "a",
            "CREATE SCHEMA other;\nSELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE other.one (id INT);\n"
        ),
        rev(
            "b",
            "CREATE TABLE two (id INT);\nSET search_path = other;\n"
        )
        .revises(&["a"]),
        rev("c", "CREATE TABLE three (id INT);\n").revises(&["b"]),
    ])
);

/// A dump sets the search path to nothing; the record and the next revision don't mind.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_script_may_change_the_search_path() {
    for one_transaction in [false, true] {
        let database = Postgres::create();
        let connection = &mut database.connect();
        let migrator = Migrator::<SearchPath>::new();
        let migrator = if one_transaction {
            migrator.one_transaction()
        } else {
            migrator
        };
        assert_eq!(migrator.run(connection).unwrap().heads, ["c"]);
        let schemas = "SELECT table_name || ' ' || table_schema AS text \
                       FROM information_schema.tables WHERE table_name IN ('one', 'two', 'three') \
                       ORDER BY 1";
        let tables = Postgres::texts(connection, schemas);
        assert_eq!(tables, ["one other", "three public", "two public"]);
        assert!(
            upgrade::<Postgres, SearchPath>(connection)
                .unwrap()
                .steps
                .is_empty()
        );
    }
}

test_chain!(
    Deferred,
    chain(&[
        rev(
            "a",
            "CREATE TABLE parent (id INT PRIMARY KEY);\nCREATE TABLE child (id INT REFERENCES parent DEFERRABLE INITIALLY DEFERRED);\n"
        ),
        rev("b", "INSERT INTO child VALUES (1);\nSELECT 1;\n").revises(&["a"]),
    ])
);

/// What only the commit finds is not blamed on a statement.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_deferred_constraint_fails_at_the_commit() {
    let database = Postgres::create();
    let connection = &mut database.connect();
    let error = upgrade::<Postgres, Deferred>(connection).unwrap_err();
    let text = error.explain().to_string();
    let Error::Step(error) = error else {
        panic!("{text}")
    };
    assert!(error.site.is_none() && error.recording, "{text}");
    assert!(text.contains("detail: Key (id)=(1)"), "{text}");
    assert_eq!(error.after, After::RolledBack { heads: vec!["a"] });
    assert_eq!(heads::<Postgres, Deferred>(connection), ["a"]);
}

test_chain!(
    Isolated,
    chain(&[rev(
        "a",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\nSET TRANSACTION READ WRITE;\nCREATE TABLE one (id INT);\nSELECT 1/0;\n"
    )])
);

/// The marks behind the statements are no queries before `SET TRANSACTION`, and are gone
/// afterwards.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_script_may_set_its_transaction() {
    let database = Postgres::create();
    let connection = &mut database.connect();
    let error = upgrade::<Postgres, Isolated>(connection).unwrap_err();
    let Error::Step(error) = error else {
        panic!("{error}")
    };
    assert_eq!(error.site.as_ref().unwrap().number, 4, "{error}");
    let locks = "SELECT locktype::text AS text FROM pg_locks \
                 WHERE locktype = 'advisory' AND pid = pg_backend_pid()";
    assert!(Postgres::texts(connection, locks).is_empty());
}

test_chain!(
    Lost,
    chain(&[
        rev("a", "SELECT 1;\n"),
        rev(
            "b",
            "CREATE TABLE one (id INT);\nSELECT pg_terminate_backend(pg_backend_pid());\nSELECT 1;\n"
        )
        .revises(&["a"]),
    ])
);

/// A connection that is cut: a clear error at once, nothing half recorded, and no lock left.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_lost_connection() {
    let database = Postgres::create();
    let error = upgrade::<Postgres, Lost>(&mut database.connect()).unwrap_err();
    let text = error.explain().to_string();
    let Error::Step(error) = error else {
        panic!("{text}")
    };
    assert_eq!((error.revision, &error.after), ("b", &After::Unknown));
    assert!(text.contains("the connection is lost"), "{text}");
    let connection = &mut database.connect();
    assert_eq!(heads::<Postgres, Lost>(connection), ["a"]);
    assert_eq!(history::<Postgres, Lost>(connection), ["upgrade a ok"]);
    let migrator = Migrator::<Lost>::new().lock_timeout(Duration::from_secs(60));
    assert!(matches!(migrator.run(connection), Err(Error::Step(_))));
}

fn strings(off: &str) -> Chain {
    let script = format!(
        "CREATE TABLE one (t TEXT);\n{off};\nINSERT INTO one VALUES ('it\\'s; a');\n\
         SET standard_conforming_strings = on;\nINSERT INTO one VALUES ('a\\b');\n"
    );
    let wrong = format!("DELETE FROM one;\n{off};\nINSERT INTO one VALUES ('\\'');\nSELECT 1/0;\n");
    chain(&[rev("a", &script), rev("b", &wrong).revises(&["a"])])
}

test_chain!(StringsOff, strings("SET standard_conforming_strings = off"));
test_chain!(
    StringsOffByFunction,
    strings("SELECT set_config('standard_conforming_strings', 'off', false)")
);

/// The server reads all strings of a message before it knows what one of its statements has set, so each
/// statement is a message of its own; all are one transaction, and the one that fails is known.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_strings_with_backslashes() {
    fn judged<M: Embedded + Supports<migrate_runtime::dialect::Postgres>>() {
        let database = Postgres::create();
        let connection = &mut database.connect();
        let error = upgrade::<Postgres, M>(connection).unwrap_err();
        let Error::Step(error) = error else {
            panic!("{error}")
        };
        assert_eq!(error.revision, "b");
        assert_eq!(error.site.as_ref().map(|site| site.number), Some(4));
        assert_eq!(error.after, After::RolledBack { heads: vec!["a"] });
        let rows = Postgres::texts(connection, "SELECT t AS text FROM one ORDER BY t");
        assert_eq!(rows, ["a\\b", "it's; a"]);
        let setting = "SELECT current_setting('standard_conforming_strings') AS text";
        assert_eq!(Postgres::texts(connection, setting), ["on"]);
    }
    judged::<StringsOff>();
    judged::<StringsOffByFunction>();
}

test_chain!(Hundred, long_chain(100));

/// Counted on the wire, behind the connection's own start.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_round_trips() {
    let database = Postgres::create();
    let url = database.url();
    let folder = socket_folder(&url);
    let files = std::fs::read_dir(&folder).expect("the folder of the socket");
    let socket = files
        .flatten()
        .map(|file| file.path())
        .find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(".s.PGSQL.") && !name.ends_with(".lock")
        })
        .expect("a socket");
    let proxy = Proxy::start(&socket).unwrap();
    let encoded = |path: &str| path.replace('/', "%2F");
    let proxied = url.replace(
        &encoded(&folder),
        &encoded(&proxy.folder().display().to_string()),
    );
    let connection = &mut PgConnection::establish(&proxied).unwrap();

    Migrator::<Hundred>::new()
        .target("r00019")
        .run(connection)
        .unwrap();
    proxy.take_round_trips();
    Migrator::<Hundred>::new()
        .target("r00029")
        .run(connection)
        .unwrap();
    let ten = proxy.take_round_trips();
    Migrator::<Hundred>::new()
        .target("r00049")
        .run(connection)
        .unwrap();
    let twenty = proxy.take_round_trips();
    assert_eq!(twenty - ten, 10, "each revision is one round trip");
    assert!(ten - 10 <= 16, "{} for the looks and the lock", ten - 10);

    upgrade::<Postgres, Hundred>(connection).unwrap();
    proxy.take_round_trips();
    assert!(
        upgrade::<Postgres, Hundred>(connection)
            .unwrap()
            .steps
            .is_empty()
    );
    assert_eq!(proxy.take_round_trips(), 1, "nothing to do");

    connection
        .batch_execute("DELETE FROM migration_history")
        .unwrap();
    proxy.take_round_trips();
    assert!(
        upgrade::<Postgres, Hundred>(connection)
            .unwrap()
            .steps
            .is_empty()
    );
    assert_eq!(
        proxy.take_round_trips(),
        1,
        "nothing to do, applied by Diesel"
    );
}

/// The folder in an address whose host is an encoded path.
fn socket_folder(url: &str) -> String {
    let host = url.split_once('@').map_or(url, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    host.replace("%2F", "/")
}

/// Nothing to do needs no more than the right to read.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_nothing_to_do_needs_only_to_read() {
    let database = Postgres::create();
    upgrade::<Postgres, Hundred>(&mut database.connect()).unwrap();
    let connection = &mut database.connect();
    connection
        .batch_execute("SET default_transaction_read_only = on")
        .unwrap();
    assert!(
        upgrade::<Postgres, Hundred>(connection)
            .unwrap()
            .steps
            .is_empty()
    );
}
