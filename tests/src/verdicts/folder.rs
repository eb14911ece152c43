//! A folder of migrations: its scripts in the order of the chain, and what we say of each.

use migrate_check::codes;
use migrate_check::diagnostic::{Diagnostic, LineIndex};
use migrate_check::source::LocalDir;
use migrate_check::{CheckedRevision, Dialect, Layout, Options, check, load};
use migrate_sql::{analyse, transaction_control};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};

/// A folder that was read and checked.
#[derive(Debug)]
pub struct Folder {
    /// Whose server judges.
    pub dialect: Dialect,
    /// Each revision's `up` and `down`, in the order of the chain.
    pub revisions: Vec<(Option<Script>, Option<Script>)>,
    /// Our errors in each script.
    pub ours: BTreeMap<String, Vec<Ours>>,
    /// Our errors about anything but a script: code, file and message.
    pub others: Vec<String>,
    /// The scripts of which we say that a downgrade does not undo its upgrade, which no server would
    /// refuse.
    pub not_reversed: BTreeSet<String>,
    /// Whether the server is asked for its schema before each upgrade and behind its downgrade.
    pub compares_schemas: bool,
}

/// One script.
#[derive(Clone, Debug)]
pub struct Script {
    /// Its file, relative to the folder.
    pub file: String,
    /// Which way it leads.
    pub direction: Direction,
    /// What is sent to the server: the file's text without a byte order mark.
    pub text: String,
    /// Its statements, in bytes of `text`.
    pub statements: Vec<Range<usize>>,
    /// Whether it runs in a transaction.
    pub in_transaction: bool,
    /// Whether it begins or ends a transaction by itself.
    pub controls_transactions: bool,
}

/// Which way a script leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// An upgrade.
    Up,
    /// A downgrade.
    Down,
}

/// One error of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ours {
    /// Its code.
    pub code: codes::Code,
    /// Its line, from 1; `None` where the script as a whole is meant.
    pub line: Option<usize>,
    /// What it says.
    pub message: String,
}

impl Folder {
    /// Reads and checks a folder; without a layout, folders with an `up.sql` or files, as it looks.
    ///
    /// # Errors
    ///
    /// Says which script can't be read.
    pub fn read(root: &Path, dialect: Dialect, layout: Option<Layout>) -> Result<Self, String> {
        let options = Options {
            layout: layout.unwrap_or_else(|| layout_of(root)),
            full: true,
            dialects: Some(vec![dialect]),
            default_dialects: Vec::new(),
            allow_several_heads: true,
            allow_several_bases: true,
            ..Options::default()
        };
        let dir = LocalDir::new(root);
        let outcome = check(&dir, &options);
        let mut folder = Self {
            dialect,
            revisions: Vec::new(),
            ours: BTreeMap::new(),
            others: Vec::new(),
            not_reversed: BTreeSet::new(),
            compares_schemas: false,
        };
        for revision in &load(&dir, &options).revisions {
            let (up, down) = files_of(root, revision, dialect, options.layout);
            let up = up.map(|file| folder.script(root, &file, Direction::Up, revision.transaction));
            let down =
                down.map(|file| folder.script(root, &file, Direction::Down, revision.transaction));
            folder.revisions.push((up.transpose()?, down.transpose()?));
        }
        for diagnostic in outcome.diagnostics.iter().filter(|it| it.is_error()) {
            folder.take(diagnostic, &outcome.files);
        }
        Ok(folder)
    }

    fn script(
        &self,
        root: &Path,
        file: &str,
        direction: Direction,
        transaction: bool,
    ) -> Result<Script, String> {
        let bytes = fs::read(root.join(file)).map_err(|error| format!("{file}: {error}"))?;
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
        let statements = analyse(&text, self.dialect).statements;
        let control = transaction_control(&text, self.dialect, &statements);
        let mut script = Script {
            file: file.to_owned(),
            direction,
            in_transaction: transaction && !text.starts_with("-- no-transaction"),
            controls_transactions: !control.is_empty(),
            statements: statements.into_iter().map(|it| it.span).collect(),
            text,
        };
        let own: Vec<usize> = control.iter().map(|it| it.span.start).collect();
        script.unwrap_own_transaction(&own);
        Ok(script)
    }

