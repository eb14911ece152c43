//! The order of all revisions.
use crate::RevisionIndex;
use crate::edges::Edges;

/// Returns all nodes, each after those that it needs; fewer if there is a cycle.
///
/// Walks down from the heads, branch by branch in the order of the declarations, and passes a branch
/// point only after all revisions that need it: the order in which Alembic lists history.
pub(crate) fn parents_first(needs: &Edges, needed_by: &Edges) -> Vec<RevisionIndex> {
    let nodes = needs.nodes() as u32;
    let all = (0..nodes).map(RevisionIndex);
    let mut waiting_for: Vec<_> = all
        .clone()
        .map(|node| needed_by.targets(node).len())
        .collect();
    let mut ready: Vec<_> = all
        .rev()
        .filter(|node| waiting_for[node.get()] == 0)
        .collect();
    let mut order = Vec::with_capacity(nodes as usize);
    while let Some(node) = ready.pop() {
        order.push(node);
        for below in needs.targets(node).iter().rev() {
            let waits = &mut waiting_for[below.get()];
            *waits -= 1;
            if *waits == 0 {
                ready.push(*below);
            }
        }
    }
    order.reverse();
    order
}
