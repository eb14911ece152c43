//! Explains why a database can't be reached, and what to do about it.

use super::{Address, Kind};
use crate::{Exit, Failure};

/// Advice for the messages of servers and client libraries, in lower case: the first match counts. `…` in
/// a pattern stands for any text.
const HELP: &[(&[&str], &str)] = &[
    // Another missing object, neither the database nor the user.
    (
        &[
            "root certificate file",
            "certificate",
            "does not support ssl",
            "ssl is required",
            "ssl connection error",
            "tls/ssl error",
            "ssl error",
        ],
        "the server is there, and no encrypted connection comes about: correct `sslmode` (for MySQL \
         `ssl_mode`) and the certificates in the URL, or turn encryption on at the server",
    ),
    (
        &[
            "no pg_hba.conf entry…no encryption",
            "no pg_hba.conf entry…ssl off",
            "insecure transport",
            "authentication requires secure connection",
        ],
        "the server lets this login in only over an encrypted connection, or not from this host: add \
         `?sslmode=require` (for MySQL `?ssl_mode=required`) to the URL; else allow it in \
         `pg_hba.conf`, or for MySQL in the user's host",
    ),
    (
        &["no pg_hba.conf entry", "pg_hba.conf rejects connection"],
        "the server is there and does not let this user into this database from this host: add a line \
         to its `pg_hba.conf` and reload it, or correct the user or the database in the URL",
    ),
    (
        &[
            "access denied for user…to database",
            "permission denied for database",
        ],
        "the server is there and this user has no right to the database: a superuser types `GRANT \
         CONNECT ON DATABASE … TO …` (on MySQL `GRANT ALL ON database.* TO …`); or correct the \
         database or the user in the URL",
    ),
    (
        &["account is locked", "is not permitted to log in"],
        "the server is there and this user may not log in: a superuser types `ALTER ROLE … LOGIN` (on \
         MySQL `ALTER USER … ACCOUNT UNLOCK`); or name another user in the URL",
    ),
    (
        &["password has expired", "must change your password"],
        "set a new password for this user with the server's own client, then write it into the URL",
    ),
    (
        &[
            "authentication failed",
            "access denied",
            "no password supplied",
        ],
        "the server is there and does not let this login in: correct the user or the password in the \
         URL (in a password, write `%40` for `@` and `%2F` for `/`)",
    ),
    (
        &["role \"…\" does not exist", "no such user"],
        "the server is there and has no such user: correct the user in the URL, or create it",
    ),
    (
        &[
            "database \"…\" does not exist",
            "unknown database",
            "no such database",
        ],
        "the server is there and has no such database: create it, or correct its name in the URL",
    ),
    (
        &["too many connections for database"],
        "the database has no connection left: wait until one ends, or raise its limit (`ALTER DATABASE \
         … CONNECTION LIMIT …`)",
    ),
    (
        &["too many connections for role"],
        "this user has no connection left: wait until one ends, or raise its limit (`ALTER ROLE … \
         CONNECTION LIMIT …`)",
    ),
    (
        &["max_user_connections", "exceeded the…resource"],
        "this user has no connection left: wait until one ends, or raise its limit (`ALTER USER … WITH \
         MAX_USER_CONNECTIONS …`, or the server's `max_user_connections`)",
    ),
    (
        &["is not currently accepting connections"],
        "the database is closed to everybody: name another one in the URL, or open it (`ALTER DATABASE \
         … ALLOW_CONNECTIONS true`)",
    ),
    (
        &["is blocked because of many connection errors"],
        "the server has shut this host out after failed attempts: type `FLUSH HOSTS` there (or \
         `mariadb-admin flush-hosts`), and find out what keeps failing",
    ),
    (
        &["is not allowed to connect to this"],
        "the server lets nobody in from this host: create the user for it (`CREATE USER …@'host'`), or \
         connect from another one",
    ),
    (
        &["could not look up local user id"],
        "the URL names no user, and neither does this system, as in a container without `/etc/passwd`: \
         write it into the URL, `postgres://user@host/database`",
    ),
    (
        &[
            "could not translate host name",
            "unknown server host",
            "unknown mysql server host",
        ],
        "correct the host in the URL",
    ),
    (
        &[
            "too many clients",
            "too many connections",
            "remaining connection slots",
            "connection limit exceeded",
        ],
        "the server has no connection left: try again later, or raise its limit",
    ),
    (
        &[
            "starting up",
            "shutting down",
            "in recovery mode",
            "shutdown in progress",
            "not yet accepting connections",
            "not accepting connections",
        ],
        "the server is not ready: try again in a moment",
    ),
    (
        &["authentication plugin", "plugin…could not be loaded"],
        "this program's client library does not know the way in which the server wants this user to \
         log in: use a newer client library (a container needs its plugins, too: `libmariadb3/plugin/*.so`), \
         or create the user with another authentication plugin",
    ),
    (
        &[
            "invalid response to ssl negotiation",
            "expected authentication request",
            "protocol mismatch",
            "bad handshake",
            "initial communication packet",
            "malformed",
        ],
        "something else answers there: correct the host and the port in the URL",
    ),
    (
        &[
            "connection refused",
            "no such file or directory",
            "can't connect to",
            "could not connect",
            "timeout",
            "timed out",
            "unreachable",
        ],
        "start the server, or correct the host and the port in the URL",
    ),
];

impl Address {
    /// Returns the failure of a connection attempt, without the password.
    pub fn unreachable(&self, error: &diesel::ConnectionError) -> Failure {
        self.refused_with(&error.to_string())
    }

    /// Returns the failure for a message of the server or the client.
    pub(super) fn refused_with(&self, said: &str) -> Failure {
        let said = self.without_secrets(said);
        let message = format!("`{}` can't be reached: {said}", self.shown());
        Failure::new(message)
            .help(self.help_with(&said.to_lowercase()))
            .of_kind("unreachable", Exit::Failed)
    }

    /// Returns the failure for a connection that would be less secure than the URL asks for.
    pub(super) fn unencrypted(&self, said: &str, help: &str) -> Failure {
        self.refused_with(said).help(help)
    }

    fn help_with(&self, said: &str) -> &'static str {
        if self.kind() == Kind::Sqlite {
            return "its folder has to be there, and this user has to have the right to read it and \
                    to write into it; `sqlite:///a.db` is a file in the working directory, \
                    `sqlite:////srv/a.db` one with an absolute path";
        }
        let mut fitting = HELP
            .iter()
            .filter(|(patterns, _)| patterns.iter().any(|pattern| fits(said, pattern)));
        fitting.next().map_or("correct the URL", |(_, help)| help)
    }

    /// Returns the failure of a program that is for another kind of database.
    pub(crate) fn wrong_kind(&self, ours: &str) -> Failure {
        let theirs = self.dialect_name();
        let example = match ours {
            "postgres" => "postgres://user@host/database",
            "mysql" => "mysql://user@host/database",
            _ => "sqlite:///file.db",
        };
        let shown = self.shown();
        let message =
            format!("`{shown}` is a database of {theirs}, and this program is for {ours}");
        Failure::new(message)
            .help(format!("give it one such as `--url {example}`"))
            .of_kind("wrong_database", Exit::Failed)
    }
}

/// Returns whether a text contains the parts of a pattern in order.
fn fits(said: &str, pattern: &str) -> bool {
    let mut rest = said;
    pattern.split('…').all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}
