//! GestorLead Studio: agents, campaigns and the AI tasks that they run.

pub mod workload;

/// The revisions of the studio, checked when this was built.
pub mod migrations {
    migrate_runtime::embed!("../migrations/gestorlead");
}
