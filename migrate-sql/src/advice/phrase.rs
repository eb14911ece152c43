//! Words of another engine, as tokens around the one that is refused.
use super::Place;
use crate::token::TokenKind;

/// What is written, and what to write instead.
pub(super) struct Phrase {
    /// Words and symbols with spaces between them. `^` marks the token that is refused (the last one
    /// without it), `*` is any token, `…` any number of them, `0` a number or a text, `|` the start of
    /// the statement, `$` its end, `\*` and `\$` the signs themselves.
    pub(super) written: &'static str,
    /// A sentence without its stop.
    pub(super) help: &'static str,
}

/// Pairs as phrases.
macro_rules! phrases {
    ($($written:literal => $help:expr,)+) => {
        &[$($crate::advice::phrase::Phrase { written: $written, help: $help },)+]
    };
}
pub(super) use phrases;

/// The help of the first phrase that stands there.
pub(super) fn advice(phrases: &[Phrase], place: &Place<'_>) -> Option<String> {
    let found = phrases
        .iter()
        .find(|phrase| stands(phrase.written, place))?;
    Some(found.help.to_owned())
}

fn stands(written: &str, place: &Place<'_>) -> bool {
    let (before, after) = match written.split_once('^') {
        Some((before, after)) => (before, after),
        None => written.rsplit_once(' ').unwrap_or(("", written)),
    };
    let (before, after): (Vec<&str>, Vec<&str>) = (
        before.split_whitespace().collect(),
        after.split_whitespace().collect(),
    );
    let mut following = after.iter().enumerate();
    following.all(|(n, word)| is(word, place, place.at + n))
        && stands_before(&before, place, place.at)
}

/// Whether the words stand directly before a token.
fn stands_before(words: &[&str], place: &Place<'_>, end: usize) -> bool {
    match words {
        [] => true,
        ["|"] => end == 0,
        [rest @ .., "…"] => (0..=end).rev().any(|end| stands_before(rest, place, end)),
        [rest @ .., word] => end
            .checked_sub(1)
            .is_some_and(|at| is(word, place, at) && stands_before(rest, place, at)),
    }
}

fn is(word: &str, place: &Place<'_>, at: usize) -> bool {
    match word {
        "*" => at < place.tokens.len(),
        "\\*" | "\\$" => place.is(at, &word[1..]),
        "$" => at == place.tokens.len(),
        "0" => matches!(place.kind(at), Some(TokenKind::Number | TokenKind::String)),
        word => place.is(at, word),
    }
}
