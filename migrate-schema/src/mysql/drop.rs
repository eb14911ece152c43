//! `DROP` and `TRUNCATE`.
use super::edit::Edit;
use super::{base_table, existing, faults, object, references};
use crate::Dialect;
use crate::faults::{still_needed, wrong_drop};
use crate::lookup::Found;
use crate::model::{ConstraintKind, ForeignKeyTarget, ObjectId, ObjectKind};
use crate::{Fault, Schema, names};
use migrate_sql::statement::{DropObjects, Kind, ObjectName, QualifiedName};

/// Any `DROP`.
pub(super) fn drop(schema: &mut Schema, drop: &DropObjects) -> Vec<Fault> {
    let mut faults = Vec::new();
    let is_table = |object: &&ObjectName| matches!(object.kind, Kind::Table | Kind::Sequence);
    for object in drop.objects.iter().filter(is_table) {
        // What is temporary goes first.
        let key = names::key(Dialect::Mysql, &object.name.name.text);
        schema.session.temporary.remove(&*key);
    }
    if drop.temporary {
        // What there was before the session's own can be seen again.
        return faults;
    }
    let together: Vec<ObjectId> = drop
        .objects
        .iter()
        .filter_map(|object| schema.find_relation(&object.name).id())
        .collect();
    for (place, object) in drop.objects.iter().enumerate() {
        let name = &object.name;
        let is_same = |other: &ObjectName| other.name.to_string() == name.to_string();
        if object.kind == Kind::Table && drop.objects[..place].iter().any(is_same) {
            let message = format!("`{name}` is dropped twice");
            faults.push(faults::invalid(name.span(), message).help("remove one of the two"));
            continue;
        }
        let fault = match object.kind {
            Kind::Table => drop_table(schema, object, drop.if_exists, &together),
            Kind::View => drop_view(schema, object, drop.if_exists),
            Kind::Index => {
                faults.extend(drop_index(schema, object, drop.if_exists));
                None
            }
            Kind::Sequence => drop_sequence(schema, object, drop.if_exists),
            Kind::Trigger => object::drop_trigger(schema, &object.name, drop.if_exists),
            _ => object::drop_routine(schema, object, drop.if_exists),
        };
        faults.extend(fault);
    }
    faults
}

fn drop_table(
    schema: &mut Schema,
    object: &ObjectName,
    if_exists: bool,
    together: &[ObjectId],
) -> Option<Fault> {
    let id = match find(schema, &object.name, if_exists) {
        Ok(id) => id?,
        Err(fault) => return fault.map(|fault| *fault),
    };
    let found = schema.object(id);
    let is_certain = found.is_certain;
    // MariaDB's sequences are tables of one row.
    if !matches!(found.kind, ObjectKind::Table(_) | ObjectKind::Sequence(_)) {
        let written = &object.name.name;
        let fault = wrong_drop(written.span, &written.text, word(schema, id), "table");
        return (is_certain && !if_exists).then_some(fault);
    }
    let needed = match schema.checks_foreign_keys() && is_certain {
        true => referring(schema, id, together),
        false => None,
    };
    references::detach(schema, id);
    schema.remove(id);
    let (key, of) = needed?;
    let name = &object.name.name;
    let what = format!("table `{name}`");
    let why = format!("foreign key `{key}` of table `{of}` refers to it");
    let help = format!(
        "write `ALTER TABLE {of} DROP FOREIGN KEY {key};` before it, or drop table `{of}` before"
    );
    Some(still_needed(name.span, &what, &why, help))
}

/// A foreign key of another table that refers to this one, and that table.
fn referring(schema: &Schema, id: ObjectId, but: &[ObjectId]) -> Option<(String, String)> {
    let mut tables = schema.tables();
    tables.find_map(|(other, object, table)| {
        if other == id || but.contains(&other) || !object.is_certain {
            return None;
        }
        let key = table.constraints.iter().find(|constraint| {
            !constraint.not_valid
                && match &constraint.kind {
                    ConstraintKind::ForeignKey(key) => {
                        matches!(key.target, ForeignKeyTarget::Table { table, .. } if table == id)
                    }
                    _ => false,
                }
        })?;
        Some((key.name.clone().unwrap_or_default(), object.name.clone()))
    })
}

