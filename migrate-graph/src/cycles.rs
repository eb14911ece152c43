//! Cycles among revisions, each as a whole path.
use crate::{Field, RevisionIndex};
use std::collections::BTreeMap;

/// An edge of the unchecked graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub to: RevisionIndex,
    pub field: Field,
}

/// The unchecked edges of each node.
pub(crate) type Links = Vec<Vec<Link>>;

/// A cycle: each node with the link to the next, the last one's to the first.
pub(crate) type Path = Vec<(RevisionIndex, Field)>;

/// Removes cycles from the links until none is left, and returns them.
///
/// Each cycle starts at its first node in the order of the declarations and is the shortest through
/// it. Two cycles that share a node are both found; two that share a link need not be, because
/// removing the link may break both.
pub(crate) fn take_out(links: &mut Links) -> Vec<Path> {
    let mut found = Vec::new();
    let mut todo = components(links, (0..links.len() as u32).map(RevisionIndex).collect());
    while let Some(component) = todo.pop() {
        let path = shortest_through_first(links, &component);
        for (node, field) in &path {
            links[node.get()].retain(|link| link.field != *field);
        }
        found.push(path);
        todo.extend(components(links, component));
    }
    found
}

/// Returns the strongly connected components with more than one node, each sorted.
///
/// Tarjan's algorithm with its own stack, since a chain may be long.
fn components(links: &Links, among: Vec<RevisionIndex>) -> Vec<Vec<RevisionIndex>> {
    /// A node on the current path: its number and how many of its links are done.
    struct Visit {
        node: RevisionIndex,
        done: usize,
    }
    const NEW: u32 = u32::MAX;
    const CLOSED: u32 = u32::MAX - 1;

    let mut places = vec![CLOSED; links.len()];
    for node in &among {
        places[node.get()] = NEW;
    }
    let mut lowest = vec![0_u32; links.len()];
    let mut count = 0;
    let mut open = Vec::new();
    let mut found = Vec::new();
    for start in among {
        if places[start.get()] != NEW {
            continue;
        }
        let mut visits = vec![Visit {
            node: start,
            done: 0,
        }];
        while let Some(visit) = visits.last_mut() {
            let node = visit.node;
            if visit.done == 0 && places[node.get()] == NEW {
                places[node.get()] = count;
                lowest[node.get()] = count;
                count += 1;
                open.push(node);
            }
            if let Some(link) = links[node.get()].get(visit.done) {
                visit.done += 1;
                match places[link.to.get()] {
                    NEW => visits.push(Visit {
                        node: link.to,
                        done: 0,
                    }),
                    CLOSED => {}
                    place => lowest[node.get()] = lowest[node.get()].min(place),
                }
                continue;
            }
            visits.pop();
            if let Some(above) = visits.last() {
                let above = above.node.get();
                lowest[above] = lowest[above].min(lowest[node.get()]);
            }
            if lowest[node.get()] == places[node.get()] {
                let from = open.iter().rposition(|opened| *opened == node).unwrap_or(0);
                let mut component = open.split_off(from);
                for member in &component {
                    places[member.get()] = CLOSED;
                }
                if component.len() > 1 {
                    component.sort_unstable();
                    found.push(component);
                }
            }
        }
    }
    found
}

/// Searches breadth first from the component's first node back to it.
fn shortest_through_first(links: &Links, component: &[RevisionIndex]) -> Path {
    let first = component[0];
    let mut came_from: BTreeMap<RevisionIndex, (RevisionIndex, Field)> = BTreeMap::new();
    let mut todo = std::collections::VecDeque::from([first]);
    'search: while let Some(node) = todo.pop_front() {
        for link in &links[node.get()] {
            if component.binary_search(&link.to).is_err() || came_from.contains_key(&link.to) {
                continue;
            }
            came_from.insert(link.to, (node, link.field));
            if link.to == first {
                break 'search;
            }
            todo.push_back(link.to);
        }
    }
    let mut path = Vec::new();
    let mut node = first;
    while let Some((from, field)) = came_from.get(&node) {
        path.push((*from, *field));
        node = *from;
        if node == first {
            break;
        }
    }
    path.reverse();
    path
}
