//! What to do next about an error.

use super::advice::{Work, advice};
use super::state::first;
use super::{After, BackfillError, Error, StepError, already_exists};
use crate::words::quoted;
use diesel::result::Error as DieselError;
use migrate_graph::Direction;

impl Error {
    /// Returns what to do next, as an imperative; `None` where the error leaves no choice to advise on.
    ///
    /// Commands in it are those of the embedded commands: `upgrade`, `stamp`. See
    /// [`database_state`](Self::database_state) for an example.
    pub fn next_step(&self) -> Option<String> {
        let next = match self {
            Error::InvalidChain { .. }
            | Error::Target { .. }
            | Error::Stopped { heads: None, .. } => return None,
            Error::Database { doing, source } => {
                return advice(source, Work::from_words(doing)).map(Into::into);
            }
            Error::Step(error) => return Some(error.next_step()),
            Error::Backfill(error) => return Some(error.next_step()),
            Error::OtherRecord(record) => return Some(record.advice()),
            Error::NoScripts { dialect, .. } => {
                return Some(format!(
                    "build with the cargo feature `{dialect}` of `migrate-runtime`"
                ));
            }
            Error::NotInitialized { found } => {
                return Some(match found.advice() {
                    None => "run `upgrade`".to_owned(),
                    Some(advice) if found.records.is_empty() => format!("run `upgrade`; {advice}"),
                    Some(advice) => advice,
                });
            }
            Error::BelowCurrent { target, .. } => {
                return Some(format!("`downgrade {target}` goes back to it"));
            }
            Error::HalfReplaced {
                revision, missing, ..
            } => {
                let last = missing.last().unwrap_or(revision);
                return Some(format!(
                    "upgrade it to `{last}` with a binary from before they were replaced, then come \
                     back; or `stamp --purge` to what it really has"
                ));
            }
            Error::Edited { file, .. } => {
                return Some(format!(
                    "restore {file} and put the change into a new revision; or, if this database \
                     already is as the new text makes it, accept the text by stamping the database's \
                     current revision"
                ));
            }
            Error::AlembicDiffers {
                table,
                applied,
                unknown,
                ..
            } => return Some(agree_with_alembic(table, applied, unknown)),
            Error::Irreversible { revision, .. } => {
                return Some(format!(
                    "downgrade to `{revision}` at most, or restore a backup"
                ));
            }
            Error::BackfillUnfinished(backfill) => {
                return Some(format!(
                    "run `upgrade`, which goes on after them; to give it up, stamp `{}`, which takes \
                     it as done",
                    backfill.revision
                ));
            }
            Error::UnknownRevisions {
                by_diesel: true, ..
            } => {
                "if they are this project's, embed the directory that they are from (`cargo migrate \
                 adopt --from diesel`); if they are another application's, keep the record here in \
                 tables of other names: `[tables]` in `migrate.toml`"
            }
            Error::UnknownRevisions { .. } => {
                "run a binary that has it (this one may be older than the database), or merge the \
                 branch that it comes from; if it is gone for good, `stamp --purge` records again what \
                 is applied"
            }
            Error::NotUpToDate { .. } => "run `upgrade`; `pending` lists what it would do",
            Error::Stopped { .. } => "run again to go on",
            Error::NothingToTakeOver { .. } => {
                "see that the URL is that of the database which the other tool has migrated"
            }
            Error::CantTakeOver { .. } => {
                "bring the database and these revisions together with the other tool, or adopt its \
                 directory again; then take over"
            }
            Error::NotInTransaction { callers: true, .. } => {
                "commit first, or use another connection"
            }
            Error::NotInTransaction { .. } => "leave out `one_transaction`",
            Error::LockTimeout { .. } => {
                "wait for it to end and run again, or allow more time with `lock_timeout`"
            }
            Error::Interrupted { .. } => {
                "look at the database; finish the script by hand or undo what is there; then stamp \
                 the revision that the database is at, and run again"
            }
            Error::StillRuns { is_known: true, .. } => "try again when it has ended",
            Error::StillRuns { .. } => {
                "try again when it has ended; an application that suits the database before and after \
                 it may go on meanwhile, if it tolerates revisions that it does not know (`check \
                 --tolerate-unknown`)"
            }
            Error::ChangedMeanwhile { .. } => {
                "see that only one direction is run at a time, and run again"
            }
        };
        Some(next.to_owned())
    }
}

