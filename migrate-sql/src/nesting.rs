//! How deep a statement may make a parser recurse.
use super::token::{Token, TokenKind};

/// What a bracket counts: parsers go through all their levels of precedence for each.
pub(crate) const BRACKET: usize = 10;

/// Measures it from above, from the tokens alone. A bracket counts [`BRACKET`]. Every other token
/// counts 1 until the next comma on the same level, since it may be part of a chain (`NOT NOT …`,
/// `1 + 1 + …`, `CASE … CASE …`), which makes a deep tree as well. A chain of queries (`SELECT … UNION
/// SELECT …`) goes on behind commas.
pub(crate) fn nesting<'t>(text: &str, tokens: impl IntoIterator<Item = &'t Token>) -> usize {
    const BETWEEN_QUERIES: &[&str] = &["union", "intersect", "except", "minus"];
    let mut deepest = 0;
    let mut outer = Vec::new();
    // How deep it is, and would be behind a comma.
    let (mut depth, mut start) = (0_usize, 0_usize);
    for token in tokens {
        let written = &text[token.span.clone()];
        match (token.kind, written) {
            (TokenKind::Symbol, "(" | "[" | "{") => {
                outer.push((depth, start));
                depth += BRACKET;
                start = depth;
            }
            (TokenKind::Symbol, ")" | "]" | "}") => (depth, start) = outer.pop().unwrap_or((0, 0)),
            (TokenKind::Symbol, ",") => depth = start,
            (TokenKind::Symbol, ";") => {
                start = outer.last().map_or(0, |(depth, _)| depth + BRACKET);
                depth = start;
            }
            _ => {
                let is_chain = token.kind == TokenKind::Word
                    && BETWEEN_QUERIES
                        .iter()
                        .any(|word| written.eq_ignore_ascii_case(word));
                start += usize::from(is_chain);
                depth += 1;
            }
        }
        deepest = deepest.max(depth);
    }
    deepest
}
