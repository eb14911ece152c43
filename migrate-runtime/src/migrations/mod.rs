//! The type of `MIGRATIONS`: what an application calls.

pub(crate) mod diesel_source;

use self::diesel_source::HarnessOrder;
use crate::backend::{Database, DieselBackend};
use crate::embedded::dialect::Dialect;
use crate::embedded::{Chain, Embedded, Revision, Supports};
use crate::error::Error;
use crate::migrator::Migrator;
use crate::report::{Current, Report, Stamped};
use diesel::migration::{self, Migration, MigrationSource};
use migrate_graph::Target;
use std::fmt;
use std::marker::PhantomData;

/// The migrations of a directory. [`embed!`](crate::embed) writes a constant of this type,
/// `MIGRATIONS`, and an alias for the type, `Migrations`, into the module that it fills.
///
/// Its methods do what is wanted most often. [`migrator`](Self::migrator) has everything else: other
/// targets, an observer, limits, scripts for review.
///
/// A method takes a connection of Diesel's, and compiles only for the connection of a database whose
/// dialect `migrate.toml` declares ([`Supports`]).
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # {
/// use diesel::{Connection, SqliteConnection};
///
/// mod migrations {
///     migrate_runtime::embed!("migrations/notes", watch = false); // yours has a `build.rs` instead
/// }
/// use migrations::{MIGRATIONS, revision};
///
/// fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let mut connection = SqliteConnection::establish(":memory:")?;
///     let report = MIGRATIONS.upgrade(&mut connection)?;
///     assert_eq!(report.heads, [revision::ADD_DUE_DATE.id()]);
///     MIGRATIONS.check(&mut connection)?;
///
///     MIGRATIONS.downgrade(&mut connection, revision::CREATE_NOTES)?;
///     let pending = MIGRATIONS.pending(&mut connection)?;
///     assert_eq!(pending[0].message, "add due date");
///     Ok(())
/// }
/// # main().unwrap();
/// # }
/// ```
pub struct Migrations<R>(PhantomData<fn() -> R>);

impl<R> Migrations<R> {
    /// Makes the constant; written by `embed!` alone.
    #[doc(hidden)]
    pub const fn new() -> Self {
        Migrations(PhantomData)
    }
}

impl<R: Embedded> Migrations<R> {
    /// Upgrades the database to the head, and reports the steps that this took.
    ///
    /// Safe wherever an application starts: of several processes one runs the steps while the others
    /// wait, and with nothing to do it costs one or two round trips and takes no lock.
    ///
    /// # Errors
    ///
    /// Where a script fails ([`Error::Step`]), where another process keeps the lock for longer than
    /// [`Migrator::LOCK_TIMEOUT`], where the chain has several heads ([`Error::Target`]: upgrade to
    /// `heads` with [`migrator`](Self::migrator)), and where the database has revisions applied that
    /// this program doesn't know or that were edited since. The error says in which state the
    /// database is and what to do next.
    pub fn upgrade<C>(self, connection: &mut C) -> Result<Report, Error>
    where
        C: Database,
        Self: Supports<C::Dialect>,
    {
        self.migrator().run(connection)
    }

    /// Downgrades the database to a target: a constant of the module `revision`, or a text such as
    /// `base` or `-1`.
    ///
    /// # Errors
    ///
    /// Where the target isn't below what is applied, where a revision on the way is irreversible
    /// (nothing is run then), and as [`upgrade`](Self::upgrade).
    pub fn downgrade<C>(
        self,
        connection: &mut C,
        target: impl Into<Target>,
    ) -> Result<Report, Error>
    where
        C: Database,
        Self: Supports<C::Dialect>,
    {
        self.migrator().downgrade(target).run(connection)
    }

    /// Records the database as being at these targets. No script runs.
    ///
    /// # Errors
    ///
    /// Where a target names no revision, and where the database can't be written.
    pub fn stamp<C, T>(
        self,
        connection: &mut C,
        targets: impl IntoIterator<Item = T>,
    ) -> Result<Stamped, Error>
    where
        C: Database,
        T: Into<Target>,
        Self: Supports<C::Dialect>,
    {
        self.migrator().stamp(connection, targets)
    }

    /// Returns what is applied, and what was begun and has not ended.
    ///
    /// # Errors
    ///
    /// Where the database can't be read.
    pub fn current<C>(self, connection: &mut C) -> Result<Current, Error>
    where
        C: Database,
        Self: Supports<C::Dialect>,
    {
        self.migrator().current(connection)
    }

    /// Returns the revisions that [`upgrade`](Self::upgrade) would apply, in their order.
    ///
    /// # Errors
    ///
    /// Where the database has revisions applied that this program doesn't know or that were edited
    /// since, and where it can't be read.
    pub fn pending<C>(self, connection: &mut C) -> Result<Vec<&'static Revision>, Error>
    where
        C: Database,
        Self: Supports<C::Dialect>,
    {
        self.migrator().pending(connection)
    }

    /// Checks that everything embedded is applied, without changing anything. It is for an application that
    /// is migrated separately and should not start before, and for readiness probes.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialized`] where nothing is applied, [`Error::NotUpToDate`] where something is
    /// missing, [`Error::StillRuns`] while another process is at it, and whatever else
    /// [`upgrade`](Self::upgrade) would refuse.
    pub fn check<C>(self, connection: &mut C) -> Result<(), Error>
    where
        C: Database,
        Self: Supports<C::Dialect>,
    {
        self.migrator().check(connection)
    }

    /// Prepares a run with a target, a direction, an observer and limits of its own.
    pub fn migrator<'a>(self) -> Migrator<'a, Self> {
        Migrator::new()
    }
}

impl<R: Embedded> Embedded for Migrations<R> {
    fn chain() -> &'static Chain {
        R::chain()
    }
}

impl<D: Dialect, R: Supports<D>> Supports<D> for Migrations<R> {}

/// For `diesel_migrations`: `connection.run_pending_migrations(MIGRATIONS)`, where the ids sort along
/// the chain.
impl<DB, R> MigrationSource<DB> for Migrations<R>
where
    DB: DieselBackend,
    R: HarnessOrder<DB>,
{
    fn migrations(&self) -> migration::Result<Vec<Box<dyn Migration<DB>>>> {
        diesel_source::migrations::<DB>(R::chain())
    }
}

impl<R> Clone for Migrations<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Migrations<R> {}

impl<R> fmt::Debug for Migrations<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Migrations")
    }
}
