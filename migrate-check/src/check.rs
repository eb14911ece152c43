//! The entry point: a directory in, the chain and every diagnostic out.
use crate::Dialect;
use crate::allowed;
use crate::analyse::analyse_scripts;
use crate::analyses::{Analyses, AnalysisCache, Asked};
use crate::chain::{Chain, CheckedRevision, Scripts};
use crate::config::MigrateToml;
use crate::diagnostic::{Diagnostic, Label, codes};
use crate::diesel_check::{DieselSchema, check_schema, read_asked};
use crate::layout::FoundRevision;
use crate::load::{Directory, without_scripts};
use crate::lock::{Allowance, Lock, Seal, compare_again, verify};
use crate::replay::{self, Known};
use crate::revisions::shape_diagnostics;
use crate::schema::Schema;
use crate::source::MigrationDir;
use migrate_graph::GraphError;
use std::collections::{BTreeMap, BTreeSet};

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

/// What a check is asked for from within.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    /// As if nothing were sealed; what the lock allows is allowed all the same.
    pub(crate) ignores_lock: bool,
    /// The models at this revision are wanted.
    pub(crate) model_at: Option<usize>,
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
/// let codes: Vec<_> = outcome.diagnostics.iter().map(|d| d.code).collect();
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

/// All that a check finds out, whether there are errors or not.
pub(crate) struct Checked {
    pub(crate) dialects: Vec<Dialect>,
    /// Its indices are those of the revisions; `None` where it has errors.
    pub(crate) graph: Option<migrate_graph::Graph>,
    pub(crate) revisions: Vec<CheckedRevision>,
    pub(crate) settings: crate::Settings,
    pub(crate) diesel: Option<DieselSchema>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) files: BTreeMap<String, String>,
    /// The lock, if there is one that can be read.
    pub(crate) lock: Option<Lock>,
    /// What was allowed by the lock, and was there.
    pub(crate) needed: BTreeSet<Allowance>,
    /// The models at the revision that is wanted.
    pub(crate) models: BTreeMap<Dialect, Schema>,
}

