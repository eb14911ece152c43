//! What PostgreSQL's own parser would refuse.
//!
//! squawk-syntax reads each statement by itself, so that a mistake in one is one error, and the
//! others are still read. Its errors stand behind the last token that it understood; the server
//! names the token that it can't go on with, so that is where ours stand.
use super::statements::Tokens;
use super::{
    expected, keyword_names, lenient, lexer, place, respelling, routine, statements, strict,
};
use crate::Severity;
use crate::codes;
use crate::suggestion::suggestion;
use crate::token::Token;
use crate::{Problem, broken, guarded};
use squawk_parser::{EntryPoint, LexedStr, StrStep};
use squawk_syntax::SourceFile;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

thread_local! {
    /// The statements, as the parser gets them, that it finds nothing wrong with, and where a body is in
    /// each: a chain says most of them more than once, up and down again.
    static SOUND: RefCell<HashMap<Box<str>, Option<Range<usize>>>> = RefCell::default();
}

/// Finds the first error of each statement.
pub(super) fn problems(text: &str, tokens: &[&Token], statements: &[Tokens]) -> Vec<Problem> {
    let reads_bodies = !text.contains("check_function_bodies");
    let check = |position: usize, suggest: bool| {
        let statement = &statements[position];
        let end = statement.range.end + usize::from(statement.is_terminated);
        let tokens = &tokens[statement.range.start..end];
        let body = routine::sql_body(text, tokens);
        problem(text, tokens, body.clone(), suggest)
            .or_else(|| body_problem(text, body.filter(|_| reads_bodies)?))
    };
    let ranges: Vec<_> = statements
        .iter()
        .map(|statement| statement.range.clone())
        .collect();
    broken::problems(tokens, &ranges, check)
}

/// Reads the body of a function as a script of its own.
fn body_problem(text: &str, body: Range<usize>) -> Option<Problem> {
    let mut problem = first_problem(&text[body.clone()])?;
    problem.span = problem.span.start + body.start..problem.span.end + body.start;
    Some(problem)
}

/// Finds the first error of a text within a script.
pub(super) fn first_problem(sql: &str) -> Option<Problem> {
    let lexed = lexer::lex(sql);
    if !lexed.obstacles.is_empty() {
        return None;
    }
    let tokens = lexed.code();
    let statements = statements::statements(sql, &tokens);
    statements.iter().find_map(|statement| {
        let end = statement.range.end + usize::from(statement.is_terminated);
        let tokens = &tokens[statement.range.start..end];
        problem(sql, tokens, routine::sql_body(sql, tokens), true)
    })
}

fn problem(
    text: &str,
    tokens: &[&Token],
    body: Option<Range<usize>>,
    suggest: bool,
) -> Option<Problem> {
    let found = first_error(text, tokens, body)?;
    let (at, span) = match tokens.get(found.offender) {
        Some(token) => (crate::quoted(text, token), token.span.clone()),
        None => {
            let end = tokens[tokens.len() - 1].span.end;
            ("end of input".to_owned(), end..end)
        }
    };
    let reach = |sql: &str| {
        let lexed = lexer::lex(sql);
        let tokens = lexed.code();
        first_error(sql, &tokens, None).map(|found| found.offender)
    };
    let help = suggest
        .then(|| suggestion(text, tokens, found.offender, &reach))
        .flatten();
    let at_or_near = if found.offender < tokens.len() {
        "at or near"
    } else {
        "at"
    };
    Some(Problem {
        code: codes::SQL_SYNTAX,
        severity: Severity::Error,
        span,
        message: format!("syntax error {at_or_near} {at}"),
        // What the parser expected is rarely what was meant.
        label: found.expected.filter(|_| help.is_none()),
        help,
    })
}

/// The first thing that can't be read in a statement.
struct Found {
    /// The index of the token over which the server stumbles; behind the last for the end.
    offender: usize,
    /// The one over which the parser stumbles.
    stumbled: usize,
    /// What would have been right.
    expected: Option<String>,
}

