//! Adjacency lists in one allocation, so that a graph of 10,000 revisions is built quickly.
use crate::RevisionIndex;

/// For each node, the nodes it points to, in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Edges {
    starts: Vec<u32>,
    ends: Vec<RevisionIndex>,
}

impl Edges {
    /// Collects the lists of nodes 0, 1, 2, …, one call of [`Edges::close`] after each.
    pub fn with_capacity(nodes: usize) -> Self {
        let mut starts = Vec::with_capacity(nodes + 1);
        starts.push(0);
        Self {
            starts,
            ends: Vec::with_capacity(nodes),
        }
    }

    /// Adds an edge to the open node, unless the node already has it.
    pub fn push(&mut self, to: RevisionIndex) {
        let open = self.starts.last().map_or(0, |start| *start as usize);
        if !self.ends[open..].contains(&to) {
            self.ends.push(to);
        }
    }

    /// Ends the open node's list.
    pub fn close(&mut self) {
        self.starts.push(self.ends.len() as u32);
    }

    /// Returns the number of nodes.
    pub fn nodes(&self) -> usize {
        self.starts.len() - 1
    }

    /// Returns the nodes that a node points to.
    pub fn targets(&self, node: RevisionIndex) -> &[RevisionIndex] {
        let node = node.get();
        &self.ends[self.starts[node] as usize..self.starts[node + 1] as usize]
    }

    /// Returns the same edges the other way round; each list in the order of its nodes.
    pub fn reversed(&self) -> Self {
        let nodes = self.nodes();
        let mut starts = vec![0_u32; nodes + 1];
        for end in &self.ends {
            starts[end.get() + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut ends = vec![RevisionIndex(0); self.ends.len()];
        for node in 0..nodes {
            let node = RevisionIndex(node as u32);
            for end in self.targets(node) {
                let place = &mut next[end.get()];
                ends[*place as usize] = node;
                *place += 1;
            }
        }
        Self { starts, ends }
    }
}
