//! The connections that migrations run on.

use super::{Client, Engine};
use crate::backfill::Step;
use crate::embedded::Backfill;
use crate::embedded::dialect::Dialect;

/// A Diesel connection that migrations run on: `SqliteConnection`, `PgConnection` or `MysqlConnection`, each
/// with the cargo feature of its database. From a pool, pass the connection itself: `&mut *pooled`.
///
/// The connections of diesel-async and its `AsyncConnectionWrapper` do not implement this trait: an application
/// on diesel-async opens one of Diesel's connections for its migrations.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a connection that migrations run on",
    note = "turn on the cargo feature `sqlite`, `postgres` or `mysql` of `migrate-runtime`; of a \
            pooled connection, pass `&mut *connection`; beside diesel-async, open one of Diesel's own \
            connections on a thread that may block"
)]
pub trait Database: Engine + Client {
    /// The dialect of the database.
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
    /// The dialect of the backend.
    type Dialect: Dialect;
    /// The connection to the backend.
    type Connection: Database<Backend = Self, Dialect = Self::Dialect> + 'static;
}

#[cfg(feature = "sqlite")]
impl Database for diesel::SqliteConnection {
    type Dialect = crate::embedded::dialect::Sqlite;
    fn step(backfill: &Backfill) -> Option<Step<Self>> {
        backfill.sqlite
    }
    fn as_any(&mut self) -> &mut dyn std::any::Any {
        self
    }
}
#[cfg(feature = "sqlite")]
impl DieselBackend for diesel::sqlite::Sqlite {
    type Dialect = crate::embedded::dialect::Sqlite;
    type Connection = diesel::SqliteConnection;
}

#[cfg(feature = "postgres")]
impl Database for diesel::PgConnection {
    type Dialect = crate::embedded::dialect::Postgres;
    fn step(backfill: &Backfill) -> Option<Step<Self>> {
        backfill.postgres
    }
    fn as_any(&mut self) -> &mut dyn std::any::Any {
        self
    }
}
#[cfg(feature = "postgres")]
impl DieselBackend for diesel::pg::Pg {
    type Dialect = crate::embedded::dialect::Postgres;
    type Connection = diesel::PgConnection;
}

#[cfg(feature = "mysql")]
impl Database for diesel::MysqlConnection {
    type Dialect = crate::embedded::dialect::Mysql;
    fn step(backfill: &Backfill) -> Option<Step<Self>> {
        backfill.mysql
    }
    fn as_any(&mut self) -> &mut dyn std::any::Any {
        self
    }
}
#[cfg(feature = "mysql")]
impl DieselBackend for diesel::mysql::Mysql {
    type Dialect = crate::embedded::dialect::Mysql;
    type Connection = diesel::MysqlConnection;
}
