//! Everything that can be wrong with a graph or a target, each with the kind that the vectors use.
use crate::{IdError, RevisionIndex};

/// The place in a declaration that an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The revision's own id.
    Id,
    /// The n-th of `revises`.
    Revises(usize),
    /// The n-th of `depends_on`.
    DependsOn(usize),
    /// The n-th of `branch_labels`.
    BranchLabel(usize),
}

/// One error in the declarations.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GraphError {
    /// An id or label is malformed, over-long or reserved.
    IllegalId {
        /** Where. */
        revision: RevisionIndex,
        /** Which key. */
        field: Field,
        /** Why. */
        error: IdError,
    },
    /// Two revisions have one id; reported at each but the first.
    DuplicateId {
        /** The later one. */
        revision: RevisionIndex,
        /** The first one. */
        first: RevisionIndex,
    },
    /// Two revisions carry one label (or a label is also an id).
    DuplicateLabel {
        /** The later one. */
        revision: RevisionIndex,
        /** Which of its labels. */
        field: Field,
        /** The first one. */
        first: RevisionIndex,
    },
    /// `revises` or `depends_on` names no revision (for `depends_on`: nor a label).
    MissingReference {
        /** Where. */
        revision: RevisionIndex,
        /** Which key. */
        field: Field,
    },
    /// A revision revises itself.
    SelfLoop {
        /** Which. */
        revision: RevisionIndex,
        /** Which key. */
        field: Field,
    },
    /// A revision depends on itself.
    DependencySelfLoop {
        /** Which. */
        revision: RevisionIndex,
        /** Which key. */
        field: Field,
    },
    /// Revisions that revise each other in a circle: each revises the next, the last the first.
    Cycle {
        /** The whole path. */
        path: Vec<(RevisionIndex, Field)>,
    },
    /// A circle that needs at least one `depends_on`.
    DependencyCycle {
        /** The whole path. */
        path: Vec<(RevisionIndex, Field)>,
    },
}

impl GraphError {
    /// The kind as the vectors name it.
    pub fn kind(&self) -> &'static str {
        ""
    }
}

/// Why a target can't be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlanError {}

impl PlanError {
    /// The kind as the vectors name it.
    pub fn kind(&self) -> &'static str {
        ""
    }
}
