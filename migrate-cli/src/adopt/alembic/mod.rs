//! Converts Alembic's migrations: the Python files describe the revisions, and Alembic's `--sql` renders
//! their SQL.
//!
//! - `python`: parses the top level of a Python file.
//! - `settings`: reads `alembic.ini`.
//! - `project`: finds the folders and reads the revisions.
//! - `offline`: splits Alembic's output into the SQL of the revisions.
//! - `run`: runs Alembic.

mod offline;
mod project;
mod python;
mod run;
mod settings;

use super::{Adopted, Revision};
use crate::Failure;
use crate::address::Address;
use migrate_check::Dialect;
use offline::Direction;
use project::{Project, PythonRevision};
use run::{Alembic, Scripts};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The source of Alembic's SQL.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    /// The folder of the project.
    pub folder: &'a Path,
    /// Files with Alembic's output; if there are none, Alembic is run.
    pub printed: &'a [PathBuf],
    /// The command that runs Alembic.
    pub command: &'a str,
    /// The dialect of the SQL, if it is given.
    pub dialect: Option<Dialect>,
    /// The database's URL, if one is given: it determines the dialect if Alembic doesn't.
    pub url: Option<&'a str>,
}

impl Source<'_> {
    /// Reads and converts the project.
    pub fn convert(&self, say: &mut dyn FnMut(String)) -> Result<Adopted, Failure> {
        let project = Project::find(self.folder)?;
        let (revisions, others) = project.revisions()?;
        if revisions.is_empty() {
            let places: Vec<String> = project
                .versions
                .iter()
                .map(|folder| format!("`{}`", folder.display()))
                .collect();
            let message = format!(
                "there are no revisions of Alembic's in {}",
                places.join(", ")
            );
            return Err(Failure::new(message).help("give the folder of `alembic.ini`"));
        }
        let (scripts, dialect) = self.scripts(&project, &revisions, say)?;
        let mut adopted = Adopted::new(vec![dialect]);
        let folders = folders(&revisions);
        for (revision, folder) in revisions.iter().zip(folders) {
            let written = convert_revision(revision, folder, &scripts, &mut adopted);
            adopted.revisions.push(written);
        }
        for file in others {
            adopted.lose(
                &file,
                "no revision of Alembic's: it gives no value to `revision`",
            );
        }
        Ok(adopted)
    }

    fn scripts(
        &self,
        project: &Project,
        revisions: &[PythonRevision],
        say: &mut dyn FnMut(String),
    ) -> Result<(Scripts, Dialect), Failure> {
        let url = self.url.or(project.url.as_deref());
        let of_url = || Address::parse(url?).ok();
        let of_url = || of_url().map(|address| address.dialect());
        let unknown = || {
            Failure::new("it is not known which database the SQL is for")
                .help("add `--dialect postgres` (or `sqlite`, `mysql`), or `--url` with the database's URL")
        };
        if self.printed.is_empty() {
            let alembic = Alembic {
                words: self.command.split_whitespace().map(str::to_owned).collect(),
                project,
            };
            return alembic.scripts(
                revisions,
                |said| {
                    let dialect = self.dialect.or(said).or_else(of_url);
                    dialect.ok_or_else(unknown)
                },
                say,
            );
        }
        let dialect = self.dialect.or_else(of_url).ok_or_else(unknown)?;
        let ids: BTreeSet<&str> = revisions.iter().map(|one| one.id.as_str()).collect();
        let mut scripts = Scripts::default();
        for file in self.printed {
            let text = std::fs::read_to_string(file).map_err(|error| {
                Failure::new(format!("`{}` can't be read: {error}", file.display()))
            })?;
            scripts.take(&text, &ids, dialect);
        }
        Ok((scripts, dialect))
    }
}

/// Returns the names of the folders: those of the files, with the id if two are alike.
fn folders(revisions: &[PythonRevision]) -> Vec<String> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for revision in revisions {
        *taken.entry(revision.stem.to_lowercase()).or_default() += 1;
    }
    let name = |revision: &PythonRevision| match taken[&revision.stem.to_lowercase()] {
        1 => revision.stem.clone(),
        _ => format!("{}_{}", revision.id, revision.stem),
    };
    revisions.iter().map(name).collect()
}

/// Converts one revision, and notes what can't be carried over.
fn convert_revision(
    revision: &PythonRevision,
    folder: String,
    scripts: &Scripts,
    adopted: &mut Adopted,
) -> Revision {
    let id = revision.id.as_str();
    for note in &revision.notes {
        adopted.note(id, note);
    }
    let is_merge = revision.revises.len() > 1;
    let mut written = Revision {
        folder,
        id: id.to_owned(),
        revises: revision.revises.clone(),
        depends_on: revision.depends_on.clone(),
        branch_labels: revision.branch_labels.clone(),
        message: revision.message.clone(),
        created: revision.created.clone(),
        transaction: true,
        irreversible: None,
        up: None,
        down: None,
    };
    match scripts.get(Direction::Up, id) {
        Ok(up) => {
            written.transaction &= up.transaction;
            if !up.transaction {
                adopted.note(
                    id,
                    "it runs outside of a transaction, all of it: `transaction = false`",
                );
            }
            for query in &up.queries {
                adopted.note(
                    id,
                    &format!("its upgrade has a query, which changes nothing: `{query}`"),
                );
            }
            let is_nothing = up.sql.is_empty() && is_merge;
            written.up = (!is_nothing).then(|| with_comment(&revision.documentation, &up.sql));
        }
        Err(reason) => adopted.lose(
            id,
            &format!(
                "its upgrade has no SQL: {reason} ({}): write `up.sql`",
                revision.file
            ),
        ),
    }
    match scripts.get(Direction::Down, id) {
        Ok(down) => {
            written.transaction &= down.transaction;
            if written.up.is_some() {
                written.down = Some(with_comment("", &down.sql));
            }
        }
        // An empty merge has nothing to undo.
        Err(_) if is_merge && written.up.is_none() => {}
        Err(reason) => match &revision.refusal {
            Some(stated) => written.irreversible = Some(stated.clone()),
            None => {
                adopted.lose(
                    id,
                    &format!(
                        "its downgrade has no SQL: {reason} ({}): write `down.sql` and remove \
                             `irreversible`",
                        revision.file
                    ),
                );
                let why = format!("the downgrade was not carried over from Alembic: {reason}");
                written.irreversible = Some(why);
            }
        },
    }
    written
}

/// Returns a script with its documentation as a comment; an empty one gets a comment that says so.
fn with_comment(documentation: &str, sql: &str) -> String {
    let mut text = String::new();
    for line in documentation.lines() {
        text.push_str(format!("-- {line}").trim_end());
        text.push('\n');
    }
    match (sql.is_empty(), text.is_empty()) {
        (true, true) => "-- Nothing to do.\n".to_owned(),
        (true, false) => text,
        (false, true) => sql.to_owned(),
        (false, false) => format!("{text}\n{sql}"),
    }
}
