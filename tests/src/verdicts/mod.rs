//! Our verdict on a folder of migrations, file by file, against a real server's.
//!
//! The server applies the chain in a database that is thrown away, and each `down` right after its
//! `up`; what it says of a file is held against the errors that [`migrate_check`] reports in it. An
//! error in a file that the server accepts is a *false refusal*, our worst fault.
//!
//! Each script gets a session of its own, as if each revision had been applied on another day.

mod class;
mod compare;
mod folder;
mod lacking;
mod mysql;
mod postgres;
mod report;
mod server;
mod sqlite;

pub use class::Class;
pub use compare::{Comparison, FileComparison, Outcome, Reversal};
pub use folder::{Direction, Folder, Ours, Script};
pub use mysql::MysqlServer;
pub use postgres::{PostgresServer, schema_lines};
pub use report::{details, table};
pub use server::{Place, Refusal, Server};
pub use sqlite::SqliteServer;

use migrate_check::Dialect;
use std::time::Instant;

/// Compares one folder's files on a database of its own, which is dropped at the end.
///
/// # Errors
///
/// Says why there is no scratch database: the server can't be reached, or refuses to create one.
pub fn compare(name: &str, folder: &Folder, url: Option<&str>) -> Result<Comparison, String> {
    let started = Instant::now();
    let address = || url.ok_or_else(|| "`--url` is missing".to_owned());
    let mut server: Box<dyn Server> = match folder.dialect {
        Dialect::Postgres => Box::new(PostgresServer::create(address()?)?),
        Dialect::Mysql => Box::new(MysqlServer::create(address()?)?),
        Dialect::Sqlite => Box::new(SqliteServer::create()?),
    };
    let mut comparison = compare::compare(name, folder, server.as_mut());
    comparison.seconds = started.elapsed().as_secs_f64();
    Ok(comparison)
}
