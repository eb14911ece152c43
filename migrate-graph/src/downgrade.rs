//! Plans for downgrades.
use crate::reach::{Along, Set};
use crate::target::Relative;
use crate::walk::Place;
use crate::{Applied, Direction, Graph, Plan, PlanError, RevisionIndex, Step, Target};

/// The meaning of a downgrade's target.
enum Goal<'t> {
    /// Revert all descendants of a revision (every revision if there is none), on one branch if named.
    Above {
        floor: Option<RevisionIndex>,
        branch: Option<&'t str>,
    },
    /// Revert this revision and all its descendants.
    Including(RevisionIndex),
}

impl Graph {
    /// Plans a downgrade: every applied revision that descends from the target, or depends on one
    /// that does, is reverted, last one first.
    ///
    /// `-N` counts from the one applied head. Where the database lists heads (as Alembic's does) and
    /// there are several, the first row counts, and a merge on the way is ambiguous. Where it lists
    /// every revision, rows have no order: several heads are ambiguous, and the last step of `-N`
    /// may undo a merge.
    ///
    /// # Errors
    ///
    /// If the target is unknown or ambiguous, or nothing above it is applied.
    pub fn downgrade(&self, applied: &Applied, target: &Target) -> Result<Plan, PlanError> {
        let text = target.as_str();
        let goal = self.goal(applied, text)?;
        let (roots, floor) = match goal {
            Goal::Including(revision) => (vec![revision], None),
            Goal::Above { floor, branch } => (self.roots(text, floor, branch)?, floor),
        };
        let rows = applied.known_rows()?;
        let above = self.descendants(roots, Along::Everything);
        let reverts =
            |revision: &RevisionIndex| above.contains(*revision) && applied.contains(*revision);
        let steps: Vec<_> = self
            .order()
            .iter()
            .rev()
            .copied()
            .filter(reverts)
            .map(|revision| Step {
                revision,
                direction: Direction::Down,
            })
            .collect();
        if let (Some(floor), true) = (floor, steps.is_empty())
            && !rows.contains(&floor)
        {
            let (lower, upper) = (self.id(floor).to_string(), self.names_of(&rows));
            return Err(PlanError::NotAncestor { lower, upper });
        }
        let mut after = applied.set.clone();
        for step in &steps {
            after.remove(step.revision);
        }
        let heads = self.maximal(&after, Along::Everything);
        Ok(Plan {
            steps,
            heads,
            already_applied: false,
        })
    }

