//! AdMaster's program: the team's own commands, and a server that starts on an initialized database
//! alone.
//!
//! The URL says which database it is: a SQLite file or, built with `--features postgres`, PostgreSQL.

use app_example::admaster::emptying::DropsTables;
use app_example::admaster::encryption::{self, Cipher, Credentials, SECRET_KEY};
use app_example::admaster::health;
use app_example::admaster::migrations::{MIGRATIONS, Migrations, revision};
use app_example::admaster::vectors::Terms;
use clap::{Args, Parser, Subcommand};
use migrate_cli::address::{Address, DatabaseArgs, Kind};
use migrate_cli::app::{Command, Options};
use migrate_cli::{Exit, Failure, Terminal};
use migrate_runtime::{Database, Supports};
use std::net::TcpListener;
use std::process::ExitCode;

/// Manages the database of AdMaster, and serves it
#[derive(Parser)]
#[command(name = "admaster")]
struct Program {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(subcommand)]
    command: Word,
}

#[derive(Subcommand)]
enum Word {
    /// Run all pending migrations
    Migrate,
    /// Roll back the last migration
    Rollback,
    /// Show the current database revision
    Current,
    /// Show the full migration history
    History,
    /// Create a new migration
    Create {
        /// What it does
        description: String,
    },
    /// Reset the database (development only: deletes all data)
    Reset(Sure),
    /// Take over a database that was made before there were migrations
    Adopt(Despite),
    /// Encrypt all credentials again: the old key is in OLD_SECRET_KEY, the new one in SECRET_KEY
    Rekey,
    /// Everything else on the database: `db upgrade REV`, `db downgrade REV`, `db stamp REV`, …
    #[command(subcommand)]
    Db(Command),
    /// Serve HTTP
    Serve {
        /// Where to listen
        #[arg(long, default_value = "127.0.0.1:8000")]
        listen: String,
    },
}

#[derive(Args)]
struct Sure {
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

#[derive(Args)]
struct Despite {
    /// Take it over although it differs from the initial revision
    #[arg(long)]
    accept_differences: bool,
}

fn main() -> ExitCode {
    let program = Program::parse();
    let mut terminal = Terminal::stdio();
    let outcome = run(&program, &mut terminal);
    terminal.finish(outcome)
}

fn run(program: &Program, terminal: &mut Terminal) -> Result<(), Failure> {
    if let Word::Create { description } = &program.command {
        return create(description);
    }
    let address = program.database.required(&[])?;
    match address.kind() {
        Kind::Sqlite => on::<diesel::SqliteConnection>(&program.command, &address, terminal),
        #[cfg(feature = "postgres")]
        Kind::Postgres => on::<diesel::PgConnection>(&program.command, &address, terminal),
        _ => Err(Failure::new("this program was built without that database")
            .help("build it with `--features postgres`, or give a `sqlite:///…` URL")),
    }
}

fn on<C: Database + Credentials + DropsTables + Terms>(
    word: &Word,
    address: &Address,
    terminal: &mut Terminal,
) -> Result<(), Failure>
where
    Migrations: Supports<C::Dialect>,
{
    let connection = &mut address.connect::<C>()?;
    match word {
        Word::Migrate => typed(&["upgrade"], connection, terminal),
        Word::Rollback => typed(&["downgrade", "-1"], connection, terminal),
        Word::Current => typed(&["current"], connection, terminal),
        Word::History => typed(&["history", "--verbose"], connection, terminal),
        Word::Reset(sure) => {
            refuse_unless_sure(sure.yes, address, terminal)?;
            let emptied = connection.drop_tables();
            emptied
                .map_err(|error| Failure::new(format!("the tables can't be dropped: {error}")))?;
            typed(&["upgrade"], connection, terminal)
        }
        Word::Adopt(despite) => {
            let initial = revision::INITIAL_SCHEMA.id();
            let mut stamp = vec!["stamp", initial];
            stamp.extend(despite.accept_differences.then_some("--accept-differences"));
            refuse_blind_adoption(despite, initial)?;
            typed(&stamp, connection, terminal)?;
            typed(&["upgrade"], connection, terminal)
        }
        Word::Rekey => rekey(connection, terminal),
        Word::Db(command) => run_command(command, connection, terminal),
        Word::Serve { listen } => serve(connection, listen),
        Word::Create { .. } => Ok(()),
    }
}

/// Runs a command of `migrate_cli`, as its words are typed.
fn typed<C: Database + Terms>(
    words: &[&str],
    connection: &mut C,
    terminal: &mut Terminal,
) -> Result<(), Failure>
where
    Migrations: Supports<C::Dialect>,
{
    #[derive(Parser)]
    struct Words {
        #[command(subcommand)]
        command: Command,
    }
    let words = ["admaster"].iter().chain(words);
    let parsed = Words::try_parse_from(words).map_err(|error| Failure::new(error.to_string()))?;
    run_command(&parsed.command, connection, terminal)
}

/// Runs a command; where the server has no pgvector, the failure says what to install.
fn run_command<C: Database + Terms>(
    command: &Command,
    connection: &mut C,
    terminal: &mut Terminal,
) -> Result<(), Failure>
where
    Migrations: Supports<C::Dialect>,
{
    let done = command.run_with(&options(), &MIGRATIONS, connection, terminal);
    done.map_err(|failure| {
        // PostgreSQL 13 and 14 name the file, those after them the extension.
        let words = ["\"vector\" is not available", "/vector.control\""];
        let is_missing = words.iter().any(|word| failure.message.contains(word));
        match connection.vector_package() {
            Ok(Some(package)) if is_missing => failure.note(format!(
                "the server has no pgvector: install the package {package} there, which PostgreSQL's \
                 own repository for Debian has, and Debian itself from 13 on"
            )),
            _ => failure,
        }
    })
}

#[cfg(feature = "compare")]
fn options() -> Options {
    Options::new().comparing_schemas()
}

#[cfg(not(feature = "compare"))]
fn options() -> Options {
    Options::new()
}

/// Everything is lost: not in production, and not unasked.
fn refuse_unless_sure(
    is_sure: bool,
    address: &Address,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let refused = |message: &str| Failure::new(message).of_kind("not_confirmed", Exit::Refused);
    if std::env::var_os(Options::PRODUCTION).is_some_and(|value| !value.is_empty()) {
        return Err(refused("`reset` deletes all data, and this is production"));
    }
    let question = format!("delete all tables of {}, with all data?", address.shown());
    if is_sure || terminal.ask(question) == Some(true) {
        return Ok(());
    }
    Err(refused("nothing was done").help("type `--yes` to go on without being asked"))
}

/// What can't be compared here is not recorded as if it had been.
fn refuse_blind_adoption(despite: &Despite, initial: &str) -> Result<(), Failure> {
    if cfg!(feature = "compare") || despite.accept_differences {
        return Ok(());
    }
    Err(Failure::new("this program was built without `--features compare`, so it can't compare the database first")
        .help(format!(
            "run `cargo migrate check --live --at {initial} --dir migrations/admaster`; if nothing differs, \
             `admaster adopt --accept-differences`"
        )))
}

/// A new revision is a folder in the checkout: `cargo migrate` makes it.
fn create(description: &str) -> Result<(), Failure> {
    let arguments = [
        "migrate",
        "revision",
        "--dir",
        "migrations/admaster",
        "-m",
        description,
    ];
    let status = std::process::Command::new("cargo").args(arguments).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Failure::new("`cargo migrate revision` made nothing")
            .help("type it in the checkout, with `cargo install --path migrate-cli` done once")),
        Err(error) => Err(Failure::new(format!("`cargo` can't be run: {error}"))),
    }
}

