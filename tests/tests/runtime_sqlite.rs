//! The runtime on SQLite.

mod runtime;

use diesel::connection::SimpleConnection;
use migrate_tests::databases::{Sqlite, TestDatabase};
use runtime::{
    backfills, basics, concurrency, failures, moving, policies, transactions, unrecorded,
};

tests_on! { Sqlite;
    sqlite_up_and_down = basics::up_and_down;
    sqlite_branches = basics::branches;
    sqlite_looking_creates_no_tables = basics::looking_creates_no_tables;
    sqlite_diesel_agrees = basics::diesel_agrees;
    sqlite_diesel_alone_before_us = basics::diesel_alone_before_us;
    sqlite_an_edited_revision = basics::an_edited_revision;
    sqlite_an_unknown_revision = basics::an_unknown_revision;
    sqlite_stamp = basics::stamp;
    sqlite_a_stamp_of_what_has_run = basics::a_stamp_of_what_has_run;
    sqlite_an_interrupted_run = basics::an_interrupted_run;
    sqlite_a_failing_statement = failures::a_failing_statement;
    sqlite_a_failing_downgrade = failures::a_failing_downgrade;
    sqlite_a_syntax_error = failures::a_syntax_error;
    sqlite_failing_data_changes = failures::failing_data_changes;
    sqlite_failing_without_a_transaction = failures::failing_without_a_transaction;
    sqlite_a_panic = failures::a_panic;
    sqlite_one_transaction = transactions::one_transaction;
    sqlite_one_transaction_fails = transactions::one_transaction_fails;
    sqlite_no_place_in_a_transaction = transactions::no_place_in_a_transaction;
    sqlite_in_the_callers_transaction = transactions::in_the_callers_transaction;
    sqlite_failing_in_the_callers_transaction = transactions::failing_in_the_callers_transaction;
    sqlite_a_wrapped_script = transactions::a_wrapped_script;
    sqlite_a_script_with_transactions = transactions::a_script_with_transactions;
    sqlite_unknown_revisions_are_tolerated = policies::unknown_revisions_are_tolerated;
    sqlite_a_stamp_that_purges = policies::a_stamp_that_purges;
    sqlite_a_check = policies::a_check;
    sqlite_an_upgrade_to_what_lies_below = policies::an_upgrade_to_what_lies_below;
    sqlite_a_run_that_is_stopped = policies::a_run_that_is_stopped;
    sqlite_one_transaction_that_is_stopped = policies::one_transaction_that_is_stopped;
    sqlite_many_processes = concurrency::many_processes;
    sqlite_alembics_record = moving::alembics_record;
    sqlite_diesels_record = moving::diesels_record;
    sqlite_sqlxs_record = moving::sqlxs_record;
    sqlite_refinerys_record = moving::refinerys_record;
    sqlite_alembics_table_in_step = moving::alembics_table_in_step;
    sqlite_alembics_table_after_a_failure = moving::alembics_table_after_a_failure;
    sqlite_a_version_num_that_was_edited = moving::a_version_num_that_was_edited;
    sqlite_tables_of_other_names = moving::tables_of_other_names;
    sqlite_a_squash_beside_alembics_table = moving::a_squash_beside_alembics_table;
    sqlite_another_tools_record = unrecorded::another_tools_record;
    sqlite_another_tools_record_beside_empty_tables = unrecorded::another_tools_record_beside_empty_tables;
    sqlite_diesels_table_beside_ours = unrecorded::diesels_table_beside_ours;
    sqlite_another_applications_record = unrecorded::another_applications_record;
    sqlite_short_ids_with_their_tables = unrecorded::short_ids_with_their_tables;
    sqlite_what_is_no_record = unrecorded::what_is_no_record;
    sqlite_an_unknown_row = unrecorded::an_unknown_row;
    sqlite_tables_without_a_record = unrecorded::tables_without_a_record;
    sqlite_half_adopted = unrecorded::half_adopted;
    sqlite_another_tools_record_in_the_callers_transaction = unrecorded::in_the_callers_transaction;
    sqlite_batch_by_batch = backfills::batch_by_batch;
    sqlite_a_batch_that_fails = backfills::a_batch_that_fails;
    sqlite_a_batch_that_panics = backfills::a_batch_that_panics;
    sqlite_a_process_that_dies = backfills::a_process_that_dies;
    sqlite_many_processes_fill = backfills::many_processes;
    sqlite_a_backfill_that_is_stopped = backfills::a_run_that_is_stopped;
    sqlite_a_backfill_in_one_transaction = backfills::in_one_transaction;
    sqlite_a_backfill_in_the_callers_transaction = backfills::in_the_callers_transaction;
    sqlite_a_backfill_recorded_by_another_tool = backfills::recorded_by_another_tool;
    sqlite_a_stamp_of_a_backfill = backfills::a_stamp;
    sqlite_a_backfill_behind_an_edited_script = backfills::an_edited_script;
    sqlite_a_step_without_script = backfills::a_step_without_script;
    sqlite_a_backfill_run_by_diesel = backfills::run_by_diesel;
    sqlite_a_backfill_behind_a_script_without_transaction = backfills::behind_a_script_without_transaction;
    sqlite_a_script_that_ends_before_a_backfill = backfills::a_script_for_review;
}

