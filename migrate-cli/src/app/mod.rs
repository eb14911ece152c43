//! The commands that an application embeds in its own binary.
//!
//! ```no_run
//! use clap::Parser;
//! use migrate_cli::Terminal;
//! use migrate_cli::app::Command;
//! use migrate_runtime::{Database, Embedded, Supports};
//! use std::process::ExitCode;
//!
//! #[derive(Parser)]
//! struct Application {
//!     #[command(subcommand)]
//!     command: Command,
//! }
//!
//! // `migrations` is what `embed!` generated, `connection` one of Diesel's.
//! fn run<M, C>(migrations: M, connection: &mut C) -> ExitCode
//! where
//!     M: Embedded + Supports<C::Dialect>,
//!     C: Database,
//! {
//!     let mut terminal = Terminal::stdio();
//!     let command = Application::parse().command;
//!     let outcome = command.run(&migrations, connection, &mut terminal);
//!     terminal.finish(outcome)
//! }
//! ```
//!
//! An application with commands of its own adds these with `#[command(flatten)]`, or nests them with
//! `#[command(subcommand)]`. It describes itself (that this is production, for example) with
//! [`Options`].

mod activity_reader;
mod activity_text;
mod args;
#[cfg(feature = "compare")]
mod compare_folder;
mod document;
mod embedded;
mod heartbeat;
mod interrupt;
mod options;
mod preview;
mod program;
mod progress;
mod read_commands;
mod redacted_query;
mod run_commands;
mod runs;
#[cfg(feature = "completions")]
mod shell;
mod stamp;

pub use args::{
    Answer, Branches, Check, Current, Downgrade, EnsureVersion, From, Heads, History, Instead,
    Limits, Pending, Redo, Reset, Runs, Show, Stamp, Upgrade,
};
#[cfg(feature = "compare")]
pub use compare_folder::compare_folder;
pub use options::Options;
pub use program::{command, main, main_with};
#[cfg(feature = "completions")]
pub use shell::{Shell, completions, manual};

use crate::{Failure, Terminal};
use clap::Subcommand;
use embedded::EmbeddedRevisions;
use migrate_graph::Applied;
use migrate_runtime::{Database, Embedded, Migrator, Supports};
use run_commands::Way;
use std::marker::PhantomData;

/// A command on the application's database.
///
/// Targets need no `--` before them: `head`, `base`, an id or the unique beginning of
/// one, `+2`, `-1`, `label@head`.
// The text above is for the documentation; in its help, the application describes itself.
#[derive(Clone, Debug, Subcommand)]
#[command(about = None, long_about = None)]
#[non_exhaustive]
pub enum Command {
    /// Applies what is missing up to a revision
    #[command(verbatim_doc_comment, after_help = "Example: upgrade +1")]
    Upgrade(Upgrade),
    /// Undoes what is applied above a revision
    #[command(verbatim_doc_comment, after_help = "Example: downgrade -1")]
    Downgrade(Downgrade),
    /// Undoes the last revision and applies it again
    #[command(verbatim_doc_comment, after_help = "Example: redo")]
    Redo(Redo),
    /// Undoes everything, with all data, and applies it again
    #[command(verbatim_doc_comment, after_help = "Example: reset --yes")]
    Reset(Reset),
    /// Shows at which revision the database is
    #[command(verbatim_doc_comment, after_help = "Example: current --check-heads")]
    Current(Current),
    /// Fails unless the database is where this program needs it: 3 if a revision is missing, 4 if
    /// one is unknown, was edited after it was applied, or was cut off
    #[command(verbatim_doc_comment, after_help = "Example: check --quiet")]
    Check(Check),
    /// Lists the revisions that an upgrade would apply, in their order
    #[command(verbatim_doc_comment, after_help = "Example: pending")]
    Pending(Pending),
    /// Lists the revisions of this program, newest first
    #[command(
        verbatim_doc_comment,
        after_help = "Example: history -r current: --verbose"
    )]
    History(History),
    /// Lists the newest revisions of this program
    #[command(verbatim_doc_comment, after_help = "Example: heads --verbose")]
    Heads(Heads),
    /// Lists the revisions at which the chain branches, with what they branch into
    #[command(verbatim_doc_comment, after_help = "Example: branches --verbose")]
    Branches(Branches),
    /// Shows everything known about a revision
    #[command(verbatim_doc_comment, after_help = "Example: show current")]
    Show(Show),
    /// Records the database as being at a revision, without running anything
    #[command(verbatim_doc_comment, after_help = "Example: stamp head")]
    Stamp(Stamp),
    /// Creates the bookkeeping tables that are missing
    #[command(
        verbatim_doc_comment,
        alias = "ensure_version",
        after_help = "Example: ensure-version"
    )]
    EnsureVersion(EnsureVersion),
    /// Shows the recorded runs: the latest, the longest, how many succeeded
    #[command(verbatim_doc_comment, after_help = "Example: runs --by-month")]
    Runs(Runs),
}

