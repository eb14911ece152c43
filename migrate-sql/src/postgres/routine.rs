//! The bodies of functions in SQL, which the server reads when the function is created.
use crate::token::{Token, TokenKind};
use std::ops::Range;

/// Finds the text within the quotes of a `CREATE FUNCTION … LANGUAGE sql AS '…'`. `None` also where
/// the text within the quotes is not the body as it stands.
pub(super) fn sql_body(text: &str, tokens: &[&Token]) -> Option<Range<usize>> {
    let is = |position: usize, word: &str| {
        tokens
            .get(position)
            .is_some_and(|token| token.is_word(text, word))
    };
    let kind = if is(1, "or") && is(2, "replace") {
        3
    } else {
        1
    };
    if !is(0, "create") || !(is(kind, "function") || is(kind, "procedure")) {
        return None;
    }
    let is_sql = (kind..tokens.len()).any(|position| {
        let quoted = || {
            tokens
                .get(position + 1)
                .is_some_and(|next| &text[next.span.clone()] == "'sql'")
        };
        is(position, "language") && (is(position + 1, "sql") || quoted())
    });
    let position = (kind..tokens.len()).find(|position| is(*position, "as"))?;
    let body = tokens
        .get(position + 1)
        .filter(|body| body.kind == TokenKind::String)?;
    let has_link = tokens
        .get(position + 2)
        .is_some_and(|next| next.is_symbol(text, ",") || next.kind == TokenKind::String);
    if !is_sql || has_link {
        return None;
    }
    let written = &text[body.span.clone()];
    let quote = match written.bytes().next()? {
        b'$' => written[1..].find('$')? + 2,
        b'\'' => {
            let inner = written.strip_prefix('\'')?.strip_suffix('\'')?;
            (!inner.contains('\'')).then_some(1)?
        }
        _ => return None,
    };
    (written.len() >= 2 * quote).then(|| body.span.start + quote..body.span.end - quote)
}
