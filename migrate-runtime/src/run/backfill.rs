//! Runs a step in Rust after its script: batch by batch, each in one transaction with its record.

use crate::backend::{Code, Database};
use crate::backfill::{Batch, Context, Step};
use crate::embedded::Backfill;
use crate::error::{After, BackfillError, Error, database};
use crate::found::UnfinishedBackfill;
use crate::observer::{BatchInfo, Part};
use crate::plan::{PlannedStep, no_step};
use crate::record::{self, Backfills, Scope, Timing};
use crate::run::Run;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use std::error::Error as StdError;
use std::time::Instant;

/// A step in Rust that is being done.
struct Filling<'p, C> {
    step: &'p PlannedStep,
    backfill: &'static Backfill,
    call: Step<C>,
    context: Context,
    started: Instant,
}

/// What follows a batch.
enum Next {
    Batch,
    End,
    /// Another process has done the rest.
    Gone,
}

type Cause = Box<dyn StdError + Send + Sync>;

impl<C: Database> Run<'_, '_, C> {
    /// Takes a step that has a backfill: its script, if that was not run before, and its batches. Says
    /// whether it was for us to end it.
    pub(crate) fn with_backfill(
        &mut self,
        step: &PlannedStep,
        backfill: &'static Backfill,
    ) -> Result<bool, Error> {
        let call = C::step(backfill).ok_or_else(|| no_step::<C>(backfill))?;
        let mut filling = Filling {
            step,
            backfill,
            call,
            context: Context::with_arguments(self.settings.arguments.clone()),
            started: Instant::now(),
        };
        match self.scope {
            Scope::Each => self.in_batches(&mut filling),
            Scope::All | Scope::Callers => self.in_one(&mut filling).map(|()| true),
        }
    }

    /// Each batch in a transaction of its own.
    fn in_batches(&mut self, filling: &mut Filling<'_, C>) -> Result<bool, Error> {
        let step = filling.step;
        let is_new = self.state.unfinished(step.revision.id).is_none();
        let begun = match (is_new, step.standalone) {
            (false, _) => false,
            (true, true) => self.standalone(step)?,
            (true, false) => self.transactional(step)?,
        };
        if !begun && !self.go_on(filling)? {
            return Ok(false);
        }
        loop {
            match self.batch(filling)? {
                Next::End => {
                    self.tell_said(filling);
                    return Ok(true);
                }
                Next::Gone => return Ok(false),
                Next::Batch => self.tell(filling),
            }
            if self.settings.observer.should_stop() {
                let batches = filling.context.batches;
                let message = format!("stopped after batch {batches}; an upgrade goes on");
                let sql = self.end_of_history(filling, Some(&message));
                // If this fails, then the row tells of a run that was cut off, which is no harm.
                let _ = sql.map(|sql| self.execute_patiently(&sql));
                return self
                    .stopped(step.info.of - step.info.number + 1)
                    .and_then(Err);
            }
        }
    }

    /// All batches in the transaction of all steps, or of the caller.
    fn in_one(&mut self, filling: &mut Filling<'_, C>) -> Result<(), Error> {
        let step = filling.step;
        let resumed = self.state.unfinished(step.revision.id).cloned();
        match &resumed {
            None => _ = self.transactional(step)?,
            Some(row) => {
                if self.scope == Scope::Callers {
                    let begun = record::begin(self.connection, self.scope);
                    begun.map_err(database("set a savepoint"))?;
                }
                filling.resume(row);
            }
        }
        self.open = true;
        loop {
            self.tell_of_start(filling);
            match (filling.call)(self.connection, &mut filling.context) {
                Ok(Batch::Done) => {
                    self.tell_said(filling);
                    break;
                }
                Ok(Batch::Continue(cursor)) => filling.context.advance(cursor),
                Err(cause) => return Err(self.batch_failed(filling, cause, false)),
            }
            self.tell(filling);
            if self.settings.observer.should_stop() {
                match self.scope {
                    Scope::Callers => _ = self.roll_back(false),
                    _ if resumed.is_none() => _ = self.unrecorded.pop(),
                    _ => {}
                }
                return self
                    .stopped(step.info.of - step.info.number + 1)
                    .and_then(Err);
            }
        }
        let took = filling.started.elapsed();
        if self.scope == Scope::All {
            let sql = self.restored_before(filling.rust(), "");
            let restored = self.connection.batch_execute(&sql);
            restored.map_err(database("put the session back as it was"))?;
            if resumed.is_none() {
                self.unrecorded.pop(); // the script alone
            }
            self.unrecorded.push((*step, took, Instant::now()));
            return Ok(());
        }
        let result = self.applied(filling, resumed.is_some()).and_then(|sql| {
            let sql = self.restored_before(filling.rust(), &sql);
            let record = self.connection.batch_execute(&sql);
            let ended =
                record.and_then(|()| AnsiTransactionManager::commit_transaction(self.connection));
            ended.map_err(Cause::from)
        });
        self.open = false;
        result.map_err(|cause| self.batch_failed(filling, cause, true))
    }

