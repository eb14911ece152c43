//! The entry point: a directory in, the chain and every diagnostic out.
//!
//! - `steps`: the steps of a check, each from the value of the step before to one of its own.
mod steps;

#[cfg(test)]
pub(crate) use steps::check_directory;
pub(crate) use steps::{Wanted, check_wanted};

use crate::Dialect;
use crate::analyses::AnalysisCache;
use crate::chain::{Chain, CheckedRevision};
use crate::diagnostic::{Diagnostic, codes};
use crate::diesel_check::DieselSchema;
use crate::load::Directory;
use crate::replay::{self, Known};
use crate::source::MigrationDir;
use migrate_graph::GraphError;
use std::collections::BTreeMap;

/// How a directory is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A folder a revision, with `revision.toml`, or plain Diesel where no folder has one.
    #[default]
    Folders,
    /// Files: `*.up.sql`/`*.down.sql` pairs, or bare `*.sql`, in the order of their versions.
    Files,
}

/// What to check.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How the directory is laid out.
    pub layout: Layout,
    /// Check for these dialects, whatever `migrate.toml` declares.
    pub dialects: Option<Vec<Dialect>>,
    /// The dialects to assume where `migrate.toml` does not say any.
    pub default_dialects: Vec<Dialect>,
    /// Several heads are no error.
    pub allow_several_heads: bool,
    /// Several bases are no error.
    pub allow_several_bases: bool,
    /// A directory without a revision is no error: the first one is about to be made.
    pub allow_no_revision: bool,
    /// Diesel's schema is neither compared with a `schema.rs` nor reported on.
    pub ignore_diesel_schema: bool,
    /// Check sealed revisions like the others, and compare what they make with the lock.
    pub full: bool,
    /// Find out what the model gives up in the upgrades.
    pub unknown: bool,
}

/// The sealed revisions of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// How many there are.
    pub revisions: usize,
    /// How many old faults are allowed in them.
    pub allowed: usize,
}

/// What came of a check.
#[derive(Debug)]
pub struct Outcome {
    /// The chain; `None` if there is any error.
    pub chain: Option<Chain>,
    /// Diesel's schema after all revisions, as far as it is known where there are errors; `None` where
    /// the chain itself is wrong, and of [`check_again`] where `migrate.toml` does not ask for it.
    pub diesel: Option<DieselSchema>,
    /// What is sealed; `None` without a lock that can be read.
    pub seal: Option<Sealed>,
    /// How much of the upgrades is known for certain in each dialect, also where there are errors: empty
    /// where it was not asked for, or the chain itself is wrong.
    pub known: BTreeMap<Dialect, Known>,
    /// Everything found, sorted: by file, place, code.
    pub diagnostics: Vec<Diagnostic>,
    /// The text of every file that was read, for rendering and for tracking: all are inputs of the
    /// build.
    pub files: BTreeMap<String, String>,
}

impl Outcome {
    /// Whether something is wrong in a downgrade alone: what the upgrades make is known all the same.
    pub fn is_of_a_downgrade(found: &Diagnostic) -> bool {
        let file = found.primary.as_ref().map(|primary| &*primary.file);
        let name = file.and_then(|file| file.rsplit('/').next());
        name.is_some_and(|name| {
            name.ends_with(".sql") && (name.starts_with("down.") || name.contains(".down."))
        })
    }

    /// Whether nothing is wrong but scripts that may have run long ago: those of a project that comes
    /// with a history, which `cargo migrate seal --allow-existing` takes as they are. A fault in the
    /// newest revision alone is one to mend.
    pub fn has_only_old_faults(&self) -> bool {
        let folder = |file: &str| file.split('/').next().unwrap_or_default().to_owned();
        let scripts = self.files.keys().filter(|file| file.ends_with(".sql"));
        let newest = scripts.map(|file| folder(file)).max();
        let mut errors = self
            .diagnostics
            .iter()
            .filter(|found| found.is_error())
            .peekable();
        let is_first_seal = self.seal.is_none() && !self.files.contains_key(crate::LOCK_FILE);
        if errors.peek().is_none() || !is_first_seal {
            return false;
        }
        let mut has_older = false;
        let are_of_scripts = errors.all(|error| {
            let file = error.primary.as_ref().map(|primary| folder(&primary.file));
            has_older |= file != newest;
            codes::is_of_a_script(error.code)
        });
        are_of_scripts && has_older
    }
}