/// SQLite finds a table whatever the case of its name, and so does the tool that made it.
#[test]
fn sqlite_another_tools_record_in_capitals() {
    let database = Sqlite::create();
    let connection = &mut database.connect();
    connection
        .batch_execute(
            "CREATE TABLE Alembic_Version (version_num TEXT); \
             INSERT INTO alembic_version VALUES ('20240115093000')",
        )
        .unwrap();
    let migrator = migrate_runtime::Migrator::<unrecorded::Telling>::new;
    let said = migrator()
        .run(connection)
        .unwrap_err()
        .explain()
        .to_string();
    assert!(said.contains("`Alembic_Version` says"), "{said}");
    let tool = migrate_runtime::OtherTool::Alembic;
    assert_eq!(
        migrator().take_over(connection, tool).unwrap().recorded,
        ["20240115093000"]
    );
}

/// A writer keeps a step waiting; in WAL mode (else not even reading is possible) it does not keep
/// a start with nothing to do.
#[test]
fn sqlite_a_writer_is_waited_for() {
    concurrency::a_lock_that_is_taken::<Sqlite>(
        |holder| {
            holder
                .batch_execute("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE")
                .unwrap();
        },
        |holder| holder.batch_execute("ROLLBACK").unwrap(),
    );
}

/// In WAL mode, with readers at work and many processes.
#[test]
fn sqlite_many_processes_beside_a_reader_in_wal_mode() {
    let database = Sqlite::create();
    let reader = &mut database.connect();
    reader
        .batch_execute(
            "PRAGMA journal_mode = WAL; CREATE TABLE seen (id INT); BEGIN; SELECT * FROM seen",
        )
        .unwrap();
    concurrency::processes(&database);
}

/// A merge that was written without scripts is a step all the same: only its record.
#[test]
fn sqlite_a_merge_without_scripts() {
    use migrate_runtime::{Chain, Migrator, Revision};
    use migrate_tests::chains::{chain, rev};

    fn with_bare_merge() -> Chain {
        let both = chain(&[
            rev("a", "SELECT 1;\n").down("SELECT 1;\n"),
            rev("b", "SELECT 1;\n").revises(&["a"]).down("SELECT 1;\n"),
            rev("c", "SELECT 1;\n").revises(&["a"]).down("SELECT 1;\n"),
        ]);
        let merge = Revision {
            id: "m",
            revises: &["b", "c"],
            depends_on: &[],
            branch_labels: &[],
            message: "merge",
            created: None,
            documentation: None,
            transaction: true,
            irreversible: None,
            sqlite: None,
            postgres: None,
            mysql: None,
        };
        let mut revisions = both.revisions().to_vec();
        revisions.push(Box::leak(Box::new(merge)));
        Chain::new(Vec::leak(revisions))
    }
    migrate_tests::test_chain!(Bare, with_bare_merge());
    let database = Sqlite::create();
    let connection = &mut database.connect();
    let up = Migrator::<Bare>::new().run(connection).unwrap();
    assert_eq!(up.heads, ["m"]);
    assert!(
        Migrator::<Bare>::new()
            .run(connection)
            .unwrap()
            .steps
            .is_empty()
    );
    let down = Migrator::<Bare>::new()
        .downgrade("-1")
        .run(connection)
        .unwrap();
    assert_eq!(down.heads, ["b", "c"]);
}
