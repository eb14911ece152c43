//! What the runtime does on every database; each test binary names the database.

pub mod backfills;
pub mod basics;
pub mod concurrency;
pub mod failures;
pub mod moving;
pub mod policies;
pub mod transactions;
pub mod unrecorded;

use migrate_runtime::{AppliedRevision, Embedded, Error, Migrator, Report, Supports};
use migrate_tests::databases::TestDatabase;

/// Turns bodies into tests of one database, which may need a server.
#[macro_export]
macro_rules! tests_on {
    ($database:ty; $($name:ident = $module:ident :: $body:ident;)*) => {
        $(
            #[test]
            fn $name() {
                $module::$body::<$database>();
            }
        )*
    };
    ($database:ty, needs $server:literal; $($name:ident = $module:ident :: $body:ident;)*) => {
        $(
            #[test]
            #[ignore = $server]
            fn $name() {
                $module::$body::<$database>();
            }
        )*
    };
}

/// A type that stands for a chain on the database `D`.
pub trait On<D: TestDatabase>:
    Embedded + Supports<<D::Connection as migrate_runtime::Database>::Dialect>
{
}

impl<D: TestDatabase, M> On<D> for M where
    M: Embedded + Supports<<D::Connection as migrate_runtime::Database>::Dialect>
{
}

/// Upgrades to the head.
pub fn upgrade<D: TestDatabase, M: On<D>>(connection: &mut D::Connection) -> Result<Report, Error> {
    Migrator::<M>::new().run(connection)
}

/// The ids of the maximal applied revisions.
pub fn heads<D: TestDatabase, M: On<D>>(connection: &mut D::Connection) -> Vec<String> {
    let current = Migrator::<M>::new().current(connection).expect("current");
    ids(&current.heads)
}

/// The ids of revisions.
pub fn ids(revisions: &[AppliedRevision]) -> Vec<String> {
    revisions
        .iter()
        .map(|revision| revision.id.clone())
        .collect()
}

/// The rows of the history, in short: `upgrade a ok`.
pub fn history<D: TestDatabase, M: On<D>>(connection: &mut D::Connection) -> Vec<String> {
    let entries = Migrator::<M>::new().history(connection).expect("history");
    let line = |entry: &migrate_runtime::HistoryEntry| {
        let outcome = match (&entry.completed_at, entry.success) {
            (None, _) => "unfinished",
            (_, true) => "ok",
            (_, false) => "failed",
        };
        format!("{} {} {outcome}", entry.operation, entry.revision)
    };
    entries.iter().map(line).collect()
}

/// The applied revisions as Diesel's table has them.
pub fn versions<D: TestDatabase>(connection: &mut D::Connection) -> Vec<String> {
    D::texts(
        connection,
        "SELECT version AS text FROM __diesel_schema_migrations ORDER BY version",
    )
}

/// Whether a table exists.
pub fn exists<D: TestDatabase>(connection: &mut D::Connection, table: &str) -> bool {
    use diesel::connection::SimpleConnection;
    connection
        .batch_execute(&format!("SELECT * FROM {table}"))
        .is_ok()
}
