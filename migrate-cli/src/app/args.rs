//! The arguments of the commands.

use crate::{Format, Terminal};
use clap::Args;
use migrate_runtime::{Embedded, Migrator, OtherTool};
use std::time::Duration;

/// The arguments of `upgrade`.
#[derive(Args, Clone, Debug)]
pub struct Upgrade {
    /// Where to go: head, heads, an id or the beginning of one, +2, label@head
    #[arg(default_value = "head", allow_negative_numbers = true)]
    pub target: String,
    /// Succeed on a database with revisions that this program does not know, if there is nothing
    /// to do: for old processes that start again during a rolling deploy
    #[arg(long)]
    pub tolerate_unknown: bool,
    /// Options that show the run instead of running it.
    #[command(flatten)]
    pub instead: Instead,
    /// Options of the run.
    #[command(flatten)]
    pub limits: Limits,
    /// The format of the output.
    #[command(flatten)]
    pub answer: Answer,
}

/// The arguments of `downgrade`.
#[derive(Args, Clone, Debug)]
pub struct Downgrade {
    /// Where to go back to: -1, an id or the beginning of one, label@-1, base
    #[arg(allow_negative_numbers = true)]
    pub target: String,
    /// Options that show the run instead of running it.
    #[command(flatten)]
    pub instead: Instead,
    /// Options of the run.
    #[command(flatten)]
    pub limits: Limits,
    /// The format of the output.
    #[command(flatten)]
    pub answer: Answer,
}

/// The arguments of `redo`.
#[derive(Args, Clone, Debug)]
pub struct Redo {
    /// Down to where: -1, an id or the beginning of one, label@-1
    #[arg(default_value = "-1", allow_negative_numbers = true)]
    pub target: String,
    /// Options of the run.
    #[command(flatten)]
    pub limits: Limits,
    /// The format of the output.
    #[command(flatten)]
    pub answer: Answer,
}

/// The arguments of `reset`.
#[derive(Args, Clone, Debug)]
pub struct Reset {
    /// Don't ask for confirmation
    #[arg(long, short)]
    pub yes: bool,
    /// Even in production: where the application says so, or MIGRATE_PRODUCTION is set
    #[arg(long)]
    pub in_production: bool,
    /// Options of the run.
    #[command(flatten)]
    pub limits: Limits,
    /// The format of the output.
    #[command(flatten)]
    pub answer: Answer,
}

/// The arguments of `current`.
#[derive(Args, Clone, Debug)]
pub struct Current {
    /// Show everything known about it
    #[arg(long, short)]
    pub verbose: bool,
    /// Fail (3) unless every revision of this program is applied
    #[arg(long, short)]
    pub check_heads: bool,
    /// The format of the output.
    #[command(flatten)]
    pub answer: Answer,
}

/// The arguments of `history`.
#[derive(Args, Clone, Debug)]
pub struct History {
    /// Only these: a:b, a: or :b; `current` is where the database is
    #[arg(long, short, value_name = "RANGE", allow_hyphen_values = true)]
    pub range: Option<String>,
    /// Show everything known about each
    #[arg(long, short)]
    pub verbose: bool,
    /// Mark where the database is; this is always done, the option exists for users of Alembic
    #[arg(long, short)]
    pub indicate_current: bool,
    /// The format of the output.
    #[command(flatten)]
    pub answer: Answer,
}

/// The arguments of `heads`.
#[derive(Args, Clone, Debug)]
pub struct Heads {
    /// Show everything known about each
    #[arg(long, short)]
    pub verbose: bool,
    /// Leave out those that other branches depend on
    #[arg(long)]
    pub resolve_dependencies: bool,
    /// The format of the output.
    #[command(flatten)]
    pub answer: Answer,
}

/// The arguments of `branches`.
#[derive(Args, Clone, Debug)]
pub struct Branches {
    /// Show everything known about each
    #[arg(long, short)]
    pub verbose: bool,
    /// The format of the output.
    #[command(flatten)]
    pub answer: Answer,
}

/// The arguments of `show`.
#[derive(Args, Clone, Debug)]
pub struct Show {
    /// An id or the beginning of one, head, current, -1
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    pub revision: String,
    /// The format of the output.
    #[command(flatten)]
    pub answer: Answer,
}

/// The arguments of `pending`.
#[derive(Args, Clone, Debug)]
pub struct Pending {
    /// Up to which revision
    #[arg(default_value = "head", allow_negative_numbers = true)]
    pub target: String,
    /// The format of the output.
    #[command(flatten)]
    pub answer: Answer,
}

/// The arguments of `check`.
#[derive(Args, Clone, Debug)]
pub struct Check {
    /// Accept revisions that this program does not know: for a rolling deploy
    #[arg(long)]
    pub tolerate_unknown: bool,
    /// The format of the output.
    #[command(flatten)]
    pub answer: Answer,
}

