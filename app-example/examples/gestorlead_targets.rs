//! Measures the query targets of GestorLead Studio's guide on 100,000 generated tasks.
//!
//! `cargo run --release -p app-example --features postgres --example gestorlead_targets -- URL`,
//! where URL is an empty PostgreSQL database. Each query runs eleven times; the table shows the
//! median.

use app_example::gestorlead::migrations::MIGRATIONS;
use app_example::gestorlead::workload::{TARGETS, rows};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args()
        .nth(1)
        .ok_or("the URL of an empty database is missing")?;
    let mut connection = PgConnection::establish(&url)?;
    MIGRATIONS.upgrade(&mut connection)?;
    connection.batch_execute(&rows(100_000))?;
    println!("{:<12} {:>9} {:>10}", "query", "target", "median");
    for target in TARGETS {
        let mut times = Vec::new();
        for _ in 0..11 {
            let start = Instant::now();
            connection.batch_execute(target.sql)?;
            times.push(start.elapsed());
        }
        times.sort();
        let median = times[times.len() / 2].as_secs_f64() * 1000.0;
        println!(
            "{:<12} {:>6} ms {median:>7.2} ms",
            target.name, target.limit_ms
        );
    }
    Ok(())
}
