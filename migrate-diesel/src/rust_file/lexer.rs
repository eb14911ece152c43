//! The tokens of a Rust file, comments left out.
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier or keyword, raw ones without their `r#`.
    Word,
    /// A literal of any kind, or a lifetime.
    Literal,
    /// One character of punctuation, brackets included.
    Punctuation,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    pub(super) span: Range<usize>,
}

/// Splits a Rust file into its tokens. What is no Rust gives some tokens too: the compiler says
/// what is wrong with it.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (length, kind) = if first.is_whitespace() {
            (first.len_utf8(), None)
        } else if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), None)
        } else if rest.starts_with("/*") {
            (block_comment(rest), None)
        } else if let Some(length) = string(rest) {
            (length, Some(Kind::Literal))
        } else if first == '\'' {
            (quoted_character(rest), Some(Kind::Literal))
        } else if first.is_ascii_digit() {
            (while_word(rest), Some(Kind::Literal))
        } else if let Some(word) = rest.strip_prefix("r#")
            && word.starts_with(is_word_start)
        {
            (2 + while_word(word), Some(Kind::Word))
        } else if is_word_start(first) {
            (while_word(rest), Some(Kind::Word))
        } else {
            (first.len_utf8(), Some(Kind::Punctuation))
        };
        if let Some(kind) = kind {
            let token = &rest[..length];
            tokens.push(Token {
                kind,
                text: match kind {
                    Kind::Word => token.strip_prefix("r#").unwrap_or(token),
                    _ => token,
                },
                span: at..at + length,
            });
        }
        at += length;
    }
    tokens
}

/// The content of a string literal; its escapes are left as they are, for Diesel writes none.
pub(super) fn string_content(literal: &str) -> &str {
    let unprefixed = literal.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let hashes = unprefixed.len() - unprefixed.trim_start_matches('#').len();
    let inside = unprefixed.get(hashes..unprefixed.len() - hashes);
    let inside = inside.and_then(|text| text.strip_prefix('"')?.strip_suffix('"'));
    inside.unwrap_or(literal)
}

fn is_word_start(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

fn while_word(text: &str) -> usize {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    end.unwrap_or(text.len())
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

/// The length of the string literal that the text starts with: `"…"`, `b"…"`, `r#"…"#`.
fn string(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r", "b", "c", ""];
    let prefix = prefix.into_iter().find(|prefix| {
        let rest = text.strip_prefix(prefix);
        let is_raw = prefix.ends_with('r');
        rest.is_some_and(|rest| match is_raw {
            true => rest.trim_start_matches('#').starts_with('"'),
            false => rest.starts_with('"'),
        })
    })?;
    let rest = &text[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let end = format!("\"{}", &rest[..hashes]);
        let from = prefix.len() + hashes + 1;
        let length = text[from..].find(&end).map(|at| from + at + end.len());
        return Some(length.unwrap_or(text.len()));
    }
    let mut is_escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return Some(prefix.len() + at + 1),
            _ => {}
        }
    }
    Some(text.len())
}

/// `'a'`, `'\''` or the lifetime `'a`.
fn quoted_character(text: &str) -> usize {
    let mut characters = text.char_indices().skip(1);
    match characters.next() {
        Some((_, '\\')) => {
            let close = text.char_indices().skip(3).find(|(_, c)| *c == '\'');
            close.map_or(text.len(), |(at, _)| at + 1)
        }
        Some((_, _)) => match characters.next() {
            Some((at, '\'')) => at + 1,
            _ => 1 + while_word(&text[1..]),
        },
        None => text.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_hide_what_is_in_them() {
        let text = "a /* { /* } */ */ b // c\n\"}\\\"\" r#\"\"}\"# '}' 'x r#type 1_u8 é->";
        let found: Vec<_> = tokens(text).into_iter().map(|t| (t.kind, t.text)).collect();
        let (word, literal, mark) = (Kind::Word, Kind::Literal, Kind::Punctuation);
        assert_eq!(
            found,
            [
                (word, "a"),
                (word, "b"),
                (literal, "\"}\\\"\""),
                (literal, "r#\"\"}\"#"),
                (literal, "'}'"),
                (literal, "'x"),
                (word, "type"),
                (literal, "1_u8"),
                (word, "é"),
                (mark, "-"),
                (mark, ">"),
            ]
        );
        assert_eq!(string_content("r#\"a\"b\"#"), "a\"b");
        assert_eq!(string_content("\"ab\""), "ab");
    }

    #[test]
    fn what_is_cut_off_ends_with_the_text() {
        for text in ["\"abc", "r#\"abc\"", "/* a", "'", "'\\", "r#"] {
            let _ = tokens(text);
        }
    }
}
