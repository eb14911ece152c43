//! A calling service: its migrations, of which one has a step in Rust.

pub mod backfills;

/// The revisions of the service, checked when this was built.
pub mod migrations {
    migrate_runtime::embed!("../migrations/reautomation");
}
