//! One transaction for all, the caller's, and the script's own.

use super::{exists, heads, history, upgrade, versions};
use diesel::Connection;
use migrate_runtime::{After, Error, Migrator};
use migrate_tests::chains::{chain, rev};
use migrate_tests::databases::TestDatabase;
use migrate_tests::test_chain;

test_chain!(
    Data,
    chain(&[
        rev("a", "SELECT 1;\nSELECT 2;\n").down("SELECT 1;\n"),
        rev("b", "SELECT 1;\n").revises(&["a"]).down("SELECT 1;\n"),
        rev("c", "SELECT 1;\n").revises(&["b"]).down("SELECT 1;\n"),
    ])
);

/// All in one transaction, recorded like any other run.
pub fn one_transaction<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let run = |migrator: Migrator<'_, Data>, connection: &mut D::Connection| {
        migrator.one_transaction().run(connection).unwrap()
    };
    let report = run(Migrator::new(), connection);
    assert_eq!(report.steps.len(), 3);
    assert_eq!(report.heads, ["c"]);
    let report = run(Migrator::new().downgrade("a"), connection);
    assert_eq!(report.heads, ["a"]);
    assert_eq!(versions::<D>(connection), ["a"]);
    let expected = [
        "upgrade a ok",
        "upgrade b ok",
        "upgrade c ok",
        "downgrade c ok",
        "downgrade b ok",
    ];
    assert_eq!(history::<D, Data>(connection), expected);
}

test_chain!(
    DataThenError,
    chain(&[
        rev("a", "SELECT 1;\n"),
        rev(
            "b",
            "INSERT INTO kept VALUES (1);\nSELECT 2;\nINSERT INTO missing VALUES (1);\n"
        )
        .revises(&["a"]),
    ])
);

/// All or nothing.
pub fn one_transaction_fails<D: TestDatabase>() {
    use diesel::connection::SimpleConnection;
    let database = D::create();
    let connection = &mut database.connect();
    connection
        .batch_execute("CREATE TABLE kept (id INT)")
        .unwrap();
    let result = Migrator::<DataThenError>::new()
        .one_transaction()
        .run(connection);
    let error = result.unwrap_err();
    let Error::Step(error) = error else {
        panic!("{error}")
    };
    assert_eq!(error.site.as_ref().unwrap().number, 3);
    assert_eq!(error.after, After::RolledBack { heads: vec![] });
    assert!(versions::<D>(connection).is_empty());
    assert_eq!(
        history::<D, DataThenError>(connection),
        ["upgrade b failed"]
    );
    let rows = D::texts(
        connection,
        "SELECT CAST(count(*) AS CHAR(1)) AS text FROM kept",
    );
    assert_eq!(rows, ["0"]);
}

test_chain!(
    Alone,
    chain(&[
        rev("a", "SELECT 1;\n"),
        rev("b", "CREATE TABLE one (id INT);\n")
            .revises(&["a"])
            .without_transaction(),
    ])
);

/// A script that must not be in a transaction is refused before anything runs.
pub fn no_place_in_a_transaction<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let error = Migrator::<Alone>::new()
        .one_transaction()
        .run(connection)
        .unwrap_err();
    assert!(
        matches!(
            error,
            Error::NotInTransaction {
                revision: "b",
                callers: false,
                ..
            }
        ),
        "{error}"
    );
    let error = connection
        .transaction(|connection| -> Result<(), Failed> {
            Ok(upgrade::<D, Alone>(connection).map(drop)?)
        })
        .unwrap_err();
    assert!(
        error.0.to_string().contains("open on the connection"),
        "{}",
        error.0
    );
    assert!(heads::<D, Alone>(connection).is_empty());
}

/// An error for Diesel's transactions.
#[derive(Debug)]
pub struct Failed(pub Box<dyn std::error::Error>);

impl<E: std::error::Error + 'static> From<E> for Failed {
    fn from(error: E) -> Self {
        Failed(Box::new(error))
    }
}

