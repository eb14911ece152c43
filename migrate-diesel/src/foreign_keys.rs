//! Which foreign keys become `joinable!`, and which tables they connect.
use super::inferred::{ForeignKeyData, Inferred, TableData, TableName};
use std::collections::BTreeSet;

/// The foreign keys that `joinable!` can say: of one column, to the whole primary key of another
/// table that is printed too, and the only one between the two tables in either direction.
pub(super) fn joinable(inferred: &Inferred) -> Vec<&ForeignKeyData> {
    let pair = |key: &'_ ForeignKeyData| {
        let (child, parent) = (key.child.clone(), key.parent.clone());
        if child < parent {
            (child, parent)
        } else {
            (parent, child)
        }
    };
    let is_only_one = |key: &ForeignKeyData| {
        let own = pair(key);
        let others = inferred.foreign_keys.iter();
        others.filter(|other| pair(other) == own).count() == 1
    };
    let table = |name: &TableName| inferred.tables.iter().find(|table| table.name == *name);
    let is_to_primary_key = |key: &ForeignKeyData| {
        table(&key.parent).is_some_and(|parent| {
            parent.primary_key.len() == 1 && parent.primary_key.first() == key.references.first()
        })
    };
    let mut keys: Vec<&ForeignKeyData> = inferred
        .foreign_keys
        .iter()
        .filter(|key| key.child != key.parent && key.columns.len() == 1)
        .filter(|key| table(&key.child).is_some() && is_to_primary_key(key))
        .filter(|key| is_only_one(key))
        .collect();
    keys.sort();
    keys
}

/// The groups of tables that foreign keys connect, in the order of their first tables.
pub(super) fn related<'a>(
    tables: &'a [TableData],
    keys: &[&'a ForeignKeyData],
) -> Vec<Vec<&'a TableName>> {
    let mut seen = BTreeSet::new();
    let mut groups = Vec::new();
    for table in tables {
        if !seen.insert(&table.name) {
            continue;
        }
        let mut group = vec![&table.name];
        let mut next = 0;
        while let Some(name) = group.get(next).copied() {
            next += 1;
            for key in keys {
                let related = match (key.parent == *name, key.child == *name) {
                    (true, _) => &key.child,
                    (_, true) => &key.parent,
                    _ => continue,
                };
                if seen.insert(related) {
                    group.push(related);
                }
            }
        }
        group.sort();
        groups.push(group);
    }
    groups.sort();
    groups
}
