//! What a graph and a case of the vectors say.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub fn string(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("a string expected: {value}"))
}

pub fn strings(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .map_or(Vec::new(), |values| values.iter().map(string).collect())
}

pub fn sorted<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort_unstable();
    values
}

/// A graph as it is written, without anything that `migrate-graph` makes of it: what it says of a
/// database has to be found in another way here.
pub struct Written<'v> {
    /// Parents and dependencies of each.
    needs: BTreeMap<&'v str, Vec<&'v str>>,
}

impl<'v> Written<'v> {
    pub fn of(graph: &'v Value) -> Self {
        let revisions = || graph["revisions"].as_array().expect("revisions").iter();
        let labels: BTreeMap<&str, &str> = revisions()
            .flat_map(|revision| {
                let id = string(&revision["revision"]);
                let labels = strings(&revision["branch_labels"]).into_iter();
                labels.map(move |label| (label, id))
            })
            .collect();
        let needs = revisions().map(|revision| {
            let depends_on = strings(&revision["depends_on"]).into_iter();
            let depends_on = depends_on.map(|name| labels.get(name).copied().unwrap_or(name));
            let parents = strings(&revision["down_revision"]).into_iter();
            (
                string(&revision["revision"]),
                parents.chain(depends_on).collect(),
            )
        });
        Self {
            needs: needs.collect(),
        }
    }

    /// The revisions that are applied where these are Alembic's rows; ids that the graph does not
    /// have stay.
    pub fn applied_below(&self, rows: &[&'v str]) -> BTreeSet<&'v str> {
        let mut applied = BTreeSet::new();
        let mut open = rows.to_vec();
        while let Some(id) = open.pop() {
            if applied.insert(id) {
                open.extend(self.needs.get(id).into_iter().flatten());
            }
        }
        applied
    }

    /// Whether every revision stands behind what it needs, or before it.
    pub fn is_in_order(&self, ids: &[&str], upwards: bool) -> bool {
        let place = |id: &str| ids.iter().position(|other| *other == id);
        ids.iter().enumerate().all(|(own, id)| {
            let needed = self.needs[id].iter().filter_map(|needed| place(needed));
            needed.into_iter().all(|needed| (needed < own) == upwards)
        })
    }
}
