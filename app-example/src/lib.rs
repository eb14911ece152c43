//! An agent platform that carries its own migrations: its tables and what it asks of
//! them, through Diesel, on SQLite, PostgreSQL, MySQL and MariaDB.

pub mod schema;
pub mod store;