fn first_error(text: &str, tokens: &[&Token], body: Option<Range<usize>>) -> Option<Found> {
    if respelling::is_known(text, tokens) {
        return None;
    }
    let mut names = Vec::new();
    let mut found = error_with(text, tokens, body.clone(), &names)?;
    'stumbles: loop {
        for candidate in keyword_names::candidates(text, tokens, found.stumbled) {
            if names.contains(&candidate) {
                continue;
            }
            names.push(candidate);
            match error_with(text, tokens, body.clone(), &names) {
                None => return None,
                // It was one of them, and there is something else behind it.
                Some(next) if next.stumbled > found.stumbled => {
                    found = next;
                    continue 'stumbles;
                }
                Some(_) => drop(names.pop()),
            }
        }
        return Some(found);
    }
}

/// The first error, where the keywords at these positions are names.
fn error_with(
    text: &str,
    tokens: &[&Token],
    body: Option<Range<usize>>,
    names: &[usize],
) -> Option<Found> {
    let start = tokens.first()?.span.start;
    let respelt = respelling::respelt(text, tokens, names);
    let sql = &*respelt.text;
    let body = body.map(|body| body.start - start..body.end - start);
    if SOUND.with_borrow(|sound| sound.get(sql) == Some(&body)) {
        return None;
    }
    let found = guarded::parse(text, tokens, || parse(sql, body.as_ref()));
    let Some((offset, message)) = found else {
        SOUND.with_borrow_mut(|sound| sound.insert(sql.into(), body));
        return None;
    };
    let at_or_behind = |offset: usize| {
        let is_behind = |token: &&Token| token.span.end > start + offset && respelt.shows(token);
        tokens.iter().position(is_behind).unwrap_or(tokens.len())
    };
    let offender = at_or_behind(offset);
    let Some(message) = message else {
        return Some(Found {
            offender,
            stumbled: offender,
            expected: None,
        });
    };
    if lenient::is_accepted(text, tokens, &message) {
        return None;
    }
    let moved = place::stumbles_at(text, tokens, offender, &message);
    let expected = (moved == offender)
        .then(|| expected::expected(&message))
        .flatten();
    Some(Found {
        offender: moved,
        stumbled: offender,
        expected: expected.filter(|_| offender > 0),
    })
}

/// The first error of a statement and the parser's words, if it has any. The grammar's errors go
/// before those of its checks on the tree: the tree of a broken statement is a guess.
fn parse(sql: &str, body: Option<&Range<usize>>) -> Option<(usize, Option<String>)> {
    let parsed = SourceFile::parse(sql);
    let errors = parsed.errors();
    let strict = strict::first_error(&parsed.syntax_node());
    let is_in_body = |offset: usize| body.is_some_and(|body| body.contains(&offset));
    let mut errors = errors
        .iter()
        .map(|error| (usize::from(error.range().start()), error.message()))
        .filter(|(offset, _)| !is_in_body(*offset));
    let first = errors
        .next()
        .map(|(offset, message)| (offset, Some(message.to_owned())));
    let first = match first {
        Some(_) => grammar_error(sql).or(first),
        None => None,
    };
    match (first, strict) {
        (Some(first), Some(strict)) if strict < first.0 => Some((strict, None)),
        (None, Some(strict)) => Some((strict, None)),
        (first, _) => first,
    }
}

fn grammar_error(sql: &str) -> Option<(usize, Option<String>)> {
    let lexed = LexedStr::new(sql);
    let output = EntryPoint::SourceFile.parse(&lexed.to_input());
    let mut first = None;
    lexed.intersperse_trivia(&output, &mut |step| {
        if let StrStep::Error { msg, pos } = step
            && first.is_none()
        {
            first = Some((pos, Some(msg.to_owned())));
        }
    });
    first
}