/// Returns how to bring Alembic's table and the record here together.
fn agree_with_alembic(table: &str, applied: &[String], unknown: &[String]) -> String {
    let build = match unknown {
        [] => String::new(),
        unknown => format!(
            "this binary does not know {}: build one that has it; then, ",
            quoted(unknown)
        ),
    };
    let heads = match applied {
        [] => "`base`".to_owned(),
        heads => quoted(heads),
    };
    format!(
        "{build}if the schema is what `{table}` says, take that over with `stamp --from-alembic`; if \
         it is what the record here says, stamp {heads}, which puts `version_num` right"
    )
}

impl StepError {
    /// Returns what to do next: see [`Error::next_step`].
    pub fn next_step(&self) -> String {
        match &self.after {
            After::RolledBack { .. } => self.next_after_rollback(),
            After::Partial { statements: 0, .. } => self
                .advice()
                .map(str::to_owned)
                .or_else(|| self.put_record_right())
                .or_else(|| self.advice_about_found())
                .unwrap_or_else(|| {
                    "correct the script or the data, or remove what an earlier run has left, and run \
                     again"
                        .to_owned()
                }),
            After::Partial { statements, .. } => format!(
                "undo {} by hand, correct the script and run again; or finish the rest by hand and \
                 stamp the revision",
                first(*statements)
            ),
            After::Unknown => {
                "connect again and look at what is current before anything else".to_owned()
            }
        }
    }

    /// Returns what to do about an error that has nothing to do with the script.
    fn advice(&self) -> Option<&'static str> {
        let work = match self.recording {
            true => Work::Writing,
            false => Work::Script,
        };
        advice(&self.source, work)
    }

    /// Returns what to do where the database was made in another way.
    fn advice_about_found(&self) -> Option<String> {
        let found = self.found.as_deref()?;
        Some(format!("{}: {}", found.seen()?, found.advice()?))
    }

    /// Returns what to do where a stamp took revisions off the record that have run.
    fn put_record_right(&self) -> Option<String> {
        let heads = self.stamped_off.join(" ");
        (!heads.is_empty()).then(|| {
            format!(
                "what it made is still there: a stamp took it off the record, and a stamp runs no \
                 script. `stamp {heads}` puts the record right. To make everything again, run \
                 `downgrade base` after that, which drops it with all data, and then `upgrade`"
            )
        })
    }

    fn next_after_rollback(&self) -> String {
        if refuses_transactions(&self.source) {
            return "write `transaction = false` into the revision's `revision.toml`, and run again"
                .to_owned();
        }
        if let Some(advice) = self.advice() {
            return advice.to_owned();
        }
        let known = self.put_record_right();
        if let Some(advice) = known.or_else(|| self.advice_about_found()) {
            return advice;
        }
        let revision = self.revision;
        match (self.direction, already_exists(&self.source)) {
            (Direction::Up, true) => format!(
                "it is there already: if everything in this script is, `stamp {revision}` \
                 records that; if a part of it, remove that part by hand (`current` tells of runs \
                 that were cut off), and run again"
            ),
            _ => "correct the script or the data, and run again".to_owned(),
        }
    }
}

impl BackfillError {
    /// Returns what to do next: see [`Error::next_step`].
    pub fn next_step(&self) -> String {
        match &self.after {
            After::RolledBack { .. } if !self.script_stays => {
                "correct the step or the data, and run again".to_owned()
            }
            After::RolledBack { .. } => format!(
                "correct the step or the data, and run again, which goes on with batch {}",
                self.batch
            ),
            _ => "connect and run again, which goes on after the last committed batch".to_owned(),
        }
    }
}

/// Returns whether the database says that a statement can't run inside a transaction, as PostgreSQL
/// and SQLite do.
fn refuses_transactions(error: &DieselError) -> bool {
    matches!(error, DieselError::DatabaseError(_, information)
        if information.message().contains("cannot run inside a transaction")
            || information.message().contains("from within a transaction"))
}
