//! A run with the lock held: its state, and the transaction of all its steps.

pub(crate) mod backfill;
mod claim;
pub(crate) mod executor;
mod failure;
mod step;
#[cfg(feature = "tracing")]
pub(crate) mod traced;

use self::backfill::WENT_ON;
use self::executor::Settings;
use crate::backend::{Code, Database, FailedAt, ScriptFailure, Session};
use crate::embedded::Chain;
use crate::error::{Error, database};
use crate::observer::Silent;
use crate::plan::PlannedStep;
use crate::record::{self, Entry, Patience, Recorder, Scope, State, Timing, patiently};
use crate::report::{CompletedStep, HistoryEntry};
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::Error as DieselError;
use migrate_graph::Direction;
use std::time::{Duration, Instant};

/// A run with the lock held.
pub(crate) struct Run<'r, 's, C: Database> {
    pub(crate) connection: &'r mut C,
    pub(crate) chain: &'static Chain,
    pub(crate) settings: &'r mut Settings<'s>,
    pub(crate) scope: Scope,
    pub(crate) state: State,
    /// The session as the application lent it.
    pub(crate) session: Session,
    /// Where other connections may work between the steps: the counter at the last look.
    pub(crate) seen: Option<i64>,
    pub(crate) completed: Vec<CompletedStep>,
    /// In one transaction: the steps whose record is still to be written, and when each ended.
    pub(crate) unrecorded: Vec<(PlannedStep, Duration, Instant)>,
    /// A transaction of ours is open while observers are called.
    pub(crate) open: bool,
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
            session: Session::default(),
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
            let state = State::read(self.connection, self.chain);
            self.state = state.map_err(database("read the applied revisions"))?;
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
        let sql = self.record_of(&unrecorded)?;
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
            if !C::OPENS_STEP_ALONE || self.scope != Scope::Each {
                return Err(interrupted(entry));
            }
            let waited = patience.wait(None, self.settings.observer);
            waited.map_err(|error| interrupted_unless_stopped(error, entry))?;
        }
        if C::OPENS_STEP_ALONE && self.scope == Scope::Each {
            let (timeout, observer) = (self.settings.lock_timeout, &mut *self.settings.observer);
            self.state = record::read(self.connection, self.chain, timeout, observer)?;
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
        let (state, chain) = (&self.state, self.chain);
        Ok(rows.into_iter().find(|row| !state.goes_on(chain, row)))
    }

    /// Takes one step.
    pub(crate) fn take(&mut self, step: &PlannedStep) -> Result<(), Error> {
        let started = Instant::now();
        let texts = step.script.texts();
        let code = step.code(&texts);
        let result = self
            .with_session("turn foreign keys off", |connection, session| {
                connection.enter(session, code)
            })
            .and_then(|()| match step.backfill {
                Some(backfill) => self.with_backfill(step, backfill),
                None if step.standalone => self.standalone(step),
                None => self.transactional(step),
            });
        let left = self.with_session("put the session back as it was", |connection, session| {
            connection.leave(session, code)
        });
        let ours = result?; // the first error is the one to tell
        left?;
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

    /// Reads the session, before any of these steps is taken.
    pub(crate) fn look_at_session(&mut self, steps: &[PlannedStep]) -> Result<(), Error> {
        let texts: Vec<&str> = steps.iter().flat_map(|step| step.script.texts()).collect();
        let code = Code {
            statements: &texts,
            is_rust_too: steps.iter().any(|step| step.backfill.is_some()),
        };
        let tables = self.state.tables.clone();
        self.with_session("look at the session's settings", |connection, session| {
            *session = connection.session(&tables, code)?;
            Ok(())
        })?;
        self.session.in_transaction = self.scope == Scope::Callers;
        self.session.is_each_alone = self.scope == Scope::Each;
        let inside = self.scope != Scope::Each;
        let refused = steps.iter().find(|step| {
            let texts = step.script.texts();
            inside && C::begins_outside(&self.session, step.code(&texts))
        });
        match refused {
            Some(step) => Err(Error::NotInTransaction {
                revision: step.revision.id,
                file: step.script.file,
                callers: self.scope == Scope::Callers,
            }),
            None => Ok(()),
        }
    }

    fn with_session(
        &mut self,
        doing: &'static str,
        mut work: impl FnMut(&mut C, &mut Session) -> diesel::QueryResult<()>,
    ) -> Result<(), Error> {
        let session = &mut self.session;
        let work = |connection: &mut C| work(connection, session);
        patiently(
            self.connection,
            self.settings.lock_timeout,
            &mut Silent,
            doing,
            work,
        )
    }

    /// Returns SQL with what puts the session's settings back in front of it.
    pub(crate) fn restored_before(&self, code: Code<'_>, sql: &str) -> String {
        let restoring = C::restoring(&self.session, code);
        match (restoring.is_empty(), sql.is_empty()) {
            (true, _) => sql.to_owned(),
            (_, true) => restoring,
            _ => format!("{restoring};\n{sql}"),
        }
    }

    pub(crate) fn begin_patiently(&mut self) -> Result<(), Error> {
        let scope = self.scope;
        patiently(
            self.connection,
            self.settings.lock_timeout,
            self.settings.observer,
            "begin a transaction",
            |connection| record::begin(connection, scope),
        )
    }

    /// Executes a record, which must not be lost because somebody reads.
    pub(crate) fn execute_patiently(&mut self, sql: &str) -> Result<(), DieselError> {
        self.repeat_while_busy(|connection| connection.batch_execute(sql))
    }

    /// Repeats what must not fail because another connection is at work, and returns the database's
    /// own error where that lasts.
    pub(crate) fn repeat_while_busy<T>(
        &mut self,
        mut work: impl FnMut(&mut C) -> Result<T, DieselError>,
    ) -> Result<T, DieselError> {
        let timeout = self.settings.lock_timeout;
        match patiently(self.connection, timeout, &mut Silent, "record", &mut work) {
            Ok(done) => Ok(done),
            Err(Error::Database { source, .. }) => Err(source),
            Err(_) => work(self.connection),
        }
    }

    fn record_of(&self, steps: &[(PlannedStep, Duration, Instant)]) -> Result<String, Error> {
        let recorder = self.recorder();
        let rows: Vec<(Entry<'_>, Timing)> = steps
            .iter()
            .map(|(step, took, ended)| {
                let (took, ago) = (*took, ended.elapsed());
                (step.entry(), Timing::Measured { took, ago })
            })
            .collect();
        let revisions: Vec<&str> = steps.iter().map(|(step, ..)| step.revision.id).collect();
        let direction = steps[0].0.info.direction;
        let revisions = match direction {
            Direction::Up => revisions,
            Direction::Down => self.chain.recorded_as(&revisions),
        };
        let mut sql = format!(
            "{};\n{}",
            self.applying(&revisions, direction),
            recorder.finished(&rows, None)
        );
        for (step, ..) in steps {
            // Their part of an earlier run is done.
            let Some(backfills) = self.state.backfills.as_ref().filter(|_| step.begun) else {
                continue;
            };
            let id = step.revision.id;
            let cut_off = recorder.complete(id, Timing::SinceStart, Some(WENT_ON));
            sql.push_str(&format!(";\n{cut_off};\n{}", backfills.forget::<C>(id)));
        }
        if let Some(mirror) = &self.state.mirror {
            // The steps are in the state already.
            sql.push_str(";\n");
            sql.push_str(&mirror.replace::<C>(&self.state.heads(self.chain)?));
        }
        Ok(sql)
    }

    /// The error of a run that was asked to stop: what is done stays, unless it is in the one
    /// transaction, which is rolled back.
    pub(crate) fn stopped(&mut self, left: usize) -> Result<Error, Error> {
        let unrecorded = std::mem::take(&mut self.unrecorded);
        self.forget(&unrecorded);
        Ok(Error::Stopped {
            heads: Some(self.state.heads(self.chain)?),
            left: left + unrecorded.len(),
        })
    }

    /// Takes steps that were rolled back out of what is known as done.
    pub(crate) fn forget(&mut self, steps: &[(PlannedStep, Duration, Instant)]) {
        for (step, ..) in steps {
            let up = step.info.direction == Direction::Up;
            self.state.set(step.revision.id, !up);
        }
    }

    /// The change of the set of applied revisions. What is undone has no backfill that goes on either:
    /// its row can be left where another tool has recorded it as applied.
    pub(crate) fn applying(&self, revisions: &[&str], direction: Direction) -> String {
        let mut sql = self.recorder().apply_all(revisions, direction);
        let backfills = self.state.backfills.as_ref();
        if let Some(backfills) = backfills.filter(|_| direction == Direction::Down) {
            let rows = backfills.rows.iter().flatten();
            for row in rows.filter(|row| revisions.contains(&&*row.revision)) {
                sql.push_str(&format!(";\n{}", backfills.forget::<C>(&row.revision)));
            }
        }
        sql
    }

    pub(crate) fn recorder(&self) -> Recorder<'_, C> {
        Recorder::new(&self.state.tables, self.settings.executed_by.as_deref())
    }
}

/// The error about a step that began and has not ended, unless the wait for it was stopped.
pub(crate) fn interrupted_unless_stopped(error: Error, entry: HistoryEntry) -> Error {
    match error {
        Error::Stopped { .. } => error,
        _ => interrupted(entry),
    }
}

/// The error about a step that began and has not ended.
pub(crate) fn interrupted(entry: HistoryEntry) -> Error {
    Error::Interrupted {
        revision: entry.revision,
        operation: entry.operation,
        started_at: entry.started_at,
        executed_by: entry.executed_by,
    }
}
