//! Enum types.
use super::faults::missing_part;
use crate::model::{BaseType, Column, DataType, Enum, ObjectId, Piece};
use crate::{Fault, Schema};
use migrate_sql::statement::{AlterObjectAction, Kind, Name, Span};

/// PostgreSQL keeps the values of enums as names.
const LONGEST_VALUE: usize = 63;

pub(super) fn new_enum(values: &[(String, Span)], faults: &mut Vec<Fault>) -> Enum {
    let mut own = Enum::default();
    for (value, span) in values {
        faults.extend(too_long(value, *span));
        if own.values.contains(value) {
            let message = format!("the enum value `{value}` is listed twice");
            let fault = Fault::new(migrate_sql::codes::DUPLICATE_OBJECT, *span, message);
            faults.push(fault.help("remove one of them"));
            continue;
        }
        own.values.push(value.clone());
    }
    own
}

fn too_long(value: &str, span: Span) -> Option<Fault> {
    let message = format!("an enum value has at most {LONGEST_VALUE} bytes");
    (value.len() > LONGEST_VALUE)
        .then(|| Fault::new(migrate_sql::codes::INVALID_DEFINITION, span, message))
}

pub(super) fn add_value(
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
        let fault = Fault::new(migrate_sql::codes::DUPLICATE_OBJECT, *span, message)
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
        migrate_sql::codes::UNKNOWN_ENUM_VALUE,
        Kind::EnumValue,
        &name,
        ("enum", of),
        known,
    )
}

pub(super) fn rename_value(
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
        return Some(Fault::new(
            migrate_sql::codes::DUPLICATE_OBJECT,
            to.1,
            message,
        ));
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
