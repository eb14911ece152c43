//! `CREATE TABLE`.
use super::affinity;
use super::definition::Building;
use super::{
    faults, generated, in_namespace, is_reserved, lost_rows, settle, target, unfilled, view,
};
use crate::lookup::Found;
use crate::model::{ConstraintKind, Object, ObjectKind, Relation, Table};
use crate::{Fault, Schema, resolve};
use migrate_sql::statement::{CreateTable, QualifiedName};

/// Does what the engine does with it.
pub(super) fn create_table(schema: &mut Schema, create: &CreateTable) -> Vec<Fault> {
    let namespace = target(&create.name, create.temporary);
    let name = &create.name.name;
    let mut faults = Vec::new();
    let is_free = match claim(schema, &create.name, create.temporary, create.if_not_exists) {
        Claim::Free => true,
        Claim::Exists => return Vec::new(),
        Claim::Unclear => {
            schema.doubt(&name.text);
            return Vec::new();
        }
        Claim::Refused(fault) => {
            faults.push(fault);
            false
        }
    };
    let mut building = Building {
        schema,
        name: &name.text,
        table: empty(create, &namespace),
        faults,
    };
    if let Some(query) = &create.query {
        let resolved = resolve::query(building.schema, query);
        building.faults.extend(resolved.faults);
        for column in resolved.columns {
            building.table.add_column(affinity::copied(&column));
        }
        building.table.is_open = resolved.is_open;
    }
    let ids: Vec<_> = create
        .columns
        .iter()
        .map(|definition| building.column(definition))
        .collect();
    for (id, definition) in ids.iter().zip(&create.columns) {
        if let Some(id) = id {
            building.column_constraints(*id, definition);
        }
    }
    for constraint in &create.constraints {
        building.table_constraint(constraint);
    }
    as_a_whole(&mut building, create);
    let Building {
        mut table, faults, ..
    } = building;
    if is_free {
        not_null_keys(&mut table);
        let is_uncertain = !faults.is_empty();
        let id = schema.add(Object {
            namespace,
            name: name.text.clone(),
            is_certain: true,
            comment: None,
            kind: ObjectKind::Table(table),
        });
        if is_uncertain && let Some(table) = schema.table_mut(id) {
            table.is_open = true;
        }
        for (column, definition) in ids.into_iter().zip(&create.columns) {
            if let Some(column) = column {
                unfilled::note(schema, id, column, definition);
            }
        }
        match &create.query {
            Some(query) => lost_rows::copied(schema, query),
            None => drop(schema.session.rows.empty.insert(id)),
        }
        view::refresh(schema, &name.text);
    } else {
        schema.doubt(&name.text);
    }
    faults
}

/// Whether a new table or view can have a name.
pub(super) enum Claim {
    /// It can.
    Free,
    /// It can't: there is one already, and that is fine.
    Exists,
    /// It can't be known.
    Unclear,
    /// It can't.
    Refused(Fault),
}

/// Asks whether a new table or view can have a name.
pub(super) fn claim(
    schema: &mut Schema,
    name: &QualifiedName,
    temporary: bool,
    if_not_exists: bool,
) -> Claim {
    let namespace = target(name, temporary);
    let is_qualified = name.namespace().is_some();
    let name = &name.name;
    if temporary && is_qualified && namespace != "temp" {
        let message = format!("a temporary table can't be in `{namespace}`");
        let fault = faults::invalid(name.span, message);
        return Claim::Refused(fault.help(format!("write `{name}` alone")));
    }
    if is_reserved(&name.text) {
        return Claim::Refused(faults::reserved(name));
    }
    match in_namespace(schema, &namespace, name) {
        Found::Missing => Claim::Free,
        Found::Known(_) if if_not_exists => Claim::Exists,
        Found::Known(id) => Claim::Refused(faults::taken(schema, name, Relation::Object(id))),
        Found::Index(id) => Claim::Refused(faults::taken(schema, name, Relation::Index(id))),
        // After this statement it is there, one way or another; what is in it is not known.
        Found::Doubtful(Some(id)) if if_not_exists => {
            schema.object_mut(id).is_certain = false;
            Claim::Unclear
        }
        Found::Doubtful(Some(id)) => {
            // The statement is taken to be right: what was there is gone.
            schema.remove(id);
            settle(schema, name, &namespace);
            Claim::Free
        }
        Found::Doubtful(None) if if_not_exists => Claim::Unclear,
        Found::Doubtful(None) => {
            settle(schema, name, &namespace);
            Claim::Free
        }
    }
}

