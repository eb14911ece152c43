//! SQLite.
mod lexer;
mod statements;
#[cfg(feature = "sqlite")]
mod syntax;
mod words;

pub(super) use words::{needs_quotes, words};

use super::{Analysis, Problem, checksum, documentation, lines, nul_problem, stop_at_first};
use crate::Severity;
use crate::codes;
use crate::token::{Token, TokenKind};
use std::ops::Range;

/// Cuts a script into the tokens of its statements, comments and terminators left out.
pub(super) fn tokens(text: &str) -> Vec<Vec<Token>> {
    let mut tokens = lexer::lex(text).tokens;
    tokens.retain(|token| token.kind != TokenKind::Comment);
    let all: Vec<&Token> = tokens.iter().collect();
    let statements = statements::statements(text, &all);
    let of = |range: std::ops::Range<usize>| all[range].iter().copied().cloned().collect();
    let ranges = statements.into_iter().map(|statement| statement.range);
    ranges.map(of).collect()
}

/// All tokens of a text, comments included.
pub(super) fn all_tokens(text: &str) -> Vec<Token> {
    lexer::lex(text).tokens
}

/// Whether a quote of a script never ends.
pub(super) fn never_ends(text: &str) -> bool {
    lexer::lex(text).unterminated.is_some()
}

/// Analyses one script; `judge`: says what is wrong with it.
pub(super) fn analyse(text: &str, judge: bool) -> Analysis {
    let lexed = lexer::lex(text);
    let is_comment = |token: &&Token| token.kind == TokenKind::Comment;
    let tokens: Vec<&Token> = lexed
        .tokens
        .iter()
        .filter(|token| !is_comment(token))
        .collect();
    let statements = statements::statements(text, &tokens);
    let spans = statements.iter().map(|statement| {
        let tokens = &tokens[statement.range.clone()];
        tokens[0].span.start..tokens[tokens.len() - 1].span.end
    });

    let mut problems: Vec<Problem> = Vec::new();
    if judge {
        problems.extend(nul_problem(text));
        #[cfg(feature = "sqlite")]
        problems.extend(syntax::problems(text, &tokens, &statements));
        let unterminated = lexed.unterminated.as_ref();
        // The parser only says that it is no token.
        problems.retain(|problem| unterminated.is_none_or(|it| problem.span.start != it.start));
        problems.extend(unterminated.map(|span| unterminated_problem(text, span)));
    }
    problems.sort_by_key(|problem| problem.span.start);
    if let Some(unterminated) = &lexed.unterminated {
        stop_at_first(text, &mut problems, unterminated.start);
    }

    Analysis {
        statements: lines::statements(text, spans),
        checksum: checksum::checksum(text, &lexed.tokens),
        documentation: documentation::documentation(text, &lexed.tokens),
        problems,
    }
}

fn unterminated_problem(text: &str, span: &Range<usize>) -> Problem {
    let opening = text[span.clone()].split(['\r', '\n']).next().unwrap_or("");
    let what = match opening.bytes().next() {
        Some(b'\'' | b'x' | b'X') => "string",
        _ => "quoted name",
    };
    Problem {
        code: codes::SQL_SYNTAX,
        severity: Severity::Error,
        span: span.start..span.start + opening.len(),
        message: format!("unterminated {what}"),
        label: None,
        help: Some("it starts here and never ends: add the closing quote".to_owned()),
    }
}
