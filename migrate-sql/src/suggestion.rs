//! What to write instead: guesses, each tried with the parser before it is given.
use super::token::{Token, TokenKind};
use std::ops::Range;

/// So many errors of a script get a suggestion: each costs several parses.
pub(crate) const AT_MOST: usize = 20;

/// Statements longer than this are not parsed over and over for a guess.
const LONGEST: usize = 20_000;

/// Finds the one small edit that lets the parser read on past the offending token. `reach` gives the
/// index of the token at which the parser stops, `None` where it reads everything.
pub(crate) fn suggestion(
    text: &str,
    tokens: &[&Token],
    offender: usize,
    reach: &dyn Fn(&str) -> Option<usize>,
) -> Option<String> {
    let start = tokens.first()?.span.start;
    let end = tokens[tokens.len() - 1].span.end;
    if end - start > LONGEST {
        return None;
    }
    let helps = |place: Range<usize>, replacement: &str| {
        let edited = [
            &text[start..place.start],
            replacement,
            &text[place.end..end],
        ]
        .concat();
        reach(&edited).is_none_or(|reached| reached > offender + 1)
    };
    if let Some(help) = misspelt(text, tokens, offender, &helps) {
        return Some(help);
    }
    let place = tokens.get(offender)?.span.clone();
    let before = offender.checked_sub(1).map(|before| tokens[before]);
    let before = before?;
    if before.is_symbol(text, ",") && helps(before.span.clone(), " ") {
        return Some(format!(
            "remove the `,` before {}",
            super::quoted(text, tokens[offender])
        ));
    }
    let is_new_line = text[before.span.end..place.start].contains('\n');
    let begins = STATEMENTS
        .iter()
        .any(|word| tokens[offender].is_word(text, word));
    if begins && is_new_line {
        let sql = &text[start..before.span.end];
        return reach(sql).is_none().then(|| {
            let offender = super::quoted(text, tokens[offender]);
            format!("end the statement before with a `;`: {offender} begins another")
        });
    }
    // A comma makes a name of nearly everything: only where that is all that was missing.
    let may_be_keyword = !nearest_keywords(&text[place.clone()]).is_empty();
    let with_comma = [
        &text[start..before.span.end],
        ",",
        &text[before.span.end..end],
    ]
    .concat();
    if !may_be_keyword && reach(&with_comma).is_none() {
        return Some(format!(
            "put a `,` before {}",
            super::quoted(text, tokens[offender])
        ));
    }
    if tokens[offender].is_symbol(text, ")") && helps(place, " ") {
        return Some("remove this `)`, or open it with a `(` before".to_owned());
    }
    None
}

/// A keyword that is nearly the offending word, or one of the two before it.
fn misspelt(
    text: &str,
    tokens: &[&Token],
    offender: usize,
    helps: &dyn Fn(Range<usize>, &str) -> bool,
) -> Option<String> {
    let first = offender.saturating_sub(2);
    let suspects = tokens
        .get(first..=offender.min(tokens.len() - 1))?
        .iter()
        .rev();
    for suspect in suspects.filter(|token| token.kind == TokenKind::Word) {
        let written = &text[suspect.span.clone()];
        for keyword in nearest_keywords(written) {
            if helps(suspect.span.clone(), keyword) {
                return Some(format!("did you mean `{keyword}` instead of `{written}`?"));
            }
        }
    }
    None
}

/// The keywords that one could have meant, nearest first; none for a keyword.
fn nearest_keywords(written: &str) -> Vec<&'static str> {
    if written.len() < 2 || written.len() > 20 {
        return Vec::new();
    }
    let written = written.to_ascii_uppercase();
    if KEYWORDS.contains(&written.as_str()) {
        return Vec::new();
    }
    let farthest = if written.len() < 5 { 1 } else { 2 };
    let distance = |keyword: &&'static str| {
        let distance = strsim::osa_distance(keyword, &written);
        (distance <= farthest).then_some((distance, *keyword))
    };
    let mut near: Vec<_> = KEYWORDS.iter().filter_map(distance).collect();
    near.sort_unstable();
    near.into_iter()
        .take(3)
        .map(|(_, keyword)| keyword)
        .collect()
}

/// What begins a statement, and hardly stands at the beginning of a line within one.
const STATEMENTS: &[&str] = &[
    "alter", "create", "drop", "insert", "update", "delete", "comment", "grant", "revoke",
    "truncate", "pragma",
];

/// The keywords of migrations.
const KEYWORDS: &[&str] = &[
    "ACTION",
    "ADD",
    "AFTER",
    "ALL",
    "ALTER",
    "ALWAYS",
    "ANALYZE",
    "AND",
    "ANY",
    "AS",
    "ASC",
    "AUTOINCREMENT",
    "BEFORE",
    "BEGIN",
    "BETWEEN",
    "BIGINT",
    "BOOLEAN",
    "BY",
    "CASCADE",
    "CASE",
    "CAST",
    "CHECK",
    "COLLATE",
    "COLUMN",
    "COMMENT",
    "COMMIT",
    "CONCURRENTLY",
    "CONFLICT",
    "CONSTRAINT",
    "CREATE",
    "CROSS",
    "CURRENT_TIMESTAMP",
    "DATA",
    "DEFAULT",
    "DEFERRABLE",
    "DEFERRED",
    "DELETE",
    "DESC",
    "DISTINCT",
    "DO",
    "DOMAIN",
    "DROP",
    "EACH",
    "ELSE",
    "END",
    "ENUM",
    "EXCEPT",
    "EXCLUDE",
    "EXECUTE",
    "EXISTS",
    "EXTENSION",
    "FALSE",
    "FIRST",
    "FOR",
    "FOREIGN",
    "FROM",
    "FULL",
    "FUNCTION",
    "GENERATED",
    "GRANT",
    "GROUP",
    "HAVING",
    "IDENTITY",
    "IF",
    "IGNORE",
    "IMMUTABLE",
    "IN",
    "INDEX",
    "INITIALLY",
    "INNER",
    "INSERT",
    "INTEGER",
    "INTERSECT",
    "INTO",
    "IS",
    "JOIN",
    "KEY",
    "LANGUAGE",
    "LAST",
    "LEFT",
    "LIKE",
    "LIMIT",
    "MATERIALIZED",
    "NATURAL",
    "NO",
    "NOT",
    "NOTHING",
    "NULL",
    "NULLS",
    "OFFSET",
    "ON",
    "OR",
    "ORDER",
    "OUTER",
    "OVER",
    "OWNER",
    "PARTITION",
    "PRAGMA",
    "PRECISION",
    "PRIMARY",
    "PROCEDURE",
    "REFERENCES",
    "RENAME",
    "REPLACE",
    "RESTRICT",
    "RETURNING",
    "RETURNS",
    "REVOKE",
    "RIGHT",
    "ROLLBACK",
    "ROW",
    "ROWID",
    "ROWS",
    "RULE",
    "SCHEMA",
    "SELECT",
    "SEQUENCE",
    "SET",
    "STORED",
    "STRICT",
    "TABLE",
    "TEMP",
    "TEMPORARY",
    "THEN",
    "TO",
    "TRIGGER",
    "TRUE",
    "TRUNCATE",
    "TYPE",
    "UNION",
    "UNIQUE",
    "UPDATE",
    "USING",
    "VALIDATE",
    "VALUE",
    "VALUES",
    "VARCHAR",
    "VARYING",
    "VIEW",
    "VIRTUAL",
    "VOLATILE",
    "WHEN",
    "WHERE",
    "WITH",
    "WITHOUT",
];
