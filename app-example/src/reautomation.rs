//! REAutomation: calls that agents answer for the offices of an estate agency, each with a database of
//! its own.

pub mod backfills;
#[cfg(feature = "pool")]
pub mod offices;
pub mod queries;

/// The revisions of the service, checked when this was built.
pub mod migrations {
    migrate_runtime::embed!("../migrations/reautomation");
}
