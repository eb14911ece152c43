//! The agent platform's binary: it brings its own database up to date and works on it.
//!
//! Without arguments it takes a tour on a SQLite file: upgrade, current, history, and a little data
//! written and read back. With a command (`upgrade`, `downgrade -1`, `current`, `history`,
//! `stamp`, …) it does that on the database of `--url`.

use app_example::store::{self, Database, Outcome};
use clap::Parser;
use migrate_cli::app::Command;
use migrate_cli::{Failure, Terminal};
use std::process::ExitCode;

/// The revisions of the platform, checked when this was built.
pub mod migrations {
    migrate_runtime::embed!("../migrations/agent_factory");
}

/// Where the platform keeps its data, unless told otherwise.
const DEFAULT_URL: &str = "agent_factory.sqlite";

/// The agent platform and its migrations; without a command, a tour on a SQLite file
#[derive(Parser)]
#[command(version)]
struct Application {
    /// The database: postgres://…, mysql://… or the path of a SQLite file
    /// [default: DATABASE_URL, else agent_factory.sqlite]
    #[arg(long, global = true)]
    url: Option<String>,
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
    let from_environment = || std::env::var("DATABASE_URL").ok();
    let url = application.url.clone().or_else(from_environment);
    let url = url.as_deref().unwrap_or(DEFAULT_URL);
    let mut database = store::open(url).map_err(|error| Failure::new(error.to_string()))?;
    match &application.command {
        Some(command) => migrate(command, &mut database, terminal),
        None => tour(&mut database, url, terminal),
    }
}

/// Runs a command of the migrations on whichever database is open.
fn migrate(
    command: &Command,
    database: &mut Database,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let migrations = &migrations::MIGRATIONS;
    match database {
        #[cfg(feature = "sqlite")]
        Database::Sqlite(connection) => command.run(migrations, connection, terminal),
        #[cfg(feature = "postgres")]
        Database::Postgres(connection) => command.run(migrations, connection, terminal),
        #[cfg(feature = "mysql")]
        Database::Mysql(connection) => command.run(migrations, connection, terminal),
    }
}

/// Shows what an operator would type, one command after the other, then some data.
fn tour(database: &mut Database, url: &str, terminal: &mut Terminal) -> Result<(), Failure> {
    for arguments in [&["upgrade"][..], &["current"], &["history"]] {
        terminal.line(format!("$ app-example {}", arguments.join(" ")));
        let typed = std::iter::once(&"app-example").chain(arguments);
        if let Some(command) = Application::parse_from(typed).command {
            migrate(&command, database, terminal)?;
        }
        terminal.line("");
    }
    terminal.line(format!(
        "$ # some data, through Diesel on {}",
        without_password(url)
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

/// A URL as it may be shown: what stands between the user's name and the host is left out.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    match rest.rsplit_once('@') {
        Some((login, host)) => {
            let user = login.split(':').next().unwrap_or(login);
            format!("{scheme}://{user}@{host}")
        }
        None => url.to_owned(),
    }
}
