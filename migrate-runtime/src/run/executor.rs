//! Runs plans: looks, takes the lock, looks again, and takes the steps one by one.

use crate::backend::Database;
use crate::embedded::Chain;
use crate::error::{Error, database};
use crate::observer::Observer;
use crate::plan::{self, PlannedStep};
use crate::record::{Locked, Scope, State, UnknownRevisions, ensure_tables, read};
use crate::report::{CompletedStep, Report};
use crate::run::Run;
use crate::takeover::unrecorded;
use migrate_graph::{Direction, Target};
use std::time::{Duration, Instant};

/// What a run is to do, and how.
pub(crate) struct Settings<'a> {
    pub(crate) target: Target,
    pub(crate) direction: Direction,
    pub(crate) one_transaction: bool,
    pub(crate) lock_timeout: Duration,
    pub(crate) executed_by: Option<String>,
    pub(crate) unknown: UnknownRevisions,
    /// What steps in Rust are given.
    pub(crate) arguments: Vec<(String, String)>,
    pub(crate) observer: &'a mut dyn Observer,
}

/// Brings the database to the target.
pub(crate) fn run<C: Database>(
    connection: &mut C,
    chain: &'static Chain,
    settings: &mut Settings<'_>,
) -> Result<Report, Error> {
    let scope = scope(connection, settings)?;
    if scope != Scope::Callers && is_at_every_head(connection, chain, settings)? {
        let graph = chain.graph()?;
        return Ok(Report {
            steps: Vec::new(),
            heads: crate::record::ids(chain, &graph.heads()),
        });
    }
    let state = read(connection, chain, settings.lock_timeout, settings.observer)?;
    if plan_from::<C>(chain, &state, settings, scope)?.is_empty() {
        return report(chain, &state, Vec::new());
    }
    if settings.direction == Direction::Up {
        let (timeout, observer) = (settings.lock_timeout, &mut *settings.observer);
        unrecorded::refuse_other_record(connection, chain, &state, timeout, observer)?;
    }
    let mut locked = Locked::acquire(
        connection,
        &chain.bookkeeping,
        settings.lock_timeout,
        settings.observer,
    )?;
    let result = run_locked(&mut *locked, chain, settings, scope);
    let released = locked.release();
    let report = result?;
    released.map_err(database("give the lock back"))?;
    Ok(report)
}

fn scope<C: Database>(connection: &mut C, settings: &Settings<'_>) -> Result<Scope, Error> {
    let depth = connection.depth().map_err(database(
        "go on with a connection whose transaction is broken",
    ))?;
    Ok(if depth > 0 {
        Scope::Callers
    } else if settings.one_transaction {
        Scope::All
    } else {
        Scope::Each
    })
}

/// Whether everything embedded is applied, for upgrades that ask for that; in one round trip where
/// the database can say so.
fn is_at_every_head<C: Database>(
    connection: &mut C,
    chain: &'static Chain,
    settings: &Settings<'_>,
) -> Result<bool, Error> {
    let everything = match settings.target.as_str() {
        "heads" => true,
        "head" => chain.graph()?.heads().len() == 1,
        _ => false,
    };
    let has_mirror = chain.bookkeeping.alembic.is_some();
    if settings.direction != Direction::Up || !everything || has_mirror {
        return Ok(false);
    }
    let mut expected = Vec::with_capacity(chain.revisions().len());
    for revision in chain.revisions() {
        let scripts = <C::Dialect as crate::Dialect>::scripts(revision)
            .ok_or_else(|| crate::record::no_scripts::<C::Dialect>(revision))?;
        expected.push((revision.id, scripts.up.checksum));
    }
    let answer = connection
        .is_exactly(&chain.bookkeeping, &expected)
        .map_err(database("read the applied revisions"))?;
    Ok(answer == Some(true))
}

fn plan_from<C: Database>(
    chain: &'static Chain,
    state: &State,
    settings: &Settings<'_>,
    scope: Scope,
) -> Result<Vec<PlannedStep>, Error> {
    let (target, direction) = (&settings.target, settings.direction);
    plan::checked_steps::<C>(chain, state, target, direction, settings.unknown, scope)
}

fn report(
    chain: &'static Chain,
    state: &State,
    steps: Vec<CompletedStep>,
) -> Result<Report, Error> {
    Ok(Report {
        steps,
        heads: state.heads(chain)?,
    })
}

/// What is left to do with the lock held.
fn run_locked<C: Database>(
    connection: &mut C,
    chain: &'static Chain,
    settings: &mut Settings<'_>,
    scope: Scope,
) -> Result<Report, Error> {
    let mut state = read(connection, chain, settings.lock_timeout, settings.observer)?;
    ensure_tables(
        connection,
        &mut state,
        settings.lock_timeout,
        settings.observer,
    )?;
    let mut run = Run::new(connection, chain, settings, scope, state);
    if scope == Scope::All {
        run.begin_all()?;
    }
    let result = run_steps(&mut run);
    if scope == Scope::All {
        run.end_all(result.is_ok())?;
    }
    result?;
    let (state, completed) = run.finish();
    report(chain, &state, completed)
}

fn run_steps<C: Database>(run: &mut Run<'_, '_, C>) -> Result<(), Error> {
    run.wait_for_unfinished()?;
    let steps = plan_from::<C>(run.chain, &run.state, run.settings, run.scope)?;
    let infos: Vec<_> = steps.iter().map(|step| step.info).collect();
    if !infos.is_empty() {
        run.look_at_session(&steps)?;
        run.settings.observer.run_started(&infos);
    }
    for (done, step) in steps.iter().enumerate() {
        if run.settings.observer.should_stop() {
            return Err(run.stopped(steps.len() - done)?);
        }
        run.settings.observer.step_started(&step.info);
        let started = Instant::now();
        match run.take(step) {
            Ok(()) => run
                .settings
                .observer
                .step_finished(&step.info, started.elapsed()),
            Err(error) => {
                run.settings
                    .observer
                    .step_failed(&step.info, started.elapsed());
                return Err(error);
            }
        }
    }
    Ok(())
}
