//! A folder a revision: ours, with a `revision.toml` in each, or Diesel's, where the order of the
//! versions is the chain.
//!
//! Diesel ignores files beside the folders and extra files in them. So does this in a directory of
//! Diesel's, except for names that were surely meant to count; in ours nothing is skipped silently.
use super::complaints::{
    folder_for_file, folder_of_folders, holds_scripts, misnamed_file, no_revision_toml,
    no_revisions, stray_script, unknown_file,
};
use super::file_names::{Direction, Meaning, TOP_FILES, diesel_version, is_ignored, meaning, slug};
use super::{Found, Reading, chain_in_order};
use crate::config::{RevisionToml, read_metadata_toml, read_migrate_toml, read_revision_toml};
use crate::diagnostic::{Diagnostic, Label, join};
use crate::located::Located;
use crate::revision::{FoundRevision, Origin};
use crate::source::{Entry, EntryKind};
use migrate_sql::codes;
use migrate_sql::spelling::closest;

pub(super) fn find(reading: &mut Reading<'_>) -> Found {
    let Some(entries) = reading.list_root() else {
        return Found {
            damaged: true,
            ..Found::default()
        };
    };
    let mut found = Found::default();
    let mut folders = Vec::new();
    for entry in entries.iter().filter(|e| e.kind == EntryKind::Folder) {
        if TOP_FILES.contains(&entry.name.as_str()) {
            reading.report(folder_for_file(&entry.name));
            found.settings.damaged = true;
            continue;
        }
        match reading.list(&entry.name) {
            Some(inside) => folders.push(Folder::new(&entry.name, inside)),
            None => found.damaged = true,
        }
    }
    let is_ours = folders.iter().any(Folder::has_revision_toml);
    read_top_files(reading, &entries, is_ours, &mut found);
    if folders.is_empty() && !found.damaged {
        reading.report(no_revisions(&entries));
        // Scripts that nobody reads are a chain that is not known; an empty directory is none.
        found.damaged = holds_scripts(&entries);
    }
    for entry in entries.iter().filter(|e| e.kind == EntryKind::Unreadable) {
        // It may be a revision's folder.
        let is_top_file = TOP_FILES.contains(&entry.name.to_lowercase().as_str());
        found.settings.damaged |= is_top_file;
        found.damaged |= !is_top_file && !is_ignored(&entry.name);
    }
    for folder in &folders {
        let revision = folder.read(reading, is_ours);
        found.revisions.push(revision);
    }
    if !is_ours {
        found
            .revisions
            .sort_by(|a, b| (&a.id.value, &a.path).cmp(&(&b.id.value, &b.path)));
        chain_in_order(&mut found.revisions);
    }
    found
}

/// One folder, listed.
struct Folder<'e> {
    name: &'e str,
    files: Vec<(Entry, Meaning)>,
    /// What is named as a file that counts, and is a folder, or can't be read (which was reported).
    blocked: Vec<(Entry, Meaning)>,
}

impl<'e> Folder<'e> {
    fn new(name: &'e str, inside: Vec<Entry>) -> Self {
        let mut folder = Self {
            name,
            files: Vec::new(),
            blocked: Vec::new(),
        };
        for entry in inside {
            let meaning = meaning(&entry.name);
            let counts = matches!(
                meaning,
                Meaning::Script(..) | Meaning::RevisionToml | Meaning::MetadataToml
            );
            match entry.kind {
                EntryKind::File => folder.files.push((entry, meaning)),
                _ if counts => folder.blocked.push((entry, meaning)),
                EntryKind::Folder => folder.files.push((entry, Meaning::Unknown)),
                EntryKind::Unreadable => {}
            }
        }
        folder
    }

    /// Whether the folder is one of ours. A misspelt `revision.toml` says so as well: Diesel knows
    /// no such file.
    fn has_revision_toml(&self) -> bool {
        let misspelt = Meaning::Misnamed(Some("revision.toml".to_owned()));
        let mut blocked = self.blocked.iter();
        self.has(&Meaning::RevisionToml)
            || self.has(&misspelt)
            || blocked.any(|(_, meaning)| *meaning == Meaning::RevisionToml)
    }

