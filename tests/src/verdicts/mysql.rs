//! MySQL or MariaDB as the judge. Nothing there can be rolled back, so the database is built anew,
//! from the scripts that were kept, whenever one that is thrown away has changed it.

use super::class;
use super::folder::Script;
use super::server::{Place, Refusal, Server};
use crate::databases::with_database;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{Nullable, Text};
use diesel::{Connection, MysqlConnection, QueryableByName, RunQueryDsl, sql_query};
use std::sync::atomic::{AtomicU32, Ordering};

/// A scratch database on a MySQL or MariaDB server.
pub struct MysqlServer {
    url: String,
    name: String,
    connection: MysqlConnection,
    /// What the database is made of.
    kept: Vec<String>,
    /// What it looks like, as [`MysqlServer::shape`] has it.
    shape: Vec<String>,
}

impl MysqlServer {
    /// Creates an empty database.
    ///
    /// # Errors
    ///
    /// Says why it can't be created.
    pub fn create(url: &str) -> Result<Self, String> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("migrate_verdicts_{}_{number}", std::process::id());
        let mut admin = MysqlConnection::establish(url).map_err(|error| error.to_string())?;
        let create = format!("CREATE DATABASE {name}");
        admin
            .batch_execute(&create)
            .map_err(|error| error.to_string())?;
        let connection = connect(url, &name);
        Ok(Self {
            url: url.to_owned(),
            name,
            connection,
            kept: Vec::new(),
            shape: Vec::new(),
        })
    }

    /// Runs a script in a session of its own; says at which statement it is refused.
    fn run(&mut self, script: &Script) -> Result<(), Refusal> {
        self.connection = connect(&self.url, &self.name);
        for statement in 0..script.statements.len() {
            let text = script.statement(statement);
            if let Err(error) = self.connection.batch_execute(text) {
                return Err(refusal(script, statement, &error.to_string()));
            }
        }
        let _ = self.connection.batch_execute("COMMIT");
        Ok(())
    }

    /// Builds the database anew if it is not what it was.
    fn restore(&mut self) {
        self.connection = connect(&self.url, &self.name);
        if self.shape() == self.shape {
            return;
        }
        let again = format!("DROP DATABASE {0}; CREATE DATABASE {0}; USE {0}", self.name);
        for statement in again.split("; ") {
            self.connection
                .batch_execute(statement)
                .expect("the scratch database is ours");
        }
        for statement in &self.kept {
            // One that was kept although it is refused is refused again.
            let _ = self.connection.batch_execute(statement);
        }
    }

    /// The database in lines: columns, indexes, constraints, routines and triggers. Not the rows:
    /// what a refusal owes to them is no mistake of the schema.
    fn shape(&mut self) -> Vec<String> {
        let rows: Vec<Row> = sql_query(SHAPE)
            .load(&mut self.connection)
            .unwrap_or_default();
        rows.into_iter().filter_map(|row| row.line).collect()
    }
}

/// Sorted, since the order of what is asked for is the server's.
const SHAPE: &str = "SELECT CAST(line AS CHAR) AS line FROM (
    SELECT CONCAT_WS(' ', 'column', table_name, ordinal_position, column_name, column_type,
        is_nullable, column_default, extra) AS line
        FROM information_schema.columns WHERE table_schema = DATABASE()
    UNION ALL SELECT CONCAT_WS(' ', 'index', table_name, index_name, seq_in_index, column_name, non_unique)
        FROM information_schema.statistics WHERE table_schema = DATABASE()
    UNION ALL SELECT CONCAT_WS(' ', 'constraint', table_name, constraint_name, constraint_type)
        FROM information_schema.table_constraints WHERE table_schema = DATABASE()
    UNION ALL SELECT CONCAT_WS(' ', 'routine', routine_name)
        FROM information_schema.routines WHERE routine_schema = DATABASE()
    UNION ALL SELECT CONCAT_WS(' ', 'trigger', trigger_name)
        FROM information_schema.triggers WHERE trigger_schema = DATABASE()
    ) AS everything ORDER BY 1";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<Text>)]
    line: Option<String>,
}

impl Server for MysqlServer {
    fn keep(&mut self, script: &Script) -> Result<(), Refusal> {
        if let Err(refusal) = self.run(script) {
            self.restore();
            return Err(refusal);
        }
        let statements = 0..script.statements.len();
        self.kept
            .extend(statements.map(|statement| script.statement(statement).to_owned()));
        self.shape = self.shape();
        Ok(())
    }

    fn try_out(&mut self, script: &Script) -> Result<(), Refusal> {
        let outcome = self.run(script);
        self.restore();
        outcome
    }

    fn keep_what_can_be(&mut self, script: &Script) -> Vec<usize> {
        let mut refused = Vec::new();
        for statement in 0..script.statements.len() {
            let text = script.statement(statement);
            match self.connection.batch_execute(text) {
                Ok(()) => self.kept.push(text.to_owned()),
                Err(_) => refused.push(statement),
            }
        }
        let _ = self.connection.batch_execute("COMMIT");
        self.shape = self.shape();
        refused
    }
}

impl Drop for MysqlServer {
    fn drop(&mut self) {
        let _ = self
            .connection
            .batch_execute(&format!("DROP DATABASE {}", self.name));
    }
}

fn connect(url: &str, name: &str) -> MysqlConnection {
    MysqlConnection::establish(&with_database(url, name)).expect("the scratch database is there")
}

/// The server counts lines in a statement, and repeats what stands there, which is left out.
fn refusal(script: &Script, statement: usize, said: &str) -> Refusal {
    let message = said.split(" to use near ").next().unwrap_or(said);
    let line_in_statement = said
        .rsplit_once(" at line ")
        .and_then(|(_, line)| line.parse().ok());
    let lines = script.lines(statement);
    Refusal {
        message: message.lines().next().unwrap_or("").to_owned(),
        code: None,
        class: class::mysql(said),
        place: Place {
            line: line_in_statement.map(|line: usize| lines.start() + line - 1),
            statement: Some(lines),
        },
    }
}
