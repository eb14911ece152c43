//! Converts another tool's migrations to folders with a `revision.toml`, and reports what can't be carried
//! over, revision by revision.
//!
//! - `alembic`: Python files, and the SQL that Alembic renders for them.
//! - `scripts`: tools whose migrations are SQL: Diesel, sqlx, golang-migrate, refinery.
//!
//! Everything is built and checked in memory, and written last: completely, and into an empty folder.

pub(crate) mod alembic;
pub(crate) mod scripts;

use crate::Failure;
use crate::draft::{array, quoted};
use migrate_check::Dialect;
use migrate_check::diagnostic::join;
use migrate_check::source::{EntryKind, LocalDir, MemoryDir, MigrationDir};
use std::path::Path;
use std::{fs, io};

/// The result of a conversion.
#[derive(Debug)]
pub(crate) struct Adopted {
    pub dialects: Vec<Dialect>,
    pub revisions: Vec<Revision>,
    /// Notes, each with the revision or file that it is about.
    pub notes: Vec<(String, String)>,
    /// Things that could not be carried over.
    pub lost: Vec<(String, String)>,
}

/// A revision to write.
#[derive(Debug)]
pub(crate) struct Revision {
    pub folder: String,
    pub id: String,
    pub revises: Vec<String>,
    pub depends_on: Vec<String>,
    pub branch_labels: Vec<String>,
    pub message: String,
    /// The time of creation, as TOML.
    pub created: Option<String>,
    pub transaction: bool,
    pub irreversible: Option<String>,
    pub up: Option<String>,
    pub down: Option<String>,
}

impl Adopted {
    pub fn new(dialects: Vec<Dialect>) -> Self {
        Self {
            dialects,
            revisions: Vec::new(),
            notes: Vec::new(),
            lost: Vec::new(),
        }
    }

    pub fn note(&mut self, about: &str, what: &str) {
        self.notes.push((about.to_owned(), what.to_owned()));
    }

    pub fn lose(&mut self, about: &str, what: &str) {
        self.lost.push((about.to_owned(), what.to_owned()));
    }

    /// Returns the files with their paths in the directory, grouped by folder.
    pub fn files(&self) -> Vec<(String, String)> {
        let mut files = vec![("migrate.toml".to_owned(), self.migrate_toml())];
        for revision in &self.revisions {
            let path = |name: &str| format!("{}/{name}", revision.folder);
            files.push((path("revision.toml"), revision.toml()));
            let scripts = [("up.sql", &revision.up), ("down.sql", &revision.down)];
            for (name, text) in scripts {
                files.extend(text.clone().map(|text| (path(name), text)));
            }
        }
        files
    }

    fn migrate_toml(&self) -> String {
        let dialects: Vec<&str> = self.dialects.iter().map(|dialect| dialect.name()).collect();
        format!("dialects = {}\n", array(&dialects))
    }
}

impl Revision {
    pub fn toml(&self) -> String {
        let revises = match &self.revises[..] {
            [one] => quoted(one),
            several => array(several),
        };
        let mut text = format!("revision = {}\nrevises = {revises}\n", quoted(&self.id));
        text.push_str(&format!("message = {}\n", quoted(&self.message)));
        if let Some(created) = &self.created {
            text.push_str(&format!("created = {created}\n"));
        }
        for (key, values) in [
            ("depends_on", &self.depends_on),
            ("branch_labels", &self.branch_labels),
        ] {
            if !values.is_empty() {
                text.push_str(&format!("{key} = {}\n", array(values)));
            }
        }
        if !self.transaction {
            text.push_str("transaction = false\n");
        }
        if let Some(why) = &self.irreversible {
            text.push_str(&format!("irreversible = {}\n", quoted(why)));
        }
        text
    }
}

/// Returns the files as a directory in memory, which can be checked before it is written.
pub(crate) fn in_memory(files: &[(String, String)]) -> MemoryDir {
    let empty = MemoryDir::new();
    files
        .iter()
        .fold(empty, |dir, (path, text)| dir.file(path, text))
}

/// Returns a directory in memory with additional files.
pub(crate) fn add_files(source: &LocalDir, files: &[(String, String)]) -> MemoryDir {
    let mut dir = in_memory(files);
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in source.list(&folder).into_iter().flatten() {
            let path = join(&folder, &entry.name);
            match entry.kind {
                EntryKind::Folder => folders.push(path),
                _ => {
                    // Unreadable files were reported when the directory was loaded.
                    let bytes = source.read(&path).unwrap_or_default();
                    dir = dir.file(&path, bytes);
                }
            }
        }
    }
    dir
}

/// Returns an error if a folder is not empty.
pub(crate) fn refuse_used(folder: &Path) -> Result<(), Failure> {
    let is_free = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(_) => false,
    };
    if is_free {
        return Ok(());
    }
    let shown = folder.display();
    Err(Failure::new(format!("`{shown}` holds something already"))
        .help("name a new folder with `--to`; nothing is ever written over"))
}

/// Writes files into a new or empty folder: all of them or none.
pub(crate) fn write_new(folder: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    refuse_used(folder)?;
    let shown = folder.display();
    let name = folder.file_name().map(|name| name.to_string_lossy());
    let draft = folder.with_file_name(format!(
        ".{}.{}",
        name.unwrap_or_default(),
        std::process::id()
    ));
    let written = fill(&draft, files).and_then(|()| {
        // An existing folder of that name is empty.
        let _ = fs::remove_dir(folder);
        fs::rename(&draft, folder)
    });
    written.map_err(|error| {
        // The first error is the one to report.
        let _ = fs::remove_dir_all(&draft);
        Failure::new(format!("`{shown}` can't be written: {error}"))
            .help("give yourself the right to write there, or name another folder with `--to`")
    })
}

fn fill(root: &Path, files: &[(String, String)]) -> io::Result<()> {
    for (path, text) in files {
        let path = root.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, text)?;
    }
    Ok(())
}

/// Writes new files into an existing folder: all of them or none.
pub(crate) fn write_beside(folder: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    let mut written = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        let created = fs::File::create_new(&path);
        let done = created.and_then(|mut file| io::Write::write_all(&mut file, text.as_bytes()));
        if let Err(error) = done {
            for path in written {
                // They did not exist before.
                let _ = fs::remove_file(path);
            }
            let shown = path.display();
            return Err(Failure::new(format!("`{shown}` can't be written: {error}")));
        }
        written.push(path);
    }
    Ok(())
}