/// What the directory says, without looking into any SQL.
#[derive(Debug)]
pub struct Loaded {
    /// The graph, or all its errors; its indices are those of `revisions`.
    pub graph: Result<migrate_graph::Graph, Vec<GraphError>>,
    /// What each revision says of itself, in the order of [`Chain::revisions`] (in the listing's, where
    /// there is no graph). Without scripts and documentation.
    pub revisions: Vec<CheckedRevision>,
    /// The dialects that the scripts are for: asked for, declared, or said by the files' names.
    pub dialects: Vec<Dialect>,
    /// What `migrate.toml` says of databases.
    pub settings: crate::Settings,
    /// Whether all that the graph is made of could be read: no revision, and nothing that one says
    /// of its place, is missing for an error of another kind.
    pub is_complete: bool,
    /// Whether a revision does not say what it revises, and is a base in the graph for that: the
    /// missing key is among the errors.
    pub assumes_bases: bool,
    /// How new revisions are to be named and written.
    pub new_revisions: crate::NewRevisions,
    /// Everything found, graph errors included; several heads and bases are none here.
    pub diagnostics: Vec<Diagnostic>,
    /// The text of every file that was read, for rendering.
    pub files: BTreeMap<String, String>,
}

/// Checks a directory: everything that [`load`] finds, the number of heads and bases, and each
/// script for each dialect that this build knows.
///
/// ```
/// use migrate_check::source::MemoryDir;
/// use migrate_check::{Options, check};
///
/// let dir = MemoryDir::new()
///     .file("migrate.toml", "dialects = [\"sqlite\"]")
///     .file("20240115_users/revision.toml", "revises = \"20240114\"")
///     .file("20240115_users/up.sql", "CREATE TABLE users (id INTEGER);")
///     .file("20240115_users/down.sql", "DROP TABLE users;");
/// let outcome = check(&dir, &Options::default());
/// assert!(outcome.chain.is_none());
/// let codes: Vec<_> = outcome.diagnostics.iter().map(|d| d.code.name()).collect();
/// assert_eq!(codes, ["unknown-parent"]);
/// ```
pub fn check(dir: &dyn MigrationDir, options: &Options) -> Outcome {
    check_with(dir, options, None)
}

/// Does what [`check()`] does, with the same outcome, and parses only the scripts that are not what
/// they were when this was called last with this cache, and replays only from there on.
pub fn check_again(
    dir: &dyn MigrationDir,
    options: &Options,
    cache: &dyn AnalysisCache,
) -> Outcome {
    check_with(dir, options, Some(cache))
}

fn check_with(
    dir: &dyn MigrationDir,
    options: &Options,
    cache: Option<&dyn AnalysisCache>,
) -> Outcome {
    let checked = check_wanted(dir, options, cache, Wanted::default());
    let has_errors = checked.diagnostics.iter().any(Diagnostic::is_error);
    let known = match options.unknown && checked.graph.is_some() {
        true => replay::known(&checked.revisions, &checked.settings, &checked.dialects),
        false => BTreeMap::new(),
    };
    let chain = checked.graph.filter(|_| !has_errors).map(|graph| Chain {
        dialects: checked.dialects,
        graph,
        revisions: checked.revisions,
        settings: checked.settings,
    });
    Outcome {
        chain,
        diesel: checked.diesel,
        seal: checked.lock.map(|lock| Sealed {
            revisions: lock.revisions.len(),
            allowed: lock.allowances.len(),
        }),
        known,
        diagnostics: checked.diagnostics,
        files: checked.files,
    }
}

/// Loads a directory's chain, for commands that need no SQL.
pub fn load(dir: &dyn MigrationDir, options: &Options) -> Loaded {
    Directory::read(dir, options).into_loaded()
}
