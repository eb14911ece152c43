//! The graph: built from declarations, or every error in them.
use crate::*;

/// What a revision says of itself, unchecked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Declaration<'a> {
    /// Its id.
    pub id: &'a str,
    /// The ids of its parents; none for a base.
    pub revises: &'a [&'a str],
    /// Ids or branch labels that must be applied before it.
    pub depends_on: &'a [&'a str],
    /// Names for the branch that starts here.
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
pub struct Graph {}

/// A set of applied revisions.
#[derive(Clone, Debug)]
pub struct Applied {}

#[allow(clippy::unimplemented, missing_docs, unused_variables)]
impl Graph {
    /// Builds the graph, or returns every error in the declarations, in their order.
    pub fn build(declarations: &[Declaration<'_>]) -> Result<Graph, Vec<GraphError>> {
        unimplemented!()
    }
    pub fn len(&self) -> usize {
        unimplemented!()
    }
    pub fn is_empty(&self) -> bool {
        unimplemented!()
    }
    pub fn id(&self, revision: RevisionIndex) -> &RevisionId {
        unimplemented!()
    }
    pub fn find(&self, id: &str) -> Option<RevisionIndex> {
        unimplemented!()
    }
    /// Every revision, parents and dependencies first; the one order that everything uses.
    pub fn order(&self) -> &[RevisionIndex] {
        unimplemented!()
    }
    pub fn revises(&self, revision: RevisionIndex) -> &[RevisionIndex] {
        unimplemented!()
    }
    /// Resolved dependencies (a label stands for the revision that carries it).
    pub fn depends_on(&self, revision: RevisionIndex) -> &[RevisionIndex] {
        unimplemented!()
    }
    pub fn children(&self, revision: RevisionIndex) -> &[RevisionIndex] {
        unimplemented!()
    }
    /// Labels after propagation along the branch, sorted.
    pub fn branch_labels(&self, revision: RevisionIndex) -> Vec<&BranchLabel> {
        unimplemented!()
    }
    pub fn heads(&self) -> Vec<RevisionIndex> {
        unimplemented!()
    }
    /// Heads when dependencies count as children too.
    pub fn effective_heads(&self) -> Vec<RevisionIndex> {
        unimplemented!()
    }
    pub fn bases(&self) -> Vec<RevisionIndex> {
        unimplemented!()
    }
    pub fn branch_points(&self) -> Vec<RevisionIndex> {
        unimplemented!()
    }
    pub fn merge_points(&self) -> Vec<RevisionIndex> {
        unimplemented!()
    }
    /// The applied set below rows (heads) as Alembic keeps them: the rows and all their ancestors,
    /// dependencies included.
    pub fn applied_below(&self, rows: &[&str]) -> Result<Applied, PlanError> {
        unimplemented!()
    }
    /// Exactly these revisions are applied, as Diesel's table lists them. May have gaps.
    pub fn applied_exactly(&self, ids: &[&str]) -> Result<Applied, PlanError> {
        unimplemented!()
    }
    /// The maximal applied revisions, in the order of their ids.
    pub fn applied_heads(&self, applied: &Applied) -> Vec<RevisionIndex> {
        unimplemented!()
    }
    pub fn upgrade(&self, applied: &Applied, target: &Target) -> Result<Plan, PlanError> {
        unimplemented!()
    }
    pub fn downgrade(&self, applied: &Applied, target: &Target) -> Result<Plan, PlanError> {
        unimplemented!()
    }
    pub fn stamp(&self, applied: &Applied, targets: &[Target]) -> Result<StampPlan, PlanError> {
        unimplemented!()
    }
    /// The revisions of a range `a:b`, `a:`, `:b` (ends may use `current`), newest first; all
    /// without a range.
    pub fn history(
        &self,
        range: Option<&str>,
        applied: Option<&Applied>,
    ) -> Result<Vec<RevisionIndex>, PlanError> {
        unimplemented!()
    }
    /// What `show` takes: one or several revisions; nothing for `base`.
    pub fn resolve(
        &self,
        target: &str,
        applied: Option<&Applied>,
    ) -> Result<Vec<RevisionIndex>, PlanError> {
        unimplemented!()
    }
}

#[allow(clippy::unimplemented, missing_docs, unused_variables)]
impl Applied {
    pub fn contains(&self, revision: RevisionIndex) -> bool {
        unimplemented!()
    }
    pub fn is_empty(&self) -> bool {
        unimplemented!()
    }
}
