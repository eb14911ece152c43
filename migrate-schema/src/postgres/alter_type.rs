//! `ALTER COLUMN … TYPE`.
use super::casts::{has_own_casts, is_never_assigned, type_text};
use super::constraint::find_column;
use super::dependents::Part;
use super::inheritance::children;
use super::literal::may_be_compared;
use super::references::{referenced_by, references};
use super::{column, foreign_key, partition, row_types, types};
use crate::Dialect;
use crate::model::{
    BaseType, ColumnId, ConstraintKind, DataType, Index, ObjectId, ObjectKind, Piece,
    StoredExpression, Use,
};
use crate::{Fault, Schema};
use migrate_sql::statement::{AlterTableAction, Name};
use std::collections::BTreeSet;

/// Gives a column another type.
pub(super) fn set(
    schema: &mut Schema,
    id: ObjectId,
    action: &AlterTableAction,
    faults: &mut Vec<Fault>,
) {
    let AlterTableAction::SetType {
        column: name,
        data_type: written,
        collation,
        using,
    } = action
    else {
        return;
    };
    let Some(column) = find_column(schema, id, name, faults) else {
        return;
    };
    if column::serial(written).is_some() {
        let message = format!(
            "`{}` is no type that a column can be changed to",
            written.name
        );
        let fault = Fault::new(migrate_sql::codes::UNKNOWN_TYPE, written.span, message);
        faults.push(fault.help("make a sequence, and a default that counts with it"));
        return;
    }
    let new = match types::resolve(schema, written) {
        Ok(new) => new,
        Err(fault) => {
            faults.push(fault);
            change(schema, id, column, None);
            return;
        }
    };
    let count = faults.len();
    refuse_uses(schema, id, (name, column), faults);
    let within = row_types::within_itself(schema, id, Some(&new), written.span);
    faults.extend(within);
    if faults.len() == count {
        let has_using = using.is_some();
        check_casts(schema, id, (name, column), (&new, has_using), faults);
    }
    change(schema, id, column, Some(new));
    if let Some(mut own) = schema
        .table_mut(id)
        .and_then(|table| table.column_mut(column))
    {
        own.collation = collation.as_ref().map(ToString::to_string);
    }
    if faults.len() == count
        && let Some((constraint, table)) = foreign_key::broken_by_type(schema, id, column)
    {
        let message = format!(
            "with another type for `{name}`, foreign key `{constraint}` of table `{table}` can't \
             compare its columns"
        );
        let fault = Fault::new(migrate_sql::codes::FOREIGN_KEY_TYPE, name.span, message);
        faults.push(
            fault.help("drop the foreign key first, and add it when both columns have the type"),
        );
    }
}

/// Sets the type, in the tables that inherit the column too.
fn change(schema: &mut Schema, id: ObjectId, column: ColumnId, data_type: Option<DataType>) {
    let Some(mut own) = schema
        .table_mut(id)
        .and_then(|table| table.column_mut(column))
    else {
        return;
    };
    own.data_type.clone_from(&data_type);
    let name = own.name.clone();
    drop(own);
    for child in children(schema, id) {
        let table = schema.table(child);
        let own = table.and_then(|table| table.column(Dialect::Postgres, &name));
        if let Some(own) = own.map(|own| own.id) {
            change(schema, child, own, data_type.clone());
        }
    }
}

/// Says what uses the column in a way that its type can't change.
fn refuse_uses(
    schema: &Schema,
    id: ObjectId,
    (name, column): (&Name, ColumnId),
    faults: &mut Vec<Fault>,
) {
    let Some(table) = schema.table(id) else {
        return;
    };
    if table
        .column_by_id(column)
        .is_some_and(|own| own.inherited > 0)
    {
        let message = format!("column `{name}` is inherited: change that of the parent");
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            name.span,
            message,
        ));
        return;
    }
    if partition::is_key(table, column) {
        let message = format!("the table is partitioned by `{name}`: its type can't change");
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            name.span,
            message,
        ));
        return;
    }
    let generated = table.columns.iter().find(|own| {
        let generated = own.generated.as_ref();
        own.id != column && generated.is_some_and(|own| own.expression.has_column(column))
    });
    if let Some(generated) = generated {
        let message = format!(
            "the type of `{name}` can't change: the generated column `{}` is computed from it",
            generated.name
        );
        faults.push(Fault::new(
            migrate_sql::codes::STILL_NEEDED,
            name.span,
            message,
        ));
        return;
    }
    if let Some(user) = row_types::user(schema, id) {
        let message = format!("the type of `{name}` can't change: {user} has rows of the table");
        faults.push(Fault::new(
            migrate_sql::codes::STILL_NEEDED,
            name.span,
            message,
        ));
        return;
    }
    if let Some(user) = user(schema, id, column) {
        let message = format!("the type of `{name}` can't change: {user} uses it");
        let fault = Fault::new(migrate_sql::codes::STILL_NEEDED, name.span, message);
        faults.push(fault.help(format!(
            "drop {user} first, and make it again after the change"
        )));
    }
}

/// A view, policy, trigger or function that uses the column.
fn user(schema: &Schema, table: ObjectId, column: ColumnId) -> Option<String> {
    let mut found = None;
    let tables = BTreeSet::from([table]);
    let users = schema.referring(referenced_by, &tables);
    for (id, object) in users.filter(|(_, object)| object.is_certain) {
        references(id, object, &mut |part, used, _| {
            if used != Use::Column(table, column) || found.is_some() {
                return;
            }
            let part = part();
            let is_in_the_way = match &part {
                Part::Trigger(..) | Part::Policy(..) | Part::Rule(..) => true,
                Part::Held(_, title) => title.starts_with("publication"),
                Part::Object(id) => matches!(
                    schema.object(*id).kind,
                    ObjectKind::View(_) | ObjectKind::Routine(_)
                ),
                _ => false,
            };
            if is_in_the_way {
                found = Some(part.describe(schema));
            }
        });
        if found.is_some() {
            break;
        }
    }
    found
}

