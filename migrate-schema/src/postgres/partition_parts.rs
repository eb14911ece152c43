//! What partitions have of the table that they are part of: keys, indexes, foreign keys.
use super::own::{moved, moved_column};
use super::partition::partitions;
use super::{dependents::Part, generated_names};
use crate::model::{
    ColumnId, Constraint, ConstraintKind, Exclusion, ForeignKey, Index, IndexPart, IndexPartTarget,
    Key, ObjectId, Table,
};
use crate::{Fault, Schema};
use migrate_sql::statement::{Name, QualifiedName};

/// Gives a key of a partitioned table to its partitions.
pub(super) fn key_to_partitions(schema: &mut Schema, id: ObjectId, constraint: &Constraint) {
    for child in partitions(schema, id) {
        key_to_partition(schema, id, child, constraint);
    }
}

pub(super) fn key_to_partition(
    schema: &mut Schema,
    parent: ObjectId,
    child: ObjectId,
    constraint: &Constraint,
) {
    let (Some(from), Some(to)) = (schema.table(parent), schema.table(child)) else {
        return;
    };
    let columns = |ids: &[ColumnId]| -> Vec<ColumnId> {
        let ids = ids.iter();
        ids.filter_map(|id| moved_column(*id, from, to)).collect()
    };
    let Some(key) = constraint.key() else {
        return;
    };
    let key = Key {
        columns: columns(&key.columns),
        include: columns(&key.include),
        ..key.clone()
    };
    let primary = matches!(constraint.kind, ConstraintKind::PrimaryKey(_));
    let is_same = |own: &Constraint| {
        let own_is_primary = matches!(own.kind, ConstraintKind::PrimaryKey(_));
        own_is_primary == primary && own.key().is_some_and(|own| own.columns == key.columns)
    };
    if to.constraints.iter().any(is_same) {
        return;
    }
    let object = schema.object(child);
    let names: Vec<String> = key
        .columns
        .iter()
        .chain(&key.include)
        .filter_map(|id| Some(to.column_by_id(*id)?.name.clone()))
        .collect();
    let names = generated_names::distinct(names);
    let joined = generated_names::joined(names.iter().map(|name| &**name));
    let (second, label) = match primary {
        true => (None, "pkey"),
        false => (Some(&*joined), "key"),
    };
    let parts = (&*object.name, second);
    let name = generated_names::relation_name(schema, &object.namespace, parts, label, true);
    let (name, deferrable) = ((name, true), constraint.deferrable);
    let key = super::constraint::enter_key(schema, child, name, primary, key, deferrable);
    if let Some(key) = key {
        key_to_partitions(schema, child, &key);
    }
}

/// Gives an index of a partitioned table to its partitions.
pub(super) fn index_to_partitions(schema: &mut Schema, id: ObjectId, index: &Index) {
    for child in partitions(schema, id) {
        index_to_partition(schema, id, child, index);
    }
}

pub(super) fn index_to_partition(
    schema: &mut Schema,
    parent: ObjectId,
    child: ObjectId,
    index: &Index,
) {
    let (Some(from), Some(to)) = (schema.table(parent), schema.table(child)) else {
        return;
    };
    let mut own = moved_index(index, from, to);
    own.partition_of = Some(index.name.clone());
    let is_same = |other: &Index| {
        other.partition_of.is_none()
            && other.unique == own.unique
            && other.method == own.method
            && other.parts == own.parts
            && other.predicate == own.predicate
    };
    if let Some(found) = to.indexes.iter().position(is_same) {
        if let Some(table) = schema.table_mut(child) {
            table.indexes[found].partition_of = Some(index.name.clone());
        }
        return;
    }
    let parts = own.parts.iter().map(|part| match &part.target {
        IndexPartTarget::Column(id) => to.column_by_id(*id).map_or("", |own| &own.name).to_owned(),
        IndexPartTarget::Expression(own) => generated_names::stored_name(own, to),
    });
    let include = own.include.iter();
    let include = include.filter_map(|id| Some(to.column_by_id(*id)?.name.clone()));
    let names = generated_names::distinct(parts.chain(include));
    let joined = generated_names::joined(names.iter().map(|name| &**name));
    let object = schema.object(child);
    let names = (&*object.name, Some(&*joined));
    own.name = generated_names::relation_name(schema, &object.namespace, names, "idx", false);
    if let Some(table) = schema.table_mut(child) {
        table.indexes.push(own.clone());
    }
    schema.add_index_name(child, &own.name);
    index_to_partitions(schema, child, &own);
}

/// An index as another table of the same columns has it.
pub(super) fn moved_index(index: &Index, from: &Table, to: &Table) -> Index {
    let column = |id: ColumnId| moved_column(id, from, to);
    Index {
        parts: moved_parts(&index.parts, from, to),
        include: index.include.iter().filter_map(|id| column(*id)).collect(),
        predicate: index.predicate.as_ref().map(|own| moved(own, from, to)),
        comment: None,
        partition_of: None,
        ..index.clone()
    }
}

