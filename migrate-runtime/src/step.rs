//! One step: the script, its transaction and its record; and what is left when it fails.

use crate::backend::{FailedAt, ScriptFailure, ScriptRun};
use crate::dialect::Database;
use crate::embedded::Chain;
use crate::error::{After, Error, Site, StepError, database};
use crate::executor::{self, Settings};
use crate::lock::{Patience, patiently};
use crate::observer::Silent;
use crate::plan::{PlannedStep, Scope, without_wrapping};
use crate::recorder::{Entry, Operation, Recorder, Timing};
use crate::report::{CompletedStep, HistoryEntry};
use crate::script;
use crate::state::State;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::Error as DieselError;
use migrate_graph::Direction;
use std::time::{Duration, Instant};

/// A run with the lock held.
pub(crate) struct Run<'r, 's, C: Database> {
    connection: &'r mut C,
    pub(crate) chain: &'static Chain,
    pub(crate) settings: &'r mut Settings<'s>,
    pub(crate) scope: Scope,
    pub(crate) state: State,
    /// Where other connections may work between the steps: the counter at the last look.
    seen: Option<i64>,
    completed: Vec<CompletedStep>,
    /// In one transaction: the steps whose record is still to be written, and when each ended.
    unrecorded: Vec<(PlannedStep, Duration, Instant)>,
    /// A transaction of ours is open while observers are called.
    open: bool,
}

impl<C: Database> Drop for Run<'_, '_, C> {
    fn drop(&mut self) {
        if self.open {
            // An observer panicked.
            let _ = AnsiTransactionManager::rollback_transaction(self.connection);
        }
    }
}

impl<'r, 's, C: Database> Run<'r, 's, C> {
    pub(crate) fn new(
        connection: &'r mut C,
        chain: &'static Chain,
        settings: &'r mut Settings<'s>,
        scope: Scope,
        state: State,
    ) -> Self {
        Run {
            connection,
            chain,
            settings,
            scope,
            state,
            seen: None,
            completed: Vec::new(),
            unrecorded: Vec::new(),
            open: false,
        }
    }

    /// Returns what is applied now and what was done.
    pub(crate) fn finish(mut self) -> (State, Vec<CompletedStep>) {
        let tables = self.state.tables.clone();
        let completed = std::mem::take(&mut self.completed);
        let state = std::mem::replace(&mut self.state, State::empty(tables));
        (state, completed)
    }

    /// Begins the transaction of all steps.
    pub(crate) fn begin_all(&mut self) -> Result<(), Error> {
        self.begin_patiently()?;
        self.open = true;
        if C::OPENS_STEP_ALONE {
            let reading = self.connection.read();
            let reading = reading.map_err(database("read the applied revisions"));
            self.state = State::from(reading?);
        }
        Ok(())
    }

    /// Ends the transaction of all steps.
    pub(crate) fn end_all(&mut self, succeeded: bool) -> Result<(), Error> {
        if !std::mem::take(&mut self.open) {
            return Ok(()); // a step failed and has rolled back
        }
        if !succeeded {
            let _ = AnsiTransactionManager::rollback_transaction(self.connection);
            return Ok(());
        }
        let unrecorded = std::mem::take(&mut self.unrecorded);
        let Some((last, ..)) = unrecorded.last().copied() else {
            let ended = AnsiTransactionManager::rollback_transaction(self.connection);
            return ended.map_err(database("end the transaction"));
        };
        let sql = self.record_of(&unrecorded);
        let result = self
            .connection
            .batch_execute(&sql)
            .and_then(|()| AnsiTransactionManager::commit_transaction(self.connection));
        result.map_err(|error| {
            let _ = AnsiTransactionManager::rollback_transaction(self.connection);
            let failure = ScriptFailure {
                at: FailedAt::Closing,
                error,
            };
            self.forget(&unrecorded);
            self.failed(&last, failure, Duration::ZERO, None)
        })
    }

