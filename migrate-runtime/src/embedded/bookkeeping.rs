//! What `migrate.toml` says of databases, embedded: where the record is kept, and which there are.

/// The names of the bookkeeping tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bookkeeping {
    /// The schema of PostgreSQL that they are in; without one, where they are found, else the first
    /// of the search path.
    pub schema: Option<&'static str>,
    /// The set of applied revisions.
    pub applied: &'static str,
    /// The record of runs.
    pub history: &'static str,
    /// The backfills that have not ended; there only where a chain has any.
    pub backfills: &'static str,
    /// Alembic's table, where it is kept in step.
    pub alembic: Option<&'static str>,
}

impl Bookkeeping {
    /// Diesel's own table and `migration_history`, and nothing of Alembic's.
    pub const DEFAULT: Bookkeeping = Bookkeeping {
        schema: None,
        applied: "__diesel_schema_migrations",
        history: "migration_history",
        backfills: "migration_backfills",
        alembic: None,
    };
}

impl Default for Bookkeeping {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A database that `migrate.toml` names, for the commands that connect to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeclaredDatabase {
    /// Its name, which `--name` takes; `None` for the one that is meant without it.
    pub name: Option<&'static str>,
    /// Its URL; one with a password is not embedded.
    pub url: Option<&'static str>,
    /// The environment variable that has its URL.
    pub variable: Option<&'static str>,
}
