//! Renaming tables and what belongs to them.
use super::constraint::find_column;
use super::faults::{self, missing_namespace, missing_part, taken_in};
use super::index_parts::taken;
use super::inheritance::children;
use crate::Dialect;
use crate::model::{Column, ColumnId, ConstraintKind, ObjectId, ObjectKind};
use crate::{Fault, Schema};
use migrate_sql::statement::{Kind, Name};

/// Gives a table, view or sequence another name.
pub(super) fn rename_relation(
    schema: &mut Schema,
    id: ObjectId,
    to: &Name,
    faults: &mut Vec<Fault>,
) {
    let namespace = schema.object(id).namespace.clone();
    if let Some(found) = taken(schema, &namespace, &to.text) {
        faults.push(duplicate(migrate_sql::codes::DUPLICATE_TABLE, found, to));
        return;
    }
    let own = schema.namespaces.get(&namespace);
    let of_type = own.and_then(|own| own.types.get(&to.text));
    let is_type = of_type.is_some_and(|id| schema.object(*id).is_certain);
    let is_sequence = matches!(schema.object(id).kind, ObjectKind::Sequence(_));
    if is_type && !is_sequence {
        faults.push(duplicate(migrate_sql::codes::DUPLICATE_TYPE, "type", to));
        return;
    }
    schema.rename(id, &namespace, &to.text);
}

fn duplicate(code: migrate_sql::codes::Code, found: &str, to: &Name) -> Fault {
    faults::duplicate(code, to.span, found, &to.text)
}

/// Gives a column of a table or view another name, in the tables that inherit it too.
pub(super) fn rename_column(
    schema: &mut Schema,
    id: ObjectId,
    (from, to): (&Name, &Name),
    only: bool,
    faults: &mut Vec<Fault>,
) {
    let Some(column) = find_column(schema, id, from, faults) else {
        return;
    };
    let (code, of) = (
        migrate_sql::codes::DUPLICATE_COLUMN,
        schema.object(id).name.clone(),
    );
    if let ObjectKind::View(view) = &mut schema.object_mut(id).kind {
        if view.columns.named(Dialect::Postgres, &to.text).is_some() {
            faults.push(taken_in(code, ("view", &of), "column", &to.text, to.span));
        } else if let Some(own) = view.columns.iter_mut().find(|own| own.id == column) {
            own.name.clone_from(&to.text);
        }
        return;
    }
    let Some(table) = schema.table(id) else {
        return;
    };
    if table.columns.named(Dialect::Postgres, &to.text).is_some() {
        faults.push(taken_in(code, ("table", &of), "column", &to.text, to.span));
        return;
    }
    let own = table.column_by_id(column);
    if own.is_some_and(|own| own.inherited > 0) {
        let message = format!("column `{from}` is inherited: rename that of the parent");
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            from.span,
            message,
        ));
        return;
    }
    if only && !children(schema, id).is_empty() {
        let message =
            format!("column `{from}` has to be renamed in the tables that inherit it too");
        let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, from.span, message);
        faults.push(fault.help("leave out `ONLY`"));
    }
    set_column_name(schema, id, column, &to.text);
}

fn set_column_name(schema: &mut Schema, id: ObjectId, column: ColumnId, name: &str) {
    let Some(mut own) = schema
        .table_mut(id)
        .and_then(|table| table.column_mut(column))
    else {
        return;
    };
    let old = std::mem::replace(&mut own.name, name.to_owned());
    drop(own);
    for child in children(schema, id) {
        let table = schema.table(child);
        let column = table.and_then(|table| table.column(Dialect::Postgres, &old));
        if let Some(column) = column.map(|column| column.id) {
            set_column_name(schema, child, column, name);
        }
    }
}

/// Gives a constraint, and its index, another name.
pub(super) fn rename_constraint(
    schema: &mut Schema,
    id: ObjectId,
    (from, to): (&Name, &Name),
    faults: &mut Vec<Fault>,
) {
    let object = schema.object(id);
    let Some(table) = schema.table(id) else {
        return;
    };
    if table.constraint(schema.dialect, &from.text).is_none() {
        let is_not_null = is_not_null_name(schema, id, &from.text);
        if is_not_null {
            rename_not_null(schema, id, (&from.text, &to.text));
        } else if object.is_certain && !table.is_open {
            faults.push(missing_constraint(schema, id, from));
        }
        return;
    }
    if table.constraint(schema.dialect, &to.text).is_some() {
        faults.push(duplicate(
            migrate_sql::codes::DUPLICATE_CONSTRAINT,
            "constraint",
            to,
        ));
        return;
    }
    if object.is_certain && super::alter_constraint::is_inherited(schema, table, &from.text) {
        let message = format!("constraint `{from}` is inherited: rename that of the parent");
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            from.span,
            message,
        ));
        return;
    }
    let has_index = table.index_names().any(|name| name == from.text);
    if has_index && let Some(found) = taken(schema, &object.namespace, &to.text) {
        faults.push(duplicate(migrate_sql::codes::DUPLICATE_INDEX, found, to));
        return;
    }
    set_constraint_name(schema, id, (&from.text, &to.text), has_index);
}

