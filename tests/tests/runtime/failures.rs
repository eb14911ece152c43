//! Steps that fail: what the error says, and what is left.

use super::{exists, heads, history, upgrade, versions};
use migrate_runtime::{After, Error, Migrator, Observer, StepError, StepInfo};
use migrate_tests::chains::{chain, rev};
use migrate_tests::databases::TestDatabase;
use migrate_tests::test_chain;
use std::panic::{AssertUnwindSafe, catch_unwind};

fn step_error(error: Error) -> StepError {
    match error {
        Error::Step(error) => *error,
        other => panic!("{other}"),
    }
}

test_chain!(
    ExistsAlready,
    chain(&[
        rev("a", "CREATE TABLE one (id INT);\n").down("DROP TABLE one;\n"),
        rev(
            "b",
            "-- ünï\nCREATE TABLE two (id INT);\n\nCREATE TABLE one\n(id INT);\nSELECT 1;\n"
        )
        .revises(&["a"])
        .down("DROP TABLE two;\nDROP TABLE three;\n"),
    ])
);

/// The error names the statement, although the database names no position.
pub fn a_failing_statement<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let error = upgrade::<D, ExistsAlready>(connection).unwrap_err();
    let text = error.explain().to_string();
    let error = step_error(error);
    let site = error.site.unwrap();
    assert_eq!((site.number, site.of, site.line), (2, 3, 4));
    assert_eq!(site.statement, "CREATE TABLE one\n(id INT)");
    assert!(
        text.contains("statement 2 of 3 failed at migrations/test/b/up.sql:4"),
        "{text}"
    );
    assert!(text.contains("CREATE TABLE one (id INT)"), "{text}");
    assert!(text.contains("already exists"), "{text}");
    assert!(text.contains("`a`"), "{text}");
    if D::TRANSACTIONAL {
        assert_eq!(error.after, After::RolledBack { heads: vec!["a"] });
        assert!(!exists::<D>(connection, "two"));
    } else {
        let expected = After::Partial {
            statements: 1,
            heads: vec!["a"],
        };
        assert_eq!(error.after, expected);
        assert!(
            text.contains("statement 1 of migrations/test/b/up.sql is applied"),
            "{text}"
        );
        assert!(exists::<D>(connection, "two"));
    }
    assert_eq!(versions::<D>(connection), ["a"]);
    assert_eq!(
        history::<D, ExistsAlready>(connection),
        ["upgrade a ok", "upgrade b failed"]
    );
    let entries = Migrator::<ExistsAlready>::new()
        .history(connection)
        .unwrap();
    let message = entries[1].error_message.as_ref().unwrap();
    assert!(
        message.contains("b/up.sql:4") && message.contains("exists"),
        "{message}"
    );
}

test_chain!(
    Downs,
    chain(&[
        rev("a", "CREATE TABLE one (id INT);\n").down("DROP TABLE one;\n"),
        rev("b", "CREATE TABLE two (id INT);\n")
            .revises(&["a"])
            .down("DROP TABLE two;\nDROP TABLE three;\n"),
    ])
);

/// A downgrade fails like an upgrade.
pub fn a_failing_downgrade<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    upgrade::<D, Downs>(connection).unwrap();
    let result = Migrator::<Downs>::new().downgrade("base").run(connection);
    let error = step_error(result.unwrap_err());
    assert_eq!(error.site.unwrap().number, 2);
    assert_eq!(error.revision, "b");
    assert_eq!(exists::<D>(connection, "two"), D::TRANSACTIONAL);
    assert_eq!(heads::<D, Downs>(connection), ["b"]);
    assert_eq!(history::<D, Downs>(connection)[2], "downgrade b failed");
}

test_chain!(
    Syntax,
    chain(&[rev(
        "a",
        "CREATE TABLE ones (name VARCHAR(20) DEFAULT 'ünïcödé');\nINSERT INTO ones VALUES ('x');\nCREATE TABEL two (id INT);\n"
    )])
);

