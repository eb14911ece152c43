//! The documentation of a revision: the comment that its script begins with.
use super::token::{Token, TokenKind};

/// What `diesel migration generate` writes into every new script: says nothing of this one.
const TEMPLATE: [&str; 3] = [
    "Your SQL goes here",
    "This file should undo anything in `up.sql`",
    "This file should undo anything in `up.sql`.",
];

/// What a comment begins with that allows something (see [`allowance`](crate::allowance)), and documents
/// nothing.
pub(crate) const ALLOWANCE: &str = "migrate-allow";

/// Takes the leading comment of a script: the comments before anything else, up to the first empty
/// line. Markers and common indentation are stripped. `None` if there is nothing in it.
pub(crate) fn documentation(text: &str, tokens: &[Token]) -> Option<String> {
    let mut lines = Vec::new();
    let mut end = None;
    for token in tokens
        .iter()
        .take_while(|token| token.kind == TokenKind::Comment)
    {
        if end.is_some_and(|end: usize| text[end..token.span.start].matches('\n').count() > 1) {
            break;
        }
        // A line comment's token may or may not hold its line ending.
        end = Some(token.span.start + text[token.span.clone()].trim_end().len());
        comment_lines(&text[token.span.clone()], &mut lines);
    }
    lines.retain(|line| {
        let line = line.trim();
        !TEMPLATE.contains(&line) && !line.starts_with(ALLOWANCE)
    });
    let lines = without_indentation(lines);
    let first = lines.iter().position(|line| !line.is_empty())?;
    let last = lines.iter().rposition(|line| !line.is_empty())?;
    Some(lines[first..=last].join("\n"))
}

/// Adds the lines of one comment, without its markers.
fn comment_lines(comment: &str, lines: &mut Vec<String>) {
    if let Some(inner) = comment.strip_prefix("/*") {
        let inner = inner.strip_suffix("*/").unwrap_or(inner);
        let inner: Vec<&str> = inner.trim_start_matches('*').lines().collect();
        let starred = inner.len() > 1
            && inner[1..]
                .iter()
                .all(|line| line.trim().is_empty() || line.trim_start().starts_with('*'));
        for (position, line) in inner.iter().enumerate() {
            let star = (starred && position > 0).then(|| line.trim_start().strip_prefix('*'));
            let line = star.flatten().unwrap_or(line);
            // The first line stands behind the marker, so its indentation says nothing.
            let line = if position == 0 && !starred {
                line.trim_start()
            } else {
                line
            };
            lines.push(without_ruler(line).trim_end().to_owned());
        }
    } else {
        let line = comment.strip_prefix("--").or(comment.strip_prefix('#'));
        let line = line.unwrap_or(comment);
        lines.push(without_ruler(line).trim_end().to_owned());
    }
}

/// A line of nothing but `-`, `=`, `*` or `#` is decoration.
fn without_ruler(line: &str) -> &str {
    let is_ruler = line
        .trim()
        .chars()
        .all(|c| matches!(c, '-' | '=' | '*' | '#'));
    if is_ruler { "" } else { line }
}

/// Strips the indentation that all lines have. A first line without any (it may have stood right
/// behind the opening marker) does not hold the others back.
fn without_indentation(lines: Vec<String>) -> Vec<String> {
    let indentation = |line: &String| line.len() - line.trim_start().len();
    let filled = || {
        lines
            .iter()
            .enumerate()
            .filter(|(_, line)| !line.is_empty())
    };
    let common = |skip_first: bool| {
        filled()
            .filter(|(position, _)| !(skip_first && *position == 0))
            .map(|(_, line)| indentation(line))
            .min()
    };
    let first_is_flush = lines.first().is_some_and(|line| indentation(line) == 0);
    let common = common(first_is_flush).unwrap_or(0);
    let strip = |line: String| {
        let strip = indentation(&line).min(common);
        line[strip..].to_owned()
    };
    lines.into_iter().map(strip).collect()
}

#[cfg(test)]
mod tests {
    use crate::{Dialect, analyse};

    fn documentation(text: &str) -> Option<String> {
        let with_lf = analyse(text, Dialect::Sqlite).documentation;
        let with_crlf = analyse(&text.replace('\n', "\r\n"), Dialect::Sqlite).documentation;
        let with_bom = analyse(&format!("\u{feff}{text}"), Dialect::Postgres).documentation;
        assert_eq!(with_lf, with_crlf);
        assert_eq!(with_lf, with_bom);
        with_lf
    }

    #[test]
    fn line_comments() {
        let text = "\n-- Adds users.\n--\n--   * one\n--   * two\nSELECT 1; -- not this\n";
        assert_eq!(
            documentation(text).unwrap(),
            "Adds users.\n\n  * one\n  * two"
        );
    }

    #[test]
    fn block_comments() {
        assert_eq!(
            documentation("/* Adds users. */SELECT 1").unwrap(),
            "Adds users."
        );
        let starred = "/**\n * Adds users.\n *\n *   More.\n */\nSELECT 1";
        assert_eq!(documentation(starred).unwrap(), "Adds users.\n\n  More.");
        let indented = "/* Adds users.\n   And roles.\n     More. */";
        assert_eq!(
            documentation(indented).unwrap(),
            "Adds users.\nAnd roles.\n  More."
        );
    }

    #[test]
    fn an_empty_line_ends_it() {
        let text = "-- Adds users.\n-- Yes.\n\n-- the table\nCREATE TABLE users (id integer);";
        assert_eq!(documentation(text).unwrap(), "Adds users.\nYes.");
    }

    #[test]
    fn decoration_and_templates_say_nothing() {
        assert_eq!(documentation("-- Your SQL goes here\nSELECT 1"), None);
        assert_eq!(documentation("SELECT 1; -- later"), None);
        assert_eq!(documentation("--\n-- ----\n/**/"), None);
        let framed = "-- ======\n-- Users\n-- ======\nSELECT 1";
        assert_eq!(documentation(framed).unwrap(), "Users");
    }
}
