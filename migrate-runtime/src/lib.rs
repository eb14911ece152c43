//! Applies migrations that are compiled into the application, through Diesel.
//!
//! `embed!` checks a directory of revisions at build time and generates a unit type,
//! `MIGRATIONS`, with constants for the revisions. Its methods bring a database to a revision:
//!
//! ```text
//! MIGRATIONS.upgrade(&mut connection)?;
//! MIGRATIONS.migrator().target(revision::ADD_USER_PROFILE).run(&mut connection)?;
//! ```
//!
//! The tables `__diesel_schema_migrations` (exactly Diesel's: the applied revisions) and
//! `migration_history` (every step of every run, failures included) are kept in the database.
//!
//! Knows no file system, no SQL parser and no terminal.

// Without any database there is nothing to run on; `cargo migrate`, which only reads directories,
// is built like that.
#![cfg_attr(
    not(any(feature = "sqlite", feature = "postgres", feature = "mysql")),
    allow(dead_code)
)]

mod advice;
mod backend;
pub mod backfill;
mod backfill_error;
mod bookkeeping;
mod claim;
pub mod dialect;
pub mod diesel_source;
pub mod embedded;
mod error;
mod executor;
mod failure;
mod filling;
mod foreign;
mod lock;
mod migrator;
mod mirror;
mod observer;
mod offline;
mod packed;
mod plan;
mod preview;
mod recorder;
mod report;
mod run;
mod script;
mod sha384;
mod stamp;
mod state;
mod statements;
mod step;
mod step_error;
mod takeover;
#[cfg(feature = "tracing")]
mod traced;
mod unfinished;

pub use backfill::Backfill;
pub use backfill_error::BackfillError;
pub use bookkeeping::{Bookkeeping, DeclaredDatabase};
pub use dialect::{Database, Dialect, DieselBackend};
pub use embedded::{Chain, Embedded, Revision, RevisionKey, Script, Scripts, Supports};
pub use error::Error;
pub use foreign::OtherTool;
pub use migrate_graph::{Direction, Target};
pub use migrate_macros::embed;
pub use migrator::{Migrator, UnknownRevisions};
pub use observer::{BatchInfo, Observer, Silent, StepInfo};
pub use preview::{Preview, PreviewStatement};
pub use report::{
    AppliedRevision, AppliedState, CompletedStep, Current, HistoryEntry, Report, Stamped,
    UnfinishedBackfill,
};
pub use statements::{Statement, Statements};
pub use step_error::{After, Site, StepError};
pub use takeover::TakenOver;

/// Paths for generated code.
#[doc(hidden)]
pub mod __private {
    pub use diesel;
}
