//! The JSON documents of the commands.

use super::embedded::EmbeddedRevisions;
use crate::Failure;
use migrate_graph::{Direction, RevisionIndex};
use migrate_runtime::{
    AppliedState, CompletedStep, Current, HistoryEntry, Preview, Report, UnfinishedBackfill,
};
use serde_json::{Value, json};

/// `{"heads":[…],"tips":[…],"applied":[…],"unknown":[…],"edited":[…],"missing_heads":[…],
/// "unfinished":[…],"backfills":[{"revision","cursor","batches","done","total"}]}`: ids, and rows of
/// the history. A tip is the newest revision of a branch, even if another branch depends on it.
pub(super) fn current(
    revisions: &EmbeddedRevisions,
    current: &Current,
    missing_heads: &[&str],
) -> Result<Value, Failure> {
    let with = |wanted: fn(&AppliedState) -> bool| -> Vec<&str> {
        let applied = current.applied.iter();
        let applied = applied.filter(|one| wanted(&one.state));
        applied.map(|one| one.id.as_str()).collect()
    };
    let heads = current.heads.iter().map(|head| head.id.as_str());
    let graph = revisions.graph();
    let known = |id: &&str| graph.find(id).is_some();
    let tips = revisions.tips(current)?.into_iter();
    Ok(json!({
        "heads": heads.filter(known).collect::<Vec<_>>(),
        "tips": tips.map(|tip| graph.id(tip).as_str()).collect::<Vec<_>>(),
        "applied": with(|state| *state != AppliedState::Unknown),
        "unknown": with(|state| *state == AppliedState::Unknown),
        "edited": with(|state| matches!(state, AppliedState::Edited { .. })),
        "missing_heads": missing_heads,
        "unfinished": current.unfinished.iter().map(entry).collect::<Vec<_>>(),
        "backfills": current.backfills.iter().map(backfill).collect::<Vec<_>>(),
    }))
}

fn backfill(backfill: &UnfinishedBackfill) -> Value {
    json!({
        "revision": backfill.revision,
        "cursor": backfill.cursor,
        "batches": backfill.batches,
        "done": backfill.done,
        "total": backfill.total,
    })
}

/// The document of a listing, with the position of the database.
pub(super) fn revisions(
    revisions: &EmbeddedRevisions,
    current: &Current,
    listed: &[RevisionIndex],
) -> Value {
    let at = |id: &str, ids: &[migrate_runtime::AppliedRevision]| {
        ids.iter().any(|applied| applied.id == id)
    };
    let listing = revisions.listing();
    let listed = listed.iter().map(|revision| {
        let id = revisions.graph().id(*revision).as_str();
        let mut facts = listing.document_of(*revision);
        facts["is_current"] = json!(at(id, &current.heads));
        facts["is_applied"] = json!(at(id, &current.applied));
        facts
    });
    json!({ "revisions": listed.collect::<Vec<_>>() })
}

/// `{"steps":[{"revision","direction","seconds"}],"heads":[…]}`.
pub(super) fn run(reports: &[Report], heads: &[&str]) -> Value {
    let steps = reports.iter().flat_map(|report| &report.steps);
    json!({ "steps": steps.map(step).collect::<Vec<_>>(), "heads": heads })
}

fn step(step: &CompletedStep) -> Value {
    json!({
        "revision": step.revision,
        "direction": direction(step.direction),
        "seconds": step.took.as_secs_f64(),
    })
}

/// `{"steps":[{"revision","direction","file","in_transaction","statements":[{"line","sql","locks"}],
/// "backfill","is_begun"}]}`.
pub(super) fn preview(steps: &[Preview]) -> Value {
    let steps = steps.iter().map(|step| {
        let statements = step.statements.iter().map(|statement| {
            json!({ "line": statement.line, "sql": statement.sql, "locks": statement.locks })
        });
        json!({
            "revision": step.info.revision,
            "direction": direction(step.info.direction),
            "file": step.file,
            "in_transaction": step.in_transaction,
            "statements": statements.collect::<Vec<_>>(),
            "backfill": step.backfill,
            "is_begun": step.is_begun,
        })
    });
    json!({ "steps": steps.collect::<Vec<_>>() })
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
    }
}

/// A row of the history, with its columns by name.
pub(super) fn entry(entry: &HistoryEntry) -> Value {
    json!({
        "id": entry.id,
        "revision": entry.revision,
        "operation": entry.operation,
        "started_at": entry.started_at,
        "completed_at": entry.completed_at,
        "duration_seconds": entry.duration_seconds,
        "success": entry.success,
        "error_message": entry.error_message,
        "executed_by": entry.executed_by,
        "checksum": entry.checksum,
    })
}
