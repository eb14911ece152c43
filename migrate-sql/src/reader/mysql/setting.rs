//! `SET`.
use super::{Reader, harmless, skip_rest};
use crate::statement::StatementKind;
use crate::token::TokenKind;

/// Turns the checks of foreign keys on and off.
const CHECKS: &str = "foreign_key_checks";

/// Says what keeps a table that names no engine.
const ENGINES: &[&str] = &["default_storage_engine", "storage_engine"];

/// After `SET`.
pub(super) fn set(reader: &mut Reader<'_>) -> Option<StatementKind> {
    let mut checks = None;
    let mut engine = None;
    let mut mode = None;
    while !reader.is_end() {
        if names(reader, CHECKS) && (reader.is_symbol_at(1, "=") || reader.is_symbol_at(1, ":=")) {
            checks = Some(value_at(reader, 2));
            reader.at += 2;
        } else if ENGINES.iter().any(|name| names(reader, name))
            && !is_global(reader)
            && reader.is_symbol_at(1, "=")
        {
            engine = Some(value_at(reader, 2));
            reader.at += 2;
        } else if names(reader, "sql_mode") && says(reader, &["ORACLE"]) {
            mode = Some("oracle".to_owned());
        } else if names(reader, "sql_mode") && says(reader, &["NO_BACKSLASH"]) {
            // What a text with a backslash means is not known here.
            skip_rest(reader);
            return Some(StatementKind::Anything);
        } else if names(reader, "sql_mode") {
            mode = Some("usual".to_owned());
        }
        reader.at += 1;
    }
    Some(match checks {
        Some(value) => StatementKind::Pragma {
            name: CHECKS.to_owned(),
            value: Some(value),
        },
        None if mode.is_some() => StatementKind::Pragma {
            name: "sql_mode".to_owned(),
            value: mode,
        },
        None if engine.is_some() => StatementKind::Pragma {
            name: ENGINES[0].to_owned(),
            value: engine,
        },
        None => harmless(Vec::new()),
    })
}

fn value_at(reader: &Reader<'_>, n: usize) -> String {
    reader.written(n).trim_matches(['\'', '"']).to_lowercase()
}

/// Whether a variable is set for others, not for this session.
fn is_global(reader: &Reader<'_>) -> bool {
    let before = reader
        .at
        .checked_sub(1)
        .and_then(|at| reader.tokens.get(at));
    let is_word = before.is_some_and(|token| token.is_word(reader.text, "global"));
    is_word
        || reader
            .written(0)
            .to_ascii_lowercase()
            .starts_with("@@global.")
}

/// Whether the next token is this variable: `v`, `@@v`, `@@session.v`.
fn names(reader: &Reader<'_>, variable: &str) -> bool {
    let written = reader.written(0).to_ascii_lowercase();
    let is_word = reader
        .token(0)
        .is_some_and(|token| matches!(token.kind, TokenKind::Word | TokenKind::QuotedName));
    let name = written.rsplit(['.', '@']).next().unwrap_or_default();
    // `@v` is a variable of one's own.
    let is_own = written.starts_with('@') && !written.starts_with("@@");
    is_word && !is_own && name.trim_matches('`') == variable
}

/// Whether one of these words stands in the rest.
fn says(reader: &Reader<'_>, words: &[&str]) -> bool {
    let rest = reader.tokens[reader.at..].iter();
    let mut rest = rest.map(|token| reader.text[token.span.clone()].to_ascii_uppercase());
    rest.any(|text| words.iter().any(|word| text.contains(word)))
}
