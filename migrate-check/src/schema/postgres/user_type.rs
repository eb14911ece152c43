//! Enums, domains, composite and range types.
use super::faults::{missing_part, taken_in};
use super::place::{taken, taken_as_type, taken_fault, target};
use super::types;
use crate::schema::model::{
    BaseType, Column, Composite, DataType, Domain, Enum, Object, ObjectId, ObjectKind, Piece,
    Range, StoredExpression,
};
use crate::schema::resolve::{self, Own};
use crate::schema::statement::{
    AlterObjectAction, ColumnConstraint, ColumnConstraintKind, CreateType, Expression, Name, Span,
    TypeDefinition, TypeName,
};
use crate::schema::{Fault, Kind, Schema};

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
        return taken_fault("duplicate-type", name, &taken)
            .into_iter()
            .collect();
    }
    let mut faults = Vec::new();
    let kind = match &create.definition {
        TypeDefinition::Enum(values) => ObjectKind::Enum(new_enum(values, &mut faults)),
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
        TypeDefinition::Domain { base, constraints } => {
            ObjectKind::Domain(new_domain(schema, name, base, constraints, &mut faults))
        }
        TypeDefinition::Range {
            subtype,
            multirange,
        } => {
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

fn resolved(
    schema: &Schema,
    name: &TypeName,
    faults: &mut Vec<Fault>,
) -> Option<crate::schema::model::DataType> {
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
    Fault::new("duplicate-column", name.span, message).help("rename or remove one of them")
}

/// PostgreSQL keeps the values of enums as names.
const LONGEST_VALUE: usize = 63;

fn new_enum(values: &[(String, Span)], faults: &mut Vec<Fault>) -> Enum {
    let mut own = Enum::default();
    for (value, span) in values {
        faults.extend(too_long(value, *span));
        if own.values.contains(value) {
            let message = format!("the enum value `{value}` is listed twice");
            let fault = Fault::new("duplicate-object", *span, message);
            faults.push(fault.help("remove one of them"));
            continue;
        }
        own.values.push(value.clone());
    }
    own
}

fn too_long(value: &str, span: Span) -> Option<Fault> {
    let message = format!("an enum value has at most {LONGEST_VALUE} bytes");
    (value.len() > LONGEST_VALUE).then(|| Fault::new("invalid-definition", span, message))
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

fn new_domain(
    schema: &Schema,
    name: &Name,
    base: &TypeName,
    constraints: &[ColumnConstraint],
    faults: &mut Vec<Fault>,
) -> Domain {
    let unknown = || crate::schema::model::DataType {
        base: crate::schema::model::BaseType::Unknown {
            namespace: None,
            name: base.name.name.text.clone(),
        },
        modifiers: Vec::new(),
        dimensions: 0,
    };
    let mut domain = Domain {
        base: resolved(schema, base, faults).unwrap_or_else(unknown),
        not_null: false,
        default: None,
        checks: Vec::new(),
        collation: None,
    };
    for constraint in constraints {
        faults.extend(add_to_domain(schema, &mut domain, &name.text, constraint));
    }
    domain
}

fn add_to_domain(
    schema: &Schema,
    domain: &mut Domain,
    name: &str,
    constraint: &ColumnConstraint,
) -> Vec<Fault> {
    match &constraint.kind {
        ColumnConstraintKind::NotNull => domain.not_null = true,
        ColumnConstraintKind::Default(expression) => {
            let found = resolve::expression(schema, expression, Own::default());
            domain.default = Some(found.stored);
            return found.faults;
        }
        ColumnConstraintKind::Collate(collation) => {
            domain.collation = Some(collation.name.text.clone());
        }
        ColumnConstraintKind::Check(expression) => {
            let (stored, mut faults) = domain_check(schema, domain, expression);
            let own = match &constraint.name {
                Some(own) => {
                    if domain.checks.iter().any(|(check, _)| *check == own.text) {
                        let (code, of) = ("duplicate-constraint", ("domain", name));
                        faults.push(taken_in(code, of, "constraint", &own.text, own.span));
                    }
                    own.text.clone()
                }
                None => free_name(domain, name),
            };
            domain.checks.push((own, stored));
            return faults;
        }
        _ => {}
    }
    Vec::new()
}

/// The name that the engine gives to a check.
fn free_name(domain: &Domain, name: &str) -> String {
    let first = format!("{name}_check");
    let is_free = |name: &String| !domain.checks.iter().any(|(own, _)| own == name);
    let mut others = (1..).map(|number| format!("{first}{number}"));
    Some(first.clone())
        .filter(is_free)
        .or_else(|| others.find(is_free))
        .unwrap_or(first)
}

/// A check of a domain is over `value`.
fn domain_check(
    schema: &Schema,
    domain: &Domain,
    expression: &Expression,
) -> (StoredExpression, Vec<Fault>) {
    let columns = vec![Column::new("value", Some(domain.base.clone()))].into();
    let own = Own {
        columns: &columns,
        ..Own::default()
    };
    let mut found = resolve::expression(schema, expression, own);
    for piece in &mut found.stored.pieces {
        if let Piece::Column(_) = piece {
            *piece = Piece::Text("value".to_owned());
        }
    }
    (found.stored, found.faults)
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
            faults.extend(add_value(schema, id, own, action));
        }
        (ObjectKind::Enum(own), Action::RenameValue { from, to }) => {
            faults.extend(rename_value(schema, id, own, from, to));
        }
        (ObjectKind::Composite(own), Action::AddAttribute(attribute)) => {
            let name = &attribute.name;
            if own.attributes.iter().any(|(own, _)| *own == name.text) {
                let message = format!("type `{type_name}` already has an attribute `{name}`");
                faults.push(Fault::new("duplicate-column", name.span, message));
            } else {
                let data_type = attribute.data_type.as_ref();
                let data_type = data_type.and_then(|name| resolved(schema, name, &mut faults));
                own.attributes.push((name.text.clone(), data_type));
            }
        }
        (ObjectKind::Composite(own), Action::DropAttribute(name, if_exists)) => {
            if !if_exists {
                faults.extend(attribute_fault(own, &type_name, name));
            }
            own.attributes.retain(|(own, _)| *own != name.text);
        }
        (ObjectKind::Composite(own), Action::AlterAttribute(name, data_type)) => {
            faults.extend(attribute_fault(own, &type_name, name));
            let data_type = resolved(schema, data_type, &mut faults);
            for (_, own) in own
                .attributes
                .iter_mut()
                .filter(|(own, _)| *own == name.text)
            {
                own.clone_from(&data_type);
            }
        }
        (ObjectKind::Composite(own), Action::RenameAttribute(from, to)) => {
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
            faults.push(Fault::new("wrong-kind", *span, message));
        }
        (ObjectKind::Domain(own), action) => {
            faults.extend(alter_domain(schema, own, &type_name, action));
        }
        (ObjectKind::OtherType | ObjectKind::Range(_) | ObjectKind::Table(_), _) => {}
        (_, Action::Unknown) => schema.object_mut(id).is_certain = false,
        _ => {}
    }
    if let ObjectKind::Composite(_) = kind {
        open_typed_tables(schema, id);
    }
    schema.object_mut(id).kind = kind;
    if !is_certain {
        faults.retain(|fault| fault.code == "unknown-type");
    }
    faults
}

/// What a changed type makes of the tables `OF` it is not followed.
fn open_typed_tables(schema: &mut Schema, id: ObjectId) {
    let tables = schema.tables();
    let typed = tables.filter(|(_, _, table)| table.of_type == Some(id));
    let typed: Vec<ObjectId> = typed.map(|(id, _, _)| id).collect();
    for id in typed {
        if let Some(table) = schema.table_mut(id) {
            table.is_open = true;
        }
    }
}

fn attribute_fault(own: &Composite, of: &str, name: &Name) -> Option<Fault> {
    let mut known = own.attributes.iter().map(|(own, _)| &**own);
    if known.clone().any(|own| own == name.text) {
        return None;
    }
    let of = ("type", of);
    Some(missing_part(
        "unknown-column",
        Kind::Column,
        name,
        of,
        &mut known,
    ))
}

fn add_value(
    schema: &mut Schema,
    id: ObjectId,
    own: &mut Enum,
    action: &AlterObjectAction,
) -> Option<Fault> {
    let AlterObjectAction::AddValue {
        value: (value, span),
        if_not_exists,
        neighbor,
    } = action
    else {
        return None;
    };
    let object = schema.object(id);
    if own.values.contains(value) {
        let message = format!("type `{}` already has a value `{value}`", object.name);
        let fault = Fault::new("duplicate-object", *span, message)
            .help("remove the statement, or write `ADD VALUE IF NOT EXISTS`");
        return (!if_not_exists).then_some(fault);
    }
    let mut fault = too_long(value, *span);
    let mut position = own.values.len();
    if let Some((before, neighbor, span)) = neighbor {
        match own.values.iter().position(|own| own == neighbor) {
            Some(found) => position = found + usize::from(!before),
            None => fault = Some(missing_value(&object.name, own, neighbor, *span)),
        }
    }
    own.values.insert(position, value.clone());
    let session = &mut schema.session;
    if session.in_transaction
        && !session.new_types.contains(&id)
        && let Some(values) = &mut session.new_enum_values
    {
        values.push((id, value.clone()));
    }
    fault
}

fn missing_value(of: &str, own: &Enum, value: &str, span: Span) -> Fault {
    let name = Name {
        text: value.to_owned(),
        quoted: true,
        span,
    };
    let known = own.values.iter().map(|value| &**value);
    missing_part(
        "unknown-enum-value",
        Kind::EnumValue,
        &name,
        ("enum", of),
        known,
    )
}

fn rename_value(
    schema: &mut Schema,
    id: ObjectId,
    own: &mut Enum,
    from: &(String, Span),
    to: &(String, Span),
) -> Option<Fault> {
    let object = schema.object(id);
    let Some(position) = own.values.iter().position(|own| *own == from.0) else {
        return Some(missing_value(&object.name, own, &from.0, from.1));
    };
    if own.values.contains(&to.0) {
        let message = format!("type `{}` already has a value `{}`", object.name, to.0);
        return Some(Fault::new("duplicate-object", to.1, message));
    }
    own.values[position].clone_from(&to.0);
    for (own, value) in schema.session.new_enum_values.iter_mut().flatten() {
        if *own == id && *value == from.0 {
            value.clone_from(&to.0);
        }
    }
    rename_in_defaults(schema, id, &from.0, &to.0);
    too_long(&to.0, to.1)
}

/// Defaults hold the value itself, whatever it is called.
fn rename_in_defaults(schema: &mut Schema, id: ObjectId, from: &str, to: &str) {
    let quoted = |value: &str| format!("'{}'", value.replace('\'', "''"));
    let (from, to) = (quoted(from), quoted(to));
    let is_of_type = |column: &Column| {
        let is_it = |own: &DataType| own.base == BaseType::Named(id) && own.dimensions == 0;
        column.data_type.as_ref().is_some_and(is_it)
    };
    let tables = schema.tables();
    let having = tables.filter(|(_, _, table)| table.columns.iter().any(is_of_type));
    let having: Vec<ObjectId> = having.map(|(id, _, _)| id).collect();
    for id in having {
        let Some(table) = schema.table_mut(id) else {
            continue;
        };
        let columns = table.columns.iter_mut();
        for column in columns.filter(|column| is_of_type(column)) {
            for piece in column.default.iter_mut().flat_map(|own| &mut own.pieces) {
                match piece {
                    Piece::Text(text) if *text == from => text.clone_from(&to),
                    _ => {}
                }
            }
        }
    }
}

fn alter_domain(
    schema: &Schema,
    own: &mut Domain,
    name: &str,
    action: &AlterObjectAction,
) -> Vec<Fault> {
    use AlterObjectAction as Action;
    let position =
        |own: &Domain, name: &Name| own.checks.iter().position(|(own, _)| *own == name.text);
    let missing = |own: &Domain, constraint: &Name| {
        let known = own.checks.iter().map(|(own, _)| &**own);
        let of = ("domain", name);
        missing_part(
            "unknown-constraint",
            Kind::Constraint,
            constraint,
            of,
            known,
        )
    };
    match action {
        Action::DomainDefault(None) => own.default = None,
        Action::DomainDefault(Some(expression)) => {
            let found = resolve::expression(schema, expression, Own::default());
            own.default = Some(found.stored);
            return found.faults;
        }
        Action::DomainNotNull(not_null) => own.not_null = *not_null,
        Action::DomainAddConstraint(constraint) => {
            return add_to_domain(schema, own, name, constraint);
        }
        Action::DomainDropConstraint(constraint, if_exists) => match position(own, constraint) {
            Some(position) => {
                own.checks.remove(position);
            }
            // From version 18 on `NOT NULL` has a name too.
            None if !if_exists && !own.not_null => return vec![missing(own, constraint)],
            None => {}
        },
        Action::DomainRenameConstraint(from, to) => match position(own, from) {
            Some(position) => own.checks[position].0.clone_from(&to.text),
            None if !own.not_null => return vec![missing(own, from)],
            None => {}
        },
        _ => {}
    }
    Vec::new()
}
