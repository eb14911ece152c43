//! The public way to run migrations, with settings.

mod scripts;
mod writer;

use crate::backend::Database;
use crate::embedded::dialect::Dialect;
use crate::embedded::{Chain, Embedded, Revision, Supports};
use crate::error::{Error, database};
use crate::found::OtherTool;
use crate::observer::{Observer, Silent, StepInfo};
use crate::plan::{self, PlannedStep, without_wrapping};
use crate::record::{self, Scope, State, UnknownRevisions, patiently, stamp};
use crate::report::activity::Activity;
use crate::report::{AppliedState, Current, HistoryEntry, Report, Stamped};
use crate::run::executor::{self, Settings};
use crate::takeover::unrecorded;
use crate::takeover::{self, TakenOver};
use migrate_graph::{Direction, Target};
use std::marker::PhantomData;
use std::time::Duration;

/// A run that is being prepared. Without settings, it upgrades to the head.
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use diesel::{Connection, SqliteConnection};
/// # mod migrations { migrate_runtime::embed!("migrations/notes", watch = false); }
/// # use migrations::{MIGRATIONS, revision};
/// # let mut connection = SqliteConnection::establish(":memory:")?;
/// use std::time::Duration;
///
/// let report = MIGRATIONS
///     .migrator()
///     .target(revision::CREATE_NOTES)
///     .lock_timeout(Duration::from_secs(30))
///     .executed_by("deploy 42")
///     .run(&mut connection)?;
/// assert_eq!(report.steps.len(), 1);
///
/// // What comes next, as a script for review:
/// let sql = MIGRATIONS.migrator().sql(&mut connection)?;
/// assert!(sql.contains("ADD COLUMN due_date"));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "sqlite"))]
/// # fn main() {}
/// ```
#[must_use = "nothing happens before `run`"]
pub struct Migrator<'a, M> {
    target: Target,
    direction: Direction,
    one_transaction: bool,
    lock_timeout: Duration,
    executed_by: Option<String>,
    unknown: UnknownRevisions,
    purge: bool,
    arguments: Vec<(String, String)>,
    observer: Option<&'a mut dyn Observer>,
    migrations: PhantomData<fn(M)>,
}

impl<M> std::fmt::Debug for Migrator<'_, M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Migrator")
            .field("target", &self.target)
            .field("direction", &self.direction)
            .field("one_transaction", &self.one_transaction)
            .field("lock_timeout", &self.lock_timeout)
            .field("executed_by", &self.executed_by)
            .finish_non_exhaustive()
    }
}

impl<M: Embedded> Default for Migrator<'_, M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a, M: Embedded> Migrator<'a, M> {
    /// How long a run waits for another process by default.
    pub const LOCK_TIMEOUT: Duration = Duration::from_secs(300);

    /// Prepares an upgrade to the head.
    pub fn new() -> Self {
        Migrator {
            target: Target::from("head"),
            direction: Direction::Up,
            one_transaction: false,
            lock_timeout: Self::LOCK_TIMEOUT,
            executed_by: None,
            unknown: UnknownRevisions::Refuse,
            purge: false,
            arguments: Vec::new(),
            observer: None,
            migrations: PhantomData,
        }
    }

    /// Upgrades to this target: a revision's constant, or a text such as `heads`, `+2` or
    /// `label@head`.
    pub fn target(mut self, target: impl Into<Target>) -> Self {
        self.target = target.into();
        self.direction = Direction::Up;
        self
    }

    /// Downgrades to this target: a revision's constant, or a text such as `base` or `-1`.
    pub fn downgrade(mut self, target: impl Into<Target>) -> Self {
        self.target = target.into();
        self.direction = Direction::Down;
        self
    }

    /// Runs all steps in one transaction: all of them are done, or none.
    ///
    /// Refused where a script of the plan can't run inside a transaction; on MySQL and MariaDB,
    /// that is each script with data definition.
    pub fn one_transaction(mut self) -> Self {
        self.one_transaction = true;
        self
    }

