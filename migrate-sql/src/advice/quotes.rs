//! Quotes that are none, and apostrophes that are quotes.
use super::Place;
use crate::token::TokenKind;

/// What word processors and web pages make of quotes.
const TYPOGRAPHIC: &[char] = &['“', '”', '„', '‘', '’', '‚', '«', '»', '´'];

/// Help for a name that holds typographic quotes: to every engine they are letters.
pub(super) fn typographic(name: &str) -> Option<String> {
    let found: Vec<char> = name
        .chars()
        .filter(|one| TYPOGRAPHIC.contains(one))
        .collect();
    let (first, last) = (found.first()?, found.last()?);
    let shown = match first == last {
        true => format!("`{first}` is a typographic quote"),
        false => format!("`{first}` and `{last}` are typographic quotes"),
    };
    Some(format!(
        "{shown}, which SQL takes for letters of a name: write `'` around a text, and nothing around a name"
    ))
}

/// The same for the words of a statement up to where its parser stumbles.
pub(super) fn in_statement(place: &Place<'_>) -> Option<String> {
    let end = place.tokens.len().min(place.at + 1);
    let words = (0..end)
        .rev()
        .filter(|at| matches!(place.kind(*at), Some(TokenKind::Word | TokenKind::Symbol)));
    words.map(|at| place.written(at)).find_map(typographic)
}

/// A text, opened by a plain quote, that a typographic one was to close: it goes on to the next plain one.
pub(super) fn unclosed(place: &Place<'_>) -> Option<String> {
    let near = [Some(place.at), place.at.checked_sub(1)];
    near.into_iter().flatten().find_map(|at| {
        let line = place.written(at).lines().next()?;
        let goes_on = line.len() < place.written(at).len() || at + 1 == place.tokens.len();
        let opening = line
            .chars()
            .next()
            .filter(|one| matches!(one, '\'' | '"' | '`'))?;
        let is_closed = line.len() > 1 && line.ends_with(opening);
        let closing = line.chars().find(|one| TYPOGRAPHIC.contains(one))?;
        (goes_on && !is_closed).then(|| {
            format!("`{closing}` is a typographic quote, which ends nothing: write `{opening}`")
        })
    })
}

/// An apostrophe that ended a text: a word is glued to the closing quote.
pub(super) fn apostrophe(place: &Place<'_>) -> Option<String> {
    let end = place.tokens.len().min(place.at + 1);
    let glued = (1..end).find(|at| {
        let (before, word) = (place.tokens[at - 1], place.tokens[*at]);
        before.kind == TokenKind::String
            && matches!(word.kind, TokenKind::Word | TokenKind::String)
            && before.span.end == word.span.start
            && place.written(at - 1).len() > 2
            && place.written(at - 1).ends_with('\'')
            && !place.written(*at).starts_with('"')
            && place.written(at - 1)[..place.written(at - 1).len() - 1]
                .ends_with(char::is_alphanumeric)
    })?;
    let (text, word) = (place.written(glued - 1), place.written(glued));
    let shown = text.rsplit(['\'', ' ', '\n']).nth(1).unwrap_or_default();
    let word: String = word
        .chars()
        .take_while(|one| one.is_alphanumeric())
        .collect();
    Some(format!(
        "an apostrophe within a text is written twice: `{shown}''{word}`"
    ))
}
