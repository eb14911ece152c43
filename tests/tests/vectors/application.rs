//! An application whose revisions are those of a graph, and a database that it works on.

use super::reading::{string, strings};
use clap::Parser;
use diesel::connection::SimpleConnection;
use migrate_cli::Terminal;
use migrate_cli::app::Command;
use migrate_graph::{Declaration, Graph};
use migrate_runtime::{Chain, Dialect, Embedded, Supports};
use migrate_tests::chains::{Rev, chain, rev};
use migrate_tests::databases::TestDatabase;
use serde_json::Value;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

/// Carries out a case
#[derive(Parser)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

thread_local! {
    static CHAIN: Cell<Option<&'static Chain>> = const { Cell::new(None) };
}

/// The chain of the case that this thread is at, in the place of the one chain that a binary has.
struct OfTheCase;

impl Embedded for OfTheCase {
    fn chain() -> &'static Chain {
        CHAIN.get().expect("a case is under way")
    }
}

impl<D: Dialect> Supports<D> for OfTheCase {}

/// The table into which every script writes that it ran.
const RAN: &str = "CREATE TABLE ran (number INT, revision VARCHAR(60), direction VARCHAR(4))";

pub struct Application<D: TestDatabase> {
    connection: D::Connection,
    _database: D,
}

/// What a command answered.
#[derive(Debug)]
pub struct Answered {
    pub code: u8,
    pub out: String,
    pub err: String,
}

impl<D: TestDatabase> Application<D> {
    pub fn new() -> Self {
        let database = D::create();
        let mut connection = database.connect();
        connection.batch_execute(RAN).expect("a table");
        if D::NAME == "sqlite" {
            // Nothing here is about a machine that loses power.
            let fast = "PRAGMA synchronous = OFF";
            connection.batch_execute(fast).expect("a setting");
        }
        CHAIN.set(Some(Box::leak(Box::new(Chain::new(&[])))));
        let mut application = Self {
            connection,
            _database: database,
        };
        let made = application.run(&["ensure-version"]);
        assert_eq!(made.code, 0, "{made:?}");
        application
    }

    /// Puts the database where these are applied, and nothing has run.
    pub fn put_at(&mut self, chain: &'static Chain, applied: &BTreeSet<&str>) {
        CHAIN.set(Some(chain));
        let clear = "DELETE FROM ran; DELETE FROM migration_history; \
                     DELETE FROM __diesel_schema_migrations;";
        let rows: String = applied
            .iter()
            .map(|id| {
                format!(
                    "INSERT INTO __diesel_schema_migrations (version) VALUES ({});",
                    literal(id)
                )
            })
            .collect();
        self.connection
            .batch_execute(&format!("{clear}{rows}"))
            .expect("a state");
    }

    /// Runs a command line as `main` would.
    pub fn run(&mut self, words: &[&str]) -> Answered {
        let (out, err) = (Memory::default(), Memory::default());
        let words = std::iter::once("application").chain(words.iter().copied());
        let parsed = CommandLine::try_parse_from(words).unwrap_or_else(|error| panic!("{error}"));
        let mut terminal = Terminal::plain(out.clone(), err.clone());
        let outcome = parsed
            .command
            .run(&OfTheCase, &mut self.connection, &mut terminal);
        // `ExitCode` compares with nothing; its debug text ends in the number.
        let code = format!("{:?}", terminal.finish(outcome));
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        Answered {
            code: digits.parse().expect("a code"),
            out: out.text(),
            err: err.text(),
        }
    }

    /// The revisions that are recorded as applied.
    pub fn record(&mut self) -> BTreeSet<String> {
        let query = "SELECT version AS text FROM __diesel_schema_migrations";
        D::texts(&mut self.connection, query).into_iter().collect()
    }

    /// The scripts that ran, in their order: `up a`.
    pub fn ran(&mut self) -> Vec<String> {
        let [direction, revision] = match D::NAME {
            "mysql" => ["CONCAT(direction, ' ', revision)", ""],
            _ => ["direction || ' ' || ", "revision"],
        };
        let query = format!("SELECT {direction}{revision} AS text FROM ran ORDER BY number");
        D::texts(&mut self.connection, &query)
    }

    /// The steps in `migration_history`, in their order: `upgrade a`.
    pub fn history(&mut self) -> Vec<String> {
        let joined = match D::NAME {
            "mysql" => "CONCAT(operation, ' ', revision)",
            _ => "operation || ' ' || revision",
        };
        let query = format!("SELECT {joined} AS text FROM migration_history ORDER BY id");
        D::texts(&mut self.connection, &query)
    }
}

/// Makes a graph of the vectors a chain, as `embed!` would: parents first. One that `embed!` refuses
/// stays as it is written.
pub fn embedded(graph: &Value) -> &'static Chain {
    let written = graph["revisions"].as_array().expect("revisions");
    let lists: Vec<[Vec<&str>; 3]> = written
        .iter()
        .map(|one| ["down_revision", "depends_on", "branch_labels"].map(|key| strings(&one[key])))
        .collect();
    let revisions: Vec<Rev> = written
        .iter()
        .zip(&lists)
        .map(|(one, [revises, depends_on, labels])| {
            let id = string(&one["revision"]);
            rev(id, &noted(id, "up"))
                .down(&noted(id, "down"))
                .revises(revises)
                .depends_on(depends_on)
                .branch_labels(labels)
        })
        .collect();
    let declarations: Vec<Declaration<'_>> = written
        .iter()
        .zip(&lists)
        .map(|(one, [revises, depends_on, branch_labels])| Declaration {
            id: string(&one["revision"]),
            revises,
            depends_on,
            branch_labels,
        })
        .collect();
    let revisions = match Graph::build(&declarations) {
        Ok(graph) => {
            let order = graph.order().iter();
            order.map(|one| revisions[one.get()].clone()).collect()
        }
        Err(_) => revisions,
    };
    Box::leak(Box::new(chain(&revisions)))
}

/// A script that writes down that it ran.
fn noted(id: &str, direction: &str) -> String {
    let id = literal(id);
    format!("INSERT INTO ran SELECT count(*), {id}, '{direction}' FROM ran;\n")
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Memory that a terminal writes to.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Memory {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("the lock").clone()).expect("UTF-8")
    }
}

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the lock").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
