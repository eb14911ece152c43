//! What squawk-syntax refuses although the server takes it: silent.
use crate::token::{Token, TokenKind};

/// Whether the server takes the statement, or refuses it for what only it can know.
pub(super) fn is_accepted(text: &str, tokens: &[&Token], message: &str) -> bool {
    // `EXISTS (SELECT FROM t)` and the like: how many columns there must be is not grammar.
    message == "Expected a target after SELECT"
        || begins(text, tokens, &["alter", "statistics", "if", "exists"])
        || calls_in_from(text, tokens)
        || escapes_go_on(text, tokens)
}

/// An `E'…'` that goes on in a string on the next line, where `\'` is an escape as well.
fn escapes_go_on(text: &str, tokens: &[&Token]) -> bool {
    let written = |token: &Token| &text[token.span.clone()];
    tokens.windows(2).any(|window| {
        let are_strings = window.iter().all(|token| token.kind == TokenKind::String);
        are_strings && written(window[1]).starts_with('\'') && written(window[1]).contains('\\')
    })
}

fn begins(text: &str, tokens: &[&Token], words: &[&str]) -> bool {
    tokens.len() > words.len()
        && words
            .iter()
            .zip(tokens)
            .all(|(word, token)| token.is_word(text, word))
}

/// `FROM substring('Thomas' FROM 2)`: functions with a syntax of their own, in the place of a table.
fn calls_in_from(text: &str, tokens: &[&Token]) -> bool {
    const FUNCTIONS: &[&str] = &[
        "substring",
        "overlay",
        "position",
        "trim",
        "extract",
        "normalize",
        "json",
        "json_array",
        "json_arrayagg",
        "json_exists",
        "json_object",
        "json_objectagg",
        "json_query",
        "json_scalar",
        "json_serialize",
        "json_value",
    ];
    tokens.windows(3).any(|window| {
        let is_from = ["from", "join", "lateral"]
            .iter()
            .any(|word| window[0].is_word(text, word));
        let is_call = FUNCTIONS.iter().any(|word| window[1].is_word(text, word));
        is_from && is_call && window[2].is_symbol(text, "(")
    })
}
