//! Plans for upgrades.
use crate::applied::Row;
use crate::reach::{Along, Set};
use crate::target::Relative;
use crate::walk::Place;
use crate::{Applied, Direction, Graph, Plan, PlanError, RevisionIndex, Step, Target};

impl Graph {
    /// Plans an upgrade: every revision at or below the target that is not applied, gaps included,
    /// parents and dependencies first.
    ///
    /// A target below the applied revisions gives no steps and sets [`Plan::already_applied`].
    ///
    /// # Errors
    ///
    /// If the target is unknown or ambiguous, or the rows of the database are not a valid state.
    pub fn upgrade(&self, applied: &Applied, target: &Target) -> Result<Plan, PlanError> {
        let text = target.as_str();
        let targets = self.upgrade_targets(applied, text)?;
        self.side_by_side(&targets)?;
        self.side_by_side(&applied.known_rows()?)?;

        let required = self.ancestors(targets.iter().copied(), Along::Everything);
        let missing = |revision: &RevisionIndex| {
            required.contains(*revision) && !applied.set.contains(*revision)
        };
        let steps: Vec<_> = self
            .order()
            .iter()
            .copied()
            .filter(missing)
            .map(|revision| Step {
                revision,
                direction: Direction::Up,
            })
            .collect();
        let already_applied = steps.is_empty() && self.lies_below(applied, &targets);
        let mut after = applied.set.clone();
        for step in &steps {
            after.insert(step.revision);
        }
        Ok(Plan {
            heads: self.maximal(&after, Along::Everything),
            steps,
            already_applied,
        })
    }

    /// Returns an error if one of these is an ancestor of another.
    pub(crate) fn side_by_side(&self, revisions: &[RevisionIndex]) -> Result<(), PlanError> {
        match self.overlap(revisions) {
            None => Ok(()),
            Some((upper, lower)) => Err(PlanError::OverlappingRevisions {
                upper: self.id(upper).to_string(),
                lower: self.id(lower).to_string(),
            }),
        }
    }

    fn lies_below(&self, applied: &Applied, targets: &[RevisionIndex]) -> bool {
        let tips = self.current(applied);
        if targets.is_empty() {
            return !tips.is_empty();
        }
        let tips = self.set_of(&tips);
        !targets.iter().any(|target| tips.contains(*target))
    }

    fn upgrade_targets(
        &self,
        applied: &Applied,
        text: &str,
    ) -> Result<Vec<RevisionIndex>, PlanError> {
        let Some(relative) = self.relative(text) else {
            return self.resolve(text, None);
        };
        let starts = match (relative.symbol, relative.up) {
            (None, true) if relative.steps > 0 => self.starts(applied, text, relative.label)?,
            (None, _) => return Err(PlanError::out_of_range(text)),
            _ => Vec::new(),
        };
        let place = match relative.symbol {
            None => self.walk_up(
                text,
                starts.first().copied(),
                relative.steps,
                relative.label,
            )?,
            Some(symbol) => self.place_from(text, &relative, symbol, &relative.label)?,
        };
        match place {
            Place::Revision(revision) => Ok(vec![revision]),
            Place::Base | Place::Outside => Err(PlanError::out_of_range(text)),
        }
    }

    /// Parses a relative target, unless the text is a label that only looks like one.
    pub(crate) fn relative<'t>(&self, text: &'t str) -> Option<Relative<'t>> {
        if self.find_by_name(text).is_some() {
            return None;
        }
        Relative::parse(text)
    }

    /// Returns the end of the walk `symbol±N`.
    pub(crate) fn place_from(
        &self,
        text: &str,
        relative: &Relative<'_>,
        symbol: &str,
        label: &Option<&str>,
    ) -> Result<Place, PlanError> {
        let start = match label {
            // Upwards the label only chooses the way; downwards it must match the start.
            Some(label) if !relative.up || relative.steps == 0 => {
                self.single(&format!("{label}@{symbol}"))?
            }
            _ => self.single(symbol)?,
        };
        if relative.up {
            self.walk_up(text, start, relative.steps, *label)
        } else {
            self.walk_down(text, start, relative.steps)
        }
    }

    /// Returns the revisions that `+N` counts from; none means below the bases.
    fn starts(
        &self,
        applied: &Applied,
        text: &str,
        label: Option<&str>,
    ) -> Result<Vec<RevisionIndex>, PlanError> {
        let starts = match label {
            None => {
                if applied.rows.len() <= 1 {
                    applied.known_rows()?
                } else {
                    return Err(self.ambiguous_current(applied, text));
                }
            }
            Some(label) => self.starts_on(&applied.known_rows()?, &applied.set, label)?,
        };
        if starts.len() > 1 {
            return Err(self.ambiguous_current(applied, text));
        }
        Ok(starts)
    }

    /// Returns the tips of a branch among the rows, or among the ancestors of rows on other branches.
    pub(crate) fn starts_on(
        &self,
        rows: &[RevisionIndex],
        applied: &Set,
        label: &str,
    ) -> Result<Vec<RevisionIndex>, PlanError> {
        let tips = self.on_lineage(rows, label, Along::Branches)?;
        if !tips.is_empty() {
            return Ok(tips);
        }
        let applied: Vec<_> = self
            .all()
            .filter(|revision| applied.contains(*revision))
            .collect();
        let active = self.on_lineage(&applied, label, Along::Branches)?;
        let mut below = Set::empty(self.len());
        for revision in &active {
            for needed in self.needs.targets(*revision) {
                below.insert(*needed);
            }
        }
        Ok(active
            .into_iter()
            .filter(|revision| !below.contains(*revision))
            .collect())
    }

    pub(crate) fn ambiguous_current(&self, applied: &Applied, text: &str) -> PlanError {
        let name = |row: &Row| match row {
            Row::Known(revision) => self.id(*revision).to_string(),
            Row::Unknown(id) => id.clone(),
        };
        let applied: Vec<String> = applied.rows.iter().map(name).collect();
        let instead = self.counted_from_each(text, &applied);
        PlanError::AmbiguousCurrent {
            target: text.to_owned(),
            applied,
            instead,
        }
    }

    /// Writes a relative target for each of several heads: after its branch label if no other of them is
    /// on that branch, otherwise after its id.
    pub(crate) fn counted_from_each(&self, text: &str, heads: &[String]) -> Vec<String> {
        let count = text.rsplit('@').next().unwrap_or(text);
        let labels_of = |head: &String| {
            let labels = self.find(head).map(|head| self.branch_labels(head));
            labels.unwrap_or_default()
        };
        let label_of = |head: &String| {
            let is_its_own = |label: &&crate::BranchLabel| {
                let mut others = heads.iter().filter(|other| *other != head);
                !others.any(|other| labels_of(other).contains(label))
            };
            labels_of(head).into_iter().find(is_its_own)
        };
        let counted_from = |head: &String| match label_of(head) {
            Some(label) => format!("{}@{count}", label.as_str()),
            None => format!("{head}@{count}"),
        };
        heads.iter().map(counted_from).collect()
    }
}
