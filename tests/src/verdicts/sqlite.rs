//! SQLite as the judge: a file, copied before each script.

use super::class::{self, Class};
use super::folder::Script;
use super::server::{Place, Refusal, Server};
use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use std::fs;
use std::path::PathBuf;

/// A scratch database file.
#[derive(Debug)]
pub struct SqliteServer {
    folder: tempfile::TempDir,
}

impl SqliteServer {
    /// Makes an empty database.
    ///
    /// # Errors
    ///
    /// Says why there is no folder for it.
    pub fn create() -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        fs::write(folder.path().join("kept.db"), "").map_err(|error| error.to_string())?;
        Ok(Self { folder })
    }

    fn kept(&self) -> PathBuf {
        self.folder.path().join("kept.db")
    }

    /// Copies the database, so that a script has one of its own.
    fn copy(&self) -> PathBuf {
        let copy = self.folder.path().join("copy.db");
        for ending in ["db-wal", "db-shm", "db-journal"] {
            let _ = fs::remove_file(copy.with_extension(ending));
        }
        fs::copy(self.kept(), &copy).expect("the scratch folder is writable");
        copy
    }

    /// Runs a script on a copy; returns the copy.
    fn run(&self, script: &Script) -> Result<PathBuf, Refusal> {
        let copy = self.copy();
        let mut connection = connect(&copy);
        let run = |connection: &mut SqliteConnection| {
            if script.in_transaction {
                connection.batch_execute("BEGIN")?;
            }
            connection.batch_execute(&script.text)?;
            match script.in_transaction {
                true => connection.batch_execute("COMMIT"),
                false => Ok(()),
            }
        };
        match run(&mut connection) {
            Ok(()) => Ok(copy),
            Err(error) => {
                drop(connection);
                Err(self.refusal(script, &error.to_string()))
            }
        }
    }

    /// Finds the statement by running them one by one.
    fn refusal(&self, script: &Script, message: &str) -> Refusal {
        let mut connection = connect(&self.copy());
        if script.in_transaction {
            let _ = connection.batch_execute("BEGIN");
        }
        let mut at = (0..script.statements.len()).find_map(|statement| {
            let error = connection
                .batch_execute(script.statement(statement))
                .err()?;
            (error.to_string() == message).then_some(statement)
        });
        if script.statements.len() == 1 {
            at = at.or(Some(0));
        }
        Refusal {
            message: message.to_owned(),
            code: None,
            class: class::sqlite(message),
            place: Place {
                line: None,
                statement: at.map(|statement| script.lines(statement)),
            },
        }
    }
}

impl Server for SqliteServer {
    fn keep(&mut self, script: &Script) -> Result<(), Refusal> {
        let copy = self.run(script)?;
        fs::rename(copy, self.kept()).expect("the scratch folder is writable");
        Ok(())
    }

    fn try_out(&mut self, script: &Script) -> Result<(), Refusal> {
        self.run(script).map(drop)
    }

    fn keep_what_can_be(&mut self, script: &Script) -> Vec<usize> {
        let copy = self.copy();
        let mut connection = connect(&copy);
        let mut refused = Vec::new();
        for statement in 0..script.statements.len() {
            if let Err(error) = connection.batch_execute(script.statement(statement))
                && class::sqlite(&error.to_string()) != Class::Transaction
            {
                refused.push(statement);
            }
        }
        let _ = connection.batch_execute("COMMIT");
        drop(connection);
        fs::rename(copy, self.kept()).expect("the scratch folder is writable");
        refused
    }
}

/// Foreign keys are off, as in SQLite itself: the library that comes with the crate turns them on.
fn connect(path: &std::path::Path) -> SqliteConnection {
    let mut connection =
        SqliteConnection::establish(&path.display().to_string()).expect("a file can be opened");
    connection
        .batch_execute(
            "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY",
        )
        .expect("the settings are known");
    connection
}
