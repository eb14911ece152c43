//! The error of a step: which statement, the database's words, what is left, what to do next.

use super::advice::{Work, advice};
use crate::error::{database_words, quoted, verb};
use crate::unrecorded::Unrecorded;
use diesel::result::Error as DieselError;
use migrate_graph::Direction;
use std::fmt;

/// A step that failed.
#[derive(Debug)]
#[non_exhaustive]
pub struct StepError {
    /// The revision's id.
    pub revision: &'static str,
    /// Which script ran.
    pub direction: Direction,
    /// The script.
    pub file: &'static str,
    /// The statement that failed; `None` where it failed before or behind the script, or where
    /// the statement could not be found out.
    pub site: Option<Site>,
    /// Whether the script itself was done and its record or the commit failed.
    pub recording: bool,
    /// What the database is left as.
    pub after: After,
    /// What it has that our record does not tell of, where the step made what is there already.
    pub found: Option<Box<Unrecorded>>,
    /// Where the script finds what it makes: the revisions to stamp, since a stamp took this one off
    /// the record after it had run.
    pub stamped_off: Vec<&'static str>,
    /// The database's error.
    pub source: DieselError,
}

/// A statement in a script.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Site {
    /// Its number, from 1.
    pub number: usize,
    /// How many statements the script has.
    pub of: usize,
    /// The line on which it starts, from 1.
    pub line: u32,
    /// Its text.
    pub statement: &'static str,
}

/// What a failed step leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum After {
    /// Nothing of it: it was rolled back.
    RolledBack {
        /// The maximal applied revisions.
        heads: Vec<&'static str>,
    },
    /// Its first statements stay.
    Partial {
        /// How many.
        statements: usize,
        /// The maximal applied revisions, without this one.
        heads: Vec<&'static str>,
    },
    /// That is not known, since the connection is gone.
    Unknown,
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (revision, file) = (self.revision, self.file);
        write!(f, "could not {} `{revision}`: ", verb(self.direction))?;
        match &self.site {
            Some(site) => write!(
                f,
                "statement {} of {} failed at {file}:{}\n  statement: {}",
                site.number,
                site.of,
                site.line,
                shortened(site.statement)
            )?,
            None if self.recording => write!(
                f,
                "every statement of {file} ran, but its record or the commit failed"
            )?,
            None => write!(f, "{file} failed, at a statement that is not known")?,
        }
        database_words(f, &self.source)?;
        write!(f, "\n  state: ")?;
        match &self.after {
            After::RolledBack { heads } => write!(
                f,
                "rolled back: the database is at {}\n  next: {}",
                at(heads),
                self.next_after_rollback()
            ),
            After::Partial { statements, heads } => {
                let state = match statements {
                    0 => format!("this run has applied no statement of {file}"),
                    n => format!(
                        "{} of {file} {} applied and will not be rolled back",
                        first(*n),
                        if *n > 1 { "are" } else { "is" }
                    ),
                };
                let next = match statements {
                    0 => self
                        .advice()
                        .map(str::to_owned)
                        .or_else(|| self.put_record_right())
                        .or_else(|| self.advice_about_found())
                        .unwrap_or_else(|| {
                            "correct the script or the data, or remove what an earlier run has \
                             left, and run again"
                                .to_owned()
                        }),
                    n => format!(
                        "undo {} by hand, correct the script and run again; or finish the rest by \
                         hand and stamp the revision",
                        first(*n)
                    ),
                };
                let recorded = at(heads);
                write!(
                    f,
                    "{state}; the database is recorded at {recorded}\n  next: {next}"
                )
            }
            After::Unknown => write!(
                f,
                "the connection is lost, so that it is not known whether the server went on\n  \
                 next: connect again and look at what is current before anything else"
            ),
        }
    }
}

impl StepError {
    /// What to do where it has nothing to do with the script.
    fn advice(&self) -> Option<&'static str> {
        let work = match self.recording {
            true => Work::Writing,
            false => Work::Script,
        };
        advice(&self.source, work)
    }

    /// What to do where the database was made in another way.
    fn advice_about_found(&self) -> Option<String> {
        let found = self.found.as_deref()?;
        Some(format!("{}: {}", found.seen()?, found.advice()?))
    }

    /// What to do where a stamp took revisions off the record that have run.
    fn put_record_right(&self) -> Option<String> {
        let heads = self.stamped_off.join(" ");
        (!heads.is_empty()).then(|| {
            format!(
                "what it made is still there: a stamp took it off the record, and a stamp runs no \
                 script. `stamp {heads}` puts the record right. To make everything again, run \
                 `downgrade base` after that, which drops it with all data, and then `upgrade`"
            )
        })
    }

    fn next_after_rollback(&self) -> String {
        if refuses_transactions(&self.source) {
            return "write `transaction = false` into the revision's `revision.toml`, and run again"
                .to_owned();
        }
        if let Some(advice) = self.advice() {
            return advice.to_owned();
        }
        let known = self.put_record_right();
        if let Some(advice) = known.or_else(|| self.advice_about_found()) {
            return advice;
        }
        let revision = self.revision;
        match (self.direction, already_exists(&self.source)) {
            (Direction::Up, true) => format!(
                "it is there already: if everything in this script is, `stamp {revision}` \
                 records that; if a part of it, remove that part by hand (`current` tells of runs \
                 that were cut off), and run again"
            ),
            _ => "correct the script or the data, and run again".to_owned(),
        }
    }
}

impl std::error::Error for StepError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// So many statements, from the first one on.
fn first(statements: usize) -> String {
    match statements {
        1 => "statement 1".to_owned(),
        n => format!("statements 1 to {n}"),
    }
}

pub(crate) fn at(heads: &[&str]) -> String {
    if heads.is_empty() {
        "the base, with nothing applied".to_owned()
    } else {
        quoted(heads)
    }
}

/// Whether the database says that a statement can't run inside a transaction, as PostgreSQL and
/// SQLite do.
fn refuses_transactions(error: &DieselError) -> bool {
    matches!(error, DieselError::DatabaseError(_, information)
        if information.message().contains("cannot run inside a transaction")
            || information.message().contains("from within a transaction"))
}

/// Whether the database says that what a statement makes is there: `relation "a" already exists`,
/// `table a already exists`, `Duplicate column name 'a'`.
pub(crate) fn already_exists(error: &DieselError) -> bool {
    let DieselError::DatabaseError(_, information) = error else {
        return false;
    };
    let message = information.message().to_ascii_lowercase();
    [
        "already exists",
        "duplicate column name",
        "duplicate key name",
    ]
    .iter()
    .any(|words| message.contains(words))
}

/// Puts a statement on one line of at most 80 characters.
fn shortened(statement: &str) -> String {
    const LIMIT: usize = 80;
    let mut line = String::new();
    for word in statement.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.chars().count() > LIMIT {
            return line.chars().take(LIMIT - 1).chain(['…']).collect();
        }
    }
    line
}
