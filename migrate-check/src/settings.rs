//! What `migrate.toml` says of the databases that the revisions are run on.
use crate::Dialect;
use migrate_schema::model::{Record, Server};
use std::sync::Arc;

/// The databases, and where they keep the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The names of the bookkeeping tables.
    pub tables: TableNames,
    /// `mariadb = true`: the server of the dialect `mysql` is MariaDB.
    pub mariadb: bool,
    /// `provided = ["uuidv8"]`: names of what is there before the first revision, or comes with the
    /// server.
    pub provided: Vec<String>,
    /// `mirror_alembic = true`: Alembic's table is kept in step.
    pub mirror_alembic: bool,
    /// The databases: the one without a name, if it is declared, then the others by name.
    pub databases: Vec<DeclaredDatabase>,
}

/// The names of the bookkeeping tables, as far as they are given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableNames {
    /// The schema of PostgreSQL that they are in.
    pub schema: Option<String>,
    /// The set of applied revisions; `__diesel_schema_migrations` where it is not given.
    pub applied: Option<String>,
    /// The record of runs; `migration_history` where it is not given.
    pub history: Option<String>,
    /// The backfills that have not ended; `migration_backfills` where it is not given.
    pub backfills: Option<String>,
    /// Alembic's, to be mirrored; `alembic_version` where it is not given.
    pub alembic: Option<String>,
}

/// A database.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct DeclaredDatabase {
    /// `NAME` of `[databases.NAME]`; `None` for the one that is meant without `--name`.
    pub name: Option<String>,
    /// Its URL.
    pub url: Option<String>,
    /// The environment variable that has its URL.
    pub variable: Option<String>,
}

impl Settings {
    /// What is said of the server of a dialect.
    pub(crate) fn server(&self, dialect: Dialect, has_backfills: bool) -> Arc<Server> {
        let provided = self.provided.iter().map(|name| &**name);
        let usual = Record::default();
        let tables = self.tables.clone();
        let record = Record {
            schema: tables.schema.filter(|_| dialect == Dialect::Postgres),
            applied: tables.applied.unwrap_or(usual.applied),
            history: tables.history.unwrap_or(usual.history),
            backfills: has_backfills.then(|| {
                let name = tables.backfills;
                name.unwrap_or_else(|| "migration_backfills".to_owned())
            }),
        };
        Arc::new(Server {
            record,
            ..Server::new(dialect, self.mariadb, provided)
        })
    }
}

impl DeclaredDatabase {
    /// Its URL, if it may be built into a program: one with a password may not, since whoever gets
    /// the program gets that.
    pub fn url_to_embed(&self) -> Option<&str> {
        let url = self.url.as_deref()?;
        let (_, rest) = url.split_once("://").unwrap_or(("", url));
        let login = rest.rsplit_once('@').map_or("", |(login, _)| login);
        let lower = url.to_ascii_lowercase();
        let mut words = ["password", "passwd", "pwd", "secret"].iter();
        let has_password = login.contains(':') || words.any(|word| lower.contains(word));
        (!has_password).then_some(url)
    }
}

/// The URL may have a password in it.
impl std::fmt::Debug for DeclaredDatabase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeclaredDatabase")
            .field("name", &self.name)
            .field("url", &self.url.as_ref().map(|_| "…"))
            .field("variable", &self.variable)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::DeclaredDatabase;

    #[test]
    fn a_password_is_not_embedded() {
        for (url, is_embedded) in [
            ("postgres://me@host:5432/db", true),
            ("postgres://host/db?sslmode=require", true),
            ("sqlite:///shop.db", true),
            ("postgres://me:secret@host/db", false),
            ("postgres://me:se/cret@host/db", false),
            ("postgres://me@host/db?sslpassword=x", false),
            ("host=h user=u password = x", false),
            ("host=h user=u dbname=d", true),
            ("Server=h;Uid=u;Pwd=x", false),
        ] {
            let database = DeclaredDatabase {
                url: Some(url.to_owned()),
                ..DeclaredDatabase::default()
            };
            assert_eq!(database.url_to_embed().is_some(), is_embedded, "{url}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        let database = DeclaredDatabase {
            url: Some("postgres://me:secret@host/db".to_owned()),
            ..DeclaredDatabase::default()
        };
        let shown = format!("{database:?}");
        assert!(!shown.contains("secret"), "{shown}");
    }
}
