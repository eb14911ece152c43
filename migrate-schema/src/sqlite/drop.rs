//! `DROP`.
use super::{faults, is_reserved, lost_rows, settle, trigger, view};
use crate::faults::wrong_drop;
use crate::lookup::Found;
use crate::model::ObjectKind;
use crate::{Fault, Schema};
use migrate_sql::statement::{DropObjects, Kind, Name, QualifiedName};

/// Does what the engine does with it.
pub(super) fn drop(schema: &mut Schema, drop: &DropObjects) -> Vec<Fault> {
    let Some(object) = drop.objects.first() else {
        return Vec::new();
    };
    let fault = match object.kind {
        Kind::Index => drop_index(schema, &object.name, drop.if_exists),
        Kind::Trigger => trigger::drop_trigger(schema, &object.name, drop.if_exists),
        kind => drop_relation(schema, &object.name, kind == Kind::View, drop.if_exists),
    };
    fault.into_iter().collect()
}

/// Drops a table or a view, with its indexes and triggers. What refers to it stays, and refers to
/// nothing: SQLite finds that out when it is used.
fn drop_relation(
    schema: &mut Schema,
    name: &QualifiedName,
    is_view: bool,
    if_exists: bool,
) -> Option<Fault> {
    let written = &name.name;
    let found = schema.find_relation(name);
    if is_reserved(&written.text) {
        let is_statistics = written.text.to_ascii_lowercase().starts_with("sqlite_stat");
        let is_known = !is_statistics && found.id().is_none();
        let message = format!("table `{written}` can't be dropped");
        return (is_known && !if_exists).then(|| faults::wrong_kind(written, message));
    }
    let id = match found {
        Found::Missing | Found::Index(_) if if_exists => return None,
        Found::Missing | Found::Index(_) if is_view => return Some(faults::no_view(schema, name)),
        Found::Missing | Found::Index(_) => return Some(faults::no_table(schema, name)),
        Found::Doubtful(None) => {
            let namespace = name.namespace().map_or("main", |it| &*it.text);
            gone(schema, written, &namespace.to_ascii_lowercase());
            return None;
        }
        Found::Known(id) | Found::Doubtful(Some(id)) => id,
    };
    let is_one = matches!(schema.object(id).kind, ObjectKind::View(_));
    if is_one != is_view && found.certain().is_some() {
        let (is, wanted) = match is_one {
            true => ("view", "table"),
            false => ("table", "view"),
        };
        return Some(wrong_drop(written.span, &written.text, is, wanted));
    }
    lost_rows::dropped(schema, id, written.span);
    let namespace = schema.object(id).namespace.clone();
    schema.remove(id);
    gone(schema, written, &namespace);
    view::refresh(schema, &written.text);
    None
}

/// Notes that there is nothing of a dropped name, whatever there was.
fn gone(schema: &mut Schema, name: &Name, namespace: &str) {
    if schema.is_complete {
        settle(schema, name, namespace);
    }
}

fn drop_index(schema: &mut Schema, name: &QualifiedName, if_exists: bool) -> Option<Fault> {
    let written = &name.name;
    let is_automatic = written.text.to_ascii_lowercase();
    if is_automatic.starts_with("sqlite_autoindex_") {
        let message = format!("index `{written}` belongs to a constraint and can't be dropped");
        let help = "to drop the constraint, create the table anew without it and copy the rows";
        return (!if_exists).then(|| faults::wrong_kind(written, message).help(help));
    }
    match schema.find_relation(name) {
        Found::Index(id) => {
            let dialect = schema.dialect;
            schema.remove_index_name(id, &written.text);
            let table = schema.table_mut(id)?;
            let is_it = |own: &str| crate::names::same(dialect, own, &written.text);
            table.indexes.retain(|index| !is_it(&index.name));
            None
        }
        Found::Missing | Found::Known(_) if !if_exists => Some(faults::no_index(schema, name)),
        Found::Doubtful(_) => {
            let dialect = schema.dialect;
            let tables = schema.tables();
            let tables = tables.filter(|(.., table)| table.index(dialect, &written.text).is_some());
            let ids: Vec<_> = tables.map(|(id, ..)| id).collect();
            for id in ids {
                schema.remove_index_name(id, &written.text);
                if let Some(table) = schema.table_mut(id) {
                    let same = |own: &str| crate::names::same(dialect, own, &written.text);
                    table.indexes.retain(|index| !same(&index.name));
                }
            }
            None
        }
        _ => None,
    }
}
