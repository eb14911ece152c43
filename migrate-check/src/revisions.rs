//! From revisions to the graph, and from the graph's errors back to places in files.
use crate::config::Located;
use crate::diagnostic::{Diagnostic, Label, codes};
use crate::layout::{FoundRevision, Origin};
use crate::names::closest;
use migrate_graph::{Declaration, Field, Graph, GraphError, IdError, RevisionId, RevisionIndex};

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
    let stands = |error: &&GraphError| match error {
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

    fn diagnostic(&self, error: &GraphError) -> Diagnostic {
        match error {
            GraphError::IllegalId {
                revision,
                field,
                error,
            } => self.illegal_id(*revision, *field, error),
            GraphError::DuplicateId { revision, first } => self.duplicate_id(*revision, *first),
            GraphError::DuplicateLabel {
                revision,
                field,
                first,
            } => self.duplicate_label(*revision, *field, *first),
            GraphError::MissingReference { revision, field } => {
                self.missing_reference(*revision, *field)
            }
            GraphError::SelfLoop { revision, field } => {
                let id = self.id(*revision);
                let label = self.located(*revision, *field).at.clone();
                let message = format!("the revision `{id}` revises itself");
                Diagnostic::error(codes::SELF_LOOP, label, message).help(
                    "name the revision before it here, or write `revises = []` if it is the first",
                )
            }
            GraphError::DependencySelfLoop { revision, field } => {
                let id = self.id(*revision);
                let label = self.located(*revision, *field).at.clone();
                let message = format!("the revision `{id}` depends on itself");
                Diagnostic::error(codes::DEPENDENCY_SELF_LOOP, label, message)
                    .help("remove its own id from `depends_on`")
            }
            GraphError::Cycle { path } => self.cycle(
                codes::CYCLE,
                path,
                "revisions revise each other in a circle",
                "one of them has to revise something outside the circle, or be a base with \
                 `revises = []`",
            ),
            GraphError::DependencyCycle { path } => self.cycle(
                codes::DEPENDENCY_CYCLE,
                path,
                "revisions need each other in a circle",
                "remove one of the marked entries of `depends_on`",
            ),
            // The enum is non-exhaustive; what a newer graph finds is still an error.
            other => Diagnostic::error(
                codes::CYCLE,
                Label::whole(""),
                format!("the revisions form no graph: {}", other.kind()),
            ),
        }
    }

    fn illegal_id(&self, revision: RevisionIndex, field: Field, error: &IdError) -> Diagnostic {
        let found = self.of(revision);
        let located = self.located(revision, field);
        let text = &located.value;
        let what = match field {
            Field::Id => "revision id",
            Field::Revises(_) => "parent's id",
            Field::DependsOn(_) => "dependency",
            Field::BranchLabel(_) => "branch label",
        };
        let why = match error {
            IdError::Empty => format!("a {what} can't be empty"),
            IdError::TooLong { bytes } => {
                format!("the {what} `{text}` is {bytes} bytes long, and 50 is the most")
            }
            IdError::IllegalCharacter { character, .. } => format!(
                "the {what} `{}` contains {}, which no {what} can",
                one_line(text),
                character_name(*character)
            ),
            IdError::Reserved => {
                format!("`{text}` can't be a {what}: it is a word that targets use")
            }
            _ => format!("`{text}` is no {what}"),
        };
        let rule = "letters, digits, `_` and `.`, at most 50 bytes";
        let is_named_by_folder = matches!(field, Field::Id) && located.at.span.is_none();
        let help = match (is_named_by_folder, found.origin) {
            (true, Origin::RevisionToml) => format!(
                "write `revision = \"…\"` into `{{dir}}/{}/revision.toml` ({rule}), or rename the folder",
                found.path
            ),
            (true, Origin::PlainFolder) => {
                format!("rename the folder: what is before its first `_` is the id ({rule})")
            }
            (true, Origin::File) => format!("rename the file: its version is the id ({rule})"),
            (false, _) => format!("choose another one: {rule}"),
        };
        Diagnostic::error(codes::ILLEGAL_ID, located.at.clone(), why).help(help)
    }

    fn duplicate_id(&self, revision: RevisionIndex, first: RevisionIndex) -> Diagnostic {
        let (found, id) = (self.of(revision), self.id(revision));
        let message = format!("two revisions have the id `{id}`");
        let help = match found.origin {
            Origin::RevisionToml => {
                "give one of them another id, and let `revises` of its children follow"
            }
            _ => {
                "rename one of the two folders, with a version that no other has: Diesel would \
                 silently lose one of them"
            }
        };
        let label = found.id.at.clone();
        Diagnostic::error(codes::DUPLICATE_REVISION, label, message)
            .related(self.of(first).id.at.clone().text("the first one"))
            .help(help)
    }

    fn duplicate_label(
        &self,
        revision: RevisionIndex,
        field: Field,
        first: RevisionIndex,
    ) -> Diagnostic {
        let label = self.located(revision, field);
        let first_revision = self.of(first);
        let same = |other: &&Located<String>| other.value == label.value;
        let first_label = first_revision.branch_labels.iter().find(same);
        let message = match first_revision.id.value == label.value {
            true => format!("the branch label `{}` is also a revision's id", label.value),
            false => format!("two revisions have the branch label `{}`", label.value),
        };
        let first = match first_label.filter(|other| other.at != label.at) {
            Some(other) => other.at.clone().text("given here"),
            None => first_revision
                .id
                .at
                .clone()
                .text("the revision with this id"),
        };
        Diagnostic::error(codes::DUPLICATE_LABEL, label.at.clone(), message)
            .related(first)
            .help("choose another label, or remove it here")
    }

    fn missing_reference(&self, revision: RevisionIndex, field: Field) -> Diagnostic {
        let located = self.located(revision, field);
        let wanted = located.value.as_str();
        let ids = || self.revisions.iter().map(|found| found.id.value.as_str());
        let labels = || {
            let lists = self.revisions.iter().map(|found| &found.branch_labels);
            lists.flatten().map(|label| label.value.as_str())
        };
        let own = self.id(revision);
        let others = || ids().filter(|id| *id != own);
        let is_parent = matches!(field, Field::Revises(_));
        let (code, message) = match is_parent {
            true => (
                codes::UNKNOWN_PARENT,
                format!("there is no revision `{wanted}`"),
            ),
            false => (
                codes::UNKNOWN_DEPENDENCY,
                format!("there is no revision and no branch label `{wanted}`"),
            ),
        };
        let folder_says = |found: &&FoundRevision| {
            let (start, rest) = found.path.split_once('_').unwrap_or((&found.path, ""));
            let is_named = [start, rest, &found.path].contains(&wanted) && !wanted.is_empty();
            is_named && RevisionId::parse(&found.id.value).is_ok()
        };
        let folder = self.revisions.iter().find(folder_says);
        let by_prefix = |id: &&str| !wanted.is_empty() && id.starts_with(wanted);
        let mut prefixed = others().filter(by_prefix);
        let help = if let Some(folder) = folder {
            let (path, id) = (&folder.path, &folder.id.value);
            format!("the id of `{{dir}}/{path}` is `{id}`: write `\"{id}\"` if it is meant")
        } else if let (Some(id), None) = (prefixed.next(), prefixed.next()) {
            format!("write the whole id: `\"{id}\"`")
        } else if is_parent && labels().any(|label| label == wanted) {
            format!("`{wanted}` is a branch label: `revises` takes the id of a revision")
        } else {
            let near = match is_parent {
                true => closest(wanted, others()),
                false => closest(wanted, others().chain(labels())),
            };
            match near {
                Some(id) => format!("the closest one is `{id}`: write `\"{id}\"` if it is meant"),
                None => "`cargo migrate history --dir {dir}` lists the revisions; if one was \
                         deleted, restore its folder"
                    .to_owned(),
            }
        };
        Diagnostic::error(code, located.at.clone(), message).help(help)
    }

    fn cycle(
        &self,
        code: &'static str,
        path: &[(RevisionIndex, Field)],
        what: &str,
        help: &str,
    ) -> Diagnostic {
        let ids: Vec<String> = path
            .iter()
            .chain(path.first())
            .map(|(revision, _)| format!("`{}`", self.id(*revision)))
            .collect();
        let mut labels = path.iter().enumerate().map(|(n, (revision, field))| {
            let verb = match field {
                Field::DependsOn(_) => "depends on",
                _ => "revises",
            };
            let text = format!("{} {verb} {}", ids[n], ids[n + 1]);
            self.located(*revision, *field).at.clone().text(text)
        });
        let message = format!("{what}: {}", ids.join(" → "));
        let first = labels.next().unwrap_or_else(|| Label::whole(""));
        let mut diagnostic = Diagnostic::error(code, first, message).help(help);
        diagnostic.related.extend(labels);
        diagnostic
    }

    fn several_heads(&self, heads: &[RevisionIndex]) -> Diagnostic {
        let ids = self.listed(heads);
        let options: String = heads
            .iter()
            .map(|head| format!(" --head {}", self.id(*head)))
            .collect();
        let message = format!("there are {} heads: {ids}", heads.len());
        let help = format!(
            "merge them by `cargo migrate revision -m \"merge\"{options} --dir {{dir}}`, or let one \
             branch revise the head of the other; where several are meant, write \
             `multiple_heads = true` into `{{dir}}/migrate.toml`"
        );
        self.marked(codes::SEVERAL_HEADS, heads, message, help, |id| {
            format!("`{id}` has no child")
        })
    }

    fn several_bases(&self, bases: &[RevisionIndex]) -> Diagnostic {
        let ids = self.listed(bases);
        let message = format!("there are {} bases: {ids}", bases.len());
        let help = "let all but one revise something; where several are meant, write \
                    `multiple_bases = true` into `{dir}/migrate.toml`";
        self.marked(
            codes::SEVERAL_BASES,
            bases,
            message,
            help.to_owned(),
            |id| format!("`{id}` has no parent"),
        )
    }

    fn listed(&self, revisions: &[RevisionIndex]) -> String {
        let ids = revisions.iter().map(|r| format!("`{}`", self.id(*r)));
        ids.collect::<Vec<_>>().join(", ")
    }

    /// A diagnostic at the last of some revisions, with the others as related places.
    fn marked(
        &self,
        code: &'static str,
        revisions: &[RevisionIndex],
        message: String,
        help: String,
        text: impl Fn(&str) -> String,
    ) -> Diagnostic {
        let mut labels = revisions.iter().rev().map(|revision| {
            let found = self.of(*revision);
            found.id.at.clone().text(text(&found.id.value))
        });
        let primary = labels.next().unwrap_or_else(|| Label::whole(""));
        let mut diagnostic = Diagnostic::error(code, primary, message).help(help);
        diagnostic.related.extend(labels);
        diagnostic
    }
}

/// A text on one line.
fn one_line(text: &str) -> String {
    let escaped = |c: char| match c.is_control() {
        true => c.escape_debug().to_string(),
        false => c.to_string(),
    };
    text.chars().map(escaped).collect()
}

fn character_name(character: char) -> String {
    match character {
        ' ' => "a space".to_owned(),
        '`' => "a back quote".to_owned(),
        c if c.is_whitespace() || c.is_control() => format!("`{}`", c.escape_debug()),
        c => format!("`{c}`"),
    }
}