fn check_casts(
    schema: &Schema,
    id: ObjectId,
    (name, column): (&Name, ColumnId),
    (new, has_using): (&DataType, bool),
    faults: &mut Vec<Fault>,
) {
    let own = schema
        .table(id)
        .and_then(|table| table.column_by_id(column));
    let Some((own, old)) = own.and_then(|own| Some((own, own.data_type.as_ref()?))) else {
        return;
    };
    let wanted = type_text(schema, new);
    if !has_using && own.generated.is_none() && is_never_assigned(schema, old, new) {
        let is = type_text(schema, old);
        let message = format!("the type `{is}` of `{name}` does not become `{wanted}` by itself");
        let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, name.span, message);
        faults.push(fault.help(format!("say how: `USING {name}::{wanted}`")));
        return;
    }
    if let Some(user) = compares_as_enum(schema, id, column, (old, new)) {
        let is = type_text(schema, old);
        let message =
            format!("the type of `{name}` can't change: {user} compares it with values of `{is}`");
        let fault = Fault::new(migrate_sql::codes::STILL_NEEDED, name.span, message);
        faults.push(fault.help("drop it before the change, and make it again after it"));
        return;
    }
    let Some(default) = &own.default else {
        return;
    };
    let is_lost = default_type(schema, default, old)
        .is_some_and(|found| is_never_assigned(schema, &found, new));
    if is_lost {
        let message = format!("the default of `{name}` does not become `{wanted}` by itself");
        let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, name.span, message);
        faults.push(fault.help(format!(
            "write `ALTER COLUMN {name} DROP DEFAULT` before it, and `SET DEFAULT` after it"
        )));
    }
    if own.identity.is_some() {
        let is_counted = matches!(new.built_in_name(), Some("int2" | "int4" | "int8"));
        if !is_counted && new.built_in_name().is_some() {
            let message =
                format!("`{name}` is an identity column, which can't have type `{wanted}`");
            faults.push(Fault::new(
                migrate_sql::codes::INVALID_DEFINITION,
                name.span,
                message,
            ));
        }
    }
}

/// What compares a column with a constant that is kept as a value of its enum: that can't be compared
/// with a value of another type.
fn compares_as_enum(
    schema: &Schema,
    id: ObjectId,
    column: ColumnId,
    (old, new): (&DataType, &DataType),
) -> Option<String> {
    let BaseType::Named(of) = old.base else {
        return None;
    };
    let object = schema.get(of).filter(|object| object.is_certain)?;
    let is_enum = matches!(object.kind, ObjectKind::Enum(_)) && old.dimensions == 0;
    // Operators and casts of the revisions' own may do it.
    let is_own = may_be_compared(schema, old) || has_own_casts(schema);
    new.built_in_name().filter(|_| is_enum && !is_own)?;
    let table = schema.table(id)?;
    for constraint in &table.constraints {
        if let ConstraintKind::Check(check) = &constraint.kind
            && compares(&check.expression, column)
        {
            let name = constraint.name.as_ref()?;
            return Some(format!("constraint `{name}`"));
        }
    }
    let mut indexes = table.indexes.iter();
    let is_it = |index: &&Index| {
        let predicate = index.predicate.as_ref();
        predicate.is_some_and(|predicate| compares(predicate, column))
    };
    Some(format!("index `{}`", indexes.find(is_it)?.name))
}

/// Whether an expression compares a column with a plain text.
fn compares(expression: &StoredExpression, column: ColumnId) -> bool {
    const OPERATORS: &[&str] = &["=", "<>", "!=", "<", ">", "<=", ">="];
    let text = |place: usize| match expression.pieces.get(place) {
        Some(Piece::Text(text)) => &**text,
        _ => "",
    };
    let is_constant = |place: usize| text(place).starts_with('\'') && text(place + 1) != "::";
    let mut places = 0..expression.pieces.len();
    places.any(|place| {
        expression.pieces[place] == Piece::Column(column)
            && (OPERATORS.contains(&text(place + 1)) && is_constant(place + 2)
                || text(place + 1) == "in" && text(place + 2) == "(" && is_constant(place + 3))
    })
}

/// The type that a default has by itself, where that is known: PostgreSQL looks through casts that it
/// added.
fn default_type(
    schema: &Schema,
    default: &StoredExpression,
    column: &DataType,
) -> Option<DataType> {
    let is_sequence = |used: &Use| {
        let object = schema.get(used.object());
        object.is_some_and(|object| matches!(object.kind, ObjectKind::Sequence(_)))
    };
    let texts: Vec<&str> = default
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => &**text,
            Piece::Column(_) => "",
        })
        .collect();
    match *texts {
        [one] if one.starts_with('\'') => Some(column.clone()),
        [one] if one == "true" || one == "false" => Some(DataType::built_in("bool")),
        [one] if !one.is_empty() && one.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(DataType::built_in("int4"))
        }
        ["now", "(", ")"] | ["current_timestamp"] => Some(DataType::built_in("timestamptz")),
        ["nextval", ..] if default.uses.iter().any(is_sequence) => Some(DataType::built_in("int8")),
        _ => None,
    }
}