    fn is_empty(&self) -> bool {
        self.files.is_empty() && self.blocked.is_empty()
    }

    fn has(&self, wanted: &Meaning) -> bool {
        self.files.iter().any(|(_, meaning)| meaning == wanted)
    }

    fn read(&self, reading: &mut Reading<'_>, is_ours: bool) -> FoundRevision {
        let mut revision = if is_ours {
            self.read_revision_toml(reading)
        } else {
            FoundRevision::new(self.default_id(), self.name, Origin::PlainFolder)
        };
        if revision.message.is_empty() {
            revision.message = slug(self.name, &revision.id.value);
        }
        self.take_scripts(reading, &mut revision, is_ours);
        self.excuse_blocked(reading, &mut revision, is_ours);
        if !is_ours && self.holds_only_folders() {
            reading.report(folder_of_folders(self.name));
            revision.up.is_excused = true;
        }
        revision
    }

    /// Whether the directory that is meant is surely this one.
    fn holds_only_folders(&self) -> bool {
        let is_folder = |(entry, _): &(Entry, Meaning)| entry.kind == EntryKind::Folder;
        self.blocked.is_empty() && !self.files.is_empty() && self.files.iter().all(is_folder)
    }

    fn default_id(&self) -> Located<String> {
        Located {
            value: diesel_version(self.name),
            at: Label::whole(self.name),
        }
    }

    fn read_revision_toml(&self, reading: &mut Reading<'_>) -> FoundRevision {
        let mut revision = FoundRevision::new(self.default_id(), self.name, Origin::RevisionToml);
        if !self.has(&Meaning::RevisionToml) {
            if !self.has_revision_toml() {
                reading.report(no_revision_toml(self.name, self.is_empty()));
            }
            revision.damaged = true;
            revision.down.is_excused = true;
            self.read_metadata_toml(reading, &mut revision, None);
            return revision;
        }
        let file = join(self.name, "revision.toml");
        let mut problems = Vec::new();
        let said = match reading.text(&file) {
            Some(text) => read_revision_toml(&file, text, &mut problems),
            None => RevisionToml {
                damaged: true,
                is_irreversible_unclear: true,
                ..RevisionToml::default()
            },
        };
        reading.diagnostics.append(&mut problems);
        let transaction = said.transaction.clone();
        fill(&mut revision, said);
        self.read_metadata_toml(reading, &mut revision, transaction);
        revision
    }

    /// Diesel's own file counts too, and must not say something else than ours.
    fn read_metadata_toml(
        &self,
        reading: &mut Reading<'_>,
        revision: &mut FoundRevision,
        ours: Option<Located<bool>>,
    ) {
        if !self.has(&Meaning::MetadataToml) {
            return;
        }
        let file = join(self.name, "metadata.toml");
        let mut problems = Vec::new();
        let diesels = reading
            .text(&file)
            .and_then(|text| read_metadata_toml(&file, text, &mut problems));
        reading.diagnostics.append(&mut problems);
        let Some(diesels) = diesels else { return };
        match ours {
            Some(ours) if ours.value != diesels.value => {
                let message = format!(
                    "`transaction` is {} here and `run_in_transaction` is {} in `{file}`",
                    ours.value, diesels.value
                );
                let error = Diagnostic::error(codes::TRANSACTION_CONFLICT, ours.at, message);
                reading.report(
                    error
                        .related(diesels.at.text("what Diesel goes by"))
                        .help("make them the same, or remove one of the two"),
                );
            }
            _ => revision.transaction = diesels.value,
        }
    }

