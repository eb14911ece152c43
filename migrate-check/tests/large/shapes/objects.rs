//! Many objects.
use super::{
    ALL, MYSQL, POSTGRES, Revision, SQLITE, Shape, each_on_small, many, pair, small, undone,
};

/// Many objects.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        name: "tables",
        dialects: ALL,
        size: 50,
        chain: |_, n| undone((0..n).map(|i| small(&format!("t{i}")))),
    },
    Shape {
        name: "revisions with a table each",
        dialects: ALL,
        size: 100,
        chain: |_, n| {
            let revision = |i: usize| Revision {
                up: format!(
                    "CREATE TABLE t{i} (id BIGINT PRIMARY KEY, a BIGINT, CHECK (a > 0));\n\
                     CREATE INDEX i{i} ON t{i} (a);"
                ),
                down: format!("DROP TABLE t{i};"),
            };
            (0..n).map(revision).collect()
        },
    },
    Shape {
        name: "tables that are renamed",
        dialects: ALL,
        size: 25,
        chain: |_, n| {
            let tables = (0..n).map(|i| small(&format!("t{i}")));
            let renames = (0..n).map(|i| {
                pair(
                    format!("ALTER TABLE t{i} RENAME TO u{i}"),
                    format!("ALTER TABLE u{i} RENAME TO t{i}"),
                )
            });
            undone(tables.chain(renames))
        },
    },
    Shape {
        name: "a column of each table dropped",
        dialects: ALL,
        size: 40,
        chain: |_, n| {
            let tables = (0..n).map(|i| small(&format!("t{i}")));
            let changes = (0..n).map(|i| {
                pair(
                    format!("ALTER TABLE t{i} DROP COLUMN a"),
                    format!("ALTER TABLE t{i} ADD COLUMN a INTEGER"),
                )
            });
            undone(tables.chain(changes))
        },
    },
    Shape {
        name: "tables made anew",
        dialects: SQLITE,
        size: 30,
        chain: |_, n| {
            let tables = (0..n).map(|i| small(&format!("t{i}")));
            let changes = (0..n).map(|i| {
                let up = format!(
                    "CREATE TABLE n{i} (id INTEGER NOT NULL PRIMARY KEY, a TEXT);\n\
                     INSERT INTO n{i} (id, a) SELECT id, a FROM t{i};\n\
                     DROP TABLE t{i};\nALTER TABLE n{i} RENAME TO t{i}"
                );
                let down = up.replace("a TEXT", "a INTEGER");
                pair(up, down)
            });
            undone(tables.chain(changes))
        },
    },
    Shape {
        name: "sequences",
        dialects: POSTGRES,
        size: 80,
        chain: |_, n| {
            undone((0..n).map(|i| {
                pair(
                    format!("CREATE SEQUENCE s{i}"),
                    format!("DROP SEQUENCE s{i}"),
                )
            }))
        },
    },
    Shape {
        name: "values of an enum",
        dialects: POSTGRES,
        size: 200,
        chain: |_, n| {
            let values = many(n, ", ", |i| format!("'v{i}'"));
            let made = pair(format!("CREATE TYPE e AS ENUM ({values})"), "DROP TYPE e");
            undone([made].into_iter())
        },
    },
    Shape {
        name: "values added to an enum",
        dialects: POSTGRES,
        size: 80,
        chain: |_, n| {
            let made = pair("CREATE TYPE e AS ENUM ()", "DROP TYPE e");
            let added = |i| pair(format!("ALTER TYPE e ADD VALUE 'v{i}'"), "");
            undone([made].into_iter().chain((0..n).map(added)))
        },
    },
    Shape {
        name: "values of an enum's column",
        dialects: MYSQL,
        size: 200,
        chain: |_, n| {
            let values = many(n, ", ", |i| format!("'v{i}'"));
            let table = format!("CREATE TABLE t (e ENUM ({values}) NOT NULL DEFAULT 'v0')");
            undone([pair(table, "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "functions",
        dialects: POSTGRES,
        size: 50,
        chain: |_, n| {
            each_on_small(n, |i| {
                pair(
                    format!(
                        "CREATE FUNCTION f{i}(x INTEGER) RETURNS INTEGER LANGUAGE sql AS \
                         'SELECT a + x FROM t'"
                    ),
                    format!("DROP FUNCTION f{i}(INTEGER)"),
                )
            })
        },
    },
    Shape {
        name: "functions of one name",
        dialects: POSTGRES,
        size: 40,
        chain: |_, n| {
            undone((0..n).flat_map(|i| {
                let made = pair(
                    format!("CREATE TYPE e{i} AS ENUM ('a')"),
                    format!("DROP TYPE e{i}"),
                );
                let function = pair(
                    format!(
                        "CREATE FUNCTION f(x e{i}) RETURNS INTEGER LANGUAGE sql AS 'SELECT {i}'"
                    ),
                    format!("DROP FUNCTION f(e{i})"),
                );
                [made, function]
            }))
        },
    },
    Shape {
        name: "a function's statements",
        dialects: POSTGRES,
        size: 50,
        chain: |_, n| {
            let body = many(n, "\n", |i| {
                format!("IF x > {i} THEN UPDATE t SET a = {i}; END IF;")
            });
            let function = format!(
                "CREATE FUNCTION f(x INTEGER) RETURNS void LANGUAGE plpgsql AS \
                 $$\nBEGIN\n{body}\nEND\n$$"
            );
            undone([small("t"), pair(function, "DROP FUNCTION f(INTEGER)")].into_iter())
        },
    },
    Shape {
        name: "a program's statements",
        dialects: MYSQL,
        size: 50,
        chain: |_, n| {
            let body = many(n, "\n", |i| {
                format!("IF x > {i} THEN UPDATE t SET a = {i}; END IF;")
            });
            let procedure = format!("CREATE PROCEDURE p(x INTEGER)\nBEGIN\n{body}\nEND");
            undone([small("t"), pair(procedure, "DROP PROCEDURE p")].into_iter())
        },
    },
];
