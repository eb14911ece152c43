//! PostgreSQL as the judge: a database of its own. What a transaction can hold is tried out in one
//! that is rolled back; anything else runs on a copy of the database.

use super::class::{self, Class};
use super::folder::Script;
use super::server::{Place, Refusal, Server};
use crate::databases::with_database;
use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::result::Error;
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use migrate_introspect::Introspect;
use std::sync::atomic::{AtomicU32, Ordering};

/// A scratch database on a PostgreSQL server.
pub struct PostgresServer {
    url: String,
    admin: PgConnection,
    name: String,
    connection: Option<PgConnection>,
}

/// Sent in front of a script, fails before anything else runs, but only behind the parser.
const FAILS: &str = "SELECT 1/0;\n";

impl PostgresServer {
    /// Creates an empty database.
    ///
    /// # Errors
    ///
    /// Says why it can't be created.
    pub fn create(url: &str) -> Result<Self, String> {
        let mut admin = PgConnection::establish(url).map_err(|error| error.to_string())?;
        let name = unique_name();
        let create = format!("CREATE DATABASE {name}");
        admin
            .batch_execute(&create)
            .map_err(|error| error.to_string())?;
        Ok(Self {
            url: url.to_owned(),
            admin,
            name,
            connection: None,
        })
    }

    /// The connection, with a session as good as new.
    fn session(&mut self) -> &mut PgConnection {
        let url = with_database(&self.url, &self.name);
        let connection = self.connection.get_or_insert_with(|| {
            PgConnection::establish(&url).expect("the scratch database is there")
        });
        connection
            .batch_execute("ROLLBACK")
            .and_then(|()| connection.batch_execute("DISCARD ALL"))
            .expect("a session can be reset");
        connection
    }

