//! A pool of r2d2's: migrates on one of its connections.

use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool};
use recipes::migrations::MIGRATIONS;
use recipes::{Connection, Problem, tenants};

fn main() -> Result<(), Problem> {
    let url = std::env::var("DATABASE_URL")?;
    let pool = Pool::builder()
        .max_size(4)
        .build(ConnectionManager::<Connection>::new(url))?;
    // `pool.get()` is a guard: behind the `*` is the connection itself.
    let report = MIGRATIONS.upgrade(&mut *pool.get()?)?;
    println!(
        "{} steps, at {}",
        report.steps.len(),
        report.heads.join(" ")
    );

    let count: i64 = tenants::table.count().get_result(&mut *pool.get()?)?;
    println!("{count} tenants");
    Ok(())
}
