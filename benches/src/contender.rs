//! Who is measured: each opens a connection, prepares what its macro would have embedded, and is
//! then timed for bringing the database to the newest revision.

mod ours;
mod raw;
mod with_diesel;
mod with_refinery;
mod with_sqlx;

use crate::corpus::Corpus;
use std::time::Duration;

pub use ours::Ours;
pub use raw::Raw;
pub use with_diesel::DieselMigrations;
pub use with_refinery::Refinery;
pub use with_sqlx::Sqlx;

/// Anything that can go wrong in a measurement: it ends the run.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The database of one measurement.
#[derive(Clone, Copy)]
pub enum Place<'a> {
    /// A SQLite file; `durable` is SQLite's default of waiting for the disk at each commit.
    Sqlite { path: &'a str, durable: bool },
    /// A PostgreSQL database's URL.
    Postgres { url: &'a str },
}

/// A tool that applies revisions.
pub trait Contender {
    /// Its name in the table.
    fn name(&self) -> &'static str;
    /// Whether a second run finds nothing to do (the raw batch would fail).
    fn starts_again(&self) -> bool {
        true
    }
    /// Connects (not timed), says so, and brings the database to the newest revision (timed).
    fn run(&self, place: Place<'_>, connected: &dyn Fn()) -> Result<Duration>;
}

/// All peers and us, on one corpus.
pub fn all(corpus: &Corpus) -> Result<Vec<Box<dyn Contender>>> {
    Ok(vec![
        Box::new(Raw::new(corpus)),
        Box::new(Ours::load(corpus, false)?),
        Box::new(Ours::load(corpus, true)?),
        Box::new(DieselMigrations::load(corpus)),
        Box::new(Sqlx::load(corpus)?),
        Box::new(Refinery::load(corpus)?),
    ])
}
