//! What is known of the server that a schema is on, whatever the revisions do.
use crate::Dialect;
use crate::names;
use std::collections::BTreeSet;

/// The server, as `migrate.toml` describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Server {
    /// Whether what the dialect calls MySQL is MariaDB. Where it is not known to be, what only one of
    /// the two refuses is passed over in silence.
    pub is_mariadb: bool,
    /// Names of what is there before the first revision, or comes with the server: tables, types,
    /// functions, schemas. By [`names::key`].
    pub provided: BTreeSet<String>,
    /// Where the record of the revisions is kept.
    pub record: Record,
}

/// The tables that the record is kept in, which are made before the first revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The schema of PostgreSQL, where one is named.
    pub schema: Option<String>,
    /// The set of applied revisions.
    pub applied: String,
    /// The record of runs.
    pub history: String,
    /// The backfills that have not ended, where there is a revision that has one.
    pub backfills: Option<String>,
}

impl Default for Record {
    fn default() -> Self {
        Self {
            schema: None,
            applied: "__diesel_schema_migrations".to_owned(),
            history: "migration_history".to_owned(),
            backfills: None,
        }
    }
}

impl Server {
    /// The server of one dialect; `provided` as people write it.
    pub fn new<'n>(
        dialect: Dialect,
        is_mariadb: bool,
        provided: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        let keys = provided.into_iter().map(|name| names::key(dialect, name));
        Self {
            is_mariadb: is_mariadb && dialect == Dialect::Mysql,
            provided: keys.map(std::borrow::Cow::into_owned).collect(),
            record: Record::default(),
        }
    }
}
