//! Moving from another tool: its record is taken over, and Alembic's table is kept in step.

use super::{exists, heads, history, upgrade, versions};
use diesel::connection::SimpleConnection;
use migrate_runtime::{Bookkeeping, Embedded, Error, Migrator, OtherTool};
use migrate_tests::chains::{chain, rev};
use migrate_tests::databases::TestDatabase;
use migrate_tests::test_chain;

/// `a1`, then `b2` and `c3` beside each other, then the merge `m4`.
fn forked() -> migrate_runtime::Chain {
    chain(&[
        rev("a1", "CREATE TABLE one (id INT);\n").down("DROP TABLE one;\n"),
        rev("b2", "CREATE TABLE two (id INT);\n")
            .revises(&["a1"])
            .down("DROP TABLE two;\n"),
        rev("c3", "INSERT INTO one VALUES (3);\n")
            .revises(&["a1"])
            .down("DELETE FROM one;\n"),
        rev("m4", "INSERT INTO one VALUES (4);\n")
            .revises(&["b2", "c3"])
            .down("DELETE FROM one WHERE id = 4;\n"),
    ])
}

const MIRRORED: Bookkeeping = Bookkeeping {
    alembic: Some("alembic_version"),
    ..Bookkeeping::DEFAULT
};

test_chain!(Forked, forked());
test_chain!(Mirrored, forked().with_bookkeeping(MIRRORED));
test_chain!(
    Renamed,
    forked().with_bookkeeping(Bookkeeping {
        applied: "applied_revisions",
        history: "runs",
        ..Bookkeeping::DEFAULT
    })
);
test_chain!(
    Numbered,
    chain(&[
        rev("0001", "CREATE TABLE one (id INT);\n"),
        rev("0002", "CREATE TABLE two (id INT);\n").revises(&["0001"]),
    ])
);

/// A table as Alembic makes it.
fn alembic<D: TestDatabase>(connection: &mut D::Connection, rows: &[&str]) {
    let mut sql =
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)".to_owned();
    for row in rows {
        sql.push_str(&format!(";\nINSERT INTO alembic_version VALUES ('{row}')"));
    }
    connection.batch_execute(&sql).unwrap();
}

fn rows<D: TestDatabase>(connection: &mut D::Connection) -> Vec<String> {
    let query = "SELECT version_num AS text FROM alembic_version ORDER BY version_num";
    D::texts(connection, query)
}

fn at<D: TestDatabase>(connection: &mut D::Connection, rows: &str) {
    let sql = format!("DELETE FROM alembic_version;\n{rows}");
    connection.batch_execute(&sql).unwrap();
}

/// Several heads, with everything below them; then again after Alembic has gone back.
pub fn alembics_record<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let migrator = Migrator::<Forked>::new;
    let nothing = migrator().take_over(connection, OtherTool::Alembic);
    assert!(
        matches!(nothing, Err(Error::NothingToTakeOver { .. })),
        "{nothing:?}"
    );
    connection
        .batch_execute("CREATE TABLE one (id INT); CREATE TABLE two (id INT)")
        .unwrap();
    alembic::<D>(connection, &["b2", "c3"]);
    let compared = migrator()
        .compare_with(connection, OtherTool::Alembic)
        .unwrap();
    assert_eq!(compared.recorded, ["a1", "b2", "c3"]);
    assert!(!exists::<D>(connection, "migration_history"));
    let taken = migrator()
        .take_over(connection, OtherTool::Alembic)
        .unwrap();
    assert_eq!(taken, compared);
    assert_eq!(taken.heads, ["b2", "c3"]);
    assert_eq!(versions::<D>(connection), ["a1", "b2", "c3"]);
    assert_eq!(
        history::<D, Forked>(connection),
        ["stamp a1 ok", "stamp b2 ok", "stamp c3 ok"]
    );
    let again = migrator()
        .take_over(connection, OtherTool::Alembic)
        .unwrap();
    assert!(again.recorded.is_empty() && again.removed.is_empty());
    assert_eq!(history::<D, Forked>(connection).len(), 3);
    assert_eq!(upgrade::<D, Forked>(connection).unwrap().heads, ["m4"]);

    at::<D>(connection, "INSERT INTO alembic_version VALUES ('b2')");
    let taken = migrator()
        .take_over(connection, OtherTool::Alembic)
        .unwrap();
    assert_eq!(taken.removed, ["m4", "c3"]);
    assert_eq!(heads::<D, Forked>(connection), ["b2"]);

    at::<D>(connection, "INSERT INTO alembic_version VALUES ('z9')");
    let error = migrator()
        .take_over(connection, OtherTool::Alembic)
        .unwrap_err();
    let said = error.explain().to_string();
    assert!(
        said.contains("`z9` is no revision of this binary"),
        "{said}"
    );
    assert_eq!(heads::<D, Forked>(connection), ["b2"]);
}

