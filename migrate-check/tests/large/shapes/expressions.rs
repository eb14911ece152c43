//! Expressions and queries.
use super::{ALL, POSTGRES, Shape, each_on_small, many, nested, on_small, pair, small, undone};

/// Expressions and queries.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        name: "terms of a condition",
        dialects: ALL,
        size: 200,
        chain: |_, n| {
            let terms = many(n, " AND ", |i| format!("a <> {i}"));
            on_small(format!("SELECT id FROM t WHERE {terms}"))
        },
    },
    Shape {
        name: "terms of a check",
        dialects: ALL,
        size: 200,
        chain: |_, n| {
            let terms = many(n, " OR ", |i| format!("a = {i}"));
            let table = format!("CREATE TABLE t (a INTEGER, CHECK ({terms}))");
            undone([pair(table, "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "terms of a view",
        dialects: ALL,
        size: 200,
        chain: |_, n| {
            let terms = many(n, " + ", |i| format!("a * {i}"));
            let view = format!("CREATE VIEW v AS SELECT {terms} AS s FROM t");
            undone([small("t"), pair(view, "DROP VIEW v")].into_iter())
        },
    },
    Shape {
        name: "texts put together",
        dialects: POSTGRES,
        size: 200,
        chain: |_, n| {
            let terms = many(n, " || ", |i| format!("'{i}'"));
            on_small(format!("SELECT {terms}"))
        },
    },
    Shape {
        name: "brackets",
        dialects: ALL,
        size: 200,
        chain: |_, n| {
            let deep = nested(n, "(", "a", ")");
            on_small(format!("SELECT id FROM t WHERE {deep} = 1"))
        },
    },
    Shape {
        name: "brackets in a check",
        dialects: ALL,
        size: 200,
        chain: |_, n| {
            let deep = nested(n, "(", "a", ")");
            let table = format!("CREATE TABLE t (a INTEGER, CHECK ({deep} = 1))");
            undone([pair(table, "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "calls",
        dialects: ALL,
        size: 100,
        chain: |_, n| {
            let deep = nested(n, "coalesce(a, ", "1", ")");
            on_small(format!("SELECT {deep} FROM t"))
        },
    },
    Shape {
        name: "queries in queries",
        dialects: ALL,
        size: 50,
        chain: |_, n| on_small(nested(n, "SELECT * FROM (", "SELECT id FROM t", ") AS q")),
    },
    Shape {
        name: "queries as values in queries",
        dialects: ALL,
        size: 50,
        chain: |_, n| {
            let open = "(SELECT max(id) FROM t WHERE id > ";
            on_small(format!("SELECT {}", nested(n, open, "a", ")")))
        },
    },
    Shape {
        name: "cases in cases",
        dialects: ALL,
        size: 60,
        chain: |_, n| {
            let deep = nested(n, "CASE WHEN a > 0 THEN ", "1", " ELSE 0 END");
            on_small(format!("SELECT {deep} FROM t"))
        },
    },
    Shape {
        name: "branches of a case",
        dialects: ALL,
        size: 100,
        chain: |_, n| {
            let branches = many(n, " ", |i| format!("WHEN a = {i} THEN {i}"));
            on_small(format!("UPDATE t SET a = CASE {branches} ELSE a END"))
        },
    },
    Shape {
        name: "NOT",
        dialects: ALL,
        size: 200,
        chain: |_, n| {
            let deep = nested(n, "NOT ", "a = 1", "");
            on_small(format!("SELECT id FROM t WHERE {deep}"))
        },
    },
    Shape {
        name: "signs",
        dialects: ALL,
        size: 200,
        chain: |_, n| on_small(format!("SELECT {} FROM t", nested(n, "- ", "a", ""))),
    },
    Shape {
        name: "unions",
        dialects: ALL,
        size: 100,
        chain: |_, n| on_small(many(n, " UNION ALL ", |i| format!("SELECT {i}, a FROM t"))),
    },
    Shape {
        name: "rows of values",
        dialects: ALL,
        size: 200,
        chain: |_, n| {
            let rows = many(n, ",\n", |i| format!("({i}, {i} + 1)"));
            on_small(format!("INSERT INTO t (id, a) VALUES {rows}"))
        },
    },
    Shape {
        name: "rows one by one",
        dialects: ALL,
        size: 60,
        chain: |_, n| {
            each_on_small(n, |i| {
                pair(
                    format!("INSERT INTO t (id, a) VALUES ({i}, {i})"),
                    format!("DELETE FROM t WHERE id = {i}"),
                )
            })
        },
    },
    Shape {
        name: "a list behind IN",
        dialects: ALL,
        size: 300,
        chain: |_, n| {
            let list = many(n, ", ", |i| i.to_string());
            on_small(format!("DELETE FROM t WHERE a IN ({list})"))
        },
    },
    Shape {
        name: "a list in a check",
        dialects: ALL,
        size: 300,
        chain: |_, n| {
            let list = many(n, ", ", |i| format!("'v{i}'"));
            let table = format!("CREATE TABLE t (a VARCHAR(20), CHECK (a IN ({list})))");
            undone([pair(table, "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "joins",
        dialects: ALL,
        size: 30,
        chain: |_, n| {
            let joins = many(n, " ", |i| {
                format!("JOIN t AS j{} ON j{}.id = j{i}.id", i + 1, i + 1)
            });
            on_small(format!("SELECT j0.a, j{n}.a FROM t AS j0 {joins}"))
        },
    },
    Shape {
        name: "tables beside each other",
        dialects: ALL,
        size: 30,
        chain: |_, n| {
            let tables = many(n, ", ", |i| format!("t AS j{i}"));
            let condition = many(n, " AND ", |i| format!("j{i}.id = 1"));
            on_small(format!("SELECT j0.a FROM {tables} WHERE {condition}"))
        },
    },
    Shape {
        name: "common tables",
        dialects: ALL,
        size: 30,
        chain: |_, n| {
            let tables = many(n, ", ", |i| match i {
                0 => "c0 AS (SELECT id, a FROM t)".to_owned(),
                _ => format!("c{i} AS (SELECT id, a FROM c{})", i - 1),
            });
            on_small(format!("WITH {tables} SELECT a FROM c{}", n - 1))
        },
    },
];
