//! Where the files come from: the only `std::fs` of this crate.
//!
//! Everything else reads through [`MigrationDir`], so that a rule's test needs no disk, and so that
//! the macro, the command line and the tests see one listing.
mod local;
mod memory;

pub use local::LocalDir;
pub use memory::MemoryDir;
use std::io;

/// A directory of migrations, on disk or in memory.
pub trait MigrationDir {
    /// Lists one folder (`""` is the directory itself), sorted by name. Entries whose names are
    /// not UTF-8 are listed with their lossy name and [`EntryKind::Unreadable`].
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>>;
    /// Reads a file, by its `/`-separated path in the directory.
    fn read(&self, file: &str) -> io::Result<Vec<u8>>;
}

/// An entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, without the folder.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What an entry is, symbolic links followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// Neither, a broken link, or not to be read.
    Unreadable,
}
