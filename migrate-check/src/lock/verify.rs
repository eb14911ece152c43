//! Whether the directory still is what was sealed.
use super::{LOCK_FILE, Lock, SealedRevision};
use crate::chain::Scripts;
use crate::diagnostic::{Diagnostic, Label};
use crate::load::Directory;
use crate::revision::{FoundRevision, Origin};
use crate::{Dialect, codes};
use std::collections::{BTreeMap, BTreeSet};

const WRITE_A_NEW_ONE: &str = "restore it from version control and write a new revision for the \
                               change: `cargo migrate revision -m \"…\" --dir {dir}`; or, if no \
                               database has it, seal the change: `cargo migrate seal --again --dir \
                               {dir}`";

/// Adds what is not as it was sealed, of each revision the first thing, to what was found before.
pub(crate) fn verify(
    directory: &Directory<'_>,
    lock: &Lock,
    scripts: &[BTreeMap<Dialect, Scripts>],
    mut diagnostics: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    if directory.is_damaged() || directory.has_unplaced() || directory.graph.is_err() {
        return diagnostics;
    }
    let found = &directory.found.revisions;
    let by_id: BTreeMap<&str, usize> = found
        .iter()
        .enumerate()
        .map(|(n, revision)| (&*revision.id.value, n))
        .collect();
    let sealed: BTreeSet<&str> = lock.revisions.iter().map(|it| &*it.id).collect();
    let mut wrong = Vec::new();
    for revision in &lock.revisions {
        let Some(n) = by_id.get(&*revision.id).copied() else {
            wrong.push(gone(&revision.id));
            continue;
        };
        let moved = moved(revision, &found[n], &sealed, |id| {
            by_id.get(id).map(|n| &found[*n])
        });
        match moved {
            Some(moved) => {
                // What follows from one that was put in between is said once.
                let is_new = wrong
                    .iter()
                    .all(|one: &Diagnostic| one.primary != moved.primary);
                wrong.extend(Some(moved).filter(|_| is_new));
            }
            None => changed(revision, &found[n], &scripts[n], &mut wrong),
        }
    }
    // A script that is gone is not asked for once more.
    let is_gone = |path: &Label| {
        let mut gone = wrong.iter().filter(|it| it.code == codes::SEALED_MISSING);
        gone.any(|it| it.primary.as_ref().is_some_and(|at| at.file == path.file))
    };
    diagnostics.retain(|it| {
        let asks = [codes::NO_UP, codes::NO_DOWN].contains(&it.code);
        !(asks && it.primary.as_ref().is_some_and(is_gone))
    });
    diagnostics.extend(wrong);
    diagnostics
}

fn gone(id: &str) -> Diagnostic {
    let message = format!("the revision `{id}` was sealed and is not there any more");
    Diagnostic::error(codes::SEALED_MISSING, Label::whole(LOCK_FILE), message)
        .help(WRITE_A_NEW_ONE.replacen("it from", "its folder from", 1))
}

/// Whether it has another place in the chain.
fn moved<'f>(
    sealed: &SealedRevision,
    found: &FoundRevision,
    all_sealed: &BTreeSet<&str>,
    of_id: impl Fn(&str) -> Option<&'f FoundRevision>,
) -> Option<Diagnostic> {
    let values = |ids: &[crate::located::Located<String>]| -> Vec<String> {
        ids.iter().map(|id| id.value.clone()).collect()
    };
    let id = &sealed.id;
    let mut both = [
        ("revises", &sealed.revises, &found.revises),
        ("depends on", &sealed.depends_on, &found.depends_on),
    ]
    .into_iter();
    let (word, old, new) = both.find(|(_, old, new)| **old != values(new))?;
    let inserted = new
        .iter()
        .find(|new| !old.contains(&new.value) && !all_sealed.contains(&*new.value));
    let place = new
        .iter()
        .find(|new| !old.contains(&new.value))
        .or(new.first());
    if let Some(inserted) = inserted
        && let Some(revision) = of_id(&inserted.value)
        && inserted.at.span.is_none()
    {
        // The order of the folders is the chain.
        let message = format!(
            "the revision `{}` comes before `{id}`, which is sealed",
            inserted.value
        );
        let label = Label::whole(&revision.path);
        return Some(Diagnostic::error(codes::SEALED_MOVED, label, message).help(
            "give it a version behind all that are sealed: databases that have those would get it \
             out of order",
        ));
    }
    let at = match place {
        Some(place) => place.at.clone(),
        None => Label::whole(&found.path),
    };
    let message = format!(
        "`{id}` {word} {}, and {}",
        listed(&values(new)),
        was_sealed(old)
    );
    Some(Diagnostic::error(codes::SEALED_MOVED, at, message).help(match inserted {
        Some(inserted) => format!(
            "`{}` can only come behind what is sealed: write `{}` here again, and let it revise a \
             sealed revision or one that is behind",
            inserted.value,
            toml(old)
        ),
        None => format!("write `{}` again", toml(old)),
    }))
}

fn was_sealed(old: &[String]) -> String {
    match old {
        [] => "was sealed as a base".to_owned(),
        old => format!("was sealed behind {}", listed(old)),
    }
}

