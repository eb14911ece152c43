//! What a new revision stands on.
use crate::reach::Set;
use crate::{Graph, PlanError, RevisionIndex};

/// What a new revision's declaration says of others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewParents {
    /// Its parents; none for a new base.
    pub revises: Vec<RevisionIndex>,
    /// Its dependencies: ids, or labels where they were given as such.
    pub depends_on: Vec<String>,
}

impl Graph {
    /// Finds what a new revision revises and depends on. Several heads make a merge; `splice` allows
    /// parents that have children already.
    ///
    /// # Errors
    ///
    /// When a name is nothing or not one thing, a head is named twice, or a parent is no head.
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