/// The need of a command for a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// No database.
    Nothing,
    /// It shows more with a database, and works without one or if it can't be reached.
    DatabaseIfThere,
    /// It starts at the position of the database if one is given, otherwise at the base.
    DatabaseIfGiven,
    /// A database.
    Database,
}

impl Command {
    /// Runs the command: results go to the terminal's standard output, progress to its standard
    /// error.
    ///
    /// # Errors
    ///
    /// If the command fails; [`Terminal::finish`] prints the failure.
    pub fn run<M, C>(
        &self,
        migrations: &M,
        connection: &mut C,
        terminal: &mut Terminal,
    ) -> Result<(), Failure>
    where
        M: Embedded + Supports<C::Dialect>,
        C: Database,
    {
        self.run_with(&Options::new(), migrations, connection, terminal)
    }

    /// Works like [`run`](Self::run), with options of the application. Only the type of `_migrations`
    /// matters.
    ///
    /// # Errors
    ///
    /// Like [`run`](Self::run).
    pub fn run_with<M, C>(
        &self,
        options: &Options,
        _migrations: &M,
        connection: &mut C,
        terminal: &mut Terminal,
    ) -> Result<(), Failure>
    where
        M: Embedded + Supports<C::Dialect>,
        C: Database,
    {
        self.run_on::<M, C>(options, Some(connection), terminal)
    }

    /// Returns what the command needs: see [`run_without_database`](Self::run_without_database).
    pub fn needs(&self) -> Needs {
        let is_range = |target: &str| match target.contains(':') {
            true => Needs::Nothing,
            false => Needs::DatabaseIfGiven,
        };
        match self {
            Command::Upgrade(Upgrade {
                target, instead, ..
            })
            | Command::Downgrade(Downgrade {
                target, instead, ..
            }) if instead.sql => is_range(target),
            Command::Stamp(args) if args.sql => is_range(&args.targets[0]),
            Command::Heads(_) => Needs::Nothing,
            Command::Branches(_) | Command::History(_) | Command::Show(_) => Needs::DatabaseIfThere,
            _ => Needs::Database,
        }
    }

    /// Returns whether the command changes nothing.
    fn only_looks(&self) -> bool {
        matches!(
            self,
            Command::Current(_) | Command::Check(_) | Command::Pending(_) | Command::Runs(_)
        )
    }

    /// Runs a command that works without a database: lists of revisions, which then don't mark the
    /// position of the database, and `--sql`, from the base or from `a` of a range `a:b`.
    ///
    /// # Errors
    ///
    /// Like [`run`](Self::run), and if the command needs a database.
    pub fn run_without_database<M, C>(
        &self,
        options: &Options,
        _migrations: &M,
        terminal: &mut Terminal,
    ) -> Result<(), Failure>
    where
        M: Embedded + Supports<C::Dialect>,
        C: Database,
    {
        self.run_on::<M, C>(options, None, terminal)
    }

