//! What the runtime returns.

pub(crate) mod activity;

use crate::embedded::Revision;
use crate::found::{UnfinishedBackfill, Unrecorded};
use migrate_graph::Direction;
use std::time::Duration;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The steps that this run took, in their order; none if there was nothing to do.
    pub steps: Vec<CompletedStep>,
    /// The maximal applied revisions afterwards, in the order of their ids.
    pub heads: Vec<&'static str>,
}

/// A step that is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompletedStep {
    /// The revision's id.
    pub revision: &'static str,
    /// Which script ran.
    pub direction: Direction,
    /// How long it took.
    pub took: Duration,
}

/// What `stamp` changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stamped {
    /// Revisions newly recorded as applied, parents first.
    pub recorded: Vec<&'static str>,
    /// Revisions removed from the record, children first.
    pub removed: Vec<&'static str>,
    /// Revisions removed from the record that this binary does not know: only where that was asked
    /// for.
    pub purged: Vec<String>,
    /// Applied revisions whose new text was accepted.
    pub accepted: Vec<&'static str>,
    /// The maximal applied revisions afterwards, in the order of their ids.
    pub heads: Vec<&'static str>,
}

/// What is applied to a database.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Current {
    /// The maximal applied revisions, in the order of their ids; then those that this binary does
    /// not know.
    pub heads: Vec<AppliedRevision>,
    /// Every applied revision: in the order of the chain, then the unknown ones.
    pub applied: Vec<AppliedRevision>,
    /// Revisions that a run has begun and not finished: it is running, or it was cut off.
    pub unfinished: Vec<HistoryEntry>,
    /// Backfills that have begun and not ended, with which an upgrade goes on.
    pub backfills: Vec<UnfinishedBackfill>,
    /// The rows of Alembic's table, where it is mirrored and they say something else.
    pub alembic: Option<Vec<String>>,
    /// What the database has although nothing was ever recorded as applied to it.
    pub unrecorded: Unrecorded,
}

/// A revision that the database lists as applied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppliedRevision {
    /// Its id.
    pub id: String,
    /// How it compares with the embedded one.
    pub state: AppliedState,
}

/// How an applied revision compares with the embedded one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum AppliedState {
    /// It is the embedded one, as far as is recorded.
    Known(&'static Revision),
    /// What was applied is recorded with another checksum.
    Edited {
        /// The embedded revision.
        revision: &'static Revision,
        /// The checksum that is recorded in the database.
        recorded: String,
    },
    /// This binary has no revision of that id.
    Unknown,
}

impl PartialEq for AppliedState {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (AppliedState::Known(a), AppliedState::Known(b)) => a.id == b.id,
            (
                AppliedState::Edited {
                    revision: a,
                    recorded: c,
                },
                AppliedState::Edited {
                    revision: b,
                    recorded: d,
                },
            ) => a.id == b.id && c == d,
            (AppliedState::Unknown, AppliedState::Unknown) => true,
            _ => false,
        }
    }
}

impl Eq for AppliedState {}

/// One row of `migration_history`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HistoryEntry {
    /// Its number; later ones are greater.
    pub id: i64,
    /// The revision's id.
    pub revision: String,
    /// `upgrade`, `downgrade` or `stamp`.
    pub operation: String,
    /// When it began, by the database's clock: `2024-01-15 14:30:00.123` in UTC.
    pub started_at: String,
    /// When it ended; `None` while it runs, and for ever after a crash.
    pub completed_at: Option<String>,
    /// How long it took, in seconds.
    pub duration_seconds: Option<f64>,
    /// Whether it succeeded.
    pub success: bool,
    /// The error, if it failed.
    pub error_message: Option<String>,
    /// Who ran it.
    pub executed_by: Option<String>,
    /// The checksum of the script.
    pub checksum: Option<String>,
}
