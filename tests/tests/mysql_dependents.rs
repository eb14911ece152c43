//! What depends on a column or table of MariaDB and MySQL: each dependent with each change, in the model
//! and on the server.
//!
//! A change that the server takes must be taken. What it refuses, the model refuses or passes over: how
//! many of each is printed.
use diesel::connection::SimpleConnection;
use migrate_check::Dialect;
use migrate_schema::{Schema, run};
use migrate_tests::databases::{Mysql, TestDatabase};
use std::collections::BTreeSet;

/// What the others depend on.
const BASE: &[&str] = &[
    "CREATE TABLE other (id INT PRIMARY KEY, z INT)",
    "CREATE TABLE base (id INT PRIMARY KEY, a INT, b VARCHAR(20), c INT, UNIQUE KEY ua (a))",
];

/// What depends on it: a name, and the statement that makes it.
const DEPENDENTS: &[(&str, &str)] = &[
    ("nothing", "SELECT 1"),
    (
        "virtual column",
        "ALTER TABLE base ADD COLUMN g INT AS (a + 1) VIRTUAL",
    ),
    (
        "stored column",
        "ALTER TABLE base ADD COLUMN g INT AS (a + 1) STORED",
    ),
    (
        "check of one",
        "ALTER TABLE base ADD CONSTRAINT k CHECK (a > 0)",
    ),
    (
        "check of two",
        "ALTER TABLE base ADD CONSTRAINT k CHECK (a > c)",
    ),
    (
        "default of another",
        "ALTER TABLE base ADD COLUMN d INT DEFAULT (a + 1)",
    ),
    ("index", "CREATE INDEX i ON base (a, b)"),
    ("unique index", "CREATE UNIQUE INDEX i ON base (c)"),
    ("functional index", "CREATE INDEX i ON base ((a + 1))"),
    ("full-text index", "CREATE FULLTEXT INDEX i ON base (b)"),
    (
        "own foreign key",
        "ALTER TABLE base ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES other (id)",
    ),
    (
        "own foreign key that sets null",
        "ALTER TABLE base ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES other (id) ON DELETE SET NULL",
    ),
    (
        "foreign key to the primary key",
        "ALTER TABLE other ADD CONSTRAINT f FOREIGN KEY (z) REFERENCES base (id)",
    ),
    (
        "foreign key to a unique key",
        "ALTER TABLE other ADD CONSTRAINT f FOREIGN KEY (z) REFERENCES base (a)",
    ),
    (
        "foreign key to itself",
        "ALTER TABLE base ADD CONSTRAINT f FOREIGN KEY (c) REFERENCES base (id)",
    ),
    (
        "partitions",
        "ALTER TABLE base DROP PRIMARY KEY, DROP KEY ua PARTITION BY HASH (a) PARTITIONS 2",
    ),
    (
        "partitions by key",
        "ALTER TABLE base DROP PRIMARY KEY, DROP KEY ua PARTITION BY KEY (a, c) PARTITIONS 2",
    ),
    ("view", "CREATE VIEW w AS SELECT a, b FROM base"),
    ("view of star", "CREATE VIEW w AS SELECT * FROM base"),
    (
        "trigger",
        "CREATE TRIGGER g BEFORE INSERT ON base FOR EACH ROW SET NEW.a = NEW.c",
    ),
    (
        "trigger of another",
        "CREATE TRIGGER g AFTER INSERT ON other FOR EACH ROW UPDATE base SET a = NEW.z",
    ),
    ("procedure", "CREATE PROCEDURE p () UPDATE base SET a = 1"),
    (
        "event",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO UPDATE base SET a = 1",
    ),
];

const CHANGES: &[&str] = &[
    "ALTER TABLE base DROP COLUMN a",
    "ALTER TABLE base DROP COLUMN b",
    "ALTER TABLE base DROP COLUMN c",
    "ALTER TABLE base DROP COLUMN id",
    "ALTER TABLE base DROP COLUMN a, DROP COLUMN c",
    "ALTER TABLE base RENAME COLUMN a TO aa",
    "ALTER TABLE base CHANGE a aa INT",
    "ALTER TABLE base MODIFY a BIGINT",
    "ALTER TABLE base MODIFY a INT NOT NULL",
    "ALTER TABLE base MODIFY a TEXT",
    "ALTER TABLE base MODIFY b VARCHAR(5)",
    "ALTER TABLE base DROP PRIMARY KEY",
    "ALTER TABLE base DROP KEY ua",
    "ALTER TABLE base ADD UNIQUE KEY uc (c)",
    "ALTER TABLE base ENGINE=MyISAM",
    "ALTER TABLE base PARTITION BY HASH (id) PARTITIONS 2",
    "ALTER TABLE base RENAME TO renamed",
    "RENAME TABLE base TO renamed",
    "DROP TABLE base",
    "DROP TABLE other",
    "DROP TABLE base, other",
    "TRUNCATE TABLE base",
    "TRUNCATE TABLE other",
    "ALTER TABLE other MODIFY id BIGINT",
    "ALTER TABLE other DROP COLUMN z",
    "ALTER TABLE other DROP PRIMARY KEY",
];

#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_keeps_what_others_need() {
    let mut wrong = Vec::new();
    let mut missed = BTreeSet::new();
    let (mut taken, mut refused, mut not_known) = (0, 0, 0);
    for (name, dependent) in DEPENDENTS {
        let mut schema = Schema::new(Dialect::Mysql);
        schema.start_session(false);
        let script = [BASE, &[*dependent]].concat().join(";\n");
        let faults = run(&mut schema, &script);
        if prepared(dependent).is_none() {
            not_known += 1;
            continue;
        }
        if let Some(fault) = faults.first() {
            wrong.push(format!("false alarm: {name}: {}", fault.message));
        }
        for change in CHANGES {
            let database = prepared(dependent).expect("it was made before");
            let answer = database.connect().batch_execute(change);
            let fault = run(&mut schema.clone(), change).into_iter().next();
            match (answer, fault) {
                (Ok(()), None) => taken += 1,
                (Err(_), Some(_)) => refused += 1,
                (Ok(()), Some(fault)) => {
                    wrong.push(format!("false alarm: {name}: {change}: {}", fault.message));
                }
                (Err(error), None) => drop(missed.insert(format!("{name}: {change}: {error}"))),
            }
        }
    }
    println!(
        "{taken} taken, {refused} refused, {} missed, {not_known} dependents that the server does not know",
        missed.len()
    );
    for pair in &missed {
        println!("missed: {pair}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        taken > 200 && refused > 50,
        "{taken} taken, {refused} refused"
    );
}

/// A database with the dependent, if the server knows such a thing.
fn prepared(dependent: &str) -> Option<Mysql> {
    let database = Mysql::create();
    let mut server = database.connect();
    for statement in BASE {
        server.batch_execute(statement).expect("the base is made");
    }
    server.batch_execute(dependent).ok()?;
    Some(database)
}
