//! Keywords that are names where they stand, for the server and not for squawk-syntax. They are
//! looked for only where that stumbles, near the place, and a statement is taken only if it can be
//! read once they are spelt otherwise.
use super::respelling::Words;
use super::words::SESSION_VALUES;
use crate::token::Token;

/// Keywords before the place of an error that are tried.
const MOST: usize = 4;

/// What may name a column that is computed, without an `AS` (`BARE_LABEL` of the server's
/// `kwlist.h`), and squawk-syntax wants it.
const LABELS: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "binary",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "escape",
    "false",
    "foreign",
    "freeze",
    "full",
    "ilike",
    "in",
    "initially",
    "inner",
    "is",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "null",
    "or",
    "outer",
    "placing",
    "primary",
    "references",
    "right",
    "select",
    "session_user",
    "similar",
    "some",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "trailing",
    "true",
    "uescape",
    "unique",
    "user",
    "using",
    "variadic",
    "verbose",
    "when",
];
/// What begins a part of a query other than what it selects.
const CLAUSES: &[&str] = &[
    "from", "where", "group", "having", "order", "limit", "offset", "fetch", "window", "for",
    "set", "values", "on", "into",
];
/// What may be called as a table, although a table can't have that name.
const FUNCTIONS: &[&str] = &[
    "authorization",
    "binary",
    "collation",
    "concurrently",
    "cross",
    "current_schema",
    "freeze",
    "full",
    "ilike",
    "inner",
    "is",
    "isnull",
    "join",
    "left",
    "like",
    "natural",
    "notnull",
    "outer",
    "overlaps",
    "right",
    "similar",
    "tablesample",
    "verbose",
    "xmlforest",
];
/// The positions of keywords that may be names and over which a parser may stumble at `offender`, the
/// closest first.
pub(super) fn candidates(text: &str, tokens: &[&Token], offender: usize) -> Vec<usize> {
    let words = Words { text, tokens };
    let near = (0..tokens.len().min(offender + 2)).rev();
    let found = near.filter(|position| words.is_keyword_as_name(*position));
    found.take(MOST).collect()
}

impl Words<'_> {
    fn is_keyword_as_name(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else {
            return false;
        };
        let is_last = self.is(at + 1, ",") || self.is(at + 1, ")");
        let is_called = self.is(at + 1, "(");
        let of_routine = ["function", "procedure", "routine", "aggregate"];
        let creates = |what: &[&str]| self.is(0, "create") && (1..4).any(|n| self.is_any(n, what));
        self.is_any(at, LABELS) && self.is_label(at)
            || self.is_any(at, FUNCTIONS) && is_called && self.is_source(before)
            || self.is_any(at, SESSION_VALUES) && self.is_source(before)
            || self.is_name(at) && self.is(before, "language") && !self.is_any(at, &["sql"])
            || self.is(at, "operator") && is_called && self.is_any(before, &of_routine)
            || self.is_any(at, &["cube", "rollup"])
                && !is_called
                && self.is_any(before, &["by", ","])
            || self.is(at, "array") && is_last && self.is_name(before) && creates(&of_routine)
            || self.is_any(at, &["between", "escape"]) && is_last && creates(&["index"])
    }

    fn is_any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(at, word))
    }

    /// Whether a table may stand behind it.
    fn is_source(&self, at: usize) -> bool {
        self.is_any(at, &["from", "join", "lateral", ","])
    }

    /// Whether it stands where the name of a selected expression does: behind one that is complete.
    fn is_label(&self, at: usize) -> bool {
        const BEHIND: &[&str] = &[
            ",",
            ")",
            ";",
            "from",
            "where",
            "group",
            "having",
            "order",
            "limit",
            "offset",
            "fetch",
            "for",
            "union",
            "intersect",
            "except",
            "into",
            "window",
        ];
        let ends = at + 1 == self.tokens.len() || self.is_any(at + 1, BEHIND);
        ends && !self.is_any(at - 1, &["select", ",", "(", "as", "returning"])
            && self.is_selected(at)
    }

    /// Whether it is in the list behind `SELECT` or `RETURNING`.
    fn is_selected(&self, at: usize) -> bool {
        let mut depth = 0_usize;
        for position in (0..at).rev() {
            if self.is(position, ")") || self.is(position, "]") {
                depth += 1;
            } else if self.is(position, "(") || self.is(position, "[") {
                match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => return false,
                }
            } else if depth == 0 {
                if self.is(position, "select") || self.is(position, "returning") {
                    return true;
                }
                let compares = position > 0 && self.is(position - 1, "distinct");
                if self.is_any(position, CLAUSES) && !compares {
                    return false;
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use crate::{Dialect, analyse};

    fn refused(text: &str) -> Option<&str> {
        let problems = analyse(text, Dialect::Postgres).problems;
        let first = problems.into_iter().next();
        first.map(|problem| &text[problem.span])
    }

    #[test]
    fn labels_without_as() {
        for text in [
            "SELECT 1 desc",
            "SELECT a IS DISTINCT FROM b desc, (SELECT 1 end) table FROM t ORDER BY a DESC",
            "SELECT count(*) case, b[1] left FROM t LEFT JOIN u ON true",
            "UPDATE t SET a = 1 RETURNING a user, b is",
            "SELECT 'a' from_, 1 in UNION SELECT a, 2 like FROM t WHERE a LIKE 'b'",
        ] {
            assert_eq!(refused(text), None, "{text}");
        }
    }

    #[test]
    fn no_labels() {
        for (text, offender) in [
            ("SELECT 1 AND FROM t x y", "y"),
            ("SELECT a FROM t LEFT;", ";"),
            ("SELECT a FROM t WHERE b AND;", ";"),
            ("SELECT a FROM t ORDER BY b desc desc;", "desc"),
            ("SELECT a, end FROM t;", "end"),
            ("SELECT 1 over", "over"),
        ] {
            assert_eq!(refused(text), Some(offender), "{text}");
        }
    }
}
