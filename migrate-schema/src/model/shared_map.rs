//! A map that costs next to nothing to copy.
use std::borrow::Borrow;
use std::fmt;
use std::ops::Index;
use std::sync::Arc;

/// More entries than these don't share a leaf: so many are copied where one of them changes.
const MOST: usize = 32;

/// A sorted map whose copies share what is the same in both. A schema is copied before each script of
/// a chain, and each script changes a few of thousands of names: so what is copied are pointers to
/// leaves, and a change copies its leaf.
#[derive(Clone)]
pub struct SharedMap<K, V> {
    /// In order; none is empty.
    leaves: Vec<Arc<Vec<(K, V)>>>,
}

/// Where the leaves begin says nothing.
impl<K: PartialEq, V: PartialEq> PartialEq for SharedMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        let entries = |map: &Self| map.leaves.iter().map(|leaf| leaf.len()).sum::<usize>();
        let own = self.leaves.iter().flat_map(|leaf| leaf.iter());
        let others = other.leaves.iter().flat_map(|leaf| leaf.iter());
        entries(self) == entries(other) && own.eq(others)
    }
}

impl<K, V> Default for SharedMap<K, V> {
    fn default() -> Self {
        Self { leaves: Vec::new() }
    }
}

impl<K: Ord + Clone, V: Clone> SharedMap<K, V> {
    /// The value, if there is one.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (leaf, at) = self.place(key);
        let at = at.ok()?;
        Some(&self.leaves[leaf][at].1)
    }

    /// Whether there is a value.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// The value, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let (leaf, at) = self.place(key);
        let at = at.ok()?;
        Some(&mut Arc::make_mut(&mut self.leaves[leaf])[at].1)
    }

    /// Adds a value; returns the one that was there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let (leaf, at) = self.place(&key);
        match at {
            Ok(at) => {
                let entry = &mut Arc::make_mut(&mut self.leaves[leaf])[at];
                Some(std::mem::replace(&mut entry.1, value))
            }
            Err(at) => {
                self.insert_at(leaf, at, (key, value));
                None
            }
        }
    }

    /// The value, to be changed; a new one if there is none.
    pub fn or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        if !self.contains_key(&key) {
            self.insert(key.clone(), V::default());
        }
        self.get_mut(&key).expect("what was just inserted")
    }

    /// Removes a value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let (leaf, at) = self.place(key);
        let at = at.ok()?;
        let own = Arc::make_mut(&mut self.leaves[leaf]);
        let (_, value) = own.remove(at);
        if own.is_empty() {
            self.leaves.remove(leaf);
        }
        Some(value)
    }

    /// Keeps the entries for which this holds.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &V) -> bool) {
        for leaf in &mut self.leaves {
            if !leaf.iter().all(|(key, value)| keep(key, value)) {
                Arc::make_mut(leaf).retain(|(key, value)| keep(key, value));
            }
        }
        self.leaves.retain(|leaf| !leaf.is_empty());
    }

    /// All entries, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        let leaves = self.leaves.iter();
        leaves.flat_map(|leaf| leaf.iter().map(|(key, value)| (key, value)))
    }

    /// All keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// All values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// All values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        let leaves = self.leaves.iter_mut();
        leaves.flat_map(|leaf| Arc::make_mut(leaf).iter_mut().map(|(_, value)| value))
    }

    /// The entries that may differ from those of another map: all that it does not share with this
    /// one, and some of their neighbours.
    pub fn unshared<'m>(&'m self, other: &'m Self) -> impl Iterator<Item = (&'m K, &'m V)> {
        let is_own = |leaf: &&Arc<Vec<(K, V)>>| {
            let at = other.place(&leaf[0].0).0;
            let same = other.leaves.get(at);
            !same.is_some_and(|other| Arc::ptr_eq(leaf, other))
        };
        let leaves = self.leaves.iter().filter(is_own);
        leaves.flat_map(|leaf| leaf.iter().map(|(key, value)| (key, value)))
    }

    /// The leaf that a key is in or would come into, and its place there.
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> (usize, Result<usize, usize>)
    where
        K: Borrow<Q>,
    {
        let ends_before = |leaf: &Arc<Vec<(K, V)>>| {
            let last = leaf.last();
            last.is_some_and(|(last, _)| last.borrow() < key)
        };
        let leaf = self.leaves.partition_point(ends_before);
        match self.leaves.get(leaf) {
            Some(own) => (leaf, own.binary_search_by(|(own, _)| own.borrow().cmp(key))),
            // Behind the last one.
            None => (leaf, Err(0)),
        }
    }

    fn insert_at(&mut self, leaf: usize, at: usize, entry: (K, V)) {
        if leaf == self.leaves.len() {
            match self.leaves.last_mut().filter(|last| last.len() < MOST) {
                Some(last) => Arc::make_mut(last).push(entry),
                None => self.leaves.push(Arc::new(vec![entry])),
            }
            return;
        }
        let own = Arc::make_mut(&mut self.leaves[leaf]);
        own.insert(at, entry);
        if own.len() > MOST {
            let rest = own.split_off(MOST / 2);
            self.leaves.insert(leaf + 1, Arc::new(rest));
        }
    }
}

impl<K: Ord + Clone + Borrow<Q>, V: Clone, Q: Ord + ?Sized> Index<&Q> for SharedMap<K, V> {
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("an entry that is there")
    }
}

impl<K: Ord + Clone + fmt::Debug, V: Clone + fmt::Debug> fmt::Debug for SharedMap<K, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::SharedMap;
    use std::collections::BTreeMap;

    #[test]
    fn does_what_a_btree_map_does() {
        let mut expected = BTreeMap::new();
        let mut map = SharedMap::default();
        let mut random = 7_u32;
        for round in 0..20_000_u32 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = (random >> 16) % 500;
            match random >> 13 & 7 {
                0..=3 => assert_eq!(map.insert(key, round), expected.insert(key, round)),
                4 => {
                    *map.or_default(key) += 1;
                    *expected.entry(key).or_default() += 1;
                }
                5 if round % 97 == 0 => {
                    map.retain(|own, _| own % 3 != key % 3);
                    expected.retain(|own, _| own % 3 != key % 3);
                }
                _ => assert_eq!(map.remove(&key), expected.remove(&key)),
            }
            assert_eq!(map.get(&key), expected.get(&key));
            if round % 50 == 0 {
                assert!(map.iter().eq(expected.iter()));
            }
        }
    }

    #[test]
    fn a_copy_shares_what_nobody_changed() {
        let mut map = SharedMap::default();
        for key in 0..1000 {
            map.insert(key, key);
        }
        let before = map.clone();
        assert_eq!(map.unshared(&before).count(), 0);
        map.insert(500, 0);
        map.remove(&700);
        map.insert(2000, 1);
        let changed: Vec<i32> = map.unshared(&before).map(|(key, _)| *key).collect();
        assert!(changed.contains(&500) && changed.contains(&2000));
        assert!(changed.len() < 150, "{}", changed.len());
        let gone: Vec<i32> = before.unshared(&map).map(|(key, _)| *key).collect();
        assert!(gone.contains(&700) && gone.contains(&500), "{gone:?}");
        assert_eq!(before.get(&500), Some(&500));
    }
}
