//! Whether two definitions surely differ: of functions, triggers, policies, rules and views, which are
//! kept as text.
use super::aligned::{self, Words};
use super::expression::{Token, literals, lower, token};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Words that may be left out, or written otherwise, without a change of meaning.
const NOISE: &[&str] = &[
    "as",
    "asc",
    "public",
    "main",
    "for",
    "each",
    "row",
    "statement",
    "procedure",
    "function",
    "execute",
    "inner",
    "outer",
    "or",
    "replace",
    "create",
    "if",
    "not",
    "exists",
    "volatile",
    "called",
    "on",
    "null",
    "input",
    "security",
    "invoker",
    "parallel",
    "unsafe",
    "cost",
    "language",
    "permissive",
    "to",
    "all",
    "cast",
    "begin",
    "end",
    "temp",
    "temporary",
    "trigger",
    "definer",
    "integer",
    "int",
    "int4",
    "bigint",
    "int8",
    "boolean",
    "bool",
    "text",
    "varchar",
    "character",
    "varying",
    "timestamp",
    "timestamptz",
    "with",
    "without",
    "time",
    "zone",
    "numeric",
    "decimal",
    "in",
    "returns",
    "plpgsql",
    "sql",
    "declare",
    "default",
    "then",
    "is",
    "elsif",
    "elseif",
];

/// Whether two definitions surely differ: one has a word or constant that the other has not, and that
/// is not one of those that go without saying, or something is another thing in its place.
pub(super) fn surely_differ(a: &str, b: &str) -> bool {
    if a == b {
        return false;
    }
    let (own, others) = (words(a, 0), words(b, 0));
    // Who that is, is kept in its place.
    let names_user =
        |words: &BTreeSet<Cow<'_, str>>| USERS.iter().any(|user| words.contains(*user));
    if names_user(&own) != names_user(&others) {
        return false;
    }
    let is_noise = |word: &str| NOISE.contains(&word);
    let words = Words {
        is_name: &|word| !is_noise(word),
        is_noise: &is_noise,
        keeps_functions: true,
    };
    own != others || aligned::surely_differ(&all_tokens(a), &all_tokens(b), words)
}

/// Words that stand for the name of a user.
const USERS: &[&str] = &["current_user", "current_role", "session_user"];

/// MySQL's types with a width, which is not part of the type.
const WIDE: &[&str] = &[
    "tinyint",
    "smallint",
    "mediumint",
    "int",
    "integer",
    "bigint",
];

/// Whether two queries surely differ, given which words are names of columns: by their constants, or by
/// something that is another thing in its place.
pub(super) fn queries_surely_differ(a: &str, b: &str, is_column: &dyn Fn(&str) -> bool) -> bool {
    let words = Words {
        is_name: is_column,
        is_noise: &|_| false,
        keeps_functions: true,
    };
    let (a, b) = (tokens(a), tokens(b));
    a != b && (literals(&a) != literals(&b) || aligned::surely_differ(&a, &b, words))
}

/// Both texts on one line, from a little before the place where they part.
pub(super) fn around_the_difference(a: &str, b: &str) -> (String, String) {
    const BEFORE: usize = 30;
    let line = |text: &str| -> Vec<char> {
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ").chars().collect()
    };
    let (a, b) = (line(a), line(b));
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let start = same.saturating_sub(BEFORE);
    let shown = |text: &[char]| {
        let text: String = text[start.min(text.len())..].iter().collect();
        match start {
            0 => text,
            _ => format!("…{text}"),
        }
    };
    (shown(&a), shown(&b))
}

/// The words and constants of a text and of the bodies in it, but for noise, in lower case.
fn words(text: &str, depth: usize) -> BTreeSet<Cow<'_, str>> {
    let mut found = BTreeSet::new();
    let mut before = [false; 2];
    for token in tokens(text) {
        // The width of an integer: a number behind a type and a bracket.
        let is_width = before[0] && matches!(token, Token::Number(_));
        // What is said without being said: `COST 100`.
        let is_cost = matches!(&token, Token::Word(word) if word == "cost");
        let opens = matches!(&token, Token::Symbol(symbol) if symbol == "(");
        let is_wide = matches!(&token, Token::Word(word) if WIDE.contains(&&**word));
        before = [before[1] && opens || is_cost, is_wide];
        match token {
            _ if is_width => {}
            // A body.
            Token::Text(body) if depth < 3 && body.contains(char::is_whitespace) => match body {
                Cow::Borrowed(body) => found.extend(words(body, depth + 1)),
                Cow::Owned(body) => {
                    found.extend(words(&body, depth + 1).into_iter().map(into_owned));
                }
            },
            Token::Word(word) | Token::Text(word) | Token::Number(word) => {
                let word = match lower(&word) {
                    Cow::Borrowed(_) => word,
                    Cow::Owned(lower) => lower.into(),
                };
                if !NOISE.contains(&&*word) {
                    found.insert(word);
                }
            }
            Token::Symbol(_) => {}
        }
    }
    found
}

