//! `ADD COLUMN`.
use super::column::{self, Place};
use super::faults::column_taken;
use super::{constraint, inheritance, row_types};
use crate::Dialect;
use crate::model::{Column, ObjectId};
use crate::{Fault, Schema};
use migrate_sql::statement::{
    AlterTable, ColumnDefinition, Name, TableConstraint, TableConstraintKind,
};

/// Adds a column, here and in the tables that inherit, and returns what its definition says of the
/// table.
pub(super) fn add_column(
    schema: &mut Schema,
    id: ObjectId,
    alter: &AlterTable,
    (definition, if_not_exists): (&ColumnDefinition, bool),
    faults: &mut Vec<Fault>,
) -> Vec<TableConstraint> {
    let Some(table) = schema.table(id) else {
        return Vec::new();
    };
    let object = schema.object(id);
    let name = &definition.name;
    if table.partition_of.is_some() {
        let message = format!(
            "table `{}` is a partition: add the column to its parent",
            object.name
        );
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            name.span,
            message,
        ));
        return Vec::new();
    }
    if table.columns.named(Dialect::Postgres, &name.text).is_some() {
        if !if_not_exists {
            faults.push(column_taken(&object.name, name));
        }
        return Vec::new();
    }
    if alter.only && !inheritance::children(schema, id).is_empty() {
        let message = format!("column `{name}` has to be added to the tables that inherit, too");
        let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, name.span, message);
        faults.push(fault.help("leave out `ONLY`"));
    }
    if table.is_open && if_not_exists {
        // Whether it is made is not known.
        return Vec::new();
    }
    let (namespace, table_name) = (object.namespace.clone(), object.name.clone());
    let place = Place {
        namespace: &namespace,
        table: &table_name,
        temporary: table.temporary,
    };
    let column = column::define(schema, place, definition, faults);
    let span = definition
        .data_type
        .as_ref()
        .map_or(name.span, |own| own.span);
    let data_type = column.data_type.as_ref();
    faults.extend(row_types::within_itself(schema, id, data_type, span));
    let Some(table) = schema.table_mut(id) else {
        return Vec::new();
    };
    let column = table.add_column(column);
    column::finish(schema, id, column, definition, faults);
    let own = schema
        .table(id)
        .and_then(|table| table.column_by_id(column));
    if let Some(own) = own.cloned() {
        check_children(schema, id, &own, name, faults);
        add_to_children(schema, id, &own);
    }
    // Keys that say the same are one.
    let all = constraint::of_column(definition);
    let keys = super::table::distinct_keys(&all);
    let is_key = |kind: &TableConstraintKind| {
        matches!(
            kind,
            TableConstraintKind::PrimaryKey { .. } | TableConstraintKind::Unique { .. }
        )
    };
    let others = all.into_iter().filter(|own| !is_key(&own.kind));
    keys.into_iter().chain(others).collect()
}

/// A table that inherits may have the column already, with the same type only.
fn check_children(
    schema: &Schema,
    id: ObjectId,
    column: &Column,
    name: &Name,
    faults: &mut Vec<Fault>,
) {
    for child in inheritance::children(schema, id) {
        let table = schema.table(child);
        let own = table.and_then(|table| table.columns.named(Dialect::Postgres, &column.name));
        if own.is_some_and(|own| inheritance::differ(own, column))
            && schema.object(child).is_certain
        {
            let message = format!(
                "table `{}`, which inherits, has a column `{name}` of another type",
                schema.object(child).name
            );
            faults.push(Fault::new(
                migrate_sql::codes::INVALID_DEFINITION,
                name.span,
                message,
            ));
        }
    }
}

fn add_to_children(schema: &mut Schema, id: ObjectId, column: &Column) {
    for child in inheritance::children(schema, id) {
        let Some(table) = schema.table_mut(child) else {
            continue;
        };
        match table.columns.position(Dialect::Postgres, &column.name) {
            Some(place) => inheritance::gain(&mut table.columns.at_mut(place)),
            None => {
                table.add_column(inheritance::inherited(column));
            }
        }
        inheritance::move_expressions(schema, id, child);
        add_to_children(schema, child, column);
    }
}
