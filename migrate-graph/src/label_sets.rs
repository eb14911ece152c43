//! The labels that revisions share.
use crate::RevisionIndex;

/// The labels of each revision; revisions with the same labels share one list.
#[derive(Debug)]
pub(crate) struct LabelSets {
    pub(crate) lists: Vec<Vec<u32>>,
    pub(crate) list_of: Vec<u32>,
}

impl LabelSets {
    pub fn get(&self, revision: RevisionIndex) -> &[u32] {
        &self.lists[self.list_of[revision.get()] as usize]
    }
}
