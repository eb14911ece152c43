//! Stamping: the record is changed, and no script runs.

use crate::backend::Database;
use crate::embedded::Chain;
use crate::error::{Error, database};
use crate::observer::Observer;
use crate::record::{
    self, Entry, Locked, Operation, Recorder, Scope, State, Timing, begin, ids, patiently,
    target_error,
};
use crate::report::{AppliedState, Stamped};
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use migrate_graph::{Direction, RevisionIndex, Target};
use std::time::Duration;

/// What a stamp is to record, and how.
pub(crate) struct Settings<'s> {
    pub(crate) chain: &'static Chain,
    pub(crate) targets: &'s [Target],
    /// Whether what is recorded is forgotten first.
    pub(crate) purge: bool,
    pub(crate) timeout: Duration,
    pub(crate) executed_by: Option<&'s str>,
}

/// Records the database as being at the targets.
pub(crate) fn stamp<C: Database>(
    connection: &mut C,
    settings: &Settings<'_>,
    observer: &mut dyn Observer,
) -> Result<Stamped, Error> {
    let broken = "go on with a connection whose transaction is broken";
    let scope = match connection.depth().map_err(database(broken))? {
        0 => Scope::Each,
        _ => Scope::Callers,
    };
    let bookkeeping = &settings.chain.bookkeeping;
    let mut locked = Locked::acquire(connection, bookkeeping, settings.timeout, observer)?;
    let result = stamp_locked(&mut *locked, settings, scope, observer);
    let released = locked.release();
    let stamped = result?;
    released.map_err(database("give the lock back"))?;
    Ok(stamped)
}

fn stamp_locked<C: Database>(
    connection: &mut C,
    settings: &Settings<'_>,
    scope: Scope,
    observer: &mut dyn Observer,
) -> Result<Stamped, Error> {
    let timeout = settings.timeout;
    let mut state = record::read(connection, settings.chain, timeout, observer)?;
    changes::<C>(settings, &state)?; // before any table is created
    record::ensure_tables(connection, &mut state, timeout, observer)?;
    patiently(
        connection,
        timeout,
        observer,
        "begin a transaction",
        |connection| begin(connection, scope),
    )?;
    let result = write(connection, settings);
    if result.is_err() {
        // The first error is the one to tell.
        let _ = AnsiTransactionManager::rollback_transaction(connection);
        return result;
    }
    AnsiTransactionManager::commit_transaction(connection).map_err(database("commit the stamp"))?;
    result
}

/// Reads again inside the transaction, and writes.
fn write<C: Database>(connection: &mut C, settings: &Settings<'_>) -> Result<Stamped, Error> {
    let state = State::read(connection, settings.chain);
    let state = state.map_err(database("read the applied revisions"))?;
    let changes = changes::<C>(settings, &state)?;
    let unfinished = connection
        .history(&state.tables, true)
        .map_err(database("read `migration_history`"))?;
    let recorder = Recorder::<C>::new(&state.tables, settings.executed_by);
    let closes = !unfinished.is_empty();
    for statement in statements(&recorder, settings.chain, &state, &changes, closes) {
        connection
            .batch_execute(&statement)
            .map_err(database("record the stamp"))?;
    }
    Ok(changes)
}

/// The statements that record a stamp.
pub(crate) fn statements<C: Database>(
    recorder: &Recorder<'_, C>,
    chain: &'static Chain,
    state: &State,
    changes: &Stamped,
    closes_unfinished: bool,
) -> Vec<String> {
    let mut statements = Vec::new();
    if closes_unfinished {
        statements.push(recorder.close_unfinished("cut off; closed by a stamp"));
    }
    let mut checksums = Vec::new();
    for id in changes.recorded.iter().chain(&changes.accepted) {
        checksums.push((*id, checksum::<C>(chain, id)));
    }
    let purged = changes.purged.iter().map(String::as_str);
    let removed: Vec<&str> = changes.removed.iter().copied().chain(purged).collect();
    let change = Change {
        removed: &removed,
        recorded: &changes.recorded,
        checksums,
        heads: &changes.heads,
    };
    statements.extend(change.statements(recorder, chain, state));
    statements
}

