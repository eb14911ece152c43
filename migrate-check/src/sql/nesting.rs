//! How deep a statement may make a parser recurse.
use super::token::{Token, TokenKind};

/// What a bracket counts: parsers go through all their levels of precedence for each.
pub(crate) const BRACKET: usize = 10;

/// Measures it from above, from the tokens alone. A bracket counts [`BRACKET`]. Every other token
/// counts 1 until the next comma on the same level, since it may be part of a chain (`NOT NOT …`,
/// `1 + 1 + …`, `SELECT … UNION …`, `CASE … CASE …`), which makes a deep tree as well.
pub(crate) fn nesting<'t>(text: &str, tokens: impl IntoIterator<Item = &'t Token>) -> usize {
    let mut deepest = 0;
    let mut outer = Vec::new();
    let mut depth = 0_usize;
    for token in tokens {
        let written = &text[token.span.clone()];
        match (token.kind, written) {
            (TokenKind::Symbol, "(" | "[" | "{") => {
                outer.push(depth);
                depth += BRACKET;
            }
            (TokenKind::Symbol, ")" | "]" | "}") => depth = outer.pop().unwrap_or(0),
            (TokenKind::Symbol, "," | ";") => {
                depth = outer.last().map_or(0, |depth| depth + BRACKET)
            }
            _ => depth += 1,
        }
        deepest = deepest.max(depth);
    }
    deepest
}