    /// Waits for steps that another process has begun and can't roll back; refuses to go on where
    /// one was cut off.
    pub(crate) fn wait_for_unfinished(&mut self) -> Result<(), Error> {
        let mut patience = Patience::new(self.settings.lock_timeout);
        while let Some(entry) = self.unfinished()? {
            // With a lock held, nobody else can be at it.
            if !C::OPENS_STEP_ALONE
                || self.scope != Scope::Each
                || patience.wait(None, self.settings.observer).is_err()
            {
                return Err(interrupted(entry));
            }
        }
        if C::OPENS_STEP_ALONE && self.scope == Scope::Each {
            let (timeout, observer) = (self.settings.lock_timeout, &mut *self.settings.observer);
            self.state = executor::read(self.connection, timeout, observer)?;
        }
        Ok(())
    }

    fn unfinished(&mut self) -> Result<Option<HistoryEntry>, Error> {
        let tables = &self.state.tables;
        let rows = patiently(
            self.connection,
            self.settings.lock_timeout,
            self.settings.observer,
            "read `migration_history`",
            |connection| connection.history(tables, true),
        )?;
        Ok(rows.into_iter().next())
    }

    /// Takes one step.
    pub(crate) fn take(&mut self, step: &PlannedStep) -> Result<(), Error> {
        let started = Instant::now();
        let ours = if step.standalone {
            self.standalone(step)?
        } else {
            self.transactional(step)?
        };
        let up = step.info.direction == Direction::Up;
        self.state.set(step.revision.id, up);
        if ours {
            self.completed.push(CompletedStep {
                revision: step.revision.id,
                direction: step.info.direction,
                took: started.elapsed(),
            });
        }
        Ok(())
    }

    /// Runs a script that can be rolled back; says whether it was for us to run it.
    fn transactional(&mut self, step: &PlannedStep) -> Result<bool, Error> {
        let texts = step.script.texts();
        let statements = without_wrapping(&texts, step.wrapped);
        let alone = C::OPENS_STEP_ALONE && self.scope == Scope::Each;
        if alone && !self.open_alone(step)? {
            return Ok(false);
        }
        if self.scope == Scope::Callers {
            executor::begin(self.connection, self.scope).map_err(database("set a savepoint"))?;
        }
        let with_script = !alone && self.scope == Scope::Each;
        let checksum = step.script.checksum_text();
        let recorder = Recorder::<C>::new(&self.state.tables, self.settings.executed_by.as_deref());
        let direction = step.info.direction;
        let closing = |took: Option<Duration>| {
            if self.scope == Scope::All {
                return String::new();
            }
            format!(
                "{};\n{}{}",
                recorder.apply(step.revision.id, direction),
                recorder.finished(&[(entry(step, &checksum), Timing::just_now(took))], None),
                if with_script { ";\nCOMMIT" } else { "" }
            )
        };
        let opening = match (with_script, step.wrapped) {
            (false, _) => "",
            (true, false) => C::BEGIN,
            (true, true) => texts[0],
        };
        let started = Instant::now();
        let result = self.connection.run_script(&ScriptRun {
            statements,
            opening,
            closing: &closing,
            separately: false,
            patience: Duration::ZERO,
        });
        let result = result.and_then(|()| self.end_step(with_script));
        let took = started.elapsed();
        if let Err(mut failure) = result {
            let rolled_back = self.roll_back(with_script);
            self.locate(&mut failure, statements.len());
            let unrecorded = std::mem::take(&mut self.unrecorded);
            self.forget(&unrecorded);
            let lost = (!rolled_back).then_some(After::Unknown);
            return Err(self.failed(step, failure, took, lost));
        }
        if self.scope == Scope::All {
            self.unrecorded.push((*step, took, Instant::now()));
        }
        self.restore_session(statements)?;
        Ok(true)
    }

