//! Shortens queries of other sessions for a line of a log, and removes their string literals, which may
//! contain passwords or personal data.

/// The maximum number of characters to show.
const MOST: usize = 80;

/// Returns the beginning of a query on one line, with `…` in place of string contents and without
/// comments. `"` quotes a string on MySQL, and a name elsewhere.
pub(super) fn shorten(query: &str, is_mysql: bool) -> String {
    let mut text = String::new();
    let mut rest = query.trim_start();
    while let Some(sign) = rest.chars().next() {
        if text.chars().count() > MOST {
            break;
        }
        let after = &rest[sign.len_utf8()..];
        let is_string = sign == '\'' || (sign == '"' && is_mysql);
        rest = if is_string {
            text.extend([sign, '…', sign]);
            match end_of_string(after, sign) {
                Some(after) => after,
                None => break,
            }
        } else if let Some(tag) = dollar_tag(rest).filter(|_| !is_mysql) {
            text.push_str("$$…$$");
            let body = &rest[tag.len()..];
            body.find(tag).map_or("", |end| &body[end + tag.len()..])
        } else if rest.starts_with("--") || (sign == '#' && is_mysql) {
            rest.find('\n').map_or("", |end| &rest[end..])
        } else if let Some(comment) = rest.strip_prefix("/*") {
            // Comments can be nested, so the text after one may still be part of it.
            match comment.split_once("*/") {
                Some((inside, after)) if !inside.contains("/*") => after,
                _ => break,
            }
        } else if sign == '"' {
            let end = after.find('"').map_or(after.len(), |end| end + 1);
            text.push('"');
            text.push_str(&after[..end]);
            &after[end..]
        } else {
            match (sign.is_whitespace(), text.ends_with(' ')) {
                (true, true) => {}
                (true, false) => text.push(' '),
                (false, _) if sign.is_control() => text.push('…'),
                (false, _) => text.push(sign),
            }
            after
        };
    }
    cut(text.trim_end())
}

/// Returns the text after a string; `None` if its end depends on a setting, as with a backslash in it.
fn end_of_string(text: &str, quote: char) -> Option<&str> {
    let end = text.find(quote)?;
    (!text[..end].contains('\\')).then(|| &text[end + quote.len_utf8()..])
}

/// Returns `$tag$` at the beginning of a text.
fn dollar_tag(text: &str) -> Option<&str> {
    let end = text.strip_prefix('$')?.find('$')?;
    let tag = &text[1..=end];
    let is_one = tag.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !tag.starts_with(|c: char| c.is_ascii_digit());
    is_one.then(|| &text[..end + 2])
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", text[..at].trim_end_matches('…')),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, shorten};

    #[test]
    fn a_query_is_on_one_line_and_has_no_secrets() {
        for (query, shown) in [
            ("SELECT *\n  FROM\torders", "SELECT * FROM orders"),
            (
                "ALTER ROLE a PASSWORD 'SECRET' LOGIN",
                "ALTER ROLE a PASSWORD '…' LOGIN",
            ),
            ("SELECT 'it''s SECRET', 1", "SELECT '…''…', 1"),
            ("SELECT 'a\\', 'SECRET'", "SELECT '…'"),
            ("SELECT 'cut off SECRET", "SELECT '…'"),
            (
                "SELECT $$SECRET$$, $a$SECRET $$ $a$, $1",
                "SELECT $$…$$, $$…$$, $1",
            ),
            ("DO $x$SECRET", "DO $$…$$"),
            (
                "SELECT 1 -- 'SECRET\n, 2 /* it's SECRET */, 3",
                "SELECT 1 , 2 , 3",
            ),
            ("SELECT /* /* a */ 'SECRET' */ 1", "SELECT"),
            ("SELECT \"it's\", 'SECRET'", "SELECT \"it's\", '…'"),
            ("DÄMON\u{1b}[0m", "DÄMON…[0m"),
        ] {
            assert_eq!(shorten(query, false), shown);
        }
        for (query, shown) in [
            ("SET PASSWORD = \"SECRET\"", "SET PASSWORD = \"…\""),
            ("SELECT 1 # it's SECRET\n, 'SECRET'", "SELECT 1 , '…'"),
            ("SELECT \"it's\", 'SECRET'", "SELECT \"…\", '…'"),
        ] {
            assert_eq!(shorten(query, true), shown);
        }
        let long = format!("SELECT {}", "ä, ".repeat(100));
        assert_eq!(shorten(&long, false).chars().count(), MOST + 1);
        assert!(shorten(&long, false).ends_with('…'));
    }
}
