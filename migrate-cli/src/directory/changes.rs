//! Changes to a directory: they can be checked before they are made, and are made completely or not at
//! all.

use super::Directory;
use crate::draft::Folder;
use crate::format::Format;
use crate::{Failure, Terminal};
use migrate_check::source::{Entry, EntryKind, LocalDir, MigrationDir};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io, process};

/// New folders, new texts of files, and renamed and removed folders.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// New folders.
    pub folders: Vec<Folder>,
    /// New texts of files, by their current paths in the directory.
    pub texts: BTreeMap<String, String>,
    /// Old and new names of folders.
    pub renamed: Vec<(String, String)>,
    /// Removed folders.
    pub removed: Vec<String>,
}

/// The changes that were made, as paths from the working directory.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// New and changed files.
    pub written: Vec<String>,
    pub renamed: Vec<(String, String)>,
    pub removed: Vec<String>,
}

impl Done {
    /// Reports the changes. The JSON document has the command's own keys, and
    /// `"written":[…],"renamed":[{"from","to"}],"removed":[…]`.
    pub fn say(&self, mut document: Value, format: Format, terminal: &mut Terminal) {
        if format == Format::Json {
            let renamed = self.renamed.iter();
            let renamed: Vec<Value> = renamed
                .map(|(from, to)| json!({ "from": from, "to": to }))
                .collect();
            document["written"] = json!(self.written);
            document["renamed"] = json!(renamed);
            document["removed"] = json!(self.removed);
            return terminal.line(document);
        }
        for (from, to) in &self.renamed {
            terminal.line(format!("renamed {from} to {to}"));
        }
        for file in &self.written {
            terminal.line(format!("wrote {file}"));
        }
        for folder in &self.removed {
            terminal.line(format!("removed {folder}"));
        }
    }
}

impl Changes {
    /// Returns the change that adds a folder.
    pub fn new_folder(folder: Folder) -> Self {
        Self {
            folders: vec![folder],
            ..Self::default()
        }
    }

    /// Returns a new name that is taken, also if it differs only by case.
    pub fn taken_name(&self, entries: &[Entry]) -> Option<String> {
        let goes = |name: &str| {
            let is_renamed = self.renamed.iter().any(|(old, _)| old == name);
            is_renamed || self.removed.iter().any(|removed| removed == name)
        };
        let mut names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        names.retain(|name| !goes(name));
        let new = self.folders.iter().map(|folder| &folder.name);
        for name in new.chain(self.renamed.iter().map(|(_, new)| new)) {
            let is_same = |other: &&str| other.to_lowercase() == name.to_lowercase();
            if let Some(other) = names.iter().copied().find(is_same) {
                return Some(other.to_owned());
            }
            names.push(name);
        }
        None
    }

    /// Makes all changes; if one fails, the earlier ones are undone.
    pub fn apply(&self, directory: &Directory) -> Result<Done, Failure> {
        let root = directory.root();
        let mut undo = Vec::new();
        let result = self.take_steps(root, &mut undo);
        if let Err((path, error)) = result {
            let left: Vec<String> = undo
                .iter()
                .rev()
                .filter_map(|step| step.undo().err())
                .map(|error| format!("and what was done before could not be undone: {error}"))
                .collect();
            let path = directory.path_of(&path);
            let mut failure = Failure::new(format!("`{path}` can't be written: {error}"));
            failure.notes = left;
            return Err(failure);
        }
        for name in &self.removed {
            let gone = root.join(hidden(name));
            fs::remove_dir_all(&gone).map_err(|error| {
                let message = format!("`{}` can't be removed: {error}", gone.display());
                Failure::new(message).help("remove it by hand: all else is done")
            })?;
        }
        Ok(self.summarize(directory))
    }

    fn take_steps(&self, root: &Path, undo: &mut Vec<Undo>) -> Result<(), (String, io::Error)> {
        fs::create_dir_all(root).map_err(|error| (String::new(), error))?;
        for (file, text) in &self.texts {
            let before = fs::read(root.join(file)).ok();
            let path = root.join(file);
            write_whole(&path, text).map_err(|error| (file.clone(), error))?;
            undo.push(Undo::Text(path, before));
        }
        for (old, new) in &self.renamed {
            rename_to_new(&root.join(old), &root.join(new))
                .map_err(|error| (new.clone(), error))?;
            undo.push(Undo::Name(root.join(new), root.join(old)));
        }
        for folder in &self.folders {
            write_folder(folder, root).map_err(|error| (folder.name.clone(), error))?;
            undo.push(Undo::Folder(root.join(&folder.name)));
        }
        for name in &self.removed {
            let hidden = root.join(hidden(name));
            rename_to_new(&root.join(name), &hidden).map_err(|error| (name.clone(), error))?;
            undo.push(Undo::Name(hidden, root.join(name)));
        }
        Ok(())
    }

