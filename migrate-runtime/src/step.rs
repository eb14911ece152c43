//! One step: the script, between the transaction and the record.

use crate::backend::{FailedAt, ScriptFailure, ScriptRun};
use crate::dialect::Database;
use crate::error::{Error, database};
use crate::executor;
use crate::plan::{PlannedStep, Scope, without_wrapping};
use crate::recorder::{Recorder, Timing};
use crate::run::{Run, entry};
use crate::step_error::After;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use migrate_graph::Direction;
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
            executor::begin(self.connection, self.scope).map_err(database("set a savepoint"))?;
        }
        let with_script = !alone && self.scope == Scope::Each;
        let recorder = Recorder::<C>::new(&self.state.tables, self.settings.executed_by.as_deref());
        let direction = step.info.direction;
        let up = direction == Direction::Up;
        let mirrored = match self.scope {
            Scope::All => None,
            _ => self
                .state
                .mirrored_with::<C>(self.chain, step.revision.id, up)?,
        };
        let mirrored = mirrored.map_or(String::new(), |sql| format!(";\n{sql}"));
        let applied = self
            .chain
            .recorded_by(step.revision.id, step.info.direction);
        let closing = |took: Option<Duration>| {
            if self.scope == Scope::All {
                return String::new();
            }
            format!(
                "{};\n{}{mirrored}{}",
                recorder.apply_all(&applied, direction),
                recorder.finished(&[(entry(step), Timing::just_now(took))], None),
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

    /// Runs a script that can't be rolled back, between the record that it begins and the record
    /// that it is done, so that a crash in between is seen.
    pub(crate) fn standalone(&mut self, step: &PlannedStep) -> Result<bool, Error> {
        let statements = step.script.texts();
        let intent = self.recorder().intent(entry(step));
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
        let mirrored = self
            .state
            .mirrored_with::<C>(self.chain, step.revision.id, up)?;
        let mirrored = mirrored.map_or(String::new(), |sql| format!("{sql};\n"));
        let applied = self
            .chain
            .recorded_by(step.revision.id, step.info.direction);
        let record = |took: Option<Duration>| {
            format!(
                "{};\n{};\n{};\n{mirrored}COMMIT",
                C::BEGIN,
                recorder.apply_all(&applied, step.info.direction),
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

    fn restore_session(&mut self, statements: &[&str]) -> Result<(), Error> {
        let restored = self
            .connection
            .restore_session(&self.state.tables, statements);
        restored.map_err(database("restore the session's settings"))
    }
}