/// A change of what is recorded as applied, without a script.
pub(crate) struct Change<'c> {
    pub(crate) removed: &'c [&'c str],
    pub(crate) recorded: &'c [&'c str],
    /// Of what gets a row in the history, beside what is removed.
    pub(crate) checksums: Vec<(&'c str, Option<&'static str>)>,
    /// The maximal applied revisions afterwards.
    pub(crate) heads: &'c [&'c str],
}

impl Change<'_> {
    /// The statements that make the change and record it as a stamp.
    pub(crate) fn statements<C: Database>(
        &self,
        recorder: &Recorder<'_, C>,
        chain: &'static Chain,
        state: &State,
    ) -> Vec<String> {
        let mut statements = Vec::new();
        // The stamp says again where the database is.
        if let Some(backfills) = &state.backfills {
            let rows = backfills.rows.iter().flatten();
            statements.extend(rows.map(|row| backfills.forget::<C>(&row.revision)));
        }
        if !self.removed.is_empty() {
            let rows = chain.recorded_as(self.removed);
            statements.push(recorder.apply_all(&rows, Direction::Down));
        }
        if !self.recorded.is_empty() {
            statements.push(recorder.apply_all(self.recorded, Direction::Up));
        }
        let checksums = self.checksums.iter().copied();
        let removed = self.removed.iter().map(|revision| (*revision, None));
        let timing = Timing::just_now(Some(Duration::ZERO));
        let rows: Vec<(Entry<'_>, Timing)> = checksums
            .chain(removed)
            .map(|(revision, checksum)| {
                let operation = Operation::Stamp;
                let entry = Entry {
                    revision,
                    operation,
                    checksum,
                };
                (entry, timing)
            })
            .collect();
        if !rows.is_empty() {
            statements.push(recorder.finished(&rows, None));
        }
        if let Some(mirror) = &state.mirror {
            statements.push(mirror.replace::<C>(self.heads));
        }
        statements
    }
}

pub(crate) fn changes<C: Database>(
    settings: &Settings<'_>,
    state: &State,
) -> Result<Stamped, Error> {
    let Settings { chain, targets, .. } = *settings;
    let graph = chain.graph()?;
    let names: Vec<&str> = targets.iter().map(Target::as_str).collect();
    let names = names.join(" ");
    let wrong = target_error(&names);
    let unknown = state.unknown(chain);
    if !unknown.is_empty() && !settings.purge {
        return Err(state.unknown_error(chain, unknown));
    }
    let applied = state.in_graph(graph).map_err(&wrong)?;
    // Nothing that is recorded counts; what changes is told from what is there all the same.
    let plan = match settings.purge {
        true => graph.stamp(&state.emptied().in_graph(graph).map_err(&wrong)?, targets),
        false => graph.stamp(&applied, targets),
    };
    let plan = plan.map_err(&wrong)?;
    let mut recorded = ids(chain, &plan.record);
    let mut removed = ids(chain, &plan.remove);
    if settings.purge {
        let applied = graph.order().iter().rev().copied();
        let applied: Vec<_> = applied
            .filter(|one| applied_has(state, chain, *one))
            .collect();
        removed = ids(chain, &applied);
        removed.retain(|id| !recorded.contains(id));
        recorded.retain(|id| !state.contains(id));
    }
    let compared = state.compare::<C::Dialect>(chain);
    let accepted = compared.iter().filter_map(|applied| match applied.state {
        AppliedState::Edited { revision, .. } => Some(revision.id),
        _ => None,
    });
    Ok(Stamped {
        accepted: accepted.filter(|id| !removed.contains(id)).collect(),
        recorded,
        removed,
        purged: unknown,
        heads: ids(chain, &plan.heads),
    })
}

fn applied_has(state: &State, chain: &'static Chain, revision: RevisionIndex) -> bool {
    state.contains(chain.revisions()[revision.get()].id)
}

/// The checksum that an upgrade would have recorded; none where the revision has no script here.
pub(crate) fn checksum<C: Database>(chain: &'static Chain, id: &str) -> Option<&'static str> {
    let scripts = <C::Dialect as crate::Dialect>::scripts(chain.find(id)?)?;
    Some(scripts.up.checksum)
}
