//! The error of a batch: the step's own words, what is left, what to do next.

use crate::error::database_words;
use crate::error::{After, at};
use diesel::result::Error as DieselError;
use std::error::Error as StdError;
use std::fmt;

/// A batch of a step in Rust that failed.
#[derive(Debug)]
#[non_exhaustive]
pub struct BackfillError {
    /// The revision's id.
    pub revision: &'static str,
    /// The function, as `revision.toml` names it.
    pub path: &'static str,
    /// The number of the batch, from 1.
    pub batch: u64,
    /// Whether the script and the batches before it stay: unless all are in one transaction.
    pub script_stays: bool,
    /// How many batches before it are committed and stay.
    pub kept: u64,
    /// The cursor that it began behind.
    pub cursor: Option<String>,
    /// Whether the function returned, and the record of the batch or the commit failed.
    pub recording: bool,
    /// What the database is left as.
    pub after: After,
    /// What the function returned, or the database's error.
    pub source: Box<dyn StdError + Send + Sync>,
}

impl fmt::Display for BackfillError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (revision, path, batch) = (self.revision, self.path, self.batch);
        write!(
            f,
            "could not upgrade `{revision}`: batch {batch} of `{path}` "
        )?;
        match self.recording {
            true => write!(f, "ran, but its record or the commit failed")?,
            false => write!(f, "failed")?,
        }
        if let Some(cursor) = &self.cursor {
            write!(f, ", behind the cursor `{cursor}`")?;
        }
        match self.source.downcast_ref::<DieselError>() {
            Some(error) => database_words(f, error)?,
            None => write!(f, "\n  error: {}", self.source)?,
        }
        write!(f, "\n  state: ")?;
        match &self.after {
            After::RolledBack { heads } if !self.script_stays => write!(
                f,
                "rolled back: the database is at {}\n  next: correct the step or the data, and run again",
                at(heads)
            ),
            After::RolledBack { heads } => {
                let stays = match self.kept {
                    0 => "the script before it stays".to_owned(),
                    kept => format!("the script and {} before it stay", batches(kept)),
                };
                write!(
                    f,
                    "the batch was rolled back; {stays}, and the database is recorded at {}\n  \
                     next: correct the step or the data, and run again, which goes on with batch {batch}",
                    at(heads)
                )
            }
            _ => write!(
                f,
                "the connection is lost, so that it is not known whether the batch was committed; \
                 the record of its cursor is then, too\n  \
                 next: connect and run again, which goes on behind whatever is committed"
            ),
        }
    }
}

impl StdError for BackfillError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

pub(crate) fn batches(count: u64) -> String {
    match count {
        1 => "1 batch".to_owned(),
        many => format!("{many} batches"),
    }
}