    fn summarize(&self, directory: &Directory) -> Done {
        let path = |name: &String| directory.path_of(name);
        let texts = self.texts.keys().map(|file| self.new_path(file));
        let new = self.folders.iter().flat_map(|folder| {
            let name = &folder.name;
            folder
                .files
                .iter()
                .map(move |(file, _)| format!("{name}/{file}"))
        });
        Done {
            written: texts.chain(new).map(|file| path(&file)).collect(),
            renamed: self
                .renamed
                .iter()
                .map(|(a, b)| (path(a), path(b)))
                .collect(),
            removed: self.removed.iter().map(path).collect(),
        }
    }

    /// Returns the path of a file after the changes.
    fn new_path(&self, file: &str) -> String {
        let Some((folder, rest)) = file.split_once('/') else {
            return file.to_owned();
        };
        let renamed = self.renamed.iter().find(|(old, _)| old == folder);
        renamed.map_or(file.to_owned(), |(_, new)| format!("{new}/{rest}"))
    }

    /// Returns the path of a file or folder before the changes.
    fn old_path(&self, path: &str) -> String {
        let (folder, rest) = path.split_once('/').unwrap_or((path, ""));
        match self.renamed.iter().find(|(_, new)| new == folder) {
            Some((old, _)) if rest.is_empty() => old.clone(),
            Some((old, _)) => format!("{old}/{rest}"),
            None => path.to_owned(),
        }
    }

    fn new_folder_named(&self, name: &str) -> Option<&Folder> {
        self.folders.iter().find(|folder| folder.name == name)
    }
}

/// The way to undo one step.
enum Undo {
    /// Restores the text of a file, or removes a new file.
    Text(PathBuf, Option<Vec<u8>>),
    /// Renames from the first path to the second.
    Name(PathBuf, PathBuf),
    /// Removes a new folder.
    Folder(PathBuf),
}

impl Undo {
    fn undo(&self) -> io::Result<()> {
        match self {
            Undo::Text(path, Some(text)) => fs::write(path, text),
            Undo::Text(path, None) => fs::remove_file(path),
            Undo::Name(from, to) => fs::rename(from, to),
            Undo::Folder(path) => fs::remove_dir_all(path),
        }
    }
}

/// A directory with changes applied in memory.
pub(super) struct Changed<'a> {
    pub source: &'a LocalDir,
    pub changes: &'a Changes,
}

impl MigrationDir for Changed<'_> {
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        if let Some(new) = self.changes.new_folder_named(folder) {
            let file = |(name, _): &(String, String)| entry(name, EntryKind::File);
            return Ok(new.files.iter().map(file).collect());
        }
        let mut entries = match self.source.list(&self.changes.old_path(folder)) {
            // The directory is created with its first revision.
            Err(error) if folder.is_empty() && error.kind() == io::ErrorKind::NotFound => {
                Vec::new()
            }
            listed => listed?,
        };
        if folder.is_empty() {
            entries.retain(|entry| !self.changes.removed.contains(&entry.name));
            for entry in &mut entries {
                let renamed = self.changes.renamed.iter();
                if let Some((_, new)) = renamed.clone().find(|(old, _)| *old == entry.name) {
                    entry.name.clone_from(new);
                }
            }
            let new = self.changes.folders.iter();
            entries.extend(new.map(|folder| entry(&folder.name, EntryKind::Folder)));
        }
        let texts = self
            .changes
            .texts
            .keys()
            .map(|file| self.changes.new_path(file));
        for file in texts {
            let (of, name) = file.rsplit_once('/').unwrap_or(("", &file));
            if of == folder && entries.iter().all(|entry| entry.name != name) {
                entries.push(entry(name, EntryKind::File));
            }
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    fn read(&self, file: &str) -> io::Result<Vec<u8>> {
        if let Some((folder, name)) = file.split_once('/')
            && let Some(new) = self.changes.new_folder_named(folder)
        {
            let text = new.files.iter().find(|(file, _)| file == name);
            let text = text.ok_or(io::ErrorKind::NotFound)?;
            return Ok(text.1.clone().into_bytes());
        }
        let old = self.changes.old_path(file);
        match self.changes.texts.get(&old) {
            Some(text) => Ok(text.clone().into_bytes()),
            None => self.source.read(&old),
        }
    }
}

