//! The parents and dependencies of a new revision.
use crate::reach::Set;
use crate::{Graph, PlanError, RevisionIndex};

/// The references of a new revision to others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewParents {
    /// The parents; empty for a new base.
    pub revises: Vec<RevisionIndex>,
    /// The dependencies: ids, or labels if they were given as labels.
    pub depends_on: Vec<String>,
}

impl Graph {
    /// Finds the parents and dependencies of a new revision. Several heads make a merge; `splice`
    /// allows parents that already have children.
    ///
    /// # Errors
    ///
    /// If a name is unknown or ambiguous, a head is named twice, or a parent is not a head.
    pub fn parents_for_new(
        &self,
        heads: &[&str],
        splice: bool,
        depends_on: &[&str],
    ) -> Result<NewParents, PlanError> {
        let mut revises = Vec::new();
        for head in heads {
            revises.extend(self.resolve(head, None)?);
        }
        let mut seen = Set::empty(self.len());
        if let Some(twice) = revises.iter().find(|revision| !seen.insert(**revision)) {
            let revision = self.id(*twice).to_string();
            return Err(PlanError::DuplicateHeads { revision });
        }
        let taken = revises
            .iter()
            .find(|revision| !self.children(**revision).is_empty());
        if let (Some(taken), false) = (taken, splice) {
            return Err(PlanError::NotAHead {
                revision: self.id(*taken).to_string(),
            });
        }
        let dependency = |name: &&str| match self.single(name)? {
            Some(revision) if self.is_on_branch(revision, name) => Ok((*name).to_owned()),
            Some(revision) => Ok(self.id(revision).to_string()),
            None => Err(PlanError::unknown_ids(&[name])),
        };
        let depends_on = depends_on
            .iter()
            .map(dependency)
            .collect::<Result<_, _>>()?;
        Ok(NewParents {
            revises,
            depends_on,
        })
    }
}
