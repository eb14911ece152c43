//! The databases that migrations are written for, and the connections that reach them.

use crate::backend::{Client, Engine};
use crate::backfill::{Backfill, Step};
use crate::embedded::{Revision, Scripts};

/// A dialect of SQL, as a type: [`Sqlite`], [`Postgres`] or [`Mysql`].
pub trait Dialect: sealed::Sealed + 'static {
    /// Its name in file names and `migrate.toml`.
    const NAME: &'static str;
    /// Returns a revision's scripts in this dialect.
    fn scripts(revision: &'static Revision) -> Option<&'static Scripts>;
}

/// SQLite.
#[derive(Clone, Copy, Debug)]
pub enum Sqlite {}

/// PostgreSQL.
#[derive(Clone, Copy, Debug)]
pub enum Postgres {}

/// MySQL and MariaDB.
#[derive(Clone, Copy, Debug)]
pub enum Mysql {}

/// No database's dialect. Every chain is said to support it: with a single implementation of
/// `Supports`, rustc would take that one and complain of a type mismatch instead of printing the
/// trait's own message.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub enum Nothing {}

impl Dialect for Nothing {
    const NAME: &'static str = "nothing";
    fn scripts(_: &'static Revision) -> Option<&'static Scripts> {
        None
    }
}

impl Dialect for Sqlite {
    const NAME: &'static str = "sqlite";
    fn scripts(revision: &'static Revision) -> Option<&'static Scripts> {
        revision
            .sqlite
            .as_ref()
            .or_else(|| revision.nothing_to_run())
    }
}

impl Dialect for Postgres {
    const NAME: &'static str = "postgres";
    fn scripts(revision: &'static Revision) -> Option<&'static Scripts> {
        revision
            .postgres
            .as_ref()
            .or_else(|| revision.nothing_to_run())
    }
}

impl Dialect for Mysql {
    const NAME: &'static str = "mysql";
    fn scripts(revision: &'static Revision) -> Option<&'static Scripts> {
        revision
            .mysql
            .as_ref()
            .or_else(|| revision.nothing_to_run())
    }
}

/// A Diesel connection that migrations run on: `SqliteConnection`, `PgConnection` and
/// `MysqlConnection`, each behind the cargo feature of its name. From a pool, pass the connection
/// itself: `&mut *pooled`. Those of diesel-async are not among them, nor is its
/// `AsyncConnectionWrapper`: an application on diesel-async opens a connection of Diesel's for its
/// migrations.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a connection that migrations run on",
    note = "turn on the cargo feature `sqlite`, `postgres` or `mysql` of `migrate-runtime`; of a \
            pooled connection, pass `&mut *connection`; beside diesel-async, open one of Diesel's own \
            connections on a thread that may block"
)]
pub trait Database: Engine + Client {
    /// The dialect that it speaks.
    type Dialect: Dialect;
    /// Returns the function that does a batch on such a connection.
    #[doc(hidden)]
    fn step(backfill: &Backfill) -> Option<Step<Self>>;
    /// Returns itself, for who knows more of one kind of connection.
    #[doc(hidden)]
    fn as_any(&mut self) -> &mut dyn std::any::Any;
}

/// A Diesel backend and the dialect that it speaks.
pub trait DieselBackend: diesel::backend::Backend + 'static {
    /// The dialect.
    type Dialect: Dialect;
    /// The connection.
    type Connection: Database<Backend = Self, Dialect = Self::Dialect> + 'static;
}

#[cfg(feature = "sqlite")]
impl Database for diesel::SqliteConnection {
    type Dialect = Sqlite;
    fn step(backfill: &Backfill) -> Option<Step<Self>> {
        backfill.sqlite
    }
    fn as_any(&mut self) -> &mut dyn std::any::Any {
        self
    }
}
#[cfg(feature = "sqlite")]
impl DieselBackend for diesel::sqlite::Sqlite {
    type Dialect = Sqlite;
    type Connection = diesel::SqliteConnection;
}

#[cfg(feature = "postgres")]
impl Database for diesel::PgConnection {
    type Dialect = Postgres;
    fn step(backfill: &Backfill) -> Option<Step<Self>> {
        backfill.postgres
    }
    fn as_any(&mut self) -> &mut dyn std::any::Any {
        self
    }
}
#[cfg(feature = "postgres")]
impl DieselBackend for diesel::pg::Pg {
    type Dialect = Postgres;
    type Connection = diesel::PgConnection;
}

#[cfg(feature = "mysql")]
impl Database for diesel::MysqlConnection {
    type Dialect = Mysql;
    fn step(backfill: &Backfill) -> Option<Step<Self>> {
        backfill.mysql
    }
    fn as_any(&mut self) -> &mut dyn std::any::Any {
        self
    }
}
#[cfg(feature = "mysql")]
impl DieselBackend for diesel::mysql::Mysql {
    type Dialect = Mysql;
    type Connection = diesel::MysqlConnection;
}

mod sealed {
    /// Keeps [`Dialect`](super::Dialect) to the types of this module.
    pub trait Sealed {}
    impl Sealed for super::Nothing {}
    impl Sealed for super::Sqlite {}
    impl Sealed for super::Postgres {}
    impl Sealed for super::Mysql {}
}
