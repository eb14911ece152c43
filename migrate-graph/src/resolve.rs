//! Resolves what people type to revisions: symbols, ids, labels and prefixes, each optionally after
//! `label@`.
//!
//! The results, and which of several errors comes first, follow Alembic's revision map, as the test
//! vectors verify.
use crate::reach::{Along, Set};
use crate::target::{Relative, split_label};
use crate::walk::Place;
use crate::{Applied, Graph, PlanError, RevisionIndex};

/// The meaning of a text before ids are looked up.
enum Named<'t> {
    /// The revisions that a symbol stands for.
    Known(Vec<RevisionIndex>),
    /// An id, a label or the beginning of one.
    Text(&'t str),
}

impl Graph {
    /// Resolves the argument of `show` to one or several revisions, and `base` to none. With `applied`,
    /// `current` stands for the applied heads.
    ///
    /// # Errors
    ///
    /// If the target is unknown or ambiguous.
    pub fn resolve(
        &self,
        target: &str,
        applied: Option<&Applied>,
    ) -> Result<Vec<RevisionIndex>, PlanError> {
        if let ("current", Some(applied)) = (target, applied) {
            return applied.known_rows();
        }
        let mut found = Vec::new();
        for place in self.several(target)? {
            match place {
                Place::Revision(revision) => found.push(revision),
                Place::Base => {}
                Place::Outside => return Err(PlanError::out_of_range(target)),
            }
        }
        Ok(found)
    }

    /// Returns everything that a text stands for. `-N` counts down from every head.
    pub(crate) fn several(&self, text: &str) -> Result<Vec<Place>, PlanError> {
        if let Some(Relative {
            label,
            symbol: None,
            up: false,
            steps: steps @ 1..,
        }) = Relative::parse(text)
        {
            return self.below_heads(text, label, steps);
        }
        let (label, _) = split_label(text);
        let ids = match self.name(text)? {
            Named::Known(revisions) => revisions,
            Named::Text(id) => return Ok(vec![Place::Revision(self.ident(id, label)?)]),
        };
        if let (Some(label), false) = (label, ids.is_empty()) {
            let lineage = self.lineage(&[self.branch(label)?], Along::Branches);
            for revision in &ids {
                self.require_branch(*revision, label, &lineage)?;
            }
        }
        Ok(ids.into_iter().map(Place::Revision).collect())
    }

    /// Returns the one revision that a text stands for, or `None` for `base`.
    pub(crate) fn single(&self, text: &str) -> Result<Option<RevisionIndex>, PlanError> {
        let (label, _) = split_label(text);
        match self.name(text)? {
            Named::Text(id) => Ok(Some(self.ident(id, label)?)),
            Named::Known(revisions) => match revisions[..] {
                [] => Ok(None),
                [revision] => {
                    self.check_branch(revision, label)?;
                    Ok(Some(revision))
                }
                _ => Err(self.several_heads(text, &revisions)),
            },
        }
    }

    /// Returns the revision that represents a branch: the carrier of the label, or the revision itself.
    pub(crate) fn branch(&self, label: &str) -> Result<RevisionIndex, PlanError> {
        let unknown = |_| PlanError::UnknownBranch {
            branch: label.to_owned(),
        };
        self.ident(label, None).map_err(unknown)
    }

    /// Returns the ancestors and descendants of what a text names; `None` for `base`, which restricts
    /// nothing.
    pub(crate) fn lineage_of(&self, text: &str, along: Along) -> Result<Option<Set>, PlanError> {
        let (label, _) = split_label(text);
        let mut of = Vec::new();
        if let Some(label) = label {
            of.push(self.ident(label, None)?);
        }
        match self.name(text)? {
            Named::Known(revisions) => of.extend(revisions),
            Named::Text(id) => of.push(self.ident(id, None)?),
        }
        Ok((!of.is_empty()).then(|| self.lineage(&of, along)))
    }

