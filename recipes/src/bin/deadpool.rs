//! A pool of deadpool's with Diesel's synchronous connections.

use deadpool_diesel::{Manager, Pool, Runtime};
use diesel::prelude::*;
use recipes::migrations::MIGRATIONS;
use recipes::{Connection, Problem, tenants};

#[tokio::main]
async fn main() -> Result<(), Problem> {
    let url = std::env::var("DATABASE_URL")?;
    let manager = Manager::<Connection>::new(url, Runtime::Tokio1);
    let pool = Pool::<Manager<Connection>>::builder(manager)
        .max_size(4)
        .build()?;

    let connection = pool.get().await?;
    // `interact` runs the closure on a thread that may block.
    let report = connection
        .interact(|connection| MIGRATIONS.upgrade(connection))
        .await
        .map_err(|error| error.to_string())??;
    println!(
        "{} steps, at {}",
        report.steps.len(),
        report.heads.join(" ")
    );

    let count: i64 = connection
        .interact(|connection| tenants::table.count().get_result(connection))
        .await
        .map_err(|error| error.to_string())??;
    println!("{count} tenants");
    Ok(())
}
