//! The entry point: a directory in, the chain and every diagnostic out.
use crate::Dialect;
use crate::analyse::analyse_scripts;
use crate::analyses::{Analyses, AnalysisCache};
use crate::chain::{Chain, CheckedRevision, Scripts};
use crate::diagnostic::{Diagnostic, Label, codes};
use crate::diesel_check::{Asked, DieselSchema, check_schema, read_asked};
use crate::layout::FoundRevision;
use crate::load::{Directory, without_scripts};
use crate::replay;
use crate::revisions::shape_diagnostics;
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
}

/// What came of a check.
#[derive(Debug)]
pub struct Outcome {
    /// The chain; `None` if there is any error.
    pub chain: Option<Chain>,
    /// Diesel's schema after all revisions, as far as it is known where there are errors; `None` where
    /// the chain itself is wrong.
    pub diesel: Option<DieselSchema>,
    /// Everything found, sorted: by file, place, code.
    pub diagnostics: Vec<Diagnostic>,
    /// The text of every file that was read, for rendering and for tracking: all are inputs of the
    /// build.
    pub files: BTreeMap<String, String>,
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
    /// Whether all that the graph is made of could be read: no revision, and nothing that one says
    /// of its place, is missing for an error of another kind.
    pub is_complete: bool,
    /// Whether a revision does not say what it revises, and is a base in the graph for that: the
    /// missing key is among the errors.
    pub assumes_bases: bool,
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
/// let codes: Vec<_> = outcome.diagnostics.iter().map(|d| d.code).collect();
/// assert_eq!(codes, ["unknown-parent"]);
/// ```
pub fn check(dir: &dyn MigrationDir, options: &Options) -> Outcome {
    check_with(dir, options, None)
}

/// Does what [`check()`] does, with the same outcome, and parses only the scripts that are not what
/// they were when this was called last with this cache.
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
    let mut directory = Directory::read(dir, options);
    check_shape(&mut directory, options);
    let dialects = known_dialects(&mut directory);
    let scripts = analyse_all(&mut directory, &dialects, cache);
    let asked = read_asked(&mut directory.reading, &directory.found.settings);
    let diesel = replay_all(&mut directory, &dialects, &scripts, asked);
    let mut diagnostics = directory.reading.diagnostics;
    Diagnostic::sort(&mut diagnostics);
    let has_errors = diagnostics.iter().any(Diagnostic::is_error);
    let revisions = directory.found.revisions.into_iter().zip(scripts);
    let revisions = revisions.map(|(revision, scripts)| with_scripts(revision, scripts));
    let chain = match directory.graph {
        Ok(graph) if !has_errors => Some(Chain {
            dialects,
            graph,
            revisions: revisions.collect(),
        }),
        _ => None,
    };
    Outcome {
        chain,
        diesel,
        diagnostics,
        files: directory.reading.files,
    }
}

/// Loads a directory's chain, for commands that need no SQL.
pub fn load(dir: &dyn MigrationDir, options: &Options) -> Loaded {
    Directory::read(dir, options).into_loaded()
}

/// Analyses the scripts of each revision, as far as they have changed since the last time.
fn analyse_all(
    directory: &mut Directory<'_>,
    dialects: &[Dialect],
    cache: Option<&dyn AnalysisCache>,
) -> Vec<BTreeMap<Dialect, Scripts>> {
    let mut known = cache.map(Analyses::load).unwrap_or_default();
    let revisions = &directory.found.revisions;
    let mut analyse =
        |revision| analyse_scripts(&mut directory.reading, revision, dialects, &mut known);
    let scripts: Vec<_> = revisions.iter().map(&mut analyse).collect();
    if let Some(cache) = cache {
        let transactions = revisions.iter().map(|revision| revision.transaction);
        known.store(transactions.zip(&scripts), cache);
    }
    scripts
}

/// Replays the chain in a model of the schema, if all of the chain is known, and makes Diesel's
/// schema of it.
fn replay_all(
    directory: &mut Directory<'_>,
    dialects: &[Dialect],
    scripts: &[BTreeMap<Dialect, Scripts>],
    asked: Asked,
) -> Option<DieselSchema> {
    if directory.is_damaged() || directory.has_unplaced() {
        return None;
    }
    let chain = replay::Chain {
        graph: directory.graph.as_ref().ok()?,
        revisions: &directory.found.revisions,
        scripts,
        lints: &directory.found.settings.lints,
    };
    let replayed = replay::replay(chain, dialects);
    let reading = &mut directory.reading;
    reading.diagnostics.extend(replayed.diagnostics);
    // What a wrong script makes is nothing to compare with.
    let is_right = !reading.diagnostics.iter().any(Diagnostic::is_error);
    Some(check_schema(reading, asked, &replayed.schemas, is_right))
}

fn check_shape(directory: &mut Directory<'_>, options: &Options) {
    let settings = &directory.found.settings;
    // A revision or a setting that could not be read may be the very one that allows it.
    if directory.is_damaged() || directory.has_unplaced() || settings.damaged {
        return;
    }
    if let Ok(graph) = &directory.graph {
        directory.reading.diagnostics.extend(shape_diagnostics(
            &directory.found.revisions,
            graph,
            options.allow_several_heads || settings.multiple_heads,
            options.allow_several_bases || settings.multiple_bases,
        ));
    }
}

/// The dialects to analyse: those of the directory that this build can read.
fn known_dialects(directory: &mut Directory<'_>) -> Vec<Dialect> {
    let (known, unknown): (Vec<_>, Vec<_>) = directory
        .dialects
        .iter()
        .partition(|dialect| dialect.is_enabled());
    let mut revisions = directory.found.revisions.iter();
    let has_scripts = revisions.any(|revision| revision.has_scripts());
    if !known.is_empty() || !has_scripts {
        return known;
    }
    directory.reading.report(match unknown.is_empty() {
        true if directory.found.settings.damaged => return known,
        true => no_dialect(),
        false => dialects_not_built_in(&unknown),
    });
    known
}

fn no_dialect() -> Diagnostic {
    let message = "no dialect is declared, so the SQL was not checked";
    Diagnostic::warning(codes::NO_DIALECT, Label::whole(""), message).help(
        "write `dialects = [\"postgres\"]` (or `sqlite`, `mysql`) into `{dir}/migrate.toml`, or \
         pass `--dialect postgres`",
    )
}

fn dialects_not_built_in(unknown: &[Dialect]) -> Diagnostic {
    let names: Vec<&str> = unknown.iter().map(|dialect| dialect.name()).collect();
    let message = format!(
        "this build can't read {}, so the SQL was not checked",
        names.join(" or ")
    );
    let features: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let help = format!("switch on the cargo feature {}", features.join(" or "));
    Diagnostic::warning(codes::DIALECT_NOT_BUILT_IN, Label::whole(""), message).help(help)
}

fn with_scripts(revision: FoundRevision, scripts: BTreeMap<Dialect, Scripts>) -> CheckedRevision {
    let mut ups = scripts.values().filter_map(|both| both.up.as_ref());
    let documentation = ups.find_map(|up| up.analysis.documentation.clone());
    CheckedRevision {
        documentation,
        scripts,
        ..without_scripts(revision)
    }
}
