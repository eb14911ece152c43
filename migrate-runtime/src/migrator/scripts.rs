//! Previews of a run for people to read: in words, or as a script.

use super::Migrator;
use crate::backend::Database;
use crate::embedded::{Chain, Embedded, Supports};
use crate::error::{Error, database};
use crate::migrator::writer::Writer;
use crate::observer::Silent;
use crate::plan;
use crate::plan::preview::Preview;
use crate::record::{State, patiently, stamp, target_error};
use crate::takeover::unrecorded;
use migrate_graph::{Direction, Target};
use std::time::Duration;

impl<M: Embedded> Migrator<'_, M> {
    /// Returns what [`run`](Self::run) would do now, statement by statement, without running it.
    ///
    /// # Errors
    ///
    /// As [`plan`](Self::plan).
    pub fn preview<C>(self, connection: &mut C) -> Result<Vec<Preview>, Error>
    where
        C: Database,
        M: Supports<C::Dialect>,
    {
        let steps = self.planned(connection)?;
        Ok(steps.iter().map(Preview::from_step::<C::Dialect>).collect())
    }

    /// Returns what [`run`](Self::run) would do now as a script for psql, sqlite3 or mariadb: with
    /// its transactions and its record, and a guard that refuses a database which is not where this
    /// one is. Empty where there is nothing to do. Before a revision with a step in Rust it ends, and
    /// says so: it records nothing that it did not do.
    ///
    /// # Errors
    ///
    /// As [`plan`](Self::plan), and where a run was cut off.
    pub fn sql<C>(mut self, connection: &mut C) -> Result<String, Error>
    where
        C: Database,
        M: Supports<C::Dialect>,
    {
        let (chain, state) = self.read(connection)?;
        self.refuse_half_done(connection, chain, &state)?;
        state.refuse_unfinished(chain)?;
        if self.direction == Direction::Up {
            let timeout = self.lock_timeout;
            unrecorded::refuse_other_record(connection, chain, &state, timeout, &mut Silent)?;
        }
        let enforces_keys = enforces_keys(connection, self.lock_timeout)?;
        self.write::<C>(chain, &state, enforces_keys)
    }

    /// As [`sql`](Self::sql), with no database at hand: for one that is at `from`, where `base` is
    /// one with nothing applied.
    ///
    /// # Errors
    ///
    /// As [`plan`](Self::plan), and where `from` names nothing.
    pub fn sql_from<C>(mut self, from: &str) -> Result<String, Error>
    where
        C: Database,
        M: Supports<C::Dialect>,
    {
        let state = unseen_at::<C>(M::chain(), from)?;
        let enforces_keys = C::enforces_keys(None).map_err(database(LOOK))?;
        self.write::<C>(M::chain(), &state, enforces_keys)
    }

    fn write<C: Database>(
        &mut self,
        chain: &'static Chain,
        state: &State,
        enforces_keys: bool,
    ) -> Result<String, Error> {
        let scope = self.scope();
        let (target, direction) = (&self.target, self.direction);
        let policy = self.unknown;
        let steps = plan::checked_steps::<C>(chain, state, target, direction, policy, scope)?;
        let first = steps.iter().find_map(|step| Some((step, step.backfill?)));
        if let (Some((step, backfill)), Some(observer)) = (first, &mut self.observer) {
            observer.script_ends_before(&step.info, backfill.path);
        }
        Writer::<C>::new(chain, state, self.executed_by.as_deref(), enforces_keys)
            .steps(&steps, scope)
    }

    /// Returns what [`stamp`](Self::stamp) would do now as a script; see [`sql`](Self::sql).
    ///
    /// # Errors
    ///
    /// As [`stamp`](Self::stamp).
    pub fn stamp_sql<C, T>(
        self,
        connection: &mut C,
        targets: impl IntoIterator<Item = T>,
    ) -> Result<String, Error>
    where
        C: Database,
        T: Into<Target>,
        M: Supports<C::Dialect>,
    {
        let (chain, state) = self.read(connection)?;
        let enforces_keys = enforces_keys(connection, self.lock_timeout)?;
        let targets: Vec<Target> = targets.into_iter().map(Into::into).collect();
        self.write_stamp::<C>(chain, &state, &targets, enforces_keys)
    }

    /// As [`stamp_sql`](Self::stamp_sql), with no database at hand; see
    /// [`sql_from`](Self::sql_from).
    ///
    /// # Errors
    ///
    /// As [`stamp`](Self::stamp), and where `from` names nothing.
    pub fn stamp_sql_from<C, T>(
        self,
        from: &str,
        targets: impl IntoIterator<Item = T>,
    ) -> Result<String, Error>
    where
        C: Database,
        T: Into<Target>,
        M: Supports<C::Dialect>,
    {
        let state = unseen_at::<C>(M::chain(), from)?;
        let enforces_keys = C::enforces_keys(None).map_err(database(LOOK))?;
        let targets: Vec<Target> = targets.into_iter().map(Into::into).collect();
        self.write_stamp::<C>(M::chain(), &state, &targets, enforces_keys)
    }

    fn write_stamp<C: Database>(
        &self,
        chain: &'static Chain,
        state: &State,
        targets: &[Target],
        enforces_keys: bool,
    ) -> Result<String, Error> {
        let settings = stamp::Settings {
            chain,
            targets,
            purge: self.purge,
            timeout: self.lock_timeout,
            executed_by: self.executed_by.as_deref(),
        };
        let changes = stamp::changes::<C>(&settings, state)?;
        Writer::<C>::new(chain, state, settings.executed_by, enforces_keys).stamp(&changes)
    }
}

/// What fails when it can't be asked how the session is.
const LOOK: &str = "read the settings of the session";

/// Whether foreign keys are enforced where a script of this session's kind begins.
fn enforces_keys<C: Database>(connection: &mut C, timeout: Duration) -> Result<bool, Error> {
    patiently(connection, timeout, &mut Silent, LOOK, |connection| {
        C::enforces_keys(Some(connection))
    })
}

/// The state of a database that is at `from`.
fn unseen_at<C: Database>(chain: &'static Chain, from: &str) -> Result<State, Error> {
    let graph = chain.graph()?;
    let wrong = target_error(from);
    let found = graph.resolve(from, None).map_err(&wrong)?;
    let rows: Vec<&str> = found.iter().map(|one| graph.id(*one).as_str()).collect();
    let below = graph.applied_below(&rows).map_err(&wrong)?;
    let order = graph.order().iter();
    let applied: Vec<&str> = order
        .filter(|one| below.contains(**one))
        .map(|one| graph.id(*one).as_str())
        .collect();
    Ok(State::unseen::<C>(chain, &applied))
}
