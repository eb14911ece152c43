//! Where SQLite's statements end: at a `;`, except within the body of a trigger, which ends with the
//! word `END` behind a `;`.
use crate::token::Token;
use std::ops::Range;

/// A statement, as a range of a script's tokens without its comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tokens {
    /// Without the `;`. Never empty.
    pub(super) range: Range<usize>,
    /// The token to which a parser has to read to see whether the statement is complete: the `;`,
    /// or the one that can't be part of it.
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code))]
    pub(super) read_to: usize,
    /// Whether it is a trigger without its `END`.
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code))]
    pub(super) is_cut_off: bool,
}

/// What can't stand in a trigger: where it begins a statement, the trigger's `END` is missing.
const NOT_IN_TRIGGER: [&str; 13] = [
    "alter",
    "analyze",
    "attach",
    "begin",
    "commit",
    "create",
    "detach",
    "drop",
    "pragma",
    "reindex",
    "rollback",
    "savepoint",
    "vacuum",
];

/// Finds the statements among tokens without comments.
pub(super) fn statements(text: &str, tokens: &[&Token]) -> Vec<Tokens> {
    let mut statements = Vec::new();
    let mut start = 0;
    while start < tokens.len() {
        let length = length(text, &tokens[start..]);
        let end = start + length;
        let is_cut_off = !tokens
            .get(end)
            .is_none_or(|token| token.is_symbol(text, ";"));
        if length > 0 {
            statements.push(Tokens {
                range: start..end,
                read_to: end.min(tokens.len() - 1),
                is_cut_off,
            });
        }
        start = if is_cut_off { end } else { end + 1 };
    }
    statements
}

/// Counts the tokens up to the end of the first statement.
fn length(text: &str, tokens: &[&Token]) -> usize {
    let is_trigger = is_trigger(text, tokens);
    let mut is_in_body = false;
    for (position, token) in tokens.iter().enumerate() {
        if is_trigger && token.is_word(text, "begin") {
            is_in_body = true;
        }
        if !token.is_symbol(text, ";") {
            continue;
        }
        let next = tokens.get(position + 1);
        if !is_in_body {
            return position;
        } else if next.is_some_and(|next| next.is_word(text, "end")) {
            is_in_body = false;
        } else if next
            .is_some_and(|next| NOT_IN_TRIGGER.iter().any(|word| next.is_word(text, word)))
        {
            return position + 1;
        }
    }
    tokens.len()
}

/// Whether it begins with `CREATE [TEMP|TEMPORARY] TRIGGER`, perhaps explained.
fn is_trigger(text: &str, tokens: &[&Token]) -> bool {
    let is_prefix = |token: &&&Token| {
        ["explain", "query", "plan"]
            .iter()
            .any(|word| token.is_word(text, word))
    };
    let mut tokens = tokens.iter().skip_while(is_prefix);
    let mut next = || tokens.next();
    next().is_some_and(|token| token.is_word(text, "create"))
        && match next() {
            Some(token) if token.is_word(text, "temp") || token.is_word(text, "temporary") => {
                next().is_some_and(|token| token.is_word(text, "trigger"))
            }
            token => token.is_some_and(|token| token.is_word(text, "trigger")),
        }
}
