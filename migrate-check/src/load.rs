//! From a directory to revisions and their graph: all of a check that needs no SQL.
use crate::chain::CheckedRevision;
use crate::diagnostic::{Diagnostic, Label};
use crate::layout::{self, Found, Reading, scripts};
use crate::options::Options;
use crate::revision::FoundRevision;
use crate::revisions::{build_graph, graph_diagnostics, replacements};
use crate::{Dialect, codes};
use migrate_graph::{Graph, GraphError};
use std::collections::{BTreeMap, BTreeSet};

/// What the directory says, without looking into any SQL.
#[derive(Debug)]
pub struct Loaded {
    /// The graph, or all its errors; its indices are those of `revisions`.
    pub graph: Result<migrate_graph::Graph, Vec<GraphError>>,
    /// What each revision says of itself, in the order of [`Chain::revisions`](crate::Chain::revisions)
    /// (in the listing's, where there is no graph). Without scripts and documentation.
    pub revisions: Vec<CheckedRevision>,
    /// The dialects that the scripts are for: asked for, declared, or said by the files' names.
    pub dialects: Vec<Dialect>,
    /// What `migrate.toml` says of databases.
    pub settings: crate::Settings,
    /// Whether all that the graph is made of could be read: no revision, and nothing that one says
    /// of its place, is missing for an error of another kind.
    pub is_complete: bool,
    /// Whether a revision does not say what it revises, and is a base in the graph for that: the
    /// missing key is among the errors.
    pub assumes_bases: bool,
    /// How new revisions are to be named and written.
    pub new_revisions: crate::NewRevisions,
    /// Everything found, graph errors included; several heads and bases are none here.
    pub diagnostics: Vec<Diagnostic>,
    /// The text of every file that was read, for rendering.
    pub files: BTreeMap<String, String>,
}

/// Loads a directory's chain, for commands that need no SQL.
pub fn load(dir: &dyn crate::source::MigrationDir, options: &Options) -> Loaded {
    Directory::read(dir, options).into_loaded()
}

/// A directory that was read.
pub(crate) struct Directory<'d> {
    pub(crate) reading: Reading<'d>,
    pub(crate) found: Found,
    /// The dialects that the scripts are for, in the order of [`Dialect`].
    pub(crate) dialects: Vec<Dialect>,
    /// The graph; its indices are those of `found.revisions`.
    pub(crate) graph: Result<Graph, Vec<GraphError>>,
}

impl<'d> Directory<'d> {
    pub(crate) fn read(dir: &'d dyn crate::source::MigrationDir, options: &Options) -> Self {
        let mut reading = Reading::new(dir);
        let mut found = layout::find(&mut reading, options.layout);
        let dialects = dialects(&found, options);
        if options.dialects.is_none() && found.settings.dialects.is_some() {
            report_undeclared(&mut reading, &found, &dialects);
            report_unused(&mut reading, &found, &dialects);
        }
        for revision in &mut found.revisions {
            scripts::assume_irreversible(revision);
            scripts::check_presence(revision, &dialects, &mut reading.diagnostics);
        }
        let wrong = replacements::follow(&mut found.revisions);
        reading.diagnostics.extend(wrong);
        let graph = build_graph(&found.revisions);
        let graph = match graph {
            Ok(graph) if put_in_order(&mut found.revisions, &graph) => {
                build_graph(&found.revisions)
            }
            Ok(graph) => Ok(graph),
            Err(errors) => {
                let is_complete = !found.damaged;
                let wrong = graph_diagnostics(&found.revisions, &errors, is_complete);
                reading.diagnostics.extend(wrong);
                Err(errors)
            }
        };
        Self {
            reading,
            found,
            dialects,
            graph,
        }
    }

    /// Whether a revision, or part of what one says, may be missing.
    pub(crate) fn is_damaged(&self) -> bool {
        self.found.damaged || self.found.revisions.iter().any(|revision| revision.damaged)
    }

    /// Whether a revision does not say what it revises.
    pub(crate) fn has_unplaced(&self) -> bool {
        let mut revisions = self.found.revisions.iter();
        revisions.any(|revision| revision.is_unplaced)
    }

    pub(crate) fn into_loaded(self) -> Loaded {
        let is_complete = !self.is_damaged();
        let assumes_bases = self.has_unplaced();
        let mut diagnostics = self.reading.diagnostics;
        Diagnostic::sort(&mut diagnostics);
        let revisions = self.found.revisions.into_iter().map(without_scripts);
        Loaded {
            graph: self.graph,
            revisions: revisions.collect(),
            dialects: self.dialects,
            settings: self.found.settings.databases,
            new_revisions: self.found.settings.new,
            is_complete,
            assumes_bases,
            diagnostics,
            files: self.reading.files,
        }
    }
}

