//! A parse that can't take the build down.
use super::nesting::nesting;
use super::token::Token;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Statements that nest deeper are unknown. No server reads that deep either: PostgreSQL's parser
/// gives up at 10,000, SQLite at an expression of depth 1,000 unless it was built otherwise.
const DEEPEST: usize = 20_000;
/// From here on a parse gets a stack of its own.
const DEEP: usize = 100;
/// That stack's size. Only what is used of it is ever taken.
const STACK: usize = 1 << 30;

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
