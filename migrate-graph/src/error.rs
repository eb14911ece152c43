//! The errors in declarations, each with the kind that the test vectors use.
use crate::{Declaration, IdError, RevisionIndex};
use std::fmt;

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

impl Field {
    /// Returns the text at this position.
    pub fn text<'d>(self, declaration: &Declaration<'d>) -> Option<&'d str> {
        match self {
            Self::Id => Some(declaration.id),
            Self::Revises(place) => declaration.revises.get(place).copied(),
            Self::DependsOn(place) => declaration.depends_on.get(place).copied(),
            Self::BranchLabel(place) => declaration.branch_labels.get(place).copied(),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Id => "revision",
            Self::Revises(_) => "revises",
            Self::DependsOn(_) => "depends_on",
            Self::BranchLabel(_) => "branch_labels",
        })
    }
}

/// One error in the declarations.
///
/// It holds positions only; [`GraphError::describe`] adds the names from the declarations.
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
    /// Revisions that form a cycle: each revises the next, and the last one the first.
    Cycle {
        /** The whole path. */
        path: Vec<(RevisionIndex, Field)>,
    },
    /// A cycle that contains at least one `depends_on`.
    DependencyCycle {
        /** The whole path. */
        path: Vec<(RevisionIndex, Field)>,
    },
}

impl GraphError {
    /// Returns the kind, as the test vectors call it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::IllegalId { .. } => "illegal_revision_id",
            Self::DuplicateId { .. } => "duplicate_revision",
            Self::DuplicateLabel { .. } => "duplicate_branch_label",
            Self::MissingReference { .. } => "missing_reference",
            Self::SelfLoop { .. } => "self_loop",
            Self::DependencySelfLoop { .. } => "dependency_self_loop",
            Self::Cycle { .. } => "cycle",
            Self::DependencyCycle { .. } => "dependency_cycle",
        }
    }

    /// Returns the declaration that the error is reported at: for a cycle, the start of its path.
    pub fn revision(&self) -> RevisionIndex {
        match self {
            Self::IllegalId { revision, .. }
            | Self::DuplicateId { revision, .. }
            | Self::DuplicateLabel { revision, .. }
            | Self::MissingReference { revision, .. }
            | Self::SelfLoop { revision, .. }
            | Self::DependencySelfLoop { revision, .. } => *revision,
            Self::Cycle { path } | Self::DependencyCycle { path } => path
                .first()
                .map_or(RevisionIndex(0), |(revision, _)| *revision),
        }
    }

    /// Returns the key that the error is reported at.
    pub fn field(&self) -> Field {
        match self {
            Self::IllegalId { field, .. }
            | Self::DuplicateLabel { field, .. }
            | Self::MissingReference { field, .. }
            | Self::SelfLoop { field, .. }
            | Self::DependencySelfLoop { field, .. } => *field,
            Self::DuplicateId { .. } => Field::Id,
            Self::Cycle { path } | Self::DependencyCycle { path } => {
                path.first().map_or(Field::Id, |(_, field)| *field)
            }
        }
    }

    /// Returns the error in words, with the names from the declarations that gave it.
    pub fn describe<'d>(&'d self, declarations: &'d [Declaration<'d>]) -> impl fmt::Display + 'd {
        Described {
            error: self,
            declarations,
        }
    }
}

impl fmt::Display for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.describe(&[]).fmt(f)
    }
}

impl std::error::Error for GraphError {}

struct Described<'d> {
    error: &'d GraphError,
    declarations: &'d [Declaration<'d>],
}

impl Described<'_> {
    fn id(&self, revision: RevisionIndex) -> String {
        match self.declarations.get(revision.get()) {
            Some(declaration) => format!("`{}`", declaration.id.escape_debug()),
            None => format!("declaration {}", revision.get() + 1),
        }
    }

    fn text(&self, revision: RevisionIndex, field: Field) -> String {
        let declaration = self.declarations.get(revision.get());
        match declaration.and_then(|declaration| field.text(declaration)) {
            Some(text) => format!("`{}`", text.escape_debug()),
            None => "a name".to_owned(),
        }
    }

    fn path(&self, path: &[(RevisionIndex, Field)]) -> String {
        let mut text = String::new();
        for (revision, field) in path {
            let verb = if matches!(field, Field::DependsOn(_)) {
                "depends on"
            } else {
                "revises"
            };
            text += &format!("{} {verb} ", self.id(*revision));
        }
        text + &path
            .first()
            .map_or(String::new(), |(revision, _)| self.id(*revision))
    }
}

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.error {
            GraphError::IllegalId {
                revision,
                field: Field::Id,
                error,
            } => {
                write!(
                    f,
                    "the revision id {} {error}",
                    self.text(*revision, Field::Id)
                )
            }
            GraphError::IllegalId {
                revision,
                field,
                error,
            } => {
                let label = self.text(*revision, *field);
                write!(
                    f,
                    "the branch label {label} of {} {error}",
                    self.id(*revision)
                )
            }
            GraphError::DuplicateId { revision, first } => {
                let (id, first) = (self.id(*revision), first.get() + 1);
                write!(
                    f,
                    "the revision id {id} is already that of declaration {first}"
                )
            }
            GraphError::DuplicateLabel {
                revision,
                field,
                first,
            } => {
                let (label, first) = (self.text(*revision, *field), self.id(*first));
                write!(
                    f,
                    "the branch label {label} of {} already names {first}",
                    self.id(*revision)
                )
            }
            GraphError::MissingReference { revision, field } => {
                let name = self.text(*revision, *field);
                write!(
                    f,
                    "`{field}` of {} names {name}, which does not exist",
                    self.id(*revision)
                )
            }
            GraphError::SelfLoop { revision, .. } => {
                write!(f, "{} revises itself", self.id(*revision))
            }
            GraphError::DependencySelfLoop { revision, .. } => {
                write!(f, "{} depends on itself", self.id(*revision))
            }
            GraphError::Cycle { path } => {
                write!(
                    f,
                    "revisions revise each other in a circle: {}",
                    self.path(path)
                )
            }
            GraphError::DependencyCycle { path } => {
                write!(
                    f,
                    "revisions depend on each other in a circle: {}",
                    self.path(path)
                )
            }
        }
    }
}
