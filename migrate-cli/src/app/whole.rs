//! The commands as a program of their own.

use super::{Command, Needs, Options};
use crate::address::{DatabaseArgs, Kind};
use crate::{Exit, Failure, Terminal};
use clap::{CommandFactory, FromArgMatches, Parser};
use migrate_runtime::{Database, Dialect, Embedded, Supports};
use std::process::ExitCode;

/// Brings a database to a revision of this program, and shows where it is
#[derive(Parser)]
struct Whole {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(subcommand)]
    command: Words,
}

#[derive(clap::Subcommand)]
enum Words {
    #[command(flatten)]
    Migrations(Command),
    /// Prints what completes these commands in a shell
    #[cfg(feature = "completions")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Prints the manual page, for `man -l`
    #[cfg(feature = "completions")]
    Manual,
}

/// Is the `main` of a program that is the commands and nothing else: with `--url`, and all that
/// [`DatabaseArgs`] says of where the URL comes from. `C` is Diesel's connection.
///
/// ```no_run
/// # use migrate_runtime::{Database, Embedded, Supports};
/// # fn example<M: Embedded + Supports<C::Dialect>, C: Database>(migrations: M) -> std::process::ExitCode {
/// // fn main() -> ExitCode {
/// migrate_cli::app::main::<C, _>(migrations) // ::<PgConnection, _>(MIGRATIONS)
/// # }
/// ```
pub fn main<C, M>(migrations: M) -> ExitCode
where
    M: Embedded + Supports<C::Dialect>,
    C: Database,
{
    main_with::<C, M>(&Options::new(), migrations)
}

/// As [`main`], for an application that has something to say of itself.
pub fn main_with<C, M>(options: &Options, migrations: M) -> ExitCode
where
    M: Embedded + Supports<C::Dialect>,
    C: Database,
{
    let parsed = definition().try_get_matches_from(std::env::args_os());
    let whole = match parsed.and_then(|matches| Whole::from_arg_matches(&matches)) {
        Ok(whole) => whole,
        Err(error) => {
            // Nothing is left to be done where even the message can't be written.
            let _ = error.print();
            return ExitCode::from(u8::from(error.use_stderr()) * 2);
        }
    };
    let mut terminal = Terminal::stdio();
    let outcome = run::<C, M>(&whole, options, &migrations, &mut terminal);
    terminal.finish(outcome)
}

fn run<C, M>(
    whole: &Whole,
    options: &Options,
    migrations: &M,
    terminal: &mut Terminal,
) -> Result<(), Failure>
where
    M: Embedded + Supports<C::Dialect>,
    C: Database,
{
    let command = match &whole.command {
        Words::Migrations(command) => command,
        #[cfg(feature = "completions")]
        Words::Completions { shell } => {
            super::shell::print_completions(*shell, definition(), terminal);
            return Ok(());
        }
        #[cfg(feature = "completions")]
        Words::Manual => return super::shell::print_manual(definition(), terminal),
    };
    let declared = M::chain().databases;
    let address = match command.needs() {
        Needs::Nothing => None,
        Needs::DatabaseIfThere => whole.database.address(declared)?,
        Needs::Database => Some(whole.database.required(declared)?),
    };
    let Some(address) = address else {
        return command.run_without_database::<M, C>(options, migrations, terminal);
    };
    let name = match address.kind() {
        Kind::Postgres => "postgres",
        Kind::Sqlite => "sqlite",
        Kind::Mysql => "mysql",
    };
    if name != <C::Dialect as Dialect>::NAME {
        let (shown, ours) = (address.shown(), <C::Dialect as Dialect>::NAME);
        let message = format!("`{shown}` is a database of {name}, and this program is for {ours}");
        return Err(Failure::new(message).of_kind("wrong_database", Exit::Failed));
    }
    let connected = C::establish(address.url());
    let mut connection = connected.map_err(|error| address.unreachable(&error))?;
    command.run_with(options, migrations, &mut connection, terminal)
}

/// The command line, under the name of the program.
fn definition() -> clap::Command {
    let path = std::env::args_os().next().map(std::path::PathBuf::from);
    let name = path.as_deref().and_then(|path| path.file_stem());
    let name = name.map_or("migrate".to_owned(), |name| {
        name.to_string_lossy().into_owned()
    });
    // The definition lives as long as the program.
    let name: &'static str = Box::leak(name.into_boxed_str());
    Whole::command().name(name).bin_name(name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_definition_is_sound() {
        super::definition().debug_assert();
    }
}
