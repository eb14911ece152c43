//! What a graph is built from.

/// The declaration of a revision, unchecked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Declaration<'a> {
    /// The id.
    pub id: &'a str,
    /// The ids of the parents; empty for a base.
    pub revises: &'a [&'a str],
    /// Ids or branch labels that must be applied before this revision.
    pub depends_on: &'a [&'a str],
    /// Names of the branch that starts with this revision.
    pub branch_labels: &'a [&'a str],
}

/// A revision's position in the declarations that a graph was built from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevisionIndex(pub(crate) u32);

impl RevisionIndex {
    /// Returns the position as a number.
    pub fn get(self) -> usize {
        self.0 as usize
    }
}
