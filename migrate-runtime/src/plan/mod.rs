//! Finds the steps to a target, and refuses all of them if one can't run.

pub(crate) mod preview;

use crate::backend::{Code, Database};
use crate::embedded::Backfill;
use crate::embedded::dialect::Dialect;
use crate::embedded::{Chain, Revision, Script};
use crate::error::Error;
use crate::observer::StepInfo;
use crate::record::{
    Entry, Operation, Scope, State, UnknownRevisions, ids, no_scripts, target_error,
};
use crate::script::{self, Shape};
use migrate_graph::{Direction, Graph, Plan, Step, Target};

/// A step with all that is needed to run it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlannedStep {
    pub(crate) revision: &'static Revision,
    pub(crate) script: &'static Script,
    pub(crate) info: StepInfo,
    /// It can't be rolled back as a whole.
    pub(crate) standalone: bool,
    /// Its first and last statement are a transaction's, which is the step's.
    pub(crate) wrapped: bool,
    /// The step in Rust that follows the script of an upgrade.
    pub(crate) backfill: Option<&'static Backfill>,
    /// The script was run, and some of the batches.
    pub(crate) begun: bool,
}

impl PlannedStep {
    /// Returns what is recorded of the step.
    pub(crate) fn entry(&self) -> Entry<'static> {
        Entry {
            revision: self.revision.id,
            operation: Operation::from(self.info.direction),
            checksum: Some(self.script.checksum),
        }
    }

    /// What the step runs: these statements, which are its script's, and its part in Rust.
    pub(crate) fn code<'t>(&self, statements: &'t [&'t str]) -> Code<'t> {
        Code {
            statements,
            is_rust_too: self.backfill.is_some(),
        }
    }
}

/// Returns the steps to a target.
pub(crate) fn steps<C: Database>(
    chain: &'static Chain,
    state: &State,
    target: &Target,
    direction: Direction,
    scope: Scope,
) -> Result<Vec<PlannedStep>, Error> {
    let graph = chain.graph()?;
    let plan =
        graph_plan(graph, state, target, direction).map_err(target_error(target.as_str()))?;
    if plan.already_applied {
        return Err(Error::BelowCurrent {
            target: target.as_str().to_owned(),
            heads: ids(chain, &plan.heads),
        });
    }
    let steps = plan.steps;
    let of = steps.len();
    let numbered = steps.into_iter().enumerate();
    numbered
        .map(|(at, step)| plan_step::<C>(chain, state, step, at + 1, of, scope))
        .collect()
}

fn graph_plan(
    graph: &Graph,
    state: &State,
    target: &Target,
    direction: Direction,
) -> Result<Plan, migrate_graph::PlanError> {
    let applied = state.in_graph(graph)?;
    match direction {
        Direction::Up => graph.upgrade(&applied, target),
        Direction::Down => graph.downgrade(&applied, target),
    }
}

fn plan_step<C: Database>(
    chain: &'static Chain,
    state: &State,
    step: Step,
    number: usize,
    of: usize,
    scope: Scope,
) -> Result<PlannedStep, Error> {
    let revision = chain.revisions()[step.revision.get()];
    let script = script_of::<C::Dialect>(revision, step.direction)?;
    let statements = script.texts();
    let shape = script::shape(&statements);
    let wrapped = shape == Shape::Wrapped;
    let standalone = !revision.transaction
        || shape == Shape::OwnTransactions
        || !C::is_transactional(without_wrapping(&statements, wrapped));
    let backfill = match step.direction {
        Direction::Up => chain.backfill_of(revision.id),
        Direction::Down => None,
    };
    if let Some(backfill) = backfill.filter(|backfill| C::step(backfill).is_none()) {
        return Err(no_step::<C>(backfill));
    }
    let begun = backfill.is_some() && state.unfinished(revision.id).is_some();
    if standalone && !begun && scope != Scope::Each {
        return Err(Error::NotInTransaction {
            revision: revision.id,
            file: script.file,
            callers: scope == Scope::Callers,
        });
    }
    Ok(PlannedStep {
        revision,
        script,
        info: StepInfo {
            revision: revision.id,
            message: revision.message,
            direction: step.direction,
            number,
            of,
            statements: without_wrapping(&statements, wrapped).len(),
        },
        standalone,
        wrapped,
        backfill,
        begun,
    })
}

/// The steps to a target, from a state that this binary can answer for. Revisions that it does not
/// know are tolerated only where there is nothing to do: what it would do might not fit them.
pub(crate) fn checked_steps<C: Database>(
    chain: &'static Chain,
    state: &State,
    target: &Target,
    direction: Direction,
    unknown: UnknownRevisions,
    scope: Scope,
) -> Result<Vec<PlannedStep>, Error> {
    state.verify::<C::Dialect>(chain, unknown)?;
    let steps = steps::<C>(chain, state, target, direction, scope)?;
    if !steps.is_empty() {
        state.verify::<C::Dialect>(chain, UnknownRevisions::Refuse)?;
        if direction == Direction::Down {
            // Its script is there and not recorded, and what it stands on must not go.
            state.refuse_unfinished(chain)?;
        }
    }
    Ok(steps)
}

/// Leaves out the first and the last statement, where those are the transaction's.
pub(crate) fn without_wrapping<'s, 't>(statements: &'s [&'t str], wrapped: bool) -> &'s [&'t str] {
    if wrapped {
        &statements[1..statements.len() - 1]
    } else {
        statements
    }
}

fn script_of<D: Dialect>(
    revision: &'static Revision,
    direction: Direction,
) -> Result<&'static Script, Error> {
    let scripts = D::scripts(revision).ok_or_else(|| no_scripts::<D>(revision))?;
    match direction {
        Direction::Up => Ok(&scripts.up),
        Direction::Down => scripts.down.as_ref().ok_or(Error::Irreversible {
            revision: revision.id,
            reason: revision.irreversible,
        }),
    }
}

/// The error about a step that this binary has not for this kind of database.
pub(crate) fn no_step<C: Database>(backfill: &'static Backfill) -> Error {
    Error::NoScripts {
        revision: backfill.revision,
        dialect: <C::Dialect as Dialect>::NAME,
    }
}
