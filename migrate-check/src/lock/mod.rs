//! The seal: what `migrations.lock` says of the revisions that must not change any more.
//!
//! - `format`: the file.
//! - `verify`: whether the directory still is what was sealed.
//! - `allowed`: old faults that were there when the revisions were sealed.
//! - `again`: whether the sealed revisions, replayed, make the sealed model.
//!
//! A sealed script is not parsed: its tokens are those that were judged before. The unsealed ones are
//! replayed on the model at the sealed head. So all revisions that are not sealed have to come behind
//! that head; where one does not, everything is checked as if nothing were sealed, which takes
//! longer and says the same.
mod again;
pub(crate) mod allowed;
pub(crate) mod format;
mod verify;

pub(crate) use again::compare_again;

use crate::analyses::Analyses;
use crate::diagnostic::{Diagnostic, Label};
use crate::load::Directory;
use crate::source::MigrationDir;
use crate::{Dialect, codes};
use migrate_graph::Graph;
use migrate_schema::{Schema, kept};
use migrate_sql::Checksum;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::OnceLock;

/// The name of the file.
pub const LOCK_FILE: &str = "migrations.lock";

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lock {
    /// In the order of the chain: the last one is the sealed head.
    pub(crate) revisions: Vec<SealedRevision>,
    /// Old faults.
    pub(crate) allowances: BTreeSet<Allowance>,
    /// The model at the sealed head, as [`kept`] writes it. A dialect without one was not sealed.
    pub(crate) models: BTreeMap<Dialect, String>,
    /// The dialects whose model has a form that this build does not read.
    pub(crate) other_forms: BTreeSet<Dialect>,
}

/// A revision that must not change any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SealedRevision {
    pub(crate) id: String,
    pub(crate) revises: Vec<String>,
    pub(crate) depends_on: Vec<String>,
    /// Whether its scripts run without a transaction.
    pub(crate) no_transaction: bool,
    /// Whether it says why it can't be undone. The reason may be worded anew.
    pub(crate) irreversible: bool,
    /// Its Rust step.
    pub(crate) backfill: Option<String>,
    /// The checksums of both scripts.
    pub(crate) scripts: BTreeMap<Dialect, [Option<Checksum>; 2]>,
}

/// An old fault: any of this code, about this, in a statement with these tokens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Allowance {
    /// The file, relative to the directory.
    pub(crate) file: String,
    /// The diagnostic's code.
    pub(crate) code: String,
    /// What the carets point at; empty where a whole file is meant.
    pub(crate) name: String,
    /// The checksum of the statement; 0 where a whole file is meant.
    pub(crate) statement: Checksum,
    /// The dialects that have it.
    pub(crate) dialects: BTreeSet<Dialect>,
}

/// What a check makes of the lock.
#[derive(Debug, Default)]
pub(crate) struct Seal {
    pub(crate) lock: Lock,
    /// Whether there is a file that can't be read: nothing is known of what is sealed.
    pub(crate) is_bad: bool,
    /// By the graph's indices: whether it is sealed and not to be looked into.
    pub(crate) revisions: Vec<bool>,
    /// The sealed head.
    pub(crate) head: Option<usize>,
    /// The models at the sealed head. The other dialects are checked from the start.
    pub(crate) models: BTreeMap<Dialect, SealedModel>,
    /// The first line of the file, which differs where anything else does.
    pub(crate) line: String,
}

/// The model of one dialect, which is read when somebody wants to see it: where nothing has changed
/// since the last build, nobody does.
#[derive(Debug)]
pub(crate) struct SealedModel {
    dialect: Dialect,
    text: String,
    schema: OnceLock<Option<Schema>>,
}

impl SealedModel {
    fn new(dialect: Dialect, text: String) -> Self {
        Self {
            dialect,
            text,
            schema: OnceLock::new(),
        }
    }

    fn read(&self) -> Option<&Schema> {
        let read = || kept::read(&self.text, self.dialect);
        self.schema.get_or_init(read).as_ref()
    }

    /// The schema.
    pub(crate) fn schema(&self) -> Cow<'_, Schema> {
        match self.read() {
            Some(schema) => Cow::Borrowed(schema),
            // Not met: it was read before, by this very build.
            None => {
                let mut unknown = Schema::new(self.dialect);
                unknown.doubt_everything();
                Cow::Owned(unknown)
            }
        }
    }
}

/// Returns the ids of the sealed revisions: none where there is no lock.
///
/// # Errors
///
/// Where the lock can't be read.
pub fn sealed_ids(dir: &dyn MigrationDir) -> Result<BTreeSet<String>, Box<Diagnostic>> {
    let bytes = match dir.read(LOCK_FILE) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => {
            let message = format!("this file can't be read: {error}");
            let at = Label::whole(LOCK_FILE);
            return Err(Box::new(Diagnostic::error(codes::UNREADABLE, at, message)));
        }
    };
    let lock = format::read(&String::from_utf8_lossy(&bytes))?;
    Ok(lock.revisions.into_iter().map(|sealed| sealed.id).collect())
}

impl Lock {
    /// The sealed head.
    pub(crate) fn head(&self, graph: &Graph) -> Option<usize> {
        let head = graph.find(&self.revisions.last()?.id)?;
        Some(head.get())
    }

