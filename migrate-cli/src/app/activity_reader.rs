//! Observes a run from a second connection, in a thread, so that a server that does not answer blocks
//! nothing. The connection is opened at the first query, so a quick run opens none.

use crate::address::{Address, Kind};
use migrate_runtime::{Activity, Database, Embedded, Migrator, StepInfo, Supports};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The time that the end of a run waits for a pending query.
const FAREWELL: Duration = Duration::from_secs(1);

/// The subject of a query: the current step, or `None` while the run waits for the lock.
pub(super) type Subject = Option<StepInfo>;

type Answer = (Subject, Option<Box<Activity>>);

/// Queries the activity of the server on a second connection.
pub(super) struct Looker {
    asks: Option<Sender<Subject>>,
    answers: Receiver<Answer>,
    thread: Option<JoinHandle<()>>,
    is_asking: bool,
}

/// The result of a query.
pub(super) enum Look {
    /// There was no query.
    Idle,
    /// The server has not answered yet.
    Asking,
    Seen(Subject, Option<Box<Activity>>),
    /// The connection or a query failed: there will be no more results.
    Gone,
}

impl Looker {
    /// Creates a reader for this database, unless it offers no such information.
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

    /// Starts a query.
    pub fn ask(&mut self, subject: Subject) {
        if let Some(asks) = &self.asks {
            self.is_asking = asks.send(subject).is_ok();
        }
    }

    /// Returns the result of the last query.
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

/// Waits for the thread, because the process may end next and no thread should be inside a client
/// library then.
impl Drop for Looker {
    fn drop(&mut self) {
        self.asks = None;
        let is_over = !self.is_asking
            || !matches!(
                self.answers.recv_timeout(FAREWELL),
                Err(RecvTimeoutError::Timeout)
            );
        if let Some(thread) = self.thread.take().filter(|_| is_over) {
            // Its result no longer matters, not even a panic.
            let _ = thread.join();
        }
    }
}

/// Answers queries until the reader is dropped or one fails.
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
