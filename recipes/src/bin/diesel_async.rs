//! An application on diesel-async: the migrations have a synchronous connection of their own.

use diesel::Connection as _;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::deadpool::Pool;
use migrate_runtime::Report;
use recipes::migrations::MIGRATIONS;
use recipes::{AsyncConnection, Connection, Problem, tenants};

#[tokio::main]
async fn main() -> Result<(), Problem> {
    let url = std::env::var("DATABASE_URL")?;
    let report = migrate(url.clone()).await?;
    println!(
        "{} steps, at {}",
        report.steps.len(),
        report.heads.join(" ")
    );

    let manager = AsyncDieselConnectionManager::<AsyncConnection>::new(url);
    let pool = Pool::builder(manager).max_size(4).build()?;
    let mut connection = pool.get().await?;
    let count: i64 = tenants::table.count().get_result(&mut connection).await?;
    println!("{count} tenants");
    Ok(())
}

/// Brings the database to the head, before the pool is filled. The connection is closed afterwards.
async fn migrate(url: String) -> Result<Report, Problem> {
    let work = move || -> Result<Report, Problem> {
        let mut connection = Connection::establish(&url)?;
        Ok(MIGRATIONS.upgrade(&mut connection)?)
    };
    tokio::task::spawn_blocking(work).await?
}
