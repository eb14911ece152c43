//! The migrations directory that a command works on, read by `migrate-check`.

mod chain;
mod changes;
mod counts;

pub(crate) use chain::{Chain, without_database};
pub(crate) use changes::Changes;
pub(crate) use counts::{counted, counts};

use crate::args::{DialectArgs, DirectoryArgs};
use crate::naming::Naming;
use crate::timestamp::Zone;
use crate::{Failure, Terminal};
use changes::{Changed, write_whole};
use migrate_check::codes;
use migrate_check::diagnostic::{Code, Diagnostic, Severity, Style, join, render, shell_word};
use migrate_check::source::{Entry, EntryKind, LocalDir, MigrationDir};
use migrate_check::{Dialect, Layout, Loaded, NewRevisions, Options, SealOptions, Sealing};
use migrate_graph::{Graph, GraphError};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// A directory, and its name for messages.
pub(crate) struct Directory {
    source: LocalDir,
    label: String,
    layout: Layout,
}

/// The schemas after all revisions of a directory.
pub(crate) struct AtHead {
    pub diesel: migrate_check::DieselSchema,
    pub chain: migrate_check::Chain,
    /// The texts of the files, by their paths in the directory.
    pub files: BTreeMap<String, String>,
}

/// The errors that changes would introduce.
pub(crate) struct NewErrors {
    pub errors: Vec<Diagnostic>,
    /// The chain, if there are no errors at all.
    pub chain: Option<migrate_check::Chain>,
    /// The texts of the files, by their paths in the directory.
    files: BTreeMap<String, String>,
}

/// A directory whose revisions don't form a chain.
pub(crate) struct Broken {
    /// The kind of the first error, as the test vectors call it.
    pub kind: String,
    /// The message of the first error.
    pub message: String,
    failure: Box<Failure>,
}

impl Directory {
    pub fn new(args: &DirectoryArgs) -> Self {
        Self {
            source: LocalDir::new(&args.dir),
            label: args.dir.to_string_lossy().into_owned(),
            layout: args.layout.into(),
        }
    }

    /// Returns the directory as it was given.
    pub fn label(&self) -> &str {
        &self.label
    }

    pub fn root(&self) -> &Path {
        self.source.root()
    }

    /// Returns the path of a file, with the directory as it was given.
    pub fn path_of(&self, file: &str) -> String {
        join(&self.label, file)
    }

    /// Returns a command on this directory, as it would be typed.
    pub fn command(&self, command: &str) -> String {
        match self.label.as_str() {
            "migrations" => format!("cargo migrate {command}"),
            label => format!("cargo migrate {command} --dir {}", shell_word(label)),
        }
    }

    /// Checks everything. `full` includes sealed revisions; `unknown` finds what the model gives up.
    pub fn check(
        &self,
        dialects: &DialectArgs,
        full: bool,
        unknown: bool,
    ) -> migrate_check::Outcome {
        let options = Options {
            dialects: dialects.dialects(),
            full,
            unknown,
            ..self.options()
        };
        migrate_check::check(&self.source, &options)
    }

    /// Checks everything in full and makes the lock of all revisions up to `target`.
    pub fn seal(&self, target: usize, how: SealOptions) -> Sealing {
        migrate_check::seal(&self.source, &self.options(), target, how)
    }

    /// Returns the text of a new lock for the changed directory up to this revision.
    pub fn seal_with(&self, changes: &Changes, target: usize) -> Result<String, Failure> {
        let how = SealOptions {
            again: true,
            ..SealOptions::default()
        };
        let sealing = migrate_check::seal(&self.with(changes), &self.options(), target, how);
        let errors = sealing.diagnostics.iter().filter(|found| found.is_error());
        let errors: Vec<&Diagnostic> = errors.collect();
        let failure = || self.failure(&errors, &sealing.files);
        sealing.text.clone().ok_or_else(failure)
    }

