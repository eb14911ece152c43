//! Defeah Marketing Backend: campaigns and posts on Instagram.

pub mod backfills;
pub mod queries;
pub mod scripts;

/// The revisions of the backend, checked when this was built.
pub mod migrations {
    migrate_runtime::embed!("../migrations/defeah");
}
