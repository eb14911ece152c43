//! `ALTER TABLE … ADD COLUMN`.
//!
//! What SQLite refuses only where the table has rows (`NOT NULL` without a default, a default that is
//! not constant, a stored generated column) is not refused here.
use super::definition::Building;
use super::{faults, unfilled, view};
use crate::model::ObjectId;
use crate::{Fault, Schema};
use migrate_sql::statement::{ColumnConstraintKind, ColumnDefinition};

/// Does what the engine does with it.
pub(super) fn add(schema: &mut Schema, id: ObjectId, definition: &ColumnDefinition) -> Vec<Fault> {
    let object = schema.object(id);
    let (name, is_certain) = (object.name.clone(), object.is_certain);
    // Nothing of it is looked up in the schema meanwhile.
    let Some(table) = schema.table_mut(id).map(std::mem::take) else {
        return Vec::new();
    };
    let mut building = Building {
        schema,
        name: &name,
        table,
        faults: Vec::new(),
    };
    if let Some(fault) = key(definition) {
        building.faults.push(fault);
    }
    let column = building.column(definition);
    if let Some(column) = column
        && building.faults.is_empty()
    {
        building.column_constraints(column, definition);
    }
    let Building { table, faults, .. } = building;
    if let Some(own) = schema.table_mut(id) {
        *own = table;
    }
    if let Some(column) = column {
        unfilled::note(schema, id, column, definition);
    }
    view::refresh(schema, &name);
    match is_certain {
        true => faults.into_iter().take(1).collect(),
        false => Vec::new(),
    }
}

/// Says that a column with a key can't be added.
fn key(definition: &ColumnDefinition) -> Option<Fault> {
    let name = &definition.name;
    definition.constraints.iter().find_map(|constraint| {
        let (what, help) = match constraint.kind {
            ColumnConstraintKind::PrimaryKey { .. } => (
                "the primary key",
                "create the table anew with it and copy the rows".to_owned(),
            ),
            ColumnConstraintKind::Unique { .. } => (
                "`UNIQUE`",
                format!("add it without, then `CREATE UNIQUE INDEX … ON … ({name})`"),
            ),
            _ => return None,
        };
        let message = format!("SQLite can't add column `{name}` as {what}");
        Some(faults::invalid(constraint.span, message).help(help))
    })
}
