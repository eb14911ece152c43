//! What PostgreSQL's own parser would refuse.
//!
//! squawk-syntax reads each statement by itself, so that a mistake in one is one error, and the
//! others are still read. Its errors stand behind the last token that it understood; the server
//! names the token that it can't go on with, so that is where ours stand.
use super::statements::Tokens;
use crate::diagnostic::Severity;
use crate::sql::token::Token;
use crate::sql::{Problem, nesting};
use squawk_syntax::SourceFile;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Statements that nest deeper are unknown. The server's own parser gives up at 10,000.
const DEEPEST: usize = 20_000;
/// From here on a parse gets a stack of its own.
const DEEP: usize = 100;

/// Finds the first error of each statement.
pub(super) fn problems(text: &str, tokens: &[&Token], statements: &[Tokens]) -> Vec<Problem> {
    let check = |statement: &Tokens| problem(text, tokens, statement);
    statements.iter().filter_map(check).collect()
}

fn problem(text: &str, tokens: &[&Token], statement: &Tokens) -> Option<Problem> {
    let end = statement.range.end + usize::from(statement.is_terminated);
    let tokens = &tokens[statement.range.start..end];
    let (message, offset) = first_error(text, tokens)?;
    let offender = tokens.iter().find(|token| token.span.end > offset);
    let (message, span) = match offender {
        Some(token) => {
            let written = shortened(&text[token.span.clone()]);
            (
                format!("syntax error at or near `{written}` ({message})"),
                token.span.clone(),
            )
        }
        None => {
            let end = tokens[tokens.len() - 1].span.end;
            (
                format!("syntax error at end of input ({message})"),
                end..end,
            )
        }
    };
    Some(Problem {
        code: "sql-syntax",
        severity: Severity::Error,
        span,
        message,
        label: None,
        help: None,
    })
}

/// The first line of a token, if it is not too long for a message.
fn shortened(token: &str) -> String {
    let line = token.lines().next().unwrap_or("");
    if line.len() == token.len() && line.chars().count() <= 40 {
        return line.to_owned();
    }
    let start: String = line.chars().take(40).collect();
    format!("{start}…")
}

/// The parser's words, and where they apply.
fn first_error(text: &str, tokens: &[&Token]) -> Option<(String, usize)> {
    let nesting = nesting::nesting(text, tokens.iter().copied());
    let start = tokens[0].span.start;
    let sql = &text[start..tokens[tokens.len() - 1].span.end];
    let parse = || {
        let parse = || {
            let errors = SourceFile::parse(sql).errors();
            let first = errors.first()?;
            Some((
                first.message().to_owned(),
                start + usize::from(first.range().start()),
            ))
        };
        // The parser holds assertions on its own grammar. Where one fails, nothing is known.
        catch_unwind(AssertUnwindSafe(parse)).unwrap_or(None)
    };
    match nesting {
        0..DEEP => parse(),
        DEEP..DEEPEST => std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(1 << 30);
            let thread = thread.spawn_scoped(scope, parse).ok()?;
            thread.join().ok().flatten()
        }),
        _ => None,
    }
}
