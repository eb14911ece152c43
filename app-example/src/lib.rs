//! Example applications that carry their own migrations: an agent platform's tables and what it asks of
//! them, through Diesel, on SQLite, PostgreSQL, MySQL and MariaDB; and further systems, a module each.

#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub mod admaster;
pub mod agent_factory;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub mod defeah;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub mod gestorlead;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub mod reautomation;
pub mod schema;
pub mod store;
