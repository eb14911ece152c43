//! A run as a script, for somebody else to look at and to run with a database's own client. It has
//! the transactions and the record of a run, and refuses to start from another state.

use crate::backend::Database;
use crate::embedded::Chain;
use crate::error::Error;
use crate::plan::{PlannedStep, without_wrapping};
use crate::record::{Recorder, Scope, State, Timing, stamp};
use crate::report::Stamped;
use crate::script;
use migrate_graph::Direction;

/// What guards say; see [`Client::guard`](crate::backend::Client::guard) for what they may be.
const ELSEWHERE: &str = "the database is not where this script starts";
const BUSY: &str = "another process migrates this database";

/// Writes the scripts of one chain, from one state.
pub(crate) struct Writer<'w, C> {
    chain: &'static Chain,
    recorder: Recorder<'w, C>,
    /// Where the script is: it moves along with the steps.
    state: State,
    /// Whether its session enforces foreign keys, where that is a setting.
    enforces_keys: bool,
    sql: String,
}

impl<'w, C: Database> Writer<'w, C> {
    pub(crate) fn new(
        chain: &'static Chain,
        state: &'w State,
        executed_by: Option<&'w str>,
        enforces_keys: bool,
    ) -> Self {
        Writer {
            chain,
            recorder: Recorder::new(&state.tables, executed_by),
            state: state.clone(),
            enforces_keys,
            sql: String::new(),
        }
    }

    /// The script of these steps; empty without any. It ends before the first that has a part in Rust:
    /// what it can't do it must not record.
    pub(crate) fn steps(mut self, all: &[PlannedStep], scope: Scope) -> Result<String, Error> {
        let rust = all.iter().position(|step| step.backfill.is_some());
        let (steps, left) = all.split_at(rust.unwrap_or(all.len()));
        let Some(first) = steps.first() else {
            self.left_out(left);
            return Ok(self.sql);
        };
        let verb = crate::words::verb(first.info.direction);
        let mut after = self.state.clone();
        for step in steps {
            after.set(step.revision.id, step.info.direction == Direction::Up);
        }
        let to = crate::words::at(&after.heads(self.chain)?);
        self.head(&format!("{verb} to {to}: {}", count(steps.len())))?;
        self.open();
        if scope == Scope::All {
            self.line(C::BEGIN);
        }
        for step in steps {
            self.step(step, scope)?;
        }
        if scope == Scope::All {
            self.line("COMMIT");
            for step in steps {
                self.sql += &C::closing(&step.script.texts(), self.enforces_keys);
            }
        }
        self.left_out(left);
        Ok(self.closed())
    }

    /// Says where the script ends, and why.
    fn left_out(&mut self, steps: &[PlannedStep]) {
        let Some(next) = steps.first() else {
            return;
        };
        let id = next.revision.id;
        if !self.sql.is_empty() {
            self.sql += "\n";
        }
        self.sql += &format!(
            "-- It ends here: what comes next calls Rust, which no script can do.\n\
             -- Run `upgrade {id}` with the program itself, then print the rest: `upgrade {id}:… --sql`.\n"
        );
        for step in steps {
            let info = &step.info;
            let rust = step.backfill.map_or(String::new(), |backfill| {
                format!(", which calls `{}`", backfill.path)
            });
            let (id, message) = (info.revision, info.message);
            self.sql += &format!(
                "-- {} of {}: not here: {id}, {message}{rust}\n",
                info.number, info.of
            );
        }
    }

    /// The script of a stamp; empty where it changes nothing.
    pub(crate) fn stamp(mut self, changes: &Stamped) -> Result<String, Error> {
        let statements = stamp::statements(&self.recorder, self.chain, &self.state, changes, false);
        if statements.is_empty() {
            return Ok(self.sql);
        }
        let to = crate::words::at(&changes.heads);
        self.head(&format!("stamp as {to}, which runs nothing"))?;
        self.open();
        self.line(C::BEGIN);
        self.guard_count();
        statements.iter().for_each(|statement| self.line(statement));
        self.line("COMMIT");
        Ok(self.closed())
    }

    fn head(&mut self, what: &str) -> Result<(), Error> {
        let from = crate::words::at(&self.state.heads(self.chain)?);
        self.sql += &format!(
            "-- {what}.\n-- It starts at {from}, and refuses a database that is anywhere else.\n\
             -- Run it with: {}\n",
            C::RUN_WITH
        );
        if !C::STOPS.is_empty() {
            self.sql += C::STOPS;
            self.sql += "\n";
        }
        self.sql += &C::starting(self.enforces_keys);
        Ok(())
    }

    /// The lock, the tables, and the state in full.
    fn open(&mut self) {
        let names = &self.chain.bookkeeping;
        if let Some(lock) = C::locks(names) {
            self.sql += &C::guard(&lock, BUSY);
        }
        self.line(C::BEGIN);
        if !self.state.tables.exist() {
            self.sql += &C::definitions(&self.state.tables);
            self.sql += ";\n";
        }
        if let Some(mirror) = self
            .state
            .mirror
            .as_ref()
            .filter(|mirror| mirror.rows.is_none())
        {
            let create = mirror.create();
            self.line(&create);
        }
        let condition = self.is_here();
        self.sql += &C::guard(&condition, ELSEWHERE);
        self.line("COMMIT");
    }

