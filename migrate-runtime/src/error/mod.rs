//! What can go wrong at run time, with what the database is left as and what to do next.

mod advice;
mod backfill;
mod step;

pub use backfill::BackfillError;
pub(crate) use backfill::batches;
pub use step::{After, Site, StepError};
pub(crate) use step::{already_exists, at};

use crate::report::UnfinishedBackfill;
use crate::unrecorded::{OtherRecord, Unrecorded};
use advice::{Work, advice};
use diesel::result::Error as DieselError;
use migrate_graph::{Direction, GraphError, PlanError};
use std::fmt;
use std::time::Duration;

/// Why a run, or a look at the database, failed.
///
/// Printed, it says what happened, in which state the database is and what to do next, on several
/// lines.
///
/// # Examples
///
/// A server that waits until somebody else has migrated its database:
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
///     Err(error) => return Err(error.into()),
/// }
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "sqlite"))]
/// # fn main() {}
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The embedded revisions make no graph. `embed!` does not emit such a chain.
    InvalidChain {
        /// Every problem.
        problems: Vec<GraphError>,
    },
    /// The target can't be reached from where the database is.
    Target {
        /// The target as typed.
        target: String,
        /// Why.
        problem: PlanError,
    },
    /// A revision has no script for the database's dialect in this binary.
    NoScripts {
        /// The revision's id.
        revision: &'static str,
        /// The dialect.
        dialect: &'static str,
    },
    /// The database lists revisions as applied that this binary does not have.
    UnknownRevisions {
        /// Their ids.
        revisions: Vec<String>,
        /// Whether Diesel has applied them, of which none is known: nothing ever ran here.
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
        /// Their ids, parents first.
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
        /// How many steps are left.
        left: usize,
    },
    /// Some of the revisions for which one stands are applied, and not all.
    HalfReplaced {
        /// The one that stands for them.
        revision: &'static str,
        /// Those that are applied.
        applied: Vec<&'static str>,
        /// Those that are not.
        missing: Vec<&'static str>,
    },
    /// An applied revision was edited afterwards.
    Edited {
        /// Its id.
        revision: &'static str,
        /// Its `up` script.
        file: &'static str,
        /// The checksum of what was applied.
        recorded: String,
        /// The checksum of what is embedded.
        embedded: &'static str,
    },
    /// Alembic's table, which is mirrored, says something else than ours.
    AlembicDiffers {
        /// Alembic's table.
        table: String,
        /// The heads of what is recorded as applied.
        applied: Vec<String>,
        /// Alembic's rows.
        rows: Vec<String>,
        /// Those of them that this binary does not know.
        unknown: Vec<String>,
    },
    /// Another tool's table, which was to be taken over, is not there.
    NothingToTakeOver {
        /// The table.
        table: &'static str,
    },
    /// Another tool's record is no state of this chain.
    CantTakeOver {
        /// The table.
        table: String,
        /// Each reason.
        problems: Vec<String>,
    },
    /// A downgrade would pass a revision that has no way back.
    Irreversible {
        /// The revision's id.
        revision: &'static str,
        /// Why, as its `revision.toml` says.
        reason: Option<&'static str>,
    },
    /// A script that can't run inside a transaction would have to.
    NotInTransaction {
        /// The revision's id.
        revision: &'static str,
        /// The script.
        file: &'static str,
        /// Whether the transaction is one that the caller had opened (else `one_transaction`).
        callers: bool,
    },
    /// Another process kept the lock for too long.
    LockTimeout {
        /// How long this one waited.
        waited: Duration,
        /// The session that holds it, if that is known.
        holder: Option<String>,
    },
    /// An earlier run of a step that can't be rolled back was cut off.
    Interrupted {
        /// The revision's id.
        revision: String,
        /// `upgrade` or `downgrade`.
        operation: String,
        /// When it began, in UTC.
        started_at: String,
        /// Who ran it.
        executed_by: Option<String>,
    },
    /// Another process is running a step that can't be rolled back. SQLite does not tell: there it is
    /// [`Interrupted`](Self::Interrupted).
    StillRuns {
        /// The revision's id.
        revision: String,
        /// `upgrade` or `downgrade`.
        operation: String,
        /// When it began, in UTC.
        started_at: String,
        /// Who runs it.
        executed_by: Option<String>,
        /// Whether this binary has the revision.
        is_known: bool,
    },
    /// Another process moved the database in another direction during the run.
    ChangedMeanwhile {
        /// The revision whose turn it was.
        revision: &'static str,
        /// The direction of this run.
        direction: Direction,
    },
    /// A backfill has begun and not ended, which is in the way.
    BackfillUnfinished(UnfinishedBackfill),
    /// A batch of a step in Rust failed.
    Backfill(Box<BackfillError>),
    /// A step failed.
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
    /// Returns what kind it is of, for programs: a word that stays, whatever the text says.
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
            Error::InvalidChain { problems } => {
                write!(f, "the embedded revisions make no graph")?;
                problems
                    .iter()
                    .try_for_each(|problem| write!(f, "\n  {problem}"))
            }
            Error::Target { target, problem } => {
                write!(f, "can't go to `{target}`: {problem}")
            }
            Error::NoScripts { revision, dialect } => write!(
                f,
                "revision `{revision}` has no script for {dialect} in this binary\n  \
                 next: build with the cargo feature `{dialect}` of `migrate-runtime`"
            ),
            Error::UnknownRevisions {
                revisions,
                by_diesel: true,
            } => {
                let rows: Vec<&str> = revisions.iter().map(String::as_str).collect();
                write!(
                    f,
                    "`__diesel_schema_migrations` says that Diesel has applied {}, and this binary \
                     has none of them\n  state: nothing was run\n  next: if they are this \
                     project's, embed the directory that they are from (`cargo migrate adopt --from \
                     diesel`); if they are another application's, keep the record here in tables \
                     of other names: `[tables]` in `migrate.toml`",
                    first_few(&rows)
                )
            }
            Error::UnknownRevisions { revisions, .. } => write!(
                f,
                "can't locate revision identified by {}: the database has it applied, and this \
                 binary does not know it\n  \
                 state: nothing was run\n  \
                 next: run a binary that has it (this one may be older than the database), or \
                 merge the branch that it comes from; if it is gone for good, `stamp --purge` \
                 records anew what is applied",
                quoted(revisions)
            ),
            Error::NotInitialized { found } => {
                write!(f, "database not initialized: no revision is applied")?;
                match (found.seen(), found.advice()) {
                    (Some(seen), Some(advice)) if found.records.is_empty() => {
                        write!(f, "\n  {seen}\n  next: run `upgrade`; {advice}")
                    }
                    (Some(seen), Some(advice)) => write!(f, "\n  {seen}\n  next: {advice}"),
                    _ => write!(f, "\n  next: run `upgrade`"),
                }
            }
            Error::OtherRecord(record) => write!(
                f,
                "nothing is recorded as applied here, but {record}\n  state: nothing was run\n  \
                 next: {}",
                record.advice()
            ),
            Error::NotUpToDate { missing } => write!(
                f,
                "target database is not up to date: {} {} not applied\n  next: run `upgrade`; \
                 `pending` lists what it would do",
                first_few(missing),
                if missing.len() == 1 { "is" } else { "are" },
            ),
            Error::BelowCurrent { target, heads } => write!(
                f,
                "`{target}` lies below what is applied ({}), so there is nothing to upgrade\n  \
                 state: nothing was run\n  next: `downgrade {target}` goes back to it",
                quoted(heads)
            ),
            Error::Stopped { heads: None, .. } => write!(
                f,
                "stopped while waiting for another process\n  state: nothing was run by this one"
            ),
            Error::Stopped {
                heads: Some(heads),
                left,
            } => write!(
                f,
                "stopped before the next step\n  state: the database is at {}; {left} {} left\n  \
                 next: run again to go on",
                at(heads),
                if *left == 1 { "step is" } else { "steps are" },
            ),
            Error::HalfReplaced {
                revision,
                applied,
                missing,
            } => write!(
                f,
                "`{revision}` replaces several revisions, of which the database has `{}` applied and \
                 `{}` not\n  \
                 state: nothing was run\n  \
                 next: upgrade it to `{}` with a binary from before they were replaced, then come back; \
                 or `stamp --purge` to what it really has",
                applied.join("`, `"),
                missing.join("`, `"),
                missing.last().unwrap_or(revision),
            ),
            Error::Edited {
                revision,
                file,
                recorded,
                embedded,
            } => write!(
                f,
                "revision `{revision}` was edited after it was applied: {file}\n  \
                 applied:  checksum {recorded}\n  \
                 embedded: checksum {embedded}\n  \
                 state: nothing was run\n  \
                 next: restore {file} and put the change into a new revision; or, if this \
                 database already is as the new text makes it, accept the text by stamping the \
                 database's current revision"
            ),
            Error::AlembicDiffers {
                table,
                applied,
                rows,
                unknown,
            } => {
                write!(
                    f,
                    "`{table}` says that the database is at {}, and the record here says {}: \
                     Alembic was run, or somebody edited `version_num`\n  state: nothing was run\n  \
                     next: ",
                    recorded_at(rows),
                    recorded_at(applied)
                )?;
                if !unknown.is_empty() {
                    write!(
                        f,
                        "this binary does not know {}: build one that has it; then, ",
                        quoted(unknown)
                    )?;
                }
                write!(
                    f,
                    "if the schema is what `{table}` says, take that over with `stamp \
                     --from-alembic`; if it is what the record here says, stamp {}, which puts \
                     `version_num` right",
                    match applied.as_slice() {
                        [] => "`base`".to_owned(),
                        heads => quoted(heads),
                    }
                )
            }
            Error::NothingToTakeOver { table } => write!(
                f,
                "there is no table `{table}` in this database to take over from\n  state: nothing \
                 was changed\n  next: see that the URL is that of the database which the other tool \
                 has migrated"
            ),
            Error::CantTakeOver { table, problems } => {
                write!(f, "what `{table}` says is no state of these revisions")?;
                for problem in problems {
                    write!(f, "\n  {problem}")?;
                }
                write!(
                    f,
                    "\n  state: nothing was changed\n  next: bring the database and these revisions \
                     together with the other tool, or adopt its directory again; then take over"
                )
            }
            Error::Irreversible { revision, reason } => {
                write!(f, "revision `{revision}` can't be downgraded")?;
                if let Some(reason) = reason {
                    write!(f, ": {reason}")?;
                }
                write!(
                    f,
                    "\n  state: nothing was run\n  next: downgrade to `{revision}` at most, or \
                     restore a backup"
                )
            }
            Error::NotInTransaction {
                revision,
                file,
                callers,
            } => write!(
                f,
                "revision `{revision}` can't run inside {}: {file} runs statement by statement, \
                 ends transactions itself, or has statements that commit\n  state: nothing was \
                 run\n  next: {}",
                if *callers {
                    "the transaction that is open on the connection"
                } else {
                    "one transaction with the others"
                },
                if *callers {
                    "commit first, or use another connection"
                } else {
                    "leave out `one_transaction`"
                },
            ),
            Error::LockTimeout { waited, holder } => write!(
                f,
                "another process is at work on this database: waited {:.1} s for it{}\n  state: \
                 nothing was run by this process since\n  next: wait for it to end and run again, \
                 or allow more time with `lock_timeout`",
                waited.as_secs_f64(),
                holder
                    .as_ref()
                    .map(|holder| format!(" ({holder})"))
                    .unwrap_or_default(),
            ),
            Error::Interrupted {
                revision,
                operation,
                started_at,
                executed_by,
            } => write!(
                f,
                "the {operation} of `{revision}` that {} began at {started_at} UTC has not ended: \
                 it was cut off, or (on SQLite) still runs\n  state: some of its statements may \
                 be applied; nothing was run now\n  next: look at the database; finish the script \
                 by hand or undo what is there; then stamp the revision that the database is at, \
                 and run again",
                executed_by.as_deref().unwrap_or("somebody"),
            ),
            Error::StillRuns {
                revision,
                operation,
                started_at,
                executed_by,
                is_known,
            } => write!(
                f,
                "the {operation} of `{revision}` that {} began at {started_at} UTC is still running\n  \
                 state: another process is at work on the database; nothing was run now\n  \
                 next: try again when it has ended{}",
                executed_by.as_deref().unwrap_or("somebody"),
                match is_known {
                    true => "",
                    false =>
                        "; an application that suits the database before and after it may go on \
                         meanwhile, if it tolerates revisions that it does not know \
                         (`check --tolerate-unknown`)",
                }
            ),
            Error::BackfillUnfinished(backfill) => write!(
                f,
                "the backfill of `{revision}` has not ended: {backfill}\n  \
                 state: its script is applied, and nothing was run now\n  \
                 next: run `upgrade`, which goes on behind them; to give it up, stamp `{revision}`, \
                 which takes it as done",
                revision = backfill.revision
            ),
            Error::ChangedMeanwhile {
                revision,
                direction,
            } => write!(
                f,
                "another process moved the database while this one was about to {} \
                 `{revision}`\n  state: the steps before it are done\n  next: see that only one \
                 direction is run at a time, and run again",
                verb(*direction),
            ),
            Error::Step(error) => error.fmt(f),
            Error::Backfill(error) => error.fmt(f),
            Error::Database { doing, source } => {
                write!(f, "could not {doing}")?;
                database_words(f, source)?;
                match advice(source, Work::named(doing)) {
                    Some(advice) => write!(f, "\n  next: {advice}"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Database { source, .. } => Some(source),
            Error::Step(error) => Some(&error.source),
            Error::Backfill(error) => Some(&*error.source),
            _ => None,
        }
    }
}

