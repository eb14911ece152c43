//! Reading the record, making its tables, and the transactions around it.

use super::lock::{Locked, patiently};
use super::state::State;
use crate::backend::Database;
use crate::embedded::Chain;
use crate::error::{Error, database};
use crate::observer::Observer;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use std::time::Duration;

/// The transactions that a step has to live with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Each step has its own.
    Each,
    /// All steps are in one.
    All,
    /// The caller has one open.
    Callers,
}

/// Reads what is applied.
pub(crate) fn read<C: Database>(
    connection: &mut C,
    chain: &'static Chain,
    timeout: Duration,
    observer: &mut dyn Observer,
) -> Result<State, Error> {
    patiently(
        connection,
        timeout,
        observer,
        "read the applied revisions",
        |connection| State::read(connection, chain),
    )
}

/// Creates the bookkeeping tables if they are missing.
pub(crate) fn ensure_tables<C: Database>(
    connection: &mut C,
    state: &mut State,
    timeout: Duration,
    observer: &mut dyn Observer,
) -> Result<(), Error> {
    let tables = &mut state.tables;
    if !tables.exist() {
        patiently(
            connection,
            timeout,
            observer,
            "create the bookkeeping tables",
            |connection| connection.create_tables(tables),
        )?;
        tables.versions_exist = true;
        tables.history_exists = true;
    }
    // Behind them: it may be in a schema that is made for them.
    if let Some(mirror) = state.mirror.as_mut().filter(|mirror| mirror.rows.is_none()) {
        patiently(
            connection,
            timeout,
            observer,
            "create Alembic's table, which is to be mirrored",
            |connection| connection.batch_execute(&mirror.create()),
        )?;
    }
    if let Some(backfills) = state
        .backfills
        .as_mut()
        .filter(|table| table.rows.is_none())
    {
        patiently(
            connection,
            timeout,
            observer,
            "create the table of the backfills",
            |connection| connection.batch_execute(&backfills.create()),
        )?;
        backfills.rows = Some(Vec::new());
    }
    Ok(())
}

/// Creates the bookkeeping tables if they are missing, under the lock; says whether they were.
pub(crate) fn ensure_alone<C: Database>(
    connection: &mut C,
    chain: &'static Chain,
    timeout: Duration,
    observer: &mut dyn Observer,
) -> Result<bool, Error> {
    if read(connection, chain, timeout, observer)?.has_tables() {
        return Ok(false);
    }
    let mut locked = Locked::acquire(connection, &chain.bookkeeping, timeout, observer)?;
    let state = read(&mut *locked, chain, timeout, observer);
    let created = state.and_then(|mut state| {
        let missing = !state.has_tables();
        ensure_tables(&mut *locked, &mut state, timeout, observer)?;
        Ok(missing)
    });
    let released = locked.release();
    let created = created?;
    released.map_err(database("give the lock back"))?;
    Ok(created)
}

/// Begins a transaction that Diesel knows of: a savepoint inside the caller's.
pub(crate) fn begin<C: Database>(connection: &mut C, scope: Scope) -> diesel::QueryResult<()> {
    match scope {
        Scope::Callers => AnsiTransactionManager::begin_transaction(connection),
        _ => AnsiTransactionManager::begin_transaction_sql(connection, C::BEGIN),
    }
}
