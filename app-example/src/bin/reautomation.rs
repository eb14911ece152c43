//! REAutomation's service: a database for each office, upgraded when it starts, and a pool of connections
//! to each; beside that the migrations and the backfills, each on one database.

use app_example::reautomation::backfills;
use app_example::reautomation::migrations::{MIGRATIONS, Migrations};
use app_example::reautomation::offices::{self, Office};
use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};
#[cfg(feature = "postgres")]
use diesel::PgConnection as Connection;
#[cfg(not(feature = "postgres"))]
use diesel::SqliteConnection as Connection;
use migrate_cli::address::DatabaseArgs;
use migrate_cli::app::{Command, Options};
use migrate_cli::{Failure, Terminal};
use migrate_runtime::Embedded;
use std::process::ExitCode;

/// REAutomation
#[derive(Parser)]
#[command(version)]
struct Service {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(subcommand)]
    work: Work,
}

#[derive(Subcommand)]
enum Work {
    #[command(flatten)]
    Migrations(Command),
    /// Fills in old rows, apart from any revision
    #[command(subcommand)]
    Backfill(Backfill),
    /// Shows where the database of each office is
    Offices,
    /// Upgrades the database of each office
    UpgradeAll,
    /// Upgrades the database of each office, and takes its calls
    Serve {
        /// How many workers, and connections, an office has
        #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=100))]
        workers: u32,
        /// End when nobody waits
        #[arg(long)]
        until_idle: bool,
    },
}

#[derive(Subcommand)]
enum Backfill {
    /// Does what is not done yet, and what was cut off
    Run {
        /// Which
        #[arg(value_parser = PossibleValuesParser::new(backfills::ALL.map(|step| step.name)))]
        name: String,
        /// How many rows a batch has
        #[arg(long, default_value_t = backfills::BATCH, value_parser = clap::value_parser!(i64).range(1..))]
        batch_size: i64,
    },
    /// Shows how many rows each has still to do
    Status,
}

fn main() -> ExitCode {
    let service = Service::parse();
    let mut terminal = Terminal::stdio();
    let outcome = run(&service, &mut terminal);
    terminal.finish(outcome)
}

fn run(service: &Service, terminal: &mut Terminal) -> Result<(), Failure> {
    let database = &service.database;
    let offices = || Office::chosen(database);
    match &service.work {
        Work::Migrations(command) => {
            command.run_at::<_, Connection>(database, &Options::new(), &MIGRATIONS, terminal)
        }
        Work::Backfill(backfill) => fill(backfill, database, terminal),
        Work::Offices => offices::show::<Connection>(&offices(), terminal),
        Work::UpgradeAll => offices::upgrade_all::<Connection>(&offices(), terminal),
        Work::Serve {
            workers,
            until_idle,
        } => offices::serve::<Connection>(&offices(), *workers, *until_idle, terminal),
    }
}

fn fill(
    backfill: &Backfill,
    database: &DatabaseArgs,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let mut connection: Connection = database.connect(Migrations::chain().databases)?;
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| match error
        .downcast::<migrate_runtime::Error>()
    {
        Ok(error) => Failure::from(*error),
        Err(error) => Failure::new(error.to_string()),
    };
    match backfill {
        Backfill::Run { name, batch_size } => {
            let show = |line| terminal.say(line);
            let done = backfills::run(&mut connection, name, *batch_size, show).map_err(failed)?;
            terminal.line(format!("{name}: {done} rows filled in"));
        }
        Backfill::Status => {
            backfills::refuse_before_the_columns(&mut connection).map_err(failed)?;
            for step in backfills::ALL {
                let missing = backfills::missing(&mut connection, step);
                let missing = missing.map_err(|error| failed(error.into()))?;
                terminal.line(format!("{}: {missing} rows to do", step.name));
            }
            for cut_off in MIGRATIONS.current(&mut connection)?.backfills {
                terminal.line(format!("{} has not ended: {cut_off}", cut_off.revision));
            }
        }
    }
    Ok(())
}