/// Inside a transaction of the caller's, all goes when that is rolled back, and stays when it is
/// committed.
pub fn in_the_callers_transaction<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    if !D::TRANSACTIONAL {
        // The bookkeeping tables can't be made inside a transaction that is to be rolled back.
        Migrator::<Data>::new().target("a").run(connection).unwrap();
    }
    let before = heads::<D, Data>(connection);
    connection.test_transaction(|connection| {
        let report = upgrade::<D, Data>(connection).map_err(Failed::from)?;
        assert_eq!(report.heads, ["c"]);
        assert!(
            upgrade::<D, Data>(connection)
                .map_err(Failed::from)?
                .steps
                .is_empty()
        );
        Ok::<(), Failed>(())
    });
    assert_eq!(heads::<D, Data>(connection), before);
    connection
        .transaction(|connection| -> Result<(), Failed> {
            Ok(upgrade::<D, Data>(connection).map(drop)?)
        })
        .unwrap();
    assert_eq!(heads::<D, Data>(connection), ["c"]);
}

/// A failing step leaves the caller's transaction usable.
pub fn failing_in_the_callers_transaction<D: TestDatabase>() {
    use diesel::connection::SimpleConnection;
    let database = D::create();
    let connection = &mut database.connect();
    connection
        .batch_execute("CREATE TABLE kept (id INT)")
        .unwrap();
    if !D::TRANSACTIONAL {
        Migrator::<DataThenError>::new()
            .target("a")
            .run(connection)
            .unwrap();
    }
    connection
        .transaction(|connection| -> Result<(), Failed> {
            let error = upgrade::<D, DataThenError>(connection).unwrap_err();
            let Error::Step(error) = error else {
                panic!("{error}")
            };
            assert_eq!(error.site.as_ref().unwrap().number, 3);
            connection.batch_execute("INSERT INTO kept VALUES (7)")?;
            Ok(())
        })
        .unwrap();
    assert_eq!(heads::<D, DataThenError>(connection), ["a"]);
    let rows = D::texts(connection, "SELECT CAST(id AS CHAR(1)) AS text FROM kept");
    assert_eq!(rows, ["7"]);
}

test_chain!(
    Wrapped,
    chain(&[
        rev("a", "BEGIN;\nCREATE TABLE one (id INT);\nCOMMIT;\n"),
        rev(
            "b",
            "BEGIN;\nCREATE TABLE two (id INT);\nCREATE TABLE one (id INT);\nCOMMIT;\n"
        )
        .revises(&["a"]),
    ])
);

/// A script's own transaction around all of it is the step's.
pub fn a_wrapped_script<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let error = upgrade::<D, Wrapped>(connection).unwrap_err();
    let Error::Step(error) = error else {
        panic!("{error}")
    };
    let site = error.site.as_ref().unwrap();
    assert_eq!((site.number, site.of, site.line), (3, 4, 3));
    assert_eq!(versions::<D>(connection), ["a"]);
    assert!(exists::<D>(connection, "one"));
    assert_eq!(exists::<D>(connection, "two"), !D::TRANSACTIONAL);
}

test_chain!(
    Own,
    chain(&[rev(
        "a",
        "CREATE TABLE zero (id INT);\nBEGIN;\nINSERT INTO zero VALUES (1);\nCOMMIT;\nBEGIN;\nINSERT INTO zero VALUES (2);\nINSERT INTO missing VALUES (1);\nCOMMIT;\n"
    ),])
);

/// Of a script with transactions of its own, those that it committed stay.
pub fn a_script_with_transactions<D: TestDatabase>() {
    let database = D::create();
    let connection = &mut database.connect();
    let error = upgrade::<D, Own>(connection).unwrap_err();
    let Error::Step(error) = error else {
        panic!("{error}")
    };
    assert_eq!(error.site.as_ref().unwrap().number, 7);
    assert_eq!(
        error.after,
        After::Partial {
            statements: 4,
            heads: vec![]
        }
    );
    let rows = D::texts(connection, "SELECT CAST(id AS CHAR(1)) AS text FROM zero");
    assert_eq!(rows, ["1"]);
}
