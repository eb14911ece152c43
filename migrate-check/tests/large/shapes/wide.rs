//! Wide tables.
use super::{
    ALL, ANY_NUMBER_OF_KEYS, POSTGRES, SERVERS, Shape, each_on_small, many, pair, small, undone,
    wide,
};

/// Wide tables.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        name: "columns",
        dialects: ALL,
        size: 150,
        chain: |_, n| undone([wide(n)].into_iter()),
    },
    Shape {
        name: "columns named by INSERT",
        dialects: ALL,
        size: 150,
        chain: |_, n| {
            let names = many(n, ", ", |i| format!("c{i}"));
            let values = many(n, ", ", |i| i.to_string());
            let insert = format!("INSERT INTO t (id, {names}) VALUES (1, {values})");
            undone([wide(n), pair(insert, "")].into_iter())
        },
    },
    Shape {
        name: "columns named by UPDATE",
        dialects: ALL,
        size: 150,
        chain: |_, n| {
            let set = many(n, ", ", |i| format!("c{i} = c{} + 1", n - i - 1));
            undone([wide(n), pair(format!("UPDATE t SET {set}"), "")].into_iter())
        },
    },
    Shape {
        name: "columns named by SELECT",
        dialects: ALL,
        size: 150,
        chain: |_, n| {
            let names = many(n, ", ", |i| format!("t.c{i} AS d{i}"));
            let order = many(n, ", ", |i| format!("d{i}"));
            let select = format!("SELECT {names} FROM t ORDER BY {order}");
            undone([wide(n), pair(select, "")].into_iter())
        },
    },
    Shape {
        name: "columns of a view",
        dialects: ALL,
        size: 150,
        chain: |_, n| {
            let names = many(n, ", ", |i| format!("c{i}"));
            let view = format!("CREATE VIEW v AS SELECT {names} FROM t");
            let over = "CREATE VIEW w AS SELECT * FROM v WHERE c1 > 0";
            let views = [pair(view, "DROP VIEW v"), pair(over, "DROP VIEW w")];
            undone([wide(n)].into_iter().chain(views))
        },
    },
    Shape {
        name: "rows of a wide table, one by one",
        dialects: ALL,
        size: 30,
        chain: |_, n| {
            // So many values of a table that is ten times wider in all.
            let rows = (0..n).map(|i| pair(format!("INSERT INTO t (c{i}) VALUES ({i})"), ""));
            undone([wide(n * 4)].into_iter().chain(rows))
        },
    },
    Shape {
        name: "columns with checks",
        dialects: ALL,
        size: 80,
        chain: |_, n| {
            let columns = many(n, ", ", |i| format!("c{i} INTEGER CHECK (c{i} > {i})"));
            undone([pair(format!("CREATE TABLE t ({columns})"), "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "columns with keys",
        dialects: ANY_NUMBER_OF_KEYS,
        size: 80,
        chain: |_, n| {
            let columns = many(n, ", ", |i| format!("c{i} INTEGER UNIQUE"));
            undone([pair(format!("CREATE TABLE t ({columns})"), "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "columns that refer to a table",
        dialects: ALL,
        size: 80,
        chain: |_, n| {
            let columns = many(n, ", ", |i| format!("c{i} INTEGER REFERENCES o (id)"));
            let table = pair(format!("CREATE TABLE t ({columns})"), "DROP TABLE t");
            undone([small("o"), table].into_iter())
        },
    },
    Shape {
        name: "columns with sequences",
        dialects: POSTGRES,
        size: 80,
        chain: |_, n| {
            let columns = many(n, ", ", |i| format!("c{i} SERIAL"));
            undone([pair(format!("CREATE TABLE t ({columns})"), "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "columns added one by one",
        dialects: ALL,
        size: 40,
        chain: |_, n| {
            each_on_small(n, |i| {
                pair(
                    format!("ALTER TABLE t ADD COLUMN c{i} INTEGER"),
                    format!("ALTER TABLE t DROP COLUMN c{i}"),
                )
            })
        },
    },
    Shape {
        name: "columns added at once",
        dialects: SERVERS,
        size: 80,
        chain: |_, n| {
            let added = many(n, ", ", |i| format!("ADD COLUMN c{i} INTEGER"));
            let dropped = many(n, ", ", |i| format!("DROP COLUMN c{i}"));
            let change = pair(
                format!("ALTER TABLE t {added}"),
                format!("ALTER TABLE t {dropped}"),
            );
            undone([small("t"), change].into_iter())
        },
    },
    Shape {
        name: "columns renamed",
        dialects: ALL,
        size: 24,
        chain: |_, n| {
            let rename = |i| {
                pair(
                    format!("ALTER TABLE t RENAME COLUMN c{i} TO d{i}"),
                    format!("ALTER TABLE t RENAME COLUMN d{i} TO c{i}"),
                )
            };
            undone([wide(n)].into_iter().chain((0..n).map(rename)))
        },
    },
    Shape {
        name: "comments on columns",
        dialects: POSTGRES,
        size: 80,
        chain: |_, n| {
            let comment = |i| pair(format!("COMMENT ON COLUMN t.c{i} IS 'it''s {i}'"), "");
            undone([wide(n)].into_iter().chain((0..n).map(comment)))
        },
    },
];
