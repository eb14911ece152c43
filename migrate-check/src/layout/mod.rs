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

use crate::Layout;
use crate::config::{Located, MigrateToml};
use crate::diagnostic::Label;
use scripts::ScriptFiles;

/// What a directory holds.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) settings: MigrateToml,
    /// In the order of the listing (files: of their versions).
    pub(crate) revisions: Vec<FoundRevision>,
    /// Whether a revision may be missing from the list, since something could not be read.
    pub(crate) damaged: bool,
}

/// One revision as its files say it is, unchecked.
#[derive(Clone, Debug)]
pub(crate) struct FoundRevision {
    pub(crate) id: Located<String>,
    pub(crate) revises: Vec<Located<String>>,
    pub(crate) depends_on: Vec<Located<String>>,
    pub(crate) branch_labels: Vec<Located<String>>,
    pub(crate) message: String,
    pub(crate) created: Option<String>,
    pub(crate) transaction: bool,
    pub(crate) irreversible: Option<Located<String>>,
    pub(crate) backfill: Option<String>,
    pub(crate) replaces: Vec<Located<String>>,
    /// Its folder, or its `up` file.
    pub(crate) path: String,
    pub(crate) up: ScriptFiles,
    pub(crate) down: ScriptFiles,
    pub(crate) origin: Origin,
    /// Whether something that the graph is made of could not be read.
    pub(crate) damaged: bool,
    /// Whether it does not say what it revises, and passes for a base.
    pub(crate) is_unplaced: bool,
}

/// Where a revision's place in the chain comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A folder with a `revision.toml`.
    RevisionToml,
    /// A folder of Diesel's: the order of the versions.
    PlainFolder,
    /// A file: the order of the versions.
    File,
}

impl FoundRevision {
    /// Says how a script is run without a transaction around it, which depends on the layout.
    pub(crate) fn without_transaction(&self, file: &str) -> String {
        let path = &self.path;
        match self.origin {
            Origin::RevisionToml => {
                format!("write `transaction = false` into `{{dir}}/{path}/revision.toml`")
            }
            Origin::PlainFolder => {
                format!("write `run_in_transaction = false` into `{{dir}}/{path}/metadata.toml`")
            }
            Origin::File if file == path => {
                format!("write `-- no-transaction` as the first line of `{{dir}}/{file}`")
            }
            Origin::File => format!(
                "write `-- no-transaction` as the first line of `{{dir}}/{path}`, which holds for both \
                 directions"
            ),
        }
    }

    /// A revision of which nothing is known but its name.
    fn new(id: Located<String>, path: &str, origin: Origin) -> Self {
        Self {
            id,
            revises: Vec::new(),
            depends_on: Vec::new(),
            branch_labels: Vec::new(),
            message: String::new(),
            created: None,
            transaction: true,
            irreversible: None,
            backfill: None,
            replaces: Vec::new(),
            path: path.to_owned(),
            up: ScriptFiles::default(),
            down: ScriptFiles::default(),
            origin,
            damaged: false,
            is_unplaced: false,
        }
    }

    pub(crate) fn has_scripts(&self) -> bool {
        !(self.up.is_empty() && self.down.is_empty())
    }

    pub(crate) fn is_merge(&self) -> bool {
        self.revises.len() > 1
    }
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
