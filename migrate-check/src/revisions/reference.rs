//! Names that no revision has, and which one is meant.
use super::Places;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::revision::FoundRevision;
use migrate_graph::{Field, RevisionId, RevisionIndex};
use migrate_sql::spelling::closest;

impl<'r> Places<'r> {
    pub(super) fn missing_reference(&self, revision: RevisionIndex, field: Field) -> Diagnostic {
        let located = self.located(revision, field);
        let wanted = located.value.as_str();
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
        let help = match wanted.to_lowercase().as_str() {
            "" | "base" | "none" | "null" if is_parent => {
                "write `revises = []` if it is the first one".to_owned()
            }
            "" | "none" | "null" => "leave the key out if it depends on nothing".to_owned(),
            _ => self.what_is_meant(revision, wanted, is_parent),
        };
        Diagnostic::error(code, located.at.clone(), message).help(help)
    }

    fn what_is_meant(&self, revision: RevisionIndex, wanted: &str, is_parent: bool) -> String {
        let others = || {
            let all = self.revisions.iter().enumerate();
            let others = all.filter(move |(n, _)| *n != revision.get());
            others.map(|(_, found)| found)
        };
        let ids = || others().map(|found| found.id.value.as_str());
        let labels = || {
            let lists = self.revisions.iter().map(|found| &found.branch_labels);
            lists.flatten().map(|label| label.value.as_str())
        };
        if let Some(folder) = others().find(|found| is_named_by_folder(found, wanted)) {
            let (path, id) = (&folder.path, &folder.id.value);
            return format!(
                "the id of `{{dir}}/{path}` is `{id}`: write `\"{id}\"` if it is meant"
            );
        }
        let mut prefixed = ids().filter(|id| !wanted.is_empty() && id.starts_with(wanted));
        if let (Some(id), None) = (prefixed.next(), prefixed.next()) {
            return format!("write the whole id: `\"{id}\"`");
        }
        if is_parent && labels().any(|label| label == wanted) {
            return format!("`{wanted}` is a branch label: `revises` takes the id of a revision");
        }
        let near = match is_parent {
            true => closest(wanted, ids()),
            false => closest(wanted, ids().chain(labels())),
        };
        match near {
            Some(id) => format!("the closest one is `{id}`: write `\"{id}\"` if it is meant"),
            None => "`cargo migrate history --dir {dir}` lists the revisions; if one was deleted, \
                     restore its folder"
                .to_owned(),
        }
    }
}

/// Whether the folder's name, or a part of it, is taken for the id.
fn is_named_by_folder(found: &FoundRevision, wanted: &str) -> bool {
    let path = found.path.as_str();
    let (start, rest) = path.split_once('_').unwrap_or((path, ""));
    let is_named = !wanted.is_empty() && [start, rest, path].contains(&wanted);
    is_named && RevisionId::parse(&found.id.value).is_ok()
}
