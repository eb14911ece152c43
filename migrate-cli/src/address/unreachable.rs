//! Why a database can't be reached, and what to do about it.

use super::{Address, Kind};
use crate::{Exit, Failure};

/// What to do about what the client libraries say, in lower case: the first that fits.
const HELP: [(&[&str], &str); 8] = [
    (
        &[
            "authentication failed",
            "access denied",
            "no password supplied",
            "no pg_hba.conf entry",
            "is not permitted to log in",
        ],
        "the server is there and does not let this login in: correct the user or the password in the \
         URL (in a password, write `%40` for `@` and `%2F` for `/`)",
    ),
    (
        &["role \""],
        "the server is there and has no such user: correct the user in the URL, or create it",
    ),
    (
        &["database \"", "unknown database"],
        "the server is there and has no such database: create it, or correct its name in the URL",
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
        ],
        "the server has no connection left: try again later, or raise its limit",
    ),
    (
        &["starting up", "shutting down", "in recovery mode"],
        "the server is not ready: try again in a moment",
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
    /// What went wrong with the connection, without the password.
    pub fn unreachable(&self, error: &diesel::ConnectionError) -> Failure {
        let said = self.without_secrets(&error.to_string());
        let message = format!("`{}` can't be reached: {said}", self.shown());
        Failure::new(message)
            .help(self.help_with(&said.to_lowercase()))
            .of_kind("unreachable", Exit::Failed)
    }

    fn help_with(&self, said: &str) -> &'static str {
        if self.kind() == Kind::Sqlite {
            return "its folder has to be there, and this user has to have the right to read it and \
                    to write into it; `sqlite:///a.db` is a file in the working directory, \
                    `sqlite:////srv/a.db` one with an absolute path";
        }
        let mut fitting = HELP
            .iter()
            .filter(|(words, _)| words.iter().any(|words| said.contains(words)));
        fitting.next().map_or("correct the URL", |(_, help)| help)
    }

    /// What to say where a program is for another kind of database.
    pub(crate) fn of_another_kind(&self, ours: &str) -> Failure {
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
