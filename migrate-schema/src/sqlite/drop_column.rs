//! `ALTER TABLE … DROP COLUMN`.
use super::{faults, recheck, view};
use crate::faults::still_needed;
use crate::model::{ColumnId, ConstraintKind, ObjectId, Table};
use crate::{Fault, Schema};
use migrate_sql::statement::Name;

/// Does what the engine does with it.
pub(super) fn drop(schema: &mut Schema, id: ObjectId, name: &Name) -> Vec<Fault> {
    let object = schema.object(id);
    let (table_name, is_certain) = (object.name.clone(), object.is_certain);
    let dialect = schema.dialect;
    let Some(table) = schema.table(id) else {
        return Vec::new();
    };
    let Some(column) = table.column(dialect, &name.text).map(|column| column.id) else {
        return match is_certain && !table.is_open {
            true => vec![faults::no_column(name, &table_name, table)],
            false => Vec::new(),
        };
    };
    let mut fault = in_the_way(table, &table_name, column, name).filter(|_| is_certain);
    if fault.is_none() {
        fault = recheck::recheck(schema, id, name.span);
    }
    let was_sound = fault.is_none();
    remove(schema, id, column);
    view::refresh(schema, &table_name);
    // Only before, SQLite looks in any case.
    let looks = was_sound && !schema.session.legacy_alter_table;
    if looks && let Some(broken) = recheck::recheck(schema, id, name.span) {
        fault = Some(Fault {
            code: migrate_sql::codes::STILL_NEEDED,
            missing: None,
            ..broken
        });
    }
    fault.into_iter().collect()
}

/// What SQLite won't drop the column for.
fn in_the_way(table: &Table, of: &str, column: ColumnId, name: &Name) -> Option<Fault> {
    let refused = |what: String, help: String| {
        let column = format!("column `{name}` of `{of}`");
        Some(still_needed(name.span, &column, &what, help))
    };
    let anew = "create the table anew without it and copy the rows".to_owned();
    for constraint in &table.constraints {
        if !constraint.has_column(column) {
            continue;
        }
        let what = match &constraint.kind {
            ConstraintKind::PrimaryKey(_) => "it is part of the primary key",
            ConstraintKind::Unique(_) => "it is part of a `UNIQUE` constraint",
            // What is written in the column's own definition goes with it.
            _ if constraint.of_column == Some(column) => continue,
            ConstraintKind::Check(_) => "a check refers to it",
            ConstraintKind::ForeignKey(_) => "it is part of a foreign key of the table",
            ConstraintKind::Exclusion(_) => continue,
        };
        let named = constraint.name.as_ref();
        let named = named.map(|name| format!(", `{name}`")).unwrap_or_default();
        return refused(format!("{what}{named}"), anew);
    }
    if let Some(index) = table.indexes.iter().find(|index| index.has_column(column)) {
        let what = format!("index `{}` is over it", index.name);
        return refused(
            what,
            format!("write `DROP INDEX {};` before it", index.name),
        );
    }
    let mut others = table.columns.iter().filter(|other| other.id != column);
    let computed = others.find(|other| {
        let generated = other.generated.as_ref();
        generated.is_some_and(|generated| generated.expression.has_column(column))
    });
    if let Some(computed) = computed {
        let what = format!("column `{}` is computed from it", computed.name);
        return refused(what, format!("drop column `{}` before", computed.name));
    }
    if table.columns.len() == 1 && !table.is_open {
        return refused("it is the only one".to_owned(), "drop the table".to_owned());
    }
    None
}

fn remove(schema: &mut Schema, id: ObjectId, column: ColumnId) {
    let gone: Vec<String> = match schema.table(id) {
        Some(table) => {
            let indexes = table.indexes.iter();
            let gone = indexes.filter(|index| index.has_column(column));
            gone.map(|index| index.name.clone()).collect()
        }
        None => return,
    };
    for name in &gone {
        schema.remove_index_name(id, name);
    }
    if let Some(table) = schema.table_mut(id) {
        table.columns.retain(|other| other.id != column);
        table
            .constraints
            .retain(|constraint| !constraint.has_column(column));
        table.indexes.retain(|index| !index.has_column(column));
    }
}