fn drop_view(schema: &mut Schema, object: &ObjectName, if_exists: bool) -> Option<Fault> {
    let id = match find(schema, &object.name, if_exists) {
        Ok(id) => id?,
        Err(fault) => return fault.map(|_| faults::no_view(schema, &object.name)),
    };
    let found = schema.object(id);
    if !matches!(found.kind, ObjectKind::View(_)) {
        let written = &object.name.name;
        let fault = wrong_drop(written.span, &written.text, word(schema, id), "view");
        return (found.is_certain && !if_exists).then_some(fault);
    }
    references::detach(schema, id);
    schema.remove(id);
    None
}

fn drop_sequence(schema: &mut Schema, object: &ObjectName, if_exists: bool) -> Option<Fault> {
    let id = match find(schema, &object.name, if_exists) {
        Ok(id) => id?,
        Err(fault) => return fault.map(|fault| *fault),
    };
    if matches!(schema.object(id).kind, ObjectKind::Sequence(_)) {
        references::detach(schema, id);
        schema.remove(id);
    }
    None
}

/// `DROP INDEX i ON t`.
fn drop_index(schema: &mut Schema, object: &ObjectName, if_exists: bool) -> Vec<Fault> {
    let Some(table) = &object.table else {
        return Vec::new();
    };
    let id = match base_table(schema, table) {
        Ok(Some(id)) => id,
        Ok(None) => {
            schema.doubt(&table.name.text);
            return Vec::new();
        }
        // MariaDB's `IF EXISTS` is of the index only, or of both: that has changed.
        Err(_) if if_exists => return Vec::new(),
        Err(fault) => return vec![*fault],
    };
    let Some(mut edit) = Edit::new(schema, id) else {
        return Vec::new();
    };
    edit.drop_index(&object.name.name, if_exists);
    edit.finish(object.name.span())
}

/// What is to be dropped: `Err` where it is not there, with a fault unless it need not be.
fn find(
    schema: &mut Schema,
    name: &QualifiedName,
    if_exists: bool,
) -> Result<Option<ObjectId>, Option<Box<Fault>>> {
    if name.namespace().is_some() {
        schema.doubt(&name.name.text);
        return Ok(None);
    }
    match existing(schema, name) {
        Ok(Some(id)) if schema.object(id).name != name.name.text => {
            // It is this one on some platforms only.
            schema.doubt(&name.name.text);
            Ok(None)
        }
        Ok(id) => Ok(id),
        Err(_) if if_exists => Err(None),
        Err(fault) => Err(Some(fault)),
    }
}

fn word(schema: &Schema, id: ObjectId) -> &'static str {
    match schema.object(id).kind {
        ObjectKind::View(_) => "view",
        ObjectKind::Sequence(_) => "sequence",
        _ => "table",
    }
}

/// `TRUNCATE`: refused while others refer to the table, whether it has rows or not (error 1701).
pub(super) fn truncate(schema: &Schema, tables: &[QualifiedName]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for name in tables {
        let id = match base_table(schema, name) {
            Ok(id) => id,
            Err(fault) => {
                faults.push(*fault);
                continue;
            }
        };
        let is_known = matches!(schema.find_relation(name), Found::Known(_));
        if let Some(id) = id.filter(|_| is_known && schema.checks_foreign_keys())
            && let Some((key, of)) = referring(schema, id, &[])
        {
            let message = format!(
                "table `{name}` can't be truncated: foreign key `{key}` of table `{of}` refers to it"
            );
            let fault = Fault::new(migrate_sql::codes::STILL_NEEDED, name.name.span, message);
            faults.push(fault.help(format!(
                "write `DELETE FROM {name}`, which obeys the foreign key"
            )));
        }
    }
    faults
}
