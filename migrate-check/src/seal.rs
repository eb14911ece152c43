//! Makes the lock: what is sealed, and which faults are allowed in it.
use crate::check::{Wanted, check_wanted};
use crate::diagnostic::Diagnostic;
use crate::lock::{Lock, SealedRevision, allowed, format};
use crate::source::MigrationDir;
use crate::{Options, codes};
use migrate_graph::Graph;
use migrate_schema::kept;
use std::collections::BTreeMap;

/// What to seal, and how.
#[derive(Clone, Copy, Debug, Default)]
pub struct SealOptions {
    /// The errors that the scripts have now are written down and are none any more.
    pub allow_existing: bool,
    /// The lock that is there does not count: what was sealed may have changed, and less may be
    /// sealed than before.
    pub again: bool,
}

/// What came of sealing.
#[derive(Debug, Default)]
pub struct Sealing {
    /// The file's text; `None` where it can't be sealed: the errors say why.
    pub text: Option<String>,
    /// The revisions that were not sealed before.
    pub newly: Vec<String>,
    /// All that are sealed.
    pub sealed: usize,
    /// What is allowed, in the revisions that are sealed now.
    pub allowed: Vec<Diagnostic>,
    /// What was sealed before and would not be any more: then nothing is sealed.
    pub left_out: Vec<String>,
    /// What the check found: the errors that are left.
    pub diagnostics: Vec<Diagnostic>,
    /// The text of every file that was read, for rendering.
    pub files: BTreeMap<String, String>,
}

/// Checks a directory in full, and makes the text of its lock: all up to the revision with this
/// index in the graph, or up to the one head.
///
/// The index is that of the graph of [`load`](crate::load).
pub fn seal(dir: &dyn MigrationDir, options: &Options, target: usize, how: SealOptions) -> Sealing {
    let options = Options {
        full: true,
        ..options.clone()
    };
    let wanted = Wanted {
        ignores_lock: how.again,
        model_at: Some(target),
    };
    let checked = check_wanted(dir, &options, None, wanted);
    let (revisions, before) = (checked.revisions, checked.lock.unwrap_or_default());
    let mut sealing = Sealing {
        files: checked.files,
        ..Sealing::default()
    };
    let Some(graph) = checked.graph.filter(|graph| target < graph.len()) else {
        sealing.diagnostics = checked.diagnostics;
        return sealing;
    };
    let is_sealed = ancestors(&graph, target);
    let in_order = (0..graph.len()).filter(|n| is_sealed[*n]);
    let sealed_paths: Vec<&str> = in_order.clone().map(|n| &*revisions[n].path).collect();
    let mut lock = Lock::default();
    for diagnostic in checked.diagnostics {
        let file = diagnostic.primary.as_ref().map_or("", |label| &*label.file);
        let is_within = sealed_paths.iter().any(|path| is_below(file, path));
        let is_fault = is_within && codes::is_of_a_script(diagnostic.code);
        let allowance = allowed::allowance(&diagnostic, &sealing.files);
        match allowance.filter(|_| is_fault && how.allow_existing) {
            Some(allowance) => {
                lock.allowances.insert(allowance);
                sealing.allowed.push(diagnostic);
            }
            None => sealing.diagnostics.push(diagnostic),
        }
    }
    let is_left = |id: &&String| {
        let mut now = (0..graph.len()).filter(|n| is_sealed[*n]);
        !now.any(|n| revisions[n].id == **id)
    };
    let ids = before.revisions.iter().map(|revision| &revision.id);
    sealing.left_out = ids.filter(is_left).cloned().collect();
    let has_errors = sealing.diagnostics.iter().any(Diagnostic::is_error);
    if has_errors || !sealing.left_out.is_empty() {
        return sealing;
    }
    // What was allowed before and is still needed was taken out by the check.
    lock.allowances.extend(checked.needed);
    for n in in_order {
        let revision = &revisions[n];
        let mut scripts = BTreeMap::new();
        for (dialect, both) in &revision.scripts {
            let sum = |script: &Option<crate::CheckedScript>| {
                script.as_ref().map(|script| script.analysis.checksum)
            };
            scripts.insert(*dialect, [sum(&both.up), sum(&both.down)]);
        }
        lock.revisions.push(SealedRevision {
            id: revision.id.clone(),
            revises: revision.revises.clone(),
            depends_on: revision.depends_on.clone(),
            no_transaction: !revision.transaction,
            irreversible: revision.irreversible.is_some(),
            backfill: revision.backfill.clone(),
            scripts,
        });
        let was_sealed = before.revisions.iter().any(|old| old.id == revision.id);
        if !was_sealed {
            sealing.newly.push(revision.id.clone());
        }
    }
    sealing.sealed = lock.revisions.len();
    for (dialect, schema) in checked.models {
        let text = kept::written(&schema);
        // A model that does not come back as it was is not kept: the dialect is checked in full.
        if kept::read(&text, dialect).is_some_and(|read| kept::written(&read) == text) {
            lock.models.insert(dialect, text);
        }
    }
    sealing.text = Some(format::written(&lock));
    sealing
}

fn is_below(file: &str, path: &str) -> bool {
    let rest = file.strip_prefix(path);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A revision and all that it needs, by the graph's indices.
fn ancestors(graph: &Graph, target: usize) -> Vec<bool> {
    let mut found = vec![false; graph.len()];
    found[target] = true;
    for revision in graph.order().iter().rev() {
        if found[revision.get()] {
            let needs = graph
                .revises(*revision)
                .iter()
                .chain(graph.depends_on(*revision));
            for need in needs {
                found[need.get()] = true;
            }
        }
    }
    found
}
