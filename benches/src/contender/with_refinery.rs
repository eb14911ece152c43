use super::{Contender, Place, Result};
use crate::corpus::Corpus;
use refinery::{Migration, Runner, load_sql_migrations};
use std::time::{Duration, Instant};

/// refinery, its files loaded before the clock starts.
pub struct Refinery {
    migrations: Vec<Migration>,
}

impl Refinery {
    pub fn load(corpus: &Corpus) -> Result<Self> {
        Ok(Self {
            migrations: load_sql_migrations(&corpus.refinery)?,
        })
    }
}

impl Contender for Refinery {
    fn name(&self) -> &'static str {
        "refinery"
    }

    fn run(&self, place: Place<'_>, connected: &dyn Fn()) -> Result<Duration> {
        let runner = Runner::new(&self.migrations);
        match place {
            Place::Sqlite { path, durable } => {
                let mut connection = rusqlite::Connection::open(path)?;
                if !durable {
                    connection.execute_batch("PRAGMA synchronous = OFF")?;
                }
                connected();
                let start = Instant::now();
                runner.run(&mut connection)?;
                Ok(start.elapsed())
            }
            Place::Postgres { url } => {
                let mut connection = postgres::Client::connect(url, postgres::NoTls)?;
                connected();
                let start = Instant::now();
                runner.run(&mut connection)?;
                Ok(start.elapsed())
            }
        }
    }
}
