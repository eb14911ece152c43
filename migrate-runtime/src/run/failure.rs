//! What is left when a step fails, and the error that says so.

use crate::backend::{Database, FailedAt, ScriptFailure};
use crate::embedded::Revision;
use crate::error::{After, Error, Site, StepError, already_exists};
use crate::plan::PlannedStep;
use crate::record::Timing;
use crate::report::HistoryEntry;
use crate::run::Run;
use crate::script;
use crate::takeover::unrecorded;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::Error as DieselError;
use migrate_graph::Direction;
use std::time::Duration;

impl<C: Database> Run<'_, '_, C> {
    /// Rolls back what a failed step has done; says whether the connection still answers.
    pub(crate) fn roll_back(&mut self, with_script: bool) -> bool {
        self.open = false;
        let result = if with_script {
            self.connection.batch_execute("ROLLBACK")
        } else {
            AnsiTransactionManager::rollback_transaction(self.connection)
        };
        // A commit that fails ends the transaction, and Diesel knows.
        matches!(result, Ok(()) | Err(DieselError::NotInTransaction))
    }

    /// Rolls back what a failed script had in a transaction of its own, and tells what stays.
    pub(crate) fn after_standalone(
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

    pub(crate) fn locate(&mut self, failure: &mut ScriptFailure, statements: usize) {
        // If this fails, too, then the connection is gone, and the first error is the one to tell.
        let _ = self.connection.locate(failure, statements);
    }

    /// Records a failure and makes the error of it. Without `after`, the step was rolled back.
    pub(crate) fn failed(
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
            self.restore_settings(step);
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
        let is_there = step.info.direction == Direction::Up && already_exists(&failure.error);
        let looks = is_there && after != After::Unknown;
        let stamped_off = match looks {
            true => self.stamped_off(step.revision.id),
            false => Vec::new(),
        };
        let found = (looks && stamped_off.is_empty()).then(|| {
            let (connection, state) = (&mut *self.connection, &self.state);
            unrecorded::look_after_failure(connection, self.chain, state, step.revision.id)
        });
        Error::from(StepError {
            revision: step.revision.id,
            direction: step.info.direction,
            file: step.script.file,
            site,
            recording: failure.at == FailedAt::Closing,
            after,
            found: found.flatten(),
            stamped_off,
            source: failure.error,
        })
    }

    /// The newest of the revisions that have run and that a stamp took off the record since, if this is
    /// one of them.
    fn stamped_off(&mut self, revision: &str) -> Vec<&'static str> {
        // Where the history can't be read, the database's own error is still the one to tell.
        let tables = self.state.tables.clone();
        let rows = self.repeat_while_busy(|connection| connection.history(&tables, false));
        let rows = rows.unwrap_or_default();
        let last = |id: &str| rows.iter().rfind(|row| row.revision == id && row.success);
        let is_off = |id: &str| {
            let has_run = |row: &HistoryEntry| row.revision == id && row.operation == "upgrade";
            !self.state.contains(id)
                && rows.iter().any(|row| row.success && has_run(row))
                && last(id).is_some_and(|row| row.operation == "stamp")
        };
        let off = self.chain.revisions().iter().copied();
        let off: Vec<&Revision> = off.filter(|one| is_off(one.id)).collect();
        if off.iter().all(|one| one.id != revision) {
            return Vec::new();
        }
        let is_head = |id: &str| !off.iter().any(|child| child.revises.contains(&id));
        off.iter()
            .map(|one| one.id)
            .filter(|id| is_head(id))
            .collect()
    }

    /// Puts the settings back that a failed script has left, so that the failure can be recorded.
    pub(crate) fn restore_settings(&mut self, step: &PlannedStep) {
        let texts = step.script.texts();
        let sql = self.restored_before(step.code(&texts), "");
        if !sql.is_empty() {
            // If this fails, too, then the first error is still the one to tell.
            let _ = self.connection.batch_execute(&sql);
        }
    }

    fn record_of_failure(&self, step: &PlannedStep, message: &str, took: Duration) -> String {
        let message: String = message.chars().take(4000).collect();
        let timing = Timing::just_now(Some(took));
        let recorder = self.recorder();
        if step.standalone {
            return recorder.complete(step.revision.id, timing, Some(&message));
        }
        recorder.finished(&[(step.entry(), timing)], Some(&message))
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