pub(super) fn moved_parts(parts: &[IndexPart], from: &Table, to: &Table) -> Vec<IndexPart> {
    let part = |part: &IndexPart| {
        let target = match &part.target {
            IndexPartTarget::Column(id) => IndexPartTarget::Column(moved_column(*id, from, to)?),
            IndexPartTarget::Expression(own) => IndexPartTarget::Expression(moved(own, from, to)),
        };
        Some(IndexPart {
            target,
            ..part.clone()
        })
    };
    parts.iter().filter_map(part).collect()
}

/// An exclusion as another table of the same columns has it.
pub(super) fn moved_exclusion(exclusion: &Exclusion, from: &Table, to: &Table) -> Exclusion {
    let parts: Vec<IndexPart> = exclusion
        .parts
        .iter()
        .map(|(part, _)| part.clone())
        .collect();
    let operators = exclusion.parts.iter().map(|(_, operator)| operator.clone());
    Exclusion {
        method: exclusion.method.clone(),
        parts: moved_parts(&parts, from, to)
            .into_iter()
            .zip(operators)
            .collect(),
        predicate: exclusion.predicate.as_ref().map(|own| moved(own, from, to)),
    }
}

/// Gives a foreign key of a partitioned table to its partitions.
pub(super) fn foreign_key_to_partitions(
    schema: &mut Schema,
    id: ObjectId,
    constraint: &Constraint,
) {
    for child in partitions(schema, id) {
        foreign_key_to_partition(schema, id, child, constraint);
    }
}

pub(super) fn foreign_key_to_partition(
    schema: &mut Schema,
    parent: ObjectId,
    child: ObjectId,
    constraint: &Constraint,
) {
    let (Some(from), Some(to)) = (schema.table(parent), schema.table(child)) else {
        return;
    };
    let ConstraintKind::ForeignKey(key) = &constraint.kind else {
        return;
    };
    let columns = key.columns.iter();
    let columns: Vec<ColumnId> = columns
        .filter_map(|id| moved_column(*id, from, to))
        .collect();
    let is_same = |own: &Constraint| {
        matches!(&own.kind, ConstraintKind::ForeignKey(own)
            if own.columns == columns && own.target == key.target)
    };
    if to.constraints.iter().any(is_same) {
        return;
    }
    let is_taken = super::constraint::has_named(to, constraint);
    let mut own = Constraint {
        kind: ConstraintKind::ForeignKey(ForeignKey {
            columns: columns.clone(),
            ..key.clone()
        }),
        comment: None,
        ..constraint.clone()
    };
    if is_taken {
        let object = schema.object(child);
        let names = columns.iter().filter_map(|id| to.column_by_id(*id));
        let joined = generated_names::joined(names.map(|column| &*column.name));
        let names = (&*object.name, Some(&*joined));
        let name = generated_names::constraint_name(schema, &object.namespace, names, "fkey");
        own.name = Some(name);
    }
    if let Some(table) = schema.table_mut(child) {
        table.constraints.push(own.clone());
    }
    foreign_key_to_partitions(schema, child, &own);
}

/// `ALTER INDEX i ATTACH PARTITION j`.
pub(super) fn attach_index(
    schema: &mut Schema,
    id: ObjectId,
    parent: &Name,
    child: &QualifiedName,
    faults: &mut Vec<Fault>,
) {
    use crate::lookup::Found;
    let table = match schema.find_relation(child) {
        Found::Index(table) => table,
        Found::Missing => {
            faults.push(super::faults::missing(
                schema,
                migrate_sql::statement::Kind::Index,
                child,
            ));
            return;
        }
        _ => return,
    };
    let is_partition = schema
        .table(table)
        .is_some_and(|own| own.partition_of.as_ref().is_some_and(|of| of.parent == id));
    if !is_partition && schema.object(table).is_certain && schema.object(id).is_certain {
        let message = format!("index `{}` is of no partition of this table", child.name);
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            child.span(),
            message,
        ));
        return;
    }
    if let Some(own) = schema.table_mut(table)
        && let Some(index) = own
            .indexes
            .iter_mut()
            .find(|index| index.name == child.name.text)
    {
        index.partition_of = Some(parent.text.clone());
    }
}

/// The indexes of partitions that are part of an index.
pub(super) fn index_parts_of(schema: &Schema, id: ObjectId, name: &str, parts: &mut Vec<Part>) {
    for child in partitions(schema, id) {
        let Some(table) = schema.table(child) else {
            continue;
        };
        for index in &table.indexes {
            if index.partition_of.as_deref() == Some(name) {
                parts.push(Part::Index(child, index.name.clone()));
                index_parts_of(schema, child, &index.name, parts);
            }
        }
    }
}
