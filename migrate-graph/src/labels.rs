//! The branches that a revision is on.
use crate::label_sets::LabelSets;
use crate::{BranchLabel, Graph, RevisionIndex};

impl Graph {
    /// Returns the labels of the branches that a revision is on, sorted. A label applies to all
    /// descendants of its carrier, and to its ancestors down to the next branch or merge point.
    pub fn branch_labels(&self, revision: RevisionIndex) -> Vec<&BranchLabel> {
        self.label_sets()
            .get(revision)
            .iter()
            .map(|label| &self.labels[*label as usize].0)
            .collect()
    }

    pub(crate) fn label_sets(&self) -> &LabelSets {
        self.label_sets.get_or_init(|| {
            let mut sets = self.inherit_upwards();
            self.extend_downwards(&mut sets);
            sets
        })
    }

    /// Returns whether one of a revision's branches has this name.
    pub(crate) fn is_on_branch(&self, revision: RevisionIndex, label: &str) -> bool {
        self.branch_labels(revision)
            .iter()
            .any(|on| on.as_str() == label)
    }

    /// Gives each revision its own labels and those of its parents.
    fn inherit_upwards(&self) -> LabelSets {
        let mut own = vec![Vec::new(); self.len()];
        for (label, (_, carrier)) in self.labels.iter().enumerate() {
            own[carrier.get()].push(label as u32);
        }
        let mut lists = vec![Vec::new()];
        let mut list_of = vec![0_u32; self.len()];
        for revision in self.order() {
            let mut from: Vec<u32> = self
                .revises(*revision)
                .iter()
                .map(|parent| list_of[parent.get()])
                .collect();
            from.sort_unstable();
            from.dedup();
            let labels = &own[revision.get()];
            list_of[revision.get()] = match (&from[..], &labels[..]) {
                ([], []) => 0,
                ([only], []) => *only,
                _ => {
                    let mut list = labels.clone();
                    list.extend(from.iter().flat_map(|from| &lists[*from as usize]));
                    list.sort_by(|a, b| {
                        self.labels[*a as usize].0.cmp(&self.labels[*b as usize].0)
                    });
                    list.dedup();
                    lists.push(list);
                    (lists.len() - 1) as u32
                }
            };
        }
        LabelSets { lists, list_of }
    }

    /// Gives the line below a head, down to the next branch or merge point, one set of labels: it is one
    /// branch, wherever on it the labels are declared.
    fn extend_downwards(&self, sets: &mut LabelSets) {
        for head in self.heads() {
            let labels = sets.list_of[head.get()];
            let mut next = Some(head);
            while let Some(revision) = next {
                let parents = self.revises(revision);
                if self.needed_by.targets(revision).len() > 1 || parents.len() > 1 {
                    break;
                }
                sets.list_of[revision.get()] = labels;
                next = parents.first().copied();
            }
        }
    }
}
