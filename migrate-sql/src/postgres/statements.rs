//! Where PostgreSQL's statements end: at a `;`, except within the body of an SQL-standard function
//! (`BEGIN ATOMIC … END`) and the action list of a rule.
use crate::token::{Token, TokenKind};
use std::ops::Range;

/// A statement, as a range of a script's tokens without its comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tokens {
    /// Without the `;`. Never empty.
    pub(super) range: Range<usize>,
    /// Whether there is a `;` behind.
    pub(super) is_terminated: bool,
}

/// Finds the statements among tokens without comments.
pub(super) fn statements(text: &str, tokens: &[&Token]) -> Vec<Tokens> {
    let mut statements = Vec::new();
    let mut start = 0;
    while start < tokens.len() {
        let length = length(text, &tokens[start..]);
        let end = start + length;
        if length > 0 {
            statements.push(Tokens {
                range: start..end,
                is_terminated: tokens.get(end).is_some_and(|end| end.is_symbol(text, ";")),
            });
        }
        start = end + 1;
    }
    statements
}

/// Counts the tokens up to the `;` that ends the first statement.
fn length(text: &str, tokens: &[&Token]) -> usize {
    let shape = Shape::of(text, tokens);
    let mut depth = 0_usize;
    for (position, token) in tokens.iter().enumerate() {
        let next = tokens.get(position + 1);
        match shape {
            Shape::Routine if token.kind == TokenKind::Word => {
                let is_body = || next.is_some_and(|next| next.is_word(text, "atomic"));
                let opens = match depth {
                    0 => token.is_word(text, "begin") && is_body(),
                    _ => token.is_word(text, "case"),
                };
                if opens {
                    depth += 1;
                } else if token.is_word(text, "end") {
                    depth = depth.saturating_sub(1);
                }
            }
            Shape::Rule if token.is_symbol(text, "(") => depth += 1,
            Shape::Rule if token.is_symbol(text, ")") => depth = depth.saturating_sub(1),
            _ if depth == 0 && token.is_symbol(text, ";") => return position,
            _ if is_psql_command(text, token) => return position,
            _ => {}
        }
    }
    tokens.len()
}

/// Whether the lexer took it for a line that is meant for psql: ends a statement, wherever it is.
fn is_psql_command(text: &str, token: &Token) -> bool {
    token.kind == TokenKind::Symbol && text[token.span.clone()].starts_with('\\')
}

/// The kinds of statements that hold others.
enum Shape {
    /// `CREATE FUNCTION` or `CREATE PROCEDURE`.
    Routine,
    /// `CREATE RULE`.
    Rule,
    /// Any other.
    Plain,
}

impl Shape {
    fn of(text: &str, tokens: &[&Token]) -> Shape {
        let is = |position: usize, word| {
            tokens
                .get(position)
                .is_some_and(|token: &&Token| token.is_word(text, word))
        };
        if !is(0, "create") {
            return Shape::Plain;
        }
        let kind = if is(1, "or") && is(2, "replace") {
            3
        } else {
            1
        };
        if is(kind, "function") || is(kind, "procedure") {
            Shape::Routine
        } else if is(kind, "rule") {
            Shape::Rule
        } else {
            Shape::Plain
        }
    }
}
