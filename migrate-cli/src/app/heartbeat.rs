//! Reports the progress of a long step, and that a signal was received, while the runtime waits for the
//! database. A thread does this for the duration of a run.

use super::activity_reader::{Look, Looker, Subject};
use super::activity_text::{self, Manner};
use super::interrupt::{self, Interrupts};
use super::progress::{INFO, readable};
use crate::Terminal;
use migrate_runtime::{Activity, Part, StepInfo};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The interval at which the thread checks for signals.
const PULSE: Duration = Duration::from_millis(100);

/// The longest time between two lines in a log.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// The time that a line waits for the second connection.
const GRACE: Duration = Duration::from_secs(1);

/// The terminal, shared by the run and the thread that reports progress.
pub(super) struct Life<'t> {
    shared: Mutex<Shared<'t>>,
    changed: Condvar,
    pace: Pace,
    /// A description of what a second signal does to the step.
    second: &'static str,
}

/// The state shared by the run and the thread.
pub(super) struct Shared<'t> {
    pub terminal: &'t mut Terminal,
    doing: Option<Doing>,
    is_over: bool,
    is_heard: bool,
}

/// The current work of the run.
struct Doing {
    /// The step; `None` while the run waits for the lock.
    step: Subject,
    line: String,
    part: Option<Part>,
    started: Instant,
    due: Instant,
    pause: Duration,
}

/// The times at which a running step is reported.
#[derive(Clone, Copy)]
struct Pace {
    first: Duration,
    /// Whether to rewrite one line, on a terminal; in a log, lines come at increasing intervals.
    is_live: bool,
}

impl<'t> Life<'t> {
    /// The environment variable for the seconds until a step is first reported.
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
                doing: None,
                is_over: false,
                is_heard: false,
            }),
            changed: Condvar::new(),
            pace: Pace { first, is_live },
            second,
        }
    }

    /// Locks the terminal for a message.
    pub fn lock(&self) -> MutexGuard<'_, Shared<'t>> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn step_started(&self, step: &StepInfo, line: String) {
        self.started(Some(*step), line);
    }

    /// Notes that the run waits for another one, unless it waits inside a step.
    pub fn waits(&self) {
        if self.lock().doing.is_none() {
            self.started(None, String::new());
        }
    }

    fn started(&self, step: Subject, line: String) {
        let started = Instant::now();
        self.lock().doing = Some(Doing {
            step,
            line,
            part: None,
            started,
            due: started + self.pace.first,
            pause: self.pace.first,
        });
    }

    pub fn part_started(&self, part: Part) {
        if let Some(doing) = &mut self.lock().doing {
            doing.part = Some(part);
        }
    }

    /// Notes the end of the step.
    pub fn step_ended(&self) {
        self.lock().doing = None;
    }

    /// Reports progress until the run is over, using the second connection if there is one.
    pub fn watch(
        &self,
        interrupts: Option<&Interrupts>,
        mut looker: Option<Looker>,
        manner: Manner,
    ) {
        let pulse = PULSE.min(self.pace.first.max(Duration::from_millis(1)));
        let mut shared = self.lock();
        while !shared.is_over {
            if !shared.is_heard
                && let Some(signal) = interrupts.and_then(Interrupts::signal)
                && shared
                    .doing
                    .as_ref()
                    .is_some_and(|doing| doing.step.is_some())
            {
                shared.is_heard = true;
                let name = interrupt::name(signal);
                shared.terminal.answer(format!(
                    "{name}: heard; the step is finished first, and then the run stops. A second one \
                     ends this program at once: {}",
                    self.second
                ));
            }
            shared.show(self.pace, looker.as_mut(), manner);
            let waited = self.changed.wait_timeout(shared, pulse);
            shared = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Returns a guard that ends the thread when dropped, also by a panic.
    pub fn until_dropped(&self) -> Over<'_, 't> {
        Over(self)
    }
}

/// Ends the thread when dropped.
pub(super) struct Over<'l, 't>(&'l Life<'t>);

impl Drop for Over<'_, '_> {
    fn drop(&mut self) {
        self.0.lock().is_over = true;
        self.0.changed.notify_all();
    }
}

impl Shared<'_> {
    /// Reports the current work when it is time, with the information of the second connection if that
    /// arrives in time.
    fn show(&mut self, pace: Pace, looker: Option<&mut Looker>, manner: Manner) {
        let now = Instant::now();
        let is_quiet = self.terminal.is_quiet();
        let due = |doing: &&mut Doing| doing.due <= now && !is_quiet;
        let Some(doing) = self.doing.as_mut().filter(due) else {
            return;
        };
        let seen = match looker.map(|looker| (looker.look(), looker)) {
            None | Some((Look::Gone, _)) => None,
            Some((Look::Idle, looker)) => return looker.ask(doing.step),
            Some((Look::Asking, _)) if now < doing.due + GRACE => return,
            Some((Look::Asking, _)) => None,
            Some((Look::Seen(subject, activity), _)) if subject == doing.step => activity,
            // The answer is about an earlier step.
            Some((Look::Seen(..), looker)) => return looker.ask(doing.step),
        };
        let text = doing.text(pace, seen.as_deref(), manner);
        doing.pause = match pace.is_live {
            true => pace.first.min(Duration::from_secs(1)),
            false => (doing.pause * 2).min(LONGEST_PAUSE),
        };
        doing.due = now + doing.pause;
        match pace.is_live {
            true => self.terminal.status(text),
            false => self.terminal.say(text),
        }
    }
}

impl Doing {
    /// Writes the line. On a terminal it is short, because the step's own line is above it and the
    /// screen cuts it off.
    fn text(&self, pace: Pace, seen: Option<&Activity>, manner: Manner) -> String {
        let took = readable(self.started.elapsed());
        match &self.step {
            None => {
                let more = activity_text::describe_waiting(seen, manner);
                format!("{INFO} Still waiting for another process ({took}){more}")
            }
            Some(step) => {
                let line = match pace.is_live {
                    true => String::new(),
                    false => format!(" {}", self.line),
                };
                let more = activity_text::describe_step(step, self.part, seen, manner);
                format!("{INFO} Still running{line} ({took}){more}")
            }
        }
    }
}
