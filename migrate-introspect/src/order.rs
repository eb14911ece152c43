//! The order in which objects are created.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Returns positions in an order in which each item comes after those that it needs, and otherwise
/// in the order of the keys. Items that need each other come in the order of their keys.
///
/// `needs` holds pairs: an item, and another that it needs.
pub(crate) fn sorted<K: Ord>(
    keys: &[K],
    needs: impl IntoIterator<Item = (usize, usize)>,
) -> Vec<usize> {
    let mut needed_by: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut waits_for = vec![0_usize; keys.len()];
    for (item, needed) in needs {
        if item != needed && needed_by.entry(needed).or_default().insert(item) {
            waits_for[item] += 1;
        }
    }
    let mut waiting: BTreeSet<(&K, usize)> = keys.iter().zip(0..).collect();
    let free = (0..keys.len()).filter(|item| waits_for[*item] == 0);
    let mut ready: BinaryHeap<_> = free.map(|item| Reverse((&keys[item], item))).collect();
    let mut order = Vec::with_capacity(keys.len());
    while !waiting.is_empty() {
        // Break a cycle at its first item.
        let next = ready.pop().map(|Reverse(item)| item);
        let Some(next) = next.or_else(|| waiting.first().copied()) else {
            break;
        };
        if !waiting.remove(&next) {
            continue;
        }
        order.push(next.1);
        for item in needed_by.remove(&next.1).into_iter().flatten() {
            waits_for[item] = waits_for[item].saturating_sub(1);
            if waits_for[item] == 0 {
                ready.push(Reverse((&keys[item], item)));
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::sorted;

    #[test]
    fn items_without_needs_come_in_the_order_of_their_keys() {
        assert_eq!(sorted(&["b", "c", "a"], []), [2, 0, 1]);
    }

    #[test]
    fn needed_items_come_first() {
        // a needs c, c needs b
        assert_eq!(sorted(&["a", "b", "c"], [(0, 2), (2, 1)]), [1, 2, 0]);
        // a repeated need, and one of itself
        assert_eq!(sorted(&["a", "b"], [(0, 1), (0, 1), (0, 0)]), [1, 0]);
    }

    #[test]
    fn a_cycle_is_broken_at_its_first_key() {
        assert_eq!(
            sorted(&["b", "a", "c"], [(0, 1), (1, 0), (2, 0)]),
            [1, 0, 2]
        );
    }
}
