//! The state that an error leaves the database in.

use super::{After, BackfillError, Error, StepError};
use crate::words::{at, batches};

impl Error {
    /// Returns the state that the database is in now, in words.
    ///
    /// `None` where the message says it already (as in [`NotUpToDate`](Self::NotUpToDate)), and where
    /// it does not follow from the error: after [`Database`](Self::Database),
    /// [`current`](crate::Migrations::current) tells.
    ///
    /// # Examples
    ///
    /// ```
    /// use migrate_runtime::Error;
    ///
    /// let error = Error::Irreversible {
    ///     revision: "20260101_0900",
    ///     reason: Some("it drops data"),
    /// };
    /// assert_eq!(
    ///     error.to_string(),
    ///     "revision `20260101_0900` can't be downgraded: it drops data"
    /// );
    /// assert_eq!(error.database_state().as_deref(), Some("nothing was run"));
    /// assert_eq!(
    ///     error.next_step().as_deref(),
    ///     Some("downgrade to `20260101_0900` at most, or restore a backup")
    /// );
    /// ```
    pub fn database_state(&self) -> Option<String> {
        let state = match self {
            Error::UnknownRevisions { .. }
            | Error::OtherRecord(_)
            | Error::BelowCurrent { .. }
            | Error::HalfReplaced { .. }
            | Error::Edited { .. }
            | Error::AlembicDiffers { .. }
            | Error::Irreversible { .. }
            | Error::NotInTransaction { .. } => "nothing was run",
            Error::NothingToTakeOver { .. } | Error::CantTakeOver { .. } => "nothing was changed",
            Error::Stopped { heads: None, .. } => "nothing was run by this one",
            Error::Stopped {
                heads: Some(heads),
                left,
            } => {
                let are = if *left == 1 { "step is" } else { "steps are" };
                return Some(format!(
                    "the database is at {}; {left} {are} left",
                    at(heads)
                ));
            }
            Error::LockTimeout { .. } => "nothing was run by this process since",
            Error::Interrupted { .. } => {
                "some of its statements may be applied; nothing was run now"
            }
            Error::StillRuns { .. } => {
                "another process is at work on the database; nothing was run now"
            }
            Error::BackfillUnfinished(_) => "its script is applied, and nothing was run now",
            Error::ChangedMeanwhile { .. } => "the steps before it are done",
            Error::Step(error) => return Some(error.database_state()),
            Error::Backfill(error) => return Some(error.database_state()),
            Error::InvalidChain { .. }
            | Error::Target { .. }
            | Error::NoScripts { .. }
            | Error::NotInitialized { .. }
            | Error::NotUpToDate { .. }
            | Error::Database { .. } => return None,
        };
        Some(state.to_owned())
    }
}

impl StepError {
    /// Returns the state that the database is in now, in words: see [`Error::database_state`].
    pub fn database_state(&self) -> String {
        let (file, heads) = (self.file, self.after.heads());
        match &self.after {
            After::RolledBack { .. } => format!("rolled back: the database is at {}", at(heads)),
            After::Partial { statements: 0, .. } => format!(
                "this run has applied no statement of {file}; the database is recorded at {}",
                at(heads)
            ),
            After::Partial { statements, .. } => format!(
                "{} of {file} {} applied and will not be rolled back; the database is recorded at {}",
                first(*statements),
                if *statements > 1 { "are" } else { "is" },
                at(heads)
            ),
            After::Unknown => {
                "the connection is lost, so that it is not known whether the server went on"
                    .to_owned()
            }
        }
    }
}

impl BackfillError {
    /// Returns the state that the database is in now, in words: see [`Error::database_state`].
    pub fn database_state(&self) -> String {
        let heads = self.after.heads();
        match (&self.after, self.script_stays) {
            (After::RolledBack { .. }, false) => {
                format!("rolled back: the database is at {}", at(heads))
            }
            (After::RolledBack { .. }, true) => {
                let stays = match self.kept {
                    0 => "the script before it stays".to_owned(),
                    kept => format!("the script and {} before it stay", batches(kept)),
                };
                format!(
                    "the batch was rolled back; {stays}, and the database is recorded at {}",
                    at(heads)
                )
            }
            _ => {
                "the connection is lost, so that it is not known whether the batch was committed; \
                  the record of its cursor is then, too"
                    .to_owned()
            }
        }
    }
}

impl After {
    /// Returns the maximal applied revisions, as far as they are known.
    fn heads(&self) -> &[&'static str] {
        match self {
            After::RolledBack { heads } | After::Partial { heads, .. } => heads,
            After::Unknown => &[],
        }
    }
}

/// Names that many statements, from the first one on.
pub(super) fn first(statements: usize) -> String {
    match statements {
        1 => "statement 1".to_owned(),
        n => format!("statements 1 to {n}"),
    }
}