    /// Keeps the revisions that are ancestors or descendants of what a text names.
    pub(crate) fn on_lineage(
        &self,
        revisions: &[RevisionIndex],
        text: &str,
        along: Along,
    ) -> Result<Vec<RevisionIndex>, PlanError> {
        if revisions.is_empty() {
            // Nothing to filter: ids are not looked up, but `head` still has to be unique.
            self.name(text)?;
            return Ok(Vec::new());
        }
        let lineage = self.lineage_of(text, along)?;
        let on =
            |revision: &RevisionIndex| lineage.as_ref().is_none_or(|set| set.contains(*revision));
        Ok(revisions.iter().copied().filter(on).collect())
    }

    fn name<'t>(&self, text: &'t str) -> Result<Named<'t>, PlanError> {
        let (label, id) = split_label(text);
        let heads = || match label {
            Some(label) => self.on_lineage(&self.heads(), label, Along::Branches),
            None => Ok(self.heads()),
        };
        Ok(match (id, label) {
            ("heads", None) => Named::Known(self.effective_heads()),
            ("heads", Some(_)) => Named::Known(heads()?),
            ("head", _) => {
                let heads = heads()?;
                if heads.len() > 1 {
                    return Err(self.several_heads(text, &heads));
                }
                Named::Known(heads)
            }
            ("base", label) => {
                // A mistyped branch must not turn into everything.
                label.map(|label| self.branch(label)).transpose()?;
                Named::Known(Vec::new())
            }
            _ => Named::Text(id),
        })
    }

    /// Looks up an id, a label, or the beginning of one that has four characters or more.
    fn ident(&self, id: &str, label: Option<&str>) -> Result<RevisionIndex, PlanError> {
        let branch = label.map(|label| self.branch(label)).transpose()?;
        if let Some(revision) = self.find_by_name(id) {
            self.check_branch(revision, label)?;
            return Ok(revision);
        }
        if id.is_empty() {
            return Err(PlanError::unknown_ids(&[id]));
        }
        let lineage = branch.map(|branch| self.lineage(&[branch], Along::Branches));
        let ids = self
            .all()
            .map(|revision| (self.id(revision).as_str(), revision));
        let labels = self
            .labels
            .iter()
            .map(|(label, carrier)| (label.as_str(), *carrier));
        let candidates: Vec<_> = ids
            .chain(labels)
            .filter(|(name, _)| name.starts_with(id) && name.chars().nth(3).is_some())
            .filter(|(_, revision)| lineage.as_ref().is_none_or(|set| set.contains(*revision)))
            .collect();
        match candidates[..] {
            [] => Err(PlanError::unknown_ids(&[id])),
            [(_, revision)] => Ok(revision),
            _ => Err(PlanError::AmbiguousPrefix {
                prefix: id.to_owned(),
                candidates: candidates
                    .iter()
                    .map(|(name, _)| (*name).to_owned())
                    .collect(),
            }),
        }
    }

    fn check_branch(&self, revision: RevisionIndex, label: Option<&str>) -> Result<(), PlanError> {
        let Some(label) = label else { return Ok(()) };
        let lineage = self.lineage(&[self.branch(label)?], Along::Branches);
        self.require_branch(revision, label, &lineage)
    }

    fn require_branch(
        &self,
        revision: RevisionIndex,
        label: &str,
        lineage: &Set,
    ) -> Result<(), PlanError> {
        if lineage.contains(revision) {
            return Ok(());
        }
        Err(PlanError::NotInBranch {
            revision: self.id(revision).to_string(),
            branch: label.to_owned(),
        })
    }

    fn below_heads(
        &self,
        text: &str,
        label: Option<&str>,
        steps: usize,
    ) -> Result<Vec<Place>, PlanError> {
        let mut heads = self.effective_heads();
        if let Some(label) = label {
            heads.retain(|head| self.is_on_branch(*head, label));
        }
        heads
            .into_iter()
            .map(|head| self.walk_down(text, Some(head), steps))
            .collect()
    }

    fn several_heads(&self, target: &str, heads: &[RevisionIndex]) -> PlanError {
        PlanError::MultipleHeads {
            target: target.to_owned(),
            heads: self.names_of(heads),
        }
    }
}
