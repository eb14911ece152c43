//! Databases that another tool made, or nobody knows who: seen before anything runs, or said of a step
//! that fails; and databases where others are at home, too, which are left alone.

use super::{exists, heads, history, upgrade};
use diesel::connection::SimpleConnection;
use migrate_runtime::{Bookkeeping, Chain, Embedded, Error, Migrator, OtherTool, Place};
use migrate_tests::chains::{chain, rev};
use migrate_tests::databases::TestDatabase;
use migrate_tests::test_chain;

const TWO: &str = "CREATE TABLE two (id INT);\n";

/// Ids that nobody has by chance.
fn telling() -> Chain {
    chain(&[
        rev("20240115093000", "CREATE TABLE one (id INT);\n").down("DROP TABLE one;\n"),
        rev("20240116093000", TWO)
            .revises(&["20240115093000"])
            .down("DROP TABLE two;\n"),
    ])
}

/// Ids that any other application may have, too.
fn short() -> Chain {
    chain(&[
        rev("1", "CREATE TABLE one (id INT);\n").down("DROP TABLE one;\n"),
        rev("2", TWO).revises(&["1"]).down("DROP TABLE two;\n"),
    ])
}

const ELSEWHERE: Bookkeeping = Bookkeeping {
    applied: "applied_revisions",
    history: "runs",
    ..Bookkeeping::DEFAULT
};

test_chain!(pub Telling, telling());
test_chain!(Short, short());
test_chain!(Renamed, telling().with_bookkeeping(ELSEWHERE));

const NO_TIME: std::time::Duration = std::time::Duration::ZERO;

const TABLES: &str = "CREATE TABLE one (id INT)";

/// A record of each tool, with these versions.
fn record(tool: OtherTool, versions: &[&str]) -> String {
    let (table, columns, row) = match tool {
        OtherTool::Alembic => (
            "alembic_version",
            "version_num VARCHAR(32) NOT NULL",
            "'{}'",
        ),
        OtherTool::Diesel => (
            "__diesel_schema_migrations",
            "version VARCHAR(50) PRIMARY KEY NOT NULL, \
             run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP",
            "'{}', CURRENT_TIMESTAMP",
        ),
        OtherTool::Sqlx => (
            "_sqlx_migrations",
            "version BIGINT PRIMARY KEY, success BOOLEAN NOT NULL, checksum VARCHAR(9) NOT NULL",
            "{}, TRUE, ''",
        ),
        _ => (
            "refinery_schema_history",
            "version BIGINT PRIMARY KEY, name VARCHAR(255)",
            "{}, 'one'",
        ),
    };
    let mut sql = format!("CREATE TABLE {table} ({columns})");
    for version in versions {
        let row = row.replace("{}", version);
        sql.push_str(&format!(";\nINSERT INTO {table} VALUES ({row})"));
    }
    sql
}

fn made<D: TestDatabase>(scripts: &[&str]) -> D {
    let database = D::create();
    let connection = &mut database.connect();
    for script in scripts {
        connection.batch_execute(script).expect(script);
    }
    database
}

/// Every look and every run names the table and the command; nothing is written.
pub fn another_tools_record<D: TestDatabase>() {
    for (tool, option) in [
        (OtherTool::Alembic, "stamp --from-alembic"),
        (OtherTool::Sqlx, "stamp --from-sqlx"),
        (OtherTool::Refinery, "stamp --from-refinery"),
    ] {
        // PostgreSQL's reader takes the checksum for bytes.
        if tool == OtherTool::Sqlx && D::NAME == "postgres" {
            continue;
        }
        let database: D = made(&[TABLES, &record(tool, &["20240115093000"])]);
        let connection = &mut database.connect();
        let migrator = Migrator::<Telling>::new;
        for refused in [
            migrator().run(connection).unwrap_err(),
            migrator().target("+1").run(connection).unwrap_err(),
            migrator()
                .lock_timeout(NO_TIME)
                .run(connection)
                .unwrap_err(),
            migrator().plan(connection).unwrap_err(),
            migrator().preview(connection).unwrap_err(),
            migrator().sql(connection).unwrap_err(),
            migrator().check(connection).unwrap_err(),
        ] {
            let said = refused.explain().to_string();
            assert!(said.contains(option), "{said}");
            assert!(said.contains(&format!("that {}", tool.name())), "{said}");
            assert!(said.contains("`20240115093000`"), "{said}");
            assert!(
                matches!(
                    refused,
                    Error::OtherRecord(_) | Error::NotInitialized { .. }
                ),
                "{said}"
            );
        }
        let current = migrator().current(connection).unwrap();
        let [found] = &current.unrecorded.records[..] else {
            panic!("{current:?}")
        };
        assert_eq!((found.tool, found.place), (tool, Place::Here));
        assert_eq!(found.applied, ["20240115093000"]);
        assert_eq!(current.unrecorded.tables, ["one"]);
        assert!(!exists::<D>(connection, "migration_history"));

        migrator().take_over(connection, tool).unwrap();
        assert!(
            migrator()
                .current(connection)
                .unwrap()
                .unrecorded
                .is_empty()
        );
        assert_eq!(upgrade::<D, Telling>(connection).unwrap().steps.len(), 1);
        // What the other tool still says does not count any more.
        migrator().downgrade("base").run(connection).unwrap();
        assert!(
            migrator()
                .current(connection)
                .unwrap()
                .unrecorded
                .is_empty()
        );
        let said = migrator()
            .check(connection)
            .unwrap_err()
            .explain()
            .to_string();
        assert!(!said.contains(option), "{said}");
        assert_eq!(upgrade::<D, Telling>(connection).unwrap().steps.len(), 2);
    }
}

