//! Reports the progress of a run to an application, which shows it. This crate knows no terminal.

use migrate_graph::Direction;
use std::time::Duration;

/// A step of a run, as observers and reports see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StepInfo {
    /// The id of the revision.
    pub revision: &'static str,
    /// The message of the revision.
    pub message: &'static str,
    /// Whether the upgrade or the downgrade script runs.
    pub direction: Direction,
    /// The position of the step in the plan, from 1.
    pub number: usize,
    /// The number of steps in the plan.
    pub of: usize,
    /// The number of statements in the script, without those that begin and end its transaction.
    pub statements: usize,
}

/// A batch of a step in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BatchInfo {
    /// The number of the batch, from 1; batches of an earlier run that was cut off count.
    pub number: u64,
    /// The number of rows that are done, if the step reports it.
    pub done: Option<u64>,
    /// The number of rows in all, if the step reports it.
    pub total: Option<u64>,
}

/// A part of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The statement of this number, from 1. Where a script goes to the server as one message, as on
    /// PostgreSQL and MySQL, only its first is told of; where the run is then,
    /// [`Migrator::activity`](crate::Migrator::activity) finds out.
    Statement(usize),
    /// The batch of this number of a step in Rust, from 1.
    Batch(u64),
}

/// Receives the events of a run. Every method has a default that does nothing.
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use diesel::{Connection, SqliteConnection};
/// # mod migrations { migrate_runtime::embed!("migrations/notes", watch = false); }
/// # use migrations::MIGRATIONS;
/// # let mut connection = SqliteConnection::establish(":memory:")?;
/// use migrate_runtime::{Observer, StepInfo};
/// use std::time::Duration;
///
/// #[derive(Default)]
/// struct Lines(Vec<String>);
///
/// impl Observer for Lines {
///     fn step_finished(&mut self, step: &StepInfo, _took: Duration) {
///         let line = format!("{} of {}: {}", step.number, step.of, step.message);
///         self.0.push(line);
///     }
/// }
///
/// let mut lines = Lines::default();
/// MIGRATIONS.migrator().observer(&mut lines).run(&mut connection)?;
/// assert_eq!(lines.0, ["1 of 2: create notes", "2 of 2: add due date"]);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "sqlite"))]
/// # fn main() {}
/// ```
pub trait Observer {
    /// Reports that the plan is known, and that there is something to do.
    fn run_started(&mut self, steps: &[StepInfo]) {
        let _ = steps;
    }
    /// Reports that another process holds the lock. Called before each new attempt.
    fn waiting_for_lock(&mut self, waited: Duration) {
        let _ = waited;
    }
    /// Returns whether to stop. Called before each step, between batches, and while the run waits for another
    /// process. Steps that are done stay, unless all are in one transaction.
    fn should_stop(&mut self) -> bool {
        false
    }
    /// Reports that a step begins.
    fn step_started(&mut self, step: &StepInfo) {
        let _ = step;
    }
    /// Reports that a statement or a batch of the step begins.
    fn part_started(&mut self, step: &StepInfo, part: Part) {
        let _ = (step, part);
    }
    /// Reports that a batch is done, and that more follow. In one transaction, it is not committed yet.
    fn batch_finished(&mut self, step: &StepInfo, batch: &BatchInfo) {
        let _ = (step, batch);
    }
    /// Passes on a line that a finished batch has said with
    /// [`Context::say`](crate::backfill::Context::say). In one transaction, the batch is not committed yet.
    fn batch_said(&mut self, step: &StepInfo, line: &str) {
        let _ = (step, line);
    }
    /// Reports that the script of [`Migrator::sql`](crate::Migrator::sql) ends before this step, because the
    /// step calls this Rust function.
    fn script_ends_before(&mut self, step: &StepInfo, function: &'static str) {
        let _ = (step, function);
    }
    /// Reports that a step is done. In one transaction, it is not committed yet.
    fn step_finished(&mut self, step: &StepInfo, took: Duration) {
        let _ = (step, took);
    }
    /// Reports that a step failed. The run ends with the error.
    fn step_failed(&mut self, step: &StepInfo, took: Duration) {
        let _ = (step, took);
    }
}

/// An observer that ignores everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {}