pub(crate) fn check_wanted(
    dir: &dyn MigrationDir,
    options: &Options,
    cache: Option<&dyn AnalysisCache>,
    wanted: Wanted,
) -> Checked {
    let mut directory = Directory::read(dir, options);
    if options.allow_no_revision && !directory.is_damaged() {
        let found = &mut directory.reading.diagnostics;
        found.retain(|found| found.code != codes::NO_REVISIONS);
    }
    check_shape(&mut directory, options);
    let dialects = known_dialects(&mut directory);
    let mut known = cache.map(Analyses::load).unwrap_or_default();
    let seal = match wanted.ignores_lock {
        true => Seal::allowances(&mut directory),
        false => Seal::read(&mut directory, options.full, &known),
    };
    let nothing = Seal::default();
    let in_force = seal.as_ref().unwrap_or(&nothing);
    let scripts = analyse_all(&mut directory, &dialects, in_force, &mut known);
    let has_to_be_there = !options.ignore_diesel_schema;
    let settings = &directory.found.settings;
    let asked = read_asked(
        &mut directory.reading,
        settings,
        has_to_be_there,
        directory.dialects.len() > 1,
    );
    let sealed_head = || in_force.lock.head(directory.graph.as_ref().ok()?);
    let model_at = wanted
        .model_at
        .or_else(|| options.full.then(sealed_head).flatten());
    let what = Replay {
        model_at,
        // An application that does not ask for it has no use for it.
        schema: cache.is_none() || asked.is_any(),
        known: cache.is_some().then_some(&known),
    };
    let replayed = replay_all(&mut directory, &dialects, &scripts, in_force, what);
    if let Some(cache) = cache {
        let kept = replayed.as_ref().map(|replayed| &replayed.kept);
        let settings = &directory.found.settings;
        let revisions = directory.found.revisions.iter().enumerate();
        let asked =
            revisions.map(|(n, it)| move |dialect| asked_of(settings, in_force, n, it, dialect));
        let checked = asked.zip(&scripts);
        known.store(checked, kept.unwrap_or(&BTreeMap::new()), cache);
    }
    verify(&mut directory, &in_force.lock, &scripts);
    let is_whole = replayed.is_some();
    allowed::allow(&mut directory, &scripts, in_force, is_whole);
    let needed = in_force.allow(&mut directory);
    let (models, diesel) = match replayed {
        Some(replayed) => {
            let reading = &mut directory.reading;
            // What a wrong script makes is nothing to compare with.
            let is_right = !options.ignore_diesel_schema
                && !reading.diagnostics.iter().any(Diagnostic::is_error);
            let diesel = what
                .schema
                .then(|| check_schema(reading, asked, &replayed.schemas, is_right));
            (replayed.models, diesel)
        }
        None => (BTreeMap::new(), None),
    };
    let is_same_head = wanted.model_at.is_none();
    if let Some(seal) = seal.as_ref().filter(|_| options.full && is_same_head) {
        let found = compare_again(&seal.lock, &models, &needed);
        directory.reading.diagnostics.extend(found);
    }
    let mut diagnostics = directory.reading.diagnostics;
    Diagnostic::sort(&mut diagnostics);
    let settings = directory.found.settings.databases;
    let revisions = directory.found.revisions.into_iter().zip(scripts);
    let revisions = revisions.map(|(revision, scripts)| with_scripts(revision, scripts));
    Checked {
        dialects,
        graph: directory.graph.ok(),
        revisions: revisions.collect(),
        settings,
        diesel,
        diagnostics,
        files: directory.reading.files,
        lock: seal.filter(|seal| !seal.is_bad).map(|seal| seal.lock),
        needed,
        models,
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
    seal: &Seal,
    known: &mut Analyses,
) -> Vec<BTreeMap<Dialect, Scripts>> {
    let settings = &directory.found.settings;
    let revisions = directory.found.revisions.iter();
    let mut scripts = Vec::with_capacity(revisions.len());
    for (n, revision) in revisions.enumerate() {
        let asked = |dialect| asked_of(settings, seal, n, revision, dialect);
        let reading = &mut directory.reading;
        scripts.push(analyse_scripts(reading, revision, dialects, &asked, known));
    }
    scripts
}

/// What is asked for of the scripts of a revision.
fn asked_of(
    settings: &MigrateToml,
    seal: &Seal,
    n: usize,
    revision: &FoundRevision,
    dialect: Dialect,
) -> Asked {
    Asked {
        dialect,
        transaction: revision.transaction,
        is_sealed: seal.covers(n, dialect),
        is_mariadb: settings.databases.mariadb && dialect == Dialect::Mysql,
    }
}

/// What is asked for of a replay.
#[derive(Clone, Copy)]
struct Replay<'k> {
    model_at: Option<usize>,
    schema: bool,
    known: Option<&'k Analyses>,
}

/// Replays the chain in a model of the schema, if all of the chain is known.
fn replay_all(
    directory: &mut Directory<'_>,
    dialects: &[Dialect],
    scripts: &[BTreeMap<Dialect, Scripts>],
    seal: &Seal,
    asked: Replay<'_>,
) -> Option<replay::Replayed> {
    if directory.is_damaged() || directory.has_unplaced() || seal.is_bad {
        return None;
    }
    let chain = replay::Chain {
        graph: directory.graph.as_ref().ok()?,
        revisions: &directory.found.revisions,
        scripts,
        lints: &directory.found.settings.lints,
        settings: &directory.found.settings.databases,
        seal,
        model_at: asked.model_at,
        wants_schema: asked.schema,
        known: asked.known,
    };
    let mut replayed = replay::replay(chain, dialects);
    let found = std::mem::take(&mut replayed.diagnostics);
    directory.reading.diagnostics.extend(found);
    Some(replayed)
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
