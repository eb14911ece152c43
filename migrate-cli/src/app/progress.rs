use super::embedded::EmbeddedRevisions;
use super::interrupt::Interrupts;
use crate::Terminal;
use migrate_graph::Direction;
use migrate_runtime::{Observer, StepInfo};
use std::time::Duration;

/// Shows a run as it goes: a line a step, begun when the step begins, so that a step that takes
/// long or never ends can be seen. The same on a terminal and in a log.
pub(super) struct Progress<'t> {
    revisions: EmbeddedRevisions,
    terminal: &'t mut Terminal,
    interrupts: Option<&'t Interrupts>,
    is_waiting: bool,
}

impl<'t> Progress<'t> {
    pub fn new(
        revisions: EmbeddedRevisions,
        terminal: &'t mut Terminal,
        interrupts: Option<&'t Interrupts>,
    ) -> Self {
        Self {
            revisions,
            terminal,
            interrupts,
            is_waiting: false,
        }
    }
}

impl Observer for Progress<'_> {
    fn waiting_for_lock(&mut self, _waited: Duration) {
        if !std::mem::replace(&mut self.is_waiting, true) {
            self.terminal
                .say("waiting for another process that migrates this database");
        }
    }

    fn should_stop(&mut self) -> bool {
        self.interrupts.and_then(Interrupts::signal).is_some()
    }

    fn step_started(&mut self, step: &StepInfo) {
        if is_subscribed() {
            return;
        }
        let up = step.direction == Direction::Up;
        let verb = if up { "upgrade" } else { "downgrade" };
        let line = self.revisions.step_line(step.revision, up);
        self.terminal.begin_line(format!("Running {verb} {line}"));
    }

    fn step_finished(&mut self, _step: &StepInfo, took: Duration) {
        if is_subscribed() {
            return;
        }
        self.terminal.finish_line(format!(" ({})", readable(took)));
    }

    fn step_failed(&mut self, _step: &StepInfo, took: Duration) {
        if is_subscribed() {
            return;
        }
        self.terminal
            .finish_line(format!(" (failed after {})", readable(took)));
    }
}

/// Whether the application has a subscriber, which is told of each step: then it says where that
/// goes, and in which form.
fn is_subscribed() -> bool {
    #[cfg(feature = "tracing")]
    let is_subscribed = tracing::dispatcher::get_default(|dispatch| {
        !dispatch.is::<tracing::subscriber::NoSubscriber>()
    });
    #[cfg(not(feature = "tracing"))]
    let is_subscribed = false;
    is_subscribed
}

/// A duration as a person says it: `12 ms`, `3.4 s`, `2 min 5 s`.
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
