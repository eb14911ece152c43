//! The steps in Rust, as `embed!` embeds them.

#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
use crate::backfill::Step;

/// The step of a revision, as `embed!` embeds it: the function on each kind of connection that the
/// chain is for.
#[derive(Debug)]
pub struct Backfill {
    /// The revision's id.
    pub revision: &'static str,
    /// The function, as `revision.toml` names it.
    pub path: &'static str,
    #[cfg(feature = "sqlite")]
    pub(crate) sqlite: Option<Step<diesel::SqliteConnection>>,
    #[cfg(feature = "postgres")]
    pub(crate) postgres: Option<Step<diesel::PgConnection>>,
    #[cfg(feature = "mysql")]
    pub(crate) mysql: Option<Step<diesel::MysqlConnection>>,
}

impl Backfill {
    /// Names the function, which can't be called yet.
    pub const fn new(revision: &'static str, path: &'static str) -> Self {
        Backfill {
            revision,
            path,
            #[cfg(feature = "sqlite")]
            sqlite: None,
            #[cfg(feature = "postgres")]
            postgres: None,
            #[cfg(feature = "mysql")]
            mysql: None,
        }
    }

    /// Gives it for SQLite.
    #[cfg(feature = "sqlite")]
    #[must_use]
    pub const fn sqlite(mut self, step: Step<diesel::SqliteConnection>) -> Self {
        self.sqlite = Some(step);
        self
    }

    /// Gives it for PostgreSQL.
    #[cfg(feature = "postgres")]
    #[must_use]
    pub const fn postgres(mut self, step: Step<diesel::PgConnection>) -> Self {
        self.postgres = Some(step);
        self
    }

    /// Gives it for MySQL and MariaDB.
    #[cfg(feature = "mysql")]
    #[must_use]
    pub const fn mysql(mut self, step: Step<diesel::MysqlConnection>) -> Self {
        self.mysql = Some(step);
        self
    }
}
