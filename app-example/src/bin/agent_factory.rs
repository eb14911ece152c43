//! The agent platform's server, with its migrations: `serve` beside `upgrade`, `downgrade -1`, …

use app_example::agent_factory::migrations::{MIGRATIONS, Migrations};
use app_example::agent_factory::server;
use clap::{Parser, Subcommand};
#[cfg(feature = "postgres")]
use diesel::PgConnection as Connection;
#[cfg(not(feature = "postgres"))]
use diesel::SqliteConnection as Connection;
use migrate_cli::address::DatabaseArgs;
use migrate_cli::app::{Command, Options};
use migrate_cli::{Failure, Terminal};
use migrate_runtime::Embedded;
use std::net::SocketAddr;
use std::process::ExitCode;

/// GL-Agent-Factory
#[derive(Parser)]
#[command(version)]
struct Factory {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(subcommand)]
    work: Work,
}

#[derive(Subcommand)]
enum Work {
    #[command(flatten)]
    Migrations(Command),
    /// Serves HTTP; `/ready` says whether the database is where this program needs it
    Serve {
        /// Where to listen
        #[arg(long, default_value = "127.0.0.1:8000")]
        listen: SocketAddr,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let factory = Factory::parse();
    let mut terminal = Terminal::stdio();
    let outcome = match &factory.work {
        Work::Serve { listen } => serve(&factory.database, *listen).await,
        // Migrations block, which is no harm: nothing else runs yet.
        Work::Migrations(command) => command.run_at::<_, Connection>(
            &factory.database,
            &Options::new(),
            &MIGRATIONS,
            &mut terminal,
        ),
    };
    terminal.finish(outcome)
}

async fn serve(database: &DatabaseArgs, listen: SocketAddr) -> Result<(), Failure> {
    let database = database.required(Migrations::chain().databases)?;
    let served = server::serve::<Connection>(database, listen).await;
    served.map_err(|error| Failure::new(format!("can't listen at {listen}: {error}")))
}
