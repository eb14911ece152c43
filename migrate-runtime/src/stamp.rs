//! Stamping: the record is changed, and no script runs.

use crate::dialect::Database;
use crate::embedded::Chain;
use crate::error::{Error, database};
use crate::executor::{self, begin};
use crate::lock::{Locked, patiently};
use crate::observer::Observer;
use crate::plan::Scope;
use crate::recorder::{Entry, Operation, Recorder, Timing};
use crate::report::{AppliedState, Stamped};
use crate::state::{State, ids, target_error};
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use migrate_graph::{Direction, Target};
use std::time::Duration;

/// Records the database as being at the targets.
pub(crate) fn stamp<C: Database>(
    connection: &mut C,
    chain: &'static Chain,
    targets: &[Target],
    timeout: Duration,
    executed_by: Option<&str>,
    observer: &mut dyn Observer,
) -> Result<Stamped, Error> {
    let broken = "go on with a connection whose transaction is broken";
    let scope = match connection.depth().map_err(database(broken))? {
        0 => Scope::Each,
        _ => Scope::Callers,
    };
    let mut locked = Locked::acquire(connection, &chain.bookkeeping, timeout, observer)?;
    let result = stamp_locked(
        &mut *locked,
        chain,
        targets,
        scope,
        (timeout, executed_by),
        observer,
    );
    let released = locked.release();
    let stamped = result?;
    released.map_err(database("give the lock back"))?;
    Ok(stamped)
}

fn stamp_locked<C: Database>(
    connection: &mut C,
    chain: &'static Chain,
    targets: &[Target],
    scope: Scope,
    (timeout, executed_by): (Duration, Option<&str>),
    observer: &mut dyn Observer,
) -> Result<Stamped, Error> {
    let mut state = executor::read(connection, chain, timeout, observer)?;
    changes::<C>(chain, &state, targets)?; // before any table is created
    executor::ensure_tables(connection, &mut state, timeout, observer)?;
    patiently(
        connection,
        timeout,
        observer,
        "begin a transaction",
        |connection| begin(connection, scope),
    )?;
    let result = write(connection, chain, targets, executed_by);
    if result.is_err() {
        // The first error is the one to tell.
        let _ = AnsiTransactionManager::rollback_transaction(connection);
        return result;
    }
    AnsiTransactionManager::commit_transaction(connection).map_err(database("commit the stamp"))?;
    result
}

/// Reads again inside the transaction, and writes.
fn write<C: Database>(
    connection: &mut C,
    chain: &'static Chain,
    targets: &[Target],
    executed_by: Option<&str>,
) -> Result<Stamped, Error> {
    let state = State::read(connection, chain);
    let state = state.map_err(database("read the applied revisions"))?;
    let changes = changes::<C>(chain, &state, targets)?;
    let recorder = Recorder::<C>::new(&state.tables, executed_by);
    let unfinished = connection
        .history(&state.tables, true)
        .map_err(database("read `migration_history`"))?;
    let mut statements = Vec::new();
    if !unfinished.is_empty() {
        statements.push(recorder.close_unfinished("cut off; closed by a stamp"));
    }
    let mut checksums = Vec::new();
    for id in changes.recorded.iter().chain(&changes.accepted) {
        checksums.push((*id, checksum::<C>(chain, id)));
    }
    checksums.extend(changes.removed.iter().map(|id| (*id, None)));
    if !changes.removed.is_empty() {
        statements.push(recorder.apply_all(&changes.removed, Direction::Down));
    }
    if !changes.recorded.is_empty() {
        statements.push(recorder.apply_all(&changes.recorded, Direction::Up));
    }
    let timing = Timing::just_now(Some(Duration::ZERO));
    let rows: Vec<(Entry<'_>, Timing)> = checksums
        .iter()
        .map(|(revision, checksum)| {
            let entry = Entry {
                revision,
                operation: Operation::Stamp,
                checksum: checksum.as_deref(),
            };
            (entry, timing)
        })
        .collect();
    if !rows.is_empty() {
        statements.push(recorder.finished(&rows, None));
    }
    if let Some(mirror) = &state.mirror {
        statements.push(mirror.replace::<C>(&changes.heads));
    }
    for statement in statements {
        connection
            .batch_execute(&statement)
            .map_err(database("record the stamp"))?;
    }
    Ok(changes)
}

fn changes<C: Database>(
    chain: &'static Chain,
    state: &State,
    targets: &[Target],
) -> Result<Stamped, Error> {
    let graph = chain.graph()?;
    let names: Vec<&str> = targets.iter().map(Target::as_str).collect();
    let names = names.join(" ");
    let wrong = target_error(&names);
    let applied = state.in_graph(graph).map_err(&wrong)?;
    let compared = state.compare::<C::Dialect>(chain);
    let unknown: Vec<String> = compared
        .iter()
        .filter(|revision| revision.state == AppliedState::Unknown)
        .map(|revision| revision.id.clone())
        .collect();
    if !unknown.is_empty() {
        return Err(Error::UnknownRevisions { revisions: unknown });
    }
    let plan = graph.stamp(&applied, targets).map_err(&wrong)?;
    let removed = ids(chain, &plan.remove);
    let accepted = compared.iter().filter_map(|applied| match applied.state {
        AppliedState::Edited { revision, .. } => Some(revision.id),
        _ => None,
    });
    Ok(Stamped {
        recorded: ids(chain, &plan.record),
        accepted: accepted.filter(|id| !removed.contains(id)).collect(),
        removed,
        heads: ids(chain, &plan.heads),
    })
}

/// The checksum that an upgrade would have recorded; none where the revision has no script here.
fn checksum<C: Database>(chain: &'static Chain, id: &str) -> Option<String> {
    let scripts = <C::Dialect as crate::Dialect>::scripts(chain.find(id)?)?;
    Some(scripts.up.checksum_text())
}
