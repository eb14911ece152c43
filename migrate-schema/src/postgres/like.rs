//! `LIKE t INCLUDING …`.
use super::column::{Place, add_sequence, own_sequences};
use super::constraint::enter_key;
use super::faults::{missing, wrong_kind};
use super::own::{moved, moved_column};
use super::partition_parts::{moved_exclusion, moved_index};
use super::{generated_names, inheritance};
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{
    Column, Columns, Constraint, ConstraintKind, DataType, Identity, Key, ObjectId, ObjectKind,
    Table,
};
use crate::{Fault, Schema};
use migrate_sql::statement::{Kind, Like};

/// Finds what a table is to be like; `None` where that is not known.
pub(super) fn find(schema: &Schema, like: &Like, faults: &mut Vec<Fault>) -> Option<ObjectId> {
    let span = like.table.span();
    match schema.find_relation(&like.table) {
        Found::Known(id) => match &schema.object(id).kind {
            ObjectKind::Sequence(_) => {
                faults.push(wrong_kind(span, &like.table.name.text, "sequence", "table"));
                None
            }
            _ => Some(id),
        },
        Found::Index(_) => {
            faults.push(wrong_kind(span, &like.table.name.text, "index", "table"));
            None
        }
        Found::Doubtful(id) => id,
        Found::Missing => {
            // A composite type will do as well.
            if schema.find_type(&like.table) == Found::Missing {
                faults.push(missing(schema, Kind::Table, &like.table));
            }
            None
        }
    }
}

/// The columns that a table gets, and whether there may be others.
pub(super) fn columns(
    schema: &mut Schema,
    place: Place<'_>,
    like: &Like,
    source: ObjectId,
) -> (Vec<Column>, bool) {
    let object = schema.object(source);
    let is_certain = object.is_certain;
    let (columns, is_open) = match &object.kind {
        ObjectKind::Table(table) => (table.columns.clone(), table.is_open),
        ObjectKind::View(view) => (view.columns.clone(), view.is_open),
        _ => (Columns::new(), true),
    };
    let takes = |what: &str| like.including.iter().any(|own| own == what);
    let mut all = Vec::new();
    for mut column in columns {
        if !takes("defaults") {
            column.default = None;
        }
        if !takes("generated") {
            column.generated = None;
        }
        if !takes("comments") {
            column.comment = None;
        }
        column.inherited = 0;
        column.also_own = false;
        if let Some(identity) = column.identity.take().filter(|_| takes("identity")) {
            let base = column.data_type.as_ref().and_then(DataType::built_in_name);
            let base = base.unwrap_or("int8").to_owned();
            let sequence = add_sequence(schema, place, &column.name, &base, None, true);
            column.identity = Some(Identity {
                always: identity.always,
                sequence: Some(sequence),
            });
        }
        all.push(column);
    }
    (all, is_open || !is_certain)
}

/// Gives a table the constraints and indexes of what it is like.
pub(super) fn finish(schema: &mut Schema, like: &Like, source: ObjectId, id: ObjectId) {
    let takes = |what: &str| like.including.iter().any(|own| own == what);
    let (Some(from), Some(to)) = (schema.table(source), schema.table(id)) else {
        return;
    };
    let (from, to) = (from.clone(), to.clone());
    move_columns(schema, id, &from, &to);
    if takes("constraints") {
        let checks = from.constraints.iter().filter_map(|constraint| {
            let ConstraintKind::Check(check) = &constraint.kind else {
                return None;
            };
            let mut check = check.clone();
            check.expression = moved(&check.expression, &from, &to);
            Some(Constraint {
                kind: ConstraintKind::Check(check),
                comment: constraint.comment.clone().filter(|_| takes("comments")),
                also_own: false,
                ..constraint.clone()
            })
        });
        for check in checks.collect::<Vec<_>>() {
            let name = check.name.as_deref().unwrap_or_default();
            if !inheritance::merges_check(schema, id, name)
                && let Some(table) = schema.table_mut(id)
            {
                table.constraints.push(check);
            }
        }
    }
    if takes("indexes") {
        copy_indexes(schema, id, &from, &to);
    }
}

