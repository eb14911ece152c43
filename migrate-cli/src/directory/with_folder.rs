use crate::draft::Folder;
use migrate_check::source::{Entry, EntryKind, LocalDir, MigrationDir};
use std::io;

/// A directory with another folder in it, which is not written yet.
pub(super) struct WithFolder<'a> {
    pub source: &'a LocalDir,
    pub folder: &'a Folder,
}

impl MigrationDir for WithFolder<'_> {
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        if folder == self.folder.name {
            let file = |(name, _): &(String, String)| entry(name, EntryKind::File);
            return Ok(self.folder.files.iter().map(file).collect());
        }
        let mut entries = match self.source.list(folder) {
            // The directory is made with its first revision.
            Err(error) if folder.is_empty() && error.kind() == io::ErrorKind::NotFound => {
                Vec::new()
            }
            listed => listed?,
        };
        if folder.is_empty() {
            entries.push(entry(&self.folder.name, EntryKind::Folder));
            entries.sort_by(|a, b| a.name.cmp(&b.name));
        }
        Ok(entries)
    }

    fn read(&self, file: &str) -> io::Result<Vec<u8>> {
        let inside = file
            .strip_prefix(&self.folder.name)
            .and_then(|rest| rest.strip_prefix('/'));
        let text = self
            .folder
            .files
            .iter()
            .find(|(name, _)| Some(name.as_str()) == inside);
        match text {
            Some((_, text)) => Ok(text.clone().into_bytes()),
            None => self.source.read(file),
        }
    }
}

fn entry(name: &str, kind: EntryKind) -> Entry {
    Entry {
        name: name.to_owned(),
        kind,
    }
}
