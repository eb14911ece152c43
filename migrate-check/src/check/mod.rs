//! The entry point: a directory in, the chain and every diagnostic out.
//!
//! - `steps`: the steps of a check, each from the value of the step before to one of its own.
mod steps;

#[cfg(test)]
pub(crate) use steps::check_directory;
pub(crate) use steps::{Wanted, check_wanted};

use crate::analyses::AnalysisCache;
use crate::chain::Chain;
use crate::diagnostic::Diagnostic;
use crate::diesel_check::DieselSchema;
use crate::options::Options;
use crate::replay::{self, Known};
use crate::source::MigrationDir;
use crate::{Dialect, codes};
use std::collections::BTreeMap;

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

/// Checks a directory: everything that [`load`](crate::load) finds, the number of heads and bases, and each
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