    fn run_on<M, C>(
        &self,
        options: &Options,
        connection: Option<&mut C>,
        terminal: &mut Terminal,
    ) -> Result<(), Failure>
    where
        M: Embedded + Supports<C::Dialect>,
        C: Database,
    {
        self.answer().set_up(terminal);
        let outcome = EmbeddedRevisions::new::<C::Dialect>(M::chain()).and_then(|revisions| {
            let session = Session::<M, C> {
                revisions,
                connection,
                options,
                migrations: PhantomData,
            };
            self.run_in(session, terminal)
        });
        self.told(outcome, terminal)
    }

    /// Puts a failure into the JSON document, if JSON was asked for.
    fn told(&self, outcome: Result<(), Failure>, terminal: &mut Terminal) -> Result<(), Failure> {
        match outcome {
            Err(failure) if self.answer().is_json() => Err(failure.told(terminal)),
            outcome => outcome,
        }
    }

    fn run_in<M, C>(
        &self,
        mut session: Session<'_, M, C>,
        terminal: &mut Terminal,
    ) -> Result<(), Failure>
    where
        M: Embedded + Supports<C::Dialect>,
        C: Database,
    {
        match self {
            Command::Upgrade(args) => session.upgrade(args, terminal),
            Command::Downgrade(args) => session.downgrade(args, terminal),
            Command::Redo(args) => session.redo(args, terminal),
            Command::Reset(args) => session.reset(args, terminal),
            Command::Current(args) => session.current(args, terminal),
            Command::Check(args) => session.check(args, terminal),
            Command::Pending(args) => session.pending(args, terminal),
            Command::History(args) => session.history(args, terminal),
            Command::Heads(args) => session.heads(args, terminal),
            Command::Branches(args) => session.branches(args, terminal),
            Command::Show(args) => session.show(args, terminal),
            Command::Stamp(args) => session.stamp(args, terminal),
            Command::EnsureVersion(args) => session.ensure_version(args, terminal),
            Command::Runs(args) => session.runs(args, terminal),
        }
    }

    fn answer(&self) -> &Answer {
        match self {
            Command::Upgrade(Upgrade { answer, .. })
            | Command::Downgrade(Downgrade { answer, .. })
            | Command::Redo(Redo { answer, .. })
            | Command::Reset(Reset { answer, .. })
            | Command::Current(Current { answer, .. })
            | Command::Check(Check { answer, .. })
            | Command::Pending(Pending { answer, .. })
            | Command::History(History { answer, .. })
            | Command::Heads(Heads { answer, .. })
            | Command::Branches(Branches { answer, .. })
            | Command::Show(Show { answer, .. })
            | Command::Stamp(Stamp { answer, .. })
            | Command::EnsureVersion(EnsureVersion { answer, .. })
            | Command::Runs(Runs { answer, .. }) => answer,
        }
    }
}

/// The embedded revisions and a connection to the database.
struct Session<'a, M, C> {
    revisions: EmbeddedRevisions,
    connection: Option<&'a mut C>,
    options: &'a Options,
    migrations: PhantomData<fn(M)>,
}

impl<M, C> Session<'_, M, C>
where
    M: Embedded + Supports<C::Dialect>,
    C: Database,
{
    fn connection(&mut self) -> Result<&mut C, Failure> {
        match &mut self.connection {
            Some(connection) => Ok(connection),
            None => Err(Failure::new("this command needs a database")),
        }
    }

    fn applied_now(&mut self) -> Result<migrate_runtime::Current, Failure> {
        Ok(Migrator::<M>::new().current(self.connection()?)?)
    }

    /// Returns the applied revisions for a list, if there is a database. A list that was asked for
    /// `current` needs one.
    fn applied_if_there(
        &mut self,
        asked: &str,
    ) -> Result<(migrate_runtime::Current, Option<Applied>), Failure> {
        if self.connection.is_none() {
            if asked.split(':').any(|end| end == "current") {
                let message = "`current` is where a database is, and there is none to look at";
                let help = "give its URL, or type a revision instead";
                return Err(Failure::new(message).help(help));
            }
            return Ok((migrate_runtime::Current::default(), None));
        }
        let current = self.applied_now()?;
        let applied = self.revisions.applied(&current)?;
        Ok((current, Some(applied)))
    }
}
