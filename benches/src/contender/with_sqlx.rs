use super::{Contender, Place, Result};
use crate::corpus::Corpus;
use sqlx::migrate::Migrator;
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};

/// `sqlx::migrate`, its files resolved before the clock starts.
pub struct Sqlx {
    migrator: Migrator,
    runtime: Runtime,
}

impl Sqlx {
    pub fn load(corpus: &Corpus) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let migrator = runtime.block_on(Migrator::new(corpus.sqlx.as_path()))?;
        Ok(Self { migrator, runtime })
    }
}

impl Contender for Sqlx {
    fn name(&self) -> &'static str {
        "sqlx"
    }

    fn run(&self, place: Place<'_>, connected: &dyn Fn()) -> Result<Duration> {
        self.runtime.block_on(async {
            match place {
                Place::Sqlite { path, durable } => {
                    let url = format!("sqlite://{path}?mode=rwc");
                    let mut connection = SqliteConnection::connect(&url).await?;
                    if !durable {
                        connection.execute("PRAGMA synchronous = OFF").await?;
                    }
                    connected();
                    let start = Instant::now();
                    self.migrator
                        .run_direct(None, &mut connection, false)
                        .await?;
                    Ok(start.elapsed())
                }
                Place::Postgres { url } => {
                    let mut connection = PgConnection::connect(url).await?;
                    connected();
                    let start = Instant::now();
                    self.migrator
                        .run_direct(None, &mut connection, false)
                        .await?;
                    Ok(start.elapsed())
                }
            }
        })
    }
}
