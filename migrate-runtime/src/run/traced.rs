//! Reports a run as events of `tracing`. Without a subscriber nothing happens, and this crate installs none.

use crate::embedded::Chain;
use crate::observer::{BatchInfo, Observer, Part, StepInfo};
use migrate_graph::Direction;
use std::time::Duration;
use tracing::{error, info, warn};

/// Passes everything on, and tells it.
pub(crate) struct Traced<'o> {
    observer: &'o mut dyn Observer,
    chain: &'static Chain,
    is_waiting: bool,
}

impl<'o> Traced<'o> {
    pub(crate) fn new(observer: &'o mut dyn Observer, chain: &'static Chain) -> Self {
        Traced {
            observer,
            chain,
            is_waiting: false,
        }
    }
}

impl Observer for Traced<'_> {
    fn run_started(&mut self, steps: &[StepInfo]) {
        self.observer.run_started(steps);
    }

    fn waiting_for_lock(&mut self, waited: Duration) {
        if !std::mem::replace(&mut self.is_waiting, true) {
            warn!(target: "migrate", "Waiting for another process that migrates this database");
        }
        self.observer.waiting_for_lock(waited);
    }

    fn should_stop(&mut self) -> bool {
        self.observer.should_stop()
    }

    fn step_started(&mut self, step: &StepInfo) {
        let line = line(self.chain, step);
        info!(target: "migrate", revision = step.revision, number = step.number, of = step.of, "Running {line}");
        self.observer.step_started(step);
    }

    fn part_started(&mut self, step: &StepInfo, part: Part) {
        self.observer.part_started(step, part);
    }

    fn batch_finished(&mut self, step: &StepInfo, batch: &BatchInfo) {
        let BatchInfo {
            number,
            done,
            total,
        } = *batch;
        info!(target: "migrate", revision = step.revision, done, total, "Finished batch {number}");
        self.observer.batch_finished(step, batch);
    }

    fn batch_said(&mut self, step: &StepInfo, line: &str) {
        info!(target: "migrate", revision = step.revision, "{line}");
        self.observer.batch_said(step, line);
    }

    fn script_ends_before(&mut self, step: &StepInfo, function: &'static str) {
        self.observer.script_ends_before(step, function);
    }

    fn step_finished(&mut self, step: &StepInfo, took: Duration) {
        let seconds = took.as_secs_f64();
        info!(target: "migrate", revision = step.revision, seconds, "Finished {}", line(self.chain, step));
        self.observer.step_finished(step, took);
    }

    fn step_failed(&mut self, step: &StepInfo, took: Duration) {
        let seconds = took.as_secs_f64();
        error!(target: "migrate", revision = step.revision, seconds, "Failed {}", line(self.chain, step));
        self.observer.step_failed(step, took);
    }
}

/// `upgrade a, b -> c, message`, as Alembic logs it.
fn line(chain: &'static Chain, step: &StepInfo) -> String {
    let parents = chain.find(step.revision);
    let parents = parents.map_or(String::new(), |revision| revision.revises.join(", "));
    let (revision, message) = (step.revision, step.message);
    match step.direction {
        Direction::Up => format!("upgrade {parents} -> {revision}, {message}"),
        Direction::Down => format!("downgrade {revision} -> {parents}, {message}"),
    }
}
