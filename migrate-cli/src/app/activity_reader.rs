//! Looks at a run from a second connection, in a thread of its own: a server that does not answer keeps
//! nobody waiting. The connection is opened at the first look, so a run that is quick opens none.

use crate::address::{Address, Kind};
use migrate_runtime::{Activity, Database, Embedded, Migrator, StepInfo, Supports};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long the end of a run waits for a look that is on its way.
const FAREWELL: Duration = Duration::from_secs(1);

/// What a look is for: the step that runs, none while the run waits for the lock.
pub(super) type Subject = Option<StepInfo>;

type Answer = (Subject, Option<Box<Activity>>);

/// A second connection, or the address for it.
pub(super) struct Looker {
    asks: Option<Sender<Subject>>,
    answers: Receiver<Answer>,
    thread: Option<JoinHandle<()>>,
    is_asking: bool,
}

/// What came of a look.
pub(super) enum Look {
    /// None was asked for.
    Idle,
    /// The server has not answered yet.
    Asking,
    Seen(Subject, Option<Box<Activity>>),
    /// The connection failed, or a query did: nothing more will come.
    Gone,
}

impl Looker {
    /// A look at this database, unless it is one that tells nothing.
    pub fn at<M, C>(address: &Address) -> Option<Self>
    where
        M: Embedded + Supports<C::Dialect>,
        C: Database,
    {
        if address.kind() == Kind::Sqlite {
            return None;
        }
        let (asks, asked) = channel();
        let (answering, answers) = channel();
        let address = address.clone();
        let name = "migrate-look".to_owned();
        let thread = thread::Builder::new().name(name);
        let thread = thread.spawn(move || answer::<M, C>(&address, &asked, &answering));
        Some(Self {
            asks: Some(asks),
            answers,
            thread: Some(thread.ok()?),
            is_asking: false,
        })
    }

    /// Asks for a look.
    pub fn ask(&mut self, subject: Subject) {
        if let Some(asks) = &self.asks {
            self.is_asking = asks.send(subject).is_ok();
        }
    }

    /// Says what came of the last one.
    pub fn look(&mut self) -> Look {
        match self.answers.try_recv() {
            Ok((subject, activity)) => {
                self.is_asking = false;
                Look::Seen(subject, activity)
            }
            Err(TryRecvError::Disconnected) => Look::Gone,
            Err(TryRecvError::Empty) if self.is_asking => Look::Asking,
            Err(TryRecvError::Empty) => Look::Idle,
        }
    }
}

/// The process may end next: no thread should be inside of a client library then.
impl Drop for Looker {
    fn drop(&mut self) {
        self.asks = None;
        let is_over = !self.is_asking
            || !matches!(
                self.answers.recv_timeout(FAREWELL),
                Err(RecvTimeoutError::Timeout)
            );
        if let Some(thread) = self.thread.take().filter(|_| is_over) {
            // It has nothing to say any more, not even that it panicked.
            let _ = thread.join();
        }
    }
}

/// Answers as long as somebody asks, and all goes well.
fn answer<M, C>(address: &Address, asked: &Receiver<Subject>, answers: &Sender<Answer>)
where
    M: Embedded + Supports<C::Dialect>,
    C: Database,
{
    let Ok(first) = asked.recv() else { return };
    let Ok(mut connection) = address.connect::<C>() else {
        return;
    };
    for subject in std::iter::once(first).chain(asked) {
        let Ok(activity) = Migrator::<M>::activity(&mut connection, subject.as_ref()) else {
            return;
        };
        if answers.send((subject, activity.map(Box::new))).is_err() {
            return;
        }
    }
}
