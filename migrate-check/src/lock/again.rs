//! Whether the sealed revisions, replayed from the first, make what was sealed.
use super::{Allowance, LOCK_FILE, Lock};
use crate::diagnostic::{Diagnostic, Label};
use crate::{Dialect, codes};
use migrate_schema::{Schema, compare, kept};
use std::collections::{BTreeMap, BTreeSet};

/// Lines of a difference that are shown.
const MOST_LINES: usize = 12;

/// Compares the sealed models with those that the revisions make now, and says which allowances were
/// not needed.
pub(crate) fn compare_again(
    lock: &Lock,
    models: &BTreeMap<Dialect, Schema>,
    needed: &BTreeSet<Allowance>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (dialect, now) in models {
        let Some(sealed) = lock.models.get(dialect) else {
            continue;
        };
        if kept::written(now) == *sealed {
            continue;
        }
        found.push(differs(
            *dialect,
            lock.revisions.last().map_or("head", |last| &*last.id),
            kept::read(sealed, *dialect).as_ref(),
            now,
        ));
    }
    // Where a dialect was not looked at, its allowances were not needed.
    if lock
        .models
        .keys()
        .all(|dialect| models.contains_key(dialect))
    {
        found.extend(lock.allowances.difference(needed).map(unused));
    }
    found
}

fn differs(dialect: Dialect, head: &str, sealed: Option<&Schema>, now: &Schema) -> Diagnostic {
    let message = format!(
        "the model of {dialect} in the lock is not what the sealed revisions make, as this version of \
         `migrate` sees it"
    );
    let mut diagnostic = Diagnostic::error(codes::SEAL_DIFFERS, Label::whole(LOCK_FILE), message)
        .help(format!(
            "the scripts are those that were sealed, so take the model that they make now: `cargo \
             migrate seal {head} --dir {{dir}}`"
        ));
    let Some(sealed) = sealed else {
        return diagnostic;
    };
    let differences = compare::compare(sealed, now);
    let lines = compare::diff(&differences, MOST_LINES);
    if !lines.is_empty() {
        diagnostic
            .notes
            .push(format!("sealed (-), made (+):\n{}", lines.join("\n")));
    }
    diagnostic
}

fn unused(allowance: &Allowance) -> Diagnostic {
    let Allowance {
        file, code, name, ..
    } = allowance;
    let about = match name.is_empty() {
        true => String::new(),
        false => format!(" at `{name}`"),
    };
    let message =
        format!("the lock allows `{code}`{about} in `{file}`, and there is no such fault");
    Diagnostic {
        severity: crate::diagnostic::Severity::Note,
        ..Diagnostic::error(codes::UNUSED_ALLOWANCE, Label::whole(LOCK_FILE), message)
    }
    .help("`cargo migrate seal --again --dir {dir}` leaves it out")
}
