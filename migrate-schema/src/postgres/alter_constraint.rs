//! `DROP CONSTRAINT`, `ALTER CONSTRAINT`.
use super::dependents::{self, Part};
use super::{inheritance, rename};
use crate::Dialect;
use crate::model::{Column, ObjectId, Table};
use crate::{Fault, Schema};
use migrate_sql::statement::{AlterTableAction, Behavior, Name};

pub(super) fn drop_constraint(
    schema: &mut Schema,
    id: ObjectId,
    (name, if_exists, cascade): (&Name, bool, bool),
    only: bool,
    faults: &mut Vec<Fault>,
) {
    let Some(table) = schema.table(id) else {
        return;
    };
    let object = schema.object(id);
    let Some(constraint) = table.constraint(schema.dialect, &name.text) else {
        let is_not_null = rename::is_not_null_name(schema, id, &name.text);
        if is_not_null {
            drop_not_null(schema, id, &name.text);
        } else if !if_exists && object.is_certain && !table.is_open {
            faults.push(rename::missing_constraint(schema, id, name));
        }
        return;
    };
    let is_inherited = object.is_certain && is_inherited(schema, table, &name.text);
    if is_inherited {
        let message = format!("constraint `{name}` is inherited: drop that of the parent");
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            name.span,
            message,
        ));
        return;
    }
    let what = format!("constraint `{name}`");
    let behavior = match cascade {
        true => Behavior::Cascade,
        false => Behavior::Restrict,
    };
    let mut parts = vec![Part::Constraint(id, name.text.clone())];
    let constraint = constraint.clone();
    if !only {
        inherited_parts(schema, id, &constraint, &mut parts);
    }
    faults.extend(dependents::drop(schema, &parts, behavior, name.span, &what));
}

/// PostgreSQL 18 has constraints for `NOT NULL`: whether it was one is not known.
fn drop_not_null(schema: &mut Schema, id: ObjectId, name: &str) {
    if let Some(table) = schema.table_mut(id) {
        let is_it = |column: &Column| column.not_null_name.as_deref() == Some(name);
        if let Some(place) = table.columns.iter().position(is_it) {
            let mut column = table.columns.at_mut(place);
            column.not_null = false;
            column.not_null_name = None;
        }
    }
}

/// Whether a table has a check of that name from a parent.
pub(super) fn is_inherited(schema: &Schema, table: &Table, name: &str) -> bool {
    use crate::model::ConstraintKind;
    let is_check = |constraint: &crate::model::Constraint| {
        constraint.name.as_deref() == Some(name)
            && matches!(&constraint.kind, ConstraintKind::Check(check) if !check.no_inherit)
    };
    let parents = table.inherits.iter().filter_map(|id| schema.table(*id));
    let mut of_parents = parents.flat_map(|parent| &parent.constraints);
    of_parents.any(is_check) && table.constraints.iter().any(is_check)
}

/// The same constraint in the tables that inherit it.
fn inherited_parts(
    schema: &Schema,
    id: ObjectId,
    constraint: &crate::model::Constraint,
    parts: &mut Vec<Part>,
) {
    use crate::model::ConstraintKind;
    for child in inheritance::children(schema, id) {
        let Some(table) = schema.table(child) else {
            continue;
        };
        let is_partition = table.partition_of.is_some();
        let (Some(from), to) = (schema.table(id), table) else {
            continue;
        };
        let is_it = |own: &&crate::model::Constraint| match (&constraint.kind, &own.kind) {
            (ConstraintKind::Check(check), ConstraintKind::Check(_)) => {
                own.name == constraint.name && !check.no_inherit && !own.also_own
            }
            (ConstraintKind::ForeignKey(_), ConstraintKind::ForeignKey(_)) => {
                is_partition && own.name == constraint.name
            }
            _ => {
                let (Some(one), Some(other)) = (constraint.key(), own.key()) else {
                    return false;
                };
                let columns = one.columns.iter();
                let moved: Vec<_> = columns
                    .filter_map(|id| super::own::moved_column(*id, from, to))
                    .collect();
                is_partition
                    && moved == other.columns
                    && std::mem::discriminant(&constraint.kind) == std::mem::discriminant(&own.kind)
            }
        };
        let found: Vec<_> = table
            .constraints
            .iter()
            .filter(is_it)
            .take(1)
            .cloned()
            .collect();
        for own in found {
            if let Some(name) = &own.name {
                parts.push(Part::Constraint(child, name.clone()));
            }
            inherited_parts(schema, child, &own, parts);
        }
    }
}

pub(super) fn alter_constraint(
    schema: &mut Schema,
    id: ObjectId,
    name: &Name,
    action: &AlterTableAction,
    faults: &mut Vec<Fault>,
) {
    use crate::model::ConstraintKind;
    let dialect = schema.dialect;
    let Some(table) = schema.table(id) else {
        return;
    };
    let Some(constraint) = table.constraint(dialect, &name.text) else {
        if schema.object(id).is_certain && !rename::is_not_null_name(schema, id, &name.text) {
            faults.push(rename::missing_constraint(schema, id, name));
        }
        return;
    };
    let is_foreign_key = matches!(constraint.kind, ConstraintKind::ForeignKey(_));
    let is_check = matches!(constraint.kind, ConstraintKind::Check(_));
    let is_validation = matches!(action, AlterTableAction::ValidateConstraint { .. });
    let refused = match is_validation {
        true => !is_foreign_key && !is_check,
        false => constraint.key().is_some(),
    };
    if refused && schema.object(id).is_certain {
        let wanted = match is_validation {
            true => "foreign key or check",
            false => "foreign key",
        };
        let message = format!("constraint `{name}` is no {wanted}");
        faults.push(Fault::new(
            migrate_sql::codes::WRONG_KIND,
            name.span,
            message,
        ));
        return;
    }
    let Some(table) = schema.table_mut(id) else {
        return;
    };
    let found = table.constraints.named_mut(Dialect::Postgres, &name.text);
    let Some(mut constraint) = found else {
        return;
    };
    match action {
        AlterTableAction::AlterConstraint {
            deferrable: Some(deferrable),
            ..
        } => {
            constraint.deferrable = *deferrable;
        }
        AlterTableAction::ValidateConstraint { .. } => constraint.not_valid = false,
        _ => {}
    }
}
