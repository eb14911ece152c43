//! Defeah's backend as a program: the migrations under `db`, the team's scripts beside them.

use app_example::defeah::migrations::{MIGRATIONS, Migrations};
use app_example::defeah::scripts;
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
use std::time::Duration;

/// Defeah Marketing Backend
#[derive(Parser)]
#[command(version)]
struct Backend {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(subcommand)]
    work: Work,
}

#[derive(Subcommand)]
enum Work {
    /// Brings the database to a revision, and shows where it is
    #[command(subcommand)]
    Db(Command),
    /// Writes users with campaigns, posts and events
    SeedTestData {
        /// How many
        #[arg(long, default_value_t = 100)]
        users: u32,
    },
    /// Fails where a row has lost what it refers to, or dates are out of order
    #[command(alias = "validate-data-integrity")]
    VerifyDataIntegrity,
    /// Runs the validations of the schema after a migration
    ValidateMigrations,
    /// Lists every revision with its parent and its file
    MigrationHistory,
    /// Times the migration of a large table, on an empty database
    MigrationPerformance {
        /// How many rows the table has
        #[arg(long, default_value_t = 1_000_000)]
        rows: u64,
        /// How many seconds it may take
        #[arg(long, default_value_t = 300)]
        limit: u64,
    },
    /// Says whether the deployed database can be worked on
    SmokeTests,
}

fn main() -> ExitCode {
    let backend = Backend::parse();
    let mut terminal = Terminal::stdio();
    let outcome = run(&backend, &mut terminal);
    terminal.finish(outcome)
}

fn run(backend: &Backend, terminal: &mut Terminal) -> Result<(), Failure> {
    let database = &backend.database;
    if let Work::Db(command) = &backend.work {
        let options = Options::new();
        return command.run_at::<_, Connection>(database, &options, &MIGRATIONS, terminal);
    }
    if let Work::MigrationHistory = backend.work {
        scripts::migration_history(terminal);
        return Ok(());
    }
    let mut connection: Connection = database.connect(Migrations::chain().databases)?;
    match backend.work {
        Work::SeedTestData { users } => scripts::seed(&mut connection, users, terminal),
        Work::VerifyDataIntegrity => scripts::verify_data_integrity(&mut connection, terminal),
        Work::ValidateMigrations => scripts::validate_migrations(&mut connection, terminal),
        Work::MigrationPerformance { rows, limit } => {
            let limit = Duration::from_secs(limit);
            scripts::migration_performance(&mut connection, rows, limit, terminal)
        }
        Work::SmokeTests => scripts::smoke_tests(&mut connection, terminal),
        Work::Db(_) | Work::MigrationHistory => Ok(()),
    }
}
