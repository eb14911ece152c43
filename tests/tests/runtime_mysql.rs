//! The runtime on MySQL and MariaDB.

mod runtime;

use diesel::connection::SimpleConnection;
use diesel::{Connection, MysqlConnection};
use migrate_runtime::{After, Error, Migrator};
use migrate_tests::chains::{chain, long_chain, rev};
use migrate_tests::databases::{Mysql, TestDatabase};
use migrate_tests::proxy::Proxy;
use migrate_tests::test_chain;
use runtime::{
    backfills, basics, concurrency, failures, heads, history, moving, policies, transactions,
    unrecorded, upgrade,
};
use std::time::Duration;

tests_on! { Mysql, needs "needs a MySQL or MariaDB server: tests/run";
    mysql_up_and_down = basics::up_and_down;
    mysql_branches = basics::branches;
    mysql_looking_creates_no_tables = basics::looking_creates_no_tables;
    mysql_diesel_agrees = basics::diesel_agrees;
    mysql_diesel_alone_before_us = basics::diesel_alone_before_us;
    mysql_an_edited_revision = basics::an_edited_revision;
    mysql_an_unknown_revision = basics::an_unknown_revision;
    mysql_stamp = basics::stamp;
    mysql_a_stamp_of_what_has_run = basics::a_stamp_of_what_has_run;
    mysql_an_interrupted_run = basics::an_interrupted_run;
    mysql_a_failing_statement = failures::a_failing_statement;
    mysql_a_failing_downgrade = failures::a_failing_downgrade;
    mysql_a_syntax_error = failures::a_syntax_error;
    mysql_failing_data_changes = failures::failing_data_changes;
    mysql_failing_without_a_transaction = failures::failing_without_a_transaction;
    mysql_a_panic = failures::a_panic;
    mysql_one_transaction = transactions::one_transaction;
    mysql_one_transaction_fails = transactions::one_transaction_fails;
    mysql_no_place_in_a_transaction = transactions::no_place_in_a_transaction;
    mysql_in_the_callers_transaction = transactions::in_the_callers_transaction;
    mysql_failing_in_the_callers_transaction = transactions::failing_in_the_callers_transaction;
    mysql_a_wrapped_script = transactions::a_wrapped_script;
    mysql_a_script_with_transactions = transactions::a_script_with_transactions;
    mysql_unknown_revisions_are_tolerated = policies::unknown_revisions_are_tolerated;
    mysql_a_stamp_that_purges = policies::a_stamp_that_purges;
    mysql_a_check = policies::a_check;
    mysql_a_check_during_a_run = policies::a_check_during_a_run;
    mysql_an_upgrade_to_what_lies_below = policies::an_upgrade_to_what_lies_below;
    mysql_a_run_that_is_stopped = policies::a_run_that_is_stopped;
    mysql_one_transaction_that_is_stopped = policies::one_transaction_that_is_stopped;
    mysql_many_processes = concurrency::many_processes;
    mysql_alembics_record = moving::alembics_record;
    mysql_diesels_record = moving::diesels_record;
    mysql_sqlxs_record = moving::sqlxs_record;
    mysql_refinerys_record = moving::refinerys_record;
    mysql_alembics_table_in_step = moving::alembics_table_in_step;
    mysql_alembics_table_after_a_failure = moving::alembics_table_after_a_failure;
    mysql_a_version_num_that_was_edited = moving::a_version_num_that_was_edited;
    mysql_tables_of_other_names = moving::tables_of_other_names;
    mysql_a_squash_beside_alembics_table = moving::a_squash_beside_alembics_table;
    mysql_another_tools_record = unrecorded::another_tools_record;
    mysql_another_tools_record_beside_empty_tables = unrecorded::another_tools_record_beside_empty_tables;
    mysql_diesels_table_beside_ours = unrecorded::diesels_table_beside_ours;
    mysql_another_applications_record = unrecorded::another_applications_record;
    mysql_short_ids_with_their_tables = unrecorded::short_ids_with_their_tables;
    mysql_what_is_no_record = unrecorded::what_is_no_record;
    mysql_an_unknown_row = unrecorded::an_unknown_row;
    mysql_tables_without_a_record = unrecorded::tables_without_a_record;
    mysql_half_adopted = unrecorded::half_adopted;
    mysql_another_tools_record_in_the_callers_transaction = unrecorded::in_the_callers_transaction;
    mysql_batch_by_batch = backfills::batch_by_batch;
    mysql_a_batch_that_fails = backfills::a_batch_that_fails;
    mysql_a_batch_that_panics = backfills::a_batch_that_panics;
    mysql_a_batch_that_loses_its_connection = backfills::a_batch_that_loses_its_connection;
    mysql_a_process_that_dies = backfills::a_process_that_dies;
    mysql_many_processes_fill = backfills::many_processes;
    mysql_a_backfill_that_is_stopped = backfills::a_run_that_is_stopped;
    mysql_a_backfill_in_one_transaction = backfills::in_one_transaction;
    mysql_a_backfill_in_the_callers_transaction = backfills::in_the_callers_transaction;
    mysql_a_backfill_recorded_by_another_tool = backfills::recorded_by_another_tool;
    mysql_a_stamp_of_a_backfill = backfills::a_stamp;
    mysql_a_backfill_behind_an_edited_script = backfills::an_edited_script;
    mysql_a_step_without_script = backfills::a_step_without_script;
    mysql_a_backfill_run_by_diesel = backfills::run_by_diesel;
    mysql_a_backfill_behind_a_script_without_transaction = backfills::behind_a_script_without_transaction;
    mysql_a_script_that_ends_before_a_backfill = backfills::a_script_for_review;
}