/// Defaults and generated columns refer to the columns and sequences of the new table.
fn move_columns(schema: &mut Schema, id: ObjectId, from: &Table, to: &Table) {
    let ids: Vec<_> = to.columns.iter().map(|column| column.id).collect();
    if let Some(table) = schema.table_mut(id) {
        for column in &mut table.columns {
            let is_of_source = from
                .columns
                .named(Dialect::Postgres, &column.name)
                .is_some();
            if let Some(generated) = column.generated.as_mut().filter(|_| is_of_source) {
                generated.expression = moved(&generated.expression, from, to);
            }
        }
    }
    for column in ids {
        let table = schema
            .table(id)
            .and_then(|table| table.column_by_id(column));
        let is_identity = table.is_some_and(|column| column.identity.is_some());
        if is_identity {
            own_sequences(schema, id, column);
        }
    }
}

fn copy_indexes(schema: &mut Schema, id: ObjectId, from: &Table, to: &Table) {
    for constraint in &from.constraints {
        match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                copy_key(schema, id, constraint, key, (from, to));
            }
            ConstraintKind::Exclusion(exclusion) => {
                let own = moved_exclusion(exclusion, from, to);
                let parts = own.parts.iter().map(|(part, _)| part);
                let columns = part_names(parts, to);
                let name = name_of(schema, id, &columns, "excl");
                let own = Constraint {
                    name: Some(name.clone()),
                    is_generated_name: true,
                    kind: ConstraintKind::Exclusion(own),
                    comment: None,
                    ..constraint.clone()
                };
                if let Some(table) = schema.table_mut(id) {
                    table.constraints.push(own);
                }
                schema.add_index_name(id, &name);
            }
            _ => {}
        }
    }
    for index in &from.indexes {
        let mut own = moved_index(index, from, to);
        let include = own.include.iter();
        let include = include.filter_map(|id| Some(to.column_by_id(*id)?.name.clone()));
        let mut columns = part_names(own.parts.iter(), to);
        columns.extend(include);
        own.name = name_of(schema, id, &columns, "idx");
        let name = own.name.clone();
        if let Some(table) = schema.table_mut(id) {
            table.indexes.push(own);
        }
        schema.add_index_name(id, &name);
    }
}

fn copy_key(
    schema: &mut Schema,
    id: ObjectId,
    constraint: &Constraint,
    key: &Key,
    (from, to): (&Table, &Table),
) {
    let primary = matches!(constraint.kind, ConstraintKind::PrimaryKey(_));
    let columns = key.columns.iter();
    let own = Key {
        columns: columns
            .filter_map(|id| moved_column(*id, from, to))
            .collect(),
        include: key
            .include
            .iter()
            .filter_map(|id| moved_column(*id, from, to))
            .collect(),
        ..key.clone()
    };
    let all = own.columns.iter().chain(&own.include);
    let names: Vec<String> = all
        .filter_map(|id| Some(to.column_by_id(*id)?.name.clone()))
        .collect();
    let name = match primary {
        true => {
            let object = schema.object(id);
            let parts = (&*object.name, None);
            generated_names::relation_name(schema, &object.namespace, parts, "pkey", true)
        }
        false => name_of(schema, id, &names, "key"),
    };
    let name = (name, true);
    _ = enter_key(schema, id, name, primary, own, constraint.deferrable);
}

fn part_names<'p>(
    parts: impl Iterator<Item = &'p crate::model::IndexPart>,
    table: &Table,
) -> Vec<String> {
    use crate::model::IndexPartTarget;
    let name = |part: &crate::model::IndexPart| match &part.target {
        IndexPartTarget::Column(id) => {
            let column = table.column_by_id(*id);
            column.map_or_else(String::new, |column| column.name.clone())
        }
        IndexPartTarget::Expression(own) => generated_names::stored_name(own, table),
    };
    parts.map(name).collect()
}

fn name_of(schema: &Schema, id: ObjectId, columns: &[String], label: &str) -> String {
    let object = schema.object(id);
    let columns = generated_names::distinct(columns.iter().cloned());
    let joined = generated_names::joined(columns.iter().map(|name| &**name));
    let names = (&*object.name, Some(&*joined));
    let is_constraint = label != "idx";
    generated_names::relation_name(schema, &object.namespace, names, label, is_constraint)
}
