//! What depends on an object of SQLite: each dependent with each change, in the model and in SQLite.
//!
//! A change that SQLite takes must be taken, and one that it refuses must be refused, but for the pairs in
//! `MISSED`.
use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use migrate_check::Dialect;
use migrate_schema::{Schema, run};
use migrate_tests::databases::{Sqlite, TestDatabase};
use std::collections::BTreeSet;

/// What the others depend on.
const BASE: &str = "
CREATE TABLE base (id INTEGER PRIMARY KEY, a INT, b TEXT, \"ñ\" TEXT, u INT, UNIQUE (u));
CREATE TABLE other (id INTEGER PRIMARY KEY, z INT);
CREATE VIEW v AS SELECT id, \"ñ\" FROM base;
CREATE INDEX ix ON base (u, id);
";

/// What depends on it: a name, and the statement that makes it.
const DEPENDENTS: &[(&str, &str)] = &[
    ("nothing", "SELECT 1"),
    ("view", "CREATE VIEW w AS SELECT a, b FROM base"),
    ("view of star", "CREATE VIEW w AS SELECT * FROM base"),
    (
        "view by condition",
        "CREATE VIEW w AS SELECT id FROM other WHERE z IN (SELECT a FROM base)",
    ),
    (
        "view with alias",
        "CREATE VIEW w AS SELECT x.a AS b FROM base AS x JOIN other ON x.a = z",
    ),
    ("view over view", "CREATE VIEW w AS SELECT \"ñ\" FROM v"),
    (
        "view of a string",
        "CREATE VIEW w AS SELECT 'a' AS s FROM other",
    ),
    ("temporary view", "CREATE TEMP VIEW w AS SELECT a FROM base"),
    ("index", "CREATE INDEX i ON base (a)"),
    ("index of two", "CREATE UNIQUE INDEX i ON base (b, a DESC)"),
    (
        "index by expression",
        "CREATE INDEX i ON base (lower(b), a + 1)",
    ),
    ("partial index", "CREATE INDEX i ON base (id) WHERE a > 0"),
    (
        "generated column",
        "ALTER TABLE base ADD COLUMN g INT AS (a + 1)",
    ),
    ("check", "ALTER TABLE base ADD COLUMN g INT CHECK (a > 0)"),
    (
        "check of its own",
        "ALTER TABLE base ADD COLUMN g INT CHECK (g > 0)",
    ),
    (
        "foreign key to key",
        "CREATE TABLE d (x INT REFERENCES base (id) ON DELETE CASCADE)",
    ),
    (
        "foreign key to unique",
        "CREATE TABLE d (x INT REFERENCES base (u))",
    ),
    (
        "foreign key to column",
        "CREATE TABLE d (x INT REFERENCES base (a))",
    ),
    (
        "foreign key to table",
        "CREATE TABLE d (x INT REFERENCES base)",
    ),
    (
        "foreign key of itself",
        "ALTER TABLE base ADD COLUMN g INT REFERENCES base (id)",
    ),
    (
        "trigger",
        "CREATE TRIGGER t AFTER UPDATE ON base BEGIN SELECT 1; END",
    ),
    (
        "trigger of column",
        "CREATE TRIGGER t AFTER UPDATE OF a ON base BEGIN SELECT 1; END",
    ),
    (
        "trigger by condition",
        "CREATE TRIGGER t AFTER INSERT ON base WHEN NEW.a > 0 BEGIN SELECT 1; END",
    ),
    (
        "trigger of row",
        "CREATE TRIGGER t AFTER DELETE ON base BEGIN DELETE FROM other WHERE z = OLD.a; END",
    ),
    (
        "trigger of another",
        "CREATE TRIGGER t AFTER INSERT ON other BEGIN UPDATE base SET a = NEW.z; END",
    ),
    (
        "trigger that inserts",
        "CREATE TRIGGER t AFTER INSERT ON other BEGIN INSERT INTO base (a, b) VALUES (1, 'x'); END",
    ),
    (
        "trigger that selects",
        "CREATE TRIGGER t AFTER INSERT ON other BEGIN SELECT a FROM base; END",
    ),
    (
        "trigger of view",
        "CREATE TRIGGER t INSTEAD OF INSERT ON v BEGIN INSERT INTO base (a) VALUES (1); END",
    ),
    (
        "temporary trigger",
        "CREATE TEMP TRIGGER t AFTER INSERT ON other BEGIN UPDATE base SET a = 1; END",
    ),
    ("copy", "CREATE TABLE d AS SELECT a, b FROM base"),
    ("temporary table", "CREATE TEMP TABLE w (x)"),
    (
        "temporary table alike",
        "CREATE TEMP TABLE based (id, a, b, \"ñ\", u)",
    ),
    (
        "view by common table",
        "CREATE VIEW w AS WITH c AS (SELECT a AS x FROM base) SELECT x FROM c",
    ),
    (
        "view by using",
        "CREATE VIEW w AS SELECT * FROM base JOIN other USING (id)",
    ),
    (
        "view by window",
        "CREATE VIEW w AS SELECT sum(a) OVER (PARTITION BY b ORDER BY u) AS s FROM base",
    ),
    (
        "index by collation",
        "CREATE INDEX i ON base (b COLLATE NOCASE)",
    ),
    (
        "trigger that merges",
        "CREATE TRIGGER t AFTER INSERT ON other BEGIN INSERT INTO base (u, a) VALUES (1, 2) \
         ON CONFLICT (u) DO UPDATE SET a = excluded.a; END",
    ),
    (
        "trigger that merges by a condition",
        "CREATE TRIGGER t AFTER INSERT ON other BEGIN INSERT INTO base (u, a) VALUES (1, NEW.z) \
         ON CONFLICT (u) DO UPDATE SET u = base.u + 1 WHERE excluded.a > a; END",
    ),
    (
        "trigger that merges by number",
        "CREATE TRIGGER t AFTER INSERT ON other BEGIN INSERT INTO base (u) VALUES (1) \
         ON CONFLICT (u) DO UPDATE SET a = 1, \"ñ\" = excluded.rowid; END",
    ),
    (
        "trigger that merges twice",
        "CREATE TRIGGER t AFTER INSERT ON other BEGIN INSERT INTO base (u) VALUES (1) \
         ON CONFLICT (u) DO NOTHING ON CONFLICT (id) DO UPDATE SET \"ñ\" = excluded.b; END",
    ),
    (
        "trigger that merges a query",
        "CREATE TRIGGER t AFTER INSERT ON other BEGIN INSERT INTO base (u) SELECT z FROM other WHERE true \
         ON CONFLICT (u) DO UPDATE SET \"ñ\" = b || NEW.z; END",
    ),
    (
        "view by using, and no more",
        "CREATE VIEW w AS SELECT base.a, z FROM base JOIN other USING (id)",
    ),
    (
        "view by using one column",
        "CREATE VIEW w AS SELECT id, z FROM other LEFT JOIN base USING (id) WHERE id > 0",
    ),
    (
        "view by using itself",
        "CREATE VIEW w AS SELECT x.b FROM base AS x JOIN base AS y USING (a)",
    ),
    (
        "view by using one of three",
        "CREATE VIEW w AS SELECT x.b FROM base AS x JOIN base AS y ON x.u = y.a JOIN other USING (id)",
    ),
    (
        "view by natural join",
        "CREATE VIEW w AS SELECT b, z FROM base NATURAL JOIN other",
    ),
    (
        "trigger that joins by using",
        "CREATE TRIGGER t AFTER INSERT ON other BEGIN SELECT z FROM base JOIN other USING (id); END",
    ),
    (
        "check with a name",
        "ALTER TABLE base ADD COLUMN g INT CONSTRAINT c CHECK (g > 0)",
    ),
    (
        "trigger that updates from",
        "CREATE TRIGGER t AFTER INSERT ON other BEGIN UPDATE base SET b = 'x' FROM other AS o \
         WHERE base.a = o.z; END",
    ),
    (
        "full text",
        "CREATE VIRTUAL TABLE d USING fts5(b, content = 'base', content_rowid = 'id')",
    ),
    (
        "index of a generated column",
        "ALTER TABLE base ADD COLUMN g INT AS (a + 1); CREATE INDEX i ON base (g)",
    ),
];

/// What is done to it then.
const CHANGES: &[&str] = &[
    "DROP TABLE base",
    "DROP TABLE other",
    "DROP VIEW v",
    "DROP INDEX ix",
    "ALTER TABLE base DROP COLUMN a",
    "ALTER TABLE base DROP COLUMN b",
    "ALTER TABLE base DROP COLUMN \"Ñ\"",
    "ALTER TABLE base DROP COLUMN \"ñ\"",
    "ALTER TABLE base DROP COLUMN id",
    "ALTER TABLE base DROP COLUMN u",
    "ALTER TABLE base DROP COLUMN g",
    "ALTER TABLE base RENAME COLUMN a TO b2",
    "ALTER TABLE base RENAME COLUMN a TO b",
    "ALTER TABLE base RENAME COLUMN a TO z",
    "ALTER TABLE base RENAME \"ñ\" TO id2",
    "ALTER TABLE base RENAME COLUMN id TO a2",
    "ALTER TABLE base RENAME TO based",
    "ALTER TABLE base RENAME TO v",
    "ALTER TABLE base RENAME TO ix",
    "ALTER TABLE base RENAME TO w",
    "PRAGMA legacy_alter_table = ON; ALTER TABLE base RENAME TO w",
    "PRAGMA legacy_alter_table = ON; ALTER TABLE base RENAME COLUMN id TO a2",
    "ALTER TABLE base RENAME COLUMN u TO uu; ALTER TABLE base RENAME TO basis; ALTER TABLE other RENAME TO o",
    "ALTER TABLE other RENAME COLUMN id TO oid",
    "ALTER TABLE base ADD CONSTRAINT c CHECK (a > 0); ALTER TABLE base ADD CONSTRAINT \"C\" CHECK (a > 1)",
    "ALTER TABLE other RENAME TO others",
    "ALTER TABLE other RENAME COLUMN z TO a",
    "ALTER TABLE other DROP COLUMN z",
    "ALTER TABLE base ADD COLUMN z INT",
    "ALTER TABLE base ADD COLUMN a INT",
    "ALTER TABLE other ADD COLUMN a INT",
    "DROP TABLE base; ALTER TABLE other RENAME TO others",
    "DROP TABLE base; ALTER TABLE other ADD COLUMN y INT",
    "DROP TABLE base; CREATE TABLE base (id INTEGER PRIMARY KEY, a INT); ALTER TABLE other RENAME TO o",
    "PRAGMA legacy_alter_table = ON; ALTER TABLE base RENAME TO based",
    "PRAGMA legacy_alter_table = ON; DROP TABLE base; ALTER TABLE other RENAME TO base",
    "ALTER TABLE base DROP COLUMN b; ALTER TABLE base DROP COLUMN a",
    "DROP TRIGGER t",
    "DROP VIEW w",
    "DROP INDEX i",
    "DROP TABLE d",
    "ALTER TABLE v RENAME TO v2",
    "ALTER TABLE d RENAME TO base",
    "ALTER TABLE d DROP COLUMN x",
    "ALTER TABLE base ALTER COLUMN a SET NOT NULL",
    "ALTER TABLE base ALTER COLUMN a DROP NOT NULL",
    "ALTER TABLE base ADD CONSTRAINT c CHECK (a > 0)",
    "ALTER TABLE base ADD CONSTRAINT c CHECK (nowhere > 0)",
    "ALTER TABLE base ADD CHECK (EXISTS (SELECT 1 FROM other))",
    "ALTER TABLE base ADD CONSTRAINT c CHECK (a > 0); ALTER TABLE base DROP CONSTRAINT C; ALTER TABLE base DROP a",
    "ALTER TABLE base ADD CONSTRAINT c CHECK (a > 0); ALTER TABLE base DROP a",
    "ALTER TABLE base ALTER COLUMN nowhere DROP NOT NULL",
    "CREATE INDEX i ON base (a)",
    "CREATE UNIQUE INDEX based ON other (z); ALTER TABLE base RENAME TO based",
    "CREATE TABLE w (x)",
    "CREATE VIEW d AS SELECT a FROM base",
    "DROP TABLE base; CREATE VIEW base AS SELECT 1 AS a; ALTER TABLE other RENAME TO o",
    "DROP VIEW v; ALTER TABLE base DROP COLUMN \"ñ\"",
    "REINDEX base",
];

/// What SQLite refuses and the model does not.
const MISSED: &[(&str, &str)] = &[
    // It looks the columns of the table's index up in the temporary table, where names in double quotes may
    // be texts.
    ("temporary table", "ALTER TABLE base RENAME TO w"),
    (
        "temporary table",
        "PRAGMA legacy_alter_table = ON; ALTER TABLE base RENAME TO w",
    ),
];

#[test]
fn sqlite_takes_and_refuses_what_the_model_does() {
    let missed: BTreeSet<(&str, &str)> = MISSED.iter().copied().collect();
    let (mut taken, mut refused, mut wrong) = (0, 0, Vec::new());
    let mut seen = BTreeSet::new();
    for (name, dependent) in DEPENDENTS {
        for change in CHANGES {
            let connection = &mut SqliteConnection::establish(":memory:").unwrap();
            connection.batch_execute(BASE).unwrap();
            connection.batch_execute(dependent).expect(dependent);
            let answer = connection.batch_execute(change);
            let mut schema = Schema::new(Dialect::Sqlite);
            schema.start_session(false);
            assert!(run(&mut schema, BASE).is_empty());
            assert!(run(&mut schema, dependent).is_empty(), "{dependent}");
            let faults = run(&mut schema, change);
            match (&answer, faults.first()) {
                (Ok(()), None) => taken += 1,
                (Err(_), Some(_)) => refused += 1,
                (Ok(()), Some(fault)) => {
                    wrong.push(format!("false alarm: {name}: {change}: {}", fault.message));
                }
                (Err(error), None) => {
                    seen.insert((*name, *change));
                    if !missed.contains(&(*name, *change)) {
                        wrong.push(format!("missed: {name}: {change}: {error}"));
                    }
                }
            }
        }
    }
    println!("{taken} taken, {refused} refused, {} missed", seen.len());
    let found = missed.difference(&seen);
    wrong.extend(found.map(|pair| format!("no longer missed: {pair:?}")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A trigger's `excluded` gets the name of the table when that is renamed, and is the old row then: what such a
/// trigger does afterwards is not known to the model.
#[test]
fn sqlite_renames_excluded_with_its_table() {
    let trigger = "CREATE TRIGGER t AFTER INSERT ON other BEGIN INSERT INTO base (u, a) VALUES (1, 2) \
                   ON CONFLICT (u) DO UPDATE SET a = excluded.a; END";
    let rename = "ALTER TABLE base RENAME TO based";
    let connection = &mut SqliteConnection::establish(":memory:").unwrap();
    for statement in [BASE, trigger, rename] {
        connection.batch_execute(statement).unwrap();
    }
    let query = "SELECT sql AS text FROM sqlite_master WHERE name = 't'";
    let text = Sqlite::texts(connection, query).concat();
    assert!(text.contains("SET a = \"based\".a"), "{text}");
    let mut schema = Schema::new(Dialect::Sqlite);
    let faults = run(&mut schema, &format!("{BASE}{trigger};{rename};"));
    assert!(faults.is_empty());
    let mut objects = schema.objects();
    let (_, other) = objects.find(|(_, object)| object.name == "other").unwrap();
    assert!(!other.is_certain);
}
