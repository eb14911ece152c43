//! Views. SQLite resolves a view when it is used, not when it is made.
use super::create_table::{Claim, claim};
use super::references::References;
use super::{faults, seen_from, target};
use crate::Dialect;
use crate::model::{Object, ObjectId, ObjectKind, View};
use crate::{Fault, Schema, resolve};
use migrate_sql::reader;
use migrate_sql::statement::{CreateView, QualifiedName, Query, StatementKind};
use std::collections::BTreeSet;

/// Does what the engine does with `CREATE VIEW`.
pub(super) fn create_view(schema: &mut Schema, create: &CreateView) -> Vec<Fault> {
    let name = &create.name.name;
    match claim(schema, &create.name, create.temporary, create.if_not_exists) {
        Claim::Free => {}
        Claim::Exists => return Vec::new(),
        Claim::Unclear => {
            schema.doubt(&name.text);
            return Vec::new();
        }
        Claim::Refused(fault) => {
            schema.doubt(&name.text);
            return vec![fault];
        }
    }
    if let Some(fault) = refused(create) {
        schema.doubt(&name.text);
        return vec![fault];
    }
    let columns = create.columns.iter().map(|name| name.text.clone());
    let view = View {
        definition: create.definition.clone(),
        column_names: columns.collect(),
        is_open: true,
        ..View::default()
    };
    let id = schema.add(Object {
        namespace: target(&create.name, create.temporary),
        name: name.text.clone(),
        is_certain: true,
        comment: None,
        kind: ObjectKind::View(view),
    });
    resolve_view(schema, id);
    refresh(schema, &name.text);
    Vec::new()
}

/// Finds what SQLite refuses about a view although it does not resolve it (`sqlite3CreateView`).
fn refused(create: &CreateView) -> Option<Fault> {
    let references = References::of_query(&create.query);
    if let Some(parameter) = references.parameters.first() {
        let message = "there can't be a parameter in a view";
        return Some(faults::invalid(*parameter, message).help("write the value"));
    }
    let namespace = target(&create.name, create.temporary);
    of_another_schema(&references, &namespace, "view")
}

/// Finds a table of another schema, which only what is temporary can refer to (`sqlite3FixSelect`).
pub(super) fn of_another_schema(
    references: &References,
    namespace: &str,
    what: &str,
) -> Option<Fault> {
    let is_other = |name: &&QualifiedName| {
        let written = name.namespace();
        written.is_some_and(|written| !written.text.eq_ignore_ascii_case(namespace))
    };
    let mut tables = references.tables.iter();
    let name = tables.find(is_other).filter(|_| namespace != "temp")?;
    let message =
        format!("a {what} in `{namespace}` can't refer to `{name}`, which is in another schema");
    let help = format!("make it a temporary {what}, or refer to a table of `{namespace}`");
    Some(faults::invalid(name.span(), message).help(help))
}

/// Resolves anew the views that name a table or view which was made, changed or dropped, and those
/// that name them.
pub(super) fn refresh(schema: &mut Schema, changed: &str) {
    let mut changed = vec![changed.to_owned()];
    let mut done: BTreeSet<ObjectId> = BTreeSet::new();
    while let Some(name) = changed.pop() {
        for id in schema.views_with_words_of(&name) {
            if done.insert(id) {
                resolve_view(schema, id);
                changed.push(schema.object(id).name.clone());
            }
        }
    }
}

/// The query of a view.
pub(super) fn query_of(view: &View) -> Option<Query> {
    let mut statements = reader::read(&view.definition, Dialect::Sqlite);
    match statements.pop()?.kind {
        StatementKind::Query(query) if statements.is_empty() => Some(*query),
        _ => None,
    }
}

/// All views, in the order in which they were made.
pub(super) fn views(schema: &Schema) -> impl Iterator<Item = (ObjectId, &View)> {
    schema
        .objects()
        .filter_map(|(id, object)| match &object.kind {
            ObjectKind::View(view) => Some((id, view)),
            _ => None,
        })
}

fn resolve_view(schema: &mut Schema, id: ObjectId) {
    let ObjectKind::View(view) = &schema.object(id).kind else {
        return;
    };
    let mut view = view.clone();
    let namespace = schema.object(id).namespace.clone();
    let query = query_of(&view);
    let resolved =
        query.map(|query| seen_from(schema, &namespace, |schema| resolve::query(schema, &query)));
    view.columns.clear();
    view.uses.clear();
    view.is_open = true;
    view.is_unresolved = true;
    if let Some(resolved) = resolved {
        let is_sound = resolved.faults.is_empty();
        let is_named =
            view.column_names.is_empty() || view.column_names.len() == resolved.columns.len();
        view.is_unresolved = resolved.is_unresolved || !is_sound;
        view.is_open = resolved.is_open || !is_sound || !is_named;
        view.columns = resolved.columns.into();
        view.uses = resolved.uses;
        for (column, name) in view.columns.iter_mut().zip(&view.column_names) {
            column.name.clone_from(name);
        }
    }
    schema.object_mut(id).kind = ObjectKind::View(view);
}
