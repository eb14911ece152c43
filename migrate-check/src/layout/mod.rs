//! From a listing to revisions: which files belong to which revision, and what each one says.
//!
//! Finds everything and judges only names: whether a revision has the scripts that it needs is
//! [`scripts`]'s to say, once the dialects are known, and whether the revisions form a chain is the
//! graph's.
mod complaints;
mod file_names;
mod files;
mod folders;
mod listing;
pub(crate) mod scripts;

pub(crate) use listing::Reading;

use crate::config::MigrateToml;
use crate::diagnostic::Label;
use crate::located::Located;
use crate::revision::FoundRevision;

/// How a directory is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A folder a revision, with `revision.toml`, or plain Diesel where no folder has one.
    #[default]
    Folders,
    /// Files: `*.up.sql`/`*.down.sql` pairs, or bare `*.sql`, in the order of their versions.
    Files,
}

/// What a directory holds.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) settings: MigrateToml,
    /// In the order of the listing (files: of their versions).
    pub(crate) revisions: Vec<FoundRevision>,
    /// Whether a revision may be missing from the list, since something could not be read.
    pub(crate) damaged: bool,
}

/// Finds the revisions of a directory.
pub(crate) fn find(reading: &mut Reading<'_>, layout: Layout) -> Found {
    match layout {
        Layout::Folders => folders::find(reading),
        Layout::Files => files::find(reading),
    }
}

/// Makes each revision the parent of the next one. Where two have one id (an error of its own),
/// both get the parent of the first.
fn chain_in_order(revisions: &mut [FoundRevision]) {
    let mut current: Option<String> = None;
    let mut parent: Option<String> = None;
    for revision in revisions {
        if current.as_ref() != Some(&revision.id.value) {
            parent = current.replace(revision.id.value.clone());
        }
        let at = Label::whole(revision.path.clone());
        let parent = parent.clone();
        revision.revises = parent
            .map(|value| Located { value, at })
            .into_iter()
            .collect();
    }
}
