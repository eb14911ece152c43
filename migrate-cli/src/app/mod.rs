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
//! An application with commands of its own adds these beside them with `#[command(flatten)]`, or
//! below a word of their own with `#[command(subcommand)]`.

mod embedded;
mod progress;

use crate::{Failure, Terminal};
use clap::Subcommand;
use embedded::EmbeddedRevisions;
use migrate_runtime::{AppliedState, Database, Embedded, Error, Migrator, Supports};
use progress::Progress;
use std::time::Duration;

/// A command on the application's database.
///
/// Targets are taken as they stand, without `--`: `head`, `base`, an id or the unique beginning of
/// one, `+2`, `-1`, `label@head`.
// What is said above is for the documentation: the application describes itself in its help.
#[derive(Clone, Debug, Subcommand)]
#[command(about = None, long_about = None)]
#[non_exhaustive]
pub enum Command {
    /// Applies what is missing up to a revision
    #[command(verbatim_doc_comment, after_help = "Example: upgrade +1")]
    Upgrade {
        /// Where to go: head, heads, an id or the beginning of one, +2, label@head
        #[arg(default_value = "head", allow_negative_numbers = true)]
        target: String,
        /// What the run may do.
        #[command(flatten)]
        limits: Limits,
    },
    /// Undoes what is applied above a revision
    #[command(verbatim_doc_comment, after_help = "Example: downgrade -1")]
    Downgrade {
        /// Where to go back to: -1, an id or the beginning of one, base
        #[arg(allow_negative_numbers = true)]
        target: String,
        /// What the run may do.
        #[command(flatten)]
        limits: Limits,
    },
    /// Shows at which revision the database is
    #[command(verbatim_doc_comment, after_help = "Example: current --check-heads")]
    Current {
        /// Show everything known of it
        #[arg(long, short)]
        verbose: bool,
        /// Fail unless every revision of this program is applied
        #[arg(long, short)]
        check_heads: bool,
    },
    /// Lists the revisions of this program, newest first
    #[command(
        verbatim_doc_comment,
        after_help = "Example: history -r current: --verbose"
    )]
    History {
        /// Only these: a:b, a: or :b; `current` is where the database is
        #[arg(long, short, value_name = "RANGE", allow_hyphen_values = true)]
        range: Option<String>,
        /// Show everything known of each
        #[arg(long, short)]
        verbose: bool,
    },
    /// Lists the revisions that an upgrade would apply, in their order
    #[command(verbatim_doc_comment, after_help = "Example: pending")]
    Pending {
        /// Up to which revision
        #[arg(default_value = "head")]
        target: String,
    },
    /// Lists the newest revisions of this program
    #[command(verbatim_doc_comment, after_help = "Example: heads --verbose")]
    Heads {
        /// Show everything known of each
        #[arg(long, short)]
        verbose: bool,
    },
    /// Shows what a revision says of itself
    #[command(verbatim_doc_comment, after_help = "Example: show current")]
    Show {
        /// An id or the beginning of one, head, current, -1
        #[arg(value_name = "REV", allow_negative_numbers = true)]
        revision: String,
    },
    /// Records the database as being at a revision, without running anything
    #[command(verbatim_doc_comment, after_help = "Example: stamp head")]
    Stamp {
        /// What the database is at: head, base, an id or the beginning of one
        #[arg(required = true, value_name = "TARGET", allow_negative_numbers = true)]
        targets: Vec<String>,
    },
}

/// What a run may do and for how long it may wait.
#[derive(Clone, Debug, clap::Args)]
pub struct Limits {
    /// Run all steps in one transaction: all are done, or none
    #[arg(long)]
    pub one_transaction: bool,
    /// How long to wait for another process that migrates this database
    #[arg(long, value_name = "SECONDS")]
    pub lock_timeout: Option<u64>,
}

impl Command {
    /// Runs the command: results go to the terminal's standard output, progress to its standard
    /// error.
    ///
    /// # Errors
    ///
    /// Why it failed, for [`Terminal::finish`] to print.
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
        let session = Session::new(migrations, connection)?;
        match self {
            Command::Upgrade { target, limits } => session.migrate(
                |migrator| migrator.target(target.as_str()),
                limits,
                terminal,
            ),
            Command::Downgrade { target, limits } => session.migrate(
                |migrator| migrator.downgrade(target.as_str()),
                limits,
                terminal,
            ),
            Command::Current {
                verbose,
                check_heads,
            } => session.current(*verbose, *check_heads, terminal),
            Command::History { range, verbose } => {
                session.history(range.as_deref(), *verbose, terminal)
            }
            Command::Pending { target } => session.pending(target, terminal),
            Command::Heads { verbose } => session.heads(*verbose, terminal),
            Command::Show { revision } => session.show(revision, terminal),
            Command::Stamp { targets } => session.stamp(targets, terminal),
        }
    }
}