/// Puts the revisions into an order in which each comes behind its parents and dependencies: the
/// listing's, with as little moved as possible, so that plans are the same wherever the chain is
/// used. Returns whether any was moved.
fn put_in_order(revisions: &mut Vec<FoundRevision>, graph: &Graph) -> bool {
    let order = parents_first(graph);
    if order.is_sorted() {
        return false;
    }
    let mut left: Vec<_> = revisions.drain(..).map(Some).collect();
    revisions.extend(order.into_iter().filter_map(|n| left[n].take()));
    true
}

/// The positions of all revisions, each behind what it needs, else ascending.
fn parents_first(graph: &Graph) -> Vec<usize> {
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); graph.len()];
    let mut waits_for = vec![0_usize; graph.len()];
    for revision in graph.order() {
        let needs = graph.revises(*revision).iter();
        for needed in needs.chain(graph.depends_on(*revision)) {
            needed_by[needed.get()].push(revision.get());
            waits_for[revision.get()] += 1;
        }
    }
    let free = (0..graph.len()).filter(|n| waits_for[*n] == 0);
    let mut ready: BTreeSet<usize> = free.collect();
    let mut order = Vec::with_capacity(graph.len());
    while let Some(next) = ready.pop_first() {
        order.push(next);
        for child in &needed_by[next] {
            waits_for[*child] -= 1;
            if waits_for[*child] == 0 {
                ready.insert(*child);
            }
        }
    }
    order
}

/// What is asked for; else what `migrate.toml` says; else what the scripts' names say; else what
/// is assumed.
fn dialects(found: &Found, options: &Options) -> Vec<Dialect> {
    let named = || -> BTreeSet<Dialect> {
        let scripts = found.revisions.iter().flat_map(|r| [&r.up, &r.down]);
        scripts
            .flat_map(|files| files.by_dialect.keys().copied())
            .collect()
    };
    let asked = options
        .dialects
        .clone()
        .or_else(|| found.settings.dialects.clone());
    let dialects: BTreeSet<Dialect> = match asked {
        Some(asked) => asked.into_iter().collect(),
        None if found.settings.damaged => named(),
        None => match named() {
            named if named.is_empty() => options.default_dialects.iter().copied().collect(),
            named => named,
        },
    };
    dialects.into_iter().collect()
}

fn report_undeclared(reading: &mut Reading<'_>, found: &Found, declared: &[Dialect]) {
    let scripts = found.revisions.iter().flat_map(|r| [&r.up, &r.down]);
    for (dialect, file) in scripts.flat_map(|files| &files.by_dialect) {
        if declared.contains(dialect) {
            continue;
        }
        let names: Vec<String> = declared.iter().map(|d| format!("`{d}`")).collect();
        let message = format!(
            "this script is for {dialect}, and `migrate.toml` declares only {}",
            names.join(" and ")
        );
        let warning = Diagnostic::warning(codes::UNDECLARED_DIALECT, Label::whole(file), message);
        reading.report(warning.help(format!(
            "add `\"{dialect}\"` to `dialects` in `{{dir}}/migrate.toml`, or remove the script"
        )));
    }
}

/// A plain script beside one for each declared dialect would never run.
fn report_unused(reading: &mut Reading<'_>, found: &Found, declared: &[Dialect]) {
    let scripts = found.revisions.iter().flat_map(|r| [&r.up, &r.down]);
    for files in scripts {
        let has_own = |dialect| files.by_dialect.contains_key(dialect);
        let Some(plain) = files
            .plain
            .as_ref()
            .filter(|_| declared.iter().all(has_own))
        else {
            continue;
        };
        let message = "this script is never run: each declared dialect has a script of its own";
        let warning = Diagnostic::warning(codes::UNUSED_SCRIPT, Label::whole(plain), message);
        reading.report(warning.help(format!(
            "remove `{{dir}}/{plain}`, or the scripts of the dialects that it is meant for"
        )));
    }
}

/// A revision as the commands show it.
pub(crate) fn without_scripts(found: FoundRevision) -> CheckedRevision {
    let values = |located: Vec<crate::located::Located<String>>| {
        located.into_iter().map(|text| text.value).collect()
    };
    CheckedRevision {
        id: found.id.value,
        revises: values(found.revises),
        depends_on: values(found.depends_on),
        branch_labels: values(found.branch_labels),
        message: found.message,
        created: found.created,
        documentation: None,
        transaction: found.transaction,
        irreversible: found.irreversible.map(|reason| reason.value),
        backfill: found.backfill,
        replaces: values(found.replaces),
        path: found.path,
        scripts: BTreeMap::new(),
    }
}
