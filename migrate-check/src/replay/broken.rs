//! What a script with syntax errors may have done all the same, statement by statement.
//!
//! The statements beside a refused one are judged like any others: they may have mistakes of their own,
//! and people want to know all at once. Of what the refused one names nothing is certain.
use crate::{Dialect, codes};
use migrate_sql::statement::{Statement, StatementKind};
use migrate_sql::{self, Problem, reader};

/// How much of a statement can be read.
pub(super) enum Reading {
    /// All of it.
    Whole,
    /// It is refused, and may have been meant to do this.
    Broken(Vec<StatementKind>),
    /// Neither it nor what comes after it.
    Unreadable,
}

/// The syntax errors of a script.
pub(super) struct Broken<'s> {
    text: &'s str,
    dialect: Dialect,
    problems: Vec<&'s Problem>,
    /// Whether the statement before is refused.
    follows_one: bool,
    /// From where on nothing can be read.
    unreadable_from: Option<usize>,
    /// Whether something that can't be read may do anything.
    pub(super) hides_the_rest: bool,
}

impl<'s> Broken<'s> {
    /// Takes the problems of a script that hide what a statement does.
    pub(super) fn new(text: &'s str, dialect: Dialect, problems: Vec<&'s Problem>) -> Self {
        let unreadable_from = migrate_sql::unreadable_from(text, dialect, &problems);
        Self {
            text,
            dialect,
            problems,
            follows_one: false,
            unreadable_from,
            hides_the_rest: unreadable_from.is_some(),
        }
    }

    /// Whether there are no such problems.
    pub(super) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Returns how much of the next statement can be read.
    pub(super) fn reading(&mut self, statement: &Statement) -> Reading {
        let span = statement.span.range();
        if self.problems.is_empty() {
            return Reading::Whole;
        }
        if self.unreadable_from.is_some_and(|from| span.end > from) {
            return Reading::Unreadable;
        }
        let written = &self.text[span.clone()];
        // A line for psql stands between statements.
        let is_here = |problem: &Problem| {
            problem.code != codes::PSQL_COMMAND
                && (span.start..=span.end).contains(&problem.span.start)
        };
        let is_rest = self.follows_one && reader::starts_as_none(written, self.dialect);
        if !is_rest && !self.problems.iter().any(|problem| is_here(problem)) {
            self.follows_one = false;
            return Reading::Whole;
        }
        let effects = reader::broken(written, self.dialect, self.follows_one);
        self.follows_one = true;
        match effects {
            Some(kinds) => Reading::Broken(kinds),
            None => {
                self.hides_the_rest = true;
                Reading::Unreadable
            }
        }
    }
}
