//! Listing and reading, with an error for whatever can't be listed or read.
use crate::diagnostic::{Diagnostic, Label, shell_word};
use crate::located::Located;
use crate::source::{Entry, EntryKind, MigrationDir};
use migrate_sql::codes;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// A directory being read: the texts so far, and what was wrong with them.
pub(crate) struct Reading<'d> {
    dir: &'d dyn MigrationDir,
    pub(crate) files: BTreeMap<String, String>,
    unread: BTreeSet<String>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'d> Reading<'d> {
    pub(crate) fn new(dir: &'d dyn MigrationDir) -> Self {
        Self {
            dir,
            files: BTreeMap::new(),
            unread: BTreeSet::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Takes what was found so far: each step of a check has what it found itself.
    pub(crate) fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.diagnostics)
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Lists the directory itself.
    pub(super) fn list_root(&mut self) -> Option<Vec<Entry>> {
        match self.dir.list("") {
            Ok(entries) => Some(self.readable("", entries)),
            Err(error) => {
                self.report(no_directory(&error));
                None
            }
        }
    }

    /// Lists a folder.
    pub(super) fn list(&mut self, folder: &str) -> Option<Vec<Entry>> {
        match self.dir.list(folder) {
            Ok(entries) => Some(self.readable(folder, entries)),
            Err(error) => {
                self.report(unreadable("folder", folder, &error));
                None
            }
        }
    }

    /// The entries, with an error for each that can't be read or whose name does not mean the same
    /// everywhere. Those are [`EntryKind::Unreadable`] in what is returned, so that whoever goes
    /// without one knows that something is missing.
    fn readable(&mut self, folder: &str, entries: Vec<Entry>) -> Vec<Entry> {
        let mut by_folded: BTreeMap<String, usize> = BTreeMap::new();
        let mut kept: Vec<Entry> = Vec::new();
        for mut entry in entries {
            let path = crate::diagnostic::join(folder, &entry.name);
            if entry.name.starts_with('.') {
                continue;
            }
            if entry.kind == EntryKind::Unreadable {
                self.report(no_entry(&path, &entry.name));
                kept.push(entry);
                continue;
            }
            let folded = entry.name.to_lowercase();
            match by_folded.get(&folded) {
                Some(first) => {
                    let first = &mut kept[*first];
                    let first_path = crate::diagnostic::join(folder, &first.name);
                    self.report(name_case(&path, &first_path));
                    // Two folders are two revisions. Of two files, the one that is written as ours
                    // are counts.
                    match entry.kind {
                        EntryKind::Folder => {}
                        _ if entry.name == folded => first.kind = EntryKind::Unreadable,
                        _ => entry.kind = EntryKind::Unreadable,
                    }
                }
                None => drop(by_folded.insert(folded, kept.len())),
            }
            kept.push(entry);
        }
        kept
    }

    /// Reads a text file, once; `None` (and an error, the first time) where that can't be done.
    pub(crate) fn text(&mut self, file: &str) -> Option<&str> {
        if self.unread.contains(file) {
            return None;
        }
        if !self.files.contains_key(file) {
            self.read(file);
        }
        let readable = !self.unread.contains(file);
        self.files
            .get(file)
            .map(String::as_str)
            .filter(|_| readable)
    }

    /// Reads a text file that a setting names, which may be outside of the directory; the error is
    /// at the setting where there is no such file.
    pub(crate) fn named(&mut self, file: &Located<String>) -> Option<&str> {
        if !self.files.contains_key(&file.value)
            && let Err(error) = self.dir.read(&file.value)
            && self.unread.insert(file.value.clone())
        {
            let message = format!("`{}` can't be read: {}", file.value, error.kind());
            let error = Diagnostic::error(codes::UNREADABLE, file.at.clone(), message);
            self.report(
                error.help("write where the file is, starting from the folder of this one"),
            );
        }
        self.text(&file.value)
    }

    /// Reads a text file that may not be there.
    pub(crate) fn text_if_any(&mut self, file: &str) -> Option<&str> {
        const ABSENT: [io::ErrorKind; 2] = [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory];
        match self.dir.read(file) {
            Err(error) if ABSENT.contains(&error.kind()) => None,
            _ => self.text(file),
        }
    }

    fn read(&mut self, file: &str) {
        let text = match self.dir.read(file) {
            Ok(bytes) => String::from_utf8(bytes),
            Err(error) => {
                self.unread.insert(file.to_owned());
                self.report(unreadable("file", file, &error));
                return;
            }
        };
        match text {
            Ok(text) => {
                self.files.insert(file.to_owned(), text);
            }
            Err(error) => {
                self.unread.insert(file.to_owned());
                let at = error.utf8_error().valid_up_to();
                let byte = error.as_bytes()[at];
                // The text up to there is the same, so the place is right, and the file is known
                // as an input of the build.
                let lossy = String::from_utf8_lossy(error.as_bytes()).into_owned();
                self.report(not_utf8(file, at, byte, encoding(error.as_bytes())));
                self.files.insert(file.to_owned(), lossy);
            }
        }
    }
}

fn no_directory(error: &io::Error) -> Diagnostic {
    let (seen, help) = match error.kind() {
        io::ErrorKind::NotFound => (
            "the migrations directory does not exist".to_owned(),
            "check the path; a first revision, and the directory with it, is made by \
             `cargo migrate revision -m \"first tables\" --dir {dir}`",
        ),
        io::ErrorKind::NotADirectory => (
            "this is a file, not a directory of migrations".to_owned(),
            "give the directory that the revisions' folders are in",
        ),
        kind => (
            format!("the migrations directory can't be read: {kind}"),
            "give the user who builds the right to read and enter the directory",
        ),
    };
    Diagnostic::error(codes::NO_DIRECTORY, Label::whole(""), seen).help(help)
}

fn unreadable(what: &str, path: &str, error: &io::Error) -> Diagnostic {
    let message = format!("this {what} can't be read: {}", error.kind());
    Diagnostic::error(codes::UNREADABLE, Label::whole(path), message)
        .help("give the user who builds the right to read it, or move it out of the directory")
}

fn no_entry(path: &str, name: &str) -> Diagnostic {
    if name.contains(char::REPLACEMENT_CHARACTER) {
        return Diagnostic::error(
            codes::NAME_NOT_UTF8,
            Label::whole(path),
            "this name is not UTF-8",
        )
        .help("rename it: ASCII letters, digits and `_` work everywhere");
    }
    let message = "this is neither a file nor a folder, or a link that leads nowhere";
    Diagnostic::error(codes::UNREADABLE, Label::whole(path), message)
        .help("restore what it stands for, or remove it")
}

fn name_case(path: &str, first: &str) -> Diagnostic {
    let message = format!(
        "this name differs from `{first}` only by case: macOS and Windows keep one of the two"
    );
    Diagnostic::error(codes::NAME_CASE, Label::whole(path), message)
        .help("rename or remove one of them")
        .related(Label::whole(first).text("the other one"))
}

/// The encoding that a file that is not UTF-8 surely or probably has.
fn encoding(bytes: &[u8]) -> (&'static str, &'static str) {
    match bytes {
        // What PowerShell's `>` writes.
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => ("this UTF-16", "UTF-16"),
        _ => ("Latin-1, for example,", "LATIN1"),
    }
}

fn not_utf8(file: &str, at: usize, byte: u8, (from, name): (&str, &str)) -> Diagnostic {
    let label = Label::at(file, at..at + 1).text("here");
    let message = format!("the file is not UTF-8: byte {byte:#04x} at offset {at}");
    let file = shell_word(file);
    Diagnostic::error(codes::NOT_UTF8, label, message).help(format!(
        "save it as UTF-8; from {from} by `iconv -f {name} -t UTF-8 {{dir}}/{file}`, which prints it"
    ))
}
