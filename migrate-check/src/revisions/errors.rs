//! What is wrong with ids, labels and circles.
use super::Places;
use crate::codes;
use crate::diagnostic::{Code, Diagnostic, Label};
use crate::located::Located;
use crate::revision::Origin;
use migrate_graph::{Field, GraphError, IdError, RevisionIndex};

impl Places<'_> {
    pub(super) fn diagnostic(&self, error: &GraphError) -> Diagnostic {
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

    fn cycle(
        &self,
        code: Code,
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
