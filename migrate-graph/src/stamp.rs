//! Plans for stamps.
use crate::reach::{Along, Set};
use crate::{Applied, Graph, PlanError, RevisionIndex, StampPlan, Target};

impl Graph {
    /// Plans a stamp: afterwards the record has the targets, all their ancestors, and the revisions on
    /// unrelated branches that were applied before. No script runs.
    ///
    /// # Errors
    ///
    /// If a target is unknown, or stands for several heads where one is needed.
    pub fn stamp(&self, applied: &Applied, targets: &[Target]) -> Result<StampPlan, PlanError> {
        let rows = applied.known_rows()?;
        let mut related = Vec::new();
        for target in targets {
            related.extend(self.on_lineage(&rows, target.as_str(), Along::Everything)?);
        }
        let mut named = Vec::new();
        for target in targets {
            named.extend(self.resolve(target.as_str(), None)?);
        }
        if self.overlap(&related).is_some() {
            for revision in &named {
                self.between_rows(*revision, &related)?;
            }
        }
        if targets.is_empty() {
            related.clone_from(&rows);
        }
        let related = self.set_of(&related);
        let unrelated = rows.iter().filter(|row| !related.contains(**row));
        let after = self.ancestors(unrelated.chain(&named).copied(), Along::Everything);
        Ok(self.change(&applied.set, &after))
    }

    /// Refuses to move between two rows of which one is an ancestor of the other.
    fn between_rows(
        &self,
        revision: RevisionIndex,
        rows: &[RevisionIndex],
    ) -> Result<(), PlanError> {
        if rows.is_empty() || rows.contains(&revision) {
            return Ok(());
        }
        let above = self.descendants([revision], Along::Everything);
        let below = self.ancestors([revision], Along::Everything);
        let upper = rows.iter().find(|row| above.contains(**row));
        let lower = rows.iter().find(|row| below.contains(**row));
        match (upper, lower) {
            (Some(upper), Some(lower)) => Err(PlanError::OverlappingRevisions {
                upper: self.id(*upper).to_string(),
                lower: self.id(*lower).to_string(),
            }),
            _ => Ok(()),
        }
    }

    fn change(&self, before: &Set, after: &Set) -> StampPlan {
        let differs = |from: &Set, to: &Set, revision: RevisionIndex| {
            to.contains(revision) && !from.contains(revision)
        };
        let order = self.order().iter().copied();
        StampPlan {
            record: order
                .clone()
                .filter(|revision| differs(before, after, *revision))
                .collect(),
            remove: order
                .rev()
                .filter(|revision| differs(after, before, *revision))
                .collect(),
            heads: self.maximal(after, Along::Everything),
        }
    }
}