fn listed(ids: &[String]) -> String {
    match ids {
        [] => "nothing".to_owned(),
        ids => {
            let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
            ids.join(" and ")
        }
    }
}

fn toml(ids: &[String]) -> String {
    match ids {
        [one] => format!("\"{one}\""),
        ids => {
            let ids: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
            format!("[{}]", ids.join(", "))
        }
    }
}

/// Whether its scripts have other tokens, or are not there.
fn changed(
    sealed: &SealedRevision,
    found: &FoundRevision,
    scripts: &BTreeMap<Dialect, Scripts>,
    wrong: &mut Vec<Diagnostic>,
) {
    let id = &sealed.id;
    let mut told = BTreeSet::new();
    let settings = changed_settings(sealed, found);
    for (message, place) in &settings {
        let file = match found.origin {
            Origin::RevisionToml => format!("{}/revision.toml", found.path),
            Origin::PlainFolder | Origin::File => found.path.clone(),
        };
        let place = place.clone().unwrap_or_else(|| Label::whole(file));
        let error = Diagnostic::error(codes::SEALED_CHANGED, place, message);
        wrong.push(error.help(WRITE_A_NEW_ONE));
    }
    // With the reason against it the script comes and goes: that is said once.
    let has_other_down = sealed.irreversible != found.irreversible.is_some();
    for (dialect, sums) in &sealed.scripts {
        let files = [&found.up, &found.down];
        let read = scripts.get(dialect);
        let read = [
            read.and_then(|both| both.up.as_ref()),
            read.and_then(|both| both.down.as_ref()),
        ];
        for (n, direction) in ["up", "down"].into_iter().enumerate() {
            if direction == "down" && has_other_down {
                continue;
            }
            let file = files[n].for_dialect(*dialect);
            let (code, label, message) = match (sums[n], file, read[n]) {
                (Some(_), None, _) => {
                    let is_nowhere = sealed.scripts.iter().all(|(dialect, sums)| {
                        sums[n].is_none() || files[n].for_dialect(*dialect).is_none()
                    });
                    let of = match is_nowhere {
                        true => String::new(),
                        false => format!(" for {dialect}"),
                    };
                    let message =
                        format!("the `{direction}` script of `{id}`{of} was sealed and is gone");
                    (codes::SEALED_MISSING, Label::whole(&found.path), message)
                }
                (Some(sum), Some(file), Some(read)) if read.analysis.checksum != sum => (
                    codes::SEALED_CHANGED,
                    Label::whole(file),
                    "this script is not the one that was sealed: its SQL has changed".to_owned(),
                ),
                (None, Some(file), _) => (
                    codes::SEALED_CHANGED,
                    Label::whole(file),
                    format!("`{id}` was sealed without a `{direction}` script for {dialect}"),
                ),
                _ => continue,
            };
            if told.insert((label.file.clone(), code)) {
                wrong.push(Diagnostic::error(code, label, message).help(WRITE_A_NEW_ONE));
            }
        }
    }
}

/// What it says of itself beside its place, and said otherwise when it was sealed: each with its place,
/// where that is known.
fn changed_settings(
    sealed: &SealedRevision,
    found: &FoundRevision,
) -> Vec<(String, Option<Label>)> {
    let id = &sealed.id;
    let mut changed = Vec::new();
    match (sealed.no_transaction, found.transaction) {
        (true, true) => changed.push((
            format!("`{id}` was sealed to run without a transaction, and runs in one now"),
            None,
        )),
        (false, false) => changed.push((
            format!("`{id}` was sealed to run in a transaction, and runs without one now"),
            None,
        )),
        _ => {}
    }
    match (sealed.irreversible, &found.irreversible) {
        (true, None) => changed.push((
            format!("`{id}` was sealed as irreversible, and is not any more"),
            None,
        )),
        (false, Some(reason)) => changed.push((
            format!("`{id}` is irreversible now, and was not when it was sealed"),
            Some(reason.at.clone()),
        )),
        _ => {}
    }
    if sealed.backfill != found.backfill {
        let message = match (&sealed.backfill, &found.backfill) {
            (Some(old), Some(new)) => {
                format!("`{id}` was sealed with the backfill `{old}`, and has `{new}` now")
            }
            (Some(old), None) => {
                format!("`{id}` was sealed with the backfill `{old}`, and has none now")
            }
            (None, new) => {
                let new = new.as_deref().unwrap_or_default();
                format!("`{id}` has the backfill `{new}` now, and was sealed without one")
            }
        };
        changed.push((message, None));
    }
    changed
}

/// The model of the lock can't be read by this build.
pub(super) fn other_model(dialect: Dialect, head: &str) -> Diagnostic {
    let message = format!(
        "the model of {dialect} in the lock is that of another version of `migrate`, so all \
         revisions are parsed again in every build"
    );
    Diagnostic::warning(codes::BAD_LOCK, Label::whole(LOCK_FILE), message).help(format!(
        "make it anew: `cargo migrate seal {head} --dir {{dir}}` (that the scripts are those that \
             were sealed is checked all the same)"
    ))
}
