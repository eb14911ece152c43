//! Where no lock is held between the steps (SQLite): each step takes the write lock, and looks
//! whether it is still to be taken.

use crate::backend::Database;
use crate::error::{Error, database};
use crate::plan::PlannedStep;
use crate::record::{Patience, State, UnknownRevisions};
use crate::report::HistoryEntry;
use crate::run::{Run, interrupted_unless_stopped};
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use migrate_graph::Direction;

impl<C: Database> Run<'_, '_, C> {
    /// Begins a step's transaction where that is what keeps others out, and looks whether the step
    /// is still to be taken. `false`: somebody else has taken it, and nothing is open.
    pub(crate) fn open_alone(&mut self, step: &PlannedStep) -> Result<bool, Error> {
        let mut patience = Patience::new(self.settings.lock_timeout);
        loop {
            self.begin_patiently()?;
            let verdict = self.look_again(step);
            if matches!(verdict, Ok(Verdict::Go)) {
                return Ok(true);
            }
            let _ = AnsiTransactionManager::rollback_transaction(self.connection);
            match verdict? {
                Verdict::Go => unreachable!("returned above"),
                Verdict::Done => return Ok(false),
                Verdict::Wait(entry) => patience
                    .wait(None, self.settings.observer)
                    .map_err(|error| interrupted_unless_stopped(error, entry))?,
            }
        }
    }

    fn look_again(&mut self, step: &PlannedStep) -> Result<Verdict, Error> {
        let looking = database("read the applied revisions");
        let counter = self.connection.change_counter().map_err(&looking)?;
        if self.seen == Some(counter) {
            return Ok(Verdict::Go);
        }
        let state = State::read(self.connection, self.chain).map_err(&looking)?;
        state.verify::<C::Dialect>(self.chain, UnknownRevisions::Refuse)?;
        let unfinished = self.connection.history(&state.tables, true);
        let mut unfinished = unfinished.map_err(&looking)?.into_iter();
        if let Some(entry) = unfinished.find(|entry| !state.goes_on(self.chain, entry)) {
            return Ok(Verdict::Wait(entry));
        }
        self.state = state;
        let up = step.info.direction == Direction::Up;
        // The script of one that has begun is done, too.
        let is_begun = self.state.unfinished(step.revision.id).is_some();
        if self.state.contains(step.revision.id) == up || (up && is_begun) {
            return Ok(Verdict::Done);
        }
        if !self.is_next(step)? {
            return Err(Error::ChangedMeanwhile {
                revision: step.revision.id,
                direction: step.info.direction,
            });
        }
        self.seen = Some(counter);
        Ok(Verdict::Go)
    }

    /// Whether the step can be taken from the state as it is.
    fn is_next(&self, step: &PlannedStep) -> Result<bool, Error> {
        let graph = self.chain.graph()?;
        let Some(revision) = graph.find(step.revision.id) else {
            return Ok(false);
        };
        let applied = |index: &migrate_graph::RevisionIndex| {
            self.state.contains(self.chain.revisions()[index.get()].id)
        };
        Ok(match step.info.direction {
            Direction::Up => {
                let mut below = graph
                    .revises(revision)
                    .iter()
                    .chain(graph.depends_on(revision));
                below.all(applied)
            }
            Direction::Down => !graph.children(revision).iter().any(applied),
        })
    }
}

/// What another look at the database says of a step.
enum Verdict {
    /// It is to be taken.
    Go,
    /// It is done.
    Done,
    /// This one must end first.
    Wait(HistoryEntry),
}