    /// Has an open row in the history, where the run before has closed its own. `false`: there is
    /// nothing to go on with, since another process has done it all.
    fn go_on(&mut self, filling: &Filling<'_, C>) -> Result<bool, Error> {
        let doing = "go on with a backfill";
        self.begin_patiently()?;
        let found = self.reopened(filling);
        let ended = match found {
            Ok(_) => AnsiTransactionManager::commit_transaction(self.connection),
            Err(_) => AnsiTransactionManager::rollback_transaction(self.connection),
        };
        let found = found.map_err(database(doing))?;
        ended.map_err(database(doing))?;
        match found {
            true => Ok(true),
            false => self.gone(filling).map(|_| false),
        }
    }

    fn reopened(&mut self, filling: &Filling<'_, C>) -> diesel::QueryResult<bool> {
        let revision = filling.step.revision.id;
        let backfills = self.backfills().clone();
        if backfills.claim(self.connection, revision)?.is_none() {
            return Ok(false);
        }
        let rows = self.connection.history(&self.state.tables, true)?;
        if rows.iter().all(|row| row.revision != revision) {
            let intent = self.recorder().intent(filling.step.entry());
            self.connection.batch_execute(&intent)?;
        }
        Ok(true)
    }

    /// One batch, with its record.
    fn batch(&mut self, filling: &mut Filling<'_, C>) -> Result<Next, Error> {
        self.begin_patiently()?;
        self.open = true;
        let next = self.within(filling);
        self.open = false;
        match next {
            Ok(Next::Gone) => {
                let ended = AnsiTransactionManager::rollback_transaction(self.connection);
                ended.map_err(database("end the transaction"))?;
                self.gone(filling)
            }
            Ok(next) => {
                let ended = AnsiTransactionManager::commit_transaction(self.connection);
                if let Err(error) = ended {
                    return Err(self.batch_failed(filling, error.into(), true));
                }
                filling.context.batches += 1;
                Ok(next)
            }
            Err((cause, recording)) => Err(self.batch_failed(filling, cause, recording)),
        }
    }

    /// What is done between the beginning of a batch's transaction and its end; an error says whether
    /// it is that of the record.
    fn within(&mut self, filling: &mut Filling<'_, C>) -> Result<Next, (Cause, bool)> {
        let recording = |error: diesel::result::Error| (Cause::from(error), true);
        let revision = filling.step.revision.id;
        let backfills = self.backfills().clone();
        let row = backfills
            .claim(self.connection, revision)
            .map_err(recording)?;
        let Some(mut row) = row else {
            return Ok(Next::Gone);
        };
        filling.resume(&row);
        self.tell_of_start(filling);
        let depth = self.connection.depth().map_err(recording)?;
        let told = (filling.call)(self.connection, &mut filling.context);
        let told = told.map_err(|cause| (cause, false))?;
        if self.connection.depth().map_err(recording)? != depth {
            let message = "it has ended the batch's transaction, or left one of its own open";
            return Err((message.into(), false));
        }
        let (sql, next) = match told {
            Batch::Continue(cursor) if cursor.contains('\0') => {
                return Err((
                    "its cursor has a NUL character, which can't be kept".into(),
                    false,
                ));
            }
            Batch::Continue(cursor) => {
                row.batches += 1;
                row.cursor = Some(cursor);
                (row.done, row.total) = (filling.context.done, filling.context.total);
                (backfills.advance::<C>(&row), Next::Batch)
            }
            Batch::Done => {
                let sql = self.applied(filling, false);
                (sql.map_err(|cause| (cause, true))?, Next::End)
            }
        };
        let sql = self.restored_before(filling.rust(), &sql);
        self.connection.batch_execute(&sql).map_err(recording)?;
        Ok(next)
    }

    /// The statements that record the revision as applied, and its backfill as done.
    fn applied(&mut self, filling: &Filling<'_, C>, cut_off: bool) -> Result<String, Cause> {
        let step = filling.step;
        let revision = step.revision.id;
        let mirrored = self.state.mirrored_with::<C>(self.chain, revision, true)?;
        let recorder = self.recorder();
        let mut sql = vec![
            recorder.apply_all(&[revision], step.info.direction),
            self.backfills().forget::<C>(revision),
        ];
        if self.scope == Scope::Each {
            sql.push(self.end_of_history(filling, None)?);
        } else {
            if cut_off {
                sql.push(recorder.complete(revision, Timing::SinceStart, Some(WENT_ON)));
            }
            let took = Timing::just_now(Some(filling.started.elapsed()));
            sql.push(recorder.finished(&[(step.entry(), took)], None));
        }
        sql.extend(mirrored);
        Ok(sql.join(";\n"))
    }

