//! The types of plans.
use crate::RevisionIndex;

/// Which script a step runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The `up` script.
    Up,
    /// The `down` script.
    Down,
}

/// One step of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The revision to run.
    pub revision: RevisionIndex,
    /// The direction.
    pub direction: Direction,
}

/// Steps in the order in which they run.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The steps.
    pub steps: Vec<Step>,
    /// The maximal applied revisions afterwards, in the order of their ids.
    pub heads: Vec<RevisionIndex>,
    /// Whether an upgrade has no steps because its target lies below the applied revisions. Alembic
    /// succeeds silently; the user may have meant a downgrade.
    pub already_applied: bool,
}

/// The changes that `stamp` makes to the record. No script runs.
#[derive(Clone, Debug, Default)]
pub struct StampPlan {
    /// Revisions to record as applied, parents first.
    pub record: Vec<RevisionIndex>,
    /// Revisions to remove from the record, children first.
    pub remove: Vec<RevisionIndex>,
    /// The maximal applied revisions afterwards, in the order of their ids.
    pub heads: Vec<RevisionIndex>,
}
