//! Partitions: what they get from their parent.
use super::inheritance::{self, children};
use super::partition_parts::{foreign_key_to_partition, index_to_partition, key_to_partition};
use super::table_refused;
use super::{bound_values, bounds};
use crate::model::{ColumnId, ObjectId, Partition, Piece, Table};
use crate::{Fault, Schema};
use migrate_sql::statement::{PartitionOf, QualifiedName, Span};

/// The partitions of a table.
pub(super) fn partitions(schema: &Schema, id: ObjectId) -> Vec<ObjectId> {
    let is_partitioned = schema
        .table_part(id)
        .is_some_and(|table| table.partition_by.is_some());
    match is_partitioned {
        true => children(schema, id),
        false => Vec::new(),
    }
}

/// The columns that a table is partitioned by; `None` in place of an expression.
pub(super) fn key_columns(table: &Table) -> Vec<Option<ColumnId>> {
    let Some(by) = &table.partition_by else {
        return Vec::new();
    };
    // The parts stand in the outermost brackets, separated by commas.
    let mut parts: Vec<Vec<&Piece>> = vec![Vec::new()];
    let mut depth = 0_usize;
    for piece in &by.pieces {
        match piece {
            Piece::Text(text) if text == "(" => {
                depth += 1;
                if depth == 1 {
                    continue;
                }
            }
            Piece::Text(text) if text == ")" => depth = depth.saturating_sub(1),
            Piece::Text(text) if text == "," && depth == 1 => {
                parts.push(Vec::new());
                continue;
            }
            _ => {}
        }
        if depth > 0
            && let Some(last) = parts.last_mut()
        {
            last.push(piece);
        }
    }
    let column = |part: Vec<&Piece>| match part.first() {
        Some(Piece::Column(id)) => Some(*id),
        _ => None,
    };
    parts.into_iter().map(column).collect()
}

/// Whether a table is partitioned by a column, or by an expression over it.
pub(super) fn is_key(table: &Table, column: ColumnId) -> bool {
    let by = table.partition_by.as_ref();
    by.is_some_and(|by| by.has_column(column))
}

/// A key of a partitioned table has to hold what it is partitioned by.
pub(super) fn check_key(
    schema: &Schema,
    id: ObjectId,
    columns: &[ColumnId],
    span: Span,
    faults: &mut Vec<Fault>,
) {
    let Some(table) = schema.table_part(id).filter(|table| !table.is_open) else {
        return;
    };
    for key in key_columns(table) {
        let Some(key) = key else {
            let is_open = table.partition_by.as_ref().is_some_and(|by| by.is_open);
            if !is_open {
                let message = "a table that is partitioned by an expression can't have a key";
                faults.push(Fault::new(
                    migrate_sql::codes::INVALID_DEFINITION,
                    span,
                    message,
                ));
                return;
            }
            continue;
        };
        if !columns.contains(&key)
            && let Some(column) = table.column_by_id(key)
        {
            let message = format!(
                "a key of a partitioned table has to hold column `{}`, which it is partitioned by",
                column.name
            );
            let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, span, message);
            faults.push(fault.help(format!("add `{}` to the key", column.name)));
            return;
        }
    }
}

/// Makes a table a partition, and gives it what its parent has.
pub(super) fn become_partition(
    schema: &mut Schema,
    parent: ObjectId,
    child: ObjectId,
    bounds: &str,
) {
    if let Some(table) = schema.table_mut(child) {
        table.partition_of = Some(Partition {
            parent,
            bounds: bounds.to_owned(),
        });
        table.inherits = vec![parent];
    }
    let Some(from) = schema.table(parent) else {
        return;
    };
    let (constraints, indexes) = (from.constraints.clone(), from.indexes.clone());
    // In the order in which they were made, which is not known across the two lists.
    for constraint in constraints.iter().filter(|own| own.key().is_some()) {
        key_to_partition(schema, parent, child, constraint);
    }
    for index in &indexes {
        index_to_partition(schema, parent, child, index);
    }
    for constraint in &constraints {
        foreign_key_to_partition(schema, parent, child, constraint);
    }
}

/// Finds the table that is to be partitioned.
pub(super) fn find_parent(
    schema: &Schema,
    name: &QualifiedName,
    faults: &mut Vec<Fault>,
) -> Option<ObjectId> {
    let id = inheritance::find_parent(schema, name, faults)?;
    let object = schema.object(id);
    let is_partitioned = schema
        .table(id)
        .is_some_and(|table| table.partition_by.is_some());
    if !is_partitioned && object.is_certain {
        faults.push(not_partitioned(&object.name, name.span()));
        return None;
    }
    Some(id)
}