    /// Sets how long to wait for another process to end. Defaults to [`LOCK_TIMEOUT`](Self::LOCK_TIMEOUT).
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = timeout;
        self
    }

    /// Sets the name that `migration_history` records. Defaults to the database's user.
    pub fn executed_by(mut self, name: impl Into<String>) -> Self {
        self.executed_by = Some(name.into());
        self
    }

    /// Sets the policy for applied revisions that this binary doesn't know. Defaults to
    /// [`Refuse`](UnknownRevisions::Refuse).
    pub fn unknown_revisions(mut self, policy: UnknownRevisions) -> Self {
        self.unknown = policy;
        self
    }

    /// Makes [`stamp`](Self::stamp) clear the record first, revisions that this binary doesn't know included.
    /// This is the last resort where no binary knows them.
    pub fn purge(mut self) -> Self {
        self.purge = true;
        self
    }

    /// Adds an argument for steps in Rust: see
    /// [`Context::argument`](crate::backfill::Context::argument).
    pub fn argument(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.arguments.push((key.into(), value.into()));
        self
    }

    /// Reports the progress of the run to this observer.
    pub fn observer(mut self, observer: &'a mut dyn Observer) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Runs the steps to the target, and returns them.
    ///
    /// If there is nothing to do, this takes one round trip on SQLite and PostgreSQL and two on MySQL, and
    /// neither locks nor defines data. Otherwise it takes the lock (after waiting for another process that
    /// holds it), looks again, and runs what is left to do.
    ///
    /// Inside a transaction of the caller's, each step is a savepoint.
    ///
    /// # Errors
    ///
    /// Where a step fails, the target can't be reached, or another process keeps the lock:
    /// [`Error::database_state`] says in which state the database is. The steps before a failed one stay,
    /// unless all are in [`one_transaction`](Self::one_transaction).
    pub fn run<C>(self, connection: &mut C) -> Result<Report, Error>
    where
        C: Database,
        M: Supports<C::Dialect>,
    {
        let mut silent = Silent;
        let observer = self.observer.unwrap_or(&mut silent);
        #[cfg(feature = "tracing")]
        let mut traced = crate::run::traced::Traced::new(observer, M::chain());
        #[cfg(feature = "tracing")]
        let observer: &mut dyn Observer = &mut traced;
        let mut settings = Settings {
            target: self.target,
            direction: self.direction,
            one_transaction: self.one_transaction,
            lock_timeout: self.lock_timeout,
            executed_by: self.executed_by,
            unknown: self.unknown,
            arguments: self.arguments,
            observer,
        };
        executor::run(connection, M::chain(), &mut settings)
    }

    /// Returns the steps that [`run`](Self::run) would take now, without running them.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run) before its first step.
    pub fn plan<C>(self, connection: &mut C) -> Result<Vec<StepInfo>, Error>
    where
        C: Database,
        M: Supports<C::Dialect>,
    {
        let steps = self.planned(connection)?;
        Ok(steps.iter().map(|step| step.info).collect())
    }

    /// Returns the revisions that an upgrade to the target would apply, in their order.
    ///
    /// # Errors
    ///
    /// Where the database has revisions that are unknown or were edited, or can't be read.
    pub fn pending<C>(self, connection: &mut C) -> Result<Vec<&'static Revision>, Error>
    where
        C: Database,
        M: Supports<C::Dialect>,
    {
        let chain = M::chain();
        let steps = self.plan(connection)?;
        Ok(steps
            .iter()
            .filter_map(|step| chain.find(step.revision))
            .collect())
    }

    /// Checks that the database is where this binary needs it: everything embedded is applied, with the
    /// embedded text, and nothing is unfinished. It is for applications that are migrated separately and
    /// should not start before. It runs and creates nothing.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialized`] where nothing is applied, [`Error::NotUpToDate`] where something is
    /// missing, and what [`run`](Self::run) would refuse.
    pub fn check<C>(self, connection: &mut C) -> Result<(), Error>
    where
        C: Database,
        M: Supports<C::Dialect>,
    {
        let (chain, state) = self.read(connection)?;
        self.refuse_half_done(connection, chain, &state)?;
        state.refuse_unfinished(chain)?;
        if state.is_empty() && !chain.revisions().is_empty() {
            let timeout = self.lock_timeout;
            let found = unrecorded::look(connection, chain, &state, timeout, &mut Silent)?;
            return Err(Error::NotInitialized { found });
        }
        state.verify::<C::Dialect>(chain, self.unknown)?;
        let embedded = chain.revisions().iter().map(|revision| revision.id);
        let missing: Vec<&str> = embedded.filter(|id| !state.contains(id)).collect();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(Error::NotUpToDate { missing }),
        }
    }

    /// Creates the bookkeeping tables if they are missing, and returns whether they were. A login that may
    /// create tables can so prepare a database for one that may only change rows.
    ///
    /// # Errors
    ///
    /// Where the database can't be read or written.
    pub fn ensure_tables<C>(self, connection: &mut C) -> Result<bool, Error>
    where
        C: Database,
        M: Supports<C::Dialect>,
    {
        let mut silent = Silent;
        let observer = self.observer.unwrap_or(&mut silent);
        record::ensure_alone(connection, M::chain(), self.lock_timeout, observer)
    }

    /// Returns what is applied. Revisions that this binary doesn't know, or that were edited after they were
    /// applied, are marked instead of being an error.
    ///
    /// # Errors
    ///
    /// Where the database can't be read.
    pub fn current<C>(self, connection: &mut C) -> Result<Current, Error>
    where
        C: Database,
        M: Supports<C::Dialect>,
    {
        let (chain, state) = self.read(connection)?;
        let applied = state.compare::<C::Dialect>(chain);
        let head_ids = state.heads(chain)?;
        let is_head = |id: &str| head_ids.binary_search(&id).is_ok();
        let mut heads: Vec<_> = applied
            .iter()
            .filter(|revision| revision.state == AppliedState::Unknown || is_head(&revision.id))
            .cloned()
            .collect();
        heads.sort_by_key(|head| (head.state == AppliedState::Unknown, head.id.clone()));
        let mut unfinished = self.read_history(connection, &state, true)?;
        unfinished.retain(|entry| !state.goes_on(chain, entry));
        Ok(Current {
            heads,
            applied,
            unfinished,
            backfills: state.all_unfinished(chain),
            alembic: state.differing_mirror(chain)?,
            unrecorded: unrecorded::look(
                connection,
                chain,
                &state,
                self.lock_timeout,
                &mut Silent,
            )?,
        })
    }

    /// Returns what the run that holds the lock of this database is doing, and which sessions it waits for.
    /// Ask from another connection than the run's. With the step, the statement is found as far as the server
    /// shows it. Returns `None` if no run holds the lock, and on SQLite, which doesn't tell.
    ///
    /// # Errors
    ///
    /// Where the database can't be asked.
    pub fn activity<C>(
        connection: &mut C,
        step: Option<&StepInfo>,
    ) -> Result<Option<Activity>, Error>
    where
        C: Database,
        M: Supports<C::Dialect>,
    {
        let chain = M::chain();
        let activity = connection.activity(&chain.bookkeeping);
        let mut activity = activity.map_err(database("see what the run is doing"))?;
        let script = step.and_then(|step| {
            let scripts = C::Dialect::scripts(chain.find(step.revision)?)?;
            match step.direction {
                Direction::Up => Some(&scripts.up),
                Direction::Down => scripts.down.as_ref(),
            }
        });
        if let (Some(activity), Some(script), Some(step)) = (&mut activity, script, step) {
            let statements = script.texts();
            let wrapped = statements.len() != step.statements;
            activity.find_statement(without_wrapping(&statements, wrapped));
        }
        Ok(activity)
    }

    /// Returns every row of `migration_history`, oldest first.
    ///
    /// # Errors
    ///
    /// Where the database can't be read.
    pub fn history<C>(self, connection: &mut C) -> Result<Vec<HistoryEntry>, Error>
    where
        C: Database,
        M: Supports<C::Dialect>,
    {
        let (_, state) = self.read(connection)?;
        self.read_history(connection, &state, false)
    }

    /// Records the database as being at these targets without running a script: the revisions at and below
    /// them as applied, all others as not applied.
    ///
    /// It also accepts the embedded text of applied revisions that were edited, and closes the
    /// record of steps that were cut off.
    ///
    /// # Errors
    ///
    /// Where a target names no revision, or the database can't be written.
    pub fn stamp<C, T>(
        self,
        connection: &mut C,
        targets: impl IntoIterator<Item = T>,
    ) -> Result<Stamped, Error>
    where
        C: Database,
        T: Into<Target>,
        M: Supports<C::Dialect>,
    {
        let targets: Vec<Target> = targets.into_iter().map(Into::into).collect();
        let mut silent = Silent;
        let observer = self.observer.unwrap_or(&mut silent);
        stamp::stamp(
            connection,
            &stamp::Settings {
                chain: M::chain(),
                targets: &targets,
                purge: self.purge,
                timeout: self.lock_timeout,
                executed_by: self.executed_by.as_deref(),
            },
            observer,
        )
    }

    /// Returns what [`stamp`](Self::stamp) would change, without changing it.
    ///
    /// # Errors
    ///
    /// As [`stamp`](Self::stamp).
    pub fn would_stamp<C, T>(
        self,
        connection: &mut C,
        targets: impl IntoIterator<Item = T>,
    ) -> Result<Stamped, Error>
    where
        C: Database,
        T: Into<Target>,
        M: Supports<C::Dialect>,
    {
        let (chain, state) = self.read(connection)?;
        let targets: Vec<Target> = targets.into_iter().map(Into::into).collect();
        let settings = stamp::Settings {
            chain,
            targets: &targets,
            purge: self.purge,
            timeout: self.lock_timeout,
            executed_by: None,
        };
        stamp::changes::<C>(&settings, &state)
    }

    fn scope(&self) -> Scope {
        match self.one_transaction {
            true => Scope::All,
            false => Scope::Each,
        }
    }

    fn planned<C: Database>(&self, connection: &mut C) -> Result<Vec<PlannedStep>, Error>
    where
        M: Supports<C::Dialect>,
    {
        let (chain, state) = self.read(connection)?;
        let (target, direction) = (&self.target, self.direction);
        let scope = self.scope();
        let policy = self.unknown;
        let steps = plan::checked_steps::<C>(chain, &state, target, direction, policy, scope)?;
        self.refuse_other_record(connection, &state, &steps)?;
        Ok(steps)
    }

    /// Refuses steps from the base where another tool's record says that they are taken.
    fn refuse_other_record<C: Database>(
        &self,
        connection: &mut C,
        state: &State,
        steps: &[PlannedStep],
    ) -> Result<(), Error> {
        if self.direction == Direction::Down || steps.is_empty() {
            return Ok(());
        }
        let timeout = self.lock_timeout;
        unrecorded::refuse_other_record(connection, M::chain(), state, timeout, &mut Silent)
    }

    /// Takes over what another tool has recorded: from now on exactly that counts as applied.
    /// `migration_history` records it. No script runs, and the other tool's table stays as it is.
    ///
    /// # Errors
    ///
    /// [`Error::NothingToTakeOver`] where the tool has no record here, and [`Error::CantTakeOver`] where the
    /// record isn't a state of this chain: it has revisions that are unknown, that failed, or whose parents
    /// are not applied.
    pub fn take_over<C>(self, connection: &mut C, from: OtherTool) -> Result<TakenOver, Error>
    where
        C: Database,
        M: Supports<C::Dialect>,
    {
        let settings = takeover::Settings {
            chain: M::chain(),
            tool: from,
            timeout: self.lock_timeout,
            executed_by: self.executed_by.as_deref(),
        };
        takeover::take_over(connection, &settings, self.observer.unwrap_or(&mut Silent))
    }

    /// Returns what [`take_over`](Self::take_over) would do, without doing it.
    ///
    /// # Errors
    ///
    /// As [`take_over`](Self::take_over).
    pub fn compare_with<C>(self, connection: &mut C, from: OtherTool) -> Result<TakenOver, Error>
    where
        C: Database,
        M: Supports<C::Dialect>,
    {
        let settings = takeover::Settings {
            chain: M::chain(),
            tool: from,
            timeout: self.lock_timeout,
            executed_by: self.executed_by.as_deref(),
        };
        takeover::compare(connection, &settings, self.observer.unwrap_or(&mut Silent))
    }

    fn read<C: Database>(&self, connection: &mut C) -> Result<(&'static Chain, State), Error>
    where
        M: Supports<C::Dialect>,
    {
        let state = record::read(connection, M::chain(), self.lock_timeout, &mut Silent)?;
        Ok((M::chain(), state))
    }

    /// Refuses a database in which a step that can't be rolled back has begun and not ended. If a run is at
    /// it now, it was not cut off; an application that tolerates revisions it does not know goes on beside
    /// it.
    fn refuse_half_done<C: Database>(
        &self,
        connection: &mut C,
        chain: &'static Chain,
        state: &State,
    ) -> Result<(), Error> {
        let first = |connection: &mut C| -> Result<Option<HistoryEntry>, Error> {
            let entries = self.read_history(connection, state, true)?;
            let mut entries = entries.into_iter();
            Ok(entries.find(|entry| !state.goes_on(chain, entry)))
        };
        let Some(entry) = first(connection)? else {
            return Ok(());
        };
        let run = connection.activity(&chain.bookkeeping);
        let is_running = run
            .map_err(database("see whether a run is at work"))?
            .is_some();
        // It may also have ended since the first look.
        if !is_running && first(connection)?.is_some_and(|again| again.id == entry.id) {
            return Err(crate::run::interrupted(entry));
        }
        let is_known = chain.find(&entry.revision).is_some();
        match self.unknown {
            UnknownRevisions::Tolerate if !is_known => Ok(()),
            _ => Err(Error::StillRuns {
                revision: entry.revision,
                operation: entry.operation,
                started_at: entry.started_at,
                executed_by: entry.executed_by,
                is_known,
            }),
        }
    }

    fn read_history<C: Database>(
        &self,
        connection: &mut C,
        state: &State,
        only_unfinished: bool,
    ) -> Result<Vec<HistoryEntry>, Error> {
        if !state.tables.history_exists {
            return Ok(Vec::new());
        }
        patiently(
            connection,
            self.lock_timeout,
            &mut Silent,
            "read `migration_history`",
            |connection| connection.history(&state.tables, only_unfinished),
        )
    }
}