/// A table of Diesel's gets a history, with checksums.
pub fn diesels_record<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    connection
        .batch_execute(
            "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, \
             run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP); \
             INSERT INTO __diesel_schema_migrations (version) VALUES ('a1'), ('b2')",
        )
        .unwrap();
    let migrator = Migrator::<Forked>::new;
    let taken = migrator().take_over(connection, OtherTool::Diesel).unwrap();
    assert_eq!((taken.applied.len(), taken.recorded.len()), (2, 0));
    let entries = migrator().history(connection).unwrap();
    let summed = entries.iter().filter(|entry| entry.checksum.is_some());
    assert_eq!(summed.count(), 2);

    // Into tables of other names, the record is copied.
    let taken = Migrator::<Renamed>::new().take_over(connection, OtherTool::Diesel);
    assert_eq!(taken.unwrap().recorded, ["a1", "b2"]);
    assert_eq!(heads::<D, Renamed>(connection), ["b2"]);

    connection
        .batch_execute("DELETE FROM __diesel_schema_migrations WHERE version = 'a1'")
        .unwrap();
    let error = migrator()
        .take_over(connection, OtherTool::Diesel)
        .unwrap_err();
    let said = error.explain().to_string();
    assert!(
        said.contains("`b2` is applied, and `a1`, which it needs, is not"),
        "{said}"
    );
}

/// sqlx keeps numbers, checksums of the files and whether they succeeded.
pub fn sqlxs_record<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let bytes = match D::NAME {
        "postgres" => "BYTEA",
        _ => "BLOB",
    };
    // The SHA-384 of `CREATE TABLE one (id INT);` and a line break.
    let sum = "75d347ad552c2cbb2425a2c1b7f0fdac754ce640a9c62fe9572881997af8f9b8ea3fa2c80457ac51b348d2d1ed1e3263";
    let literal = match D::NAME {
        "postgres" => format!("decode('{sum}', 'hex')"),
        _ => format!("x'{sum}'"),
    };
    let create = format!(
        "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, \
         installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, \
         checksum {bytes} NOT NULL, execution_time BIGINT NOT NULL);\n\
         INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (1, 'one', TRUE, {literal}, 5), (2, 'two', FALSE, {literal}, -1)"
    );
    connection.batch_execute(&create).unwrap();
    let migrator = Migrator::<Numbered>::new;
    let error = migrator()
        .take_over(connection, OtherTool::Sqlx)
        .unwrap_err();
    assert!(
        error.explain().to_string().contains("`0002` failed"),
        "{error}"
    );
    connection
        .batch_execute("UPDATE _sqlx_migrations SET success = TRUE")
        .unwrap();
    let taken = migrator().take_over(connection, OtherTool::Sqlx).unwrap();
    assert_eq!(taken.recorded, ["0001", "0002"]);
    assert_eq!(taken.differing, ["0002"]);
    assert!(upgrade::<D, Numbered>(connection).unwrap().steps.is_empty());
}

