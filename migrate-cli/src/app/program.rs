//! The commands as a program of their own.

use super::{Command, Needs, Options};
use crate::address::{Address, DatabaseArgs};
use crate::ui::print_usage;
use crate::{Failure, Terminal};
use clap::{CommandFactory, FromArgMatches, Parser};
use migrate_runtime::{Database, Embedded, Supports};
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
    /// Prints the completion script for a shell
    #[cfg(feature = "completions")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Prints the manual page, for `man -l`
    #[cfg(feature = "completions")]
    Manual,
}

/// Runs a program that consists of the commands only, with `--url` and the other sources of the URL that
/// [`DatabaseArgs`] describes. `C` is Diesel's connection.
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

/// Works like [`main`], with options of the application.
pub fn main_with<C, M>(options: &Options, migrations: M) -> ExitCode
where
    M: Embedded + Supports<C::Dialect>,
    C: Database,
{
    let parsed = definition().try_get_matches_from(std::env::args_os());
    let whole = match parsed.and_then(|matches| Whole::from_arg_matches(&matches)) {
        Ok(whole) => whole,
        Err(error) => return print_usage(&error),
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
    match &whole.command {
        Words::Migrations(command) => {
            command.run_at::<M, C>(&whole.database, options, migrations, terminal)
        }
        #[cfg(feature = "completions")]
        Words::Completions { shell } => {
            super::shell::print_completions(*shell, definition(), terminal);
            Ok(())
        }
        #[cfg(feature = "completions")]
        Words::Manual => super::shell::print_manual(definition(), terminal),
    }
}

impl Command {
    /// Finds the database, connects to it if the command needs one, and runs the command: for an
    /// application that nests these commands beside its own and takes [`DatabaseArgs`], as [`main`] does.
    /// `C` is Diesel's connection.
    ///
    /// # Errors
    ///
    /// Like [`run`](Self::run), and if no database is given, it can't be reached, or the URL is for another
    /// kind of database than `C`.
    pub fn run_at<M, C>(
        &self,
        database: &DatabaseArgs,
        options: &Options,
        migrations: &M,
        terminal: &mut Terminal,
    ) -> Result<(), Failure>
    where
        M: Embedded + Supports<C::Dialect>,
        C: Database,
    {
        let outcome = self.reach::<M, C>(database, options, migrations, terminal);
        // Failures before the connection belong into the JSON document, too.
        self.told(outcome, terminal)
    }

    fn reach<M, C>(
        &self,
        database: &DatabaseArgs,
        options: &Options,
        migrations: &M,
        terminal: &mut Terminal,
    ) -> Result<(), Failure>
    where
        M: Embedded + Supports<C::Dialect>,
        C: Database,
    {
        let declared = M::chain().databases;
        let needs = self.needs();
        let address = match needs {
            Needs::Nothing => None,
            Needs::DatabaseIfThere | Needs::DatabaseIfGiven => database.address(declared)?,
            Needs::Database => Some(database.required(declared)?),
        };
        let does_without =
            |address: &Address| needs == Needs::DatabaseIfThere && address.is_missing_file();
        let Some(address) = address.filter(|address| !does_without(address)) else {
            return self.run_without_database::<M, C>(options, migrations, terminal);
        };
        address.is_for::<C>()?;
        let connected = match self.only_looks() && address.is_a_file_to_be_made() {
            true => {
                self.answer().set_up(terminal);
                terminal.say(format!("note: there is no file `{}` yet", address.shown()));
                Address::parse(":memory:").and_then(|empty| empty.connect::<C>())
            }
            false => address.connect::<C>(),
        };
        match connected {
            Ok(mut connection) => {
                let options = options.clone().second_connection(&address);
                self.run_with(&options, migrations, &mut connection, terminal)
            }
            Err(failure) if needs == Needs::DatabaseIfThere => {
                self.answer().set_up(terminal);
                terminal.say(format!(
                    "note: where the database is can't be shown: {failure}"
                ));
                self.run_without_database::<M, C>(options, migrations, terminal)
            }
            Err(failure) => Err(failure),
        }
    }
}

/// Returns the definition of the command line, under the name of the program.
fn definition() -> clap::Command {
    let path = std::env::args_os().next().map(std::path::PathBuf::from);
    let name = path.as_deref().and_then(|path| path.file_stem());
    let name = name.map_or("migrate".to_owned(), |name| {
        name.to_string_lossy().into_owned()
    });
    // The name lives as long as the program.
    command(Box::leak(name.into_boxed_str()))
}

/// Returns the definition of the command line under a name, for completions and manuals.
pub fn command(name: &'static str) -> clap::Command {
    Whole::command().name(name).bin_name(name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_definition_is_sound() {
        super::definition().debug_assert();
    }
}
