//! The record in the database: what is applied, what has run, and the lock that guards it.

mod backfills;
mod lock;
mod mirror;
mod recorder;
pub(crate) mod stamp;
mod state;
mod tables;

pub(crate) use backfills::Backfills;
pub(crate) use lock::{Locked, Patience, patiently};
pub(crate) use recorder::{Entry, Operation, Recorder, Timing};
pub use state::UnknownRevisions;
pub(crate) use state::{State, ids, no_scripts, target_error};
pub(crate) use tables::{Scope, begin, ensure_alone, ensure_tables, read};
