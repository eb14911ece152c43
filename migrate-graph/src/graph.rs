//! The graph, built from the declarations of all revisions.
use crate::edges::Edges;
use crate::labels::LabelSets;
use crate::names::NameTable;
use crate::reach::Along;
use crate::{Applied, BranchLabel, GraphError, RevisionId};
use std::sync::OnceLock;

/// The declaration of a revision, unchecked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Declaration<'a> {
    /// The id.
    pub id: &'a str,
    /// The ids of the parents; empty for a base.
    pub revises: &'a [&'a str],
    /// Ids or branch labels that must be applied before this revision.
    pub depends_on: &'a [&'a str],
    /// Names of the branch that starts with this revision.
    pub branch_labels: &'a [&'a str],
}

/// A revision's position in the declarations that a graph was built from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevisionIndex(pub(crate) u32);

impl RevisionIndex {
    /// Returns the position as a number.
    pub fn get(self) -> usize {
        self.0 as usize
    }
}

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
    /// Builds the graph, or returns every error in the declarations, in their order.
    ///
    /// One mistake gives one error: errors that only follow from another one are left out.
    ///
    /// # Errors
    ///
    /// Returns all errors; the list is never empty.
    pub fn build(declarations: &[Declaration<'_>]) -> Result<Graph, Vec<GraphError>> {
        crate::build::build(declarations)
    }

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

    /// Returns a revision's parents and those of its dependencies that no ancestor already has,
    /// in the order of their ids. Visits every ancestor, so don't call it for each revision.
    pub fn own_needs(&self, revision: RevisionIndex) -> Vec<RevisionIndex> {
        let parents = self.revises(revision);
        let mut found = self.depends_on(revision).to_vec();
        if !found.is_empty() {
            let below = self.ancestors(parents.iter().copied(), Along::Branches);
            for ancestor in self.all().filter(|ancestor| below.contains(*ancestor)) {
                found.retain(|needed| !self.depends_on(ancestor).contains(needed));
            }
        }
        found.retain(|needed| !parents.contains(needed));
        found.extend(parents);
        self.sort_by_id(&mut found);
        found
    }

    /// Returns the labels of the branches that a revision is on, sorted. A label applies to all
    /// descendants of its carrier, and to its ancestors down to the next branch or merge point.
    pub fn branch_labels(&self, revision: RevisionIndex) -> Vec<&BranchLabel> {
        self.label_sets()
            .get(revision)
            .iter()
            .map(|label| &self.labels[*label as usize].0)
            .collect()
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

    /// Returns the maximal applied revisions, in the order of their ids: what Alembic keeps as rows.
    pub fn applied_heads(&self, applied: &Applied) -> Vec<RevisionIndex> {
        self.maximal(&applied.set, Along::Everything)
    }

    /// Returns the tips of the applied branches, in the order of their ids. Unlike in
    /// [`Graph::applied_heads`], a branch that only serves as a dependency has its tip here too.
    pub fn current(&self, applied: &Applied) -> Vec<RevisionIndex> {
        self.maximal(&applied.set, Along::Branches)
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
