//! What can go wrong at run time. `Display` says what happened; `source` why; `database_state` and
//! `next_step` what follows from it.

mod advice;
mod backfill;
mod explanation;
mod next_step;
mod state;
mod step;

use crate::words::{first_few, quoted, verb};
pub use backfill::BackfillError;
pub use explanation::Explanation;
pub(crate) use step::already_exists;
pub use step::{After, Site, StepError};

use crate::found::{OtherRecord, UnfinishedBackfill, Unrecorded};
use diesel::result::Error as DieselError;
use migrate_graph::{Direction, GraphError, PlanError};
use std::fmt;
use std::time::Duration;

/// The error of a run, or of a look at the database.
///
/// `Display` says in one line what happened. [`source`](std::error::Error::source) has the cause, such
/// as the database's error; [`database_state`](Self::database_state) says in which state the database
/// is now, and [`next_step`](Self::next_step) what to do. [`explain`](Self::explain) puts all of it on
/// several lines, for people.
///
/// # Examples
///
/// A server that waits until another process has migrated its database:
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use diesel::{Connection, SqliteConnection};
/// # mod migrations { migrate_runtime::embed!("migrations/notes", watch = false); }
/// # use migrations::MIGRATIONS;
/// # let mut connection = SqliteConnection::establish(":memory:")?;
/// use migrate_runtime::Error;
///
/// match MIGRATIONS.check(&mut connection) {
///     Ok(()) => println!("ready"),
///     Err(Error::NotInitialized { .. } | Error::NotUpToDate { .. }) => println!("not yet migrated"),
///     Err(Error::StillRuns { revision, .. }) => println!("`{revision}` is being applied"),
///     Err(error) => {
///         eprintln!("error: {}", error.explain());
///         return Err(error.into());
///     }
/// }
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "sqlite"))]
/// # fn main() {}
/// ```
#[non_exhaustive]
pub enum Error {
    /// The embedded revisions do not form a graph. `embed!` does not emit such a chain.
    InvalidChain {
        /// Every problem of the chain.
        problems: Vec<GraphError>,
    },
    /// The target can't be reached from where the database is.
    Target {
        /// The target as typed.
        target: String,
        /// Why it can't be reached; the source of this error.
        problem: PlanError,
    },
    /// A revision has no script for the database's dialect in this binary.
    NoScripts {
        /// The id of the revision.
        revision: &'static str,
        /// The name of the dialect.
        dialect: &'static str,
    },
    /// The database lists revisions as applied that this binary doesn't know.
    UnknownRevisions {
        /// The ids that this binary doesn't know.
        revisions: Vec<String>,
        /// Whether Diesel has applied them: no id is known, and nothing ever ran here.
        by_diesel: bool,
    },
    /// No revision is applied, and there are some.
    NotInitialized {
        /// What the database has all the same.
        found: Unrecorded,
    },
    /// Nothing is recorded as applied, and another tool's record says that these revisions are.
    OtherRecord(Box<OtherRecord>),
    /// Revisions of this binary are not applied.
    NotUpToDate {
        /// The ids of the missing revisions, parents first.
        missing: Vec<&'static str>,
    },
    /// The target of an upgrade lies below what is applied.
    BelowCurrent {
        /// The target as typed.
        target: String,
        /// The maximal applied revisions.
        heads: Vec<&'static str>,
    },
    /// The observer asked to stop.
    Stopped {
        /// The maximal applied revisions; `None` where nothing was run, since the run was still
        /// waiting for another process.
        heads: Option<Vec<&'static str>>,
        /// The number of steps that are left.
        left: usize,
    },
    /// Of the revisions that a squashed one replaces, some are applied and some are not.
    HalfReplaced {
        /// The revision that replaces them.
        revision: &'static str,
        /// The replaced revisions that are applied.
        applied: Vec<&'static str>,
        /// The replaced revisions that are missing.
        missing: Vec<&'static str>,
    },
    /// An applied revision was edited afterwards.
    Edited {
        /// The id of the revision.
        revision: &'static str,
        /// The path of its `up` script.
        file: &'static str,
        /// The checksum of what was applied.
        recorded: String,
        /// The checksum of what is embedded.
        embedded: &'static str,
    },
    /// Alembic's table, which is mirrored, disagrees with the record here.
    AlembicDiffers {
        /// The name of Alembic's table.
        table: String,
        /// The heads of what is recorded as applied here.
        applied: Vec<String>,
        /// The rows of Alembic's table.
        rows: Vec<String>,
        /// The rows that this binary doesn't know.
        unknown: Vec<String>,
    },
    /// Another tool's table, which was to be taken over, doesn't exist.
    NothingToTakeOver {
        /// The name of the table.
        table: &'static str,
    },
    /// Another tool's record is not a state of this chain.
    CantTakeOver {
        /// The name of the table.
        table: String,
        /// Each reason.
        problems: Vec<String>,
    },
    /// A downgrade would pass a revision that can't be undone.
    Irreversible {
        /// The id of the revision.
        revision: &'static str,
        /// The reason that its `revision.toml` gives.
        reason: Option<&'static str>,
    },
    /// A script that can't run inside a transaction would have to.
    NotInTransaction {
        /// The id of the revision.
        revision: &'static str,
        /// The path of the script.
        file: &'static str,
        /// Whether the caller had opened the transaction; otherwise `one_transaction` asks for it.
        callers: bool,
    },
    /// Another process kept the lock for too long.
    LockTimeout {
        /// How long this process waited.
        waited: Duration,
        /// The session that holds the lock, if it is known.
        holder: Option<String>,
    },
    /// An earlier run of a step that can't be rolled back was cut off.
    Interrupted {
        /// The id of the revision.
        revision: String,
        /// `upgrade` or `downgrade`.
        operation: String,
        /// When the step began, in UTC.
        started_at: String,
        /// Who ran it.
        executed_by: Option<String>,
    },
    /// Another process is running a step that can't be rolled back. SQLite doesn't tell: there it is
    /// [`Interrupted`](Self::Interrupted).
    StillRuns {
        /// The id of the revision.
        revision: String,
        /// `upgrade` or `downgrade`.
        operation: String,
        /// When the step began, in UTC.
        started_at: String,
        /// Who runs it.
        executed_by: Option<String>,
        /// Whether this binary has the revision.
        is_known: bool,
    },
    /// Another process moved the database in another direction during the run.
    ChangedMeanwhile {
        /// The id of the revision that came next.
        revision: &'static str,
        /// The direction of this run.
        direction: Direction,
    },
    /// A backfill that has begun and not ended is in the way.
    BackfillUnfinished(UnfinishedBackfill),
    /// A batch of a step in Rust failed. The source is what the function returned.
    Backfill(Box<BackfillError>),
    /// A step failed. The source is the database's error.
    Step(Box<StepError>),
    /// The database failed outside of a script.
    Database {
        /// What was being done: `read the applied revisions`.
        doing: &'static str,
        /// The database's error.
        source: DieselError,
    },
}

