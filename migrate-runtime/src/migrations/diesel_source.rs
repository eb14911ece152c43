//! The chain as Diesel sees it, for `diesel_migrations::MigrationHarness`.

use crate::backend::{Client, Database, DieselBackend};
use crate::backfill::{Batch, Context};
use crate::embedded::Backfill;
use crate::embedded::dialect::Dialect;
use crate::embedded::{Chain, Embedded, Revision, Script, Scripts};
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
        migrations.push(Box::new(DieselMigration {
            revision,
            scripts,
            backfill: chain.backfill_of(revision.id),
        }));
    }
    Ok(migrations)
}

/// Says that Diesel's harness may run the chain on a backend: it has scripts for it, its ids sort along
/// it, and no revision stands for others.
pub trait HarnessOrder<DB: DieselBackend>: Embedded {}

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
    backfill: Option<&'static Backfill>,
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
        self.check_inside::<DB>(&texts, connection)?;
        let inner = match script::shape(&texts) {
            Shape::Wrapped => &texts[1..texts.len() - 1],
            Shape::Plain | Shape::OwnTransactions => &texts[..],
        };
        if !inner.is_empty() {
            connection.batch_execute(&inner.join(";\n"))?;
        }
        Ok(())
    }

    /// Refuses a script that needs another transaction than the one that Diesel has begun.
    fn check_inside<DB: DieselBackend>(
        &self,
        texts: &[&str],
        connection: &mut dyn BoxableConnection<DB>,
    ) -> Result<()> {
        let Some(condition) = <DB::Connection as Client>::condition_inside(texts) else {
            return Ok(());
        };
        let guard = <DB::Connection as Client>::guard(condition, "foreign keys are on");
        connection.batch_execute(&guard).map_err(|error| {
            format!(
                "`{}` turns foreign keys off, which SQLite does not do inside the transaction that \
                 Diesel has begun ({error}): rows that refer to the table would be lost. \
                 `MIGRATIONS.upgrade(&mut connection)` turns them off before it begins",
                self.revision.id
            )
            .into()
        })
    }
}

/// Runs all batches, in the transaction that Diesel has begun: it keeps no cursor.
fn fill<DB: DieselBackend>(
    backfill: &'static Backfill,
    connection: &mut dyn BoxableConnection<DB>,
) -> Result<()> {
    let (revision, path) = (backfill.revision, backfill.path);
    let step = <DB::Connection as Database>::step(backfill);
    let connection = connection.downcast_mut::<DB::Connection>();
    let (Some(step), Some(connection)) = (step, connection) else {
        return Err(format!(
            "`{revision}` calls `{path}`, which takes Diesel's own connection and not one that is \
             wrapped: `MIGRATIONS.upgrade(&mut connection)` runs it"
        )
        .into());
    };
    let mut context = Context::new(&[]);
    while let Batch::Continue(cursor) = step(connection, &mut context)? {
        context.advance(cursor);
    }
    Ok(())
}

impl<DB: DieselBackend> Migration<DB> for DieselMigration {
    fn run(&self, connection: &mut dyn BoxableConnection<DB>) -> Result<()> {
        self.execute(&self.scripts.up, connection)?;
        match self.backfill {
            Some(backfill) => fill(backfill, connection),
            None => Ok(()),
        }
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