    /// Copies the database and goes on in the copy; returns the name of the original.
    fn go_to_copy(&mut self) -> String {
        self.connection = None;
        let copy = unique_name();
        let create = format!("CREATE DATABASE {copy} TEMPLATE {}", self.name);
        // The server may take a moment to see that the connection is closed.
        let mut last = None;
        for _ in 0..100 {
            match self.admin.batch_execute(&create) {
                Ok(()) => return std::mem::replace(&mut self.name, copy),
                Err(error) => last = Some(error),
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("the scratch database can't be copied: {last:?}");
    }

    /// Drops a database, if it can be dropped: what is left over goes with the server.
    fn drop_database(&mut self, name: &str) {
        let _ = self
            .admin
            .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }

    /// Runs a script as it is run for good, without the `COMMIT`.
    fn run(&mut self, script: &Script) -> Result<(), Error> {
        let connection = self.session();
        if script.in_transaction {
            connection.batch_execute("BEGIN")?;
            return connection.batch_execute(&script.text);
        }
        if let [_] | [] = &script.statements[..] {
            return connection.batch_execute(&script.text);
        }
        let mut statements = 0..script.statements.len();
        statements.try_for_each(|statement| connection.batch_execute(script.statement(statement)))
    }

    /// Says where and why a script is refused, on the database that it was refused on.
    fn refusal(&mut self, script: &Script, error: &Error) -> Refusal {
        let (message, position) = said(error);
        if let Some(line) = self.syntax_error(script) {
            return Refusal {
                message,
                code: Some("42601".to_owned()),
                class: Class::Syntax,
                place: Place {
                    line,
                    statement: None,
                },
            };
        }
        let statement = self.refused_statement(script);
        let code = statement.and_then(|statement| self.code(script, statement));
        let position = position.filter(|_| script.in_transaction || script.statements.len() < 2);
        Refusal {
            class: class::postgres(code.as_deref().or(kind_code(error)), &message),
            message,
            code,
            place: Place {
                line: position.map(|characters| script.line(offset(&script.text, characters))),
                statement: statement.map(|statement| script.lines(statement)),
            },
        }
    }

    /// Whether the server's parser refuses a script, and on which line.
    fn syntax_error(&mut self, script: &Script) -> Option<Option<usize>> {
        let sent = format!("{FAILS}{}", script.text);
        let error = self.session().batch_execute(&sent).err()?;
        let (message, position) = said(&error);
        let line = |characters: usize| script.line(offset(&script.text, characters - FAILS.len()));
        let position = position.filter(|&characters| characters > FAILS.len());
        (message != "division by zero").then(|| position.map(line))
    }

    /// Finds the first statement that is refused, by running them one by one.
    fn refused_statement(&mut self, script: &Script) -> Option<usize> {
        let connection = self.session();
        if script.in_transaction {
            connection.batch_execute("BEGIN").ok()?;
        }
        let mut statements = 0..script.statements.len();
        let refused =
            statements.find(|&at| connection.batch_execute(script.statement(at)).is_err());
        let _ = connection.batch_execute("ROLLBACK");
        refused
    }

    /// Asks for the code of a refused statement, which Diesel does not pass on: a block catches it.
    fn code(&mut self, script: &Script, statement: usize) -> Option<String> {
        if !script.can_be_rolled_back() {
            return None;
        }
        let connection = self.session();
        connection.batch_execute("BEGIN").ok()?;
        for before in 0..statement {
            connection.batch_execute(script.statement(before)).ok()?;
        }
        let error = connection
            .batch_execute(&format!(
                "DO $code_of$ BEGIN EXECUTE $statement_of${}$statement_of$; \
                 EXCEPTION WHEN OTHERS THEN RAISE EXCEPTION 'code %', SQLSTATE; END $code_of$",
                script.statement(statement)
            ))
            .err();
        let _ = connection.batch_execute("ROLLBACK");
        let (message, _) = said(&error?);
        message.strip_prefix("code ").map(str::to_owned)
    }
}

impl Server for PostgresServer {
    fn keep(&mut self, script: &Script) -> Result<(), Refusal> {
        if script.can_be_rolled_back() {
            let done = self
                .run(script)
                .and_then(|()| commit(self.connection.as_mut()));
            return done.map_err(|error| self.refusal(script, &error));
        }
        let original = self.go_to_copy();
        match self
            .run(script)
            .and_then(|()| commit(self.connection.as_mut()))
        {
            Ok(()) => {
                self.drop_database(&original);
                Ok(())
            }
            Err(error) => Err(self.refuse_and_go_back(script, &error, original)),
        }
    }

    fn try_out(&mut self, script: &Script) -> Result<(), Refusal> {
        if script.can_be_rolled_back() {
            // What is checked at the end only is checked now.
            let done = self.run(script).and_then(|()| {
                let connection = self.connection.as_mut().expect("it ran on one");
                connection.batch_execute("SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK")
            });
            return done.map_err(|error| self.refusal(script, &error));
        }
        let original = self.go_to_copy();
        match self
            .run(script)
            .and_then(|()| commit(self.connection.as_mut()))
        {
            Ok(()) => {
                self.go_back(original);
                Ok(())
            }
            Err(error) => Err(self.refuse_and_go_back(script, &error, original)),
        }
    }

    fn keep_what_can_be(&mut self, script: &Script) -> Vec<usize> {
        let connection = self.session();
        let mut refused = Vec::new();
        for statement in 0..script.statements.len() {
            if connection
                .batch_execute(script.statement(statement))
                .is_err()
            {
                refused.push(statement);
            }
        }
        let _ = connection.batch_execute("COMMIT");
        refused
    }

    fn schema(&mut self) -> Option<Vec<String>> {
        Some(schema_lines(&self.session().schema_script().ok()?))
    }

    fn schema_behind(&mut self, script: &Script) -> Option<Vec<String>> {
        type Transactions = <PgConnection as Connection>::TransactionManager;
        if !script.can_be_rolled_back() {
            return None;
        }
        let connection = self.session();
        Transactions::begin_transaction(connection).ok()?;
        let done = connection.batch_execute(&script.text);
        let found = done.and_then(|()| connection.schema_script());
        Transactions::rollback_transaction(connection).ok()?;
        Some(schema_lines(&found.ok()?))
    }

    /// Extensions that are not installed: a block may catch that.
    fn has_not(&mut self, script: &Script) -> Vec<String> {
        let text = script.text.to_lowercase();
        let connection = self.session();
        let asked = text.split("create extension").skip(1).filter_map(|behind| {
            let words = behind.split(|c: char| c.is_whitespace() || c == ';');
            let mut words = words.filter(|word| !matches!(*word, "" | "if" | "not" | "exists"));
            Some(words.next()?.trim_matches('"').to_owned())
        });
        let mut is_lacking = |name: &String| {
            let known = sql_query("SELECT FROM pg_available_extensions WHERE name = $1");
            known.bind::<Text, _>(name).execute(connection) == Ok(0)
        };
        asked.filter(|name| is_lacking(name)).collect()
    }
}

impl PostgresServer {
    /// Drops the copy.
    fn go_back(&mut self, original: String) {
        self.connection = None;
        let copy = std::mem::replace(&mut self.name, original);
        self.drop_database(&copy);
    }

    /// Asks on the original why a script was refused on its copy.
    fn refuse_and_go_back(&mut self, script: &Script, error: &Error, original: String) -> Refusal {
        self.go_back(original);
        let original = self.go_to_copy();
        let refusal = self.refusal(script, error);
        self.go_back(original);
        refusal
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        self.connection = None;
        let name = self.name.clone();
        self.drop_database(&name);
    }
}

/// The lines of a schema, each with what it is part of, sorted: a column that was dropped and added
/// again is behind the others.
pub fn schema_lines(script: &str) -> Vec<String> {
    let mut heading = "";
    let mut lines = Vec::new();
    for line in script.lines() {
        let text = line.trim().trim_end_matches(',');
        if line.starts_with(char::is_whitespace) {
            lines.push(format!("{heading} {text}"));
        } else {
            heading = text;
            lines.push(text.to_owned());
        }
    }
    lines.sort();
    lines
}

/// Ends the transaction, if one is open. A transaction that a script left failed is a failure.
fn commit(connection: Option<&mut PgConnection>) -> Result<(), Error> {
    connection
        .expect("a script ran on it")
        .batch_execute("COMMIT")
}

/// The message, and the position in characters from 1.
fn said(error: &Error) -> (String, Option<usize>) {
    match error {
        Error::DatabaseError(_, said) => (
            said.message().lines().next().unwrap_or("").to_owned(),
            said.statement_position()
                .and_then(|at| usize::try_from(at).ok()),
        ),
        other => (other.to_string(), None),
    }
}

/// The kinds of error that Diesel does pass on.
fn kind_code(error: &Error) -> Option<&'static str> {
    use diesel::result::DatabaseErrorKind as Kind;
    let Error::DatabaseError(kind, said) = error else {
        return None;
    };
    match kind {
        Kind::UniqueViolation
        | Kind::ForeignKeyViolation
        | Kind::NotNullViolation
        | Kind::CheckViolation
        | Kind::ExclusionViolation => Some("23000"),
        _ if said.message().contains("in a transaction block") => Some("25001"),
        _ => None,
    }
}

/// From characters, counted from 1, to bytes.
fn offset(text: &str, characters: usize) -> usize {
    let found = text.char_indices().nth(characters.saturating_sub(1));
    found.map_or(text.len(), |(offset, _)| offset)
}

fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("migrate_verdicts_{}_{number}", std::process::id())
}
