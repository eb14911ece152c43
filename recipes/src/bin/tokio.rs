//! Tokio without a pool: migrates when it starts.

use diesel::Connection as _;
use migrate_runtime::Report;
use recipes::migrations::MIGRATIONS;
use recipes::{Connection, Problem};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Problem> {
    let url = std::env::var("DATABASE_URL")?;
    let report = migrate(url).await?;
    println!(
        "{} steps, at {}",
        report.steps.len(),
        report.heads.join(" ")
    );
    Ok(())
}

/// Brings the database to the head. Diesel's connections block, so this is done on a thread that may.
async fn migrate(url: String) -> Result<Report, Problem> {
    let work = move || -> Result<Report, Problem> {
        let mut connection = Connection::establish(&url)?;
        Ok(MIGRATIONS.upgrade(&mut connection)?)
    };
    tokio::task::spawn_blocking(work).await?
}
