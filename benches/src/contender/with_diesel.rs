use super::raw::sqlite;
use super::{Contender, Place, Result};
use crate::corpus::Corpus;
use diesel::migration::Result as MigrationResult;
use diesel::{Connection, PgConnection};
use diesel_migrations::{
    EmbeddedMigration, EmbeddedMigrations, EmbeddedName, MigrationHarness, TomlMetadataWrapper,
};
use std::time::{Duration, Instant};

/// `diesel_migrations`, with the statics that its macro would emit.
pub struct DieselMigrations {
    embedded: &'static [EmbeddedMigration],
}

impl DieselMigrations {
    pub fn load(corpus: &Corpus) -> Self {
        let embedded: Vec<EmbeddedMigration> = corpus
            .scripts
            .iter()
            .enumerate()
            .map(|(index, sql)| {
                let name = format!("{:014}_table_{}", index + 1, index + 1);
                EmbeddedMigration::new(
                    String::leak(sql.clone()),
                    None,
                    EmbeddedName::new(String::leak(name)),
                    TomlMetadataWrapper::new(true),
                )
            })
            .collect();
        Self {
            embedded: Vec::leak(embedded),
        }
    }
}

impl Contender for DieselMigrations {
    fn name(&self) -> &'static str {
        "diesel_migrations"
    }

    fn run(&self, place: Place<'_>, connected: &dyn Fn()) -> Result<Duration> {
        let source = EmbeddedMigrations::new(self.embedded);
        let (elapsed, outcome) = match place {
            Place::Sqlite { path, durable } => timed(&mut sqlite(path, durable)?, connected, |c| {
                c.run_pending_migrations(source).map(drop)
            }),
            Place::Postgres { url } => timed(&mut PgConnection::establish(url)?, connected, |c| {
                c.run_pending_migrations(source).map(drop)
            }),
        };
        outcome.map_err(|error| error.to_string())?;
        Ok(elapsed)
    }
}

fn timed<C>(
    connection: &mut C,
    connected: &dyn Fn(),
    run: impl FnOnce(&mut C) -> MigrationResult<()>,
) -> (Duration, MigrationResult<()>) {
    connected();
    let start = Instant::now();
    let outcome = run(connection);
    (start.elapsed(), outcome)
}
