//! Names that come and go.
use super::{ALL, Revision, Shape, drop_index, each_on_small, pair, small, undone};

/// Names that come and go.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        name: "a table dropped and created again in one script",
        dialects: ALL,
        size: 40,
        chain: |_, n| {
            each_on_small(n, |_| {
                let table = "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, a INTEGER)";
                pair(format!("DROP TABLE t;\n{table}"), "")
            })
        },
    },
    Shape {
        name: "a table dropped and created again by each revision",
        dialects: ALL,
        size: 30,
        chain: |_, n| {
            let mut revisions = undone([small("t")].into_iter());
            revisions.extend((0..n).map(|i| {
                let table = |kind: &str| {
                    format!(
                        "DROP TABLE t;\nCREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, a {kind});"
                    )
                };
                let (before, behind) = match i % 2 {
                    0 => ("INTEGER", "BIGINT"),
                    _ => ("BIGINT", "INTEGER"),
                };
                Revision {
                    up: table(behind),
                    down: table(before),
                }
            }));
            revisions
        },
    },
    Shape {
        name: "an index dropped and created again by each revision",
        dialects: ALL,
        size: 30,
        chain: |dialect, n| {
            let mut revisions =
                undone([small("t"), pair("CREATE INDEX i ON t (a)", "")].into_iter());
            revisions.extend((0..n).map(|i| {
                let index = |columns: &str| {
                    let dropped = drop_index(dialect, "i", "t");
                    format!("{dropped};\nCREATE INDEX i ON t ({columns});")
                };
                let (before, behind) = match i % 2 {
                    0 => ("a", "a, id"),
                    _ => ("a, id", "a"),
                };
                Revision {
                    up: index(behind),
                    down: index(before),
                }
            }));
            revisions
        },
    },
];