    /// Writes a file of the directory atomically: readers see the old or the new text.
    pub fn write(&self, file: &str, text: &str) -> Result<(), Failure> {
        write_whole(&self.root().join(file), text).map_err(|error| {
            Failure::new(format!(
                "`{}` can't be written: {error}",
                self.path_of(file)
            ))
            .help("give yourself the right to write in the directory")
        })
    }

    /// Prints all diagnostics, one paragraph each.
    pub fn say_all(
        &self,
        found: &[Diagnostic],
        files: &BTreeMap<String, String>,
        terminal: &mut Terminal,
    ) {
        let style = match terminal.is_coloured() {
            true => Style::Coloured,
            false => Style::Plain,
        };
        for diagnostic in found {
            let text = render(files, diagnostic, &self.label, style) + "\n";
            match diagnostic.is_error() {
                true => terminal.tell(text),
                false => terminal.say(text),
            }
        }
    }

    /// Returns the chain with its scripts, all of them checked.
    pub fn checked_chain(&self, dialects: &DialectArgs) -> Result<migrate_check::Chain, Failure> {
        let options = Options {
            dialects: dialects.dialects(),
            allow_several_heads: true,
            allow_several_bases: true,
            ..self.options()
        };
        let outcome = migrate_check::check(&self.source, &options);
        let chain = outcome.chain;
        let errors = outcome.diagnostics.iter().filter(|found| found.is_error());
        let errors: Vec<&Diagnostic> = errors.collect();
        chain.ok_or_else(|| self.failure(&errors, &outcome.files))
    }

    /// Returns Diesel's schema after all revisions, for the checked dialects. An existing `schema.rs` may
    /// differ.
    pub fn diesel_schema(
        &self,
        dialects: &DialectArgs,
        terminal: &mut Terminal,
    ) -> Result<(migrate_check::DieselSchema, Vec<Dialect>), Failure> {
        let options = Options {
            dialects: dialects.dialects(),
            allow_several_heads: true,
            allow_several_bases: true,
            ignore_diesel_schema: true,
            ..self.options()
        };
        let outcome = migrate_check::check(&self.source, &options);
        let errors = outcome.diagnostics.iter().filter(|found| found.is_error());
        let (of_downgrades, errors): (Vec<&Diagnostic>, Vec<_>) =
            errors.partition(|found| migrate_check::Outcome::is_of_a_downgrade(found));
        match outcome.diesel {
            Some(schema) if errors.is_empty() => {
                if !of_downgrades.is_empty() {
                    terminal.say(format!(
                        "note: {} in downgrades, which change nothing here: see `{}`",
                        counts(of_downgrades),
                        self.command("check")
                    ));
                }
                let dialects = schema.dialects();
                Ok((schema, dialects))
            }
            _ => Err(self.failure(&errors, &outcome.files)),
        }
    }

    /// Returns the schemas after all revisions, with the files read. An existing `schema.rs` may differ.
    pub fn at_head(&self, dialects: &DialectArgs) -> Result<AtHead, Failure> {
        let options = Options {
            dialects: dialects.dialects(),
            allow_no_revision: true,
            ignore_diesel_schema: true,
            ..self.options()
        };
        let outcome = migrate_check::check(&self.source, &options);
        match (outcome.diesel, outcome.chain) {
            (Some(diesel), Some(chain)) => Ok(AtHead {
                diesel,
                chain,
                files: outcome.files,
            }),
            _ => {
                let errors = outcome.diagnostics.iter().filter(|found| found.is_error());
                Err(self.failure(&errors.collect::<Vec<_>>(), &outcome.files))
            }
        }
    }