    /// Whether exactly what is applied here is applied.
    fn is_here(&self) -> String {
        let versions = &self.state.tables.versions;
        let all = |ids: &[&str]| {
            let literals: Vec<String> = ids.iter().map(|id| C::literal(id)).collect();
            format!(
                "(SELECT count(*) FROM {versions} WHERE version IN ({})) = {}",
                literals.join(", "),
                ids.len()
            )
        };
        let ids: Vec<&str> = self.state.applied().collect();
        let count = format!("(SELECT count(*) FROM {versions})");
        if ids.is_empty() {
            return format!("{count} = 0");
        }
        let (plain, standing): (Vec<&str>, Vec<&str>) = ids
            .iter()
            .partition(|id| self.chain.replaced_by(id).is_empty());
        if standing.is_empty() {
            return format!("{count} = {} AND {}", ids.len(), all(&ids));
        }
        // One that stands for others is there as itself or as all of those.
        let mut conditions = vec![format!(
            "{count} = (SELECT count(*) FROM {versions} WHERE version IN ({}))",
            (self.chain.recorded_as(&ids).iter())
                .map(|id| C::literal(id))
                .collect::<Vec<_>>()
                .join(", ")
        )];
        if !plain.is_empty() {
            conditions.push(all(&plain));
        }
        conditions.extend(standing.iter().map(|id| {
            let replaced = self.chain.replaced_by(id);
            format!("({} OR {})", all(&[*id]), all(replaced))
        }));
        conditions.join(" AND ")
    }

    /// Cheaper, for what comes behind it.
    fn guard_count(&mut self) {
        let (versions, many) = (&self.state.tables.versions, self.state.applied().count());
        let condition = match self.chain.replaced.is_empty() {
            true => format!("(SELECT count(*) FROM {versions}) = {many}"),
            false => self.is_here(),
        };
        self.sql += &C::guard(&condition, ELSEWHERE);
    }

    fn closed(mut self) -> String {
        if let Some(unlock) = C::unlocks(&self.chain.bookkeeping) {
            self.sql += "\n";
            self.sql += &unlock;
        }
        self.sql
    }

    fn step(&mut self, step: &PlannedStep, scope: Scope) -> Result<(), Error> {
        let info = &step.info;
        let file = match step.script.file {
            "" => "It has no script.",
            file => file,
        };
        self.sql += &format!(
            "\n-- {} of {}: {} {}, {}\n-- {file}\n",
            info.number,
            info.of,
            crate::words::verb(info.direction),
            info.revision,
            info.message,
        );
        let texts = step.script.texts();
        let names = &self.chain.bookkeeping;
        let up = info.direction == Direction::Up;
        let intent = self.recorder.intent(step.entry());
        let applied = self.chain.recorded_by(step.revision.id, info.direction);
        let mut record = vec![self.recorder.apply_all(&applied, info.direction)];
        record.push(
            self.recorder
                .complete(info.revision, Timing::SinceStart, None),
        );
        let mirrored = self
            .state
            .mirrored_with::<C>(self.chain, info.revision, up)?;
        record.extend(mirrored);
        if step.standalone {
            self.line(C::BEGIN);
            self.guard_count();
            self.line(&intent);
            self.line("COMMIT");
            self.sql += &C::keeping(&texts);
            self.script(&texts);
            self.sql += &C::reset(names, &self.state.tables, &texts, false);
            self.line(C::BEGIN);
        } else {
            let statements = without_wrapping(&texts, step.wrapped);
            // Before which no query may come.
            let settings = statements
                .iter()
                .take_while(|sql| script::sets_transaction(sql));
            let (settings, statements) = statements.split_at(settings.count());
            if scope == Scope::Each {
                self.sql += &C::entering(statements);
                self.line(if step.wrapped { texts[0] } else { C::BEGIN });
            } else if let Some(condition) = C::condition_inside(statements) {
                self.sql += &C::guard(condition, "foreign keys stay on in this transaction");
            }
            self.script(settings);
            self.guard_count();
            self.line(&intent);
            self.sql += &C::keeping(statements);
            self.script(statements);
            self.sql += &C::reset(names, &self.state.tables, statements, scope == Scope::Each);
        }
        record.iter().for_each(|statement| self.line(statement));
        if step.standalone || scope == Scope::Each {
            self.line("COMMIT");
        }
        if !step.standalone && scope == Scope::Each {
            self.sql += &C::leaving(&texts);
        }
        if step.standalone || scope == Scope::Each {
            self.sql += &C::closing(&texts, self.enforces_keys);
        }
        self.state.set(info.revision, up);
        Ok(())
    }

    fn script(&mut self, statements: &[&str]) {
        for statement in statements {
            self.sql += &C::ended(statement);
        }
    }

    fn line(&mut self, statement: &str) {
        self.sql += statement;
        self.sql += ";\n";
    }
}

fn count(steps: usize) -> String {
    match steps {
        1 => "1 step".to_owned(),
        many => format!("{many} steps"),
    }
}
