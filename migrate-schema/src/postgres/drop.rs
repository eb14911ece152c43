//! `DROP`.
use super::dependents::{self, Part, kind_name};
use super::faults::{missing, missing_namespace, missing_part, with_closest, wrong_drop};
use super::{extension, index, routine, table, trigger};
use crate::lookup::Found;
use crate::model::{Object, ObjectId, ObjectKind, Relation};
use crate::{Fault, Schema};
use migrate_sql::statement::{Behavior, DropObjects, Kind, ObjectName};

/// Drops.
pub(super) fn drop(schema: &mut Schema, drop: &DropObjects) -> Vec<Fault> {
    match drop.objects.first().map(|object| object.kind) {
        Some(Kind::Table) => table::drop_tables(schema, drop),
        Some(Kind::Index) => index::drop_indexes(schema, drop),
        Some(Kind::Namespace) => drop_namespaces(schema, drop),
        Some(Kind::Extension) => extension::drop(schema, drop),
        Some(Kind::Trigger | Kind::Policy | Kind::Rule) => drop_of_table(schema, drop),
        Some(Kind::View | Kind::MaterializedView | Kind::Sequence | Kind::Type | Kind::Routine) => {
            drop_objects(schema, drop)
        }
        _ => Vec::new(),
    }
}

/// Views, sequences, types and functions.
fn drop_objects(schema: &mut Schema, drop: &DropObjects) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut found = Vec::new();
    for object in &drop.objects {
        match find(schema, object) {
            Ok(Some(id)) => found.push((id, object)),
            // Whatever has the name may be gone.
            Ok(None) => schema.doubt(&object.name.name.text),
            Err(fault) if fault.code == migrate_sql::codes::WRONG_KIND || !drop.if_exists => {
                faults.push(fault)
            }
            Err(_) => {}
        }
    }
    let originals: Vec<Part> = found.iter().map(|(id, _)| Part::Object(*id)).collect();
    let Some((id, first)) = found.first() else {
        return faults;
    };
    let object = schema.object(*id);
    let what = format!("{} `{}`", kind_name(&object.kind), object.name);
    let span = first.name.span();
    faults.extend(dependents::drop(
        schema,
        &originals,
        drop.behavior,
        span,
        &what,
    ));
    faults
}

/// Finds what is to be dropped; `None` where nothing can be said of it.
fn find(schema: &Schema, object: &ObjectName) -> Result<Option<ObjectId>, Fault> {
    let name = &object.name;
    let found = match object.kind {
        Kind::Routine => return routine::find_to_drop(schema, object),
        Kind::Type => schema.find_type(name),
        _ => schema.find_relation(name),
    };
    let span = name.span();
    match found {
        Found::Known(id) => {
            let own = schema.object(id);
            let is = kind_name(&own.kind);
            if !is_wanted(own, object) {
                let fault = wrong_drop(span, &own.name, is, object.word);
                return Err(match own.kind {
                    ObjectKind::Table(_) if object.kind == Kind::Type => fault.help(format!(
                        "the row type goes with the table: write `DROP TABLE {}`",
                        own.name
                    )),
                    _ => fault,
                });
            }
            if let ObjectKind::Sequence(sequence) = &own.kind
                && sequence.is_identity
            {
                let message = format!(
                    "sequence `{}` can't be dropped: it belongs to an identity column",
                    own.name
                );
                let fault = Fault::new(migrate_sql::codes::STILL_NEEDED, span, message);
                return Err(fault.help("write `ALTER TABLE … ALTER COLUMN … DROP IDENTITY`"));
            }
            Ok(Some(id))
        }
        Found::Index(_) => Err(wrong_drop(span, &name.name.text, "index", object.word)),
        Found::Doubtful(id) => Ok(id.filter(|id| is_wanted(schema.object(*id), object))),
        Found::Missing => Err(missing(schema, object.kind, name)),
    }
}

fn is_wanted(own: &Object, object: &ObjectName) -> bool {
    match (&own.kind, object.kind) {
        (ObjectKind::View(view), Kind::View) => !view.materialized,
        (ObjectKind::View(view), Kind::MaterializedView) => view.materialized,
        (ObjectKind::Sequence(_), Kind::Sequence) => true,
        (ObjectKind::Domain(_), Kind::Type) => true,
        (
            ObjectKind::Enum(_)
            | ObjectKind::Composite(_)
            | ObjectKind::Range(_)
            | ObjectKind::OtherType,
            Kind::Type,
        ) => object.word == "type",
        _ => false,
    }
}

