//! The entry point: a directory in, the chain and every diagnostic out.
use crate::diagnostic::Diagnostic;
use crate::source::MigrationDir;
use crate::{Chain, Dialect};
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
}

/// What came of a check.
#[derive(Debug)]
pub struct Outcome {
    /// The chain; `None` if there is any error.
    pub chain: Option<Chain>,
    /// Everything found, sorted: by file, place, code.
    pub diagnostics: Vec<Diagnostic>,
    /// The text of every file that was read, for rendering and for tracking: all are inputs of the
    /// build.
    pub files: BTreeMap<String, String>,
}

/// What the directory says, without looking into any SQL.
#[derive(Debug)]
pub struct Loaded {
    /// The graph, or all its errors.
    pub graph: Result<migrate_graph::Graph, Vec<GraphError>>,
    /// Everything found, graph errors included.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks a directory.
#[allow(clippy::unimplemented, unused_variables)]
pub fn check(dir: &dyn MigrationDir, options: &Options) -> Outcome {
    unimplemented!()
}

/// Loads a directory's chain, for commands that need no SQL.
#[allow(clippy::unimplemented, unused_variables)]
pub fn load(dir: &dyn MigrationDir, options: &Options) -> Loaded {
    unimplemented!()
}