    /// Commits what the script did not commit itself.
    fn end_step(&mut self, with_script: bool) -> Result<(), ScriptFailure> {
        if with_script || self.scope == Scope::All {
            return Ok(());
        }
        AnsiTransactionManager::commit_transaction(self.connection).map_err(|error| ScriptFailure {
            at: FailedAt::Closing,
            error,
        })
    }

    /// Rolls back what a failed step has done; says whether the connection still answers.
    fn roll_back(&mut self, with_script: bool) -> bool {
        self.open = false;
        let result = if with_script {
            self.connection.batch_execute("ROLLBACK")
        } else {
            AnsiTransactionManager::rollback_transaction(self.connection)
        };
        // A commit that fails ends the transaction, and Diesel knows.
        matches!(result, Ok(()) | Err(DieselError::NotInTransaction))
    }

    fn locate(&mut self, failure: &mut ScriptFailure, statements: usize) {
        // If this fails, too, then the connection is gone, and the first error is the one to tell.
        let _ = self.connection.locate(failure, statements);
    }

    /// Runs a script that can't be rolled back, between the record that it begins and the record
    /// that it is done, so that a crash in between is seen.
    fn standalone(&mut self, step: &PlannedStep) -> Result<bool, Error> {
        let statements = step.script.texts();
        let checksum = step.script.checksum_text();
        let intent = self.recorder().intent(entry(step, &checksum));
        let opening = if C::COMMITS_IMPLICITLY {
            intent.as_str()
        } else {
            if C::OPENS_STEP_ALONE && !self.open_alone(step)? {
                return Ok(false);
            }
            let recorded = self.connection.batch_execute(&intent).and_then(|()| {
                if C::OPENS_STEP_ALONE {
                    AnsiTransactionManager::commit_transaction(self.connection)
                } else {
                    Ok(())
                }
            });
            recorded.map_err(|error| {
                let _ = C::OPENS_STEP_ALONE
                    .then(|| AnsiTransactionManager::rollback_transaction(self.connection));
                database("record that the step begins")(error)
            })?;
            ""
        };
        let (tables, name) = (self.state.tables.clone(), self.settings.executed_by.clone());
        let recorder = Recorder::<C>::new(&tables, name.as_deref());
        let record = |took: Option<Duration>| {
            format!(
                "{};\n{};\n{};\nCOMMIT",
                C::BEGIN,
                recorder.apply(step.revision.id, step.info.direction),
                recorder.complete(step.revision.id, Timing::just_now(took), None),
            )
        };
        let nothing = |_: Option<Duration>| String::new();
        let started = Instant::now();
        let result = self.connection.run_script(&ScriptRun {
            statements: &statements,
            opening,
            closing: if C::COMMITS_IMPLICITLY {
                &record
            } else {
                &nothing
            },
            separately: !C::COMMITS_IMPLICITLY,
            patience: self.settings.lock_timeout,
        });
        let result = result.and_then(|()| {
            if C::COMMITS_IMPLICITLY {
                return Ok(());
            }
            let sql = record(Some(started.elapsed()));
            self.execute_patiently(&sql).map_err(|error| ScriptFailure {
                at: FailedAt::Closing,
                error,
            })
        });
        let took = started.elapsed();
        if let Err(mut failure) = result {
            let after = self.after_standalone(&statements, &mut failure)?;
            return Err(self.failed(step, failure, took, Some(after)));
        }
        self.restore_session(&statements)?;
        Ok(true)
    }

    /// Rolls back what a failed script had in a transaction of its own, and tells what stays.
    fn after_standalone(
        &mut self,
        statements: &[&str],
        failure: &mut ScriptFailure,
    ) -> Result<After, Error> {
        let answered = self.connection.batch_execute("ROLLBACK");
        self.locate(failure, statements.len());
        // SQLite has no connection to lose, and refuses where nothing is open.
        if answered.is_err() && !C::OPENS_STEP_ALONE {
            return Ok(After::Unknown);
        }
        let done = match failure.at {
            FailedAt::Opening => 0,
            FailedAt::Statement(index) => script::lasting(statements, index, C::COMMITS_IMPLICITLY),
            FailedAt::Closing => statements.len(),
            FailedAt::Unknown => return Ok(After::Unknown),
        };
        Ok(After::Partial {
            statements: done,
            heads: self.state.heads(self.chain)?,
        })
    }

