//! Changes to one column.
use super::column::{self, Place};
use super::constraint::{find_column, set_not_null};
use super::dependents::{self, Part};
use super::inheritance::{self, children};
use super::partition;
use crate::Dialect;
use crate::model::{Column, ColumnId, ObjectId, ObjectKind};
use crate::{Fault, Schema};
use migrate_sql::statement::{AlterTableAction, Behavior, Name};

/// Drops a column, with what hangs on it.
pub(super) fn drop(
    schema: &mut Schema,
    id: ObjectId,
    (name, if_exists, cascade): (&Name, bool, bool),
    only: bool,
    faults: &mut Vec<Fault>,
) {
    let mut missing = Vec::new();
    let Some(column) = find_column(schema, id, name, &mut missing) else {
        if !if_exists {
            faults.append(&mut missing);
        }
        return;
    };
    let Some(table) = schema.table(id) else {
        return;
    };
    if table
        .column_by_id(column)
        .is_some_and(|own| own.inherited > 0)
    {
        let message = format!("column `{name}` is inherited: drop that of the parent");
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            name.span,
            message,
        ));
        return;
    }
    if partition::is_key(table, column) {
        let message = format!("column `{name}` can't be dropped: the table is partitioned by it");
        faults.push(Fault::new(
            migrate_sql::codes::STILL_NEEDED,
            name.span,
            message,
        ));
        return;
    }
    let mut parts = vec![Part::Column(id, column)];
    inherited_parts(schema, id, &name.text, only, &mut parts);
    let behavior = match cascade {
        true => Behavior::Cascade,
        false => Behavior::Restrict,
    };
    let what = format!("column `{name}`");
    let fault = dependents::drop(schema, &parts, behavior, name.span, &what);
    faults.extend(fault);
}

/// The same column in the tables that inherit it, and have it from nowhere else. In the others, and in
/// all of them where `only` one table loses it, it stays.
fn inherited_parts(
    schema: &mut Schema,
    id: ObjectId,
    name: &str,
    only: bool,
    parts: &mut Vec<Part>,
) {
    for child in children(schema, id) {
        let Some(table) = schema.table_mut(child) else {
            continue;
        };
        let Some(mut own) = table.columns.named_mut(Dialect::Postgres, name) else {
            continue;
        };
        if !only && own.inherited == 1 && !own.also_own {
            parts.push(Part::Column(child, own.id));
            std::mem::drop(own);
            inherited_parts(schema, child, name, only, parts);
        } else {
            own.also_own |= only;
            inheritance::lose(&mut own);
        }
    }
}

