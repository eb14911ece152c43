//! `ALTER TABLE … RENAME COLUMN`.
use super::{faults, recheck, rewrite, view};
use crate::model::{ConstraintKind, ForeignKeyTarget, ObjectId};
use crate::{Fault, Schema, names};
use migrate_sql::statement::Name;

/// Does what the engine does with it. Checks, indexes and foreign keys follow, and so do the texts of
/// views and triggers.
pub(super) fn rename(schema: &mut Schema, id: ObjectId, from: &Name, to: &Name) -> Vec<Fault> {
    let (dialect, is_certain) = (schema.dialect, schema.object(id).is_certain);
    let table_name = schema.object(id).name.clone();
    let Some(table) = schema.table(id) else {
        return Vec::new();
    };
    let Some(column) = table.column(dialect, &from.text).map(|column| column.id) else {
        return match is_certain && !table.is_open {
            true => vec![faults::no_column(from, &table_name, table)],
            false => Vec::new(),
        };
    };
    let other = table.column(dialect, &to.text);
    if other.is_some_and(|other| other.id != column) {
        return match is_certain {
            true => vec![faults::duplicate_column(to, &table_name)],
            false => Vec::new(),
        };
    }
    if let Some(fault) = recheck::recheck(schema, id, from.span) {
        set_name(schema, id, column, to);
        return vec![fault];
    }
    rewrite::column(schema, id, &from.text, &to.text);
    set_name(schema, id, column, to);
    foreign_keys(schema, id, &table_name, &from.text, &to.text);
    view::refresh(schema, &table_name);
    match schema.session.legacy_alter_table {
        // Only before, SQLite looks in any case.
        true => Vec::new(),
        false => recheck::recheck(schema, id, from.span)
            .into_iter()
            .collect(),
    }
}

fn set_name(schema: &mut Schema, id: ObjectId, column: crate::model::ColumnId, to: &Name) {
    if let Some(mut column) = schema
        .table_mut(id)
        .and_then(|table| table.column_mut(column))
    {
        column.name.clone_from(&to.text);
    }
}

/// Lets the foreign keys that name the column follow.
fn foreign_keys(schema: &mut Schema, parent: ObjectId, of: &str, from: &str, to: &str) {
    let dialect = schema.dialect;
    let namespace = &schema.object(parent).namespace;
    let tables = schema.tables();
    let tables = tables.filter(|(_, object, _)| object.namespace == *namespace);
    let ids: Vec<ObjectId> = tables.map(|(id, ..)| id).collect();
    for id in ids {
        let refers = |kind: &ConstraintKind| match kind {
            ConstraintKind::ForeignKey(key) => match &key.target {
                ForeignKeyTarget::Named { table, columns, .. } => {
                    names::same(dialect, table, of)
                        && columns
                            .iter()
                            .any(|column| names::same(dialect, column, from))
                }
                ForeignKeyTarget::Table { .. } => false,
            },
            _ => false,
        };
        let Some(table) = schema.table(id) else {
            continue;
        };
        if !table
            .constraints
            .iter()
            .any(|constraint| refers(&constraint.kind))
        {
            continue;
        }
        let Some(table) = schema.table_mut(id) else {
            continue;
        };
        for constraint in &mut table.constraints {
            if refers(&constraint.kind)
                && let ConstraintKind::ForeignKey(key) = &mut constraint.kind
                && let ForeignKeyTarget::Named { columns, .. } = &mut key.target
            {
                for column in columns {
                    if names::same(dialect, column, from) {
                        to.clone_into(column);
                    }
                }
            }
        }
    }
}
