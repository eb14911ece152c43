//! Shows that a step which takes long is alive, and that a signal was heard, while the runtime waits
//! for the database: from a thread of its own, for as long as a run lasts.

use super::interrupt::{self, Interrupts};
use super::progress::{INFO, readable};
use crate::Terminal;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How often the thread looks for a signal.
const PULSE: Duration = Duration::from_millis(100);

/// The longest time between two lines in a log.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// The terminal, shared by the run and the thread that shows its life.
pub(super) struct Life<'t> {
    shared: Mutex<Shared<'t>>,
    changed: Condvar,
    pace: Pace,
    /// What a second signal does to the step.
    second: &'static str,
}

/// What the run and the thread share.
pub(super) struct Shared<'t> {
    pub terminal: &'t mut Terminal,
    step: Option<Step>,
    is_over: bool,
    is_heard: bool,
}

/// The step that runs.
struct Step {
    line: String,
    started: Instant,
    due: Instant,
    pause: Duration,
}

/// When a step that runs is told of.
#[derive(Clone, Copy)]
struct Pace {
    first: Duration,
    /// On a terminal the line is written again each time; in a log each is later than the one before.
    is_live: bool,
}

impl<'t> Life<'t> {
    /// The variable that says after how many seconds a step is first told of.
    pub const PACE: &'static str = "MIGRATE_PROGRESS_SECONDS";

    pub fn new(terminal: &'t mut Terminal, second: &'static str) -> Self {
        let said = std::env::var(Self::PACE).ok();
        let said = said.and_then(|said| said.trim().parse::<f64>().ok());
        let said = said.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        let is_live = terminal.is_live();
        let first = said.unwrap_or(Duration::from_secs(if is_live { 2 } else { 10 }));
        Self {
            shared: Mutex::new(Shared {
                terminal,
                step: None,
                is_over: false,
                is_heard: false,
            }),
            changed: Condvar::new(),
            pace: Pace { first, is_live },
            second,
        }
    }

    /// The terminal, for the time of a message.
    pub fn lock(&self) -> MutexGuard<'_, Shared<'t>> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn step_started(&self, line: String) {
        let started = Instant::now();
        self.lock().step = Some(Step {
            line,
            started,
            due: started + self.pace.first,
            pause: self.pace.first,
        });
    }

    /// Ends the step.
    pub fn step_ended(&self) {
        self.lock().step = None;
    }

    /// Watches until the run is over.
    pub fn watch(&self, interrupts: Option<&Interrupts>) {
        let pulse = PULSE.min(self.pace.first.max(Duration::from_millis(1)));
        let mut shared = self.lock();
        while !shared.is_over {
            if !shared.is_heard
                && let Some(signal) = interrupts.and_then(Interrupts::signal)
                && shared.step.is_some()
            {
                shared.is_heard = true;
                let name = interrupt::name(signal);
                shared.terminal.answer(format!(
                    "{name}: heard; the step is finished first, and then the run stops. A second one \
                     ends this program at once: {}",
                    self.second
                ));
            }
            shared.show(self.pace);
            let waited = self.changed.wait_timeout(shared, pulse);
            shared = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Ends the thread when it is dropped, by a panic too.
    pub fn until_dropped(&self) -> Over<'_, 't> {
        Over(self)
    }
}

/// The end of a run.
pub(super) struct Over<'l, 't>(&'l Life<'t>);

impl Drop for Over<'_, '_> {
    fn drop(&mut self) {
        self.0.lock().is_over = true;
        self.0.changed.notify_all();
    }
}

impl Shared<'_> {
    fn show(&mut self, pace: Pace) {
        let now = Instant::now();
        let Some(step) = self.step.as_mut().filter(|step| step.due <= now) else {
            return;
        };
        step.pause = match pace.is_live {
            true => pace.first.min(Duration::from_secs(1)),
            false => (step.pause * 2).min(LONGEST_PAUSE),
        };
        step.due = now + step.pause;
        let (line, took) = (&step.line, readable(step.started.elapsed()));
        let text = format!("{INFO} Still running {line} ({took})");
        match pace.is_live {
            true => self.terminal.status(text),
            false => self.terminal.say(text),
        }
    }
}
