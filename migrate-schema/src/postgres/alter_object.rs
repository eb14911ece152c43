//! `ALTER` of anything but a table.
use super::dependents::kind_name;
use super::faults::{duplicate, missing, missing_namespace, missing_part, taken_in, wrong_kind};
use super::place::{taken, taken_as_relation, taken_as_type, taken_fault};
use super::routine::{all_same, inputs};
use super::{index, resolve_default, sequence, trigger, user_type, view};
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{DataType, ObjectId, ObjectKind};
use crate::{Fault, Schema};
use migrate_sql::statement::{AlterObject, AlterObjectAction, Kind, Name};

/// Changes one.
pub(super) fn alter(schema: &mut Schema, alter: &AlterObject) -> Vec<Fault> {
    match alter.object.kind {
        Kind::Index => index::alter_index(schema, alter),
        Kind::Namespace => namespace(schema, alter).into_iter().collect(),
        Kind::Trigger | Kind::Rule => part(schema, alter).into_iter().collect(),
        Kind::Extension => {
            let name = &alter.object.name.name.text;
            if let (AlterObjectAction::SetNamespace(to), Some(own)) =
                (&alter.action, schema.extensions.get_mut(name))
            {
                own.namespace = Some(to.text.clone());
            }
            Vec::new()
        }
        _ => object(schema, alter),
    }
}

fn object(schema: &mut Schema, alter: &AlterObject) -> Vec<Fault> {
    let id = match find(schema, alter) {
        Ok(Some(id)) => id,
        Ok(None) => return Vec::new(),
        Err(fault) => return vec![fault],
    };
    match &alter.action {
        AlterObjectAction::Rename(to) => {
            let namespace = schema.object(id).namespace.clone();
            let fault = in_the_way(schema, id, &namespace, &to.text, to);
            if fault.is_none() {
                schema.rename(id, &namespace, &to.text);
            }
            fault.into_iter().collect()
        }
        AlterObjectAction::SetNamespace(to) => {
            if schema.has_namespace(&to.text) == Some(false) {
                return vec![missing_namespace(schema, to)];
            }
            let object = schema.object(id);
            let name = object.name.clone();
            let is_same = object.namespace == to.text;
            if let ObjectKind::Sequence(sequence) = &object.kind
                && sequence.owned_by.is_some()
                && object.is_certain
            {
                let message = format!("sequence `{name}` goes where its table goes");
                let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, to.span, message);
                return vec![fault.help("write `ALTER TABLE … SET SCHEMA`")];
            }
            let fault = in_the_way(schema, id, &to.text, &name, to).filter(|_| !is_same);
            if fault.is_none() {
                schema.rename(id, &to.text, &name);
            }
            fault.into_iter().collect()
        }
        AlterObjectAction::Harmless => Vec::new(),
        AlterObjectAction::ViewOptions => {
            view::has_more(schema, id);
            Vec::new()
        }
        AlterObjectAction::Unknown => {
            schema.object_mut(id).is_certain = false;
            Vec::new()
        }
        AlterObjectAction::Sequence(options) => {
            sequence::alter(schema, id, (options, alter.object.name.span()))
        }
        AlterObjectAction::RenameColumn(from, to) => rename_column(schema, id, from, to),
        AlterObjectAction::ColumnDefault(column, default) => {
            let stored = default
                .as_ref()
                .map(|default| resolve_default(schema, default));
            let object = schema.object_mut(id);
            if let ObjectKind::View(view) = &mut object.kind {
                let mut columns = view.columns.iter_mut();
                if let Some(own) = columns.find(|own| own.name == column.text) {
                    own.default = stored;
                } else if !view.is_open && object.is_certain {
                    return vec![unknown_column(schema, id, column)];
                }
            }
            Vec::new()
        }
        action => user_type::alter(schema, id, action),
    }
}

