//! Reads a live database's schema as an SQL script.
//!
//! There is one way to build a schema model: from text, through `migrate-check`'s reader. So a
//! database is read as text, too: a script that creates the same schema in an empty database, with
//! every object created before it is used. Where the server provides definitions
//! (`pg_get_viewdef`, `SHOW CREATE TABLE`, `sqlite_schema.sql`), the script uses them.
//!
//! ```no_run
//! # #[cfg(feature = "sqlite")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use diesel::{Connection, SqliteConnection};
//! use migrate_introspect::Introspect;
//!
//! let mut connection = SqliteConnection::establish("notes.sqlite")?;
//! println!("{}", connection.schema_script()?);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "sqlite"))]
//! # fn main() {}
//! ```
//!
//! The script leaves out system schemas, temporary objects, objects of extensions, privileges, owners,
//! and the bookkeeping tables. Equal schemas give equal scripts, whatever the order of creation.
//!
//! This crate knows no revisions, no files and no parser.

#![cfg_attr(
    not(any(feature = "sqlite", feature = "postgres", feature = "mysql")),
    allow(dead_code)
)]

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(any(feature = "mysql", feature = "postgres"))]
mod order;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use diesel::result::QueryResult;

/// A connection to a database whose schema can be read.
pub trait Introspect: diesel::Connection {
    /// Returns a script that creates the database's schema in an empty database. The script leaves out
    /// the tables of [`BOOKKEEPING`] and [`OTHER_RECORDS`], and those of `record`.
    ///
    /// The database is not changed. On PostgreSQL and SQLite the schema is read in one transaction.
    ///
    /// # Errors
    ///
    /// If a catalog can't be read.
    fn schema_script_without(&mut self, record: &Record<'_>) -> QueryResult<String>;

    /// Calls [`schema_script_without`](Self::schema_script_without) for a database whose bookkeeping
    /// tables have the default names.
    ///
    /// # Errors
    ///
    /// If a catalog can't be read.
    fn schema_script(&mut self) -> QueryResult<String> {
        self.schema_script_without(&Record::default())
    }
}

/// The bookkeeping tables, if they are not those of [`BOOKKEEPING`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Record<'n> {
    /// The names of the tables.
    pub tables: &'n [&'n str],
    /// The PostgreSQL schema that was created for them.
    pub schema: Option<&'n str>,
}

/// The default names of the bookkeeping tables.
pub const BOOKKEEPING: [&str; 3] = [
    "__diesel_schema_migrations",
    "migration_history",
    "migration_backfills",
];

/// The bookkeeping tables of other migration tools.
pub const OTHER_RECORDS: [&str; 3] = [
    "alembic_version",
    "_sqlx_migrations",
    "refinery_schema_history",
];

impl<'n> Record<'n> {
    /// Returns all tables to leave out: the known bookkeeping tables and these.
    fn left_out(&self) -> Vec<&'n str> {
        let known = BOOKKEEPING.iter().chain(&OTHER_RECORDS);
        known.chain(self.tables).copied().collect()
    }
}

/// Joins statements to a script, each ended by `;`.
fn script<'s>(statements: impl IntoIterator<Item = &'s str>) -> String {
    let mut script = String::new();
    for statement in statements {
        script.push_str(statement.trim_end().trim_end_matches(';'));
        script.push_str(";\n");
    }
    script
}

/// Compiles the example of the README.
#[cfg(all(doctest, feature = "sqlite"))]
#[doc = include_str!("../README.md")]
mod readme {}
