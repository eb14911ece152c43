//! diesel-async on SQLite: its connection is one of Diesel's on a thread of its own, so it can be used
//! itself, as it has to be for a database in memory.

use diesel::prelude::*;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection, RunQueryDsl};
use recipes::migrations::MIGRATIONS;
use recipes::{Problem, tenants};

#[tokio::main]
async fn main() -> Result<(), Problem> {
    let mut connection = SyncConnectionWrapper::<SqliteConnection>::establish(":memory:").await?;
    let report = connection
        .spawn_blocking(|connection| Ok(MIGRATIONS.upgrade(connection)))
        .await??;
    println!(
        "{} steps, at {}",
        report.steps.len(),
        report.heads.join(" ")
    );

    let count: i64 = tenants::table.count().get_result(&mut connection).await?;
    println!("{count} tenants");
    Ok(())
}
