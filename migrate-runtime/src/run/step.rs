//! One step: the script, between the transaction and the record.

use crate::backend::{Database, FailedAt, ScriptFailure, ScriptRun};
use crate::error::{After, Error, database};
use crate::observer::Part;
use crate::plan::{PlannedStep, without_wrapping};
use crate::record::{self, Recorder, Scope, Timing};
use crate::run::Run;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use migrate_graph::Direction;
use std::cell::RefCell;
use std::time::{Duration, Instant};

impl<C: Database> Run<'_, '_, C> {
    /// Runs a script that can be rolled back; says whether it was for us to run it.
    pub(crate) fn transactional(&mut self, step: &PlannedStep) -> Result<bool, Error> {
        let texts = step.script.texts();
        let statements = without_wrapping(&texts, step.wrapped);
        let alone = C::OPENS_STEP_ALONE && self.scope == Scope::Each;
        if alone && !self.open_alone(step)? {
            return Ok(false);
        }
        if self.scope == Scope::Callers {
            record::begin(self.connection, self.scope).map_err(database("set a savepoint"))?;
        }
        let with_script = !alone && self.scope == Scope::Each;
        let recorder = Recorder::<C>::new(&self.state.tables, self.settings.executed_by.as_deref());
        let direction = step.info.direction;
        let up = direction == Direction::Up;
        let is_alone = self.scope == Scope::Each;
        let begins = match step.backfill {
            Some(_) if is_alone => self.state.backfills.as_ref(),
            _ => None,
        };
        // What follows the script is in the same transaction, and so is its record.
        let goes_on = self.scope == Scope::All || (step.backfill.is_some() && !is_alone);
        let mirrored = match step.backfill {
            _ if goes_on => None,
            Some(_) => None,
            None => self
                .state
                .mirrored_with::<C>(self.chain, step.revision.id, up)?,
        };
        let mirrored = mirrored.map_or(String::new(), |sql| format!(";\n{sql}"));
        let applied = self
            .chain
            .recorded_by(step.revision.id, step.info.direction);
        let applying = self.applying(&applied, step.info.direction);
        let restored = self.restored_before(step.code(&texts), "");
        let restoring = match restored.is_empty() {
            true => restored.clone(),
            false => format!("{restored};\n"),
        };
        let closing = |took: Option<Duration>| {
            if goes_on {
                return restored.clone();
            }
            let timing = Timing::just_now(took);
            let (applied, row) = match begins {
                Some(backfills) => (
                    backfills.begin::<C>(step.revision.id, step.script.checksum),
                    recorder.begun(step.entry(), timing),
                ),
                None => (
                    applying.clone(),
                    recorder.finished(&[(step.entry(), timing)], None),
                ),
            };
            let end = if with_script { ";\nCOMMIT" } else { "" };
            format!("{restoring}{applied};\n{row}{mirrored}{end}")
        };
        let opening = match (with_script, step.wrapped) {
            (false, _) => "",
            (true, false) => C::BEGIN,
            (true, true) => texts[0],
        };
        let observer = RefCell::new(&mut *self.settings.observer);
        let begins = |index| {
            let part = Part::Statement(index + 1);
            observer.borrow_mut().part_started(&step.info, part);
        };
        let started = Instant::now();
        let result = self.connection.run_script(&ScriptRun {
            statements,
            opening,
            closing: &closing,
            separately: false,
            begins: &begins,
            patience: Duration::ZERO,
        });
        let result = result
            .and_then(|()| self.verify_session())
            .and_then(|()| self.end_step(with_script || goes_on));
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
        Ok(true)
    }

    /// Checks what was not enforced while the script ran.
    fn verify_session(&mut self) -> Result<(), ScriptFailure> {
        let session = std::mem::take(&mut self.session);
        let verified = self.repeat_while_busy(|connection| connection.verify(&session));
        self.session = session;
        verified.map_err(|error| ScriptFailure {
            at: FailedAt::Closing,
            error,
        })
    }

    /// Commits, unless the script has done that itself, or it is too early.
    fn end_step(&mut self, is_done: bool) -> Result<(), ScriptFailure> {
        if is_done {
            return Ok(());
        }
        AnsiTransactionManager::commit_transaction(self.connection).map_err(|error| ScriptFailure {
            at: FailedAt::Closing,
            error,
        })
    }

    /// Runs a script that can't be rolled back, between the record that it begins and the record
    /// that it is done, so that a crash in between is seen.
    pub(crate) fn standalone(&mut self, step: &PlannedStep) -> Result<bool, Error> {
        let statements = step.script.texts();
        let intent = self.recorder().intent(step.entry());
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
        let up = step.info.direction == Direction::Up;
        let begins = match step.backfill {
            Some(_) => self.state.backfills.clone(),
            None => None,
        };
        let mirrored = self
            .state
            .mirrored_with::<C>(self.chain, step.revision.id, up)?;
        let mirrored = mirrored.map_or(String::new(), |sql| format!("{sql};\n"));
        let applied = self
            .chain
            .recorded_by(step.revision.id, step.info.direction);
        let applying = self.applying(&applied, step.info.direction);
        let restored = self.restored_before(step.code(&statements), "");
        let begin = match restored.is_empty() {
            true => C::BEGIN.to_owned(),
            false if C::COMMITS_IMPLICITLY || C::OPENS_STEP_ALONE => {
                format!("{restored};\n{}", C::BEGIN)
            }
            // PostgreSQL decides at the beginning whether a transaction may write.
            false => format!("{0};\n{restored};\nCOMMIT;\n{0}", C::BEGIN),
        };
        let record = |took: Option<Duration>| {
            if let Some(backfills) = &begins {
                let applying = backfills.begin::<C>(step.revision.id, step.script.checksum);
                return format!("{begin};\n{applying};\nCOMMIT");
            }
            format!(
                "{begin};\n{};\n{};\n{mirrored}COMMIT",
                applying,
                recorder.complete(step.revision.id, Timing::just_now(took), None),
            )
        };
        let nothing = |_: Option<Duration>| String::new();
        let observer = RefCell::new(&mut *self.settings.observer);
        let begins = |index| {
            let part = Part::Statement(index + 1);
            observer.borrow_mut().part_started(&step.info, part);
        };
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
            begins: &begins,
            patience: self.settings.lock_timeout,
        });
        let result = result.and_then(|()| self.verify_session()).and_then(|()| {
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
        Ok(true)
    }
}