fn not_partitioned(name: &str, span: Span) -> Fault {
    let message = format!("table `{name}` is not partitioned");
    let fault = Fault::new(migrate_sql::codes::WRONG_KIND, span, message);
    fault.help("write `PARTITION BY` where it is made")
}

/// Says if the bounds are those of another strategy.
pub(super) fn check_bounds(
    schema: &Schema,
    parent: ObjectId,
    of: &PartitionOf,
    faults: &mut Vec<Fault>,
) {
    let by = schema
        .table(parent)
        .and_then(|table| table.partition_by.as_ref());
    let Some(Piece::Text(strategy)) = by.and_then(|by| by.pieces.first()) else {
        return;
    };
    let fits = match &*of.bounds {
        "default" => strategy != "hash",
        bounds => match strategy.as_str() {
            "list" => bounds.starts_with("for values in"),
            "range" => bounds.starts_with("for values from"),
            "hash" => bounds.starts_with("for values with"),
            _ => true,
        },
    };
    if !fits && schema.object(parent).is_certain {
        let name = &schema.object(parent).name;
        let message =
            format!("table `{name}` is partitioned by `{strategy}`, which has other bounds");
        let fault = Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            of.parent.span(),
            message,
        );
        faults.push(match strategy.as_str() {
            "list" => fault.help("write `FOR VALUES IN (…)`"),
            "range" => fault.help("write `FOR VALUES FROM (…) TO (…)`"),
            _ => fault.help("write `FOR VALUES WITH (MODULUS …, REMAINDER …)`"),
        });
    }
    if fits && schema.object(parent).is_certain {
        let values = bound_values::wrong(schema, parent, of);
        faults.extend(values.or_else(|| bounds::check(schema, parent, of)));
    }
}

/// `ATTACH PARTITION`.
pub(super) fn attach(
    schema: &mut Schema,
    id: ObjectId,
    (partition, of): (&QualifiedName, &PartitionOf),
    at: &QualifiedName,
    faults: &mut Vec<Fault>,
) {
    let Some(child) = inheritance::find_parent(schema, partition, faults) else {
        return;
    };
    let object = schema.object(id);
    let (Some(from), Some(to)) = (schema.table(id), schema.table(child)) else {
        return;
    };
    let is_certain = object.is_certain && schema.object(child).is_certain;
    if from.partition_by.is_none() && is_certain {
        faults.push(not_partitioned(&object.name, at.span()));
        return;
    }
    if id == child {
        let message = "a table can't be its own partition";
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            partition.span(),
            message,
        ));
        return;
    }
    if is_certain && (to.partition_of.is_some() || !to.inherits.is_empty()) {
        let message = format!(
            "table `{}` is a partition or inherits already",
            partition.name
        );
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            partition.span(),
            message,
        ));
        return;
    }
    if let Some(fault) = table_refused::mixed(schema, child, &[(id, at)]) {
        faults.push(fault);
        return;
    }
    check_bounds(schema, id, of, faults);
    inheritance::check_columns(schema, id, child, &partition.name, faults);
    let extra = to
        .columns
        .iter()
        .find(|column| from.columns.iter().all(|own| own.name != column.name));
    if let (Some(extra), true, false) = (extra, is_certain, from.is_open) {
        let message = format!(
            "table `{}` has a column `{}`, which the partitioned table doesn't have",
            partition.name, extra.name
        );
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            partition.span(),
            message,
        ));
    }
    if let Some(table) = schema.table_mut(child) {
        for column in &mut table.columns {
            column.inherited = 1;
            column.also_own = false;
        }
    }
    become_partition(schema, id, child, &of.bounds);
}

/// `DETACH PARTITION`.
pub(super) fn detach(
    schema: &mut Schema,
    id: ObjectId,
    partition: &QualifiedName,
    faults: &mut Vec<Fault>,
) {
    let Some(child) = inheritance::find_parent(schema, partition, faults) else {
        return;
    };
    let is_certain = schema.object(id).is_certain && schema.object(child).is_certain;
    let name = schema.object(id).name.clone();
    let Some(table) = schema.table_mut(child) else {
        return;
    };
    if table.partition_of.as_ref().is_none_or(|of| of.parent != id) {
        if is_certain {
            let message = format!("table `{}` is no partition of `{name}`", partition.name);
            faults.push(Fault::new(
                migrate_sql::codes::UNKNOWN_OBJECT,
                partition.span(),
                message,
            ));
        }
        return;
    }
    table.partition_of = None;
    table.inherits.clear();
    for column in &mut table.columns {
        column.inherited = 0;
        column.also_own = false;
    }
    for index in &mut table.indexes {
        index.partition_of = None;
    }
}
