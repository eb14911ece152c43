use super::embedded::EmbeddedRevisions;
use super::heartbeat::Life;
use super::interrupt::Interrupts;
use migrate_graph::Direction;
use migrate_runtime::{BatchInfo, Observer, Part, StepInfo};
use std::time::{Duration, Instant};

/// The level and logger at the beginning of a line, in the form that users of Alembic know.
pub(super) const INFO: &str = "INFO  [migrate]";
const WARN: &str = "WARN  [migrate]";

/// The shortest interval between two lines about batches.
const PAUSE: Duration = Duration::from_secs(5);

/// Prints a line for each step, which begins when the step begins, so that a long step is visible. The
/// output is the same on a terminal and in a log. If the application has a `tracing` subscriber, the
/// runtime emits events instead, and nothing is printed here.
pub(super) struct Progress<'l, 't> {
    revisions: EmbeddedRevisions,
    life: &'l Life<'t>,
    interrupts: Option<&'l Interrupts>,
    is_waiting: bool,
    /// The number of batches of the current step, and the time of the last line about them.
    batches: u64,
    told: Option<Instant>,
}

impl<'l, 't> Progress<'l, 't> {
    pub fn new(
        revisions: EmbeddedRevisions,
        life: &'l Life<'t>,
        interrupts: Option<&'l Interrupts>,
    ) -> Self {
        Self {
            revisions,
            life,
            interrupts,
            is_waiting: false,
            batches: 0,
            told: None,
        }
    }

    fn line(&self, step: &StepInfo) -> String {
        let up = step.direction == Direction::Up;
        let verb = if up { "upgrade" } else { "downgrade" };
        let line = self.revisions.step_line(step.revision, up);
        format!("{verb} {line}")
    }

    fn end(&mut self, step: &StepInfo, outcome: &str, how: &str) {
        self.life.step_ended();
        let line = self.line(step);
        let terminal = &mut self.life.lock().terminal;
        // Another message has ended the line.
        match terminal.is_in_line() {
            true => terminal.finish_line(format!(" ({how})")),
            false => terminal.say(format!("{INFO} {outcome} {line} ({how})")),
        }
    }
}

impl Observer for Progress<'_, '_> {
    fn waiting_for_lock(&mut self, _waited: Duration) {
        if !is_subscribed() && !std::mem::replace(&mut self.is_waiting, true) {
            self.life.lock().terminal.say(format!(
                "{WARN} Waiting for another process that migrates this database"
            ));
            self.life.waits();
        }
    }

    fn should_stop(&mut self) -> bool {
        self.interrupts.and_then(Interrupts::signal).is_some()
    }

    fn step_started(&mut self, step: &StepInfo) {
        if is_subscribed() {
            return;
        }
        (self.batches, self.told) = (0, Some(Instant::now()));
        let line = self.line(step);
        self.life
            .lock()
            .terminal
            .begin_line(format!("{INFO} Running {line}"));
        self.life.step_started(step, line);
    }

    fn part_started(&mut self, _step: &StepInfo, part: Part) {
        self.life.part_started(part);
    }

    fn batch_finished(&mut self, step: &StepInfo, batch: &BatchInfo) {
        self.batches += 1;
        let is_due = self.told.is_none_or(|told| told.elapsed() >= PAUSE);
        if is_subscribed() || !is_due {
            return;
        }
        self.told = Some(Instant::now());
        let rows = match (batch.done, batch.total) {
            (Some(done), Some(total)) => format!(", {done} of {total} rows"),
            (Some(done), None) => format!(", {done} rows"),
            _ => String::new(),
        };
        let (number, revision) = (batch.number, step.revision);
        self.life.lock().terminal.say(format!(
            "{INFO} Backfill of {revision}: batch {number}{rows}"
        ));
    }

    fn batch_said(&mut self, _step: &StepInfo, line: &str) {
        if !is_subscribed() {
            let line = format!("{INFO} {line}");
            self.life.lock().terminal.say(line);
        }
    }

    fn script_ends_before(&mut self, step: &StepInfo, function: &'static str) {
        self.life.lock().terminal.say(format!(
            "note: the script ends before `{}`, which calls `{function}`: a script can't do that",
            step.revision
        ));
    }

    fn step_finished(&mut self, step: &StepInfo, took: Duration) {
        if is_subscribed() {
            return;
        }
        let how = match self.batches {
            0 => readable(took),
            // The last batch is not reported: the end of the step follows.
            more => format!("{} batches, {}", more + 1, readable(took)),
        };
        self.end(step, "Finished", &how);
    }

    fn step_failed(&mut self, step: &StepInfo, took: Duration) {
        if is_subscribed() {
            return;
        }
        self.end(step, "Failed", &format!("failed after {}", readable(took)));
    }
}

/// Returns whether the application has a `tracing` subscriber, which receives each step as an event.
fn is_subscribed() -> bool {
    #[cfg(feature = "tracing")]
    let is_subscribed = tracing::dispatcher::get_default(|dispatch| {
        !dispatch.is::<tracing::subscriber::NoSubscriber>()
    });
    #[cfg(not(feature = "tracing"))]
    let is_subscribed = false;
    is_subscribed
}

/// Formats a duration for people: `12 ms`, `3.4 s`, `2 min 5 s`.
pub(super) fn readable(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0 => format!("{} ms", duration.as_millis()),
        1..60 => format!("{:.1} s", duration.as_secs_f64()),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::readable;
    use std::time::Duration;

    #[test]
    fn durations() {
        assert_eq!(readable(Duration::from_micros(12_345)), "12 ms");
        assert_eq!(readable(Duration::from_millis(3_449)), "3.4 s");
        assert_eq!(readable(Duration::from_secs(125)), "2 min 5 s");
    }
}
