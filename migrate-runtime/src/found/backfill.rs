//! A backfill that has not ended.

use crate::words::batches;

/// A backfill that has begun and not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnfinishedBackfill {
    /// The id of the revision.
    pub revision: String,
    /// The cursor of the last batch that was committed.
    pub cursor: Option<String>,
    /// The number of committed batches.
    pub batches: u64,
    /// The number of rows that the batches have reported as done.
    pub done: Option<u64>,
    /// The number of rows in all, if a batch has reported it.
    pub total: Option<u64>,
    /// The checksum of the script that ran before the batches.
    pub checksum: Option<String>,
}

impl std::fmt::Display for UnfinishedBackfill {
    /// `3 batches are done (300 of 1000 rows)`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let are = if self.batches == 1 { "is" } else { "are" };
        let batches = batches(self.batches);
        write!(f, "{batches} {are} done")?;
        match (self.done, self.total) {
            (Some(done), Some(total)) => write!(f, " ({done} of {total} rows)"),
            (Some(done), None) => write!(f, " ({done} rows)"),
            _ => Ok(()),
        }
    }
}