/// The arguments of `stamp`.
#[derive(Args, Clone, Debug)]
pub struct Stamp {
    /// What the database is at: head, base, an id or the beginning of one
    #[arg(
        required_unless_present = "from",
        conflicts_with = "from",
        value_name = "TARGET",
        allow_negative_numbers = true
    )]
    pub targets: Vec<String>,
    /// The tool whose record to take over instead.
    #[command(flatten)]
    pub from: From,
    /// Show what would be recorded, and change nothing
    #[arg(long, conflicts_with = "sql")]
    pub dry_run: bool,
    /// Record it even if tables, columns or types of the database differ from those of the revisions
    #[arg(long, conflicts_with = "sql")]
    pub accept_differences: bool,
    /// First remove everything that is recorded as applied, including revisions that this program does
    /// not know: the last resort
    #[arg(long, conflicts_with = "from")]
    pub purge: bool,
    /// Print the SQL that would be run, for psql, sqlite3 or mariadb, and run nothing; with `a:b` it
    /// starts at `a`, whatever the database says
    #[arg(long, conflicts_with = "from")]
    pub sql: bool,
    /// The format of the output.
    #[command(flatten)]
    pub answer: Answer,
}

/// The tool whose record is taken over, if any.
#[derive(Args, Clone, Debug, Default)]
#[group(id = "from", multiple = false)]
pub struct From {
    /// Take over what Alembic has recorded: the rows of alembic_version, and all below them
    #[arg(long)]
    pub from_alembic: bool,
    /// Take over what Diesel has recorded
    #[arg(long)]
    pub from_diesel: bool,
    /// Take over what sqlx has recorded
    #[arg(long)]
    pub from_sqlx: bool,
    /// Take over what refinery has recorded
    #[arg(long)]
    pub from_refinery: bool,
}

impl From {
    pub(super) fn tool(&self) -> Option<OtherTool> {
        let tools = [
            (self.from_alembic, OtherTool::Alembic),
            (self.from_diesel, OtherTool::Diesel),
            (self.from_sqlx, OtherTool::Sqlx),
            (self.from_refinery, OtherTool::Refinery),
        ];
        let mut tools = tools.into_iter();
        tools.find(|(is_asked, _)| *is_asked).map(|(_, tool)| tool)
    }
}

/// The arguments of `ensure-version`.
#[derive(Args, Clone, Debug)]
pub struct EnsureVersion {
    /// The format of the output.
    #[command(flatten)]
    pub answer: Answer,
}

/// The arguments of `runs`.
#[derive(Args, Clone, Debug)]
pub struct Runs {
    /// How many, the last first
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    pub limit: usize,
    /// Those that have not ended, then those that took longest
    #[arg(long)]
    pub long_running: bool,
    /// How many succeeded in each month
    #[arg(long, conflicts_with = "long_running")]
    pub by_month: bool,
    /// The format of the output.
    #[command(flatten)]
    pub answer: Answer,
}

/// Options that show a run instead of running it.
#[derive(Args, Clone, Debug, Default)]
pub struct Instead {
    /// Print the SQL that would be run, for psql, sqlite3 or mariadb, and run nothing; with `a:b` it
    /// starts at `a`, whatever the database says
    #[arg(long)]
    pub sql: bool,
    /// Show each step with its statements and what they keep waiting, and run nothing
    #[arg(long, conflicts_with = "sql")]
    pub dry_run: bool,
}

/// Options of a run.
#[derive(Args, Clone, Debug, Default)]
pub struct Limits {
    /// Run all steps in one transaction: all are done, or none
    #[arg(long)]
    pub one_transaction: bool,
    /// How long to wait for another process that migrates this database; 300 by default
    #[arg(long, value_name = "SECONDS")]
    pub lock_timeout: Option<u64>,
    /// Pass an argument to the steps in Rust; may be given several times
    #[arg(short = 'x', value_name = "KEY=VALUE", value_parser = argument)]
    pub arguments: Vec<(String, String)>,
}

/// Parses `key=value`; the value may contain more `=` signs.
fn argument(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("a key, `=` and a value are expected, like `batch_size=500`".to_owned()),
    }
}

impl Limits {
    pub(super) fn apply_to<'m, M: Embedded>(&self, mut to: Migrator<'m, M>) -> Migrator<'m, M> {
        if self.one_transaction {
            to = to.one_transaction();
        }
        for (key, value) in &self.arguments {
            to = to.argument(key, value);
        }
        match self.lock_timeout {
            Some(seconds) => to.lock_timeout(Duration::from_secs(seconds)),
            None => to,
        }
    }
}

/// The format of a command's output.
#[derive(Args, Clone, Debug, Default)]
pub struct Answer {
    /// How to write the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Print only the answer and errors
    #[arg(long, short)]
    pub quiet: bool,
}

impl Answer {
    pub(super) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    pub(super) fn set_up(&self, terminal: &mut Terminal) {
        if self.quiet {
            terminal.be_quiet();
        }
    }
}
