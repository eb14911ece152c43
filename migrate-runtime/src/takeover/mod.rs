//! Taking over from another tool: what its table says becomes ours, under the lock and recorded.

pub(crate) mod other_tools;
mod sha384;
pub(crate) mod unrecorded;

use self::other_tools::{Row, differs, keeps_numbers};
use crate::backend::Database;
use crate::embedded::{Chain, Revision};
use crate::error::{Error, database};
use crate::found::OtherTool;
use crate::observer::Observer;
use crate::record::stamp::{Change, checksum};
use crate::record::{self, Locked, Recorder, Scope, State, begin, ids, patiently, target_error};
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use migrate_graph::Graph;
use std::collections::BTreeSet;
use std::time::Duration;

/// The result of taking over another tool's record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TakenOver {
    /// The name of the other tool's table.
    pub table: String,
    /// All revisions that the other tool has applied, parents first.
    pub applied: Vec<&'static str>,
    /// The revisions that this call recorded as applied, parents first.
    pub recorded: Vec<&'static str>,
    /// The revisions that this call took off the record, because the other tool has undone them, children
    /// first.
    pub removed: Vec<&'static str>,
    /// Revisions whose scripts are not what the other tool applied, as far as it keeps checksums.
    pub differing: Vec<&'static str>,
    /// The maximal applied revisions afterwards, in the order of their ids.
    pub heads: Vec<&'static str>,
}

/// What is to be taken over, and how.
pub(crate) struct Settings<'s> {
    pub(crate) chain: &'static Chain,
    pub(crate) tool: OtherTool,
    pub(crate) timeout: Duration,
    pub(crate) executed_by: Option<&'s str>,
}

/// Returns what would be taken over.
pub(crate) fn compare<C: Database>(
    connection: &mut C,
    settings: &Settings<'_>,
    observer: &mut dyn Observer,
) -> Result<TakenOver, Error> {
    let state = record::read(connection, settings.chain, settings.timeout, observer)?;
    compare_records(connection, settings, &state, observer)
}

/// Takes over.
pub(crate) fn take_over<C: Database>(
    connection: &mut C,
    settings: &Settings<'_>,
    observer: &mut dyn Observer,
) -> Result<TakenOver, Error> {
    let depth = connection.depth().map_err(database(
        "go on with a connection whose transaction is broken",
    ))?;
    let scope = if depth == 0 {
        Scope::Each
    } else {
        Scope::Callers
    };
    let names = &settings.chain.bookkeeping;
    let mut locked = Locked::acquire(connection, names, settings.timeout, observer)?;
    let result = locked_take_over(&mut *locked, settings, scope, observer);
    let released = locked.release();
    let taken = result?;
    released.map_err(database("give the lock back"))?;
    Ok(taken)
}

fn locked_take_over<C: Database>(
    connection: &mut C,
    settings: &Settings<'_>,
    scope: Scope,
    observer: &mut dyn Observer,
) -> Result<TakenOver, Error> {
    let timeout = settings.timeout;
    let mut state = record::read(connection, settings.chain, timeout, observer)?;
    compare_records(connection, settings, &state, observer)?; // before any table is created
    record::ensure_tables(connection, &mut state, timeout, observer)?;
    patiently(
        connection,
        timeout,
        observer,
        "begin a transaction",
        |connection| begin(connection, scope),
    )?;
    let result = write(connection, settings, observer).and_then(|taken| {
        AnsiTransactionManager::commit_transaction(connection)
            .map_err(database("commit what was taken over"))?;
        Ok(taken)
    });
    if result.is_err() {
        // The first error is the one to tell.
        let _ = AnsiTransactionManager::rollback_transaction(connection);
    }
    result
}

/// Reads again inside the transaction, and writes.
fn write<C: Database>(
    connection: &mut C,
    settings: &Settings<'_>,
    observer: &mut dyn Observer,
) -> Result<TakenOver, Error> {
    let chain = settings.chain;
    let state = State::read(connection, chain).map_err(database("read the applied revisions"))?;
    let taken = compare_records(connection, settings, &state, observer)?;
    let recorder = Recorder::<C>::new(&state.tables, settings.executed_by);
    // What had no checksum gets one, so that an edit is seen from now on.
    let checksums = taken
        .applied
        .iter()
        .filter(|id| state.checksum_of(id).is_none())
        .map(|id| (*id, checksum::<C>(chain, id)))
        // A merge without scripts has none to get.
        .filter(|(id, checksum)| checksum.is_some() || taken.recorded.contains(id))
        .collect();
    let change = Change {
        removed: &taken.removed,
        recorded: &taken.recorded,
        checksums,
        heads: &taken.heads,
    };
    let statements = change.statements(&recorder, chain, &state);
    for statement in statements {
        connection
            .batch_execute(&statement)
            .map_err(database("record what was taken over"))?;
    }
    Ok(taken)
}

