//! Texts.
use super::{ALL, POSTGRES, Shape, on_small};

/// Texts.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        name: "a long text",
        dialects: ALL,
        size: 20_000,
        chain: |_, n| {
            let text = "it''s ".repeat(n);
            on_small(format!("SELECT '{text}' AS text FROM t"))
        },
    },
    Shape {
        name: "a long name",
        dialects: ALL,
        size: 20_000,
        chain: |_, n| on_small(format!("SELECT a AS \"{}\" FROM t", "\u{6f22}".repeat(n))),
    },
    Shape {
        name: "a long comment",
        dialects: ALL,
        size: 20_000,
        chain: |_, n| on_small(format!("/* {} */ SELECT 1", "* / ".repeat(n))),
    },
    Shape {
        name: "empty lines and comments",
        dialects: ALL,
        size: 500,
        chain: |_, n| on_small(format!("{}SELECT 1", "-- nothing; 'here\n\n".repeat(n))),
    },
    Shape {
        name: "texts of functions",
        dialects: POSTGRES,
        size: 2_000,
        chain: |_, n| {
            let text = "$a$ $ $b$ ' \" ; ".repeat(n);
            on_small(format!("SELECT $q${text}$q$"))
        },
    },
];
