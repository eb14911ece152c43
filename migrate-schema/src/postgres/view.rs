//! Views.
use super::casts::type_text;
use super::faults::{missing, wrong_kind};
use super::place::{Taken, taken, taken_fault, target};
use super::routine::same_type;
use crate::lookup::Found;
use crate::model::{Column, ColumnId, Columns, Object, ObjectId, ObjectKind, View};
use crate::resolve::{self, ResolvedQuery};
use crate::{Fault, Schema};
use migrate_sql::statement::{CreateView, CteBody, Kind, Name, QualifiedName};
use std::collections::BTreeMap;

/// The option of a view that something was set or granted of.
const MORE: &str = "more";

/// Says so if the query of a view changes rows.
fn changes_rows(create: &CreateView) -> Option<Fault> {
    let mut all = create.query.with.iter();
    let cte = all.find(|cte| matches!(cte.body, CteBody::Data(_)))?;
    let message = format!("a view only reads, and `{}` changes rows", cte.name);
    Some(Fault::new(
        migrate_sql::codes::INVALID_DEFINITION,
        cte.name.span,
        message,
    ))
}

/// `CREATE VIEW`, `CREATE MATERIALIZED VIEW`.
pub(super) fn create(schema: &mut Schema, create: &CreateView) -> Vec<Fault> {
    let name = &create.name.name;
    let mut found = match create.recursive {
        // It is visible within its own query.
        true => ResolvedQuery {
            is_open: true,
            is_unresolved: true,
            ..ResolvedQuery::default()
        },
        false => resolve::query(schema, &create.query),
    };
    let mut faults = std::mem::take(&mut found.faults);
    faults.extend(changes_rows(create));
    if create.temporary {
        schema.doubt(&name.text);
        return faults;
    }
    let namespace = match target(schema, &create.name) {
        Ok(Some(namespace)) => namespace,
        Ok(None) => {
            schema.doubt(&name.text);
            return faults;
        }
        Err(fault) => {
            schema.doubt(&name.text);
            return vec![fault];
        }
    };
    let is_sound = faults.is_empty();
    faults.extend(name_columns(&mut found, &create.columns));
    if is_sound && faults.is_empty() {
        faults.extend(same_names(&found, create));
    }
    if !is_sound {
        found.is_open = true;
        found.is_unresolved = true;
    }
    match taken(schema, &namespace, &name.text) {
        Some(Taken { by: Some(id), .. }) if create.or_replace && !create.materialized => {
            faults.extend(replace(schema, id, create, found, is_sound));
        }
        Some(taken) => {
            if !create.if_not_exists {
                faults.extend(taken_fault(
                    migrate_sql::codes::DUPLICATE_TABLE,
                    name,
                    &taken,
                ));
            }
            if !taken.is_certain
                && let Some(id) = taken.by
            {
                doubt_columns(schema, id);
            }
        }
        None => {
            let is_known = !schema.may_have(&name.text);
            let is_certain = is_known || !(create.or_replace || create.if_not_exists);
            schema.add(Object {
                namespace,
                name: name.text.clone(),
                is_certain,
                comment: None,
                kind: ObjectKind::View(View {
                    materialized: create.materialized,
                    column_names: Vec::new(),
                    columns: numbered(found.columns),
                    is_open: found.is_open,
                    definition: create.definition.clone(),
                    uses: found.uses,
                    is_unresolved: found.is_unresolved,
                    table: crate::model::Table {
                        options: options(create),
                        ..Default::default()
                    },
                }),
            });
        }
    }
    faults
}

/// Notes that something belongs to a view that is not held: options set later, rights.
pub(super) fn has_more(schema: &mut Schema, id: ObjectId) {
    if let ObjectKind::View(view) = &mut schema.object_mut(id).kind {
        view.table.options.insert(MORE.to_owned(), String::new());
    }
}

/// What is said of a view beside its query, by the names under which a view has it.
fn options(create: &CreateView) -> BTreeMap<String, String> {
    let said = [
        ("with", &create.options),
        ("check option", &create.check_option),
    ];
    let said = said.into_iter().filter(|(_, text)| !text.is_empty());
    said.map(|(name, text)| (name.to_owned(), text.clone()))
        .collect()
}

fn doubt_columns(schema: &mut Schema, id: ObjectId) {
    match &mut schema.object_mut(id).kind {
        ObjectKind::View(view) => view.is_open = true,
        ObjectKind::Table(table) => table.is_open = true,
        _ => {}
    }
}

fn numbered(mut columns: Vec<Column>) -> Columns {
    for (number, column) in (1..).zip(&mut columns) {
        column.id = ColumnId(number);
    }
    columns.into()
}

