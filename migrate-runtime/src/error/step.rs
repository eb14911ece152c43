//! The error of a step: which statement failed, and what stays.

use crate::found::Unrecorded;
use crate::words::verb;
use diesel::result::Error as DieselError;
use migrate_graph::Direction;
use std::fmt;

/// A step that failed.
///
/// Displays which statement failed, and where; the [source](std::error::Error::source) is the
/// database's error. [`Error::explain`](super::Error::explain) says it all.
#[derive(Debug)]
#[non_exhaustive]
pub struct StepError {
    /// The id of the revision.
    pub revision: &'static str,
    /// Whether the upgrade or the downgrade script ran.
    pub direction: Direction,
    /// The path of the script.
    pub file: &'static str,
    /// The statement that failed; `None` where it failed before or after the script, or where the
    /// statement is not known.
    pub site: Option<Site>,
    /// Whether the script itself was done, and its record or the commit failed.
    pub recording: bool,
    /// What stays of the step.
    pub after: After,
    /// What the database has that our record doesn't tell of, where the step creates what exists.
    pub found: Option<Box<Unrecorded>>,
    /// The revisions to stamp where the script finds what it creates, because a stamp took this
    /// revision off the record after it had run.
    pub stamped_off: Vec<&'static str>,
    /// The error of the database.
    pub source: DieselError,
}

/// The place of a statement in a script.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Site {
    /// The number of the statement, from 1.
    pub number: usize,
    /// The number of statements in the script.
    pub of: usize,
    /// The line on which the statement starts, from 1.
    pub line: u32,
    /// The text of the statement.
    pub statement: &'static str,
}

/// What stays of a step that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum After {
    /// Nothing stays: the step was rolled back.
    RolledBack {
        /// The maximal applied revisions.
        heads: Vec<&'static str>,
    },
    /// The first statements stay.
    Partial {
        /// The number of statements that stay.
        statements: usize,
        /// The maximal applied revisions, without this one.
        heads: Vec<&'static str>,
    },
    /// What stays is not known, because the connection is lost.
    Unknown,
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (revision, file) = (self.revision, self.file);
        write!(f, "could not {} `{revision}`: ", verb(self.direction))?;
        match &self.site {
            Some(site) => write!(
                f,
                "statement {} of {} failed at {file}:{}",
                site.number, site.of, site.line
            ),
            None if self.recording => write!(
                f,
                "every statement of {file} ran, but its record or the commit failed"
            ),
            None => write!(f, "{file} failed, at a statement that is not known"),
        }
    }
}

impl std::error::Error for StepError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// Returns whether the database says that what a statement creates exists: `relation "a" already
/// exists`, `table a already exists`, `Duplicate column name 'a'`.
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
