//! The graph: what it holds, and how each part is read. What is computed from it is in the modules that
//! compute it.
use crate::edges::Edges;
use crate::label_sets::LabelSets;
use crate::names::NameTable;
use crate::{BranchLabel, RevisionId, RevisionIndex};
use std::sync::OnceLock;

/// A revision graph without errors.
#[derive(Debug)]
pub struct Graph {
    pub(crate) ids: Vec<RevisionId>,
    /// Each label that is declared, in the order of the declarations, with its carrier.
    pub(crate) labels: Vec<(BranchLabel, RevisionIndex)>,
    /// Every id, then every label.
    pub(crate) names: NameTable,
    pub(crate) revises: Edges,
    pub(crate) depends_on: Edges,
    pub(crate) children: Edges,
    /// `revises` and `depends_on` together.
    pub(crate) needs: Edges,
    pub(crate) needed_by: Edges,
    pub(crate) order: Vec<RevisionIndex>,
    /// Computed on demand: few queries need them, and many labels make them large.
    pub(crate) label_sets: OnceLock<LabelSets>,
}

impl Graph {
    /// Returns the number of revisions.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Returns whether there are no revisions.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Returns a revision's id.
    ///
    /// # Panics
    ///
    /// If the index comes from a larger graph.
    pub fn id(&self, revision: RevisionIndex) -> &RevisionId {
        &self.ids[revision.get()]
    }

    /// Finds a revision by its whole id. Labels and prefixes are for [`Graph::resolve`].
    pub fn find(&self, id: &str) -> Option<RevisionIndex> {
        let found = self.find_by_name(id)?;
        (self.id(found).as_str() == id).then_some(found)
    }

    /// Returns every revision, parents and dependencies first. This is the order that all plans use.
    pub fn order(&self) -> &[RevisionIndex] {
        &self.order
    }

    /// Returns a revision's parents, as declared.
    pub fn revises(&self, revision: RevisionIndex) -> &[RevisionIndex] {
        self.revises.targets(revision)
    }

    /// Returns a revision's resolved dependencies (a label stands for the revision that carries it).
    pub fn depends_on(&self, revision: RevisionIndex) -> &[RevisionIndex] {
        self.depends_on.targets(revision)
    }

    /// Returns the revisions that revise this one, in the order of the declarations.
    pub fn children(&self, revision: RevisionIndex) -> &[RevisionIndex] {
        self.children.targets(revision)
    }

    /// Returns the revisions without children, in the order of the declarations.
    pub fn heads(&self) -> Vec<RevisionIndex> {
        self.all()
            .filter(|revision| self.children(*revision).is_empty())
            .collect()
    }

    /// Returns the heads when dependencies count as children too, in the order of the declarations.
    pub fn effective_heads(&self) -> Vec<RevisionIndex> {
        self.all()
            .filter(|revision| self.needed_by.targets(*revision).is_empty())
            .collect()
    }

    /// Returns the revisions without parents, in the order of the declarations.
    pub fn bases(&self) -> Vec<RevisionIndex> {
        self.all()
            .filter(|revision| self.revises(*revision).is_empty())
            .collect()
    }

    /// Returns the bases without dependencies, in the order of the declarations.
    pub fn effective_bases(&self) -> Vec<RevisionIndex> {
        self.all()
            .filter(|revision| self.needs.targets(*revision).is_empty())
            .collect()
    }

    /// Returns the revisions with several children, in the order of the declarations.
    pub fn branch_points(&self) -> Vec<RevisionIndex> {
        self.all()
            .filter(|revision| self.children(*revision).len() > 1)
            .collect()
    }

    /// Returns the revisions with several parents, in the order of the declarations.
    pub fn merge_points(&self) -> Vec<RevisionIndex> {
        self.all()
            .filter(|revision| self.revises(*revision).len() > 1)
            .collect()
    }

    /// Returns the revision that has this id or carries this label.
    pub(crate) fn find_by_name(&self, name: &str) -> Option<RevisionIndex> {
        let label = |entry: u32| &self.labels[entry as usize - self.len()];
        let called = |entry: u32| match self.ids.get(entry as usize) {
            Some(id) => id.as_str(),
            None => label(entry).0.as_str(),
        };
        let entry = self.names.find(name, called)?;
        Some(if (entry as usize) < self.len() {
            RevisionIndex(entry)
        } else {
            label(entry).1
        })
    }

    /// Returns every revision, in the order of the declarations.
    pub(crate) fn all(&self) -> impl DoubleEndedIterator<Item = RevisionIndex> + use<> {
        (0..self.ids.len() as u32).map(RevisionIndex)
    }

    pub(crate) fn names_of(&self, revisions: &[RevisionIndex]) -> Vec<String> {
        revisions
            .iter()
            .map(|revision| self.id(*revision).to_string())
            .collect()
    }
}
