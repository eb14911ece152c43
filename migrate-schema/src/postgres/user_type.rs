//! Enums, domains, composite and range types.
use super::dependents::doubt_unresolved;
use super::faults::missing_part;
use super::place::{taken, taken_as_type, taken_fault, target};
use super::{domain, enum_type, row_types, types};
use crate::model::{Composite, Object, ObjectId, ObjectKind, Range};
use crate::{Fault, Schema};
use migrate_sql::statement::{
    AlterObjectAction, Behavior, CreateType, Kind, Name, TypeDefinition, TypeName,
};

/// `CREATE TYPE`, `CREATE DOMAIN`.
pub(super) fn create(schema: &mut Schema, create: &CreateType) -> Vec<Fault> {
    let name = &create.name.name;
    let namespace = match target(schema, &create.name) {
        Ok(Some(namespace)) => namespace,
        Ok(None) => {
            schema.doubt(&name.text);
            return Vec::new();
        }
        Err(fault) => {
            schema.doubt(&name.text);
            return vec![fault];
        }
    };
    let taken = match &create.definition {
        // It is a relation too.
        TypeDefinition::Composite(_) => taken(schema, &namespace, &name.text),
        _ => taken_as_type(schema, &namespace, &name.text),
    };
    if let Some(taken) = taken {
        let id = taken.by;
        let is_shell = id.is_some_and(|id| schema.object(id).kind == ObjectKind::OtherType);
        if is_shell {
            return Vec::new();
        }
        if !taken.is_certain {
            return Vec::new();
        }
        return taken_fault(migrate_sql::codes::DUPLICATE_TYPE, name, &taken)
            .into_iter()
            .collect();
    }
    let mut faults = Vec::new();
    let kind = match &create.definition {
        TypeDefinition::Enum(values) => ObjectKind::Enum(enum_type::new_enum(values, &mut faults)),
        TypeDefinition::Composite(attributes) => {
            let mut composite = Composite::default();
            for attribute in attributes {
                let own = &mut composite.attributes;
                if own.iter().any(|(own, _)| *own == attribute.name.text) {
                    faults.push(twice(&attribute.name));
                    continue;
                }
                let data_type = attribute.data_type.as_ref();
                let data_type = data_type.and_then(|name| resolved(schema, name, &mut faults));
                own.push((attribute.name.text.clone(), data_type));
            }
            ObjectKind::Composite(composite)
        }
        TypeDefinition::Domain { base, constraints } => ObjectKind::Domain(domain::new_domain(
            schema,
            name,
            base,
            constraints,
            &mut faults,
        )),
        TypeDefinition::Range {
            subtype,
            multirange,
        } => {
            if subtype.is_none() {
                let message = "a range needs a `subtype`";
                faults.push(Fault::new(
                    migrate_sql::codes::INVALID_DEFINITION,
                    name.span,
                    message,
                ));
            }
            let subtype = subtype.as_ref();
            let subtype = subtype.and_then(|name| resolved(schema, name, &mut faults));
            add_multirange(
                schema,
                &namespace,
                &name.text,
                multirange.as_ref().map(|name| &name.name),
            );
            ObjectKind::Range(Range { subtype })
        }
        TypeDefinition::Base => ObjectKind::OtherType,
    };
    let id = schema.add(Object {
        namespace,
        name: name.text.clone(),
        is_certain: true,
        comment: None,
        kind,
    });
    schema.session.new_types.insert(id);
    faults
}