    /// Checks a folder before it is written. Returns an error, or the remaining differences from the
    /// `schema.rs`.
    pub fn check_changes(
        &self,
        changes: &Changes,
        dialects: &[Dialect],
    ) -> Result<Vec<String>, Failure> {
        let options = Options {
            dialects: Some(dialects.to_vec()),
            ..self.options()
        };
        let outcome = migrate_check::check(&self.with(changes), &options);
        let is_of_schema = |found: &Diagnostic| codes::OF_DIESELS_SCHEMA.contains(&found.code);
        // Dropped objects were asked for.
        let is_asked = |found: &Diagnostic| found.code == codes::DATA_LOSS;
        let is_in_folder = |found: &Diagnostic| {
            let file = found.primary.as_ref().map(|label| &*label.file);
            file.is_some_and(|file| {
                changes
                    .folders
                    .iter()
                    .any(|new| file.starts_with(&new.name))
            })
        };
        let (ours, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) = outcome
            .diagnostics
            .iter()
            .filter(|found| found.is_error() || is_in_folder(found))
            .filter(|found| found.severity != Severity::Note)
            .partition(|found| !is_of_schema(found) && !is_asked(found));
        if !ours.is_empty() {
            let mut failure = self.failure(&ours, &outcome.files);
            failure.message = format!(
                "what would be written is wrong ({}), so nothing was",
                counts(ours)
            );
            return Err(failure.help(
                "this is a mistake of `migrate`: please report it with the scripts and the schema",
            ));
        }
        let said = others.into_iter().map(|found| {
            let fields = found.fields(&outcome.files, &self.label);
            let note = format!("note: {}:{}: {}", fields.file, fields.line, fields.message);
            match fields.help {
                Some(help) => format!("{note}\n  help: {help}"),
                None => note,
            }
        });
        Ok(said.collect())
    }

