use super::{Contender, Place, Result};
use crate::corpus::Corpus;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use std::time::{Duration, Instant};

/// The whole SQL in one batch and one transaction: what no tool can beat.
pub struct Raw {
    batch: String,
}

impl Raw {
    pub fn new(corpus: &Corpus) -> Self {
        Self {
            batch: format!("BEGIN;\n{}\nCOMMIT;", corpus.scripts.join("\n")),
        }
    }
}

impl Contender for Raw {
    fn name(&self) -> &'static str {
        "raw batch"
    }

    fn starts_again(&self) -> bool {
        false
    }

    fn run(&self, place: Place<'_>, connected: &dyn Fn()) -> Result<Duration> {
        let mut connection: Box<dyn SimpleConnection> = match place {
            Place::Sqlite { path, durable } => Box::new(sqlite(path, durable)?),
            Place::Postgres { url } => Box::new(PgConnection::establish(url)?),
        };
        connected();
        let start = Instant::now();
        connection.batch_execute(&self.batch)?;
        Ok(start.elapsed())
    }
}

/// Opens a SQLite file through Diesel.
pub fn sqlite(path: &str, durable: bool) -> Result<SqliteConnection> {
    let mut connection = SqliteConnection::establish(path)?;
    if !durable {
        connection.batch_execute("PRAGMA synchronous = OFF")?;
    }
    Ok(connection)
}
