//! The commands of an application, on SQLite, word for word. `UPDATE_GOLDEN=1` rewrites the
//! answers.

mod support;

use clap::Parser;
use diesel::connection::SimpleConnection;
use diesel::{Connection, RunQueryDsl, SqliteConnection};
use migrate_cli::Terminal;
use migrate_cli::app::Command;
use migrate_runtime::{Chain, Embedded, Supports, dialect::Sqlite};
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use support::chain::{BRANCHES, SHOP};

/// The golden files, so that none is left over.
const NAMES: [&str; 5] = ["branches", "errors", "help", "life", "stamp"];

/// Sells things
#[derive(Parser)]
#[command(name = "application")]
struct Application {
    #[command(subcommand)]
    command: Command,
}

struct Shop;
struct Branches;

impl Embedded for Shop {
    fn chain() -> &'static Chain {
        &SHOP
    }
}
impl Supports<Sqlite> for Shop {}

impl Embedded for Branches {
    fn chain() -> &'static Chain {
        &BRANCHES
    }
}
impl Supports<Sqlite> for Branches {}

#[test]
fn sqlite_a_whole_life() {
    let mut session = Session::new();
    session
        .run("current")
        .run("pending")
        .run("upgrade +1")
        .run("current")
        .run("current --check-heads")
        .run("upgrade")
        .run("upgrade head")
        .run("current -v")
        .run("current --check-heads")
        .run("history")
        .run("history -r current: -v")
        .run("pending")
        .run("downgrade -1")
        .run("history")
        .run("show current")
        .run("heads")
        .run("downgrade base")
        .run("current");
    session.compare("life");
}

#[test]
fn sqlite_stamps() {
    let mut session = Session::new();
    session
        .run("stamp 20240102")
        .run("current")
        .run("stamp head")
        .run("stamp base")
        .run("current")
        .run("stamp nope")
        .run("upgrade");
    let edit = "UPDATE migration_history SET checksum = '0' WHERE revision = '20240102'";
    session.connection.batch_execute(edit).expect("an edit");
    session
        .run("current")
        .run("downgrade -1")
        .run("stamp heads")
        .run("current");
    session.compare("stamp");
}

#[test]
fn sqlite_what_goes_wrong() {
    let mut session = Session::new();
    session
        .run("upgrade nope")
        .run("downgrade -1")
        .run("upgrade 2024")
        .run("downgrade")
        .run("upgrade --lock-timeout soon")
        .run("upgrade 20240102 --one-transaction");
    session
        .connection
        .batch_execute("CREATE TABLE prices (id INTEGER)")
        .expect("a table");
    session.run("upgrade").run("current");
    session
        .connection
        .batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101')")
        .expect("a row");
    session.run("current").run("upgrade").run("history");
    session.compare("errors");
}

#[test]
fn sqlite_branches() {
    let mut session = Session::new();
    session
        .run_on(&Branches, "upgrade head")
        .run_on(&Branches, "upgrade left@head")
        .run_on(&Branches, "upgrade heads")
        .run_on(&Branches, "current")
        .run_on(&Branches, "downgrade -1")
        .run_on(&Branches, "downgrade right@-1")
        .run_on(&Branches, "current")
        .run_on(&Branches, "history");
    session.compare("branches");
}

#[test]
fn help() {
    let mut session = Session::new();
    session.run("help");
    for command in [
        "upgrade",
        "downgrade",
        "current",
        "history",
        "pending",
        "show",
        "stamp",
    ] {
        session.run(&format!("{command} --help"));
    }
    session.compare("help");
}

/// An application with commands of its own, the migrations' beside them and below a word.
#[test]
fn the_commands_can_be_flattened_and_nested() {
    #[derive(clap::Parser)]
    struct Mixed {
        #[command(subcommand)]
        command: Words,
    }
    #[derive(clap::Subcommand)]
    enum Words {
        Serve,
        #[command(flatten)]
        Here(Command),
        #[command(subcommand)]
        Database(Command),
    }
    use clap::CommandFactory;
    Mixed::command().debug_assert();
    let parse = |line: &str| {
        Mixed::try_parse_from(line.split(' '))
            .unwrap_or_else(|error| panic!("{error}"))
            .command
    };
    assert!(matches!(parse("mixed serve"), Words::Serve));
    let target = |words: Words| match words {
        Words::Here(Command::Downgrade { target, .. })
        | Words::Database(Command::Downgrade { target, .. }) => target,
        _ => panic!("a downgrade was typed"),
    };
    assert_eq!(target(parse("mixed downgrade -1")), "-1");
    assert_eq!(target(parse("mixed downgrade --one-transaction -3")), "-3");
    assert_eq!(
        target(parse("mixed database downgrade -3 --lock-timeout 5")),
        "-3"
    );
    assert_eq!(target(parse("mixed database downgrade left@-1")), "left@-1");
}

#[test]
fn no_golden_is_left_over() {
    support::golden::assert_all_used("app", NAMES);
}

#[test]
fn sqlite_every_row_is_recorded_by_the_runtime() {
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        count: i64,
    }
    let mut session = Session::new();
    session.run("upgrade").run("downgrade base");
    let count: Count = diesel::sql_query("SELECT count(*) AS count FROM migration_history")
        .get_result(&mut session.connection)
        .expect("a count");
    assert_eq!(count.count, 6);
}

/// A database, and what was run on it.
struct Session {
    connection: SqliteConnection,
    transcript: String,
}

impl Session {
    fn new() -> Self {
        let connection = SqliteConnection::establish(":memory:").expect("a database");
        Self {
            connection,
            transcript: String::new(),
        }
    }

    fn run(&mut self, command: &str) -> &mut Self {
        self.run_on(&Shop, command)
    }

    fn run_on<M: Embedded + Supports<Sqlite>>(
        &mut self,
        migrations: &M,
        command: &str,
    ) -> &mut Self {
        let (out, err) = (Written::default(), Written::default());
        let words = std::iter::once("application").chain(command.split(' '));
        let code = match Application::try_parse_from(words) {
            Ok(application) => {
                let mut terminal = Terminal::plain(out.clone(), err.clone());
                let outcome =
                    application
                        .command
                        .run(migrations, &mut self.connection, &mut terminal);
                terminal.finish(outcome)
            }
            Err(error) => {
                let mut stream = if error.use_stderr() {
                    err.clone()
                } else {
                    out.clone()
                };
                write!(stream, "{error}").expect("memory");
                ExitCode::from(u8::from(error.use_stderr()) * 2)
            }
        };
        self.transcript += &format!("$ application {command}\n");
        for (name, written) in [("out", out), ("err", err)] {
            for line in written.text().lines() {
                let line = format!("{name}| {}", without_durations(line));
                self.transcript += &format!("{}\n", line.trim_end());
            }
        }
        // `ExitCode` compares with nothing; its debug text ends in the number.
        let code: String = format!("{code:?}")
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        self.transcript += &format!("exit {code}\n\n");
        self
    }

    #[track_caller]
    fn compare(self, name: &str) {
        assert!(NAMES.contains(&name), "`{name}` is not in NAMES");
        support::golden::compare("app", name, &self.transcript);
    }
}

/// `(12 ms)` becomes `(N ms)`, `(failed after 12 ms)` becomes `(failed after N ms)`.
fn without_durations(line: &str) -> String {
    let Some(start) = line.strip_suffix(" ms)") else {
        return line.to_owned();
    };
    format!(
        "{}N ms)",
        start.trim_end_matches(|c: char| c.is_ascii_digit())
    )
}

/// Memory that a terminal writes to.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("the lock").clone()).expect("UTF-8")
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the lock").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