/// Compares the other tool's record with the embedded chain and ours.
fn compare_records<C: Database>(
    connection: &mut C,
    settings: &Settings<'_>,
    state: &State,
    observer: &mut dyn Observer,
) -> Result<TakenOver, Error> {
    let (chain, tool) = (settings.chain, settings.tool);
    let graph = chain.graph()?;
    let record = other_tools::read(
        connection,
        tool,
        &chain.bookkeeping,
        settings.timeout,
        observer,
    )?;
    let mut problems = Vec::new();
    let mut differing = Vec::new();
    let mut found: BTreeSet<&'static str> = BTreeSet::new();
    for row in &record.rows {
        let Some(revision) = embedded(chain, tool, row) else {
            problems.push(format!("`{}` is no revision of this binary", row.version));
            continue;
        };
        if !row.succeeded {
            let id = revision.id;
            problems.push(format!(
                "`{id}` failed: see what it left behind, and finish or undo it"
            ));
        }
        if differs::<C::Dialect>(tool, row, revision) {
            differing.push(revision.id);
        }
        found.insert(revision.id);
    }
    add_below(chain, graph, tool, &mut found);
    problems.extend(gaps(chain, graph, &found));
    if !problems.is_empty() {
        return Err(Error::CantTakeOver {
            table: record.table,
            problems,
        });
    }
    let order = || -> Vec<&'static str> { chain.revisions().iter().map(|one| one.id).collect() };
    let all: Vec<&str> = found.iter().copied().collect();
    let applied = graph.applied_exactly(&all);
    let applied = applied.map_err(target_error("the other tool's state"))?;
    let mut removed = order();
    removed.reverse();
    removed.retain(|id| state.contains(id) && !found.contains(id));
    Ok(TakenOver {
        table: record.table,
        applied: order()
            .into_iter()
            .filter(|id| found.contains(id))
            .collect(),
        recorded: order()
            .into_iter()
            .filter(|id| found.contains(id) && !state.contains(id))
            .collect(),
        removed,
        differing,
        heads: ids(chain, &graph.applied_heads(&applied)),
    })
}

/// The revisions that another tool's rows say are applied, parents first, and the versions that the
/// chain does not have.
pub(crate) fn find_applied(
    chain: &'static Chain,
    tool: OtherTool,
    rows: &[Row],
) -> (Vec<&'static str>, Vec<String>) {
    let mut found: BTreeSet<&'static str> = BTreeSet::new();
    let mut unknown = Vec::new();
    for row in rows {
        match embedded(chain, tool, row) {
            Some(revision) => _ = found.insert(revision.id),
            None => unknown.push(row.version.clone()),
        }
    }
    if let Ok(graph) = chain.graph() {
        add_below(chain, graph, tool, &mut found);
    }
    let order = chain.revisions().iter().map(|one| one.id);
    (order.filter(|id| found.contains(id)).collect(), unknown)
}

/// Alembic's rows are heads: everything below them is applied, too.
fn add_below(
    chain: &'static Chain,
    graph: &Graph,
    tool: OtherTool,
    found: &mut BTreeSet<&'static str>,
) {
    if tool == OtherTool::Alembic {
        let rows: Vec<&str> = found.iter().copied().collect();
        let below = graph.applied_below_known(&rows);
        let order = graph.order().iter().copied();
        let below: Vec<_> = order.filter(|index| below.contains(*index)).collect();
        found.extend(ids(chain, &below));
    }
}

/// The revision that a row is of. sqlx and refinery keep a number, whose leading zeros are lost.
fn embedded(chain: &'static Chain, tool: OtherTool, row: &Row) -> Option<&'static Revision> {
    let exact = chain.find_or_replacing(&row.version);
    if exact.is_some() || !keeps_numbers(tool) {
        return exact;
    }
    let number = |id: &str| {
        let is_number = !id.is_empty() && id.bytes().all(|digit| digit.is_ascii_digit());
        is_number.then(|| id.trim_start_matches('0').to_owned())
    };
    let wanted = number(&row.version)?;
    let mut revisions = chain.revisions().iter().copied();
    revisions.find(|revision| number(revision.id).as_deref() == Some(&wanted))
}

/// Applied revisions that stand on one that is not.
fn gaps(chain: &'static Chain, graph: &Graph, found: &BTreeSet<&'static str>) -> Vec<String> {
    let mut gaps = Vec::new();
    for &index in graph.order() {
        let id = chain.revisions()[index.get()].id;
        if !found.contains(id) {
            continue;
        }
        for needed in graph.revises(index).iter().chain(graph.depends_on(index)) {
            let needed = chain.revisions()[needed.get()].id;
            if !found.contains(needed) {
                gaps.push(format!(
                    "`{id}` is applied, and `{needed}`, which it needs, is not"
                ));
            }
        }
    }
    gaps
}