/// Bookkeeping tables that are there and empty are no record yet.
pub fn another_tools_record_beside_empty_tables<D: TestDatabase>() {
    let database: D = made(&[TABLES, &record(OtherTool::Alembic, &["20240115093000"])]);
    let connection = &mut database.connect();
    assert!(
        Migrator::<Telling>::new()
            .ensure_tables(connection)
            .unwrap()
    );
    let refused = upgrade::<D, Telling>(connection).unwrap_err();
    assert!(matches!(refused, Error::OtherRecord(_)), "{refused}");
}

/// Diesel's own table counts for us; where ours has another name, it is another tool's.
pub fn diesels_table_beside_ours<D: TestDatabase>() {
    let database: D = made(&[TABLES, &record(OtherTool::Diesel, &["20240115093000"])]);
    let connection = &mut database.connect();
    let refused = upgrade::<D, Renamed>(connection)
        .unwrap_err()
        .explain()
        .to_string();
    assert!(
        refused.contains("that Diesel has applied `20240115093000`"),
        "{refused}"
    );
    assert!(refused.contains("stamp --from-diesel"), "{refused}");
    assert_eq!(heads::<D, Telling>(connection), ["20240115093000"]);
    assert_eq!(upgrade::<D, Telling>(connection).unwrap().steps.len(), 1);

    let database: D = made(&[&record(OtherTool::Diesel, &["20190101000000"])]);
    let connection = &mut database.connect();
    let said = upgrade::<D, Telling>(connection)
        .unwrap_err()
        .explain()
        .to_string();
    assert!(
        said.contains("Diesel has applied `20190101000000`, and this binary has none of them"),
        "{said}"
    );
}

/// Other applications are at home in the database, with records of their own: nothing is refused.
pub fn another_applications_record<D: TestDatabase>() {
    for (tool, version) in [
        (OtherTool::Alembic, "1"),
        (OtherTool::Alembic, "b1946ac92492"),
        (OtherTool::Refinery, "1"),
        (OtherTool::Refinery, "77"),
    ] {
        let other = "CREATE TABLE invoices (id INT)";
        let database: D = made(&[other, &record(tool, &[version])]);
        let connection = &mut database.connect();
        let done = upgrade::<D, Short>(connection).unwrap();
        assert_eq!(done.steps.len(), 2, "{tool:?} {version}");
        let database: D = made(&[other, &record(tool, &[version])]);
        let done = upgrade::<D, Telling>(&mut database.connect()).unwrap();
        assert_eq!(done.steps.len(), 2, "{tool:?} {version}");
    }
}

/// Short ids tell when the revisions' tables are there.
pub fn short_ids_with_their_tables<D: TestDatabase>() {
    for tool in [OtherTool::Alembic, OtherTool::Refinery] {
        let database: D = made(&[TABLES, &record(tool, &["1"])]);
        let connection = &mut database.connect();
        let refused = upgrade::<D, Short>(connection).unwrap_err();
        assert!(matches!(refused, Error::OtherRecord(_)), "{refused}");
    }
}

/// A record without rows, and a table that only has the name of one, say nothing.
pub fn what_is_no_record<D: TestDatabase>() {
    for script in [
        record(OtherTool::Alembic, &[]),
        "CREATE TABLE alembic_version (id INT)".to_owned(),
        "CREATE TABLE _sqlx_migrations (version INT)".to_owned(),
        "CREATE VIEW alembic_version AS SELECT '20240115093000' AS version_num".to_owned(),
    ] {
        let database: D = made(&[&script]);
        let connection = &mut database.connect();
        let said = Migrator::<Telling>::new().check(connection).unwrap_err();
        assert!(
            !said.explain().to_string().contains("--from"),
            "{script}: {said}"
        );
        assert_eq!(
            upgrade::<D, Telling>(connection).unwrap().steps.len(),
            2,
            "{script}"
        );
    }
}

