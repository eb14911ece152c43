//! GestorLead Studio's migrations as a program: the commands and nothing else.
//!
//! On the SQLite file or, built with `--features postgres`, the PostgreSQL database of `--url` or
//! `DATABASE_URL`: `upgrade`, `downgrade -1`, `current`, `history --verbose`, …

use app_example::gestorlead::migrations::MIGRATIONS;
#[cfg(feature = "postgres")]
use diesel::PgConnection as Connection;
#[cfg(not(feature = "postgres"))]
use diesel::SqliteConnection as Connection;
use std::process::ExitCode;

fn main() -> ExitCode {
    migrate_cli::app::main::<Connection, _>(MIGRATIONS)
}
