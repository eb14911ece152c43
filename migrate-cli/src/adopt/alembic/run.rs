//! Runs Alembic, which renders its revisions as SQL.

use super::offline::{Direction, Script, script, sections};
use super::project::{Project, PythonRevision};
use crate::Failure;
use migrate_check::Dialect;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// The rendered scripts of the revisions.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    found: BTreeMap<(Direction, String), Script>,
    /// The reasons why steps have no script.
    failures: BTreeMap<(Direction, String), String>,
}

impl Scripts {
    pub fn get(&self, direction: Direction, id: &str) -> Result<&Script, &str> {
        let key = (direction, id.to_owned());
        let failure = || self.failures.get(&key).map(String::as_str);
        let found = self.found.get(&key);
        found.ok_or_else(|| failure().unwrap_or("it is not in the SQL that was given"))
    }

    /// Adds the steps of an output, except one that a run ended halfway. Returns the revision of the last
    /// step.
    pub fn take<'t>(
        &mut self,
        printed: &'t str,
        ids: &BTreeSet<&str>,
        dialect: Dialect,
    ) -> Option<&'t str> {
        let mut last = None;
        for section in sections(printed, ids) {
            last = Some(section.revision);
            let key = (section.direction, section.revision.to_owned());
            if self.found.contains_key(&key) {
                continue;
            }
            let script = script(section.text, dialect);
            if script.is_whole {
                self.failures.remove(&key);
                self.found.insert(key, script);
            }
        }
        last
    }

    fn fail(&mut self, direction: Direction, id: &str, reason: String) {
        let key = (direction, id.to_owned());
        if !self.found.contains_key(&key) {
            self.failures.entry(key).or_insert(reason);
        }
    }

    /// Returns whether Alembic has neither rendered a step nor failed to.
    fn is_open(&self, direction: Direction, id: &str) -> bool {
        let key = (direction, id.to_owned());
        !self.found.contains_key(&key) && !self.failures.contains_key(&key)
    }
}

/// A way to run Alembic on a project.
pub(super) struct Alembic<'p> {
    pub words: Vec<String>,
    pub project: &'p Project,
}

/// The output of a run.
struct Printed {
    sql: String,
    log: String,
    succeeded: bool,
}

impl Printed {
    /// Returns the dialect that Alembic reports.
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

    /// Returns the last line of the log: the exception that ended the run.
    fn reason(&self) -> String {
        let mut lines = self.log.lines().rev().map(str::trim);
        let last = lines.find(|line| !line.is_empty());
        without_addresses(last.unwrap_or("it gave no reason"))
    }
}

/// Removes the addresses in Python's names of objects, which differ in each run.
fn without_addresses(text: &str) -> String {
    let mut parts = text.split(" at 0x");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    }
    kept
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

    /// Renders all steps. A revision that can't be rendered ends a run, and the next run starts after it.
    /// The dialect is read from Alembic's log if it is not given. `say` receives progress messages, one for
    /// each revision that ended a run.
    ///
    /// After Ctrl-C no further run begins, and missing steps say so.
    pub fn scripts(
        &self,
        revisions: &[PythonRevision],
        dialect: impl FnOnce(Option<Dialect>) -> Result<Dialect, Failure>,
        say: &mut dyn FnMut(String),
    ) -> Result<(Scripts, Dialect), Failure> {
        let ids: BTreeSet<&str> = revisions.iter().map(|one| one.id.as_str()).collect();
        let mut scripts = Scripts::default();
        let everything = self.run(&["upgrade", "heads"])?;
        if !everything.succeeded && !everything.sql.contains("-- Running ") {
            return Err(self.fails_at_once(&everything));
        }
        let dialect = dialect(everything.dialect())?;
        let mut rendering = Rendering {
            alembic: self,
            ids: &ids,
            dialect,
            scripts: &mut scripts,
            say,
        };
        let mut order = parents_first(revisions);
        rendering.take(&everything, Direction::Up);
        rendering.render_missing(Direction::Up, &order)?;
        order.reverse();
        rendering.render_missing(Direction::Down, &order)?;
        Ok((scripts, dialect))
    }

    fn fails_at_once(&self, printed: &Printed) -> Failure {
        let mut failure = Failure::new(format!(
            "Alembic fails before its first revision: {}",
            printed.reason()
        ));
        for line in printed.log.lines().rev().take(4).skip(1) {
            failure.notes.insert(0, line.to_owned());
        }
        failure.help(format!(
            "see that `{} upgrade heads --sql` works in `{}`",
            self.words.join(" "),
            self.project.root.display()
        ))
    }
}

/// The state of rendering all steps.
struct Rendering<'r> {
    alembic: &'r Alembic<'r>,
    ids: &'r BTreeSet<&'r str>,
    dialect: Dialect,
    scripts: &'r mut Scripts,
    say: &'r mut dyn FnMut(String),
}

