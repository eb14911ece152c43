use super::{Entry, EntryKind, MigrationDir};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A directory on disk.
#[derive(Clone, Debug)]
pub struct LocalDir {
    root: PathBuf,
}

impl LocalDir {
    /// Names a directory. Nothing is read yet, so a directory that does not exist is found out by
    /// [`check`](crate::check()), which reports it like anything else.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Returns the directory's path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn path(&self, relative: &str) -> PathBuf {
        // With a `/` in front it would not be below the root.
        self.root.join(relative.trim_start_matches('/'))
    }
}

impl MigrationDir for LocalDir {
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        let mut entries = fs::read_dir(self.path(folder))?
            .map(|entry| Ok(describe(&entry?)))
            .collect::<io::Result<Vec<_>>>()?;
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    fn read(&self, file: &str) -> io::Result<Vec<u8>> {
        fs::read(self.path(file))
    }
}

fn describe(entry: &fs::DirEntry) -> Entry {
    let name = entry.file_name();
    // The listing says what it is, but for a link. A question for each would be half of the time.
    let kind = match entry.file_type() {
        Ok(kind) if kind.is_symlink() => fs::metadata(entry.path()).map(|there| there.file_type()),
        kind => kind,
    };
    let kind = match (name.to_str(), kind) {
        (None, _) | (_, Err(_)) => EntryKind::Unreadable,
        (_, Ok(kind)) if kind.is_dir() => EntryKind::Folder,
        (_, Ok(kind)) if kind.is_file() => EntryKind::File,
        // A socket or a pipe: reading it could block the build for ever.
        _ => EntryKind::Unreadable,
    };
    Entry {
        name: name.to_string_lossy().into_owned(),
        kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_reads_what_is_on_disk() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("b")).unwrap();
        fs::write(root.path().join("b/up.sql"), "SELECT 1").unwrap();
        fs::write(root.path().join("a"), "").unwrap();
        let dir = LocalDir::new(root.path());
        let listed: Vec<_> = dir.list("").unwrap();
        assert_eq!(
            listed,
            [
                Entry {
                    name: "a".into(),
                    kind: EntryKind::File
                },
                Entry {
                    name: "b".into(),
                    kind: EntryKind::Folder
                },
            ]
        );
        assert_eq!(dir.read("b/up.sql").unwrap(), b"SELECT 1");
    }

    #[test]
    fn a_missing_directory_and_a_file_in_its_place_differ() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("file"), "").unwrap();
        let missing = LocalDir::new(root.path().join("none")).list("");
        let file = LocalDir::new(root.path().join("file")).list("");
        assert_eq!(missing.unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(file.unwrap_err().kind(), io::ErrorKind::NotADirectory);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_broken_ones_are_unreadable() {
        use std::os::unix::ffi::OsStrExt;
        let root = tempfile::tempdir().unwrap();
        let real = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(real.path(), root.path().join("1_real")).unwrap();
        std::os::unix::fs::symlink("nowhere", root.path().join("2_broken")).unwrap();
        let odd = std::ffi::OsStr::from_bytes(b"3_\xff");
        fs::write(root.path().join(odd), "").unwrap();
        let listed = LocalDir::new(root.path()).list("").unwrap();
        let kinds: Vec<_> = listed.iter().map(|e| (e.name.as_str(), e.kind)).collect();
        assert_eq!(
            kinds,
            [
                ("1_real", EntryKind::Folder),
                ("2_broken", EntryKind::Unreadable),
                ("3_\u{fffd}", EntryKind::Unreadable),
            ]
        );
    }
}