fn entry(name: &str, kind: EntryKind) -> Entry {
    Entry {
        name: name.to_owned(),
        kind,
    }
}

/// Returns a temporary name, which readers of the directory ignore.
fn hidden(name: &str) -> String {
    format!(".{name}.{}", process::id())
}

/// Writes a file atomically: readers see the old or the new text.
pub(super) fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = path.with_file_name(hidden(&name));
    let written = fs::write(&draft, text).and_then(|()| fs::rename(&draft, path));
    if written.is_err() {
        // The file may not exist, and the first error is the one to report.
        let _ = fs::remove_file(&draft);
    }
    written
}

/// Writes a folder under a temporary name and then renames it, so that it is complete or absent, and
/// never replaces an existing one.
fn write_folder(folder: &Folder, root: &Path) -> io::Result<()> {
    let draft = root.join(hidden(&folder.name));
    fs::create_dir_all(root)?;
    fs::create_dir(&draft)?;
    let mut files = folder.files.iter();
    let written = files
        .try_for_each(|(name, text)| fs::write(draft.join(name), text))
        .and_then(|()| rename_to_new(&draft, &root.join(&folder.name)));
    if written.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_dir_all(&draft);
    }
    written
}

/// Renames a folder. An existing target is an error, even an empty folder.
fn rename_to_new(from: &Path, to: &Path) -> io::Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str, files: &[&str]) -> Folder {
        Folder {
            name: name.to_owned(),
            files: files
                .iter()
                .map(|file| ((*file).to_owned(), String::new()))
                .collect(),
        }
    }

    #[test]
    fn a_failed_write_leaves_nothing() {
        let root = tempfile::tempdir().unwrap();
        let folder = folder("a", &["first", "no/such/folder"]);
        assert!(write_folder(&folder, root.path()).is_err());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[test]
    fn an_existing_folder_is_never_overwritten() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("from")).unwrap();
        fs::create_dir_all(root.path().join("to")).unwrap();
        let outcome = rename_to_new(&root.path().join("from"), &root.path().join("to"));
        assert_eq!(outcome.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    }

    #[test]
    fn changes_before_a_failure_are_undone() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        for name in ["a", "b", "taken"] {
            fs::create_dir(path(name)).unwrap();
            fs::write(path(name).join("up.sql"), name).unwrap();
        }
        let changes = Changes {
            folders: vec![folder("new", &["up.sql"]), folder("taken", &["up.sql"])],
            texts: [("a/up.sql".to_owned(), "other".to_owned())].into(),
            renamed: vec![("b".to_owned(), "c".to_owned())],
            removed: Vec::new(),
        };
        let mut undo = Vec::new();
        assert!(changes.take_steps(root.path(), &mut undo).is_err());
        undo.iter().rev().for_each(|step| step.undo().unwrap());
        let mut names: Vec<_> = fs::read_dir(root.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["a", "b", "taken"]);
        assert_eq!(fs::read_to_string(path("a").join("up.sql")).unwrap(), "a");
    }

    #[test]
    fn a_directory_is_read_with_its_changes() {
        let root = tempfile::tempdir().unwrap();
        for name in ["a", "b", "gone"] {
            fs::create_dir(root.path().join(name)).unwrap();
            fs::write(root.path().join(name).join("up.sql"), name).unwrap();
        }
        let source = LocalDir::new(root.path());
        let changes = Changes {
            folders: vec![folder("new", &["up.sql"])],
            texts: [("b/down.sql".to_owned(), "text".to_owned())].into(),
            renamed: vec![("b".to_owned(), "B2".to_owned())],
            removed: vec!["gone".to_owned()],
        };
        let view = Changed {
            source: &source,
            changes: &changes,
        };
        let names = |folder: &str| -> Vec<String> {
            let listed = view.list(folder).unwrap().into_iter();
            listed.map(|entry| entry.name).collect()
        };
        assert_eq!(names(""), ["B2", "a", "new"]);
        assert_eq!(names("B2"), ["down.sql", "up.sql"]);
        assert_eq!(view.read("B2/up.sql").unwrap(), b"b");
        assert_eq!(view.read("B2/down.sql").unwrap(), b"text");
        assert_eq!(changes.taken_name(&source.list("").unwrap()), None);
        let shouted = Changes::new_folder(folder("A", &[]));
        let taken = shouted.taken_name(&source.list("").unwrap());
        assert_eq!(taken.as_deref(), Some("a"));
    }
}
