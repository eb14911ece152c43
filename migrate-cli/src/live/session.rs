use super::{Address, Loaded};
use crate::Failure;
use migrate_check::Dialect;
use migrate_runtime::{Current, Report};

#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
use connected::connect;

/// A connection to a live database of any kind.
pub(crate) trait Session {
    /// Returns the schema as a script.
    fn schema_script(&mut self) -> Result<String, Failure>;
    /// Returns the applied revisions of the [`Loaded`] chain.
    fn current(&mut self) -> Result<Current, Failure>;
    /// Upgrades to a target.
    fn upgrade(&mut self, target: &str) -> Result<Report, Failure>;
    /// Downgrades to a target.
    fn downgrade(&mut self, target: &str) -> Result<Report, Failure>;
    /// Returns the revisions that a downgrade would undo.
    fn undone_by(&mut self, target: &str) -> Result<Vec<&'static str>, Failure>;
    /// Executes a statement about databases.
    fn execute(&mut self, sql: &str) -> Result<(), String>;
}

/// Connects to a database.
pub(crate) fn open(address: &Address) -> Result<Box<dyn Session>, Failure> {
    match address.dialect() {
        #[cfg(feature = "postgres")]
        Dialect::Postgres => connect::<diesel::PgConnection>(address),
        #[cfg(feature = "mysql")]
        Dialect::Mysql => connect::<diesel::MysqlConnection>(address),
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => connect::<diesel::SqliteConnection>(address),
        #[allow(unreachable_patterns)]
        other => Err(not_built_in(other)),
    }
}

/// Returns the failure of a program that was built without the database's client.
fn not_built_in(dialect: Dialect) -> Failure {
    let name = dialect.name();
    let feature = match dialect {
        Dialect::Sqlite => "bundled",
        _ => name,
    };
    Failure::new(format!("this `cargo migrate` was built without {name}")).help(format!(
        "install it with `cargo install --path migrate-cli --features {feature}`, or run it from the \
         checkout with `cargo run -p migrate-cli --features {feature} -- …`"
    ))
}

#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
mod connected {
    use super::{Address, Loaded, Session};
    use crate::Failure;
    use migrate_introspect::{Introspect, Record};
    use migrate_runtime::{Chain, Current, Database, Embedded, Migrator, Report};

    pub(super) fn connect<C>(address: &Address) -> Result<Box<dyn Session>, Failure>
    where
        C: Database + Introspect + 'static,
    {
        if address.is_missing_file() {
            // SQLite would create it.
            let message = format!("there is no SQLite database at `{}`", address.shown());
            return Err(Failure::new(message).help("give the path of its file"));
        }
        Ok(Box::new(Connected(address.connect::<C>()?)))
    }

    /// Returns whether a script seems to create a schema. If none creates the schema of the bookkeeping
    /// tables, it belongs to them.
    fn makes_schema(chain: &Chain, name: &str) -> bool {
        let scripts = chain.revisions().iter();
        let mut scripts = scripts.filter_map(|revision| revision.postgres.as_ref());
        scripts.any(|scripts| {
            let script = scripts.up.sql.to_lowercase();
            script.contains("create schema") && script.contains(&name.to_lowercase())
        })
    }

    struct Connected<C>(C);

    impl<C: Database + Introspect> Session for Connected<C> {
        fn schema_script(&mut self) -> Result<String, Failure> {
            let chain = Loaded::chain();
            let names = chain.bookkeeping;
            let mut tables = vec![names.applied, names.history, names.backfills];
            tables.extend(names.alembic);
            let script = self.0.schema_script_without(&Record {
                tables: &tables,
                schema: names.schema.filter(|schema| !makes_schema(chain, schema)),
            });
            script.map_err(|error| Failure::new(format!("the schema can't be read: {error}")))
        }

        fn current(&mut self) -> Result<Current, Failure> {
            Ok(Migrator::<Loaded>::new().current(&mut self.0)?)
        }

        fn upgrade(&mut self, target: &str) -> Result<Report, Failure> {
            Ok(Migrator::<Loaded>::new().target(target).run(&mut self.0)?)
        }

        fn downgrade(&mut self, target: &str) -> Result<Report, Failure> {
            let migrator = Migrator::<Loaded>::new().downgrade(target);
            Ok(migrator.run(&mut self.0)?)
        }

        fn undone_by(&mut self, target: &str) -> Result<Vec<&'static str>, Failure> {
            let migrator = Migrator::<Loaded>::new().downgrade(target);
            let steps = migrator.plan(&mut self.0)?;
            Ok(steps.iter().map(|step| step.revision).collect())
        }

        fn execute(&mut self, sql: &str) -> Result<(), String> {
            let done = self.0.batch_execute(sql);
            done.map_err(|error| error.to_string())
        }
    }
}
