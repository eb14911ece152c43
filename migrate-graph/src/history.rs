//! The revisions in a range.
use crate::reach::{Along, Set};
use crate::target::split_label;
use crate::walk::Place;
use crate::{Applied, Graph, PlanError, RevisionIndex};

/// One end of a range.
enum End<'t> {
    /// The text as typed.
    Text(&'t str),
    /// The applied revisions.
    Rows(Vec<RevisionIndex>),
}

impl Graph {
    /// Returns the revisions of a range `a:b`, `a:`, `:b` (ends may use `current`), newest first;
    /// all revisions if there is no range.
    ///
    /// A dependency on another branch is included only if the range has no lower end.
    ///
    /// # Errors
    ///
    /// If the text is not a range, an end is unknown, or the lower end is not below the upper one.
    pub fn history(
        &self,
        range: Option<&str>,
        applied: Option<&Applied>,
    ) -> Result<Vec<RevisionIndex>, PlanError> {
        let (lower, upper) = match range {
            None => ("", ""),
            Some(range) => match range.trim().split_once(':') {
                Some((lower, upper)) if !upper.contains(':') => (lower, upper),
                _ => {
                    return Err(PlanError::HistoryRangeSyntax {
                        range: range.to_owned(),
                    });
                }
            },
        };
        // Nothing applied: `current` leaves its end open.
        let end = |text, open| match (text, applied) {
            ("", _) => Ok(End::Text(open)),
            ("current", Some(applied)) => match applied.known_rows()? {
                rows if rows.is_empty() => Ok(End::Text(open)),
                rows => Ok(End::Rows(rows)),
            },
            (text, _) => Ok(End::Text(text)),
        };
        let (lower, upper) = (end(lower, "base")?, end(upper, "heads")?);
        self.between(&lower, &upper)
    }

    fn between(&self, lower: &End<'_>, upper: &End<'_>) -> Result<Vec<RevisionIndex>, PlanError> {
        let mut targets = match upper {
            End::Rows(rows) => rows.clone(),
            End::Text(text) => self.upper_end(text, lower)?,
        };
        if let End::Text(text) = lower {
            self.keep_branch(&mut targets, text)?;
        }
        self.side_by_side(&targets)?;
        let required = self.ancestors(targets.iter().copied(), Along::Everything);
        let from = match lower {
            End::Rows(rows) => rows.clone(),
            End::Text(text) => self.lower_end(text, &targets)?,
        };
        if let Some(outside) = from.iter().find(|revision| !required.contains(**revision)) {
            return Err(self.not_below(self.id(*outside).as_str(), &targets));
        }
        self.side_by_side(&from)?;
        let mut wanted = required;
        if !from.is_empty() {
            let above = self.descendants(from.iter().copied(), Along::Branches);
            for revision in self.all().filter(|revision| !above.contains(*revision)) {
                wanted.remove(revision);
            }
            if self.has_loose_ends(&wanted, &targets) {
                return Err(self.not_below(&self.names_of(&from).join(", "), &targets));
            }
        }
        Ok(self
            .order()
            .iter()
            .rev()
            .copied()
            .filter(|revision| wanted.contains(*revision))
            .collect())
    }

    /// Returns the upper end. A relative end counts from the lower one and stops at a head, since a
    /// shorter list does no harm.
    fn upper_end(&self, text: &str, lower: &End<'_>) -> Result<Vec<RevisionIndex>, PlanError> {
        let Some(relative) = self.relative(text) else {
            return self.resolve(text, None);
        };
        let place = match (relative.symbol, relative.up && relative.steps > 0) {
            (Some(symbol), true) => {
                let start = self.single(symbol)?;
                self.walk_up_at_most(text, start, relative.steps, relative.label)?
            }
            (Some(symbol), false) => self.place_from(text, &relative, symbol, &relative.label)?,
            (None, false) => Place::Outside,
            (None, true) => {
                let starts = self.starts_of_range(lower, relative.label)?;
                if starts.len() > 1 {
                    let applied = self.names_of(&starts);
                    return Err(PlanError::AmbiguousCurrent {
                        target: text.to_owned(),
                        instead: self.counted_from_each(text, &applied),
                        applied,
                    });
                }
                let start = starts.first().copied();
                self.walk_up_at_most(text, start, relative.steps, relative.label)?
            }
        };
        match place {
            Place::Revision(revision) => Ok(vec![revision]),
            Place::Base | Place::Outside => Err(PlanError::out_of_range(text)),
        }
    }

    /// Returns the revisions that an upper end `+N` counts from.
    fn starts_of_range(
        &self,
        lower: &End<'_>,
        label: Option<&str>,
    ) -> Result<Vec<RevisionIndex>, PlanError> {
        let Some(label) = label else {
            return match lower {
                End::Text(text) => Ok(self.single(text)?.into_iter().collect()),
                End::Rows(rows) => Ok(rows.clone()),
            };
        };
        let rows = match lower {
            End::Text(text) => self.resolve(text, None)?,
            End::Rows(rows) => rows.clone(),
        };
        let below = self.ancestors(rows.iter().copied(), Along::Everything);
        self.starts_on(&rows, &below, label)
    }

    /// Restricts the range to the branch of a lower end `label@…`.
    fn keep_branch(&self, targets: &mut Vec<RevisionIndex>, lower: &str) -> Result<(), PlanError> {
        let (Some(label), _) = split_label(lower) else {
            return Ok(());
        };
        let Some(carrier) = self.single(label)? else {
            return Ok(());
        };
        let labels = self.branch_labels(carrier);
        match labels[..] {
            _ if self.id(carrier).as_str() != label => {
                targets.retain(|target| self.is_on_branch(*target, label));
            }
            [only] => targets.retain(|target| self.is_on_branch(*target, only.as_str())),
            _ => {
                let lineage = self.lineage(&[carrier], Along::Branches);
                targets.retain(|target| lineage.contains(*target));
            }
        }
        Ok(())
    }

    /// Returns the lower end. `-N` counts down from the heads or, if they don't have that many revisions
    /// below them, from the upper end.
    fn lower_end(
        &self,
        text: &str,
        targets: &[RevisionIndex],
    ) -> Result<Vec<RevisionIndex>, PlanError> {
        let places = self.several(text)?;
        if places.contains(&Place::Base) {
            // One head's line is shorter than another's: below its base there is no common end.
            return Err(self.not_below(text, targets));
        }
        if let (Some(Place::Outside), [target], Some(relative)) =
            (places.first(), targets, self.relative(text))
        {
            return Ok(match self.walk_down(text, Some(*target), relative.steps)? {
                Place::Revision(revision) => vec![revision],
                Place::Base | Place::Outside => Vec::new(),
            });
        }
        self.resolve(text, None)
    }

    /// Returns whether a part of the range is connected to its upper end only through a revision outside
    /// the range.
    fn has_loose_ends(&self, wanted: &Set, targets: &[RevisionIndex]) -> bool {
        let mut reached = Set::empty(self.len());
        let mut todo: Vec<_> = targets.to_vec();
        while let Some(revision) = todo.pop() {
            if wanted.contains(revision) && reached.insert(revision) {
                todo.extend(self.needs.targets(revision));
            }
        }
        reached != *wanted
    }

    fn not_below(&self, lower: &str, targets: &[RevisionIndex]) -> PlanError {
        PlanError::NotAncestor {
            lower: lower.to_owned(),
            upper: self.names_of(targets),
        }
    }
}
