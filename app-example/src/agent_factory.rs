//! GL-Agent-Factory: the agent platform's migrations, and what its server asks of the database.

#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub mod queue;
#[cfg(all(feature = "server", any(feature = "sqlite", feature = "postgres")))]
pub mod server;

/// The revisions of the platform, checked when this was built.
pub mod migrations {
    migrate_runtime::embed!("../migrations/agent_factory");
}
