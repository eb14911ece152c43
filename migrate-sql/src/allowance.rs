//! `-- migrate-allow unknown-function: uuidv8 is PostgreSQL 19's`: what a script says of a mistake that
//! is none.
use super::Dialect;
use super::token::{Token, TokenKind};
use crate::Code;
use crate::documentation::ALLOWANCE;
use std::ops::Range;

/// What such a comment begins with.
pub const WORD: &str = ALLOWANCE;

/// A comment that allows something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The comment, without its markers.
    pub span: Range<usize>,
    /// What is allowed, each with its place.
    pub codes: Vec<(Range<usize>, String)>,
    /// Whether it says why.
    pub has_reason: bool,
    /// What it is allowed in: a statement, or the file as a whole.
    pub(crate) covers: Range<usize>,
}

impl Allowance {
    /// Whether it allows a mistake in this place; without one, the file as a whole is meant.
    pub fn allows(&self, code: Code, at: Option<usize>) -> bool {
        let covers = at.is_none_or(|at| (self.covers.start..=self.covers.end).contains(&at));
        covers && self.codes.iter().any(|(_, allowed)| allowed == code.name())
    }
}

/// Finds the allowances of a script. One stands for the statement that it is in or before; on the line
/// on which a statement ends, for that.
pub fn allowances(text: &str, dialect: Dialect) -> Vec<Allowance> {
    if !text.contains(WORD) {
        return Vec::new();
    }
    let sql = text.strip_prefix(super::BYTE_ORDER_MARK).unwrap_or(text);
    let offset = text.len() - sql.len();
    let statements = super::outline(text, dialect).statements;
    let comments = comments(sql, dialect).into_iter();
    let spans = comments.map(|token| token.span.start + offset..token.span.end + offset);
    let found = spans.filter_map(|span| {
        let mut allowance = read(text, span)?;
        let at = allowance.span.start;
        let next = statements.iter().position(|it| it.span.end > at);
        let before = next.unwrap_or(statements.len()).checked_sub(1);
        let is_on_line = |n: &usize| !text[statements[*n].span.end..at].contains('\n');
        let statement = before.filter(is_on_line).or(next);
        allowance.covers = statement.map_or(at..at, |n| statements[n].span.clone());
        Some(allowance)
    });
    found.collect()
}

/// Finds the allowances of a TOML file, which hold for all of it.
pub fn allowances_in_toml(text: &str) -> Vec<Allowance> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let span = start..start + line.trim_end().len();
        start += line.len();
        if line.trim_start().starts_with('#') {
            found.extend(read(text, span).map(|allowance| Allowance {
                covers: 0..text.len(),
                ..allowance
            }));
        }
    }
    found
}

fn comments(text: &str, dialect: Dialect) -> Vec<Token> {
    let mut tokens = match dialect {
        Dialect::Postgres => super::postgres::all_tokens(text),
        Dialect::Sqlite => super::sqlite::all_tokens(text),
        Dialect::Mysql => super::mysql::all_tokens(text),
    };
    tokens.retain(|token| token.kind == TokenKind::Comment);
    tokens
}

/// Reads a comment; `None` where it is an ordinary one.
fn read(text: &str, span: Range<usize>) -> Option<Allowance> {
    let comment = &text[span.clone()];
    let inner = comment.trim_start_matches(['-', '#', '/', '*', ' ', '\t']);
    let start = span.end - inner.len();
    let inner = inner.trim_end().trim_end_matches("*/").trim_end();
    let rest = inner.strip_prefix(WORD)?;
    if rest.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_') {
        return None;
    }
    let (list, reason) = rest.split_once(':').unwrap_or((rest, ""));
    let mut codes = Vec::new();
    let mut at = start + WORD.len();
    for code in list.split_inclusive([',', ' ', '\t', '\n']) {
        let word = code.trim_matches([',', ' ', '\t', '\r', '\n']);
        if !word.is_empty() {
            let from = at + code.find(word).unwrap_or_default();
            codes.push((from..from + word.len(), word.to_owned()));
        }
        at += code.len();
    }
    Some(Allowance {
        span: start..start + inner.len(),
        codes,
        has_reason: !reason.trim().is_empty(),
        covers: 0..0,
    })
}

#[cfg(test)]
mod tests {
    use super::{allowances, allowances_in_toml};
    use crate::Dialect;
    use crate::codes;

    fn covered(text: &str) -> Vec<(String, &str, bool)> {
        let found = allowances(text, Dialect::Postgres).into_iter();
        let found = found.map(|it| {
            let codes = it.codes.iter().map(|(span, code)| {
                assert_eq!(&text[span.clone()], code);
                code.as_str()
            });
            let codes: Vec<_> = codes.collect();
            (codes.join("+"), &text[it.covers], it.has_reason)
        });
        found.collect()
    }

    #[test]
    fn the_statement_that_is_meant() {
        let found = |code: &str, statement, reason| (code.to_owned(), statement, reason);
        assert_eq!(
            covered(
                "SELECT 1; -- migrate-allow a: of the first\n\
                 -- migrate-allow b, c:why\nSELECT 2;\n\
                 SELECT /* migrate-allow d */ 3;\n-- migrate-allow e: of none"
            ),
            [
                found("a", "SELECT 1", true),
                found("b+c", "SELECT 2", true),
                found("d", "SELECT /* migrate-allow d */ 3", false),
                found("e", "", true),
            ]
        );
        assert_eq!(covered("SELECT '-- migrate-allow a: no comment'"), []);
        assert_eq!(covered("-- migrate-allowed a: another word\nSELECT 1"), []);
    }

    #[test]
    fn a_whole_file() {
        let text = "revises = \"1\"\n# migrate-allow merge-order: both are there\n";
        let found = allowances_in_toml(text);
        assert!(
            found[0].allows(codes::MERGE_ORDER, Some(3))
                && found[0].allows(codes::MERGE_ORDER, None)
        );
        assert!(!found[0].allows(codes::UNKNOWN_TABLE, None));
    }
}
