//! What `migrate.toml` says of databases, embedded: where the record is kept, and which there are.

/// The names of the bookkeeping tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bookkeeping {
    /// The PostgreSQL schema of the tables. Without one, they are used where they are found, and created in
    /// the first schema of the search path.
    pub schema: Option<&'static str>,
    /// The table of the applied revisions.
    pub applied: &'static str,
    /// The table of the runs.
    pub history: &'static str,
    /// The table of the backfills that have not ended. It exists only where a chain has backfills.
    pub backfills: &'static str,
    /// Alembic's table, where it is kept in step with the record.
    pub alembic: Option<&'static str>,
}

impl Bookkeeping {
    /// The names without any setting: Diesel's own table, and `migration_history`.
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
    /// The name that `--name` takes; `None` for the default database.
    pub name: Option<&'static str>,
    /// The URL. A URL with a password is not embedded.
    pub url: Option<&'static str>,
    /// The environment variable that holds the URL.
    pub variable: Option<&'static str>,
}
