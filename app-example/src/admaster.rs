//! Grok AdMaster: accounts at Amazon Ads, with credentials that are encrypted in the database.

pub mod emptying;
pub mod encryption;
pub mod health;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub mod vectors;

/// The revisions of AdMaster, checked when this was built.
pub mod migrations {
    migrate_runtime::embed!("../migrations/admaster");
}
