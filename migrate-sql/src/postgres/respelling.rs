//! What the server reads and squawk-syntax does not, spelt so that it does: in as many bytes, so
//! that every place stays what it is.
use super::words::SESSION_VALUES;
use crate::token::{Token, TokenKind};
use std::borrow::Cow;
use std::ops::Range;

/// A token and the word to write over it, which is no longer; none for blanks.
type Edit = (Range<usize>, &'static str);

/// A statement's text, from its first token to its last, as squawk-syntax can read it.
pub(super) struct Respelt<'t> {
    pub(super) text: Cow<'t, str>,
    /// The tokens, as bytes of the script, that are not there any more.
    blank: Vec<Range<usize>>,
}

impl Respelt<'_> {
    /// Whether squawk-syntax gets to see a token.
    pub(super) fn shows(&self, token: &Token) -> bool {
        !self.blank.contains(&token.span)
    }
}

/// Spells a statement so that squawk-syntax can read it. `names` are positions of keywords that are
/// names.
pub(super) fn respelt<'t>(text: &'t str, tokens: &[&Token], names: &[usize]) -> Respelt<'t> {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        return Respelt {
            text: Cow::Borrowed(""),
            blank: Vec::new(),
        };
    };
    let statement = &text[first.span.start..last.span.end];
    let words = Words { text, tokens };
    let mut edits = Vec::new();
    words.exclusions(&mut edits);
    words.languages(&mut edits);
    words.names_of_their_own(&mut edits);
    words.statements_as_names(&mut edits);
    words.settings(&mut edits);
    words.unicode_escapes(&mut edits);
    words.copies(&mut edits);
    words.escaped_quotes(&mut edits);
    words.dropped(&mut edits);
    words.of_graphs(&mut edits);
    words.publications(&mut edits);
    edits.extend(names.iter().map(|n| (tokens[*n].span.clone(), "x")));
    let respelt = match edits.is_empty() {
        true => Cow::Borrowed(statement),
        false => Cow::Owned(edited(statement, first.span.start, &edits)),
    };
    let blank = edits.into_iter().filter(|(_, word)| word.is_empty());
    Respelt {
        text: respelt,
        blank: blank.map(|(span, _)| span).collect(),
    }
}

fn edited(statement: &str, start: usize, edits: &[Edit]) -> String {
    let mut edited = statement.to_owned();
    for (span, word) in edits {
        let width = span.len();
        edited.replace_range(
            span.start - start..span.end - start,
            &format!("{word:width$}"),
        );
    }
    edited
}

/// Whether it is a statement that squawk-syntax does not know at all: `SET NAMES DEFAULT`, and of
/// PostgreSQL 19 `WAIT FOR LSN '…'` and `ALTER SUBSCRIPTION s REFRESH SEQUENCES`.
pub(super) fn is_known(text: &str, tokens: &[&Token]) -> bool {
    let words = Words { text, tokens };
    let is_text = |n: usize| {
        let token = tokens.get(n);
        token.is_some_and(|token| token.kind == TokenKind::String)
    };
    let waits = words.begins(&["wait", "for", "lsn"]) && is_text(3);
    let refreshes = words.begins(&["alter", "subscription"])
        && words.is(3, "refresh")
        && words.is(4, "sequences");
    if waits || refreshes && (tokens.len() == 5 || words.is(5, ";")) {
        return true;
    }
    let names = words.behind_set();
    let end = names + 1 + usize::from(words.is(names + 1, "default"));
    let ends = end == tokens.len() || words.is(end, ";");
    names > 0 && words.is(names, "names") && ends
}

/// The tokens of a statement.
pub(super) struct Words<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: &'t [&'t Token],
}

