//! Much on one table.
use super::{
    ALL, ANY_NUMBER_OF_KEYS, POSTGRES, SERVERS, Shape, drop_index, each_on_small, many, pair,
    small, undone,
};
use migrate_check::Dialect;

/// Much on one table.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        name: "indexes",
        dialects: ANY_NUMBER_OF_KEYS,
        size: 40,
        chain: |dialect, n| {
            each_on_small(n, |i| {
                pair(
                    format!("CREATE INDEX i{i} ON t (a)"),
                    drop_index(dialect, &format!("i{i}"), "t"),
                )
            })
        },
    },
    Shape {
        name: "indexes without names",
        dialects: POSTGRES,
        size: 80,
        chain: |_, n| each_on_small(n, |_| pair("CREATE INDEX ON t (a)", "")),
    },
    Shape {
        name: "checks",
        dialects: ALL,
        size: 80,
        chain: |_, n| {
            let checks = many(n, ", ", |i| format!("CONSTRAINT k{i} CHECK (a <> {i})"));
            let table = format!("CREATE TABLE t (a INTEGER, {checks})");
            undone([pair(table, "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "checks without names",
        dialects: ALL,
        size: 40,
        chain: |_, n| {
            let checks = many(n, ", ", |i| format!("CHECK (a <> {i})"));
            let table = format!("CREATE TABLE t (a INTEGER, {checks})");
            undone([pair(table, "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "checks added one by one",
        dialects: SERVERS,
        size: 40,
        chain: |_, n| {
            each_on_small(n, |i| {
                pair(
                    format!("ALTER TABLE t ADD CONSTRAINT k{i} CHECK (a <> {i})"),
                    format!("ALTER TABLE t DROP CONSTRAINT k{i}"),
                )
            })
        },
    },
    Shape {
        name: "foreign keys added one by one",
        dialects: SERVERS,
        size: 40,
        chain: |dialect, n| {
            let dropped = match dialect {
                Dialect::Mysql => "FOREIGN KEY",
                _ => "CONSTRAINT",
            };
            let key = |i| {
                pair(
                    format!("ALTER TABLE t ADD CONSTRAINT k{i} FOREIGN KEY (a) REFERENCES o (id)"),
                    format!("ALTER TABLE t DROP {dropped} k{i}"),
                )
            };
            let tables = [small("o"), small("t")].into_iter();
            undone(tables.chain((0..n).map(key)))
        },
    },
    Shape {
        name: "tables that refer to one",
        dialects: ALL,
        size: 50,
        chain: |_, n| {
            each_on_small(n, |i| {
                pair(
                    format!("CREATE TABLE r{i} (a INTEGER, FOREIGN KEY (a) REFERENCES t (id))"),
                    format!("DROP TABLE r{i}"),
                )
            })
        },
    },
    Shape {
        name: "views of a table",
        dialects: ALL,
        size: 60,
        chain: |_, n| {
            each_on_small(n, |i| {
                pair(
                    format!("CREATE VIEW v{i} AS SELECT id, a FROM t WHERE a > {i}"),
                    format!("DROP VIEW v{i}"),
                )
            })
        },
    },
    Shape {
        name: "views of a table that is dropped",
        dialects: POSTGRES,
        size: 60,
        chain: |_, n| {
            let mut revisions = each_on_small(n, |i| {
                let view = format!("CREATE VIEW v{i} AS SELECT id, a FROM t WHERE a > {i}");
                pair(view, "")
            });
            revisions[0].down = "DROP TABLE t CASCADE;".to_owned();
            revisions
        },
    },
    Shape {
        name: "views of views",
        dialects: ALL,
        size: 40,
        chain: |_, n| {
            each_on_small(n, |i| {
                let from = match i {
                    0 => "t".to_owned(),
                    _ => format!("v{}", i - 1),
                };
                pair(
                    format!("CREATE VIEW v{i} AS SELECT * FROM {from}"),
                    format!("DROP VIEW v{i}"),
                )
            })
        },
    },
    Shape {
        name: "a table with views that changes",
        dialects: ALL,
        size: 20,
        chain: |_, n| {
            let views = (0..n).map(|i| {
                pair(
                    format!("CREATE VIEW v{i} AS SELECT id FROM t WHERE a > {i}"),
                    format!("DROP VIEW v{i}"),
                )
            });
            let change = [
                pair(
                    "ALTER TABLE t RENAME COLUMN a TO b",
                    "ALTER TABLE t RENAME COLUMN b TO a",
                ),
                pair("ALTER TABLE t RENAME TO u", "ALTER TABLE u RENAME TO t"),
                pair(
                    "ALTER TABLE u ADD COLUMN z INTEGER",
                    "ALTER TABLE u DROP COLUMN z",
                ),
            ];
            undone([small("t")].into_iter().chain(views).chain(change))
        },
    },
    Shape {
        name: "triggers",
        dialects: ALL,
        size: 50,
        chain: |dialect, n| {
            let function = match dialect {
                Dialect::Postgres => pair(
                    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS \
                     $$BEGIN RETURN NEW; END$$",
                    "DROP FUNCTION f()",
                ),
                _ => pair("", ""),
            };
            let trigger = |i| match dialect {
                Dialect::Postgres => pair(
                    format!(
                        "CREATE TRIGGER g{i} AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"
                    ),
                    format!("DROP TRIGGER g{i} ON t"),
                ),
                Dialect::Sqlite => pair(
                    format!(
                        "CREATE TRIGGER g{i} AFTER INSERT ON t BEGIN \
                         UPDATE t SET a = {i} WHERE id = NEW.id; END"
                    ),
                    format!("DROP TRIGGER g{i}"),
                ),
                Dialect::Mysql => pair(
                    format!("CREATE TRIGGER g{i} BEFORE INSERT ON t FOR EACH ROW SET NEW.a = {i}"),
                    format!("DROP TRIGGER g{i}"),
                ),
            };
            let before = [small("t"), function].into_iter();
            undone(before.chain((0..n).map(trigger)))
        },
    },
    Shape {
        name: "policies",
        dialects: POSTGRES,
        size: 80,
        chain: |_, n| {
            each_on_small(n, |i| {
                pair(
                    format!("CREATE POLICY p{i} ON t USING (a > {i})"),
                    format!("DROP POLICY p{i} ON t"),
                )
            })
        },
    },
    Shape {
        name: "partitions",
        dialects: POSTGRES,
        size: 40,
        chain: |_, n| {
            let table = pair(
                "CREATE TABLE t (id INTEGER NOT NULL, a INTEGER) PARTITION BY RANGE (id)",
                "DROP TABLE t",
            );
            let index = pair("CREATE INDEX t_a ON t (a)", "DROP INDEX t_a");
            let partition = |i| {
                let to = i + 1;
                pair(
                    format!("CREATE TABLE p{i} PARTITION OF t FOR VALUES FROM ({i}) TO ({to})"),
                    format!("DROP TABLE p{i}"),
                )
            };
            undone([table, index].into_iter().chain((0..n).map(partition)))
        },
    },
];
