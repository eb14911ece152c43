//! The steps of a check: `Directory` → [`Loaded`] → [`Analysed`] → [`Replayed`] → [`Checked`].
//!
//! Each takes the value of the step before, and has what it found itself; the last one puts all of it
//! together, and takes out what is allowed.
use crate::analyse::analyse_scripts;
use crate::analyses::{Analyses, AnalysisCache, Asked};
use crate::chain::{CheckedRevision, Scripts};
use crate::config::MigrateToml;
use crate::diagnostic::{Diagnostic, Label};
use crate::diesel_check::{self, DieselSchema, check_schema, read_asked};
use crate::load::{Directory, without_scripts};
use crate::lock::{Allowance, Lock, Seal, compare_again, verify};
use crate::options::Options;
use crate::revision::FoundRevision;
use crate::revisions::shape_diagnostics;
use crate::source::MigrationDir;
use crate::{Dialect, allowed, codes, replay};
use migrate_schema::Schema;
use std::collections::{BTreeMap, BTreeSet};

/// What a check is asked for from within.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    /// As if nothing were sealed; what the lock allows is allowed all the same.
    pub(crate) ignores_lock: bool,
    /// The models at this revision are wanted.
    pub(crate) model_at: Option<usize>,
}

/// A directory whose files were read, and whose chain was looked at.
struct Loaded<'d> {
    directory: Directory<'d>,
    /// The dialects to analyse.
    dialects: Vec<Dialect>,
    diagnostics: Vec<Diagnostic>,
}

/// A directory whose lock was read, and whose scripts were analysed.
struct Analysed<'d> {
    loaded: Loaded<'d>,
    seal: Option<Seal>,
    scripts: Vec<BTreeMap<Dialect, Scripts>>,
    /// What an earlier check knew, as far as it was not used.
    known: Analyses,
    /// What is to be made of Diesel's schema.
    diesel: diesel_check::Asked,
    diagnostics: Vec<Diagnostic>,
}

/// A directory whose scripts were replayed in the model, if all of the chain is known.
struct Replayed<'d> {
    analysed: Analysed<'d>,
    /// What came of it; its diagnostics are below.
    replayed: Option<replay::Replayed>,
    /// Whether the schemas after all revisions were asked for.
    wants_schema: bool,
    diagnostics: Vec<Diagnostic>,
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

/// Reads a directory and checks it.
pub(crate) fn check_wanted(
    dir: &dyn MigrationDir,
    options: &Options,
    cache: Option<&dyn AnalysisCache>,
    wanted: Wanted,
) -> Checked {
    check_directory(Directory::read(dir, options), options, cache, wanted)
}

/// Checks a directory that was read.
pub(crate) fn check_directory(
    directory: Directory<'_>,
    options: &Options,
    cache: Option<&dyn AnalysisCache>,
    wanted: Wanted,
) -> Checked {
    let loaded = Loaded::new(directory, options);
    let analysed = Analysed::new(loaded, options, cache, wanted);
    let replayed = Replayed::new(analysed, options, cache.is_some(), wanted);
    if let Some(cache) = cache {
        replayed.store(cache);
    }
    Checked::new(replayed, options, wanted)
}

impl<'d> Loaded<'d> {
    /// Looks at the chain of a directory, and finds the dialects to analyse.
    fn new(mut directory: Directory<'d>, options: &Options) -> Self {
        let mut diagnostics = directory.reading.take_diagnostics();
        if options.allow_no_revision && !directory.is_damaged() {
            diagnostics.retain(|found| found.code != codes::NO_REVISIONS);
        }
        diagnostics.extend(shape(&directory, options));
        let (dialects, missing) = known_dialects(&directory);
        diagnostics.extend(missing);
        Self {
            directory,
            dialects,
            diagnostics,
        }
    }
}

impl<'d> Analysed<'d> {
    /// Reads the lock, and analyses the scripts as far as they have changed since the last time.
    fn new(
        mut loaded: Loaded<'d>,
        options: &Options,
        cache: Option<&dyn AnalysisCache>,
        wanted: Wanted,
    ) -> Self {
        let Loaded {
            directory,
            dialects,
            ..
        } = &mut loaded;
        let mut known = cache.map(Analyses::load).unwrap_or_default();
        let seal = match wanted.ignores_lock {
            true => Seal::allowances(directory),
            false => Seal::read(directory, options.full, &known),
        };
        let scripts = analyse_all(directory, dialects, seal.as_ref(), &mut known);
        let diesel = read_asked(
            &mut directory.reading,
            &directory.found.settings,
            !options.ignore_diesel_schema,
            directory.dialects.len() > 1,
        );
        let diagnostics = directory.reading.take_diagnostics();
        Self {
            loaded,
            seal,
            scripts,
            known,
            diesel,
            diagnostics,
        }
    }
}

impl<'d> Replayed<'d> {
    /// Replays the chain in a model of the schema, if all of it is known.
    fn new(analysed: Analysed<'d>, options: &Options, keeps: bool, wanted: Wanted) -> Self {
        let Loaded {
            directory,
            dialects,
            ..
        } = &analysed.loaded;
        let nothing = Seal::default();
        let seal = analysed.seal.as_ref().unwrap_or(&nothing);
        let sealed_head = || seal.lock.head(directory.graph.as_ref().ok()?);
        // An application that does not ask for it has no use for it.
        let wants_schema = !keeps || analysed.diesel.is_any();
        let is_known = !(directory.is_damaged() || directory.has_unplaced() || seal.is_bad);
        let graph = directory.graph.as_ref().ok().filter(|_| is_known);
        let mut replayed = graph.map(|graph| {
            let chain = replay::Chain {
                graph,
                revisions: &directory.found.revisions,
                scripts: &analysed.scripts,
                lints: &directory.found.settings.lints,
                settings: &directory.found.settings.databases,
                seal,
                model_at: wanted
                    .model_at
                    .or_else(|| options.full.then(sealed_head).flatten()),
                wants_schema,
                known: keeps.then_some(&analysed.known),
            };
            replay::replay(chain, dialects)
        });
        let found = replayed
            .as_mut()
            .map(|it| std::mem::take(&mut it.diagnostics));
        Self {
            analysed,
            replayed,
            wants_schema,
            diagnostics: found.unwrap_or_default(),
        }
    }