/// Embedded revisions and a connection to where they go.
struct Session<'a, M, C> {
    migrations: std::marker::PhantomData<M>,
    revisions: EmbeddedRevisions,
    connection: &'a mut C,
}

impl<'a, M, C> Session<'a, M, C>
where
    M: Embedded + Supports<C::Dialect>,
    C: Database,
{
    /// The type of `_migrations` says it all.
    fn new(_migrations: &M, connection: &'a mut C) -> Result<Self, Failure> {
        let revisions = EmbeddedRevisions::of::<C::Dialect>(M::chain())?;
        Ok(Self {
            migrations: std::marker::PhantomData,
            revisions,
            connection,
        })
    }

    fn migrate(
        self,
        direct: impl for<'m> FnOnce(Migrator<'m, M>) -> Migrator<'m, M>,
        limits: &Limits,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let mut progress = Progress::new(self.revisions, terminal);
        let mut migrator = direct(Migrator::new()).observer(&mut progress);
        if limits.one_transaction {
            migrator = migrator.one_transaction();
        }
        if let Some(seconds) = limits.lock_timeout {
            migrator = migrator.lock_timeout(Duration::from_secs(seconds));
        }
        let report = migrator.run(self.connection)?;
        let at = self.revisions.names(&report.heads);
        match report.steps.is_empty() {
            true => terminal.say(format!("nothing to do: the database is at {at}")),
            false => terminal.say(format!("the database is at {at}")),
        }
        Ok(())
    }

    fn current(
        self,
        verbose: bool,
        check_heads: bool,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let current = Migrator::<M>::new().current(self.connection)?;
        let listing = self.revisions.listing_at(&current);
        if current.heads.is_empty() {
            terminal.say("nothing is applied");
        }
        listing.show_current(verbose, terminal);
        for applied in &current.applied {
            match &applied.state {
                AppliedState::Unknown => {
                    terminal.line(format!("{} (unknown to this program)", applied.id));
                }
                AppliedState::Edited { .. } => {
                    terminal.say(format!(
                        "note: `{}` was edited after it was applied",
                        applied.id
                    ));
                }
                _ => {}
            }
        }
        for entry in &current.unfinished {
            terminal.say(format!(
                "note: the {} of `{}` that began at {} UTC has not ended: it runs, or was cut off",
                entry.operation, entry.revision, entry.started_at
            ));
        }
        match check_heads {
            true => self.revisions.refuse_unless_at_heads(&current),
            false => Ok(()),
        }
    }

    fn history(
        self,
        range: Option<&str>,
        verbose: bool,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let current = Migrator::<M>::new().current(self.connection)?;
        let applied = self.revisions.applied(&current)?;
        let revisions = self.revisions.graph().history(range, Some(&applied))?;
        self.revisions
            .listing_at(&current)
            .show_history(&revisions, verbose, terminal);
        Ok(())
    }

    fn pending(self, target: &str, terminal: &mut Terminal) -> Result<(), Failure> {
        let pending = Migrator::<M>::new()
            .target(target)
            .pending(self.connection)?;
        for revision in &pending {
            terminal.line(self.revisions.step_line(revision.id, true));
        }
        if pending.is_empty() {
            terminal.say("nothing is pending");
        }
        Ok(())
    }

    fn heads(self, verbose: bool, terminal: &mut Terminal) -> Result<(), Failure> {
        self.revisions.listing().show_heads(verbose, terminal);
        Ok(())
    }

    fn show(self, revision: &str, terminal: &mut Terminal) -> Result<(), Failure> {
        let current = Migrator::<M>::new().current(self.connection)?;
        let applied = self.revisions.applied(&current)?;
        let found = self.revisions.graph().resolve(revision, Some(&applied))?;
        self.revisions
            .listing_at(&current)
            .show_details(&found, terminal);
        Ok(())
    }

    fn stamp(self, targets: &[String], terminal: &mut Terminal) -> Result<(), Failure> {
        let targets = targets.iter().map(String::as_str);
        let stamped = Migrator::<M>::new().stamp(self.connection, targets)?;
        for (what, ids) in [
            ("recorded as applied", &stamped.recorded),
            ("no longer recorded as applied", &stamped.removed),
            ("accepted as it is now", &stamped.accepted),
        ] {
            for id in ids {
                terminal.say(format!("{what}: {id}"));
            }
        }
        terminal.say(format!(
            "the database is at {}",
            self.revisions.names(&stamped.heads)
        ));
        Ok(())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Target { problem, .. } => problem.into(),
            other => Failure::new(other.to_string()),
        }
    }
}
