//! How deep a statement may make a parser recurse.
use super::token::{Token, TokenKind};

/// Measures it from above, from the tokens alone: brackets and `CASE` nest, and operators, words
/// like `NOT` or `UNION` and everything else that can stand in a chain may as well, until the next
/// comma on the same level.
pub(crate) fn nesting<'t>(text: &str, tokens: impl IntoIterator<Item = &'t Token>) -> usize {
    let mut deepest = 0;
    let mut outer = Vec::new();
    let mut depth = 0_usize;
    for token in tokens {
        let written = &text[token.span.clone()];
        match (token.kind, written) {
            (TokenKind::Symbol, "(" | "[" | "{") => {
                outer.push(depth);
                depth += 1;
            }
            (TokenKind::Symbol, ")" | "]" | "}") => depth = outer.pop().unwrap_or(0),
            (TokenKind::Symbol, "," | ";") => depth = outer.last().map_or(0, |depth| depth + 1),
            _ => depth += 1,
        }
        deepest = deepest.max(depth);
    }
    deepest
}