/// Gives the columns the names that are listed.
fn name_columns(found: &mut ResolvedQuery, names: &[Name]) -> Option<Fault> {
    for (column, name) in found.columns.iter_mut().zip(names) {
        column.name.clone_from(&name.text);
    }
    let extra = names.get(found.columns.len()).filter(|_| !found.is_open);
    if found.is_open && names.len() > found.columns.len() {
        // They stand for columns that are not known.
        found.columns.clear();
    }
    let extra = extra?;
    let message = format!(
        "`{extra}` is one column too many: the query gives {}",
        found.columns.len()
    );
    Some(Fault::new(
        migrate_sql::codes::INVALID_DEFINITION,
        extra.span,
        message,
    ))
}

/// Two columns can't have one name.
fn same_names(found: &ResolvedQuery, create: &CreateView) -> Option<Fault> {
    let columns = &found.columns;
    let (position, column) = columns.iter().enumerate().find(|(position, column)| {
        let before = &columns[..*position];
        before.iter().any(|other| other.name == column.name)
    })?;
    // Columns that can't be seen may stand between.
    if found.is_open {
        return None;
    }
    let listed = create.columns.get(position);
    let span = listed.map_or(create.name.span(), |name| name.span);
    let message = format!("two columns of the view are called `{}`", column.name);
    let fault = Fault::new(migrate_sql::codes::DUPLICATE_COLUMN, span, message);
    Some(fault.help("give one of them another name with `AS`"))
}

/// `CREATE OR REPLACE`: columns can only be added at the end.
fn replace(
    schema: &mut Schema,
    id: ObjectId,
    create: &CreateView,
    found: ResolvedQuery,
    is_sound: bool,
) -> Vec<Fault> {
    let object = schema.object(id);
    let name = &create.name;
    let mut faults = Vec::new();
    let ObjectKind::View(old) = &object.kind else {
        if object.is_certain {
            let is = super::dependents::kind_name(&object.kind);
            faults.push(wrong_kind(name.span(), &object.name, is, "view"));
        }
        return faults;
    };
    if old.materialized {
        if object.is_certain {
            let is = "materialized view";
            faults.push(wrong_kind(name.span(), &object.name, is, "view"));
        }
        return faults;
    }
    if object.is_certain && is_sound {
        faults.extend(changed_columns(schema, old, &found, create));
    }
    let mut view = old.clone();
    view.columns = numbered(found.columns);
    view.is_open = found.is_open;
    view.uses = found.uses;
    view.is_unresolved = found.is_unresolved;
    view.definition.clone_from(&create.definition);
    let has_more = view.table.options.contains_key(MORE);
    view.table.options = options(create);
    if has_more {
        view.table.options.insert(MORE.to_owned(), String::new());
    }
    schema.object_mut(id).kind = ObjectKind::View(view);
    faults
}

fn changed_columns(
    schema: &Schema,
    old: &View,
    new: &ResolvedQuery,
    create: &CreateView,
) -> Option<Fault> {
    const HELP: &str = "columns can only be added at the end: drop the view and create it anew";
    if old.is_open || new.is_open {
        return None;
    }
    let refuse = |message: String| {
        let fault = Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            create.name.span(),
            message,
        );
        Some(fault.help(HELP))
    };
    for (old, new) in old.columns.iter().zip(&new.columns) {
        if old.name != new.name {
            return refuse(format!(
                "column `{}` of the view can't become `{}`",
                old.name, new.name
            ));
        }
        if let (Some(from), Some(to)) = (&old.data_type, &new.data_type)
            && same_type(from, to) == Some(false)
        {
            return refuse(format!(
                "column `{}` of the view can't change its type from `{}` to `{}`",
                old.name,
                type_text(schema, from),
                type_text(schema, to)
            ));
        }
    }
    let lost = old.columns.get(new.columns.len())?;
    refuse(format!(
        "column `{}` of the view can't be dropped",
        lost.name
    ))
}

/// `REFRESH MATERIALIZED VIEW`.
pub(super) fn refresh(schema: &mut Schema, name: &QualifiedName, concurrently: bool) -> Vec<Fault> {
    let id = match schema.find_relation(name) {
        Found::Missing => return vec![missing(schema, Kind::MaterializedView, name)],
        Found::Known(id) => id,
        _ => return Vec::new(),
    };
    let object = schema.object(id);
    let view = match &object.kind {
        ObjectKind::View(view) if view.materialized => view,
        kind => {
            let is = super::dependents::kind_name(kind);
            let wanted = "materialized view";
            return vec![wrong_kind(name.span(), &object.name, is, wanted)];
        }
    };
    let is_key = |index: &crate::model::Index| {
        index.unique && index.predicate.is_none() && index.plain_columns().is_some()
    };
    if concurrently && !view.table.indexes.iter().any(is_key) {
        let message = format!(
            "materialized view `{}` can't be refreshed concurrently: it has no unique index",
            object.name
        );
        let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, name.span(), message);
        return vec![fault.help("create a unique index over plain columns, without `WHERE`")];
    }
    Vec::new()
}