    fn take_scripts(&self, reading: &mut Reading<'_>, revision: &mut FoundRevision, is_ours: bool) {
        if !is_ours {
            self.read_metadata_toml(reading, revision, None);
        }
        for (entry, meaning) in &self.files {
            let path = join(self.name, &entry.name);
            match meaning {
                Meaning::Script(direction, dialect) => {
                    let scripts = match direction {
                        Direction::Up => &mut revision.up,
                        Direction::Down => &mut revision.down,
                    };
                    match dialect {
                        Some(dialect) => drop(scripts.by_dialect.insert(*dialect, path)),
                        None => scripts.plain = Some(path),
                    }
                }
                Meaning::Misnamed(meant) => {
                    self.misnamed(reading, revision, &path, meant.as_deref(), is_ours);
                }
                Meaning::Unknown if is_ours => reading.report(unknown_file(&path, entry.kind)),
                Meaning::Unknown
                | Meaning::RevisionToml
                | Meaning::MetadataToml
                | Meaning::Ignored => {}
            }
        }
    }

    /// A script that can't be read is not missing too.
    fn excuse_blocked(
        &self,
        reading: &mut Reading<'_>,
        revision: &mut FoundRevision,
        is_ours: bool,
    ) {
        for (entry, meaning) in &self.blocked {
            match meaning {
                Meaning::Script(Direction::Up, _) => revision.up.is_excused = true,
                Meaning::Script(Direction::Down, _) => revision.down.is_excused = true,
                _ => {}
            }
            let is_known = is_ours || !matches!(meaning, Meaning::Script(_, Some(_)));
            if entry.kind == EntryKind::Folder && is_known {
                reading.report(folder_for_file(&join(self.name, &entry.name)));
            }
        }
    }

    /// A misnamed script is an error in our directories. In Diesel's, only if Diesel too would miss
    /// a file for it.
    fn misnamed(
        &self,
        reading: &mut Reading<'_>,
        revision: &mut FoundRevision,
        path: &str,
        meant: Option<&str>,
        is_ours: bool,
    ) {
        let is_there = meant.is_some_and(|meant| self.files.iter().any(|(e, _)| e.name == meant));
        let mut is_error = is_ours;
        if let Some(meant) = meant
            && !is_there
        {
            is_error |=
                meant.starts_with("up.") && !self.has(&Meaning::Script(Direction::Up, None));
            revision.up.is_excused |= meant.starts_with("up.");
            revision.down.is_excused |= is_ours && meant.starts_with("down.");
        }
        reading.report(misnamed_file(path, self.name, meant, is_there, is_error));
    }
}

fn fill(revision: &mut FoundRevision, said: RevisionToml) {
    if let Some(id) = said.revision {
        revision.id = id;
    }
    revision.revises = said.revises;
    revision.depends_on = said.depends_on;
    revision.branch_labels = said.branch_labels;
    revision.message = said.message.unwrap_or_default();
    revision.created = said.created;
    revision.transaction = said.transaction.is_none_or(|flag| flag.value);
    revision.irreversible = said.irreversible;
    revision.backfill = said.backfill;
    revision.replaces = said.replaces;
    revision.down.is_excused = said.is_irreversible_unclear;
    revision.damaged = said.damaged;
    revision.is_unplaced = said.is_unplaced;
}

/// What lies beside the folders.
fn read_top_files(reading: &mut Reading<'_>, entries: &[Entry], is_ours: bool, found: &mut Found) {
    for entry in entries.iter().filter(|e| e.kind == EntryKind::File) {
        let name = entry.name.as_str();
        if name == "migrate.toml" {
            let mut problems = Vec::new();
            if let Some(text) = reading.text(name) {
                found.settings = read_migrate_toml(name, text, &mut problems);
            } else {
                found.settings.damaged = true;
            }
            reading.diagnostics.append(&mut problems);
            continue;
        }
        if TOP_FILES.contains(&name) || is_ignored(name) {
            continue;
        }
        let is_sql = name.to_lowercase().ends_with(".sql");
        if let Some(meant) = closest(name, TOP_FILES.iter().copied()) {
            let is_there = entries.iter().any(|e| e.name == meant);
            found.settings.damaged = true;
            reading.report(misnamed_file(name, "", Some(meant), is_there, true));
        } else if is_sql && entries.iter().any(|e| e.kind == EntryKind::Folder) {
            reading.report(stray_script(name, is_ours));
        } else if is_ours && !is_sql {
            reading.report(unknown_file(name, entry.kind));
        }
    }
}
