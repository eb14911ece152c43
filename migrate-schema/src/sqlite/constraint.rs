//! `ALTER TABLE` with constraints, which SQLite has since 3.53: `NOT NULL` and `CHECK`
//! (`sqlite3AlterSetNotNull`, `sqlite3AlterAddConstraint` and `sqlite3AlterDropConstraint` in `alter.c`).
use super::definition::Building;
use super::{faults, view};
use crate::faults::taken_in;
use crate::model::{ConstraintKind, ObjectId};
use crate::{Fault, Schema};
use migrate_sql::statement::{Name, TableConstraint, TableConstraintKind};

/// Does `ALTER COLUMN … SET NOT NULL`, or `DROP NOT NULL`, which may say it of a column that is null anyway.
pub(super) fn set_not_null(
    schema: &mut Schema,
    id: ObjectId,
    name: &Name,
    is_set: bool,
) -> Vec<Fault> {
    let object = schema.object(id);
    let (table_name, is_certain, dialect) =
        (object.name.clone(), object.is_certain, schema.dialect);
    let Some(table) = schema.table(id) else {
        return Vec::new();
    };
    let Some(column) = table.column(dialect, &name.text).map(|column| column.id) else {
        return match is_certain && !table.is_open {
            true => vec![faults::no_column(name, &table_name, table)],
            false => Vec::new(),
        };
    };
    if let Some(mut column) = schema
        .table_mut(id)
        .and_then(|table| table.column_mut(column))
    {
        column.not_null = is_set;
        column.not_null_on_conflict = None;
    }
    view::refresh(schema, &table_name);
    Vec::new()
}

/// Does `ADD CHECK`. That no other constraint has the name is not certain: the model keeps no names of
/// `NOT NULL`.
pub(super) fn add(schema: &mut Schema, id: ObjectId, constraint: &TableConstraint) -> Vec<Fault> {
    let object = schema.object(id);
    let (name, is_certain) = (object.name.clone(), object.is_certain);
    if !matches!(constraint.kind, TableConstraintKind::Check { .. }) {
        schema.object_mut(id).is_certain = false;
        return Vec::new();
    }
    if let Some(fault) = named_twice(schema, id, constraint).filter(|_| is_certain) {
        return vec![fault];
    }
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
    building.table_constraint(constraint);
    let Building { table, faults, .. } = building;
    if let Some(own) = schema.table_mut(id) {
        *own = table;
    }
    match is_certain {
        true => faults.into_iter().take(1).collect(),
        false => Vec::new(),
    }
}

fn named_twice(schema: &Schema, id: ObjectId, constraint: &TableConstraint) -> Option<Fault> {
    let name = constraint.name.as_ref()?;
    let of = ("table", &*schema.object(id).name);
    let mut others = schema.table(id)?.constraints.iter();
    let is_it = |other: &str| other.eq_ignore_ascii_case(&name.text);
    others
        .any(|other| other.name.as_deref().is_some_and(is_it))
        .then(|| {
            taken_in(
                migrate_sql::codes::DUPLICATE_CONSTRAINT,
                of,
                "constraint",
                &name.text,
                name.span,
            )
        })
}

/// Does `DROP CONSTRAINT`. One that is not among those of the model may be a `NOT NULL`.
pub(super) fn drop(schema: &mut Schema, id: ObjectId, name: &Name) -> Vec<Fault> {
    let is_certain = schema.object(id).is_certain;
    let is_it = |own: &Option<String>| {
        own.as_ref()
            .is_some_and(|own| own.eq_ignore_ascii_case(&name.text))
    };
    let Some(table) = schema.table_mut(id) else {
        return Vec::new();
    };
    let mut named = table.constraints.iter().filter(|own| is_it(&own.name));
    let (first, second) = (named.next(), named.next());
    match first.filter(|_| second.is_none()).map(|own| &own.kind) {
        Some(ConstraintKind::Check(_)) => {
            table.constraints.retain(|own| !is_it(&own.name));
            Vec::new()
        }
        Some(_) if is_certain => {
            let message = format!(
                "constraint `{name}` can't be dropped: SQLite drops `CHECK` and `NOT NULL` alone"
            );
            let help = "create the table anew without it and copy the rows";
            vec![faults::invalid(name.span, message).help(help)]
        }
        _ => {
            schema.object_mut(id).is_certain = false;
            Vec::new()
        }
    }
}