    /// Returns the chain alone: scripts may be missing or broken.
    pub fn chain(&self) -> Result<Chain<'_>, Broken> {
        self.chain_of(&self.source)
    }

    /// Returns the chain alone, where revisions without `revises` count as bases, and a note about them.
    pub fn chain_with_assumed_bases(&self) -> Result<(Chain<'_>, String), Broken> {
        let mut loaded = migrate_check::load(&self.source, &self.options());
        let missing =
            |found: &&Diagnostic| loaded.assumes_bases && found.code == codes::MISSING_KEY;
        let missing: Vec<&Diagnostic> = loaded.diagnostics.iter().filter(missing).collect();
        let said = self.rendered(&missing, &loaded.files);
        if std::mem::take(&mut loaded.assumes_bases) {
            loaded
                .diagnostics
                .retain(|found| found.code != codes::MISSING_KEY);
        }
        Ok((self.chain_in(loaded)?, said))
    }

    /// Returns the chain to extend; in an empty directory, an empty chain.
    pub fn chain_to_extend(&self) -> Result<Chain<'_>, Failure> {
        if self.layout == Layout::Files {
            let message = "a new revision is a folder, and this layout has only files";
            return Err(
                Failure::new(message).help("leave out `--layout`, or add the files by hand")
            );
        }
        if self.entries()?.is_empty() {
            let graph = Graph::build(&[]).map_err(|_| Failure::new("there is no empty chain"))?;
            let new_revisions = NewRevisions::default();
            return Ok(Chain::new(
                self,
                graph,
                Vec::new(),
                Vec::new(),
                new_revisions,
            ));
        }
        Ok(self.chain()?)
    }

    /// Returns the chain after the changes, before anything is written.
    pub fn chain_with(&self, changes: &Changes) -> Result<Chain<'_>, Failure> {
        if let Some(name) = changes.taken_name(&self.entries()?) {
            let path = self.path_of(&name);
            return Err(Failure::new(format!("`{path}` is there already"))
                .help("choose another `--rev-id` or message"));
        }
        let chain = self.chain_of(&self.with(changes))?;
        let new = changes.folders.iter().map(|folder| folder.name.as_str());
        for folder in new {
            self.refuse_wrong(&chain, |file| file.starts_with(folder))?;
        }
        Ok(chain)
    }

    /// Returns an error for errors in files, although the chain could be read.
    fn refuse_wrong(
        &self,
        chain: &Chain<'_>,
        is_meant: impl Fn(&str) -> bool,
    ) -> Result<(), Failure> {
        let of = |error: &&Diagnostic| error.primary.as_ref().is_some_and(|at| is_meant(&at.file));
        let errors = chain.problems.iter().filter(|found| concerns_chain(found));
        let errors: Vec<&Diagnostic> = errors.filter(of).collect();
        match errors.is_empty() {
            true => Ok(()),
            false => Err(self.failure(&errors, &chain.files)),
        }
    }

    /// Returns the errors that changes would introduce: those of a full check that don't occur without
    /// them.
    pub fn new_errors(&self, changes: &Changes) -> NewErrors {
        let options = Options {
            allow_several_heads: true,
            allow_several_bases: true,
            ..self.options()
        };
        let before = migrate_check::check(&self.source, &options).diagnostics;
        let after = migrate_check::check(&self.with(changes), &options);
        let is_known = |error: &Diagnostic| {
            let mut before = before.iter();
            before.any(|known| known.code == error.code && known.message == error.message)
        };
        let mut errors = after.diagnostics;
        errors.retain(|found| found.is_error() && !is_known(found));
        NewErrors {
            errors,
            chain: after.chain,
            files: after.files,
        }
    }

    /// Returns the ids of the sealed revisions.
    pub fn sealed(&self) -> Result<BTreeSet<String>, Failure> {
        migrate_check::sealed_ids(&self.source).map_err(|error| {
            let text = self.text(migrate_check::LOCK_FILE).unwrap_or_default();
            let files = [(migrate_check::LOCK_FILE.to_owned(), text)].into();
            self.failure(&[&*error], &files)
        })
    }

    /// Returns whether the directory has a file or folder of this name.
    pub fn holds(&self, name: &str) -> Result<bool, Failure> {
        Ok(self.entries()?.iter().any(|entry| entry.name == name))
    }

    /// Returns the naming rules for new revisions.
    pub fn naming(&self, chain: &Chain<'_>) -> Result<Naming, Failure> {
        self.refuse_wrong(chain, |file| file == "migrate.toml")?;
        let new = chain.new_revisions.clone();
        let Some((name, at)) = &new.timezone else {
            return Ok(Naming {
                zone: Zone::default(),
                new,
            });
        };
        let zone = Zone::find(name).map_err(|message| {
            let help = "write `UTC`, an offset as `+02:00`, or a place as `Europe/Berlin`";
            let error = Diagnostic::error(codes::INVALID_VALUE, at.clone(), message).help(help);
            let files = [(at.file.to_string(), self.text(&at.file).unwrap_or_default())].into();
            self.failure(&[&error], &files)
        })?;
        Ok(Naming { new, zone })
    }

    /// Returns the paths of the files in a folder, from the directory.
    pub fn files_in(&self, folder: &str) -> Result<Vec<String>, Failure> {
        let listed = self.source.list(folder).map_err(|error| {
            Failure::new(format!("`{}` can't be read: {error}", self.path_of(folder)))
        })?;
        let files = listed
            .into_iter()
            .filter(|entry| entry.kind == EntryKind::File);
        Ok(files.map(|entry| entry.name).collect())
    }

    /// Returns the text of a file.
    pub fn text(&self, file: &str) -> Result<String, Failure> {
        let bytes = self.source.read(file);
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other));
        text.map_err(|error| {
            Failure::new(format!("`{}` can't be read: {error}", self.path_of(file)))
        })
    }

    fn with<'a>(&'a self, changes: &'a Changes) -> Changed<'a> {
        Changed {
            source: &self.source,
            changes,
        }
    }

    /// Returns the entries of the directory; none if it doesn't exist.
    fn entries(&self) -> Result<Vec<Entry>, Failure> {
        match self.source.list("") {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            listed => listed.map_err(|error| {
                Failure::new(format!("`{}` can't be read: {error}", self.label))
                    .help("give the migrations directory with `--dir`")
            }),
        }
    }

    fn chain_of(&self, source: &dyn MigrationDir) -> Result<Chain<'_>, Broken> {
        self.chain_in(migrate_check::load(source, &self.options()))
    }

    fn chain_in(&self, loaded: Loaded) -> Result<Chain<'_>, Broken> {
        let is_known = loaded.is_complete && !loaded.assumes_bases;
        match loaded.graph {
            Ok(graph) if is_known => {
                let (revisions, dialects) = (loaded.revisions, loaded.dialects);
                let new_revisions = loaded.new_revisions;
                let mut chain = Chain::new(self, graph, revisions, dialects, new_revisions);
                (chain.problems, chain.files) = (loaded.diagnostics, loaded.files);
                Ok(chain)
            }
            _ => Err(self.broken(&loaded)),
        }
    }

    fn broken(&self, loaded: &Loaded) -> Broken {
        let errors: Vec<&Diagnostic> = loaded
            .diagnostics
            .iter()
            .filter(|found| concerns_chain(found))
            .collect();
        // A graph error that is not reported may only follow from a reported one.
        let graph_errors = loaded.graph.as_ref().err().into_iter().flatten();
        let first_of_graph = graph_errors.map(GraphError::kind).find_map(|kind| {
            let mut errors = errors.iter();
            let reported = errors.find(|error| is_of_kind(error.code, kind))?;
            Some((kind.to_owned(), reported.message.clone()))
        });
        let first_of_files = || {
            let error = errors.first()?;
            Some((error.code.name().replace('-', "_"), error.message.clone()))
        };
        let nothing = || {
            let message = format!("the chain in `{}` can't be read", self.label);
            ("unreadable".to_owned(), message)
        };
        let (kind, message) = first_of_graph
            .or_else(first_of_files)
            .unwrap_or_else(nothing);
        Broken {
            kind,
            message,
            failure: Box::new(self.failure(&errors, &loaded.files)),
        }
    }

    fn options(&self) -> Options {
        Options {
            layout: self.layout,
            ..Options::default()
        }
    }

    /// Returns the failure of a command that can't work because of these errors: all of them, then their
    /// number.
    fn failure(&self, errors: &[&Diagnostic], files: &BTreeMap<String, String>) -> Failure {
        let found = counts(errors.iter().copied());
        let message = format!("{found} in {}, so nothing was done", self.label);
        Failure {
            details: self.rendered(errors, files),
            ..Failure::new(message)
        }
    }

    fn rendered(&self, found: &[&Diagnostic], files: &BTreeMap<String, String>) -> String {
        let rendered =
            |one: &&Diagnostic| format!("{}\n\n", render(files, one, &self.label, Style::Plain));
        found.iter().map(rendered).collect()
    }
}

