//! The dialects that scripts are written in, as types.

use super::{Revision, Scripts};

/// A dialect of SQL, as a type: [`Sqlite`], [`Postgres`] or [`Mysql`].
pub trait Dialect: sealed::Sealed + 'static {
    /// The name of the dialect in file names and `migrate.toml`.
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

mod sealed {
    /// Keeps [`Dialect`](super::Dialect) to the types of this module.
    pub trait Sealed {}
    impl Sealed for super::Nothing {}
    impl Sealed for super::Sqlite {}
    impl Sealed for super::Postgres {}
    impl Sealed for super::Mysql {}
}
