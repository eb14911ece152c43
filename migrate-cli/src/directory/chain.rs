use super::Directory;
use crate::Failure;
use crate::listing::{Facts, Listing, Revisions};
use crate::naming::Naming;
use crate::timestamp::Timestamp;
use migrate_check::diagnostic::{Diagnostic, join};
use migrate_check::source::{EntryKind, MigrationDir};
use migrate_check::{CheckedRevision, Dialect, NewRevisions};
use migrate_graph::{Graph, PlanError, RevisionIndex};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// The chain of a directory, without its SQL being checked.
pub(crate) struct Chain<'d> {
    directory: &'d Directory,
    pub graph: Graph,
    /// The revisions, by [`RevisionIndex`].
    revisions: Vec<CheckedRevision>,
    dialects: Vec<Dialect>,
    /// The settings of new revisions.
    pub new_revisions: NewRevisions,
    /// Errors in the files that don't affect the chain.
    pub(super) problems: Vec<Diagnostic>,
    /// The files that were read, by their paths in the directory.
    pub(super) files: BTreeMap<String, String>,
}

impl<'d> Chain<'d> {
    pub fn new(
        directory: &'d Directory,
        graph: Graph,
        revisions: Vec<CheckedRevision>,
        dialects: Vec<Dialect>,
        new_revisions: NewRevisions,
    ) -> Self {
        Self {
            directory,
            graph,
            revisions,
            dialects,
            new_revisions,
            problems: Vec::new(),
            files: BTreeMap::new(),
        }
    }

    /// Returns a revision and all that can be reached from it by `next`.
    pub fn closure<'c>(
        &'c self,
        from: RevisionIndex,
        next: impl Fn(RevisionIndex) -> &'c [RevisionIndex],
    ) -> BTreeSet<RevisionIndex> {
        let mut found = BTreeSet::new();
        let mut open = vec![from];
        while let Some(revision) = open.pop() {
            if found.insert(revision) {
                open.extend(next(revision));
            }
        }
        found
    }

    /// Returns the path of a revision in the directory.
    pub fn path(&self, revision: RevisionIndex) -> &str {
        &self.revision(revision).path
    }

    /// Returns the contents of a revision.
    pub fn revision(&self, revision: RevisionIndex) -> &CheckedRevision {
        &self.revisions[revision.get()]
    }

    /// Returns the name of a revision's folder for another id or message.
    pub fn folder_name_of(
        &self,
        revision: RevisionIndex,
        id: &str,
        message: Option<&str>,
        naming: &Naming,
    ) -> String {
        let path = self.path(revision);
        let said = self.revision(revision);
        if self.is_plain_diesel() {
            // The id is the part before the first `_`, with or without dashes.
            let version = path.split_once('_').map_or(path, |(version, _)| version);
            let plain = Naming::default();
            return plain.folder(version, message.unwrap_or_default(), Timestamp::now());
        }
        // A time in the name is that of creation.
        let made = said.created.as_deref().and_then(Timestamp::from_text);
        let made = made.unwrap_or_else(Timestamp::now);
        naming.folder(id, message.unwrap_or(&said.message), made)
    }

    /// Returns a listing for `history` and other commands.
    pub fn listing(&self) -> Listing<'_> {
        Listing::new(&self.graph, self)
    }

    /// Returns the JSON document of revisions; [`Listing::document_of`] has the keys.
    pub fn document(&self, revisions: &[RevisionIndex]) -> serde_json::Value {
        let listing = self.listing();
        let revisions = revisions.iter();
        let revisions: Vec<_> = revisions.map(|one| listing.document_of(*one)).collect();
        json!({ "revisions": revisions })
    }

    /// Returns whether this is a plain Diesel directory: it has revisions and no `revision.toml`.
    pub fn is_plain_diesel(&self) -> bool {
        let has_toml = |revision: &CheckedRevision| {
            let file = join(&revision.path, "revision.toml");
            self.directory.source.read(&file).is_ok()
        };
        !self.revisions.is_empty() && !self.revisions.iter().any(has_toml)
    }

    /// Returns the parts between `up` and `.sql` in the newest revision that has scripts.
    pub fn suffixes_of_newest_scripts(&self) -> Vec<String> {
        let suffix = |file: String| Some(file.strip_prefix("up")?.strip_suffix(".sql")?.to_owned());
        let newest = self.revisions.iter().rev().find_map(|revision| {
            let suffixes: Vec<String> = self
                .files_in(&revision.path)
                .into_iter()
                .filter_map(suffix)
                .collect();
            (!suffixes.is_empty()).then_some(suffixes)
        });
        newest.unwrap_or_else(|| vec![String::new()])
    }

    /// Returns the scripts of a revision, `up` first: those in its folder, or the flat files of its name.
    fn scripts(&self, path: &str) -> Vec<String> {
        if path.ends_with(".sql") {
            let down = path.replace(".up.", ".down.");
            let has_down = down != path && self.directory.source.read(&down).is_ok();
            return [Some(path.to_owned()), has_down.then_some(down)]
                .into_iter()
                .flatten()
                .collect();
        }
        let mut files = self.files_in(path);
        files.retain(|file| file.ends_with(".sql"));
        files.sort_by_key(|file| file.starts_with("down"));
        files.iter().map(|file| join(path, file)).collect()
    }

    /// Returns the files of a folder that was already read; later changes are not seen.
    fn files_in(&self, folder: &str) -> Vec<String> {
        let entries = self.directory.source.list(folder).into_iter().flatten();
        entries
            .filter(|entry| entry.kind == EntryKind::File)
            .map(|entry| entry.name)
            .collect()
    }

    /// Returns the leading comment of the first `up` script that has one.
    fn documentation(&self, scripts: &[String]) -> Option<String> {
        let dialects = if self.dialects.is_empty() {
            &Dialect::ALL[..]
        } else {
            &self.dialects
        };
        dialects.iter().find_map(|dialect| {
            let own = format!("/up.{dialect}.sql");
            let ups = || scripts.iter().filter(|file| !file.contains("down."));
            let file = ups()
                .find(|file| file.ends_with(&own))
                .or_else(|| ups().find(|file| file.ends_with("/up.sql") || !file.contains('/')))?;
            let text = String::from_utf8(self.directory.source.read(file).ok()?).ok()?;
            migrate_sql::analyse(&text, *dialect).documentation
        })
    }
}

impl Revisions for Chain<'_> {
    fn message(&self, revision: RevisionIndex) -> &str {
        &self.revisions[revision.get()].message
    }

    fn facts(&self, revision: RevisionIndex) -> Facts {
        let loaded = &self.revisions[revision.get()];
        let scripts = self.scripts(&loaded.path);
        Facts {
            path: self.directory.path_of(&loaded.path),
            documentation: self.documentation(&scripts),
            scripts: scripts
                .iter()
                .map(|file| self.directory.path_of(file))
                .collect(),
            created: loaded.created.clone(),
            backfill: loaded.backfill.clone(),
            irreversible: loaded.irreversible.clone(),
        }
    }
}

/// Explains that a directory doesn't know the position of a database.
pub(crate) fn without_database(error: PlanError) -> Failure {
    match &error {
        PlanError::UnknownRevision { names } if names.iter().any(|name| name == "current") => {
            Failure::new("`current` is where a database is, and this command asks none")
                .help("name a revision; or run the application's own command, which knows")
        }
        _ => error.into(),
    }
}
