//! The token over which the server stumbles, where squawk-syntax stops at another.
use super::heads;
use crate::token::Token;

/// Moves an error to where the server sees it. `offender` and the answer are indices of tokens; the
/// number of tokens stands for the end.
pub(super) fn stumbles_at(text: &str, tokens: &[&Token], offender: usize, message: &str) -> usize {
    let is = |position: usize, words: &[&str]| {
        let token = tokens.get(position);
        token.is_some_and(|token| words.iter().any(|word| token.is_word(text, word)))
    };
    let symbol = |position: usize, symbols: &[&str]| {
        let token = tokens.get(position);
        token.is_some_and(|token| symbols.iter().any(|symbol| token.is_symbol(text, symbol)))
    };
    match message {
        _ if message.starts_with("expected command") && offender == 0 => {
            heads::understood(tokens.iter().map(|token| &text[token.span.clone()]))
        }
        "unexpected trailing comma" => (offender + 1).min(tokens.len()),
        "expected alter column option" if is(offender, &["set", "drop"]) => {
            offender + 1 + usize::from(is(offender + 1, &["not"]))
        }
        // `a NOT text NULL`: the type may be missing for the parser, not for the server.
        "expected NULL_KW" | "expected KEY_KW"
            if offender > 2
                && is(offender - 1, &["not", "primary"])
                && (symbol(offender - 3, &["(", ","]) || is(offender - 3, &["column"])) =>
        {
            offender - 1
        }
        // `REFERENCES a (b) ON DELEE CASCADE`
        _ if is(offender, &["on"])
            && !is(offender + 1, &["delete", "update", "on"])
            && (0..offender).any(|position| is(position, &["references"])) =>
        {
            (offender + 1).min(tokens.len())
        }
        _ => offender,
    }
}
