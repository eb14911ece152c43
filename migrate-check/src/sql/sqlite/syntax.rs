//! What SQLite's own parser would refuse.
//!
//! sqlite3-parser is a port of SQLite's grammar and names the same token. It reads each statement by
//! itself, so that a mistake in one is one error, and the others are still read.
use super::statements::Tokens;
use crate::diagnostic::Severity;
use crate::sql::token::Token;
use crate::sql::{Problem, nesting};
use sqlite3_parser::lexer::sql::{Error, Parser, ParserError};
use sqlite3_parser::{Bump, FallibleIterator};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Statements that nest deeper are unknown. SQLite's own limit, unless it was built with another
/// one, is an expression of depth 1,000.
const DEEPEST: usize = 20_000;
/// From here on a parse gets a stack of its own.
const DEEP: usize = 200;

/// Finds the first error of each statement.
pub(super) fn problems(text: &str, tokens: &[&Token], statements: &[Tokens]) -> Vec<Problem> {
    let check =
        |statement: &Tokens| problem(text, &tokens[statement.range.start..=statement.read_to]);
    statements.iter().filter_map(check).collect()
}

fn problem(text: &str, tokens: &[&Token]) -> Option<Problem> {
    let found = first_error(text, tokens)?;
    let offender = tokens.iter().find(|token| token.span.end > found.offset);
    let end = tokens[tokens.len() - 1].span.end;
    let (written, span) = match offender {
        Some(token) => (shortened(&text[token.span.clone()]), token.span.clone()),
        None => (String::new(), end..end),
    };
    let message = match found.kind {
        Kind::Syntax if offender.is_none() => {
            "incomplete statement: syntax error at end of input".to_owned()
        }
        Kind::Syntax => format!("syntax error near `{written}`"),
        Kind::Token => format!("unrecognized token: `{written}`"),
        Kind::Rule(message) => message,
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

struct Found {
    kind: Kind,
    offset: usize,
}

enum Kind {
    Syntax,
    Token,
    /// A rule beyond the grammar, in SQLite's words.
    Rule(String),
}

fn first_error(text: &str, tokens: &[&Token]) -> Option<Found> {
    let nesting = nesting::nesting(text, tokens.iter().copied());
    let start = tokens[0].span.start;
    let sql = &text[start..tokens[tokens.len() - 1].span.end];
    let parse = || {
        let parse = || parse(sql);
        catch_unwind(AssertUnwindSafe(parse)).unwrap_or(None)
    };
    let mut found = match nesting {
        0..DEEP => parse(),
        DEEP..DEEPEST => std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(1 << 30);
            let thread = thread.spawn_scoped(scope, parse).ok()?;
            thread.join().ok().flatten()
        }),
        _ => None,
    }?;
    found.offset += start;
    Some(found)
}

fn parse(sql: &str) -> Option<Found> {
    let bump = Bump::new();
    let error = Parser::new(&bump, sql.as_bytes()).next().err()?;
    let (kind, position) = match error {
        Error::ParserError(ParserError::Custom(message), position) => {
            (Kind::Rule(message), position)
        }
        Error::ParserError(_, position) => (Kind::Syntax, position),
        Error::UnrecognizedToken(position)
        | Error::UnterminatedLiteral(position)
        | Error::UnterminatedBracket(position)
        | Error::BadVariableName(position)
        | Error::BadNumber(position)
        | Error::ExpectedEqualsSign(position)
        | Error::MalformedBlobLiteral(position)
        | Error::MalformedHexInteger(position) => (Kind::Token, position),
        _ => return None,
    };
    let position = position?;
    let before: usize = sql
        .split_inclusive('\n')
        .take(position.line - 1)
        .map(str::len)
        .sum();
    let offset = before + position.column - 1;
    Some(Found { kind, offset })
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
