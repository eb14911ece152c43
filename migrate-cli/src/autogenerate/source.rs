//! Reads the wanted schema from a `schema.rs` or a live database.

use crate::directory::{AtHead, Directory};
use crate::live::{Address, Found};
use crate::{Failure, Terminal};
use migrate_check::diagnostic::{Code, Diagnostic, Label, Style, render};
use migrate_check::{Dialect, DieselSection};
use migrate_diesel::SchemaFile;
use migrate_schema::Schema;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The code for errors in a `schema.rs`, which in a build are the compiler's.
const UNUSABLE: Code = Code::new("schema-unusable");

/// The source of the wanted schema.
pub(super) enum Source {
    /// The `schema.rs` of each dialect, by sections.
    Files(Vec<WantedFile>),
    /// A database.
    Database(Box<Found>),
}

/// A `schema.rs` file.
pub(super) struct WantedFile {
    section: DieselSection,
    /// The dialect of the file; `None` if it is for all.
    only: Option<Dialect>,
    shown: String,
    text: String,
    file: SchemaFile,
}

impl Source {
    /// Reads the given `schema.rs`, or those that `migrate.toml` names.
    pub fn read_files(
        given: Option<&Path>,
        directory: &Directory,
        at_head: &AtHead,
    ) -> Result<Self, Failure> {
        let sections = &at_head.diesel.sections;
        let mut files = Vec::new();
        if let (Some(path), Some(section)) = (given, sections.first()) {
            let shown = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|error| {
                Failure::new(format!("`{shown}` can't be read: {error}"))
                    .help("give the path of your `schema.rs` with `--schema`")
            })?;
            files.push(WantedFile::read(section, None, shown, text)?);
            return Ok(Self::Files(files));
        }
        for section in sections {
            for (only, file) in &section.files {
                let shown = directory.path_of(file);
                let Some(text) = at_head.files.get(file) else {
                    let label = directory.label();
                    return Err(
                        Failure::new(format!("`{shown}` can't be read")).help(format!(
                            "correct `file` below `[schema]` in `{label}/migrate.toml`"
                        )),
                    );
                };
                files.push(WantedFile::read(section, *only, shown, text.clone())?);
            }
        }
        match files.is_empty() {
            true => Err(
                Failure::new("there is nothing to compare the revisions with").help(format!(
                    "name your `schema.rs` with `--schema FILE` (or once for all, as `file` below \
                     `[schema]` in `{}/migrate.toml`), or a database with `--url URL` or `--live`",
                    directory.label()
                )),
            ),
            false => Ok(Self::Files(files)),
        }
    }

    /// Reads a database, which has to be at the head: otherwise unapplied changes would be undone.
    pub fn read_database(
        address: Address,
        directory: &Directory,
        at_head: &AtHead,
        terminal: &mut Terminal,
    ) -> Result<Self, Failure> {
        let found = Found::look(address, &at_head.chain, directory.label())?;
        let shown = found.address.shown();
        match &*found.pending {
            [] => {}
            [first, rest @ ..] => {
                let message = match rest.len() {
                    0 => format!("`{shown}` is behind the head: `{first}` is not applied to it"),
                    more => format!(
                        "`{shown}` is behind the head: `{first}` and {more} more are not applied to it"
                    ),
                };
                let failure = Failure::new(message)
                    .note("what it lacks would be taken back, so nothing was written");
                return Err(failure.help(match found.applied.is_empty() {
                    true => {
                        "upgrade it first (`stamp` it, if it has what the revisions make and only the \
                         record of them is missing)"
                    }
                    false => "upgrade it first, with the application's own `upgrade`",
                }));
            }
        }
        for id in &found.edited {
            terminal.say(format!("note: `{id}` was edited after it was applied"));
        }
        Ok(Self::Database(Box::new(found)))
    }

    /// Returns the only dialect to compare, if it is one.
    pub fn only(&self) -> Option<Dialect> {
        match self {
            Self::Files(_) => None,
            Self::Database(found) => Some(found.address.dialect()),
        }
    }

    /// Returns the wanted form of a schema. `dialects` is the number of compared dialects.
    pub fn wanted(&self, schema: &Schema, dialects: usize) -> Result<Schema, Failure> {
        let files = match self {
            Self::Database(found) => return Ok(found.schema.clone()),
            Self::Files(files) => files,
        };
        let mut wanted = schema.clone();
        for one in files {
            if one.only.is_some_and(|only| only != schema.dialect) {
                continue;
            }
            let is_shared = one.only.is_none() && dialects > 1;
            let made = migrate_ddl::wanted(&wanted, &one.file, one.section.options(), is_shared);
            if !made.problems.is_empty() {
                let problems = made.problems.into_iter().map(|problem| {
                    let at = Label::at(&one.shown, problem.span);
                    Diagnostic::error(UNUSABLE, at, problem.message).help(problem.help)
                });
                return Err(one.unusable(problems.collect()));
            }
            wanted = made.schema;
        }
        Ok(wanted)
    }

    /// Returns a description of the source for the sentence "the revisions make …".
    pub fn description(&self) -> String {
        match self {
            Self::Database(_) => format!("what {} has", self.name()),
            Self::Files(_) => format!("what {} says", self.name()),
        }
    }

    /// Returns the name of the source.
    pub fn name(&self) -> String {
        match self {
            Self::Database(found) => format!("`{}`", found.address.shown()),
            Self::Files(files) => {
                let files: BTreeSet<String> =
                    files.iter().map(|one| format!("`{}`", one.shown)).collect();
                let files: Vec<String> = files.into_iter().collect();
                files.join(", ")
            }
        }
    }
}

impl WantedFile {
    fn read(
        section: &DieselSection,
        only: Option<Dialect>,
        shown: String,
        text: String,
    ) -> Result<Self, Failure> {
        let file = SchemaFile::read(&text);
        let unread = file.unread.clone();
        let read = Self {
            section: section.clone(),
            only,
            shown,
            text,
            file,
        };
        if unread.is_empty() {
            return Ok(read);
        }
        let errors = unread.into_iter().map(|span| {
            let at = Label::at(&read.shown, span);
            Diagnostic::error(
                UNUSABLE,
                at,
                "this is not read as Diesel's `table!` or `joinable!`",
            )
            .help("correct it: `cargo check` of the application says more")
        });
        Err(read.unusable(errors.collect()))
    }

    fn unusable(&self, errors: Vec<Diagnostic>) -> Failure {
        let files = BTreeMap::from([(self.shown.clone(), self.text.clone())]);
        let rendered = errors.iter();
        let rendered = rendered.map(|error| render(&files, error, "", Style::Plain) + "\n\n");
        let count = match errors.len() {
            1 => "1 error".to_owned(),
            count => format!("{count} errors"),
        };
        Failure {
            details: rendered.collect(),
            ..Failure::new(format!("{count} in {}, so nothing was written", self.shown))
        }
    }
}