#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_the_lock_is_waited_for() {
    concurrency::a_lock_that_is_taken::<Mysql>(
        |holder| {
            holder
                .batch_execute("DO GET_LOCK(CONCAT('migrate:', SHA2(DATABASE(), 224)), 5)")
                .unwrap();
        },
        |holder| {
            holder
                .batch_execute("DO RELEASE_LOCK(CONCAT('migrate:', SHA2(DATABASE(), 224)))")
                .unwrap();
        },
    );
}

test_chain!(
    Bodies,
    chain(&[
        rev(
            "a",
            "CREATE TABLE one (id INT);\nCREATE TRIGGER t BEFORE INSERT ON one FOR EACH ROW BEGIN SET NEW.id = 1; SET NEW.id = NEW.id + 1; END;\n"
        ),
        rev("b", "INSERT INTO one VALUES (0);\n").revises(&["a"]),
    ])
);

/// Statements with statements inside are one statement.
#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_bodies_with_semicolons() {
    let database = Mysql::create();
    let connection = &mut database.connect();
    upgrade::<Mysql, Bodies>(connection).unwrap();
    let rows = Mysql::texts(connection, "SELECT CAST(id AS CHAR(1)) AS text FROM one");
    assert_eq!(rows, ["2"]);
}

test_chain!(
    Lost,
    chain(&[
        rev("a", "SELECT 1;\n"),
        rev(
            "b",
            "CREATE TABLE one (id INT);\nKILL CONNECTION_ID();\nSELECT 1;\n"
        )
        .revises(&["a"]),
    ])
);

/// A connection that is cut: a clear error at once, no lock left, and the step is seen as cut off.
#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_a_lost_connection() {
    let database = Mysql::create();
    let error = upgrade::<Mysql, Lost>(&mut database.connect()).unwrap_err();
    let text = error.explain().to_string();
    let Error::Step(error) = error else {
        panic!("{text}")
    };
    assert_eq!((error.revision, &error.after), ("b", &After::Unknown));
    assert!(text.contains("the connection is lost"), "{text}");
    let connection = &mut database.connect();
    assert_eq!(heads::<Mysql, Lost>(connection), ["a"]);
    let expected = ["upgrade a ok", "upgrade b unfinished"];
    assert_eq!(history::<Mysql, Lost>(connection), expected);
    let migrator = Migrator::<Lost>::new().lock_timeout(Duration::from_secs(60));
    let error = migrator.run(connection).unwrap_err();
    assert!(matches!(error, Error::Interrupted { .. }), "{error}");
}

test_chain!(Fifty, long_chain(51));

/// Counted on the wire, behind the connection's own start.
#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_round_trips() {
    let database = Mysql::create();
    let url = database.url();
    let (_, socket) = url.split_once("unix_socket=").expect("a socket");
    let proxy = Proxy::start(socket.as_ref()).unwrap();
    let proxied = url.replace(socket, &proxy.socket().display().to_string());
    let connection = &mut MysqlConnection::establish(&proxied).unwrap();

    Migrator::<Fifty>::new()
        .target("r00019")
        .run(connection)
        .unwrap();
    proxy.take_round_trips();
    Migrator::<Fifty>::new()
        .target("r00029")
        .run(connection)
        .unwrap();
    let ten = proxy.take_round_trips();
    Migrator::<Fifty>::new()
        .target("r00049")
        .run(connection)
        .unwrap();
    let twenty = proxy.take_round_trips();
    // Diesel turns multi-statements on before each batch, and off behind it.
    assert_eq!(twenty - ten, 30, "each revision is three round trips");
    assert!(ten - 30 <= 12, "{} for the looks and the lock", ten - 30);

    upgrade::<Mysql, Fifty>(connection).unwrap();
    proxy.take_round_trips();
    assert!(
        upgrade::<Mysql, Fifty>(connection)
            .unwrap()
            .steps
            .is_empty()
    );
    assert_eq!(
        proxy.take_round_trips(),
        2,
        "nothing to do: Diesel prepares, then executes"
    );
}