/// Does what is done to one column.
pub(super) fn apply(
    schema: &mut Schema,
    id: ObjectId,
    action: &AlterTableAction,
    faults: &mut Vec<Fault>,
) {
    let Some(name) = column_of(action) else {
        return;
    };
    let Some(column) = find_column(schema, id, name, faults) else {
        return;
    };
    match action {
        AlterTableAction::SetDefault { expression, .. } => {
            if let Some(why) = no_default(schema, id, column) {
                let message = format!("`{name}` is {why}: it can't have a default");
                faults.push(Fault::new(
                    migrate_sql::codes::INVALID_DEFINITION,
                    name.span,
                    message,
                ));
                return;
            }
            column::set_default(schema, id, column, expression, faults);
            default_to_children(schema, id, &name.text);
        }
        AlterTableAction::DropDefault { .. } => {
            if let Some(why) = no_default(schema, id, column) {
                let message = format!("`{name}` is {why}: it has no default");
                let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, name.span, message);
                faults.push(fault.help(match why {
                    "an identity column" => "write `DROP IDENTITY`",
                    _ => "write `DROP EXPRESSION`",
                }));
                return;
            }
            change(schema, id, column, |own| own.default = None);
            default_to_children(schema, id, &name.text);
        }
        AlterTableAction::SetNotNull { .. } => set_not_null(schema, id, column, None),
        AlterTableAction::DropNotNull { .. } => drop_not_null(schema, id, (name, column), faults),
        AlterTableAction::AddIdentity { identity, .. } => {
            add_identity(schema, id, (name, column), identity, faults);
        }
        AlterTableAction::SetIdentity {
            always, sequence, ..
        } => {
            if !is_identity(schema, id, column) {
                faults.push(not_identity(name));
                return;
            }
            let others = sequence.others.clone();
            change(schema, id, column, |own| {
                if let (Some(identity), Some(always)) = (&mut own.identity, always) {
                    identity.always = *always;
                }
            });
            set_sequence(schema, id, column, others);
        }
        AlterTableAction::DropIdentity { if_exists, .. } => {
            drop_identity(schema, id, (name, column), *if_exists, faults);
        }
        AlterTableAction::DropExpression { if_exists, .. } => {
            let is_generated = find(schema, id, column).is_some_and(|own| own.generated.is_some());
            if !is_generated && !if_exists {
                let message = format!("column `{name}` is not generated");
                faults.push(Fault::new(
                    migrate_sql::codes::INVALID_DEFINITION,
                    name.span,
                    message,
                ));
            }
            change(schema, id, column, |own| own.generated = None);
        }
        AlterTableAction::SetExpression { expression, .. } => {
            let generated = find(schema, id, column).and_then(|own| own.generated.as_ref());
            let Some(stored) = generated.map(|generated| generated.stored) else {
                let message = format!("column `{name}` is not generated");
                faults.push(Fault::new(
                    migrate_sql::codes::INVALID_DEFINITION,
                    name.span,
                    message,
                ));
                return;
            };
            column::set_generated(schema, id, column, expression, stored, faults);
        }
        _ => {}
    }
}

fn column_of(action: &AlterTableAction) -> Option<&Name> {
    match action {
        AlterTableAction::SetDefault { column, .. }
        | AlterTableAction::DropDefault { column }
        | AlterTableAction::SetNotNull { column }
        | AlterTableAction::DropNotNull { column }
        | AlterTableAction::AddIdentity { column, .. }
        | AlterTableAction::SetIdentity { column, .. }
        | AlterTableAction::DropIdentity { column, .. }
        | AlterTableAction::DropExpression { column, .. }
        | AlterTableAction::SetExpression { column, .. } => Some(column),
        // `SET STATISTICS` takes the number of a column, too, but only of an index.
        AlterTableAction::TuneColumn { column, .. } => Some(column),
        _ => None,
    }
}

fn find(schema: &Schema, id: ObjectId, column: ColumnId) -> Option<&Column> {
    schema.table(id)?.column_by_id(column)
}

fn change(schema: &mut Schema, id: ObjectId, column: ColumnId, change: impl FnOnce(&mut Column)) {
    let table = schema.table_mut(id);
    if let Some(mut column) = table.and_then(|table| table.column_mut(column)) {
        change(&mut column);
    }
}

/// Why a column can't have a default.
fn no_default(schema: &Schema, id: ObjectId, column: ColumnId) -> Option<&'static str> {
    let own = find(schema, id, column)?;
    if own.identity.is_some() {
        return Some("an identity column");
    }
    own.generated.as_ref().map(|_| "generated")
}

/// A default goes on to the tables that inherit the column.
fn default_to_children(schema: &mut Schema, id: ObjectId, name: &str) {
    let table = schema.table(id);
    let own = table.and_then(|table| table.columns.named(Dialect::Postgres, name));
    let Some(default) = own.map(|own| own.default.clone()) else {
        return;
    };
    for child in children(schema, id) {
        let table = schema.table(child);
        let own = table.and_then(|table| table.columns.named(Dialect::Postgres, name));
        let Some(column) = own.map(|own| own.id) else {
            continue;
        };
        let default = default.clone();
        change(schema, child, column, |own| own.default = default);
        default_to_children(schema, child, name);
    }
}

