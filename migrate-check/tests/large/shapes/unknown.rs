//! What the model does not know.
use super::{POSTGRES, Shape, each_on_small, pair};

/// What the model does not know.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        name: "statements that are unknown",
        dialects: POSTGRES,
        size: 60,
        chain: |_, n| {
            each_on_small(n, |i| {
                let statement = match i % 3 {
                    0 => format!("CREATE TEXT SEARCH DICTIONARY d{i} (TEMPLATE = simple)"),
                    1 => format!("CREATE PUBLICATION p{i} FOR TABLE t"),
                    _ => format!("NOTIFY n{i}"),
                };
                pair(statement, "")
            })
        },
    },
    Shape {
        name: "statements that do anything",
        dialects: POSTGRES,
        size: 60,
        chain: |_, n| {
            each_on_small(n, |i| {
                let block = format!("DO $$ BEGIN EXECUTE 'DROP TABLE ' || {i}; END $$");
                pair(
                    format!("{block};\nCREATE TABLE u{i} (id INTEGER)"),
                    format!("DROP TABLE u{i}"),
                )
            })
        },
    },
];
