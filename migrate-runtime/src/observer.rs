//! Progress, for whoever shows it: this crate knows no terminal.

use migrate_graph::Direction;
use std::time::Duration;

/// A step of a run, as observers and reports see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StepInfo {
    /// The revision's id.
    pub revision: &'static str,
    /// Its message.
    pub message: &'static str,
    /// Which script runs.
    pub direction: Direction,
    /// Its position in the plan, from 1.
    pub number: usize,
    /// The number of steps in the plan.
    pub of: usize,
    /// The number of statements of its script, without those that begin and end its transaction.
    pub statements: usize,
}

/// A batch of a step in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BatchInfo {
    /// Its number, from 1; batches of an earlier run that was cut off count.
    pub number: u64,
    /// The rows that are done, as far as the step says.
    pub done: Option<u64>,
    /// The rows that there are, as far as the step says.
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

/// Is told what a run does. Every method does nothing unless written.
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
    /// The plan is known and something is to be done.
    fn run_started(&mut self, steps: &[StepInfo]) {
        let _ = steps;
    }
    /// Another process holds the lock; called before each new attempt.
    fn waiting_for_lock(&mut self, waited: Duration) {
        let _ = waited;
    }
    /// Whether to stop: asked before each step, between batches, and while the run waits for another process. Steps
    /// that are done stay, unless all are in one transaction.
    fn should_stop(&mut self) -> bool {
        false
    }
    /// A step begins.
    fn step_started(&mut self, step: &StepInfo) {
        let _ = step;
    }
    /// A part of the step begins.
    fn part_started(&mut self, step: &StepInfo, part: Part) {
        let _ = (step, part);
    }
    /// A batch of a step is done, and there are more. In one transaction, it is not committed yet.
    fn batch_finished(&mut self, step: &StepInfo, batch: &BatchInfo) {
        let _ = (step, batch);
    }
    /// A batch that is done has said a line: [`Context::say`](crate::backfill::Context::say). In one
    /// transaction, it is not committed yet.
    fn batch_said(&mut self, step: &StepInfo, line: &str) {
        let _ = (step, line);
    }
    /// A script that is only written ends before this step, since it calls this function.
    fn script_ends_before(&mut self, step: &StepInfo, function: &'static str) {
        let _ = (step, function);
    }
    /// A step is done. In one transaction, it is not committed yet.
    fn step_finished(&mut self, step: &StepInfo, took: Duration) {
        let _ = (step, took);
    }
    /// A step failed; the run ends with the error.
    fn step_failed(&mut self, step: &StepInfo, took: Duration) {
        let _ = (step, took);
    }
}

/// Observes nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {}
