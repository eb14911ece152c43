//! A conflict of git's in a script.
use crate::Problem;
use crate::Severity;
use crate::codes;
use crate::conflict::{HELP, MESSAGE, Marker, markers};
use crate::token::{Token, TokenKind};

/// The first marker that stands neither in a text nor in a comment.
fn marker_in_code(text: &str, tokens: &[Token]) -> Option<Marker> {
    markers(text).find(|marker| {
        let here = tokens
            .iter()
            .find(|token| token.span.end > marker.span.start);
        here.is_some_and(|token| {
            token.kind == TokenKind::Symbol && token.span.start == marker.span.start
        })
    })
}

/// The one of a script that its server refuses: in code, or in what is taken for a text because a quote
/// never ends.
pub(super) fn in_script(text: &str, tokens: &[Token]) -> Option<Marker> {
    let unended = tokens.last().filter(|last| {
        let is_quoted = matches!(last.kind, TokenKind::String | TokenKind::QuotedName);
        is_quoted && last.span.end == text.len() && !text.ends_with(['\'', '"', '`', ']'])
    });
    let is_unended =
        |marker: &Marker| unended.is_some_and(|last| last.span.start < marker.span.start);
    marker_in_code(text, tokens).or_else(|| markers(text).find(is_unended))
}

pub(super) fn problem(marker: &Marker) -> Problem {
    Problem {
        code: codes::SQL_SYNTAX,
        severity: Severity::Error,
        span: marker.span.clone(),
        message: MESSAGE.to_owned(),
        label: None,
        help: Some(HELP.to_owned()),
    }
}
