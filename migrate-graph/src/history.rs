//! The revisions of a range.
use crate::reach::Along;
use crate::target::split_label;
use crate::walk::Place;
use crate::{Applied, Graph, PlanError, RevisionIndex};

/// One end of a range.
enum End<'t> {
    /// As typed.
    Text(&'t str),
    /// What is applied.
    Rows(Vec<RevisionIndex>),
}

impl Graph {
    /// Returns the revisions of a range `a:b`, `a:`, `:b` (ends may use `current`), newest first;
    /// all without a range.
    ///
    /// A dependency on another branch is in the range only where it has no lower end.
    ///
    /// # Errors
    ///
    /// When the text is no range, an end names nothing, or the lower end is not below the upper.
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
            End::Text(text) => self.lower_end(text)?,
        };
        let outside = from.iter().find(|revision| !required.contains(**revision));
        if let Some(outside) = outside {
            let (lower, upper) = (self.id(*outside).to_string(), self.names_of(&targets));
            return Err(PlanError::NotAncestor { lower, upper });
        }
        self.side_by_side(&from)?;
        let mut wanted = required;
        if !from.is_empty() {
            let above = self.descendants(from.iter().copied(), Along::Branches);
            for revision in self.all().filter(|revision| !above.contains(*revision)) {
                wanted.remove(revision);
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

    /// The upper end; a relative one counts from the lower.
    fn upper_end(&self, text: &str, lower: &End<'_>) -> Result<Vec<RevisionIndex>, PlanError> {
        let Some(relative) = self.relative(text) else {
            return self.resolve(text, None);
        };
        let place = match (relative.symbol, relative.up && relative.steps > 0) {
            (Some(symbol), _) => self.place_from(text, &relative, symbol, &relative.label)?,
            (None, false) => Place::Outside,
            (None, true) => {
                let start = match lower {
                    End::Text(text) => self.single(text)?,
                    End::Rows(rows) => match rows[..] {
                        [row] => Some(row),
                        _ => {
                            let (target, applied) = (text.to_owned(), self.names_of(rows));
                            return Err(PlanError::AmbiguousCurrent { target, applied });
                        }
                    },
                };
                self.walk_up(text, start, relative.steps, relative.label)?
            }
        };
        match place {
            Place::Revision(revision) => Ok(vec![revision]),
            Place::Base | Place::Outside => Err(PlanError::out_of_range(text)),
        }
    }

    /// A lower end `label@…` keeps the range on that branch.
    fn keep_branch(&self, targets: &mut Vec<RevisionIndex>, lower: &str) -> Result<(), PlanError> {
        let (Some(label), _) = split_label(lower) else {
            return Ok(());
        };
        let Some(carrier) = self.single(label)? else {
            return Ok(());
        };
        if self.id(carrier).as_str() != label {
            targets.retain(|target| self.is_on_branch(*target, label));
            return Ok(());
        }
        let lineage = self.lineage(&[carrier], Along::Branches);
        targets.retain(|target| lineage.contains(*target));
        Ok(())
    }

    /// The lower end; `-N` counts down from the heads.
    fn lower_end(&self, text: &str) -> Result<Vec<RevisionIndex>, PlanError> {
        self.resolve(text, None)
    }
}