impl Words<'_> {
    /// Whether a token is this word or symbol.
    pub(super) fn is(&self, position: usize, written: &str) -> bool {
        let token = self.tokens.get(position);
        token.is_some_and(|token| match token.kind {
            TokenKind::Word => token.is_word(self.text, written),
            _ => token.is_symbol(self.text, written),
        })
    }

    pub(super) fn is_name(&self, position: usize) -> bool {
        let token = self.tokens.get(position);
        token.is_some_and(|token| matches!(token.kind, TokenKind::Word | TokenKind::QuotedName))
    }

    fn begins(&self, words: &[&str]) -> bool {
        (0..words.len()).all(|position| self.is(position, words[position]))
    }

    /// The position behind `SET`, `SET LOCAL` and `SET SESSION`; the first where there is no `SET`.
    fn behind_set(&self) -> usize {
        match self.is(0, "set") {
            true if self.is(1, "local") || self.is(1, "session") => 2,
            true => 1,
            false => 0,
        }
    }

    fn blank(&self, positions: Range<usize>, edits: &mut Vec<Edit>) {
        let tokens = self.tokens.get(positions).unwrap_or_default();
        edits.extend(tokens.iter().map(|t| (t.span.clone(), "")));
    }

    /// `EXCLUDE USING gist (room gist_uuid_ops DESC WITH =)`: what may stand between an element and
    /// its operator, as in an index.
    fn exclusions(&self, edits: &mut Vec<Edit>) {
        if !(self.is(0, "alter") || self.is(0, "create")) {
            return;
        }
        for position in 1..self.tokens.len() {
            if !self.is(position, "exclude") {
                continue;
            }
            if self.is_column_exclude(position) {
                edits.push((self.tokens[position].span.clone(), "x"));
                continue;
            }
            let has_method = self.is(position + 1, "using") && self.is_name(position + 2);
            let mut open = position + if has_method { 3 } else { 1 };
            while self.is(open, "(") || self.is(open, ",") {
                let options = self.element(open + 1);
                let with = self.options(options);
                if !self.is(with, "with") {
                    break;
                }
                self.blank(options..with, edits);
                open = self.behind_operator(with + 1);
            }
        }
    }

    /// Whether it is the name of a column that is declared, and no constraint.
    fn is_column_exclude(&self, position: usize) -> bool {
        let before = ["(", ",", "add", "column", "exists"];
        before.iter().any(|word| self.is(position - 1, word))
            && self.is_name(position + 1)
            && !self.is(position + 1, "using")
    }

    /// The end of a column, a call or an expression in brackets.
    fn element(&self, start: usize) -> usize {
        if self.is(start, "(") {
            return self.behind_brackets(start);
        }
        let end = self.dotted_name(start);
        match self.is(end, "(") {
            true => self.behind_brackets(end),
            false => end,
        }
    }

    /// The end of `COLLATE "C" text_ops (x = 1) DESC NULLS LAST`, each of it optional.
    fn options(&self, start: usize) -> usize {
        let mut end = start;
        if self.is(end, "collate") {
            end = self.dotted_name(end + 1);
        }
        let is_class = |end| {
            let others = ["with", "asc", "desc"];
            let is_nulls =
                self.is(end, "nulls") && (self.is(end + 1, "first") || self.is(end + 1, "last"));
            self.is_name(end) && !is_nulls && !others.iter().any(|other| self.is(end, other))
        };
        if is_class(end) {
            end = self.dotted_name(end);
            if self.is(end, "(") {
                end = self.behind_brackets(end);
            }
        }
        end += usize::from(self.is(end, "asc") || self.is(end, "desc"));
        if self.is(end, "nulls") && (self.is(end + 1, "first") || self.is(end + 1, "last")) {
            end += 2;
        }
        end.min(self.tokens.len())
    }

    fn dotted_name(&self, start: usize) -> usize {
        let mut end = start + 1;
        while self.is(end, ".") && self.is_name(end + 1) {
            end += 2;
        }
        end
    }

    fn behind_operator(&self, start: usize) -> usize {
        match self.is(start, "operator") && self.is(start + 1, "(") {
            true => self.behind_brackets(start + 1),
            false => start + 1,
        }
    }

    fn behind_brackets(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for position in open..self.tokens.len() {
            if self.is(position, "(") {
                depth += 1;
            } else if self.is(position, ")") {
                depth -= 1;
                if depth == 0 {
                    return position + 1;
                }
            }
        }
        self.tokens.len()
    }

    /// `CREATE PROCEDURAL LANGUAGE plperl`, as old dumps have it.
    fn languages(&self, edits: &mut Vec<Edit>) {
        let start = match self.begins(&["create", "or", "replace"]) {
            true => 3,
            false => 1,
        };
        let mut end = start + usize::from(self.is(start, "trusted"));
        end += usize::from(self.is(end, "procedural"));
        if self.is(0, "create") && self.is(end, "language") {
            self.blank(start..end, edits);
        }
    }

    /// Words that are names of settings, users and functions where they stand.
    fn names_of_their_own(&self, edits: &mut Vec<Edit>) {
        let role = self.behind_set();
        let is_string = |token: &&Token| token.kind == TokenKind::String;
        if role > 0 && self.is(role, "names") && self.tokens.get(role + 1).is_some_and(is_string) {
            edits.push((self.tokens[role].span.clone(), "role"));
        }
        if self.begins(&["alter", "user", "mapping", "for", "user"]) {
            edits.push((self.tokens[4].span.clone(), "x"));
        }
        let is_mapping = self.is(3, "for") || self.is(3, "if");
        if self.begins(&["create", "user", "mapping"]) && !is_mapping {
            edits.push((self.tokens[2].span.clone(), "x"));
        }
        if self.begins(&["prepare", "transaction", "as"]) {
            edits.push((self.tokens[1].span.clone(), "x"));
        }
        for position in 1..self.tokens.len() {
            let is_function = || SESSION_VALUES.iter().any(|name| self.is(position, name));
            let is_called = || self.is(position + 1, "(");
            let is_source = match self.is(position - 1, "from") {
                true => position < 2 || !self.is(position - 2, "delete"),
                false => self.is(position - 1, "join"),
            };
            if is_source && is_function() && !is_called() {
                edits.push((self.tokens[position].span.clone(), "x"));
            }
        }
    }

    /// `SET time = 1`: words that begin a form of `SET` are names of settings as well.
    fn settings(&self, edits: &mut Vec<Edit>) {
        const WORDS: &[&str] = &[
            "catalog",
            "characteristics",
            "constraints",
            "role",
            "schema",
            "session",
            "tablespace",
            "time",
            "transaction",
            "xml",
        ];
        let is_setting = |at: usize| WORDS.iter().any(|word| self.is(at, word));
        let shown = self.is(0, "reset") || self.is(0, "show");
        if shown && is_setting(1) && (self.tokens.len() == 2 || self.is(2, ";")) {
            edits.push((self.tokens[1].span.clone(), "x"));
        }
        let behind_set = self.behind_set();
        for at in 1..self.tokens.len() {
            let is_set = at == behind_set || self.is(at - 1, "set");
            let is_assigned = || ["=", "to", "."].iter().any(|sign| self.is(at + 1, sign));
            if is_set && is_setting(at) && is_assigned() {
                edits.push((self.tokens[at].span.clone(), "x"));
            }
        }
    }

    /// `UESCAPE` is a word like others, but behind a `U&'…'`.
    fn unicode_escapes(&self, edits: &mut Vec<Edit>) {
        for (at, token) in self.tokens.iter().enumerate() {
            let escapes = || {
                let before = at.checked_sub(1).map(|before| &self.tokens[before].span);
                before.is_some_and(|span| self.text[span.clone()].to_lowercase().starts_with("u&"))
            };
            if self.is(at, "uescape") && !escapes() {
                edits.push((token.span.clone(), "x"));
            }
        }
    }

    /// `'it\'s'`, where `standard_conforming_strings` is off.
    fn escaped_quotes(&self, edits: &mut Vec<Edit>) {
        for token in self.tokens {
            let written = &self.text[token.span.clone()];
            let is_plain = token.kind == TokenKind::String && written.starts_with('\'');
            if is_plain && written.contains("\\'") {
                edits.push((token.span.clone(), "''"));
            }
        }
    }

    /// `DROP CONVERSION a, s.b`: the names behind the first.
    fn dropped(&self, edits: &mut Vec<Edit>) {
        // The words of the kind, and how many follow that are not fixed.
        const KINDS: &[(&[&str], usize)] = &[
            (&["drop", "access", "method"], 0),
            (&["drop", "conversion"], 0),
            (&["drop", "event", "trigger"], 0),
            (&["drop", "foreign", "data", "wrapper"], 0),
            (&["drop", "language"], 0),
            (&["drop", "procedural", "language"], 0),
            (&["drop", "property", "graph"], 0),
            (&["drop", "server"], 0),
            (&["drop", "text", "search"], 1),
        ];
        let mut kinds = KINDS.iter();
        let Some((words, more)) = kinds.find(|(words, _)| self.begins(words)) else {
            return;
        };
        let start = words.len() + more;
        let has_if = self.is(start, "if") && self.is(start + 1, "exists");
        let first = self.dotted_name(start + if has_if { 2 } else { 0 });
        let mut end = first;
        while self.is(end, ",") && self.is_name(end + 1) {
            end = self.dotted_name(end + 1);
        }
        self.blank(first..end, edits);
    }

    /// `SECURITY LABEL ON PROPERTY GRAPH g IS …` (PostgreSQL 19), as if it were a table.
    fn of_graphs(&self, edits: &mut Vec<Edit>) {
        if !self.begins(&["security", "label"]) {
            return;
        }
        let on = if self.is(2, "for") { 4 } else { 2 };
        if self.is(on, "on") && self.is(on + 1, "property") && self.is(on + 2, "graph") {
            self.blank(on + 1..on + 2, edits);
            edits.push((self.tokens[on + 2].span.clone(), "table"));
        }
    }

    /// `FOR ALL TABLES EXCEPT (TABLE t), ALL SEQUENCES` (PostgreSQL 19): what stands behind the brackets.
    fn publications(&self, edits: &mut Vec<Edit>) {
        if !self.is(1, "publication") {
            return;
        }
        for at in 2..self.tokens.len() {
            let others = ["sequences", "tables"];
            let is_other = self.is(at, ",")
                && self.is(at + 1, "all")
                && others.iter().any(|word| self.is(at + 2, word));
            if is_other && self.is(at - 1, ")") {
                self.blank(at..at + 3, edits);
            }
        }
    }

    /// `COPY t TO STDIN`, which is `STDOUT` for the server.
    fn copies(&self, edits: &mut Vec<Edit>) {
        if !self.is(0, "copy") {
            return;
        }
        let mut pairs = self.tokens.windows(2).enumerate();
        let end = pairs.find(|(at, _)| self.is(*at, "to") && self.is(at + 1, "stdin"));
        if let Some((_, [_, end])) = end {
            edits.push((end.span.clone(), "''"));
        }
    }

    /// `WITH update AS (…)` and `INSERT INTO t (values) …`: what begins a statement is a name, too.
    fn statements_as_names(&self, edits: &mut Vec<Edit>) {
        let statements = ["insert", "update", "delete", "merge", "values", "recursive"];
        for position in 1..self.tokens.len() {
            if !statements.iter().any(|word| self.is(position, word)) {
                continue;
            }
            let is_query = |position| self.is(position, "with") || self.is(position, "recursive");
            let before = position - 1;
            let is_listed = || self.is(before, "(") || self.is(before, ",");
            let is_list = || self.is(position + 1, ")") || self.is(position + 1, ",");
            let is_name = match self.is(position, "values") && is_listed() {
                true => is_list(),
                false => is_query(before) && self.is(position + 1, "as"),
            };
            if is_name {
                edits.push((self.tokens[position].span.clone(), "x"));
            }
        }
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
    fn what_the_server_takes() {
        let exclude =
            |elements: &str| format!("ALTER TABLE t ADD EXCLUDE USING gist ({elements});");
        let texts = [
            exclude("a gist_uuid_ops WITH =, b WITH &&"),
            exclude("a WITH OPERATOR(pg_catalog.=), f(a, b) s.range_ops WITH &&"),
            exclude("a gist_ops (siglen = 1) DESC NULLS FIRST WITH ="),
            exclude("(a + 1) COLLATE \"C\" text_ops WITH =, c NULLS LAST WITH ="),
            "CREATE TABLE t (a int, EXCLUDE (a nulls WITH =) WHERE (a > 1));".to_owned(),
            "CREATE TABLE exclude (a int); CREATE FUNCTION exclude(a int) RETURNS int LANGUAGE c AS 'x'".to_owned(),
            "CREATE TABLE t (a int, exclude bool); ALTER TABLE t ADD COLUMN exclude bool".to_owned(),
            "ALTER TABLE t ADD exclude bool, ADD CONSTRAINT exclude EXCLUDE (a WITH =)".to_owned(),
            "WITH update AS (SELECT 1), b AS (SELECT 2) SELECT * FROM update".to_owned(),
            "INSERT INTO t (values) VALUES (1); INSERT INTO t (a, values) (VALUES (1, 2))".to_owned(),
            "SET NAMES 'UTF8'; SET NAMES; SET LOCAL NAMES DEFAULT".to_owned(),
            "set role to default; SET LOCAL role = 'x'".to_owned(),
            "CREATE PROCEDURAL LANGUAGE plperl; CREATE TRUSTED PROCEDURAL LANGUAGE x;".to_owned(),
            "SELECT * FROM current_date; SELECT extract(year FROM current_timestamp)".to_owned(),
            "ALTER USER MAPPING FOR user SERVER s OPTIONS (a 'b')".to_owned(),
        ];
        for text in &texts {
            assert_eq!(refused(text), None, "{text}");
        }
    }

    #[test]
    fn what_the_server_refuses() {
        let exclude =
            |elements: &str| format!("ALTER TABLE t ADD EXCLUDE USING gist ({elements});");
        for (text, offender) in [
            (exclude("a DESC x WITH ="), "DESC"),
            (exclude("a x"), "x"),
            (exclude("a x WITH =, b y WIHT ="), "y"),
            ("SET NAMES 'a' 'b';".to_owned(), "'b'"),
            ("SET NAMES x;".to_owned(), "x"),
            ("CREATE PROCEDURAL LANGUAGE;".to_owned(), ";"),
        ] {
            assert_eq!(refused(&text), Some(offender), "{text}");
        }
    }
}
