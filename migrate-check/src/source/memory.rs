use super::{Entry, EntryKind, MigrationDir};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// A directory in memory, for tests and for text that is not on disk.
///
/// ```
/// use migrate_check::source::{MemoryDir, MigrationDir};
///
/// let dir = MemoryDir::new()
///     .file("20240115_users/up.sql", "CREATE TABLE users (id INTEGER);")
///     .file("20240115_users/down.sql", "DROP TABLE users;");
/// assert_eq!(dir.list("").unwrap()[0].name, "20240115_users");
/// ```
#[derive(Clone, Debug, Default)]
pub struct MemoryDir {
    files: BTreeMap<String, Vec<u8>>,
    folders: BTreeSet<String>,
    broken: BTreeSet<String>,
    unreadable: BTreeSet<String>,
}

impl MemoryDir {
    /// Returns a directory with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, and the folders that it is in.
    #[must_use]
    pub fn file(mut self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.files
            .insert(path.to_owned(), content.as_ref().to_vec());
        self
    }

    /// Adds a folder, which may stay empty.
    #[must_use]
    pub fn folder(mut self, path: &str) -> Self {
        self.folders.insert(path.to_owned());
        self
    }

    /// Makes a file's or a folder's reading fail, as if the permission were missing.
    #[must_use]
    pub fn unreadable(mut self, path: &str) -> Self {
        self.unreadable.insert(path.to_owned());
        self
    }

    /// Adds an entry that is neither a file nor a folder, as a broken link is.
    #[must_use]
    pub fn broken(mut self, path: &str) -> Self {
        self.broken.insert(path.to_owned());
        self
    }

    fn guard(&self, path: &str) -> io::Result<()> {
        match self.unreadable.contains(path) {
            true => Err(io::ErrorKind::PermissionDenied.into()),
            false => Ok(()),
        }
    }
}

impl MigrationDir for MemoryDir {
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        self.guard(folder)?;
        if self.files.contains_key(folder) {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let mut entries = BTreeMap::new();
        let files = self.files.keys().map(|path| (path, EntryKind::File));
        let folders = self.folders.iter().map(|path| (path, EntryKind::Folder));
        let broken = self.broken.iter().map(|path| (path, EntryKind::Unreadable));
        for (path, kind) in files.chain(folders).chain(broken) {
            let Some(rest) = inside(path, folder) else {
                continue;
            };
            let (name, kind) = match rest.split_once('/') {
                Some((name, _)) => (name, EntryKind::Folder),
                None => (rest, kind),
            };
            entries.insert(name.to_owned(), kind);
        }
        let found = !entries.is_empty() || folder.is_empty() || self.folders.contains(folder);
        match found {
            true => Ok(entries
                .into_iter()
                .map(|(name, kind)| Entry { name, kind })
                .collect()),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn read(&self, file: &str) -> io::Result<Vec<u8>> {
        self.guard(file)?;
        let content = self.files.get(file).cloned();
        content.ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// The part of `path` below `folder`.
fn inside<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let rest = match folder {
        "" => path,
        _ => path.strip_prefix(folder)?.strip_prefix('/')?,
    };
    (!rest.is_empty()).then_some(rest)
}