    /// Begins a step's transaction where that is what keeps others out, and looks whether the step
    /// is still to be taken. `false`: somebody else has taken it, and nothing is open.
    fn open_alone(&mut self, step: &PlannedStep) -> Result<bool, Error> {
        let mut patience = Patience::new(self.settings.lock_timeout);
        loop {
            self.begin_patiently()?;
            let verdict = self.look_again(step);
            if matches!(verdict, Ok(Verdict::Go)) {
                return Ok(true);
            }
            let _ = AnsiTransactionManager::rollback_transaction(self.connection);
            match verdict? {
                Verdict::Go => unreachable!("returned above"),
                Verdict::Done => return Ok(false),
                Verdict::Wait(entry) => {
                    if patience.wait(None, self.settings.observer).is_err() {
                        return Err(interrupted(entry));
                    }
                }
            }
        }
    }

    fn look_again(&mut self, step: &PlannedStep) -> Result<Verdict, Error> {
        let looking = database("read the applied revisions");
        let counter = self.connection.change_counter().map_err(&looking)?;
        if self.seen == Some(counter) {
            return Ok(Verdict::Go);
        }
        let state = State::from(self.connection.read().map_err(&looking)?);
        state.verify::<C::Dialect>(self.chain)?;
        let unfinished = self.connection.history(&state.tables, true);
        if let Some(entry) = unfinished.map_err(&looking)?.into_iter().next() {
            return Ok(Verdict::Wait(entry));
        }
        self.state = state;
        let up = step.info.direction == Direction::Up;
        if self.state.contains(step.revision.id) == up {
            return Ok(Verdict::Done);
        }
        if !self.is_next(step)? {
            return Err(Error::ChangedMeanwhile {
                revision: step.revision.id,
                direction: step.info.direction,
            });
        }
        self.seen = Some(counter);
        Ok(Verdict::Go)
    }

    /// Whether the step can be taken from the state as it is.
    fn is_next(&self, step: &PlannedStep) -> Result<bool, Error> {
        let graph = self.chain.graph()?;
        let Some(revision) = graph.find(step.revision.id) else {
            return Ok(false);
        };
        let applied = |index: &migrate_graph::RevisionIndex| {
            self.state.contains(self.chain.revisions[index.get()].id)
        };
        Ok(match step.info.direction {
            Direction::Up => {
                let mut below = graph
                    .revises(revision)
                    .iter()
                    .chain(graph.depends_on(revision));
                below.all(applied)
            }
            Direction::Down => !graph.children(revision).iter().any(applied),
        })
    }

    fn begin_patiently(&mut self) -> Result<(), Error> {
        let scope = self.scope;
        patiently(
            self.connection,
            self.settings.lock_timeout,
            self.settings.observer,
            "begin a transaction",
            |connection| executor::begin(connection, scope),
        )
    }

    /// Executes a record, which must not be lost because somebody reads.
    fn execute_patiently(&mut self, sql: &str) -> Result<(), DieselError> {
        let timeout = self.settings.lock_timeout;
        let work = |connection: &mut C| connection.batch_execute(sql);
        match patiently(self.connection, timeout, &mut Silent, "record", work) {
            Ok(()) => Ok(()),
            Err(Error::Database { source, .. }) => Err(source),
            Err(_) => self.connection.batch_execute(sql),
        }
    }

    fn restore_session(&mut self, statements: &[&str]) -> Result<(), Error> {
        let restored = self
            .connection
            .restore_session(&self.state.tables, statements);
        restored.map_err(database("restore the session's settings"))
    }

