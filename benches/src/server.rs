//! Databases on the PostgreSQL server that `tests/run` started.

use crate::contender::Result;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use std::env;
use std::path::{Path, PathBuf};

/// A server, reached through its socket: `postgres://user@%2Ffolder:port/database`.
pub struct Server {
    admin: String,
    user: String,
    folder: PathBuf,
    port: String,
}

impl Server {
    /// The server of `MIGRATE_TEST_POSTGRES_URL`, if that is set.
    pub fn from_env() -> Result<Option<Server>> {
        match env::var("MIGRATE_TEST_POSTGRES_URL") {
            Ok(url) => Self::parse(&url).map(Some),
            Err(_) => Ok(None),
        }
    }

    fn parse(url: &str) -> Result<Server> {
        let parts = || {
            let rest = url
                .strip_prefix("postgres://")
                .or(url.strip_prefix("postgresql://"))?;
            let (user, rest) = rest.split_once('@')?;
            let (host, _) = rest.split_once('/')?;
            let (folder, port) = host.split_once(':').unwrap_or((host, "5432"));
            folder
                .to_ascii_uppercase()
                .starts_with("%2F")
                .then(|| Server {
                    admin: url.to_owned(),
                    user: user.to_owned(),
                    folder: PathBuf::from(folder.replace("%2F", "/").replace("%2f", "/")),
                    port: port.to_owned(),
                })
        };
        parts().ok_or_else(|| {
            format!("`{url}` is not postgres://user@%2Fsocket%2Ffolder:port/database").into()
        })
    }

    /// The folder of the server's socket.
    pub fn socket_folder(&self) -> &Path {
        &self.folder
    }

    /// The port that names the socket.
    pub fn port(&self) -> &str {
        &self.port
    }

    /// Creates an empty database and returns its URL.
    pub fn create(&self, name: &str) -> Result<String> {
        self.execute(&format!("CREATE DATABASE {name}"))?;
        Ok(self.url_through(&self.folder, name))
    }

    /// Drops a database.
    pub fn drop(&self, name: &str) -> Result<()> {
        self.execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
    }

    /// A database's URL through the socket in `folder`.
    pub fn url_through(&self, folder: &Path, name: &str) -> String {
        let host = folder.to_string_lossy().replace('/', "%2F");
        format!("postgres://{}@{host}:{}/{name}", self.user, self.port)
    }

    fn execute(&self, sql: &str) -> Result<()> {
        PgConnection::establish(&self.admin)?.batch_execute(sql)?;
        Ok(())
    }
}