fn rekey<C: Database + Credentials>(
    connection: &mut C,
    terminal: &mut Terminal,
) -> Result<(), Failure>
where
    Migrations: Supports<C::Dialect>,
{
    // What comes after the encryption is no matter here.
    let encrypted = revision::ENCRYPT_CREDENTIALS.id();
    let applied = MIGRATIONS.current(connection)?.applied;
    if !applied.iter().any(|one| one.id == encrypted) {
        return Err(
            Failure::new("the credentials are not encrypted yet, or not all of them")
                .help("run `admaster migrate`, with the SECRET_KEY that the encryption began with"),
        );
    }
    let failed = |error: encryption::Failed| Failure::new(error.to_string());
    let old = Cipher::of_variable("OLD_SECRET_KEY").map_err(|_| {
        Failure::new("Encryption failed: OLD_SECRET_KEY is not a key").help(
            "set it to the key that the database is encrypted with, and SECRET_KEY to the new one",
        )
    })?;
    let new = Cipher::of_variable(SECRET_KEY).map_err(failed)?;
    let count = encryption::rekey(connection, &old, &new).map_err(failed)?;
    terminal.say(format!(
        "encrypted the credentials of {count} accounts with the new key"
    ));
    Ok(())
}

/// Starts only where the revisions are applied and the key opens what is there.
fn serve<C: Database + Credentials>(connection: &mut C, listen: &str) -> Result<(), Failure>
where
    Migrations: Supports<C::Dialect>,
{
    MIGRATIONS.check(connection)?;
    let failed = |error: encryption::Failed| Failure::new(error.to_string());
    let cipher = Cipher::of_variable(SECRET_KEY).map_err(failed)?;
    encryption::check_key(connection, &cipher).map_err(failed)?;
    let listener = TcpListener::bind(listen);
    let listener =
        listener.map_err(|error| Failure::new(format!("can't listen on {listen}: {error}")))?;
    let place = listener
        .local_addr()
        .map_or(listen.to_owned(), |place| place.to_string());
    // Now, and not when it ends.
    println!("listening on {place}");
    let served = health::serve(&listener, || {
        MIGRATIONS
            .check(connection)
            .map_err(|error| error.to_string())?;
        let current = MIGRATIONS
            .current(connection)
            .map_err(|error| error.to_string())?;
        let heads: Vec<&str> = current.heads.iter().map(|head| head.id.as_str()).collect();
        Ok(heads.join(" "))
    });
    served.map_err(|error| Failure::new(error.to_string()))
}