impl NewErrors {
    /// Returns the failure of a command that does nothing because of these errors, if there are any.
    pub fn refuse(&self, directory: &Directory, help: &str) -> Result<(), Failure> {
        if self.errors.is_empty() {
            return Ok(());
        }
        let errors: Vec<&Diagnostic> = self.errors.iter().collect();
        let mut failure = directory.failure(&errors, &self.files);
        failure.message = format!(
            "the revisions would not check afterwards ({}), so nothing was done",
            counts(errors)
        );
        Err(failure.help(help))
    }
}

impl From<Broken> for Failure {
    fn from(broken: Broken) -> Self {
        *broken.failure
    }
}

/// Returns whether a diagnostic can be the reason why there is no chain; those of scripts can't.
fn concerns_chain(diagnostic: &Diagnostic) -> bool {
    const OF_SCRIPTS: [Code; 3] = [codes::NO_UP, codes::NO_DOWN, codes::IRREVERSIBLE_WITH_DOWN];
    diagnostic.is_error() && !OF_SCRIPTS.contains(&diagnostic.code)
}

/// Returns whether a diagnostic's code and the kind of a graph error stand for the same mistake.
fn is_of_kind(code: Code, kind: &str) -> bool {
    match code {
        codes::UNKNOWN_PARENT | codes::UNKNOWN_DEPENDENCY => kind == "missing_reference",
        codes::ILLEGAL_ID => kind == "illegal_revision_id",
        codes::DUPLICATE_LABEL => kind == "duplicate_branch_label",
        other => other.name().replace('-', "_") == kind,
    }
}