/// A syntax error has a position, in characters.
pub fn a_syntax_error<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let error = step_error(upgrade::<D, Syntax>(connection).unwrap_err());
    let site = error.site.unwrap();
    assert_eq!((site.number, site.line), (3, 3));
    assert!(versions::<D>(connection).is_empty());
    assert_eq!(exists::<D>(connection, "ones"), !D::TRANSACTIONAL);
}

test_chain!(
    DataOnly,
    chain(&[
        rev("a", "CREATE TABLE one (id INT PRIMARY KEY);\n"),
        rev(
            "b",
            "INSERT INTO one VALUES (1);\nINSERT INTO one VALUES (2);\nINSERT INTO one VALUES (1);\n"
        )
        .revises(&["a"]),
    ])
);

/// Plain data changes are rolled back everywhere, MySQL included.
pub fn failing_data_changes<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let error = step_error(upgrade::<D, DataOnly>(connection).unwrap_err());
    assert_eq!(error.site.unwrap().number, 3);
    assert_eq!(error.after, After::RolledBack { heads: vec!["a"] });
    let rows = D::texts(
        connection,
        "SELECT CAST(count(*) AS CHAR(1)) AS text FROM one",
    );
    assert_eq!(rows, ["0"]);
}

test_chain!(
    Separate,
    chain(&[
        rev("a", "CREATE TABLE one (id INT);\n"),
        rev(
            "b",
            "CREATE TABLE two (id INT);\nCREATE TABLE three (id INT);\nCREATE TABLE one (id INT);\nSELECT 1;\n"
        )
        .revises(&["a"])
        .without_transaction(),
    ])
);

/// Without a transaction, the first statements stay, and the error says which.
pub fn failing_without_a_transaction<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let error = upgrade::<D, Separate>(connection).unwrap_err();
    let text = error.explain().to_string();
    let error = step_error(error);
    assert_eq!(error.site.unwrap().number, 3);
    assert_eq!(
        error.after,
        After::Partial {
            statements: 2,
            heads: vec!["a"]
        }
    );
    assert!(text.contains("statements 1 to 2 of"), "{text}");
    assert!(text.contains("will not be rolled back"), "{text}");
    assert!(exists::<D>(connection, "three"));
    assert_eq!(
        history::<D, Separate>(connection),
        ["upgrade a ok", "upgrade b failed"]
    );
    assert_eq!(versions::<D>(connection), ["a"]);
}

struct Panics;

impl Observer for Panics {
    fn step_finished(&mut self, step: &StepInfo, _took: std::time::Duration) {
        assert!(step.number < 2, "an observer that panics");
    }
}

/// An observer that panics leaves no lock and no open transaction.
pub fn a_panic<D: TestDatabase>() {
    for one_transaction in [false, true] {
        let database = D::create();
        let connection = &mut database.connect();
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let mut observer = Panics;
            let migrator = Migrator::<DataSteps>::new().observer(&mut observer);
            let migrator = if one_transaction {
                migrator.one_transaction()
            } else {
                migrator
            };
            migrator.run(connection)
        }));
        assert!(outcome.is_err());
        let other = &mut database.connect();
        let done = if one_transaction { 0 } else { 2 };
        assert_eq!(super::versions::<D>(other).len(), done);
        let migrator =
            Migrator::<DataSteps>::new().lock_timeout(std::time::Duration::from_secs(60));
        assert_eq!(migrator.run(other).unwrap().heads, ["c"]);
        assert!(
            upgrade::<D, DataSteps>(connection)
                .unwrap()
                .steps
                .is_empty()
        );
    }
}

test_chain!(
    DataSteps,
    chain(&[
        rev("a", "SELECT 1;\n"),
        rev("b", "SELECT 1;\n").revises(&["a"]),
        rev("c", "SELECT 1;\n").revises(&["b"]),
    ])
);