fn empty(create: &CreateTable, namespace: &str) -> Table {
    let mut table = Table {
        temporary: namespace == "temp",
        ..Table::default()
    };
    let options = [
        ("strict", create.options.strict),
        ("without rowid", create.options.without_rowid),
    ];
    for (name, _) in options.into_iter().filter(|(_, is_set)| *is_set) {
        table.options.insert(name.to_owned(), String::new());
    }
    table
}

fn as_a_whole(building: &mut Building<'_>, create: &CreateTable) {
    let (name, table) = (&create.name.name, &building.table);
    if !building.faults.is_empty() {
        return;
    }
    let fault = if create.options.without_rowid && table.primary_key().is_none() {
        let message = format!("table `{name}` is `WITHOUT ROWID` and has no primary key");
        let fault = faults::invalid(name.span, message);
        fault.help("add `PRIMARY KEY`, or remove `WITHOUT ROWID`")
    } else if !create.columns.is_empty()
        && table
            .columns
            .iter()
            .all(|column| column.generated.is_some())
    {
        let message = format!("all columns of table `{name}` are generated");
        faults::invalid(name.span, message).help("add a column that is not generated")
    } else if let Some(column) = generated_key(table) {
        let message = format!("the generated column `{column}` can't be part of the primary key");
        faults::invalid(name.span, message).help("use `UNIQUE`")
    } else if let Some(column) = differing_conflicts(table) {
        let message = format!("the keys over `{column}` have different `ON CONFLICT` clauses");
        faults::invalid(name.span, message).help("write the same one in both, or remove a key")
    } else if let Some(fault) = generated::unreadable(building, &create.columns) {
        fault
    } else {
        return;
    };
    building.faults.push(fault);
}

/// The first column of two unique keys over the same columns that say different things of a conflict.
fn differing_conflicts(table: &Table) -> Option<&str> {
    let keys = table.constraints.iter().filter_map(|one| match &one.kind {
        ConstraintKind::Unique(key) => Some((key, one.on_conflict.as_ref()?)),
        _ => None,
    });
    let keys: Vec<_> = keys.collect();
    let (key, _) = keys.iter().enumerate().find_map(|(at, (key, conflict))| {
        let mut earlier = keys[..at].iter();
        earlier.find(|(other, own)| other == key && own != conflict)
    })?;
    Some(&table.column_by_id(*key.columns.first()?)?.name)
}

fn generated_key(table: &Table) -> Option<&str> {
    let mut columns = table.primary_key()?.iter();
    columns.find_map(|id| {
        let column = table.column_by_id(*id)?;
        column.generated.as_ref().map(|_| &*column.name)
    })
}

/// The columns of a primary key are never null without a row id, and in a strict table but for the row
/// id itself. (In others they may be: a bug of old that was kept.)
fn not_null_keys(table: &mut Table) {
    let without_rowid = table.options.contains_key("without rowid");
    let strict = table.options.contains_key("strict");
    let is_rowid = !without_rowid && is_rowid_key(table);
    if (!without_rowid && !strict) || is_rowid {
        return;
    }
    for id in table.primary_key().unwrap_or_default().to_vec() {
        if let Some(mut column) = table.column_mut(id) {
            column.not_null = true;
        }
    }
}

/// Whether the primary key is the row's own number: one column of the type `INTEGER`, without `DESC`
/// in the column's own definition.
fn is_rowid_key(table: &Table) -> bool {
    table.constraints.iter().any(|constraint| {
        let ConstraintKind::PrimaryKey(key) = &constraint.kind else {
            return false;
        };
        let [column] = key.columns[..] else {
            return false;
        };
        let column = table.column_by_id(column);
        let data_type = column.and_then(|column| column.data_type.as_ref());
        let is_integer = data_type.is_some_and(|data_type| {
            data_type.modifiers.is_empty() && data_type.built_in_name() == Some("integer")
        });
        is_integer && (constraint.of_column.is_none() || key.details != ["desc"])
    })
}
