//! Reserved words where a name has to stand.
use super::Place;
use crate::Dialect;
use crate::Severity;
use crate::token::TokenKind;

/// Longer statements are not parsed again for a guess.
const LONGEST: usize = 20_000;

/// Words that hardly anybody calls something, and that stand where a name is missing.
const BEGIN_CLAUSES: &[&str] = &[
    "select",
    "where",
    "having",
    "union",
    "intersect",
    "except",
    "and",
    "or",
    "is",
    "as",
    "returning",
];
/// Words that are names where they can't begin their clause: `FROM order`, `(from DATE, to DATE)`.
const OFTEN_CLAUSES: &[&str] = &[
    "from", "set", "values", "on", "using", "into", "not", "null", "in", "group", "order", "limit",
    "offset", "default", "join", "left", "right", "inner", "cross", "natural", "full", "with",
    "for", "then", "when", "else", "end", "by", "like", "between",
];

/// Says that a reserved word is one, if the statement can be read on where it is quoted.
pub(super) fn advice(place: &Place<'_>, dialect: Dialect) -> Option<String> {
    let suspects = [Some(place.at), place.at.checked_sub(1)];
    let suspects = suspects.into_iter().flatten();
    let found = suspects.filter(|at| may_be_name(place, *at));
    let word = found.into_iter().find(|at| reads_on(place, *at, dialect))?;
    let written = place.written(word);
    Some(match dialect {
        Dialect::Mysql => format!(
            "`{written}` is a reserved word: put it into backticks to use it as a name, or choose another"
        ),
        Dialect::Postgres => format!(
            "`{written}` is a reserved word: write `\"{}\"` to use it as a name, or choose another",
            written.to_lowercase()
        ),
        Dialect::Sqlite => format!(
            "`{written}` is a reserved word: write `\"{written}\"` to use it as a name, or choose another"
        ),
    })
}

/// Whether a name can be meant, as far as the tokens around it tell.
fn may_be_name(place: &Place<'_>, at: usize) -> bool {
    if at == 0
        || place.is(at - 1, place.written(at))
        || place.kind(at) != Some(TokenKind::Word)
        || !place.written(at).is_ascii()
    {
        return false;
    }
    let defines =
        place.is_any(0, &["create", "alter"]) && place.is_any(at - 1, &["(", ",", "column", "add"]);
    let follows_column = defines && place.kind(at + 1) == Some(TokenKind::Word);
    if follows_column {
        // `ADD CONSTRAINT x`, `PRIMARY KEY`: what is wrong is not that word.
        return !place.is_any(at, &["constraint"]) && !place.is_any(at + 1, &["key"]);
    }
    if place.is(at + 1, "by") || place.is_any(at, BEGIN_CLAUSES) {
        return false;
    }
    let names = [
        "table",
        "exists",
        "references",
        "into",
        "update",
        "view",
        "index",
        "trigger",
        "column",
        "to",
    ];
    let ends = [
        "", ",", ")", "(", "=", ".", "add", "set", "rename", "drop", "alter", "values",
    ];
    let is_named = place.is_any(at - 1, &names) && !place.is_any(at, &["values", "select", "set"]);
    let is_bounded = place.is_any(at + 1, &ends)
        && place.is_any(
            at - 1,
            &[
                "from", "join", "on", "(", ",", ".", "select", "where", "set", "and", "or", "by",
                "add",
            ],
        );
    let is_listed = place.is_any(at + 1, &[",", ")"]);
    is_named
        || is_bounded && (is_listed || !place.is_any(at, OFTEN_CLAUSES) || !place.is(at - 1, ","))
}

/// Whether the parser gets further with the word in quotes.
fn reads_on(place: &Place<'_>, at: usize, dialect: Dialect) -> bool {
    let (Some(first), Some(last)) = (place.tokens.first(), place.tokens.last()) else {
        return false;
    };
    let (start, end) = (first.span.start, last.span.end);
    if end - start > LONGEST {
        return false;
    }
    // What only MariaDB refuses is accepted here, with and without quotes.
    if super::super::parse_errors(&place.text[start..end], dialect).is_empty() {
        return false;
    }
    let word = place.tokens[at].span.clone();
    let quote = if dialect == Dialect::Mysql { '`' } else { '"' };
    let (before, after) = (&place.text[start..word.start], &place.text[word.end..end]);
    let written = place.written(at);
    let edited = format!("{before}{quote}{written}{quote}{after}");
    let errors = super::super::parse_errors(&edited, dialect);
    let mut errors = errors
        .into_iter()
        .filter(|one| one.severity == Severity::Error);
    let stumbled = place
        .tokens
        .get(place.at)
        .map_or(end, |token| token.span.end);
    // Two more bytes for the quotes, and behind the next token.
    errors
        .next()
        .is_none_or(|next| start + next.span.start > stumbled + 2)
}