    /// Returns the sealed head, and of each revision whether it is sealed; `None` where there is no such
    /// head, or where a revision that is not sealed does not come behind it.
    pub(crate) fn waist(&self, graph: &Graph) -> Option<(usize, Vec<bool>)> {
        let head = self.head(graph)?;
        let mut sealed = vec![false; graph.len()];
        for revision in &self.revisions {
            if let Some(revision) = graph.find(&revision.id) {
                sealed[revision.get()] = true;
            }
        }
        // Whether it is the sealed head, or comes behind it.
        let mut is_behind = vec![false; graph.len()];
        for revision in graph.order() {
            let n = revision.get();
            let needs = graph
                .revises(*revision)
                .iter()
                .chain(graph.depends_on(*revision));
            is_behind[n] = n == head || needs.copied().any(|need| is_behind[need.get()]);
        }
        let is_waist = (0..graph.len()).all(|n| sealed[n] || is_behind[n]);
        is_waist.then_some((head, sealed))
    }

    /// What allows a fault: the same one, in the same dialects or more of them.
    fn allows(&self, fault: &Allowance) -> Option<&Allowance> {
        let mut allowances = self.allowances.iter();
        allowances.find(|allowed| {
            fault.dialects.is_subset(&allowed.dialects)
                && allowed.file == fault.file
                && allowed.code == fault.code
                && allowed.name == fault.name
                && allowed.statement == fault.statement
        })
    }
}

impl Seal {
    /// Reads the lock of a directory. What could be read in an earlier check is not read again before
    /// it is needed.
    pub(crate) fn read(
        directory: &mut Directory<'_>,
        full: bool,
        known: &Analyses,
    ) -> Option<Seal> {
        let text = directory.reading.text_if_any(LOCK_FILE)?.to_owned();
        let mut seal = Seal {
            line: text.lines().next().unwrap_or_default().to_owned(),
            ..Seal::default()
        };
        match format::read(&text) {
            Ok(lock) => seal.lock = lock,
            Err(diagnostic) => {
                directory.reading.report(*diagnostic);
                seal.is_bad = true;
                return Some(seal);
            }
        }
        let enabled =
            |dialect: &&Dialect| directory.dialects.contains(*dialect) && dialect.is_enabled();
        let other: Vec<Dialect> = seal
            .lock
            .other_forms
            .iter()
            .filter(enabled)
            .copied()
            .collect();
        let head = seal.lock.revisions.last().map_or("head", |last| &*last.id);
        for dialect in other {
            directory.reading.report(verify::other_model(dialect, head));
        }
        if !full {
            seal.close(directory, known);
        }
        Some(seal)
    }

    /// Reads only what the lock of a directory allows, if it can be read.
    pub(crate) fn allowances(directory: &mut Directory<'_>) -> Option<Seal> {
        let text = directory.reading.text_if_any(LOCK_FILE)?;
        let lock = Lock {
            allowances: format::read(text).ok()?.allowances,
            ..Lock::default()
        };
        Some(Seal {
            lock,
            ..Seal::default()
        })
    }

    /// Finds out which revisions need not be looked into.
    fn close(&mut self, directory: &mut Directory<'_>, known: &Analyses) {
        let Ok(graph) = &directory.graph else { return };
        if directory.is_damaged() || directory.has_unplaced() {
            return;
        }
        let Some((head, sealed)) = self.lock.waist(graph) else {
            return;
        };
        for dialect in directory.dialects.iter().filter(|it| it.is_enabled()) {
            let Some(text) = self.lock.models.remove(dialect) else {
                continue;
            };
            let model = SealedModel::new(*dialect, text);
            let before = known.replay(*dialect);
            let was_read = before.is_some_and(|before| before.seal == self.line);
            match was_read || model.read().is_some() {
                true => drop(self.models.insert(*dialect, model)),
                false => {
                    let head = self.lock.revisions.last().map_or("head", |last| &*last.id);
                    let warning = verify::other_model(*dialect, head);
                    directory.reading.report(warning);
                }
            }
        }
        self.head = Some(head);
        self.revisions = sealed;
    }

    /// Whether a revision is sealed in a dialect, and not to be looked into.
    pub(crate) fn covers(&self, revision: usize, dialect: Dialect) -> bool {
        let is_sealed = self.revisions.get(revision).copied().unwrap_or_default();
        self.is_bad || is_sealed && self.models.contains_key(&dialect)
    }

    /// Takes out what was allowed when it was sealed. Returns what is left, and the allowances that were
    /// needed.
    pub(crate) fn allow(
        &self,
        files: &BTreeMap<String, String>,
        diagnostics: Vec<Diagnostic>,
    ) -> (Vec<Diagnostic>, BTreeSet<Allowance>) {
        if self.lock.allowances.is_empty() {
            return (diagnostics, BTreeSet::new());
        }
        let mut needed = BTreeSet::new();
        let mut left: Vec<Diagnostic> = Vec::new();
        for diagnostic in diagnostics {
            let allowance = allowed::allowance(&diagnostic, files);
            match allowance.and_then(|found| self.lock.allows(&found)) {
                Some(allowance) => drop(needed.insert(allowance.clone())),
                None => left.push(diagnostic),
            }
        }
        (left, needed)
    }
}

pub(crate) use verify::verify;