    fn take(&mut self, diagnostic: &Diagnostic, files: &BTreeMap<String, String>) {
        let file = diagnostic.primary.as_ref().map_or("", |label| &label.file);
        let mut scripts = self.revisions.iter().flat_map(|(up, down)| [up, down]);
        if [codes::NOT_REVERSED, codes::ENUM_VALUE_STAYS].contains(&diagnostic.code) {
            self.not_reversed.insert(file.to_owned());
        } else if scripts.any(|script| script.as_ref().is_some_and(|it| it.file == file)) {
            let line = diagnostic.position(files).map(|(line, _)| line);
            self.ours.entry(file.to_owned()).or_default().push(Ours {
                code: diagnostic.code,
                line,
                message: diagnostic.message.clone(),
            });
        } else {
            let (code, message) = (diagnostic.code, &diagnostic.message);
            self.others.push(format!("{file}: {message} [{code}]"));
        }
    }
}

impl Script {
    /// A script that is one transaction as a whole runs in one of ours instead: its first and last
    /// statement, if those are the ones that `control` transactions, become blanks.
    fn unwrap_own_transaction(&mut self, control: &[usize]) {
        let (Some(first), Some(last)) = (self.statements.first(), self.statements.last()) else {
            return;
        };
        let ends = |word: &str| self.text[last.clone()].to_uppercase().starts_with(word);
        if control != [first.start, last.start] || ends("ROLLBACK") || ends("ABORT") {
            return;
        }
        for span in [first.clone(), last.clone()] {
            // The terminator as well: SQLite's client takes an empty statement for the end.
            let end = span.end + usize::from(self.text[span.end..].starts_with(';'));
            let blank = " ".repeat(end - span.start);
            self.text.replace_range(span.start..end, &blank);
        }
        self.statements.pop();
        self.statements.remove(0);
        self.in_transaction = true;
        self.controls_transactions = false;
    }

    /// The lines of one of its statements.
    pub fn lines(&self, statement: usize) -> RangeInclusive<usize> {
        let span = self.statements[statement].clone();
        self.line(span.start)..=self.line(span.end.saturating_sub(1).max(span.start))
    }

    /// The line of an offset.
    pub fn line(&self, offset: usize) -> usize {
        LineIndex::new(&self.text)
            .position(offset.min(self.text.len()))
            .0
    }

    /// The text of one of its statements.
    pub fn statement(&self, statement: usize) -> &str {
        &self.text[self.statements[statement].clone()]
    }

    /// Whether a rolled back transaction takes all its effects back.
    pub fn can_be_rolled_back(&self) -> bool {
        self.in_transaction && !self.controls_transactions
    }
}

fn layout_of(root: &Path) -> Layout {
    let is_revision =
        |folder: PathBuf| folder.join("up.sql").exists() || folder.join("revision.toml").exists();
    let mut entries = fs::read_dir(root).into_iter().flatten().flatten();
    match entries.any(|entry| is_revision(entry.path())) {
        true => Layout::Folders,
        false => Layout::Files,
    }
}

/// The two files of a revision. (What is loaded names only the folder, or the `up` file.)
fn files_of(
    root: &Path,
    revision: &CheckedRevision,
    dialect: Dialect,
    layout: Layout,
) -> (Option<String>, Option<String>) {
    if layout == Layout::Folders {
        let file = |direction: &str| {
            let names = [
                format!("{direction}.{dialect}.sql"),
                format!("{direction}.sql"),
            ];
            let paths = names.map(|name| format!("{}/{name}", revision.path));
            paths.into_iter().find(|path| root.join(path).is_file())
        };
        return (file("up"), file("down"));
    }
    let up = revision.path.clone();
    let down = up
        .ends_with(".up.sql")
        .then(|| down_of(root, &up))
        .flatten();
    (Some(up), down)
}

/// The `down` file of the same version, whatever its name says behind it.
fn down_of(root: &Path, up: &str) -> Option<String> {
    let version = |name: &str| {
        name.split('_')
            .next()
            .unwrap_or("")
            .trim_start_matches('0')
            .to_owned()
    };
    let mut names: Vec<String> = fs::read_dir(root)
        .ok()?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".down.sql") && version(name) == version(up))
        .collect();
    names.sort();
    names.into_iter().next()
}
