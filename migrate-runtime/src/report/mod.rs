//! The values that runs and looks at a database return.

pub(crate) mod activity;

use crate::embedded::Revision;
use crate::found::{UnfinishedBackfill, Unrecorded};
use migrate_graph::Direction;
use std::time::Duration;

/// The result of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The steps that this run took, in their order; none if there was nothing to do.
    pub steps: Vec<CompletedStep>,
    /// The maximal applied revisions afterwards, in the order of their ids.
    pub heads: Vec<&'static str>,
}

/// A step that a run has taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompletedStep {
    /// The id of the revision.
    pub revision: &'static str,
    /// Whether the upgrade or the downgrade script ran.
    pub direction: Direction,
    /// How long the step took.
    pub took: Duration,
}

/// The result of a stamp: what it changed in the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stamped {
    /// Revisions newly recorded as applied, parents first.
    pub recorded: Vec<&'static str>,
    /// Revisions removed from the record, children first.
    pub removed: Vec<&'static str>,
    /// Revisions removed from the record that this binary doesn't know; empty unless
    /// [`purge`](crate::Migrator::purge) asked for it.
    pub purged: Vec<String>,
    /// Applied revisions whose new text was accepted.
    pub accepted: Vec<&'static str>,
    /// The maximal applied revisions afterwards, in the order of their ids.
    pub heads: Vec<&'static str>,
}

/// The state of a database: what is applied, and what has not ended.
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
    /// Backfills that have begun and not ended. An upgrade goes on with them.
    pub backfills: Vec<UnfinishedBackfill>,
    /// The rows of Alembic's table, where it is mirrored and disagrees with the record here.
    pub alembic: Option<Vec<String>>,
    /// What the database has although nothing was ever recorded as applied to it: tables, and other tools'
    /// records.
    pub unrecorded: Unrecorded,
}

/// A revision that the database lists as applied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppliedRevision {
    /// The id of the revision.
    pub id: String,
    /// How it compares with the embedded one.
    pub state: AppliedState,
}

/// How an applied revision compares with the embedded one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum AppliedState {
    /// The applied revision is the embedded one, as far as the record tells.
    Known(&'static Revision),
    /// The record has another checksum: the script was edited after it was applied.
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
    /// The number of the row; later rows have greater ones.
    pub id: i64,
    /// The id of the revision.
    pub revision: String,
    /// `upgrade`, `downgrade` or `stamp`.
    pub operation: String,
    /// When the step began, by the database's clock: `2024-01-15 14:30:00.123` in UTC.
    pub started_at: String,
    /// When the step ended; `None` while it runs, and for ever after a crash.
    pub completed_at: Option<String>,
    /// How long the step took, in seconds.
    pub duration_seconds: Option<f64>,
    /// Whether the step succeeded.
    pub success: bool,
    /// The error of a step that failed.
    pub error_message: Option<String>,
    /// Who ran the step.
    pub executed_by: Option<String>,
    /// The checksum of the script.
    pub checksum: Option<String>,
}