fn drop_not_null(
    schema: &mut Schema,
    id: ObjectId,
    (name, column): (&Name, ColumnId),
    faults: &mut Vec<Fault>,
) {
    let Some(table) = schema.table(id) else {
        return;
    };
    let is_key = table.primary_key().is_some_and(|key| key.contains(&column));
    let why = if is_key {
        Some("is part of the primary key")
    } else if is_identity(schema, id, column) {
        Some("is an identity column")
    } else {
        let parent = table.partition_of.as_ref().map(|of| of.parent);
        let parent = parent.and_then(|parent| schema.table(parent));
        let mut columns = parent.into_iter().flat_map(|parent| &parent.columns);
        let is_of_parent = columns.any(|own| own.name == name.text && own.not_null);
        is_of_parent.then_some("is `NOT NULL` in the partitioned table")
    };
    if let Some(why) = why {
        let message = format!("column `{name}` {why}: it can't be null");
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            name.span,
            message,
        ));
        return;
    }
    change(schema, id, column, |own| {
        own.not_null = false;
        own.not_null_name = None;
    });
    for child in children(schema, id) {
        let table = schema.table(child);
        let own = table.and_then(|table| table.columns.named(Dialect::Postgres, &name.text));
        if let Some(own) = own.map(|own| own.id) {
            drop_not_null(schema, child, (name, own), &mut Vec::new());
        }
    }
}

fn is_identity(schema: &Schema, id: ObjectId, column: ColumnId) -> bool {
    find(schema, id, column).is_some_and(|own| own.identity.is_some())
}

fn not_identity(name: &Name) -> Fault {
    let message = format!("column `{name}` is no identity column");
    Fault::new(migrate_sql::codes::INVALID_DEFINITION, name.span, message)
}

fn add_identity(
    schema: &mut Schema,
    id: ObjectId,
    (name, column): (&Name, ColumnId),
    options: &migrate_sql::statement::IdentityOptions,
    faults: &mut Vec<Fault>,
) {
    let Some(mut own) = find(schema, id, column).cloned() else {
        return;
    };
    let why = if own.identity.is_some() {
        Some("is an identity column already")
    } else if own.default.is_some() {
        Some("has a default, so it can't become an identity column")
    } else if !own.not_null {
        Some("has to be `NOT NULL` before it can become an identity column")
    } else {
        None
    };
    if let Some(why) = why {
        let message = format!("column `{name}` {why}");
        let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, name.span, message);
        faults.push(match own.default {
            Some(_) => fault.help(format!(
                "write `ALTER COLUMN {name} DROP DEFAULT` before it"
            )),
            None => fault,
        });
        return;
    }
    let object = schema.object(id);
    let (namespace, table_name) = (object.namespace.clone(), object.name.clone());
    let place = Place {
        namespace: &namespace,
        table: &table_name,
        temporary: schema.table(id).is_some_and(|table| table.temporary),
    };
    column::add_identity(schema, place, &mut own, name, options, faults);
    change(schema, id, column, |old| *old = own);
    column::own_sequences(schema, id, column);
}

fn set_sequence(
    schema: &mut Schema,
    id: ObjectId,
    column: ColumnId,
    options: Vec<(String, String)>,
) {
    let identity = find(schema, id, column).and_then(|own| own.identity.as_ref());
    let Some(sequence) = identity.and_then(|identity| identity.sequence) else {
        return;
    };
    if schema.get(sequence).is_none() {
        return;
    }
    if let ObjectKind::Sequence(sequence) = &mut schema.object_mut(sequence).kind {
        for (name, value) in options.into_iter().filter(|(name, _)| name != "restart") {
            sequence.options.retain(|(own, _)| *own != name);
            sequence.options.push((name, value));
        }
    }
}

fn drop_identity(
    schema: &mut Schema,
    id: ObjectId,
    (name, column): (&Name, ColumnId),
    if_exists: bool,
    faults: &mut Vec<Fault>,
) {
    let identity = find(schema, id, column).and_then(|own| own.identity.as_ref());
    let Some(sequence) = identity.map(|identity| identity.sequence) else {
        if !if_exists {
            faults.push(not_identity(name));
        }
        return;
    };
    change(schema, id, column, |own| own.identity = None);
    if let Some(sequence) = sequence {
        let part = Part::Object(sequence);
        dependents::drop(schema, &[part], Behavior::Cascade, name.span, "");
    }
}
