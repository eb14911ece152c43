//! The error of a batch of a step in Rust.

use super::After;
use std::error::Error as StdError;
use std::fmt;

/// A batch of a step in Rust that failed.
///
/// Displays which batch failed; the [source](std::error::Error::source) is what the function
/// returned. [`Error::explain`](super::Error::explain) says it all.
#[derive(Debug)]
#[non_exhaustive]
pub struct BackfillError {
    /// The id of the revision.
    pub revision: &'static str,
    /// The path of the function, as `revision.toml` names it.
    pub path: &'static str,
    /// The number of the batch, from 1.
    pub batch: u64,
    /// Whether the script and the earlier batches stay: they do unless all are in one transaction.
    pub script_stays: bool,
    /// The number of earlier batches that are committed and stay.
    pub kept: u64,
    /// The cursor after which the batch began.
    pub cursor: Option<String>,
    /// Whether the function succeeded, and the record of the batch or the commit failed.
    pub recording: bool,
    /// What stays of the batch.
    pub after: After,
    /// The error that the function returned, or the error of the database.
    pub source: Box<dyn StdError + Send + Sync>,
}

impl fmt::Display for BackfillError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (revision, path, batch) = (self.revision, self.path, self.batch);
        let outcome = match self.recording {
            true => "ran, but its record or the commit failed",
            false => "failed",
        };
        write!(
            f,
            "could not upgrade `{revision}`: batch {batch} of `{path}` {outcome}"
        )?;
        match &self.cursor {
            Some(cursor) => write!(f, ", after the cursor `{cursor}`"),
            None => Ok(()),
        }
    }
}

impl StdError for BackfillError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
