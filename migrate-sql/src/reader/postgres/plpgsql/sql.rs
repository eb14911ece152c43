//! The SQL within a body: statements, expressions, and the variables that take what comes of them.
//!
//! The server parses all of it when the function is created (`check_sql_expr` in `pl_gram.y`), and looks
//! for no table or column in it.
use super::{Body, Read, Stop};
use crate::postgres::first_problem;
use crate::reader::Reader;
use crate::token::Token;
use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::Range;

thread_local! {
    /// What was parsed and has no problem: functions are made again and again, with most of their text.
    static PARSED: RefCell<HashSet<Box<str>>> = RefCell::default();
}

impl Body<'_> {
    /// Parses an expression, as the server does: behind `SELECT`. `before`: what it stands behind.
    pub(super) fn expression(&self, tokens: &[Token], before: &Token) -> Read<()> {
        const SELECT: &str = "SELECT ";
        let Some(range) = range(tokens) else {
            let written = &self.reader.text[before.span.clone()];
            let message = format!("there is no expression behind `{written}`");
            return Err(Stop::Problem(before.span.clone().into(), message));
        };
        self.parse(
            &format!("{SELECT}{}", &self.reader.text[range.clone()]),
            range.start,
            SELECT.len(),
        )
    }

    /// Parses a statement that has no `INTO`.
    pub(super) fn sql(&self, tokens: &[Token]) -> Read<()> {
        match range(tokens) {
            Some(range) => self.parse(&self.reader.text[range.clone()], range.start, 0),
            None => Ok(()),
        }
    }

    /// Parses a statement with its `INTO`, whose variables have to be there.
    pub(super) fn sql_with_into(&self, tokens: &[Token]) -> Read<()> {
        let Some(range) = range(tokens) else {
            return Ok(());
        };
        let Some(into) = self.into(tokens)? else {
            return self.sql(tokens);
        };
        let text = &self.reader.text;
        let blank: String = text[into.clone()]
            .chars()
            .map(|c| {
                if c == '\n' {
                    "\n".to_owned()
                } else {
                    " ".repeat(c.len_utf8())
                }
            })
            .collect();
        let sql = [
            &text[range.start..into.start],
            &blank,
            &text[into.end..range.end],
        ]
        .concat();
        self.parse(&sql, range.start, 0)
    }

    /// `EXECUTE e INTO a, b USING …`, `FETCH c INTO a`: looks at the variables alone.
    pub(super) fn known_targets(&self, tokens: &[Token]) -> Read<()> {
        self.into(tokens).map(|_| ())
    }

    /// `EXECUTE e`: parses the expression.
    pub(super) fn executed(&self, tokens: &[Token]) -> Read<()> {
        let mut reader = Reader::new(self.reader.text, tokens, self.reader.dialect);
        reader.at = 1;
        reader.skip_until(|reader| reader.is_any_word(&["into", "using"]));
        self.expression(&tokens[1..reader.at], &tokens[0])?;
        self.known_targets(tokens)
    }

    /// Parses a text that stands in the script from `start` on, behind `prefix` bytes of ours.
    fn parse(&self, sql: &str, start: usize, prefix: usize) -> Read<()> {
        if PARSED.with_borrow(|parsed| parsed.contains(sql)) {
            return Ok(());
        }
        let Some(problem) = first_problem(sql) else {
            PARSED.with_borrow_mut(|parsed| parsed.insert(sql.into()));
            return Ok(());
        };
        let place = |at: usize| at.saturating_sub(prefix) + start;
        let span = place(problem.span.start)..place(problem.span.end);
        Err(Stop::Problem(span.into(), problem.message))
    }

    /// Finds the `INTO` of a statement with its variables, which have to be there.
    fn into(&self, tokens: &[Token]) -> Read<Option<Range<usize>>> {
        let text = self.reader.text;
        let is_target = |at: usize| {
            let before = at.checked_sub(1).and_then(|before| tokens.get(before));
            before.is_none_or(|own| !own.is_word(text, "insert") && !own.is_word(text, "merge"))
        };
        // What the server makes of the `INTO` of `ALTER TABLE … MERGE PARTITIONS` is not known here.
        let has_own = |own: &Token| own.is_word(text, "import") || own.is_word(text, "alter");
        let is_own = tokens.first().is_some_and(has_own);
        let mut places = 0..tokens.len();
        let at = places.find(|at| tokens[*at].is_word(text, "into") && is_target(*at));
        let Some(at) = at.filter(|_| !is_own) else {
            return Ok(None);
        };
        let mut reader = Reader::new(text, tokens, self.reader.dialect);
        reader.at = at + 1;
        reader.eat("strict");
        loop {
            if self.target(&mut reader)?.is_none() {
                return Ok(None);
            }
            if !reader.eat_symbol(",") {
                break;
            }
        }
        let end = tokens[reader.at - 1].span.end;
        Ok(Some(tokens[at].span.start..end))
    }

    /// Reads a variable that something is put into.
    pub(super) fn target(&self, reader: &mut Reader<'_>) -> Read<Option<()>> {
        let span = reader.here();
        let Some(name) = reader.name() else {
            return Ok(None);
        };
        let is_qualified = reader.is_symbol(".");
        if !self.scopes.knows(&name.text, is_qualified) {
            let message = format!("there is no variable `{name}`");
            return Err(Stop::Problem(span, message));
        }
        while reader.eat_symbol(".") {
            if reader.name().is_none() {
                return Ok(None);
            }
        }
        while reader.eat_symbol("[") {
            reader.skip_until(|reader| reader.is_symbol("]"));
            if !reader.eat_symbol("]") {
                return Ok(None);
            }
        }
        Ok(Some(()))
    }
}

/// Where tokens stand in the script.
fn range(tokens: &[Token]) -> Option<Range<usize>> {
    Some(tokens.first()?.span.start..tokens.last()?.span.end)
}