impl Error {
    /// Returns the kind of the error as a word for programs: it stays the same when texts change.
    pub fn kind(&self) -> &'static str {
        match self {
            Error::InvalidChain { .. } => "invalid_chain",
            Error::Target { problem, .. } => problem.kind(),
            Error::NoScripts { .. } => "no_scripts",
            Error::UnknownRevisions { .. } => "unknown_applied_revision",
            Error::HalfReplaced { .. } => "half_replaced",
            Error::NotInitialized { .. } => "not_initialized",
            Error::OtherRecord(_) => "other_record",
            Error::NotUpToDate { .. } => "not_up_to_date",
            Error::BelowCurrent { .. } => "below_current",
            Error::Stopped { .. } => "stopped",
            Error::Edited { .. } => "edited",
            Error::AlembicDiffers { .. } => "alembic_differs",
            Error::NothingToTakeOver { .. } => "nothing_to_take_over",
            Error::CantTakeOver { .. } => "cant_take_over",
            Error::Irreversible { .. } => "irreversible",
            Error::NotInTransaction { .. } => "not_in_transaction",
            Error::LockTimeout { .. } => "lock_timeout",
            Error::Interrupted { .. } => "interrupted",
            Error::StillRuns { .. } => "still_runs",
            Error::ChangedMeanwhile { .. } => "changed_meanwhile",
            Error::BackfillUnfinished(_) => "backfill_unfinished",
            Error::Backfill(_) => "backfill_failed",
            Error::Step(_) => "step_failed",
            Error::Database { .. } => "database",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::InvalidChain { .. } => write!(f, "the embedded revisions do not form a graph"),
            Error::Target { target, .. } => write!(f, "can't go to `{target}`"),
            Error::NoScripts { revision, dialect } => write!(
                f,
                "revision `{revision}` has no script for {dialect} in this binary"
            ),
            Error::UnknownRevisions {
                revisions,
                by_diesel: true,
            } => {
                let rows: Vec<&str> = revisions.iter().map(String::as_str).collect();
                write!(
                    f,
                    "`__diesel_schema_migrations` says that Diesel has applied {}, and this binary \
                     has none of them",
                    first_few(&rows)
                )
            }
            Error::UnknownRevisions { revisions, .. } => write!(
                f,
                "can't locate revision identified by {}: the database has it applied, and this \
                 binary does not know it",
                quoted(revisions)
            ),
            Error::NotInitialized { .. } => {
                write!(f, "database not initialized: no revision is applied")
            }
            Error::OtherRecord(record) => {
                write!(f, "nothing is recorded as applied here, but {record}")
            }
            Error::NotUpToDate { missing } => write!(
                f,
                "target database is not up to date: {} {} not applied",
                first_few(missing),
                if missing.len() == 1 { "is" } else { "are" },
            ),
            Error::BelowCurrent { target, heads } => write!(
                f,
                "`{target}` lies below what is applied ({}), so there is nothing to upgrade",
                quoted(heads)
            ),
            Error::Stopped { heads: None, .. } => {
                write!(f, "stopped while waiting for another process")
            }
            Error::Stopped { heads: Some(_), .. } => write!(f, "stopped before the next step"),
            Error::HalfReplaced {
                revision,
                applied,
                missing,
            } => write!(
                f,
                "`{revision}` replaces several revisions, of which the database has `{}` applied and \
                 `{}` not",
                applied.join("`, `"),
                missing.join("`, `"),
            ),
            Error::Edited { revision, file, .. } => write!(
                f,
                "revision `{revision}` was edited after it was applied: {file}"
            ),
            Error::AlembicDiffers {
                table,
                applied,
                rows,
                ..
            } => write!(
                f,
                "`{table}` says that the database is at {}, and the record here says {}: Alembic was \
                 run, or somebody edited `version_num`",
                at_or_base(rows),
                at_or_base(applied)
            ),
            Error::NothingToTakeOver { table } => write!(
                f,
                "there is no table `{table}` in this database to take over from"
            ),
            Error::CantTakeOver { table, .. } => {
                write!(f, "what `{table}` says is no state of these revisions")
            }
            Error::Irreversible { revision, reason } => {
                write!(f, "revision `{revision}` can't be downgraded")?;
                match reason {
                    Some(reason) => write!(f, ": {reason}"),
                    None => Ok(()),
                }
            }
            Error::NotInTransaction {
                revision,
                file,
                callers,
            } => write!(
                f,
                "revision `{revision}` can't run inside {}: {file} runs statement by statement, ends \
                 transactions itself, or has statements that commit",
                match callers {
                    true => "the transaction that is open on the connection",
                    false => "one transaction with the others",
                },
            ),
            Error::LockTimeout { waited, holder } => {
                let waited = waited.as_secs_f64();
                write!(
                    f,
                    "another process is at work on this database: waited {waited:.1} s for it"
                )?;
                match holder {
                    Some(holder) => write!(f, " ({holder})"),
                    None => Ok(()),
                }
            }
            Error::Interrupted {
                revision,
                operation,
                started_at,
                executed_by,
            } => write!(
                f,
                "the {operation} of `{revision}` that {} began at {started_at} UTC has not ended: it \
                 was cut off, or (on SQLite) still runs",
                executed_by.as_deref().unwrap_or("somebody"),
            ),
            Error::StillRuns {
                revision,
                operation,
                started_at,
                executed_by,
                ..
            } => write!(
                f,
                "the {operation} of `{revision}` that {} began at {started_at} UTC is still running",
                executed_by.as_deref().unwrap_or("somebody"),
            ),
            Error::BackfillUnfinished(backfill) => write!(
                f,
                "the backfill of `{}` has not ended: {backfill}",
                backfill.revision
            ),
            Error::ChangedMeanwhile {
                revision,
                direction,
            } => write!(
                f,
                "another process moved the database while this one was about to {} `{revision}`",
                verb(*direction),
            ),
            Error::Step(error) => error.fmt(f),
            Error::Backfill(error) => error.fmt(f),
            Error::Database { doing, .. } => write!(f, "could not {doing}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Target { problem, .. } => Some(problem),
            Error::Database { source, .. } => Some(source),
            Error::Step(error) => error.source(),
            Error::Backfill(error) => error.source(),
            _ => None,
        }
    }
}

impl From<StepError> for Error {
    fn from(error: StepError) -> Self {
        Error::Step(Box::new(error))
    }
}

impl From<BackfillError> for Error {
    fn from(error: BackfillError) -> Self {
        Error::Backfill(Box::new(error))
    }
}

/// Makes an [`Error::Database`] of Diesel's error.
pub(crate) fn database(doing: &'static str) -> impl Fn(DieselError) -> Error {
    move |source| Error::Database { doing, source }
}

/// Names the revisions of a record.
fn at_or_base(heads: &[String]) -> String {
    match heads {
        [] => "the base".to_owned(),
        heads => quoted(heads),
    }
}