impl Rendering<'_> {
    /// Adds the output of a run; a failed run failed at its last step. Returns whether there was a step.
    fn take(&mut self, printed: &Printed, direction: Direction) -> bool {
        let last = self.scripts.take(&printed.sql, self.ids, self.dialect);
        if let Some(id) = last.filter(|_| !printed.succeeded) {
            self.scripts.fail(direction, id, printed.reason());
        }
        last.is_some()
    }

    /// Renders the missing steps of one direction: each run starts at the first missing step, and settles
    /// at least that one.
    fn render_missing(
        &mut self,
        direction: Direction,
        order: &[&PythonRevision],
    ) -> Result<(), Failure> {
        let interrupted = interruption();
        let is_open =
            |scripts: &Scripts, one: &&&PythonRevision| scripts.is_open(direction, &one.id);
        while let Some(next) = order.iter().find(|one| is_open(self.scripts, one)) {
            let id = next.id.as_str();
            if interrupted.load(Ordering::SeqCst) {
                let reason = "it was interrupted before".to_owned();
                self.scripts.fail(direction, id, reason);
                continue;
            }
            let parents: Vec<&str> = match next.revises.as_slice() {
                [] => vec!["base"],
                parents => parents.iter().map(String::as_str).collect(),
            };
            let printed = match direction {
                Direction::Up => self
                    .alembic
                    .run(&["upgrade", &format!("{}:heads", parents[0])])?,
                Direction::Down => self.alembic.run(&["downgrade", &format!("{id}:base")])?,
            };
            // A merge may be missing from the run of one parent and not of another.
            let tried = usize::from(self.take(&printed, direction));
            let mut reason = printed.reason();
            for parent in parents.into_iter().skip(tried) {
                if self.scripts.found.contains_key(&(direction, id.to_owned())) {
                    break;
                }
                reason = self.render_one(direction, id, parent)?;
            }
            self.scripts.fail(direction, id, reason);
            let left = order
                .iter()
                .filter(|one| is_open(self.scripts, one))
                .count();
            if left > 0 {
                let (all, word) = (order.len(), direction.word());
                let done = all - left;
                (self.say)(format!(
                    "{done} of {all} {word}s are done; Alembic is run again for the rest"
                ));
            }
        }
        Ok(())
    }

    /// Runs Alembic for one revision, from or to one of its parents, and returns the end of the log.
    fn render_one(
        &mut self,
        direction: Direction,
        id: &str,
        parent: &str,
    ) -> Result<String, Failure> {
        let printed = match direction {
            Direction::Up => self.alembic.run(&["upgrade", &format!("{parent}:{id}")])?,
            Direction::Down => self
                .alembic
                .run(&["downgrade", &format!("{id}:{parent}")])?,
        };
        self.take(&printed, direction);
        Ok(printed.reason())
    }
}

/// Returns the flag that a first Ctrl-C sets from now on; a second one ends the process.
#[cfg(unix)]
fn interruption() -> &'static Arc<AtomicBool> {
    use signal_hook::consts::SIGINT;
    use signal_hook::flag;
    static CAME: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    CAME.get_or_init(|| {
        let came = Arc::new(AtomicBool::new(false));
        // In this order: the first signal finds the flag unset. If neither can be registered, Ctrl-C ends
        // the process as by default.
        let _ = flag::register_conditional_shutdown(SIGINT, 130, Arc::clone(&came));
        let _ = flag::register(SIGINT, Arc::clone(&came));
        came
    })
}

#[cfg(not(unix))]
fn interruption() -> &'static Arc<AtomicBool> {
    static NEVER: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    NEVER.get_or_init(Arc::default)
}

/// Returns the revisions, each after those that it revises or depends on; those of a cycle, which Alembic
/// refuses, come last.
fn parents_first(revisions: &[PythonRevision]) -> Vec<&PythonRevision> {
    let mut order: Vec<&PythonRevision> = Vec::new();
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    let ids: BTreeSet<&str> = revisions.iter().map(|one| one.id.as_str()).collect();
    let mut waiting: Vec<&PythonRevision> = revisions.iter().collect();
    while !waiting.is_empty() {
        let is_ready = |one: &PythonRevision, placed: &BTreeSet<&str>| {
            let mut above = one
                .revises
                .iter()
                .chain(&one.depends_on)
                .map(String::as_str);
            above.all(|id| placed.contains(id) || !ids.contains(id))
        };
        let before = waiting.len();
        waiting.retain(|one| {
            let ready = is_ready(one, &placed);
            if ready {
                placed.insert(&one.id);
                order.push(one);
            }
            !ready
        });
        if waiting.len() == before {
            order.append(&mut waiting);
        }
    }
    order
}
