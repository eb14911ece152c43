//! Waiting for other processes, and the lock that keeps them out.

use crate::backend::{Engine, LockAttempt};
use crate::embedded::bookkeeping::Bookkeeping;
use crate::error::{Error, database};
use crate::observer::Observer;
use diesel::result::QueryResult;
use std::hash::{BuildHasher, RandomState};
use std::ops::{Deref, DerefMut};
use std::thread;
use std::time::{Duration, Instant};

/// The lock, held. Deref to the connection; given back when it is dropped, by a panic too. A lost
/// connection frees it by itself.
pub(crate) struct Locked<'c, C: Engine> {
    connection: &'c mut C,
    key: Option<String>,
}

impl<'c, C: Engine> Locked<'c, C> {
    /// Takes the lock, or waits for it by trying again: a session that waited inside the server
    /// would deadlock with `CREATE INDEX CONCURRENTLY` of the session that holds it.
    pub(crate) fn acquire(
        connection: &'c mut C,
        names: &Bookkeeping,
        timeout: Duration,
        observer: &mut dyn Observer,
    ) -> Result<Self, Error> {
        let mut patience = Patience::new(timeout);
        loop {
            let attempt = connection.try_lock(names);
            match attempt.map_err(database("take the lock"))? {
                LockAttempt::Taken(key) => {
                    return Ok(Locked { connection, key });
                }
                LockAttempt::Busy(holder) => patience.wait(holder, observer)?,
            }
        }
    }

    /// Gives the lock back and says whether that worked.
    pub(crate) fn release(mut self) -> QueryResult<()> {
        match self.key.take() {
            Some(key) => self.connection.unlock(&key),
            None => Ok(()),
        }
    }
}

impl<C: Engine> Drop for Locked<'_, C> {
    fn drop(&mut self) {
        if let Some(key) = self.key.take() {
            // There is an error (or a panic) on its way already, which must not be masked.
            let _ = self.connection.unlock(&key);
        }
    }
}

impl<C: Engine> Deref for Locked<'_, C> {
    type Target = C;
    fn deref(&self) -> &C {
        self.connection
    }
}

impl<C: Engine> DerefMut for Locked<'_, C> {
    fn deref_mut(&mut self) -> &mut C {
        self.connection
    }
}

/// Repeats a piece of work while the database only says that another connection is at work.
pub(crate) fn patiently<C: Engine, T>(
    connection: &mut C,
    timeout: Duration,
    observer: &mut dyn Observer,
    what: &'static str,
    mut work: impl FnMut(&mut C) -> QueryResult<T>,
) -> Result<T, Error> {
    let mut patience = Patience::new(timeout);
    loop {
        match work(connection) {
            Err(error) if C::is_busy(&error) => patience.wait(None, observer)?,
            result => return result.map_err(database(what)),
        }
    }
}

/// Waits between attempts: longer each time, by a random part less, and not for ever.
pub(crate) struct Patience {
    started: Instant,
    timeout: Duration,
    pause: Duration,
    random: RandomState,
}

impl Patience {
    const FIRST_PAUSE: Duration = Duration::from_millis(4);
    const LONGEST_PAUSE: Duration = Duration::from_millis(250);

    pub(crate) fn new(timeout: Duration) -> Self {
        Patience {
            started: Instant::now(),
            timeout,
            pause: Self::FIRST_PAUSE,
            random: RandomState::new(),
        }
    }

    /// Waits before the next attempt, or fails when the time is up.
    pub(crate) fn wait(
        &mut self,
        holder: Option<String>,
        observer: &mut dyn Observer,
    ) -> Result<(), Error> {
        let waited = self.started.elapsed();
        if waited >= self.timeout {
            return Err(Error::LockTimeout { waited, holder });
        }
        if observer.should_stop() {
            return Err(Error::Stopped {
                heads: None,
                left: 0,
            });
        }
        observer.waiting_for_lock(waited);
        let random = self.random.hash_one(waited.as_nanos()) % 1000;
        let part = self.pause.mul_f64(0.5 + random as f64 / 2000.0);
        thread::sleep(part.min(self.timeout - waited));
        self.pause = (self.pause * 2).min(Self::LONGEST_PAUSE);
        Ok(())
    }
}