    /// Stores what the next check need not find out again.
    fn store(&self, cache: &dyn AnalysisCache) {
        let Analysed {
            loaded,
            seal,
            scripts,
            known,
            ..
        } = &self.analysed;
        let found = &loaded.directory.found;
        let revisions = found.revisions.iter().enumerate();
        let asked = revisions
            .map(|(n, it)| move |dialect| asked_of(&found.settings, seal.as_ref(), n, it, dialect));
        let nothing = BTreeMap::new();
        let kept = self.replayed.as_ref().map(|replayed| &replayed.kept);
        known.store(asked.zip(scripts), kept.unwrap_or(&nothing), cache);
    }
}

impl Checked {
    /// Compares the directory with its lock, takes out what is allowed, and looks at Diesel's schema.
    fn new(replayed: Replayed<'_>, options: &Options, wanted: Wanted) -> Self {
        let Replayed {
            analysed,
            replayed,
            wants_schema,
            diagnostics: of_replay,
        } = replayed;
        let Analysed {
            loaded,
            seal,
            scripts,
            diesel: asked,
            diagnostics: of_scripts,
            ..
        } = analysed;
        let Loaded {
            mut directory,
            dialects,
            mut diagnostics,
        } = loaded;
        diagnostics.extend(of_scripts);
        diagnostics.extend(of_replay);
        let nothing = Seal::default();
        let in_force = seal.as_ref().unwrap_or(&nothing);
        let is_whole = replayed.is_some();
        diagnostics = verify(&directory, &in_force.lock, &scripts, diagnostics);
        diagnostics = allowed::allow(&directory, &scripts, in_force, is_whole, diagnostics);
        let (mut diagnostics, needed) = in_force.allow(&directory.reading.files, diagnostics);
        let (models, diesel) = match replayed {
            Some(replayed) => {
                // What a wrong script makes is nothing to compare with.
                let is_right =
                    !options.ignore_diesel_schema && !diagnostics.iter().any(Diagnostic::is_error);
                let reading = &mut directory.reading;
                let diesel =
                    wants_schema.then(|| check_schema(reading, asked, &replayed.schemas, is_right));
                diagnostics.extend(reading.take_diagnostics());
                (replayed.models, diesel)
            }
            None => (BTreeMap::new(), None),
        };
        let is_same_head = wanted.model_at.is_none();
        if let Some(seal) = seal.as_ref().filter(|_| options.full && is_same_head) {
            diagnostics.extend(compare_again(&seal.lock, &models, &needed));
        }
        Diagnostic::sort(&mut diagnostics);
        let revisions = directory.found.revisions.into_iter().zip(scripts);
        let revisions = revisions.map(|(revision, scripts)| with_scripts(revision, scripts));
        Self {
            dialects,
            graph: directory.graph.ok(),
            revisions: revisions.collect(),
            settings: directory.found.settings.databases,
            diesel,
            diagnostics,
            files: directory.reading.files,
            lock: seal.filter(|seal| !seal.is_bad).map(|seal| seal.lock),
            needed,
            models,
        }
    }
}

/// Analyses the scripts of each revision, as far as they have changed since the last time.
fn analyse_all(
    directory: &mut Directory<'_>,
    dialects: &[Dialect],
    seal: Option<&Seal>,
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
    seal: Option<&Seal>,
    n: usize,
    revision: &FoundRevision,
    dialect: Dialect,
) -> Asked {
    Asked {
        dialect,
        transaction: revision.transaction,
        is_sealed: seal.is_some_and(|seal| seal.covers(n, dialect)),
        is_mariadb: settings.databases.mariadb && dialect == Dialect::Mysql,
    }
}

/// Finds heads and bases that nothing allows.
fn shape(directory: &Directory<'_>, options: &Options) -> Vec<Diagnostic> {
    let settings = &directory.found.settings;
    // A revision or a setting that could not be read may be the very one that allows it.
    if directory.is_damaged() || directory.has_unplaced() || settings.damaged {
        return Vec::new();
    }
    let Ok(graph) = &directory.graph else {
        return Vec::new();
    };
    shape_diagnostics(
        &directory.found.revisions,
        graph,
        options.allow_several_heads || settings.multiple_heads,
        options.allow_several_bases || settings.multiple_bases,
    )
}

/// Finds the dialects to analyse: those of the directory that this build can read. Where there is none
/// for the scripts, a warning says so.
fn known_dialects(directory: &Directory<'_>) -> (Vec<Dialect>, Option<Diagnostic>) {
    let (known, unknown): (Vec<_>, Vec<_>) = directory
        .dialects
        .iter()
        .partition(|dialect| dialect.is_enabled());
    let mut revisions = directory.found.revisions.iter();
    let has_scripts = revisions.any(|revision| revision.has_scripts());
    if !known.is_empty() || !has_scripts {
        return (known, None);
    }
    let warning = match unknown.is_empty() {
        true if directory.found.settings.damaged => None,
        true => Some(no_dialect()),
        false => Some(dialects_not_built_in(&unknown)),
    };
    (known, warning)
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
