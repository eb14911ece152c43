//! `ALTER TABLE`.
use super::{
    add_column, constraint, drop_column, faults, is_reserved, missing, rename_column, rename_table,
};
use crate::lookup::Found;
use crate::model::{ObjectKind, TableKind};
use crate::{Fault, Schema};
use migrate_sql::statement::{AlterTable, AlterTableAction};

/// Does what the engine does with it.
pub(super) fn alter_table(schema: &mut Schema, alter: &AlterTable) -> Vec<Fault> {
    if let Some(fault) = missing(schema, &alter.name) {
        return vec![fault];
    }
    let name = &alter.name.name;
    if is_reserved(&name.text) {
        return vec![faults::wrong_kind(
            name,
            format!("table `{name}` can't be altered"),
        )];
    }
    let found = schema.find_relation(&alter.name);
    let Some(id) = found.id() else {
        // An index is no table to SQLite.
        if let Found::Index(_) = found {
            return vec![faults::no_table(schema, &alter.name)];
        }
        // What may be there may be called so from now on.
        for (action, _) in &alter.actions {
            if let AlterTableAction::RenameTable { to } = action {
                schema.doubt(&to.name.text);
            }
        }
        return Vec::new();
    };
    let is_certain = schema.object(id).is_certain;
    let mut faults = Vec::new();
    for (action, _) in &alter.actions {
        if let Some(fault) = wrong_kind(schema, alter, action).filter(|_| is_certain) {
            return vec![fault];
        }
        if !matches!(schema.object(id).kind, ObjectKind::Table(_)) {
            return Vec::new();
        }
        faults.extend(match action {
            AlterTableAction::RenameTable { to } => rename_table::rename(schema, id, &to.name),
            AlterTableAction::RenameColumn { from, to, .. } => {
                rename_column::rename(schema, id, from, to)
            }
            AlterTableAction::AddColumn { column, .. } => add_column::add(schema, id, column),
            AlterTableAction::DropColumn { name, .. } => drop_column::drop(schema, id, name),
            AlterTableAction::SetNotNull { column } => {
                constraint::set_not_null(schema, id, column, true)
            }
            AlterTableAction::DropNotNull { column } => {
                constraint::set_not_null(schema, id, column, false)
            }
            AlterTableAction::AddConstraint { constraint, .. } => {
                constraint::add(schema, id, constraint)
            }
            AlterTableAction::DropConstraint { name, .. } => constraint::drop(schema, id, name),
            _ => {
                schema.object_mut(id).is_certain = false;
                Vec::new()
            }
        });
    }
    faults
}

/// Says that views and virtual tables can't be altered so.
fn wrong_kind(schema: &Schema, alter: &AlterTable, action: &AlterTableAction) -> Option<Fault> {
    let name = &alter.name.name;
    let id = schema.find_relation(&alter.name).id()?;
    let (what, help) = match &schema.object(id).kind {
        ObjectKind::View(_) => ("view", "drop the view and create it as it is to be"),
        ObjectKind::Table(table) => match table.kind {
            TableKind::Virtual(_) if !matches!(action, AlterTableAction::RenameTable { .. }) => (
                "virtual table",
                "create another one, copy the rows and drop this one",
            ),
            _ => return None,
        },
        _ => return None,
    };
    let does = match action {
        AlterTableAction::RenameTable { .. } => "renamed",
        AlterTableAction::Unknown => return None,
        _ => "altered",
    };
    let message = format!("{what} `{name}` can't be {does}");
    Some(faults::wrong_kind(name, message).help(help))
}