/// refinery keeps numbers.
pub fn refinerys_record<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    connection
        .batch_execute(
            "CREATE TABLE refinery_schema_history (version INT PRIMARY KEY, name VARCHAR(255), \
             applied_on VARCHAR(255), checksum VARCHAR(255)); \
             INSERT INTO refinery_schema_history VALUES (1, 'one', '2024-01-15T14:30:00Z', '1')",
        )
        .unwrap();
    let migrator = Migrator::<Numbered>::new();
    let taken = migrator.take_over(connection, OtherTool::Refinery).unwrap();
    assert_eq!(taken.heads, ["0001"]);
    let pending = Migrator::<Numbered>::new().pending(connection).unwrap();
    assert_eq!(pending.len(), 1);
}

/// Alembic's table follows each step, up, down, in one transaction and stamped.
pub fn alembics_table_in_step<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let migrator = Migrator::<Mirrored>::new;
    migrator().target("c3").run(connection).unwrap();
    assert_eq!(rows::<D>(connection), ["c3"]);
    migrator().target("b2").run(connection).unwrap();
    assert_eq!(rows::<D>(connection), ["b2", "c3"]);
    assert_eq!(upgrade::<D, Mirrored>(connection).unwrap().heads, ["m4"]);
    assert_eq!(rows::<D>(connection), ["m4"]);
    assert!(upgrade::<D, Mirrored>(connection).unwrap().steps.is_empty());
    migrator().downgrade("-1").run(connection).unwrap();
    assert_eq!(rows::<D>(connection), ["b2", "c3"]);
    migrator().stamp(connection, ["m4"]).unwrap();
    assert_eq!(rows::<D>(connection), ["m4"]);
    migrator().downgrade("base").run(connection).unwrap();
    assert!(rows::<D>(connection).is_empty());
    if D::TRANSACTIONAL {
        migrator().one_transaction().run(connection).unwrap();
        assert_eq!(rows::<D>(connection), ["m4"]);
    }
}

/// A step that fails leaves Alembic's table as it was.
pub fn alembics_table_after_a_failure<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let migrator = Migrator::<Mirrored>::new;
    migrator().target("a1").run(connection).unwrap();
    connection
        .batch_execute("CREATE TABLE two (id INT)")
        .unwrap();
    migrator().target("b2").run(connection).unwrap_err();
    assert_eq!(rows::<D>(connection), ["a1"]);
    assert_eq!(heads::<D, Mirrored>(connection), ["a1"]);
}

/// What Alembic or a hand wrote is seen, told, and not written over.
pub fn a_version_num_that_was_edited<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let migrator = Migrator::<Mirrored>::new;
    alembic::<D>(connection, &["b2"]);
    connection
        .batch_execute("CREATE TABLE one (id INT); CREATE TABLE two (id INT)")
        .unwrap();
    let said = migrator()
        .run(connection)
        .unwrap_err()
        .explain()
        .to_string();
    assert!(
        said.contains("is at `b2`, and the record here says the base"),
        "{said}"
    );
    assert!(said.contains("stamp --from-alembic"), "{said}");
    migrator()
        .take_over(connection, OtherTool::Alembic)
        .unwrap();
    migrator().run(connection).unwrap();

    at::<D>(connection, "INSERT INTO alembic_version VALUES ('zz')");
    let current = migrator().current(connection).unwrap();
    assert_eq!(current.alembic.as_deref(), Some(&["zz".to_owned()][..]));
    for said in [
        migrator()
            .run(connection)
            .unwrap_err()
            .explain()
            .to_string(),
        migrator()
            .downgrade("-1")
            .run(connection)
            .unwrap_err()
            .explain()
            .to_string(),
    ] {
        assert!(
            said.contains("is at `zz`, and the record here says `m4`"),
            "{said}"
        );
        assert!(said.contains("does not know `zz`"), "{said}");
    }
    assert_eq!(rows::<D>(connection), ["zz"]);
    migrator().stamp(connection, ["m4"]).unwrap();
    assert_eq!(rows::<D>(connection), ["m4"]);
    assert!(migrator().current(connection).unwrap().alembic.is_none());
}

