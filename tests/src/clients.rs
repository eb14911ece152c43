//! The databases' own command line clients: psql, sqlite3, mariadb.

use crate::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use std::io::Write;
use std::process::{Command, Output, Stdio};

/// A database with its own command line client.
pub trait WithClient: TestDatabase {
    /// Returns the command that starts the client.
    fn client(&self) -> Command;

    /// Lets the client run a script.
    fn run(&self, script: &str) -> Output {
        let mut child = self
            .client()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the client starts");
        let mut input = child.stdin.take().expect("a pipe");
        // A client that stops at an error reads no further.
        let _ = input.write_all(script.as_bytes());
        drop(input);
        child.wait_with_output().expect("the client ends")
    }
}

impl WithClient for Sqlite {
    fn client(&self) -> Command {
        let mut client = Command::new("sqlite3");
        client.arg(self.url());
        client
    }
}

impl WithClient for Postgres {
    fn client(&self) -> Command {
        let mut client = Command::new("psql");
        client.args(["--no-psqlrc", "--quiet"]).arg(self.url());
        client
    }
}

impl WithClient for Mysql {
    fn client(&self) -> Command {
        let url = self.url();
        let (_, rest) = url.split_once("://").expect("a URL");
        let (login, rest) = rest.split_once('@').expect("a login");
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, name) = place.split_once('/').expect("a database");
        let mut client = Command::new("mariadb");
        client.arg("--no-defaults").arg(format!("--user={user}"));
        if !password.is_empty() {
            client.arg(format!("--password={password}"));
        }
        match query
            .split('&')
            .find_map(|pair| pair.strip_prefix("unix_socket="))
        {
            Some(socket) => drop(client.arg(format!("--socket={socket}"))),
            None => {
                let (host, port) = host.split_once(':').unwrap_or((host, "3306"));
                client.args([format!("--host={host}"), format!("--port={port}")]);
            }
        }
        client.arg(name);
        client
    }
}
