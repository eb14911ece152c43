//! Draws the chain: computes rows and lanes, then writes text, DOT, Mermaid or SVG.

pub(crate) mod dot;
pub(crate) mod mermaid;
pub(crate) mod svg;
pub(crate) mod text;

use crate::directory::Chain;
use crate::listing::Revisions;
use migrate_graph::BranchLabel;
use std::collections::{BTreeMap, BTreeSet};

/// The nodes to draw: a row for each revision, newest first.
#[derive(Debug, Default)]
pub(crate) struct Drawing {
    pub nodes: Vec<Node>,
}

/// A revision.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub id: String,
    pub message: String,
    /// The branch labels that begin with it.
    pub labels: Vec<String>,
    pub is_head: bool,
    pub is_sealed: bool,
    /// The rows of its parents, all below its own.
    pub revises: Vec<usize>,
    /// The rows of its dependencies.
    pub depends_on: Vec<usize>,
}

impl Drawing {
    pub fn new(chain: &Chain<'_>, sealed: &BTreeSet<String>) -> Self {
        let graph = &chain.graph;
        // A branch is drawn in one piece: from each head down to a row that must come later.
        let order: Vec<_> = graph.order().iter().rev().copied().collect();
        let rows: BTreeMap<_, usize> = order
            .iter()
            .enumerate()
            .map(|(row, one)| (*one, row))
            .collect();
        let heads: BTreeSet<_> = graph.heads().into_iter().collect();
        let nodes = order.iter().map(|revision| {
            let id = graph.id(*revision).to_string();
            let parents = graph.revises(*revision);
            let inherited: BTreeSet<&str> = parents
                .iter()
                .flat_map(|parent| graph.branch_labels(*parent))
                .map(BranchLabel::as_str)
                .collect();
            let labels = graph.branch_labels(*revision).into_iter();
            let labels = labels.map(BranchLabel::as_str);
            Node {
                message: chain.message(*revision).to_owned(),
                labels: labels
                    .filter(|label| !inherited.contains(label))
                    .map(str::to_owned)
                    .collect(),
                is_head: heads.contains(revision),
                is_sealed: sealed.contains(&id),
                revises: parents.iter().map(|parent| rows[parent]).collect(),
                depends_on: graph
                    .depends_on(*revision)
                    .iter()
                    .map(|needed| rows[needed])
                    .collect(),
                id,
            }
        });
        Self {
            nodes: nodes.collect(),
        }
    }
}

impl Node {
    /// Returns the marks: ` (label) (head) (sealed)`.
    pub fn marks(&self) -> String {
        let mut marks: Vec<&str> = self.labels.iter().map(String::as_str).collect();
        marks.extend(self.is_head.then_some("head"));
        marks.extend(self.is_sealed.then_some("sealed"));
        marks.iter().map(|mark| format!(" ({mark})")).collect()
    }
}

/// The lane of each row's node, and the lanes that continue below it.
pub(crate) struct Lanes {
    pub rows: Vec<Row>,
    /// The maximum number of lanes.
    pub width: usize,
}

/// A row, with the lanes above and below it.
pub(crate) struct Row {
    /// The lane of the node.
    pub lane: usize,
    /// The row that each lane from above leads to, which may be this one.
    pub above: Vec<Option<usize>>,
    /// The row that each lane leads to below.
    pub below: Vec<Option<usize>>,
}

impl Lanes {
    /// Computes the lanes: one goes from a revision to each of its parents; lanes to one revision join
    /// there.
    pub fn new(drawing: &Drawing) -> Self {
        let mut lanes: Vec<Option<usize>> = Vec::new();
        let mut rows = Vec::with_capacity(drawing.nodes.len());
        let mut width = 1;
        for (row, node) in drawing.nodes.iter().enumerate() {
            let above = lanes.clone();
            let lane = match lanes.iter().position(|lane| *lane == Some(row)) {
                Some(lane) => lane,
                None => find_free_lane(&mut lanes),
            };
            for other in lanes.iter_mut().filter(|other| **other == Some(row)) {
                *other = None;
            }
            lanes[lane] = None;
            for (n, parent) in node.revises.iter().enumerate() {
                // Two children of one parent keep their lanes until they meet in it.
                let to = if n == 0 {
                    lane
                } else {
                    find_free_lane(&mut lanes)
                };
                lanes[to] = Some(*parent);
            }
            width = width.max(lanes.len()).max(above.len());
            while lanes.last() == Some(&None) {
                lanes.pop();
            }
            rows.push(Row {
                lane,
                above,
                below: lanes.clone(),
            });
        }
        Self { rows, width }
    }
}

/// Returns the first free lane, or a new one.
fn find_free_lane(lanes: &mut Vec<Option<usize>>) -> usize {
    match lanes.iter().position(Option::is_none) {
        Some(lane) => lane,
        None => {
            lanes.push(None);
            lanes.len() - 1
        }
    }
}
