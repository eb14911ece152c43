//! The record in the database: what is applied, what has run, and the lock that guards it.

pub(crate) mod backfills;
pub(crate) mod lock;
pub(crate) mod mirror;
pub(crate) mod recorder;
pub(crate) mod stamp;
pub(crate) mod state;