pub(super) fn resolved(
    schema: &Schema,
    name: &TypeName,
    faults: &mut Vec<Fault>,
) -> Option<crate::model::DataType> {
    match types::resolve(schema, name) {
        Ok(found) => Some(found),
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}

fn twice(name: &Name) -> Fault {
    let message = format!("there are two attributes `{name}`");
    Fault::new(migrate_sql::codes::DUPLICATE_COLUMN, name.span, message)
        .help("rename or remove one of them")
}

/// A range type comes with a type for several ranges.
fn add_multirange(schema: &mut Schema, namespace: &str, range: &str, given: Option<&Name>) {
    let name = match given {
        Some(name) => name.text.clone(),
        None if range.contains("range") => range.replacen("range", "multirange", 1),
        None => format!("{range}_multirange"),
    };
    if taken_as_type(schema, namespace, &name).is_some() {
        return;
    }
    schema.add(Object {
        namespace: namespace.to_owned(),
        name,
        is_certain: false,
        comment: None,
        kind: ObjectKind::OtherType,
    });
}

/// `ALTER TYPE`, `ALTER DOMAIN`: all but a new name, schema or owner.
pub(super) fn alter(schema: &mut Schema, id: ObjectId, action: &AlterObjectAction) -> Vec<Fault> {
    use AlterObjectAction as Action;
    let object = schema.object(id);
    let (is_certain, type_name) = (object.is_certain, object.name.clone());
    let mut kind = object.kind.clone();
    let mut faults = Vec::new();
    match (&mut kind, action) {
        (ObjectKind::Enum(own), Action::AddValue { .. }) => {
            faults.extend(enum_type::add_value(schema, id, own, action));
        }
        (ObjectKind::Enum(own), Action::RenameValue { from, to }) => {
            faults.extend(enum_type::rename_value(schema, id, own, from, to));
        }
        (ObjectKind::Composite(own), Action::AddAttribute(attribute, _)) => {
            let name = &attribute.name;
            if own.attributes.iter().any(|(own, _)| *own == name.text) {
                let message = format!("type `{type_name}` already has an attribute `{name}`");
                faults.push(Fault::new(
                    migrate_sql::codes::DUPLICATE_COLUMN,
                    name.span,
                    message,
                ));
            } else {
                let written = attribute.data_type.as_ref();
                let data_type = written.and_then(|name| resolved(schema, name, &mut faults));
                let span = written.map_or(name.span, |own| own.span);
                let within = row_types::within_itself(schema, id, data_type.as_ref(), span);
                faults.extend(within);
                own.attributes.push((name.text.clone(), data_type));
            }
        }
        (ObjectKind::Composite(own), Action::DropAttribute(name, if_exists, behavior)) => {
            if *behavior == Behavior::Cascade {
                doubt_unresolved(schema, &[]);
            }
            if !if_exists {
                faults.extend(attribute_fault(own, &type_name, name));
            }
            own.attributes.retain(|(own, _)| *own != name.text);
        }
        (ObjectKind::Composite(own), Action::AlterAttribute(name, data_type, _)) => {
            faults.extend(attribute_fault(own, &type_name, name));
            if let Some(user) = row_types::user(schema, id) {
                let message =
                    format!("the type of `{name}` can't change: {user} is of type `{type_name}`");
                faults.push(
                    Fault::new(migrate_sql::codes::STILL_NEEDED, name.span, message)
                        .help("drop the column before it, or give it another type"),
                );
            }
            let span = data_type.span;
            let data_type = resolved(schema, data_type, &mut faults);
            let within = row_types::within_itself(schema, id, data_type.as_ref(), span);
            faults.extend(within);
            for (_, own) in own
                .attributes
                .iter_mut()
                .filter(|(own, _)| *own == name.text)
            {
                own.clone_from(&data_type);
            }
        }
        (ObjectKind::Composite(own), Action::RenameAttribute(from, to, _)) => {
            faults.extend(attribute_fault(own, &type_name, from));
            if own.attributes.iter().any(|(own, _)| *own == to.text) {
                faults.push(twice(to));
            }
            for (own, _) in own
                .attributes
                .iter_mut()
                .filter(|(own, _)| *own == from.text)
            {
                own.clone_from(&to.text);
            }
        }
        (
            ObjectKind::Composite(_) | ObjectKind::Domain(_),
            Action::AddValue {
                value: (_, span), ..
            }
            | Action::RenameValue {
                from: (_, span), ..
            },
        ) => {
            let message = format!("type `{type_name}` has no values: it is no enum");
            faults.push(Fault::new(migrate_sql::codes::WRONG_KIND, *span, message));
        }
        (ObjectKind::Domain(own), action) => {
            faults.extend(domain::alter_domain(schema, own, &type_name, action));
        }
        (ObjectKind::OtherType | ObjectKind::Range(_) | ObjectKind::Table(_), _) => {}
        (_, Action::Unknown) => schema.object_mut(id).is_certain = false,
        _ => {}
    }
    if let ObjectKind::Composite(_) = kind {
        faults.extend(typed_tables(schema, id, action));
    }
    if let (ObjectKind::Domain(_), Action::DomainAddConstraint(added, false)) = (&kind, action)
        && let Some(user) = row_types::user_within(schema, id)
    {
        let message =
            format!("a check of `{type_name}` can't be added: {user} has values of it within");
        faults.push(Fault::new(
            migrate_sql::codes::STILL_NEEDED,
            added.span,
            message,
        ));
    }
    schema.object_mut(id).kind = kind;
    if !is_certain {
        faults.retain(|fault| fault.code == migrate_sql::codes::UNKNOWN_TYPE);
    }
    faults
}

/// Tables `OF` a type are in the way of a change, unless it says `CASCADE`. What it makes of them is
/// not followed.
fn typed_tables(schema: &mut Schema, id: ObjectId, action: &AlterObjectAction) -> Option<Fault> {
    use AlterObjectAction as Action;
    let (name, behavior) = match action {
        Action::AddAttribute(attribute, behavior) => (&attribute.name, behavior),
        Action::DropAttribute(name, _, behavior)
        | Action::AlterAttribute(name, _, behavior)
        | Action::RenameAttribute(name, _, behavior) => (name, behavior),
        _ => return None,
    };
    let tables = schema.tables();
    let typed = tables.filter(|(_, _, table)| table.of_type == Some(id));
    let typed: Vec<ObjectId> = typed.map(|(id, _, _)| id).collect();
    let mut certain = typed.iter().map(|id| schema.object(*id));
    let first = certain
        .find(|own| own.is_certain)
        .map(|own| own.name.clone());
    for id in typed {
        schema.object_mut(id).is_certain = false;
    }
    let first = first.filter(|_| *behavior == Behavior::Restrict)?;
    let of = &schema.object(id).name;
    let message = format!("type `{of}` can't change: table `{first}` is of that type");
    let fault = Fault::new(migrate_sql::codes::STILL_NEEDED, name.span, message);
    Some(fault.help("add `CASCADE` to change the table too"))
}

fn attribute_fault(own: &Composite, of: &str, name: &Name) -> Option<Fault> {
    let mut known = own.attributes.iter().map(|(own, _)| &**own);
    if known.clone().any(|own| own == name.text) {
        return None;
    }
    let of = ("type", of);
    Some(missing_part(
        migrate_sql::codes::UNKNOWN_COLUMN,
        Kind::Column,
        name,
        of,
        &mut known,
    ))
}
