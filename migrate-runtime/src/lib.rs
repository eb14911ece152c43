//! Applies migrations that are compiled into the application, through Diesel.
//!
//! [`embed!`] checks a directory of revisions at build time and fills a module with
//! [`MIGRATIONS`](Migrations), whose methods bring a database to a revision, and with a constant for
//! every revision:
//!
//! ```
//! # #[cfg(feature = "sqlite")]
//! # {
//! use diesel::{Connection, SqliteConnection};
//!
//! pub mod migrations {
//!     // The directory beside `Cargo.toml`; with a `build.rs`, without `watch`.
//!     migrate_runtime::embed!("migrations/notes", watch = false);
//! }
//! use migrations::{MIGRATIONS, revision};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let mut connection = SqliteConnection::establish(":memory:")?;
//!     MIGRATIONS.upgrade(&mut connection)?;
//!     MIGRATIONS.downgrade(&mut connection, revision::CREATE_NOTES)?;
//!     let current = MIGRATIONS.current(&mut connection)?;
//!     assert_eq!(current.heads[0].id, revision::CREATE_NOTES.id());
//!     Ok(())
//! }
//! # main().unwrap();
//! # }
//! ```
//!
//! # Where to begin
//!
//! - [`Migrations`]: upgrade, downgrade, stamp, look.
//! - [`Migrator`]: the same with a target, an [`Observer`], limits; scripts and previews.
//! - [`Error`]: what went wrong, in which state the database is, and what to do next.
//! - [`backfill`]: steps in Rust, batch by batch.
//!
//! # In the database
//!
//! Two tables are kept: `__diesel_schema_migrations` (exactly Diesel's: the applied revisions) and
//! `migration_history` (every step of every run, failures included). With steps in Rust there is a
//! third, `migration_backfills`.
//!
//! # Cargo features
//!
//! | feature | what it adds |
//! |---|---|
//! | `sqlite` | scripts for SQLite are checked and embedded, and run on Diesel's `SqliteConnection` |
//! | `postgres` | the same for PostgreSQL and `PgConnection` |
//! | `mysql` | the same for MySQL and MariaDB and `MysqlConnection` |
//! | `tracing` | runs report events of the crate `tracing`, for an application with a subscriber |
//!
//! No feature is on by default: an application turns on the databases that it uses.
//!
//! Knows no file system, no SQL parser and no terminal.

// Without any database there is nothing to run on; `cargo migrate`, which only reads directories,
// is built like that.
#![cfg_attr(
    not(any(feature = "sqlite", feature = "postgres", feature = "mysql")),
    allow(dead_code)
)]

mod backend;
pub mod backfill;
mod embedded;
mod error;
mod found;
mod migrations;
mod migrator;
mod observer;
mod plan;
mod record;
mod report;
mod run;
mod script;
mod takeover;
mod words;

pub use report::activity::{Activity, Blocker, ServerSession};

pub use backend::{Database, DieselBackend};
pub use embedded::bookkeeping::{Bookkeeping, DeclaredDatabase};
pub use embedded::dialect::Dialect;
pub use embedded::statements::{Statement, Statements};
pub use embedded::{Chain, Embedded, Revision, RevisionKey, Script, Scripts, Supports};
pub use error::{After, BackfillError, Error, Explanation, Site, StepError};
pub use found::{OtherRecord, OtherTool, Place, UnfinishedBackfill, Unrecorded};
pub use migrate_graph::{Direction, Target};
pub use migrations::Migrations;
pub use migrator::Migrator;
pub use observer::{BatchInfo, Observer, Part, Silent, StepInfo};
pub use plan::preview::{Preview, PreviewStatement};
pub use record::UnknownRevisions;
pub use report::{
    AppliedRevision, AppliedState, CompletedStep, Current, HistoryEntry, Report, Stamped,
};

pub use takeover::TakenOver;

pub mod dialect {
    //! The dialects of SQL that scripts are written in, as types.

    pub use crate::embedded::dialect::{Dialect, Mysql, Postgres, Sqlite};
}

/// Checks a directory of migrations and embeds it.
///
/// It stands alone in a module and fills it:
///
/// ```text
/// pub mod migrations { migrate_runtime::embed!("migrations/shop"); }
/// ```
///
/// The directory is relative to the package's manifest, or, where there is no such folder, to the
/// folder of the calling source file. The module then has
///
/// - `MIGRATIONS`, of the unit type `Migrations`, which implements the runtime's trait of each
///   declared dialect (so that a connection of another backend does not compile), and Diesel's
///   `MigrationSource` where the ids sort along the chain;
/// - `revision`, with a typed constant for every revision;
/// - `schema`, with Diesel's `table!` for every table after all revisions, where `migrate.toml` says
///   `emit = true` under `[schema]`. With several dialects it has those tables of which one definition
///   does for all of them, and a module with all tables for each.
///
/// A function that `backfill` of a `revision.toml` names has to be there, with the signature that
/// the runtime's module `backfill` shows, for the connection of each declared dialect. Its path begins
/// at the root of the calling crate (`backfills::fill` is `crate::backfills::fill`), or at the calling
/// module with `self::` or `super::`, or in another crate with `::`.
///
/// All mistakes in the directory are reported at once, as errors of the build.
///
/// Options follow the directory:
///
/// - `watch = false` leaves out the check that a `build.rs` watches the directory, for build
///   systems that see new files by themselves (cargo does not);
/// - `crate = path` names the runtime crate where it is to be another than the one whose `embed!` this is.
///
/// The runtime crate may be renamed in `Cargo.toml`, and another crate may re-export the macro
/// (`pub use migrate_runtime::embed;`): the module names the runtime's items through the macro itself.
#[macro_export]
macro_rules! embed {
    ($($input:tt)*) => {
        $crate::__private::embed! { [$crate::__private::runtime] $($input)* }
    };
}

/// What the expansion of `embed!` needs beside the public items. It is written by hand in
/// `tests/support/expansion.rs`, which is the contract between the macro and this crate.
#[doc(hidden)]
pub mod __private {
    pub use crate::embedded::Backfill;
    pub use crate::embedded::dialect::Nothing;
    pub use crate::migrations::diesel_source::HarnessOrder;
    pub use diesel;
    pub use migrate_macros::embed;
    pub extern crate self as runtime;
}

/// Compiles the example of the README.
#[cfg(all(doctest, feature = "sqlite"))]
#[doc = include_str!("../README.md")]
mod readme {}
