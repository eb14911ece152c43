//! Alembic itself, which turns its revisions into SQL.

use super::offline::{Direction, Script, script, sections};
use super::project::{Project, PythonRevision};
use crate::Failure;
use migrate_check::Dialect;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// The scripts of the revisions, as far as there are any.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    found: BTreeMap<(Direction, String), Script>,
    /// Why there is none.
    failures: BTreeMap<(Direction, String), String>,
}

impl Scripts {
    pub fn get(&self, direction: Direction, id: &str) -> Result<&Script, &str> {
        let key = (direction, id.to_owned());
        let failure = || self.failures.get(&key).map(String::as_str);
        let found = self.found.get(&key);
        found.ok_or_else(|| failure().unwrap_or("it is not in the SQL that was given"))
    }

    /// Takes what was printed, but for a step in whose middle a run ended.
    pub fn take(&mut self, printed: &str, ids: &BTreeSet<&str>, dialect: Dialect) {
        for section in sections(printed, ids) {
            let key = (section.direction, section.revision.to_owned());
            if self.found.contains_key(&key) {
                continue;
            }
            let script = script(section.text, dialect);
            if script.is_whole {
                self.found.insert(key, script);
            }
        }
    }
}

/// A way to run Alembic on a project.
pub(super) struct Alembic<'p> {
    pub words: Vec<String>,
    pub project: &'p Project,
}

/// What a run printed.
struct Printed {
    sql: String,
    log: String,
    succeeded: bool,
}

impl Printed {
    /// The dialect that Alembic works for.
    fn dialect(&self) -> Option<Dialect> {
        let named = |name: &str| self.log.contains(&format!("Context impl {name}Impl"));
        if named("Postgresql") {
            Some(Dialect::Postgres)
        } else if named("SQLite") {
            Some(Dialect::Sqlite)
        } else if named("MySQL") || named("MariaDB") {
            Some(Dialect::Mysql)
        } else {
            None
        }
    }

    /// The last line of the log: the exception that ended the run.
    fn reason(&self) -> String {
        let mut lines = self.log.lines().rev().map(str::trim);
        let last = lines.find(|line| !line.is_empty());
        last.unwrap_or("it gave no reason").to_owned()
    }
}

impl Alembic<'_> {
    fn run(&self, arguments: &[&str]) -> Result<Printed, Failure> {
        let (program, first) = self.words.split_first().ok_or_else(|| {
            Failure::new("`--alembic` names no program").help("write `--alembic alembic`")
        })?;
        let mut command = Command::new(program);
        command.args(first).args(arguments).arg("--sql");
        command.current_dir(&self.project.root);
        let output = command.output().map_err(|error| {
            Failure::new(format!("`{program}` can't be run: {error}")).help(
                "activate the project's environment, or say how Alembic is run with `--alembic \
                 \"python -m alembic\"`, or give its output with `--sql FILE`",
            )
        })?;
        Ok(Printed {
            sql: String::from_utf8_lossy(&output.stdout).into_owned(),
            log: String::from_utf8_lossy(&output.stderr).into_owned(),
            succeeded: output.status.success(),
        })
    }

    /// Runs it for everything, then for each revision that this left out: one that can't be
    /// rendered ends a run. The dialect is found from what Alembic says, where it is not given.
    pub fn scripts(
        &self,
        revisions: &[PythonRevision],
        dialect: impl FnOnce(Option<Dialect>) -> Result<Dialect, Failure>,
    ) -> Result<(Scripts, Dialect), Failure> {
        let ids: BTreeSet<&str> = revisions.iter().map(|one| one.id.as_str()).collect();
        let mut scripts = Scripts::default();
        let everything = self.run(&["upgrade", "heads"])?;
        if !everything.succeeded && !everything.sql.contains("-- Running ") {
            let mut failure = Failure::new(format!(
                "Alembic fails before its first revision: {}",
                everything.reason()
            ));
            for line in everything.log.lines().rev().take(4).skip(1) {
                failure.notes.insert(0, line.to_owned());
            }
            return Err(failure.help(format!(
                "see that `{} upgrade heads --sql` works in `{}`",
                self.words.join(" "),
                self.project.root.display()
            )));
        }
        let dialect = dialect(everything.dialect())?;
        scripts.take(&everything.sql, &ids, dialect);
        for head in heads(revisions) {
            let printed = self.run(&["downgrade", &format!("{head}:base")])?;
            scripts.take(&printed.sql, &ids, dialect);
        }
        for revision in revisions {
            for direction in [Direction::Up, Direction::Down] {
                self.alone(revision, direction, &ids, dialect, &mut scripts)?;
            }
        }
        Ok((scripts, dialect))
    }

    /// Runs it for one revision, from each of its parents until one does.
    fn alone(
        &self,
        revision: &PythonRevision,
        direction: Direction,
        ids: &BTreeSet<&str>,
        dialect: Dialect,
        scripts: &mut Scripts,
    ) -> Result<(), Failure> {
        let id = revision.id.as_str();
        let key = (direction, id.to_owned());
        let parents: Vec<&str> = match revision.revises.as_slice() {
            [] => vec!["base"],
            parents => parents.iter().map(String::as_str).collect(),
        };
        for parent in parents {
            if scripts.found.contains_key(&key) {
                return Ok(());
            }
            let printed = match direction {
                Direction::Up => self.run(&["upgrade", &format!("{parent}:{id}")])?,
                Direction::Down => self.run(&["downgrade", &format!("{id}:{parent}")])?,
            };
            scripts.take(&printed.sql, ids, dialect);
            if !printed.succeeded {
                scripts.failures.insert(key.clone(), printed.reason());
            }
        }
        Ok(())
    }
}

/// Revisions that no other one revises.
fn heads(revisions: &[PythonRevision]) -> Vec<&str> {
    let revised: BTreeSet<&str> = revisions
        .iter()
        .flat_map(|revision| revision.revises.iter().map(String::as_str))
        .collect();
    let ids = revisions.iter().map(|revision| revision.id.as_str());
    ids.filter(|id| !revised.contains(id)).collect()
}
