//! Signs that an editor, a web page or a foreign keyboard put in the place of others.
use super::Place;
use crate::token::TokenKind;

/// So many tokens before the refused one are looked at: such a sign is a letter to every engine, so the
/// parser often stumbles behind it.
const BEFORE: usize = 2;

/// Help for the refused token, or one shortly before it, that holds such a sign.
pub(super) fn in_statement(place: &Place<'_>) -> Option<String> {
    let end = place.tokens.len().min(place.at + 1);
    let near = (end.saturating_sub(BEFORE + 1)..end).rev();
    let mut words =
        near.filter(|at| matches!(place.kind(*at), Some(TokenKind::Word | TokenKind::Symbol)));
    words.find_map(|at| in_name(place.written(at)))
}

/// Help for a name that holds such a sign.
pub(crate) fn in_name(name: &str) -> Option<String> {
    name.chars().find_map(|one| {
        let code = format!("U+{:04X}", u32::from(one));
        Some(match one {
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => format!(
                "there is a character that can't be seen, {code}, which SQL takes for a letter: remove it"
            ),
            _ if one.is_whitespace() && !one.is_ascii() => format!(
                "there is a special space, {code}, which SQL takes for a letter: write a plain one"
            ),
            '‒' | '–' | '—' | '―' | '−' => format!(
                "`{one}` is a dash, {code}: a comment begins with `--`, and minus is `-`"
            ),
            _ => format!("`{one}` is {code}: write `{}`", plain(one)?),
        })
    })
}

fn plain(sign: char) -> Option<&'static str> {
    Some(match sign {
        '，' | '、' => ",",
        '；' => ";",
        '：' => ":",
        '（' => "(",
        '）' => ")",
        '＝' => "=",
        '≥' => ">=",
        '≤' => "<=",
        '≠' => "<>",
        '×' => "*",
        _ => return None,
    })
}
