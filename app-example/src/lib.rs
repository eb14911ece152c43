//! An agent platform that carries its own migrations: its tables and what it asks of
//! them, through Diesel, on SQLite, PostgreSQL, MySQL and MariaDB.

#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub mod gestorlead;
// Its step is made for every dialect that the runtime is built for.
#[cfg(all(feature = "sqlite", feature = "postgres", feature = "mysql"))]
pub mod reautomation;
pub mod schema;
pub mod store;