fn into_owned<'o>(text: Cow<'_, str>) -> Cow<'o, str> {
    text.into_owned().into()
}

/// The tokens of a text and of the bodies in it.
fn all_tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    for token in tokens(text) {
        match token {
            Token::Text(body) if body.contains(char::is_whitespace) => match body {
                Cow::Borrowed(body) => found.extend(tokens(body)),
                Cow::Owned(body) => found.extend(tokens(&body).into_iter().map(Token::into_owned)),
            },
            token => found.push(token),
        }
    }
    found
}

/// Operators of more than one sign.
const LONG: &[&str] = &["->>", "::", ":=", "<=", ">=", "<>", "!=", "==", "||", "->"];

/// The tokens of a text, roughly: comments left out, strings of all kinds as one.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
            continue;
        } else if rest.starts_with("--") {
            rest = rest.split_once('\n').map_or("", |(_, after)| after);
            continue;
        } else if rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, after)| after);
            continue;
        } else if let Some((body, length)) = dollar_quoted(rest) {
            found.push(Token::Text(body.into()));
            rest = &rest[length..];
            continue;
        } else if matches!(first, '\'' | '"' | '`') {
            quoted_length(rest, first)
        } else if first.is_alphanumeric() || first == '_' {
            let goes_on = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
            let is_number = first.is_ascii_digit();
            let ends = |c: char| !goes_on(c) || (c == '.' && !is_number);
            rest.find(ends).unwrap_or(rest.len())
        } else if let Some(operator) = LONG.iter().find(|it| rest.starts_with(**it)) {
            operator.len()
        } else {
            first.len_utf8()
        };
        found.push(token(&rest[..length]));
        rest = &rest[length..];
    }
    found
}

/// The length of what starts with this quote; a doubled one is part of it.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut at = quote.len_utf8();
    while let Some(end) = text[at..].find(quote) {
        at += end + quote.len_utf8();
        if !text[at..].starts_with(quote) {
            return at;
        }
        at += quote.len_utf8();
    }
    text.len()
}

/// The body of `$tag$…$tag$`, and the length of the whole.
fn dollar_quoted(text: &str) -> Option<(&str, usize)> {
    let behind = text.strip_prefix('$')?;
    let tag = behind.find('$')?;
    let is_tag = |c: char| c.is_alphanumeric() || c == '_';
    if !behind[..tag].chars().all(is_tag) || behind.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let delimiter = &text[..tag + 2];
    let body = &text[delimiter.len()..];
    let end = body.find(delimiter)?;
    Some((&body[..end], delimiter.len() * 2 + end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_body_is_another_function() {
        let old = "language plpgsql as $$ begin new . updated_at = now ( ) ; return new ; end $$";
        for other in [
            "language plpgsql as $$ begin new . changed_at = now ( ) ; return new ; end $$",
            "language plpgsql as $$ begin new . updated_at = now ( ) ; perform pg_notify('a') ; return new ; end $$",
            "language plpgsql as $$ begin return new ; end $$",
            "language plpgsql as $$ begin new . updated_at = now ( ) ; return old ; end $$",
        ] {
            assert!(surely_differ(old, other), "{other}");
        }
    }

    #[test]
    fn another_spelling_is_none() {
        let old = "language plpgsql as $$ begin new . updated_at = now ( ) ; return new ; end $$";
        for other in [
            "LANGUAGE plpgsql AS $body$ BEGIN\n  NEW.updated_at = NOW();\n  RETURN NEW;\nEND; $body$",
            "as 'begin new.updated_at := now(); return new; end' language 'plpgsql'",
            "language plpgsql as $$ begin -- why\n new.updated_at = now(); return new; end $$",
        ] {
            assert!(!surely_differ(old, other), "{other}");
        }
    }

    #[test]
    fn queries() {
        let old = "select a from t where b = 'x'";
        let differ =
            |other: &str| queries_surely_differ(old, other, &|word| ["a", "b"].contains(&word));
        assert!(differ("select a from t where b = 'y'"));
        assert!(differ("select a from t where a = 'x'"));
        assert!(differ("select a from t where b <> 'x'"));
        assert!(!differ("select t . a from public . t where 'x' = t . b"));
    }
}
