//! Sets of revisions, and the revisions reachable from them. Nothing here recurses, because chains may
//! be long.
use crate::edges::Edges;
use crate::{Graph, RevisionIndex};

/// A set of the graph's revisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Set(Vec<bool>);

impl Set {
    pub fn empty(len: usize) -> Self {
        Self(vec![false; len])
    }

    pub fn contains(&self, revision: RevisionIndex) -> bool {
        self.0.get(revision.get()).copied().unwrap_or(false)
    }

    /// Adds a revision, and returns whether it is new.
    pub fn insert(&mut self, revision: RevisionIndex) -> bool {
        !std::mem::replace(&mut self.0[revision.get()], true)
    }

    pub fn remove(&mut self, revision: RevisionIndex) {
        self.0[revision.get()] = false;
    }

    pub fn is_empty(&self) -> bool {
        !self.0.contains(&true)
    }
}

/// The edges to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Along {
    /// `revises` alone.
    Branches,
    /// `revises` and `depends_on`.
    Everything,
}

impl Graph {
    /// Returns the ancestors of these revisions, and the revisions themselves.
    pub(crate) fn ancestors(
        &self,
        from: impl IntoIterator<Item = RevisionIndex>,
        along: Along,
    ) -> Set {
        let mut found = Set::empty(self.len());
        match along {
            Along::Branches => spread(&self.revises, from, &mut found),
            Along::Everything => spread(&self.needs, from, &mut found),
        }
        found
    }

    /// Returns the descendants of these revisions, and the revisions themselves.
    pub(crate) fn descendants(
        &self,
        from: impl IntoIterator<Item = RevisionIndex>,
        along: Along,
    ) -> Set {
        let mut found = Set::empty(self.len());
        match along {
            Along::Branches => spread(&self.children, from, &mut found),
            Along::Everything => spread(&self.needed_by, from, &mut found),
        }
        found
    }

    /// Returns the ancestors and descendants of these revisions, and the revisions themselves.
    pub(crate) fn lineage(&self, of: &[RevisionIndex], along: Along) -> Set {
        let mut found = self.ancestors(of.iter().copied(), along);
        // Each direction starts afresh: a cousin is neither ancestor nor descendant.
        let above = self.descendants(of.iter().copied(), along);
        for revision in self.all().filter(|revision| above.contains(*revision)) {
            found.insert(revision);
        }
        found
    }

    /// Returns the members of a set that have no descendant in it, in the order of their ids.
    pub(crate) fn maximal(&self, set: &Set, along: Along) -> Vec<RevisionIndex> {
        let above = match along {
            Along::Branches => &self.children,
            Along::Everything => &self.needed_by,
        };
        let mut covered = Set::empty(self.len());
        let mut found = Vec::new();
        for revision in self.order().iter().rev().copied() {
            let is_covered = above
                .targets(revision)
                .iter()
                .any(|child| set.contains(*child) || covered.contains(*child));
            if is_covered {
                covered.insert(revision);
            } else if set.contains(revision) {
                found.push(revision);
            }
        }
        self.sort_by_id(&mut found);
        found
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

    /// Returns the first pair of these revisions of which one is an ancestor of the other.
    pub(crate) fn overlap(&self, of: &[RevisionIndex]) -> Option<(RevisionIndex, RevisionIndex)> {
        if of.len() < 2 {
            return None;
        }
        let maximal = self.maximal(&self.set_of(of), Along::Everything);
        let topmost = self.set_of(&maximal);
        let lower = of
            .iter()
            .copied()
            .find(|revision| !topmost.contains(*revision))?;
        let above = self.descendants([lower], Along::Everything);
        let upper = maximal
            .into_iter()
            .find(|revision| above.contains(*revision))?;
        Some((upper, lower))
    }

    pub(crate) fn set_of(&self, revisions: &[RevisionIndex]) -> Set {
        let mut set = Set::empty(self.len());
        for revision in revisions {
            set.insert(*revision);
        }
        set
    }

    pub(crate) fn sort_by_id(&self, revisions: &mut [RevisionIndex]) {
        revisions.sort_by(|a, b| self.id(*a).cmp(self.id(*b)));
    }
}

fn spread(edges: &Edges, from: impl IntoIterator<Item = RevisionIndex>, found: &mut Set) {
    let mut todo: Vec<_> = from
        .into_iter()
        .filter(|revision| found.insert(*revision))
        .collect();
    while let Some(revision) = todo.pop() {
        for next in edges.targets(revision) {
            if found.insert(*next) {
                todo.push(*next);
            }
        }
    }
}