    fn goal<'t>(&self, applied: &Applied, text: &'t str) -> Result<Goal<'t>, PlanError> {
        let Some(relative) = self.relative(text) else {
            let (branch, symbol) = match text.rsplit_once('@') {
                Some((branch, symbol)) => {
                    (Some(branch).filter(|branch| !branch.is_empty()), symbol)
                }
                None => (None, text),
            };
            return Ok(Goal::Above {
                floor: self.single(symbol)?,
                branch,
            });
        };
        let Some(symbol) = relative.symbol else {
            return self.goal_below_applied(applied, text, relative);
        };
        let place = if relative.up || relative.steps == 0 {
            self.walk_up(text, self.single(symbol)?, relative.steps, relative.label)?
        } else {
            self.place_from(text, &relative, symbol, &relative.label)?
        };
        above(text, place, relative.label)
    }

    /// Returns the meaning of `-N` or `label@-N`.
    fn goal_below_applied<'t>(
        &self,
        applied: &Applied,
        text: &'t str,
        relative: Relative<'t>,
    ) -> Result<Goal<'t>, PlanError> {
        if relative.up || applied.rows.is_empty() {
            return Err(PlanError::out_of_range(text));
        }
        let start = match relative.label {
            Some(label) => self.start_on(applied, text, label)?,
            None => self.start(applied, text)?,
        };
        if applied.lists_all && relative.steps > 0 {
            let last = self.walk_down(text, Some(start), relative.steps - 1)?;
            return match last {
                Place::Revision(revision) => Ok(Goal::Including(revision)),
                Place::Base | Place::Outside => Err(PlanError::out_of_range(text)),
            };
        }
        let place = self.walk_down(text, Some(start), relative.steps)?;
        match relative.label {
            Some(label) => above(text, place, Some(label)),
            None => self.above_on_line(text, place, start),
        }
    }

    /// Returns the row that `-N` counts from.
    fn start(&self, applied: &Applied, text: &str) -> Result<RevisionIndex, PlanError> {
        if applied.lists_all && applied.rows.len() > 1 {
            return Err(self.ambiguous_current(applied, text));
        }
        match applied.rows.first() {
            Some(crate::applied::Row::Known(revision)) => Ok(*revision),
            Some(crate::applied::Row::Unknown(id)) => {
                // Counting takes the row as a branch of its own.
                Err(PlanError::UnknownBranch { branch: id.clone() })
            }
            None => Err(PlanError::out_of_range(text)),
        }
    }

    /// Returns the applied revision that `label@-N` counts from: a row on the branch, or the tip of the
    /// part of the branch that other rows depend on.
    fn start_on(
        &self,
        applied: &Applied,
        text: &str,
        label: &str,
    ) -> Result<RevisionIndex, PlanError> {
        let rows = applied.known_rows()?;
        let mut starts = self.on_lineage(&rows, label, Along::Branches)?;
        if starts.is_empty() {
            starts = self.on_lineage(&self.current(applied), label, Along::Branches)?;
        }
        match starts[..] {
            [] => Err(PlanError::out_of_range(text)),
            [start] => {
                self.single(&format!("{label}@{}", self.id(start)))?;
                Ok(start)
            }
            _ => Err(self.ambiguous_current(applied, text)),
        }
    }

    /// Works like [`above`], on the line of one row only: other branches stay applied.
    fn above_on_line<'t>(
        &self,
        text: &'t str,
        place: Place,
        row: RevisionIndex,
    ) -> Result<Goal<'t>, PlanError> {
        let line = self.ancestors([row], Along::Branches);
        let floor = match place {
            Place::Outside => return Err(PlanError::out_of_range(text)),
            Place::Base => None,
            Place::Revision(revision) if revision == row => {
                return Ok(Goal::Above {
                    floor: Some(revision),
                    branch: None,
                });
            }
            Place::Revision(revision) => Some(revision),
        };
        let ways = floor.map_or_else(|| self.bases(), |floor| self.children(floor).to_vec());
        let mut on_line = ways.into_iter().filter(|way| line.contains(*way));
        match (on_line.next(), on_line.next()) {
            (Some(root), None) => Ok(Goal::Including(root)),
            // A line that was walked down without a choice has one way back up.
            _ => Err(PlanError::out_of_range(text)),
        }
    }

    /// Returns the lowest revisions to revert.
    fn roots(
        &self,
        text: &str,
        floor: Option<RevisionIndex>,
        branch: Option<&str>,
    ) -> Result<Vec<RevisionIndex>, PlanError> {
        let mut roots = match floor {
            Some(floor) => self.children(floor).to_vec(),
            None => self.bases(),
        };
        let Some(branch) = branch else {
            return Ok(roots);
        };
        // A mistyped branch must not revert more than was meant, so it is looked up in any case.
        let branch_point = self.branch(branch)?;
        if roots.len() < 2 {
            return Ok(roots);
        }
        let below: Set = self.ancestors([branch_point], Along::Branches);
        roots.retain(|root| below.contains(*root));
        if roots.is_empty() {
            let (target, branch) = (text.to_owned(), branch.to_owned());
            return Err(PlanError::InvalidDowngradeTarget { target, branch });
        }
        Ok(roots)
    }
}

fn above<'t>(text: &str, place: Place, branch: Option<&'t str>) -> Result<Goal<'t>, PlanError> {
    match place {
        Place::Revision(floor) => Ok(Goal::Above {
            floor: Some(floor),
            branch,
        }),
        Place::Base => Ok(Goal::Above {
            floor: None,
            branch,
        }),
        Place::Outside => Err(PlanError::out_of_range(text)),
    }
}
