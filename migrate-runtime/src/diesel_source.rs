//! The chain as Diesel sees it, for `diesel_migrations::MigrationHarness`.

use crate::dialect::{Dialect, DieselBackend};
use crate::embedded::{Chain, Revision, Script, Scripts};
use crate::error::Error;
use crate::script::{self, Shape};
use diesel::connection::BoxableConnection;
use diesel::migration::{
    Migration, MigrationMetadata, MigrationName, MigrationSource, MigrationVersion, Result,
};
use std::fmt;

/// Returns the revisions of a chain as Diesel's migrations. Diesel orders them by id and knows no
/// parents, so `embed!` uses this only where the ids sort along the chain.
pub fn migrations<DB: DieselBackend>(chain: &'static Chain) -> Result<Vec<Box<dyn Migration<DB>>>> {
    let mut migrations: Vec<Box<dyn Migration<DB>>> = Vec::with_capacity(chain.revisions().len());
    for revision in chain.revisions() {
        let scripts = DB::Dialect::scripts(revision).ok_or(Error::NoScripts {
            revision: revision.id,
            dialect: DB::Dialect::NAME,
        })?;
        migrations.push(Box::new(DieselMigration { revision, scripts }));
    }
    Ok(migrations)
}

impl<DB: DieselBackend> MigrationSource<DB> for &'static Chain {
    fn migrations(&self) -> Result<Vec<Box<dyn Migration<DB>>>> {
        migrations(self)
    }
}

/// A revision with the scripts of one dialect.
#[derive(Clone, Copy, Debug)]
struct DieselMigration {
    revision: &'static Revision,
    scripts: &'static Scripts,
}

impl DieselMigration {
    fn execute<DB: DieselBackend>(
        &self,
        script: &'static Script,
        connection: &mut dyn BoxableConnection<DB>,
    ) -> Result<()> {
        let texts = script.texts();
        if !self.revision.transaction {
            // Several statements in one message are one transaction to PostgreSQL.
            for text in texts {
                connection.batch_execute(text)?;
            }
            return Ok(());
        }
        let inner = match script::shape(&texts) {
            Shape::Wrapped => &texts[1..texts.len() - 1],
            Shape::Plain | Shape::OwnTransactions => &texts[..],
        };
        if !inner.is_empty() {
            connection.batch_execute(&inner.join(";\n"))?;
        }
        Ok(())
    }
}

impl<DB: DieselBackend> Migration<DB> for DieselMigration {
    fn run(&self, connection: &mut dyn BoxableConnection<DB>) -> Result<()> {
        self.execute(&self.scripts.up, connection)
    }

    fn revert(&self, connection: &mut dyn BoxableConnection<DB>) -> Result<()> {
        let down = self.scripts.down.as_ref().ok_or(Error::Irreversible {
            revision: self.revision.id,
            reason: self.revision.irreversible,
        })?;
        self.execute(down, connection)
    }

    fn metadata(&self) -> &dyn MigrationMetadata {
        self
    }

    fn name(&self) -> &dyn MigrationName {
        self
    }
}

impl MigrationMetadata for DieselMigration {
    fn run_in_transaction(&self) -> bool {
        self.revision.transaction
    }
}

impl MigrationName for DieselMigration {
    fn version(&self) -> MigrationVersion<'_> {
        MigrationVersion::from(self.revision.id)
    }
}

impl fmt::Display for DieselMigration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.revision.id)
    }
}
