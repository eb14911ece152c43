//! A live database's schema as a script of SQL.
//!
//! There is one way to make a schema: from text, through `migrate-check`'s reader and model. So what
//! is found in a database is given as text, too: a script that would make the same schema on an
//! empty database, in an order in which everything is made before it is used. The words are the
//! server's own where it has them (`pg_get_viewdef`, `SHOW CREATE TABLE`, `sqlite_schema.sql`).
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
//! Left out are system schemas, temporary objects, what an extension made, privileges and owners,
//! and the tables of the bookkeeping. One schema gives one text, whatever the order in which it was
//! made.
//!
//! Knows no revisions, no files and no parser.

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
    /// Returns a script that makes the database's schema on an empty one. The tables of
    /// [`BOOKKEEPING`] and [`OTHER_RECORDS`] are left out, and so is this record.
    ///
    /// Nothing is changed. On PostgreSQL and SQLite the schema is read in one transaction.
    ///
    /// # Errors
    ///
    /// Where a catalog can't be read.
    fn schema_script_without(&mut self, record: &Record<'_>) -> QueryResult<String>;

    /// As [`schema_script_without`](Self::schema_script_without), of a database that keeps its record
    /// under the usual names.
    ///
    /// # Errors
    ///
    /// Where a catalog can't be read.
    fn schema_script(&mut self) -> QueryResult<String> {
        self.schema_script_without(&Record::default())
    }
}

/// Where the record of what is applied is, if not in the tables of [`BOOKKEEPING`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Record<'n> {
    /// The names of its tables.
    pub tables: &'n [&'n str],
    /// The schema of PostgreSQL that was made for it.
    pub schema: Option<&'n str>,
}

/// The tables that hold the record of what is applied.
pub const BOOKKEEPING: [&str; 3] = [
    "__diesel_schema_migrations",
    "migration_history",
    "migration_backfills",
];

/// The records of tools that a database may have been migrated with before.
pub const OTHER_RECORDS: [&str; 3] = [
    "alembic_version",
    "_sqlx_migrations",
    "refinery_schema_history",
];

impl<'n> Record<'n> {
    /// The tables that are not part of a schema: those that are known, and these.
    fn left_out(&self) -> Vec<&'n str> {
        let known = BOOKKEEPING.iter().chain(&OTHER_RECORDS);
        known.chain(self.tables).copied().collect()
    }
}

/// Puts statements one below the other, each ended by `;`.
fn script<'s>(statements: impl IntoIterator<Item = &'s str>) -> String {
    let mut script = String::new();
    for statement in statements {
        script.push_str(statement.trim_end().trim_end_matches(';'));
        script.push_str(";\n");
    }
    script
}
