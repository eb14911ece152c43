//! What SQLite's own parser would refuse.
//!
//! sqlite3-parser is a port of SQLite's grammar and names the same token. It reads each statement by
//! itself, so that a mistake in one is one error, and the others are still read.
use super::lexer;
use super::statements::Tokens;
use crate::Severity;
use crate::codes;
use crate::suggestion::suggestion;
use crate::token::{Token, TokenKind};
use crate::{Problem, broken, guarded};
use sqlite3_parser::lexer::sql::{Error, Parser, ParserError};
use sqlite3_parser::{Bump, FallibleIterator};
use std::ops::Range;

/// Finds the first error of each statement.
pub(super) fn problems(text: &str, tokens: &[&Token], statements: &[Tokens]) -> Vec<Problem> {
    let check = |position: usize, suggest: bool| {
        let statement = &statements[position];
        let read = &tokens[statement.range.start..=statement.read_to];
        let mut problem = problem(text, read, suggest)?;
        if statement.is_cut_off && problem.span == tokens[statement.read_to].span {
            problem.help = Some("end the body of the trigger before it with `END;`".to_owned());
        }
        Some(problem)
    };
    let ranges: Vec<_> = statements
        .iter()
        .map(|statement| statement.range.clone())
        .collect();
    broken::problems(tokens, &ranges, check)
}

fn problem(text: &str, tokens: &[&Token], suggest: bool) -> Option<Problem> {
    let found = first_error(text, tokens)?;
    let end = tokens[tokens.len() - 1].span.end;
    let (at, span) = match tokens.get(found.offender) {
        Some(token) => (crate::quoted(text, token), token.span.clone()),
        None => (String::new(), end..end),
    };
    let reach = |sql: &str| {
        let lexed = lexer::lex(sql);
        let tokens: Vec<_> = lexed
            .tokens
            .iter()
            .filter(|token| token.kind != TokenKind::Comment)
            .collect();
        first_error(sql, &tokens).map(|found| found.offender)
    };
    let help = match found.kind {
        Kind::Syntax if suggest => suggestion(text, tokens, found.offender, &reach),
        _ => None,
    };
    let span = match &found.kind {
        Kind::Rule(message) => named_in(text, tokens, message).unwrap_or(span),
        _ => span,
    };
    let message = match found.kind {
        Kind::Syntax if at.is_empty() => "syntax error: the statement is not complete".to_owned(),
        Kind::Syntax => format!("syntax error near {at}"),
        Kind::Token => format!("unrecognized token: {at}"),
        Kind::Rule(message) => match message.split_once(": ") {
            Some((what, name)) => format!("{what}: `{name}`"),
            None => message,
        },
    };
    Some(Problem {
        code: codes::SQL_SYNTAX,
        severity: Severity::Error,
        span,
        message,
        label: None,
        help,
    })
}

/// The last token that a message like `duplicate column name: id` names.
fn named_in(text: &str, tokens: &[&Token], message: &str) -> Option<Range<usize>> {
    let (_, name) = message.split_once(": ")?;
    let is_named = |token: &&&Token| text[token.span.clone()].eq_ignore_ascii_case(name);
    tokens
        .iter()
        .rfind(is_named)
        .map(|token| token.span.clone())
}

/// The first thing that can't be read in a statement.
struct Found {
    kind: Kind,
    /// The index of the token over which SQLite stumbles; behind the last for the end.
    offender: usize,
}

enum Kind {
    Syntax,
    Token,
    /// A rule beyond the grammar, in SQLite's words.
    Rule(String),
}

fn first_error(text: &str, tokens: &[&Token]) -> Option<Found> {
    let start = tokens.first()?.span.start;
    let sql = &text[start..tokens[tokens.len() - 1].span.end];
    let (kind, offset) = guarded::parse(text, tokens, || parse(sql))?;
    let offender = tokens
        .iter()
        .position(|token| token.span.end > start + offset);
    let offender = offender.unwrap_or(tokens.len());
    Some(Found { kind, offender })
}

/// Whether the model says it (`RETURNING` in a trigger), or SQLite has no such rule: a column may stand in
/// a list twice.
fn is_taken(message: &str) -> bool {
    message.ends_with("specified more than once") || message == "cannot use RETURNING in a trigger"
}

fn parse(sql: &str) -> Option<(Kind, usize)> {
    let bump = Bump::new();
    let error = Parser::new(&bump, sql.as_bytes()).next().err()?;
    let (kind, position) = match error {
        Error::ParserError(ParserError::Custom(message), _) if is_taken(&message) => return None,
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
    Some((kind, offset))
}
