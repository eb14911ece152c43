//! A function's body in single quotes, where the quotes of its own are written twice.
use super::create::tokens_within;
use crate::reader::Reader;
use crate::statement::Statement;
use std::ops::Range;

/// A body further on in a script is not looked into: the script is copied up to its end.
const FURTHEST: usize = 1 << 18;

/// Reads the statements of `'SELECT f(''x'')'`, with each of them where it stands in the script. None
/// where a quote is one of a text within, of a comment or of a name.
pub(super) fn statements(reader: &Reader<'_>, string: Range<usize>) -> Vec<Statement> {
    let inner = string.start + 1..string.end.saturating_sub(1);
    let is_plain = reader.text[string.clone()].starts_with('\'') && string.end < FURTHEST;
    let body = reader.text.get(inner.clone()).filter(|_| is_plain);
    let Some(body) = body.and_then(unquoted) else {
        return Vec::new();
    };
    let text = format!("{}{body}", &reader.text[..inner.start]);
    let all = tokens_within(&text, inner);
    let statements = all.iter();
    statements
        .map(|tokens| super::super::statement(&text, tokens, reader.dialect))
        .collect()
}

/// The body with quotes that are written once, and as long as before: of the two signs that stand for
/// one quote, the outer one is a space.
fn unquoted(body: &str) -> Option<String> {
    if body.contains("'''")
        || ["--", "/*", "\"", "$", "\\"]
            .iter()
            .any(|sign| body.contains(sign))
    {
        return None;
    }
    let mut pieces = body.split("''");
    let mut unquoted = pieces.next()?.to_owned();
    let mut is_open = false;
    for piece in pieces {
        unquoted.push_str(if is_open { "' " } else { " '" });
        is_open = !is_open;
        unquoted.push_str(piece);
    }
    (!is_open).then_some(unquoted)
}