/// Gives a `NOT NULL` constraint another name, in the tables that inherit it too. Where its old name was
/// made up, it is that of a column which has none.
fn rename_not_null(schema: &mut Schema, id: ObjectId, (from, to): (&str, &str)) {
    let Some(table) = schema.table_mut(id) else {
        return;
    };
    let is_named = |column: &Column| column.not_null_name.as_deref() == Some(from);
    let is_made_up = |column: &Column| {
        let stem = from.split("_not_null").next().unwrap_or_default();
        column.not_null && column.not_null_name.is_none() && stem.ends_with(&*column.name)
    };
    let columns = &table.columns;
    let found = columns.iter().position(is_named);
    let found = found.or_else(|| columns.iter().position(is_made_up));
    if let Some(place) = found {
        table.columns.at_mut(place).not_null_name = Some(to.to_owned());
    }
}

fn set_constraint_name(
    schema: &mut Schema,
    id: ObjectId,
    (from, to): (&str, &str),
    has_index: bool,
) {
    if has_index {
        schema.remove_index_name(id, from);
    }
    let Some(table) = schema.table_mut(id) else {
        return;
    };
    let mut is_check = false;
    if let Some(mut constraint) = table.constraints.named_mut(Dialect::Postgres, from) {
        constraint.name = Some(to.to_owned());
        constraint.is_generated_name = false;
        is_check = matches!(constraint.kind, ConstraintKind::Check(_));
    }
    if has_index {
        schema.add_index_name(id, to);
    }
    if is_check {
        for child in children(schema, id) {
            set_constraint_name(schema, child, (from, to), false);
        }
    }
}

/// Whether it is, or may be, the name of a `NOT NULL` constraint: PostgreSQL 18 names them. A table has
/// those of its parents, too.
pub(super) fn is_not_null_name(schema: &Schema, id: ObjectId, name: &str) -> bool {
    name.contains("_not_null") || has_not_null_name(schema, id, name)
}

fn has_not_null_name(schema: &Schema, id: ObjectId, name: &str) -> bool {
    schema.table(id).is_some_and(|table| {
        let mut columns = table.columns.iter();
        let mut parents = table.inherits.iter();
        columns.any(|column| column.not_null_name.as_deref() == Some(name))
            || parents.any(|parent| has_not_null_name(schema, *parent, name))
    })
}

/// There is no such constraint.
pub(super) fn missing_constraint(schema: &Schema, id: ObjectId, name: &Name) -> Fault {
    let object = schema.object(id);
    let table = schema.table(id);
    let all = table.into_iter().flat_map(|table| &table.constraints);
    let known = all.filter_map(|constraint| constraint.name.as_deref());
    let of = ("table", &*object.name);
    let fault = missing_part(
        migrate_sql::codes::UNKNOWN_CONSTRAINT,
        Kind::Constraint,
        name,
        of,
        known,
    );
    let is_index = table.is_some_and(|table| table.index(schema.dialect, &name.text).is_some());
    match is_index {
        true => fault.help(format!("it is an index: write `DROP INDEX {name}`")),
        false => fault,
    }
}

/// Gives an index another name; one of a constraint takes the constraint along.
pub(super) fn rename_index(
    schema: &mut Schema,
    id: ObjectId,
    from: &Name,
    to: &Name,
    faults: &mut Vec<Fault>,
) {
    let namespace = schema.object(id).namespace.clone();
    if let Some(found) = taken(schema, &namespace, &to.text) {
        faults.push(duplicate(migrate_sql::codes::DUPLICATE_INDEX, found, to));
        return;
    }
    let is_own = schema
        .table_part(id)
        .is_some_and(|table| table.index(schema.dialect, &from.text).is_some());
    if !is_own {
        let table = schema.table(id);
        if table.is_some_and(|table| table.constraint(schema.dialect, &to.text).is_some()) {
            faults.push(duplicate(
                migrate_sql::codes::DUPLICATE_CONSTRAINT,
                "constraint",
                to,
            ));
            return;
        }
        set_constraint_name(schema, id, (&from.text, &to.text), true);
        return;
    }
    schema.remove_index_name(id, &from.text);
    if let Some(table) = schema.table_part_mut(id)
        && let Some(mut index) = table.indexes.named_mut(Dialect::Postgres, &from.text)
    {
        index.name.clone_from(&to.text);
    }
    schema.add_index_name(id, &to.text);
    for child in children(schema, id) {
        let Some(table) = schema.table_mut(child) else {
            continue;
        };
        for index in &mut table.indexes {
            if index.partition_of.as_deref() == Some(&from.text) {
                index.partition_of = Some(to.text.clone());
            }
        }
    }
}

/// `SET SCHEMA`: what belongs to the table goes along.
pub(super) fn set_namespace(
    schema: &mut Schema,
    id: ObjectId,
    namespace: &Name,
    faults: &mut Vec<Fault>,
) {
    if schema.has_namespace(&namespace.text) == Some(false) {
        faults.push(missing_namespace(schema, namespace));
        return;
    }
    let name = schema.object(id).name.clone();
    if schema.object(id).namespace == namespace.text {
        return;
    }
    if let Some(found) = taken(schema, &namespace.text, &name) {
        let (code, of) = (
            migrate_sql::codes::DUPLICATE_TABLE,
            ("schema", &*namespace.text),
        );
        faults.push(taken_in(code, of, found, &name, namespace.span));
        return;
    }
    let owned = schema.objects().filter(|(_, object)| {
        matches!(&object.kind, ObjectKind::Sequence(sequence)
            if sequence.owned_by.is_some_and(|(table, _)| table == id))
    });
    let owned: Vec<(ObjectId, String)> = owned
        .map(|(sequence, object)| (sequence, object.name.clone()))
        .collect();
    schema.rename(id, &namespace.text, &name);
    for (sequence, name) in owned {
        schema.rename(sequence, &namespace.text, &name);
    }
}
