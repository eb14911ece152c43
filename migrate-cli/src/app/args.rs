//! What the commands take.

use crate::{Format, Terminal};
use clap::Args;
use migrate_runtime::{Embedded, Migrator, OtherTool};
use std::time::Duration;

/// Where an upgrade goes, and how.
#[derive(Args, Clone, Debug)]
pub struct Upgrade {
    /// Where to go: head, heads, an id or the beginning of one, +2, label@head
    #[arg(default_value = "head", allow_negative_numbers = true)]
    pub target: String,
    /// Succeed on a database with revisions that this program does not know, if there is nothing
    /// to do: for old processes that start again during a rolling deploy
    #[arg(long)]
    pub tolerate_unknown: bool,
    /// What to do instead of running it.
    #[command(flatten)]
    pub instead: Instead,
    /// What the run may do.
    #[command(flatten)]
    pub limits: Limits,
    /// How it answers.
    #[command(flatten)]
    pub answer: Answer,
}

/// Where a downgrade goes, and how.
#[derive(Args, Clone, Debug)]
pub struct Downgrade {
    /// Where to go back to: -1, an id or the beginning of one, label@-1, base
    #[arg(allow_negative_numbers = true)]
    pub target: String,
    /// What to do instead of running it.
    #[command(flatten)]
    pub instead: Instead,
    /// What the run may do.
    #[command(flatten)]
    pub limits: Limits,
    /// How it answers.
    #[command(flatten)]
    pub answer: Answer,
}

/// What is undone and applied again.
#[derive(Args, Clone, Debug)]
pub struct Redo {
    /// Down to where: -1, an id or the beginning of one, label@-1
    #[arg(default_value = "-1", allow_negative_numbers = true)]
    pub target: String,
    /// What the run may do.
    #[command(flatten)]
    pub limits: Limits,
    /// How it answers.
    #[command(flatten)]
    pub answer: Answer,
}

/// Whether a reset may go on.
#[derive(Args, Clone, Debug)]
pub struct Reset {
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
    /// Even in production: where the application says so, or MIGRATE_PRODUCTION is set
    #[arg(long)]
    pub in_production: bool,
    /// What the run may do.
    #[command(flatten)]
    pub limits: Limits,
    /// How it answers.
    #[command(flatten)]
    pub answer: Answer,
}

/// What is shown of where the database is.
#[derive(Args, Clone, Debug)]
pub struct Current {
    /// Show everything known of it
    #[arg(long, short)]
    pub verbose: bool,
    /// Fail (3) unless every revision of this program is applied
    #[arg(long, short)]
    pub check_heads: bool,
    /// How it answers.
    #[command(flatten)]
    pub answer: Answer,
}

/// Which revisions are listed.
#[derive(Args, Clone, Debug)]
pub struct History {
    /// Only these: a:b, a: or :b; `current` is where the database is
    #[arg(long, short, value_name = "RANGE", allow_hyphen_values = true)]
    pub range: Option<String>,
    /// Show everything known of each
    #[arg(long, short)]
    pub verbose: bool,
    /// Mark where the database is: it always is, and Alembic's users ask for it
    #[arg(long, short)]
    pub indicate_current: bool,
    /// How it answers.
    #[command(flatten)]
    pub answer: Answer,
}

/// Which heads are listed.
#[derive(Args, Clone, Debug)]
pub struct Heads {
    /// Show everything known of each
    #[arg(long, short)]
    pub verbose: bool,
    /// Leave out those that other branches depend on
    #[arg(long)]
    pub resolve_dependencies: bool,
    /// How it answers.
    #[command(flatten)]
    pub answer: Answer,
}

/// How branch points are listed.
#[derive(Args, Clone, Debug)]
pub struct Branches {
    /// Show everything known of each
    #[arg(long, short)]
    pub verbose: bool,
    /// How it answers.
    #[command(flatten)]
    pub answer: Answer,
}

/// What is shown.
#[derive(Args, Clone, Debug)]
pub struct Show {
    /// An id or the beginning of one, head, current, -1
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    pub revision: String,
    /// How it answers.
    #[command(flatten)]
    pub answer: Answer,
}

/// Up to where is looked.
#[derive(Args, Clone, Debug)]
pub struct Pending {
    /// Up to which revision
    #[arg(default_value = "head", allow_negative_numbers = true)]
    pub target: String,
    /// How it answers.
    #[command(flatten)]
    pub answer: Answer,
}

/// Whether all is well.
#[derive(Args, Clone, Debug)]
pub struct Check {
    /// Revisions that this program does not know are no fault: for a rolling deploy
    #[arg(long)]
    pub tolerate_unknown: bool,
    /// How it answers.
    #[command(flatten)]
    pub answer: Answer,
}

/// What is recorded.
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
    /// Or what another tool has recorded.
    #[command(flatten)]
    pub from: From,
    /// Say what would be recorded, and change nothing
    #[arg(long, conflicts_with = "sql")]
    pub dry_run: bool,
    /// Record it although tables, columns or types of the database are not what the revisions make
    #[arg(long, conflicts_with = "sql")]
    pub accept_differences: bool,
    /// Forget first what is recorded as applied, with the revisions that this program does not
    /// know: the last resort
    #[arg(long, conflicts_with = "from")]
    pub purge: bool,
    /// Print the SQL that would be run, for psql, sqlite3 or mariadb, and run nothing; with `a:b` it
    /// starts at `a`, whatever the database says
    #[arg(long, conflicts_with = "from")]
    pub sql: bool,
    /// How it answers.
    #[command(flatten)]
    pub answer: Answer,
}

/// From which tool's record a database is taken over, if from any.
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

/// How it answers.
#[derive(Args, Clone, Debug)]
pub struct EnsureVersion {
    /// How it answers.
    #[command(flatten)]
    pub answer: Answer,
}

/// Which of the recorded runs are shown.
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
    /// How it answers.
    #[command(flatten)]
    pub answer: Answer,
}

/// What to do instead of a run.
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

/// What a run may do and for how long it may wait.
#[derive(Args, Clone, Debug, Default)]
pub struct Limits {
    /// Run all steps in one transaction: all are done, or none
    #[arg(long)]
    pub one_transaction: bool,
    /// How long to wait for another process that migrates this database; 300 without it
    #[arg(long, value_name = "SECONDS")]
    pub lock_timeout: Option<u64>,
    /// Hand this to the steps in Rust; may be given several times
    #[arg(short = 'x', value_name = "KEY=VALUE", value_parser = argument)]
    pub arguments: Vec<(String, String)>,
}

/// `key=value`; the value may have more of the sign.
fn argument(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("a key, `=` and a value are expected, like `batch_size=500`".to_owned()),
    }
}

impl Limits {
    pub(super) fn applied_to<'m, M: Embedded>(&self, mut to: Migrator<'m, M>) -> Migrator<'m, M> {
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

/// How a command answers.
#[derive(Args, Clone, Debug, Default)]
pub struct Answer {
    /// How to write the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Say nothing but the answer and errors
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