/// Finds what is to be changed; `None` where nothing can be said of it.
fn find(schema: &Schema, alter: &AlterObject) -> Result<Option<ObjectId>, Fault> {
    let object = &alter.object;
    let name = &object.name;
    let found = match object.kind {
        Kind::Routine => return super::routine::find_one(schema, object),
        Kind::Type => schema.find_type(name),
        _ => schema.find_relation(name),
    };
    let span = name.span();
    match found {
        Found::Known(id) => {
            let own = schema.object(id);
            let is_it = match (&own.kind, object.kind) {
                (ObjectKind::View(view), Kind::View) => !view.materialized,
                (ObjectKind::View(view), Kind::MaterializedView) => view.materialized,
                (ObjectKind::Sequence(_), Kind::Sequence) => true,
                (ObjectKind::Domain(_), Kind::Type) => true,
                (ObjectKind::Table(_) | ObjectKind::View(_), Kind::Type) => false,
                (_, Kind::Type) => object.word == "type",
                _ => false,
            };
            if is_it {
                return Ok(Some(id));
            }
            let is = kind_name(&own.kind);
            let fault = wrong_kind(span, &own.name, is, object.word);
            Err(fault.help(format!("write `ALTER {}`", is.to_uppercase())))
        }
        Found::Index(_) => Err(wrong_kind(span, &name.name.text, "index", object.word)),
        Found::Doubtful(id) => Ok(id),
        Found::Missing if alter.if_exists => Ok(None),
        Found::Missing if object.kind == Kind::Type => match super::types::is_built_in(name) {
            true => Ok(None),
            false => Err(missing(schema, Kind::Type, name)),
        },
        Found::Missing => Err(missing(schema, object.kind, name)),
    }
}

/// What has the new name already.
fn in_the_way(
    schema: &Schema,
    id: ObjectId,
    namespace: &str,
    name: &str,
    at: &Name,
) -> Option<Fault> {
    let own = schema.object(id);
    if !own.is_certain {
        return None;
    }
    let (code, taken) = match &own.kind {
        ObjectKind::Routine(routine) => {
            let types: Vec<DataType> = inputs(&routine.parameters)
                .map(|parameter| parameter.data_type.clone())
                .collect();
            let others = schema.namespaces.get(namespace)?.routines.get(name)?;
            let is_same = |other: &&ObjectId| match &schema.object(**other).kind {
                ObjectKind::Routine(other) => {
                    let own = inputs(&other.parameters).map(|parameter| &parameter.data_type);
                    all_same(own, &types) == Some(true)
                }
                _ => false,
            };
            let other = others.iter().find(is_same)?;
            let is = kind_name(&schema.object(*other).kind);
            let is_certain = schema.object(*other).is_certain && *other != id;
            return is_certain
                .then(|| duplicate(migrate_sql::codes::DUPLICATE_FUNCTION, at.span, is, name));
        }
        ObjectKind::View(_) | ObjectKind::Table(_) => (
            migrate_sql::codes::DUPLICATE_TABLE,
            taken(schema, namespace, name),
        ),
        ObjectKind::Sequence(_) => (
            migrate_sql::codes::DUPLICATE_TABLE,
            taken_as_relation(schema, namespace, name),
        ),
        _ => (
            migrate_sql::codes::DUPLICATE_TYPE,
            taken_as_type(schema, namespace, name),
        ),
    };
    let taken = taken?;
    let name = Name {
        text: name.to_owned(),
        ..at.clone()
    };
    taken_fault(code, &name, &taken)
}

fn unknown_column(schema: &Schema, id: ObjectId, name: &Name) -> Fault {
    let own = schema.object(id);
    let known: Vec<&str> = match &own.kind {
        ObjectKind::View(view) => view.columns.iter().map(|column| &*column.name).collect(),
        _ => Vec::new(),
    };
    let of = (kind_name(&own.kind), &*own.name);
    missing_part(
        migrate_sql::codes::UNKNOWN_COLUMN,
        Kind::Column,
        name,
        of,
        known,
    )
}