/// The record is at a revision that the binary does not have: the step that fails says so.
pub fn an_unknown_row<D: TestDatabase>() {
    let database: D = made(&[TABLES, &record(OtherTool::Alembic, &["b1946ac92492"])]);
    let connection = &mut database.connect();
    for said in [
        upgrade::<D, Telling>(connection)
            .unwrap_err()
            .explain()
            .to_string(),
        Migrator::<Telling>::new()
            .check(connection)
            .unwrap_err()
            .explain()
            .to_string(),
    ] {
        assert!(
            said.contains(
                "`alembic_version` says that Alembic has this database at `b1946ac92492`"
            ),
            "{said}"
        );
        assert!(
            said.contains("this binary does not have `b1946ac92492`"),
            "{said}"
        );
        assert!(
            said.contains("cargo migrate adopt --from alembic"),
            "{said}"
        );
    }
    // The failure was recorded, and is no record of ours that would hide it.
    assert_eq!(
        history::<D, Telling>(connection),
        ["upgrade 20240115093000 failed"]
    );
}

/// Tables and no record at all.
pub fn tables_without_a_record<D: TestDatabase>() {
    let database: D = made(&[TABLES, "CREATE TABLE notes (id INT)"]);
    let connection = &mut database.connect();
    let check = Migrator::<Telling>::new().check(connection).unwrap_err();
    assert_eq!(check.kind(), "not_initialized");
    for said in [
        check.explain().to_string(),
        upgrade::<D, Telling>(connection)
            .unwrap_err()
            .explain()
            .to_string(),
    ] {
        assert!(
            said.contains("it has tables already: `notes`, `one`"),
            "{said}"
        );
        assert!(
            said.contains("cargo migrate check --live --at REVISION"),
            "{said}"
        );
        assert!(said.contains("`stamp REVISION`"), "{said}");
    }
    let database = D::create();
    let connection = &mut database.connect();
    let said = Migrator::<Telling>::new().check(connection).unwrap_err();
    assert_eq!(
        said.explain().to_string(),
        "database not initialized: no revision is applied\n  next: run `upgrade`"
    );
}

/// Taken over once, and then the other tool went on.
pub fn half_adopted<D: TestDatabase>() {
    let database: D = made(&[TABLES, &record(OtherTool::Alembic, &["20240115093000"])]);
    let connection = &mut database.connect();
    let migrator = Migrator::<Telling>::new;
    migrator()
        .take_over(connection, OtherTool::Alembic)
        .unwrap();
    connection
        .batch_execute(
            "CREATE TABLE two (id INT); UPDATE alembic_version SET version_num = '20240116093000'",
        )
        .unwrap();
    let said = upgrade::<D, Telling>(connection)
        .unwrap_err()
        .explain()
        .to_string();
    assert!(
        said.contains("Alembic has this database at `20240116093000`: `stamp --from-alembic`"),
        "{said}"
    );
    // Not where the record has nothing to do with it.
    connection
        .batch_execute("UPDATE alembic_version SET version_num = '20240115093000'")
        .unwrap();
    let said = upgrade::<D, Telling>(connection)
        .unwrap_err()
        .explain()
        .to_string();
    assert_eq!(
        said.contains("`stamp 20240116093000` records"),
        D::TRANSACTIONAL,
        "{said}"
    );
    assert!(!said.contains("alembic"), "{said}");
}

/// Inside the caller's transaction, which goes on.
pub fn in_the_callers_transaction<D: TestDatabase>() {
    let unreadable = "CREATE TABLE alembic_version (id INT)";
    let database: D = made(&[
        "CREATE TABLE notes (id INT)",
        unreadable,
        &record(OtherTool::Refinery, &["20240115093000"]),
    ]);
    let connection = &mut database.connect();
    let refused = diesel::Connection::transaction(connection, |connection| {
        let refused = Migrator::<Telling>::new().run(connection);
        connection.batch_execute("INSERT INTO notes VALUES (1)")?;
        Ok::<_, diesel::result::Error>(refused)
    });
    let refused = refused.expect("the transaction is as it was");
    // Where that can't be done at all, it is said first.
    match D::TRANSACTIONAL {
        true => assert!(matches!(refused, Err(Error::OtherRecord(_))), "{refused:?}"),
        false => assert!(
            matches!(refused, Err(Error::NotInTransaction { .. })),
            "{refused:?}"
        ),
    }
    assert_eq!(Telling::chain().revisions().len(), 2);
}