impl From<StepError> for Error {
    fn from(error: StepError) -> Self {
        Error::Step(Box::new(error))
    }
}

/// Makes an [`Error::Database`] of Diesel's error.
pub(crate) fn database(doing: &'static str) -> impl Fn(DieselError) -> Error {
    move |source| Error::Database { doing, source }
}

/// Writes the database's own words: message, detail, hint, each on a line.
pub(crate) fn database_words(f: &mut fmt::Formatter<'_>, error: &DieselError) -> fmt::Result {
    let DieselError::DatabaseError(_, information) = error else {
        return write!(f, "\n  database: {error}");
    };
    write!(f, "\n  database: {}", information.message().trim_end())?;
    if let Some(detail) = information.details() {
        write!(f, "\n  detail: {detail}")?;
    }
    if let Some(hint) = information.hint() {
        write!(f, "\n  hint: {hint}")?;
    }
    Ok(())
}

/// Where a database is.
fn recorded_at(heads: &[String]) -> String {
    match heads {
        [] => "the base".to_owned(),
        heads => quoted(heads),
    }
}

/// Lists names; of a long list its beginning.
pub(crate) fn first_few(names: &[&str]) -> String {
    const SHOWN: usize = 8;
    match names.len() {
        0..=SHOWN => quoted(names),
        many => format!("{} and {} more", quoted(&names[..SHOWN]), many - SHOWN),
    }
}

pub(crate) fn verb(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "upgrade",
        Direction::Down => "downgrade",
    }
}

pub(crate) fn quoted<T: AsRef<str>>(names: &[T]) -> String {
    let quoted: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    quoted.join(", ")
}
