//! Revisions that stand for others: `replaces` in `revision.toml`, written by a squash.
//!
//! The others are gone, and databases have them. Whoever revises or depends on one of them means the
//! revision that stands for it.
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::revision::FoundRevision;
use std::collections::{BTreeMap, BTreeSet};

/// Lets references follow; returns what is wrong with the replacements.
pub(crate) fn follow(revisions: &mut [FoundRevision]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut stands_for: BTreeMap<String, (usize, Located<String>)> = BTreeMap::new();
    for (n, revision) in revisions.iter().enumerate() {
        for replaced in &revision.replaces {
            let id = &replaced.value;
            let there = revisions.iter().find(|other| other.id.value == *id);
            let first = stands_for.get(id);
            let wrong = match (there, first) {
                (Some(there), _) => Some((
                    format!("`{id}` is replaced, and it is still there"),
                    there.id.at.clone().text("here"),
                    format!(
                        "remove `{{dir}}/{}`, or take the id out of `replaces`",
                        there.path
                    ),
                )),
                (None, Some((_, first))) => Some((
                    format!("two revisions replace `{id}`"),
                    first.at.clone().text("the first one"),
                    "take the id out of one of the two".to_owned(),
                )),
                (None, None) => None,
            };
            match wrong {
                Some((message, related, help)) => diagnostics.push(
                    Diagnostic::error(codes::BAD_REPLACEMENT, replaced.at.clone(), message)
                        .related(related)
                        .help(help),
                ),
                None => _ = stands_for.insert(id.clone(), (n, replaced.clone())),
            }
        }
    }
    if stands_for.is_empty() {
        return diagnostics;
    }
    let ids: Vec<String> = revisions.iter().map(|one| one.id.value.clone()).collect();
    for (n, revision) in revisions.iter_mut().enumerate() {
        for references in [&mut revision.revises, &mut revision.depends_on] {
            let mut is_changed = false;
            for reference in references.iter_mut() {
                if let Some((by, _)) = stands_for.get(&reference.value).filter(|(by, _)| *by != n) {
                    reference.value.clone_from(&ids[*by]);
                    is_changed = true;
                }
            }
            if is_changed {
                let mut seen = BTreeSet::new();
                references.retain(|reference| seen.insert(reference.value.clone()));
            }
        }
    }
    diagnostics
}
