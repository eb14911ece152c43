//! What is known of the server that a schema is on, whatever the revisions do.
use crate::Dialect;
use crate::schema::names;
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
        }
    }
}
