//! What the programs of `docs/async.md` share: the migrations, and which database they are for.

/// The revisions, checked when this was built.
pub mod migrations {
    migrate_runtime::embed!("../migrations/agent_factory");
}

#[cfg(all(feature = "mysql", not(feature = "sqlite")))]
pub use diesel::MysqlConnection as Connection;
#[cfg(not(any(feature = "sqlite", feature = "mysql")))]
pub use diesel::PgConnection as Connection;
#[cfg(feature = "sqlite")]
pub use diesel::SqliteConnection as Connection;

#[cfg(all(feature = "mysql", not(feature = "sqlite")))]
pub use diesel_async::AsyncMysqlConnection as AsyncConnection;
#[cfg(not(any(feature = "sqlite", feature = "mysql")))]
pub use diesel_async::AsyncPgConnection as AsyncConnection;
#[cfg(feature = "sqlite")]
pub type AsyncConnection =
    diesel_async::sync_connection_wrapper::SyncConnectionWrapper<diesel::SqliteConnection>;

diesel::table! {
    tenants (id) {
        id -> BigInt,
        slug -> Text,
    }
}

/// Whatever goes wrong when a program starts.
pub type Problem = Box<dyn std::error::Error + Send + Sync>;
