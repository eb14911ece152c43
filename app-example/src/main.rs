//! The agent platform's binary: it brings its own database up to date and works on it.
//!
//! Without arguments it takes a tour on a SQLite file: upgrade, current, history, and a little data
//! written and read back. With a command (`upgrade`, `downgrade -1`, `current`, `history`,
//! `stamp`, …) it does that on the database of `--url`.

use app_example::agent_factory::migrations;
use app_example::store::{self, Database, Outcome};
use clap::Parser;
#[cfg(feature = "mysql")]
use diesel::MysqlConnection;
#[cfg(feature = "postgres")]
use diesel::PgConnection;
#[cfg(feature = "sqlite")]
use diesel::SqliteConnection;
use migrate_cli::address::{Address, DatabaseArgs, Kind};
use migrate_cli::app::{Command, Needs, Options};
use migrate_cli::{Failure, Terminal};
use migrate_runtime::Embedded;
use std::process::ExitCode;

/// Where the platform keeps its data, unless told otherwise.
const DEFAULT_URL: &str = "agent_factory.sqlite";

/// The agent platform and its migrations; without a command, a tour on a SQLite file
#[derive(Parser)]
#[command(version)]
struct Application {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

fn main() -> ExitCode {
    let application = Application::parse();
    let mut terminal = Terminal::stdio();
    let outcome = run(&application, &mut terminal);
    terminal.finish(outcome)
}

fn run(application: &Application, terminal: &mut Terminal) -> Result<(), Failure> {
    let declared = migrations::Migrations::chain().databases;
    let address = match application.database.address(declared)? {
        Some(address) => address,
        None => Address::parse(DEFAULT_URL)?,
    };
    if let Some(command) = &application.command {
        let needs_none = match command.needs() {
            Needs::Nothing => true,
            Needs::Database => false,
            Needs::DatabaseIfThere | Needs::DatabaseIfGiven => address.is_missing_file(),
        };
        if needs_none {
            return without_database(command, &address, terminal);
        }
    }
    let mut database = open(&address)?;
    match &application.command {
        Some(command) => migrate(command, &address, &mut database, terminal),
        None => tour(&mut database, &address, terminal),
    }
}

/// Runs a command that can do without a database: nothing is opened, and no file is made.
fn without_database(
    command: &Command,
    address: &Address,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let (options, migrations) = (&Options::new(), &migrations::MIGRATIONS);
    match address.kind() {
        #[cfg(feature = "sqlite")]
        Kind::Sqlite => {
            command.run_without_database::<_, SqliteConnection>(options, migrations, terminal)
        }
        #[cfg(feature = "postgres")]
        Kind::Postgres => {
            command.run_without_database::<_, PgConnection>(options, migrations, terminal)
        }
        #[cfg(feature = "mysql")]
        Kind::Mysql => {
            command.run_without_database::<_, MysqlConnection>(options, migrations, terminal)
        }
        #[allow(unreachable_patterns)]
        _ => open(address).map(drop),
    }
}

/// Connects as the address says, encryption included.
fn open(address: &Address) -> Result<Database, Failure> {
    let mut database = match address.kind() {
        #[cfg(feature = "sqlite")]
        Kind::Sqlite => Database::Sqlite(address.connect()?),
        #[cfg(feature = "postgres")]
        Kind::Postgres => Database::Postgres(address.connect()?),
        #[cfg(feature = "mysql")]
        Kind::Mysql => Database::Mysql(address.connect()?),
        #[allow(unreachable_patterns)]
        _ => store::open(address.url()).map_err(|error| address.unreachable(&error))?,
    };
    store::set_up(&mut database).map_err(|error| Failure::new(error.to_string()))?;
    Ok(database)
}

/// Runs a command of the migrations on whichever database is open.
fn migrate(
    command: &Command,
    address: &Address,
    database: &mut Database,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let migrations = &migrations::MIGRATIONS;
    let options = &Options::new().second_connection(address);
    match database {
        #[cfg(feature = "sqlite")]
        Database::Sqlite(connection) => command.run_with(options, migrations, connection, terminal),
        #[cfg(feature = "postgres")]
        Database::Postgres(connection) => {
            command.run_with(options, migrations, connection, terminal)
        }
        #[cfg(feature = "mysql")]
        Database::Mysql(connection) => command.run_with(options, migrations, connection, terminal),
    }
}

/// Shows what an operator would type, one command after the other, then some data.
fn tour(
    database: &mut Database,
    address: &Address,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    for arguments in [&["upgrade"][..], &["current"], &["history"]] {
        terminal.line(format!("$ app-example {}", arguments.join(" ")));
        let typed = std::iter::once(&"app-example").chain(arguments);
        if let Some(command) = Application::parse_from(typed).command {
            migrate(&command, address, database, terminal)?;
        }
        terminal.line("");
    }
    terminal.line(format!(
        "$ # some data, through Diesel on {}",
        address.shown()
    ));
    work(database, terminal).map_err(|error| Failure::new(format!("the data: {error}")))
}

/// Writes and reads back a little of what the platform is for; a second tour finds it there.
fn work(database: &mut Database, terminal: &mut Terminal) -> diesel::QueryResult<()> {
    let tenant = match store::tenant(database, "acme")? {
        Some(tenant) => tenant,
        None => found_acme(database)?,
    };
    terminal.line(format!(
        "tenant {} ({}, plan {})",
        tenant.slug, tenant.name, tenant.plan
    ));
    for agent in store::agents_with_status(database, &tenant, "active")? {
        terminal.line(format!(
            "  agent {} is {}",
            agent.slug, agent.operational_status
        ));
    }
    for agent in store::agents_with_status(database, &tenant, "paused")? {
        terminal.line(format!(
            "  agent {} is {}",
            agent.slug, agent.operational_status
        ));
    }
    for (status, number) in store::executions_by_status(database, &tenant)? {
        terminal.line(format!("  executions {status}: {number}"));
    }
    Ok(())
}

fn found_acme(database: &mut Database) -> diesel::QueryResult<store::Tenant> {
    let acme = store::create_tenant(database, "acme", "Acme")?;
    let ada = store::create_user(database, &acme, "ada@acme.example", "Ada", "owner")?;
    let writer = store::create_agent(database, &ada, "writer", "Writer")?;
    let reviewer = store::create_agent(database, &ada, "reviewer", "Reviewer")?;
    store::set_operational_status(database, &ada, &reviewer, "paused")?;
    let success = Outcome {
        request_key: "letter-1",
        error: None,
        input_tokens: 1200,
        output_tokens: 300,
        cost_micros: 4500,
    };
    let failure = Outcome {
        request_key: "letter-2",
        error: Some("the model did not answer"),
        ..success
    };
    store::record_execution(database, &writer, &success)?;
    store::record_execution(database, &writer, &failure)?;
    Ok(acme)
}