/// Other names for the bookkeeping tables.
pub fn tables_of_other_names<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    assert_eq!(upgrade::<D, Renamed>(connection).unwrap().heads, ["m4"]);
    assert!(upgrade::<D, Renamed>(connection).unwrap().steps.is_empty());
    for (table, is_there) in [
        ("applied_revisions", true),
        ("runs", true),
        ("__diesel_schema_migrations", false),
        ("migration_history", false),
    ] {
        assert_eq!(exists::<D>(connection, table), is_there, "{table}");
    }
    let down = Migrator::<Renamed>::new().downgrade("base").run(connection);
    assert!(down.unwrap().heads.is_empty());
    assert_eq!(Renamed::chain().bookkeeping.history, "runs");
}

fn line(squashed: bool) -> migrate_runtime::Chain {
    let first = rev("a1", "CREATE TABLE one (id INT);\n").down("DROP TABLE one;\n");
    let last = rev("d4", "INSERT INTO one VALUES (4);\n").down("DELETE FROM one WHERE id = 4;\n");
    let (two, three) = (
        "INSERT INTO one VALUES (2);\n",
        "INSERT INTO one VALUES (3);\n",
    );
    let between = match squashed {
        false => vec![
            rev("b2", two).revises(&["a1"]).down("DELETE FROM one;\n"),
            rev("c3", three)
                .revises(&["b2"])
                .down("DELETE FROM one WHERE id = 3;\n"),
        ],
        true => vec![
            rev("bc", &format!("{two}{three}"))
                .revises(&["a1"])
                .down("DELETE FROM one;\n"),
        ],
    };
    let last = last.revises(&[if squashed { "bc" } else { "c3" }]);
    let revisions: Vec<_> = [first].into_iter().chain(between).chain([last]).collect();
    chain(&revisions).with_bookkeeping(MIRRORED)
}

test_chain!(Line, line(false));
test_chain!(Squashed, line(true).with_replaced(&[("bc", &["b2", "c3"])]));

/// Alembic goes on to say what it knows, where our side of a move was squashed.
pub fn a_squash_beside_alembics_table<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    Migrator::<Line>::new()
        .target("c3")
        .run(connection)
        .unwrap();
    assert_eq!(rows::<D>(connection), ["c3"]);
    let current = Migrator::<Squashed>::new().current(connection).unwrap();
    assert_eq!(current.alembic, None);
    assert_eq!(heads::<D, Squashed>(connection), ["bc"]);
    assert_eq!(upgrade::<D, Squashed>(connection).unwrap().heads, ["d4"]);
    assert_eq!(rows::<D>(connection), ["d4"]);
    Migrator::<Squashed>::new().check(connection).unwrap();
    Migrator::<Line>::new().check(connection).unwrap();
    // Below the squash there is nothing that both have but the base of it.
    let down = Migrator::<Squashed>::new().downgrade("a1").run(connection);
    assert_eq!(down.unwrap().heads, ["a1"]);
    assert_eq!(rows::<D>(connection), ["a1"]);
    Migrator::<Line>::new().run(connection).unwrap();
    assert_eq!(rows::<D>(connection), ["d4"]);
    // Where a part of it is applied, that is said, and not that Alembic was run.
    Migrator::<Line>::new()
        .downgrade("b2")
        .run(connection)
        .unwrap();
    let refused = upgrade::<D, Squashed>(connection).unwrap_err();
    assert!(matches!(refused, Error::HalfReplaced { .. }), "{refused}");

    // Taken over from Alembic, which was not squashed.
    let database = D::create();
    let connection = &mut database.connect();
    alembic::<D>(connection, &["c3"]);
    let migrator = Migrator::<Squashed>::new();
    let taken = migrator.take_over(connection, OtherTool::Alembic).unwrap();
    assert_eq!(taken.heads, ["bc"]);
    assert_eq!(versions::<D>(connection), ["a1", "bc"]);
}
