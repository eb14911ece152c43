//! A parse that can't take the build down.
use super::nesting::nesting;
use super::token::Token;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Statements that nest deeper are unknown: 500 brackets, or a chain of 5,000 tokens. What people
/// write is far from it, the parsers take time that grows with the square of the depth, and the
/// servers have limits of their own.
const DEEPEST: usize = 5_000;
/// From here on a parse gets a stack of its own.
const DEEP: usize = 200;
/// That stack's size. Only what is used of it is ever taken.
const STACK: usize = 1 << 28;

/// Runs a parser over a statement. `None` also where it nests too deep, or where the parser breaks
/// down on one of its own assertions: then nothing is known.
pub(crate) fn parse<T: Send>(
    text: &str,
    tokens: &[&Token],
    parse: impl FnOnce() -> Option<T> + Send,
) -> Option<T> {
    let parse = || catch_unwind(AssertUnwindSafe(parse)).unwrap_or(None);
    match nesting(text, tokens.iter().copied()) {
        0..DEEP => parse(),
        DEEP..DEEPEST => std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK);
            let thread = thread.spawn_scoped(scope, parse).ok()?;
            thread.join().ok().flatten()
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Dialect, analyse};

    /// Deep texts, each with how deep it goes for `n`.
    fn deep(n: usize) -> Vec<String> {
        let nested = |open: &str, inner: &str, close: &str| {
            format!("SELECT {}{inner}{};", open.repeat(n), close.repeat(n))
        };
        vec![
            nested("(", "1", ")"),
            nested("(", "1", ""),
            nested("", "1", ")"),
            nested("NOT ", "TRUE", ""),
            nested("- ", "1", ""),
            nested("CASE WHEN TRUE THEN ", "1", " ELSE 0 END"),
            nested("(SELECT ", "1", ")"),
            nested("1 + ", "1", ""),
            nested("a AND ", "1", ""),
            nested("f(", "1", ")"),
            nested("1 UNION SELECT ", "1", ""),
            nested("1, 2 UNION ALL SELECT ", "1, 2", ""),
            nested("ARRAY[", "1", "]"),
            nested("CAST(", "1", " AS integer)"),
            nested("1 IN (1, ", "1", ")"),
        ]
    }

    #[test]
    fn deep_statements_do_not_overflow_the_stack() {
        for n in [15, 150, 50_000] {
            for text in deep(n) {
                for dialect in [Dialect::Postgres, Dialect::Sqlite] {
                    assert_eq!(analyse(&text, dialect).statements.len(), 1);
                }
            }
        }
    }

    #[test]
    fn mistakes_are_found_on_a_stack_of_its_own() {
        let text = format!("SELECT {}1 1{};", "(".repeat(100), ")".repeat(100));
        for dialect in [Dialect::Postgres, Dialect::Sqlite] {
            let problems = analyse(&text, dialect).problems;
            assert_eq!(problems.len(), 1);
            assert_eq!(problems[0].span, 109..110, "{}", problems[0].message);
        }
    }
}