/// Renames a column of a view.
fn rename_column(schema: &mut Schema, id: ObjectId, from: &Name, to: &Name) -> Vec<Fault> {
    let object = schema.object(id);
    let is_certain = object.is_certain;
    let ObjectKind::View(view) = &object.kind else {
        return Vec::new();
    };
    let has = |name: &Name| view.columns.named(Dialect::Postgres, &name.text).is_some();
    if !has(from) {
        let is_missing = is_certain && !view.is_open;
        let fault = is_missing.then(|| unknown_column(schema, id, from));
        return fault.into_iter().collect();
    }
    if has(to) {
        let of = ("view", &*object.name);
        let fault = taken_in(
            migrate_sql::codes::DUPLICATE_COLUMN,
            of,
            "column",
            &to.text,
            to.span,
        );
        return Some(fault).filter(|_| is_certain).into_iter().collect();
    }
    if let ObjectKind::View(view) = &mut schema.object_mut(id).kind {
        for column in &mut view.columns {
            if column.name == from.text {
                column.name.clone_from(&to.text);
            }
        }
    }
    Vec::new()
}

/// `ALTER SCHEMA`.
fn namespace(schema: &mut Schema, alter: &AlterObject) -> Option<Fault> {
    let name = &alter.object.name.name;
    if schema.has_namespace(&name.text) == Some(false) {
        return Some(missing_namespace(schema, name));
    }
    let AlterObjectAction::Rename(to) = &alter.action else {
        return None;
    };
    if schema.has_namespace(&to.text) == Some(true) {
        return Some(duplicate(
            migrate_sql::codes::DUPLICATE_OBJECT,
            to.span,
            "schema",
            &to.text,
        ));
    }
    let own = schema.namespaces.remove(&name.text)?;
    schema.namespaces.insert(to.text.clone(), own);
    let inside = schema.objects();
    let inside = inside.filter(|(_, object)| object.namespace == name.text);
    let inside: Vec<ObjectId> = inside.map(|(id, _)| id).collect();
    for id in inside {
        schema.object_mut(id).namespace.clone_from(&to.text);
    }
    for own in schema.extensions.values_mut() {
        if own.namespace.as_ref() == Some(&name.text) {
            own.namespace = Some(to.text.clone());
        }
    }
    None
}

/// `ALTER TRIGGER`, `ALTER RULE`.
fn part(schema: &mut Schema, alter: &AlterObject) -> Option<Fault> {
    let object = &alter.object;
    let table_name = object.table.as_ref()?;
    let found = schema.find_relation(table_name);
    if found == Found::Missing {
        return Some(missing(schema, Kind::Table, table_name));
    }
    let id = found.id()?;
    let is_certain = found.certain().is_some();
    let name = &object.name.name;
    if !trigger::has_part(schema, id, object.kind, &name.text) {
        if object.kind == Kind::Trigger
            && let Some(fault) = trigger::of_parent(schema, id, name, "rename")
        {
            return is_certain.then_some(fault);
        }
        let own = schema.object(id);
        let of = (kind_name(&own.kind), &*own.name);
        let code = match object.kind {
            Kind::Trigger => migrate_sql::codes::UNKNOWN_TRIGGER,
            _ => migrate_sql::codes::UNKNOWN_OBJECT,
        };
        let known = schema.table_part(id)?;
        let known = known.triggers.iter().map(|own| &*own.name);
        let fault = missing_part(code, object.kind, name, of, known);
        return (is_certain && !schema.may_have(&name.text)).then_some(fault);
    }
    let AlterObjectAction::Rename(to) = &alter.action else {
        return None;
    };
    if trigger::has_part(schema, id, object.kind, &to.text) {
        let code = match object.kind {
            Kind::Trigger => migrate_sql::codes::DUPLICATE_TRIGGER,
            _ => migrate_sql::codes::DUPLICATE_OBJECT,
        };
        let fault = duplicate(code, to.span, object.kind.name(), &to.text);
        return is_certain.then_some(fault);
    }
    let table = schema.table_part_mut(id)?;
    match object.kind {
        Kind::Trigger => {
            for own in table
                .triggers
                .iter_mut()
                .filter(|own| own.name == name.text)
            {
                own.name.clone_from(&to.text);
            }
        }
        _ => {
            let definition = table.rules.remove(&name.text)?;
            table.rules.insert(to.text.clone(), definition);
        }
    }
    None
}