/// Triggers, policies and rules: they have a name on a table.
fn drop_of_table(schema: &mut Schema, drop: &DropObjects) -> Vec<Fault> {
    let mut faults = Vec::new();
    for object in &drop.objects {
        let Some(table_name) = &object.table else {
            continue;
        };
        let name = &object.name.name;
        let found = schema.find_relation(table_name);
        if found == Found::Missing && !drop.if_exists {
            faults.push(missing(schema, Kind::Table, table_name));
        }
        let Some(id) = found.id() else {
            continue;
        };
        let object_name = schema.object(id).name.clone();
        let is = kind_name(&schema.object(id).kind);
        let Some(table) = schema.table_part(id) else {
            continue;
        };
        let known: Vec<&str> = match object.kind {
            Kind::Trigger => table.triggers.iter().map(|own| &*own.name).collect(),
            Kind::Policy => table.policies.iter().map(|own| &*own.name).collect(),
            _ => table.rules.keys().map(|own| &**own).collect(),
        };
        if !known.contains(&&*name.text) {
            let of_parent = (object.kind == Kind::Trigger && found.certain().is_some())
                .then(|| trigger::of_parent(schema, id, name, "drop"))
                .flatten();
            if let Some(fault) = of_parent {
                faults.push(fault);
                continue;
            }
            let may_be = schema.may_have(&name.text) || name.text == "_RETURN";
            if found.certain().is_some() && !drop.if_exists && !may_be {
                let code = match object.kind {
                    Kind::Trigger => migrate_sql::codes::UNKNOWN_TRIGGER,
                    _ => migrate_sql::codes::UNKNOWN_OBJECT,
                };
                let of = (is, &*object_name);
                faults.push(missing_part(code, object.kind, name, of, known));
            }
            continue;
        }
        if let Some(table) = schema.table_part_mut(id) {
            match object.kind {
                Kind::Trigger => table.triggers.retain(|own| own.name != name.text),
                Kind::Policy => table.policies.retain(|own| own.name != name.text),
                _ => {
                    table.rules.remove(&name.text);
                }
            }
        }
    }
    faults
}

fn drop_namespaces(schema: &mut Schema, drop: &DropObjects) -> Vec<Fault> {
    let mut faults = Vec::new();
    for object in &drop.objects {
        let name = &object.name.name;
        match schema.has_namespace(&name.text) {
            Some(false) if drop.if_exists => continue,
            Some(false) => {
                faults.push(missing_namespace(schema, name));
                continue;
            }
            Some(true) if drop.behavior == Behavior::Restrict => {
                faults.extend(not_empty(schema, &name.text, object));
            }
            _ => {}
        }
        if schema.has_namespace(&name.text).is_none() && drop.behavior == Behavior::Restrict {
            // Either it went, empty as it was, or nothing happened.
            continue;
        }
        let inside = schema.objects();
        let inside = inside.filter(|(_, own)| own.namespace == name.text);
        let parts: Vec<Part> = inside.map(|(id, _)| Part::Object(id)).collect();
        dependents::drop(schema, &parts, Behavior::Cascade, name.span, "");
        schema.namespaces.remove(&name.text);
        let is_in = |own: &crate::model::Extension| own.namespace.as_ref() == Some(&name.text);
        schema.extensions.retain(|_, own| !is_in(own));
    }
    faults
}

fn not_empty(schema: &Schema, namespace: &str, object: &ObjectName) -> Option<Fault> {
    let own = schema.namespaces.get(namespace)?;
    let relations = own
        .relations
        .values()
        .filter_map(|relation| match relation {
            Relation::Object(id) => Some(*id),
            Relation::Index(_) => None,
        });
    let routines = own.routines.values().flatten().copied();
    let mut all = relations
        .chain(own.types.values().copied())
        .chain(routines)
        .filter(|id| schema.object(*id).is_certain);
    let first = schema.object(all.next()?);
    let what = format!("{} `{}`", kind_name(&first.kind), first.name);
    let others = match all.count() {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let message = format!(
        "schema `{namespace}` can't be dropped: {what}{others} {} in it",
        if others.is_empty() { "is" } else { "are" }
    );
    Some(
        Fault::new(
            migrate_sql::codes::STILL_NEEDED,
            object.name.span(),
            message,
        )
        .help("drop what is in it first, or write `CASCADE` to drop all of it"),
    )
}

/// Says that there is none of those that the schema doesn't hold as objects.
pub(super) fn missing_other<'n>(
    kind: Kind,
    object: &ObjectName,
    known: impl IntoIterator<Item = &'n str>,
) -> Fault {
    let name = &object.name.name;
    let message = format!("there is no {} `{name}`", kind.name());
    let fault = Fault::new(migrate_sql::codes::UNKNOWN_OBJECT, name.span, message);
    let fault = fault.missing(crate::Missing {
        kind,
        of: None,
        name: name.text.clone(),
    });
    with_closest(fault, &name.text, known)
}