    /// The statement that ends the row of the history, which another process may have done.
    fn end_of_history(
        &mut self,
        filling: &Filling<'_, C>,
        error: Option<&str>,
    ) -> Result<String, diesel::result::Error> {
        let revision = filling.step.revision.id;
        let tables = self.state.tables.clone();
        let rows = self.repeat_while_busy(|connection| connection.history(&tables, true))?;
        let recorder = self.recorder();
        if rows.iter().any(|row| row.revision == revision) {
            return Ok(recorder.complete(revision, Timing::SinceStart, error));
        }
        let took = Timing::just_now(Some(filling.started.elapsed()));
        Ok(recorder.finished(&[(filling.step.entry(), took)], error))
    }

    /// What it means that the row of the backfill is not there any more.
    fn gone(&mut self, filling: &Filling<'_, C>) -> Result<Next, Error> {
        let (timeout, observer) = (self.settings.lock_timeout, &mut *self.settings.observer);
        self.state = record::read(self.connection, self.chain, timeout, observer)?;
        let step = filling.step;
        match self.state.contains(step.revision.id) {
            true => Ok(Next::Gone),
            false => Err(Error::ChangedMeanwhile {
                revision: step.revision.id,
                direction: step.info.direction,
            }),
        }
    }

    /// Rolls a batch back, records that and makes the error of it.
    fn batch_failed(&mut self, filling: &Filling<'_, C>, cause: Cause, recording: bool) -> Error {
        let is_alone = self.scope == Scope::Each;
        let is_connected = self.roll_back(false);
        let unrecorded = std::mem::take(&mut self.unrecorded);
        self.forget(&unrecorded);
        let number = filling.context.number();
        if is_connected {
            self.restore_settings(filling.step);
            let message = format!("{}, batch {number}: {cause}", filling.backfill.path);
            let message: String = message.chars().take(4000).collect();
            let took = Timing::just_now(Some(filling.started.elapsed()));
            let sql = match is_alone {
                true => self.end_of_history(filling, Some(&message)).ok(),
                false => {
                    let row = (filling.step.entry(), took);
                    Some(self.recorder().finished(&[row], Some(&message)))
                }
            };
            // If this fails, too, then the first error is still the one to tell.
            let _ = sql.map(|sql| self.execute_patiently(&sql));
        }
        let after = match self.state.heads(self.chain) {
            Ok(heads) if is_connected => After::RolledBack { heads },
            Ok(_) => After::Unknown,
            Err(error) => return error,
        };
        Error::from(BackfillError {
            revision: filling.step.revision.id,
            path: filling.backfill.path,
            batch: number,
            script_stays: is_alone,
            kept: if is_alone { filling.context.batches } else { 0 },
            cursor: filling.context.cursor.clone(),
            recording,
            after,
            source: cause,
        })
    }

    fn tell_of_start(&mut self, filling: &Filling<'_, C>) {
        let part = Part::Batch(filling.context.number());
        let observer = &mut self.settings.observer;
        observer.part_started(&filling.step.info, part);
    }

    fn tell_said(&mut self, filling: &mut Filling<'_, C>) {
        for line in filling.context.take_said() {
            let observer = &mut self.settings.observer;
            observer.batch_said(&filling.step.info, &line);
        }
    }

    fn tell(&mut self, filling: &mut Filling<'_, C>) {
        self.tell_said(filling);
        let batch = BatchInfo {
            number: filling.context.batches,
            done: filling.context.done,
            total: filling.context.total,
        };
        let observer = &mut self.settings.observer;
        observer.batch_finished(&filling.step.info, &batch);
    }

    fn backfills(&self) -> &Backfills {
        // Read with the state wherever the chain has a step in Rust.
        let backfills = self.state.backfills.as_ref();
        backfills.expect("a chain with backfills has their table")
    }
}

impl<C> Filling<'_, C> {
    /// What a batch runs.
    fn rust(&self) -> Code<'static> {
        Code {
            statements: &[],
            is_rust_too: true,
        }
    }

    /// Goes on after the last batch that was committed.
    fn resume(&mut self, row: &UnfinishedBackfill) {
        self.context.cursor.clone_from(&row.cursor);
        self.context.batches = row.batches;
        (self.context.done, self.context.total) = (row.done, row.total);
    }
}

/// What is written into the row of a run that was cut off, when another one ends its work.
pub(crate) const WENT_ON: &str = "cut off; a later run went on";
