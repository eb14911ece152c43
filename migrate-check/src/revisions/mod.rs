//! From revisions to the graph, and from the graph's errors back to places in files.
mod errors;
mod reference;
pub(crate) mod replacements;
mod shape;

use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::revision::FoundRevision;
use migrate_graph::{Declaration, Field, Graph, GraphError, RevisionIndex};

/// Builds the graph; its indices are those of `revisions`.
pub(crate) fn build_graph(revisions: &[FoundRevision]) -> Result<Graph, Vec<GraphError>> {
    fn values(located: &[Located<String>]) -> Vec<&str> {
        located.iter().map(|text| text.value.as_str()).collect()
    }
    let lists: Vec<[Vec<&str>; 3]> = revisions
        .iter()
        .map(|revision| {
            [
                values(&revision.revises),
                values(&revision.depends_on),
                values(&revision.branch_labels),
            ]
        })
        .collect();
    let declarations: Vec<Declaration<'_>> = revisions
        .iter()
        .zip(&lists)
        .map(
            |(revision, [revises, depends_on, branch_labels])| Declaration {
                id: &revision.id.value,
                revises,
                depends_on,
                branch_labels,
            },
        )
        .collect();
    Graph::build(&declarations)
}

/// Says what is wrong with the graph. Where something could not be read (`is_complete` is false or
/// a revision is damaged), errors that may only follow from it are left out.
pub(crate) fn graph_diagnostics(
    revisions: &[FoundRevision],
    errors: &[GraphError],
    is_complete: bool,
) -> Vec<Diagnostic> {
    let all_known = is_complete && revisions.iter().all(|revision| !revision.damaged);
    let places = Places { revisions };
    let is_copy = |wanted: RevisionIndex| {
        errors.iter().any(|error| match error {
            GraphError::DuplicateId { revision, first } => [*revision, *first].contains(&wanted),
            _ => false,
        })
    };
    let stands = |error: &&GraphError| match error {
        // A folder that was copied and still has the id of the one that it revises.
        GraphError::SelfLoop { revision, .. } | GraphError::DependencySelfLoop { revision, .. } => {
            !is_copy(*revision)
        }
        GraphError::MissingReference { .. } => all_known,
        GraphError::IllegalId { revision, .. } => !places.of(*revision).damaged,
        GraphError::DuplicateId { revision, first } => {
            !places.of(*revision).damaged && !places.of(*first).damaged
        }
        _ => true,
    };
    let errors = errors.iter().filter(stands);
    errors.map(|error| places.diagnostic(error)).collect()
}

/// Several heads and several bases, where neither is meant.
pub(crate) fn shape_diagnostics(
    revisions: &[FoundRevision],
    graph: &Graph,
    allow_several_heads: bool,
    allow_several_bases: bool,
) -> Vec<Diagnostic> {
    let places = Places { revisions };
    let by_id = |mut found: Vec<RevisionIndex>| {
        found.sort_by_key(|revision| places.id(*revision));
        found
    };
    let mut diagnostics = Vec::new();
    let heads = by_id(graph.heads());
    if heads.len() > 1 && !allow_several_heads {
        diagnostics.push(places.several_heads(&heads));
    }
    let bases = by_id(graph.bases());
    if bases.len() > 1 && !allow_several_bases {
        diagnostics.push(places.several_bases(&bases));
    }
    diagnostics
}

/// The places of the declarations that a graph was built from.
struct Places<'r> {
    revisions: &'r [FoundRevision],
}

impl<'r> Places<'r> {
    fn of(&self, revision: RevisionIndex) -> &'r FoundRevision {
        &self.revisions[revision.get()]
    }

    fn id(&self, revision: RevisionIndex) -> &'r str {
        &self.of(revision).id.value
    }

    fn located(&self, revision: RevisionIndex, field: Field) -> &'r Located<String> {
        let revision = self.of(revision);
        let (list, n) = match field {
            Field::Id => return &revision.id,
            Field::Revises(n) => (&revision.revises, n),
            Field::DependsOn(n) => (&revision.depends_on, n),
            Field::BranchLabel(n) => (&revision.branch_labels, n),
        };
        list.get(n).unwrap_or(&revision.id)
    }
}
