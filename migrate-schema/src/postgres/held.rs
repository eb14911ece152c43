//! Statistics and publications: what keeps columns of a table as they are.
use super::constraint::find_column;
use super::faults::missing;
use super::own;
use crate::lookup::Found;
use crate::model::{ColumnId, Held, ObjectId, Use};
use crate::{Fault, Schema};
use migrate_sql::statement::{Expression, HOLE, Kind, Name, PublishTables, QualifiedName};

/// Keeps that something is over columns of a table, and over what these expressions name.
pub(super) fn hold<'e>(
    schema: &mut Schema,
    id: ObjectId,
    (what, name): (&str, &Name),
    columns: &[ColumnId],
    expressions: impl Iterator<Item = &'e Expression>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut held = Held {
        what: what.to_owned(),
        name: name.text.clone(),
        columns: columns.to_vec(),
        uses: Vec::new(),
    };
    for expression in expressions {
        let resolved = own::over_table(schema, id, expression);
        faults.extend(resolved.faults);
        held.columns.extend(resolved.stored.columns());
        held.uses.extend(resolved.stored.uses.iter().copied());
    }
    held.uses.retain(|used| *used != Use::Object(id));
    if let Some(table) = schema.table_part_mut(id) {
        table.held.retain(|own| own.title() != held.title());
        table.held.push(held);
    }
    faults
}

/// `CREATE PUBLICATION … FOR TABLE`, `ALTER PUBLICATION … ADD TABLE`.
pub(super) fn publish(schema: &mut Schema, publish: &PublishTables) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, columns, condition) in &publish.tables {
        let found = schema.find_relation(name);
        if found == Found::Missing {
            faults.push(missing(schema, Kind::Table, name));
        }
        let Some(id) = found.certain().filter(|id| schema.table(*id).is_some()) else {
            continue;
        };
        let columns = columns.iter();
        let columns: Vec<ColumnId> = columns
            .filter_map(|column| find_column(schema, id, column, &mut faults))
            .collect();
        let held = ("publication", &publish.name);
        faults.extend(hold(schema, id, held, &columns, condition.iter()));
    }
    faults
}

/// Forgets what publications or statistics of these names hold.
pub(super) fn release(schema: &mut Schema, what: &str, names: &[QualifiedName]) {
    let is_one = |held: &Held| {
        held.what == what
            && names.iter().any(|name| {
                let name = &name.name.text;
                *name == held.name || name.contains(HOLE)
            })
    };
    let having = schema.objects().filter(|(id, _)| {
        let table = schema.table_part(*id);
        table.is_some_and(|table| table.held.iter().any(is_one))
    });
    let having: Vec<ObjectId> = having.map(|(id, _)| id).collect();
    for id in having {
        if let Some(table) = schema.table_part_mut(id) {
            table.held.retain(|held| !is_one(held));
        }
    }
}
