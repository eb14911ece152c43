//! Counts revisions up and down from a starting point.
use crate::reach::Along;
use crate::{Graph, PlanError, RevisionIndex};

/// The end of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// At a revision.
    Revision(RevisionIndex),
    /// Below the bases, one step from them.
    Base,
    /// Beyond the graph.
    Outside,
}

impl Graph {
    /// Walks towards the heads, from below the bases if there is no start. With a branch, only its
    /// revisions count.
    pub(crate) fn walk_up(
        &self,
        target: &str,
        start: Option<RevisionIndex>,
        steps: usize,
        branch: Option<&str>,
    ) -> Result<Place, PlanError> {
        let (place, walked) = self.climb(target, start, steps, branch)?;
        Ok(if walked == steps {
            place
        } else {
            Place::Outside
        })
    }

    /// Works like [`Graph::walk_up`], but stops at a head.
    pub(crate) fn walk_up_at_most(
        &self,
        target: &str,
        start: Option<RevisionIndex>,
        steps: usize,
        branch: Option<&str>,
    ) -> Result<Place, PlanError> {
        Ok(self.climb(target, start, steps, branch)?.0)
    }

    /// Returns the end of a walk, and the number of steps.
    fn climb(
        &self,
        target: &str,
        start: Option<RevisionIndex>,
        steps: usize,
        branch: Option<&str>,
    ) -> Result<(Place, usize), PlanError> {
        let bases = self.bases();
        let mut place = start;
        let mut lineage = None;
        let mut walked = 0;
        while walked < steps {
            let ways = match place {
                None => &bases[..],
                Some(revision) => self.children(revision),
            };
            if let (Some(branch), None, false) = (branch, &lineage, ways.is_empty()) {
                lineage = Some(self.lineage_of(branch, Along::Branches)?);
            }
            let on_branch = lineage.as_ref().and_then(|lineage| lineage.as_ref());
            let open = |way: &RevisionIndex| on_branch.is_none_or(|set| set.contains(*way));
            let ways: Vec<_> = ways.iter().copied().filter(open).collect();
            match ways[..] {
                [] => break,
                [only] => place = Some(only),
                _ => return Err(self.ambiguous_walk(target, &ways)),
            }
            walked += 1;
        }
        Ok((place.map_or(Place::Base, Place::Revision), walked))
    }

    /// Walks towards the bases.
    pub(crate) fn walk_down(
        &self,
        target: &str,
        start: Option<RevisionIndex>,
        steps: usize,
    ) -> Result<Place, PlanError> {
        let mut place = start;
        for _ in 0..steps {
            let Some(revision) = place else {
                return Ok(Place::Outside);
            };
            match self.revises(revision) {
                [] => place = None,
                [only] => place = Some(*only),
                ways => return Err(self.ambiguous_walk(target, ways)),
            }
        }
        Ok(place.map_or(Place::Base, Place::Revision))
    }

    fn ambiguous_walk(&self, target: &str, ways: &[RevisionIndex]) -> PlanError {
        let mut ways = ways.to_vec();
        self.sort_by_id(&mut ways);
        PlanError::AmbiguousWalk {
            target: target.to_owned(),
            choices: self.names_of(&ways),
        }
    }
}