    /// Records a failure and makes the error of it. Without `after`, the step was rolled back.
    fn failed(
        &mut self,
        step: &PlannedStep,
        failure: ScriptFailure,
        took: Duration,
        after: Option<After>,
    ) -> Error {
        let site = site(step, failure.at);
        let lost = after == Some(After::Unknown);
        if !lost {
            let place = site.as_ref().map_or_else(
                || step.script.file.to_owned(),
                |site| format!("{}:{}", step.script.file, site.line),
            );
            let message = format!("{place}: {}", failure.error);
            let sql = self.record_of_failure(step, &message, took);
            // If this fails, too, then the first error is still the one to tell.
            let _ = self.execute_patiently(&sql);
        }
        let after = match after {
            Some(after) => after,
            None => match self.state.heads(self.chain) {
                Ok(heads) => After::RolledBack { heads },
                Err(error) => return error,
            },
        };
        Error::from(StepError {
            revision: step.revision.id,
            direction: step.info.direction,
            file: step.script.file,
            site,
            recording: failure.at == FailedAt::Closing,
            after,
            source: failure.error,
        })
    }

    fn record_of_failure(&self, step: &PlannedStep, message: &str, took: Duration) -> String {
        let message: String = message.chars().take(4000).collect();
        let timing = Timing::just_now(Some(took));
        let recorder = self.recorder();
        if step.standalone {
            return recorder.complete(step.revision.id, timing, Some(&message));
        }
        let checksum = step.script.checksum_text();
        recorder.finished(&[(entry(step, &checksum), timing)], Some(&message))
    }

    fn record_of(&self, steps: &[(PlannedStep, Duration, Instant)]) -> String {
        let recorder = self.recorder();
        let checksums: Vec<String> = steps
            .iter()
            .map(|(step, ..)| step.script.checksum_text())
            .collect();
        let rows: Vec<(Entry<'_>, Timing)> = steps
            .iter()
            .zip(&checksums)
            .map(|((step, took, ended), checksum)| {
                let (took, ago) = (*took, ended.elapsed());
                (entry(step, checksum), Timing::Measured { took, ago })
            })
            .collect();
        let revisions: Vec<&str> = steps.iter().map(|(step, ..)| step.revision.id).collect();
        let direction = steps[0].0.info.direction;
        format!(
            "{};\n{}",
            recorder.apply_all(&revisions, direction),
            recorder.finished(&rows, None)
        )
    }

    /// Takes steps that were rolled back out of what is known as done.
    fn forget(&mut self, steps: &[(PlannedStep, Duration, Instant)]) {
        for (step, ..) in steps {
            let up = step.info.direction == Direction::Up;
            self.state.set(step.revision.id, !up);
        }
    }

    fn recorder(&self) -> Recorder<'_, C> {
        Recorder::new(&self.state.tables, self.settings.executed_by.as_deref())
    }
}

/// What another look at the database says of a step.
enum Verdict {
    /// It is to be taken.
    Go,
    /// It is done.
    Done,
    /// This one must end first.
    Wait(HistoryEntry),
}

fn entry<'a>(step: &'a PlannedStep, checksum: &'a str) -> Entry<'a> {
    Entry {
        revision: step.revision.id,
        operation: Operation::from(step.info.direction),
        checksum: Some(checksum),
    }
}

fn site(step: &PlannedStep, at: FailedAt) -> Option<Site> {
    let FailedAt::Statement(index) = at else {
        return None;
    };
    // The transaction's own statements do not count for the database, but for the reader.
    let index = if step.wrapped && !step.standalone {
        index + 1
    } else {
        index
    };
    let statement = step.script.statements.get(index)?;
    Some(Site {
        number: index + 1,
        of: step.script.statements.len(),
        line: statement.line,
        statement: step.script.texts()[index],
    })
}

fn interrupted(entry: HistoryEntry) -> Error {
    Error::Interrupted {
        revision: entry.revision,
        operation: entry.operation,
        started_at: entry.started_at,
        executed_by: entry.executed_by,
    }
}
