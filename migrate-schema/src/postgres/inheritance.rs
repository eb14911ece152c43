//! `INHERITS`, and what goes from a table to those that inherit from it.
use super::casts::whole_type_text;
use super::constraint::check_for;
use super::dependents::kind_name;
use super::faults::{missing, wrong_kind};
use super::table_refused;
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{
    Column, Columns, Constraint, ConstraintKind, DataType, ObjectId, ObjectKind, Table,
};
use crate::{Fault, Schema};
use migrate_sql::statement::{ColumnDefinition, Kind, Name, QualifiedName};

/// The tables that inherit from a table, partitions among them.
pub(super) fn children(schema: &Schema, id: ObjectId) -> Vec<ObjectId> {
    let inherits = |table: &Table| {
        let is_partition = table
            .partition_of
            .as_ref()
            .is_some_and(|of| of.parent == id);
        is_partition || table.inherits.contains(&id)
    };
    let tables = schema.tables().filter(|(_, _, table)| inherits(table));
    tables.map(|(child, _, _)| child).collect()
}

/// Finds a table to inherit from.
pub(super) fn find_parent(
    schema: &Schema,
    name: &QualifiedName,
    faults: &mut Vec<Fault>,
) -> Option<ObjectId> {
    let span = name.span();
    match schema.find_relation(name) {
        Found::Known(id) => {
            let object = schema.object(id);
            if let ObjectKind::Table(_) = object.kind {
                return Some(id);
            }
            let is = kind_name(&object.kind);
            faults.push(wrong_kind(span, &object.name, is, "table"));
            None
        }
        Found::Index(_) => {
            faults.push(wrong_kind(span, &name.name.text, "index", "table"));
            None
        }
        Found::Doubtful(id) => id,
        Found::Missing => {
            faults.push(missing(schema, Kind::Table, name));
            None
        }
    }
}

/// The columns that a new table gets from its parents, and whether there may be others.
pub(super) fn columns(
    schema: &Schema,
    parents: &[(ObjectId, &QualifiedName)],
    faults: &mut Vec<Fault>,
) -> (Columns, bool) {
    let mut all = Columns::new();
    let mut is_open = false;
    for (parent, name) in parents {
        let object = schema.object(*parent);
        let Some(table) = schema.table(*parent) else {
            continue;
        };
        is_open |= table.is_open || !object.is_certain;
        for column in &table.columns {
            match all.position(Dialect::Postgres, &column.name) {
                Some(place) => {
                    let mut own = all.at_mut(place);
                    own.inherited += 1;
                    own.not_null |= column.not_null;
                    if differ(&own, column) && object.is_certain {
                        let message = format!(
                            "column `{}` of `{}` has another type than that of another parent",
                            column.name, object.name
                        );
                        faults.push(Fault::new(
                            migrate_sql::codes::INVALID_DEFINITION,
                            name.span(),
                            message,
                        ));
                    }
                }
                None => all.push(inherited(column)),
            }
        }
    }
    (all, is_open)
}

/// A column as another table gets it.
pub(super) fn inherited(column: &Column) -> Column {
    Column {
        identity: None,
        comment: None,
        inherited: 1,
        also_own: false,
        ..column.clone()
    }
}

/// A column of a table that has it already comes from one parent more.
pub(super) fn gain(column: &mut Column) {
    column.also_own |= column.inherited == 0;
    column.inherited += 1;
}

/// A column comes from one parent less, and is the table's own where that was the last.
pub(super) fn lose(column: &mut Column) {
    column.inherited = column.inherited.saturating_sub(1);
    column.also_own &= column.inherited > 0;
}

/// Whether two types of one name differ in what stands in their brackets.
fn differ_in_length(one: &DataType, other: &DataType) -> bool {
    const WITH_LENGTH: &[&str] = &["numeric", "timestamp", "timestamptz", "varchar"];
    let name = one.built_in_name().unwrap_or_default();
    // `numeric(10)` is `numeric(10, 0)`, and more than six digits of a second are six.
    let length = |of: &DataType| -> Option<Vec<u32>> {
        let written = of.modifiers.iter().map(|modifier| modifier.parse().ok());
        let mut numbers: Vec<u32> = written.collect::<Option<_>>()?;
        match (name, &mut *numbers) {
            ("numeric", [_]) => numbers.push(0),
            ("timestamp" | "timestamptz", [digits]) => *digits = (*digits).min(6),
            _ => {}
        }
        Some(numbers)
    };
    let lengths = length(one).zip(length(other));
    WITH_LENGTH.contains(&name) && lengths.is_some_and(|(one, other)| one != other)
}

pub(super) fn differ(one: &Column, other: &Column) -> bool {
    match (&one.data_type, &other.data_type) {
        (Some(one), Some(other)) => {
            one.base != other.base
                || one.dimensions != other.dimensions
                || differ_in_length(one, other)
        }
        _ => false,
    }
}

/// Merges a table's own column with the one that it inherits; `false` where there is none.
pub(super) fn merge(
    schema: &Schema,
    columns: &mut Columns,
    column: &Column,
    definition: &ColumnDefinition,
    faults: &mut Vec<Fault>,
) -> bool {
    let found = columns.named_mut(Dialect::Postgres, &column.name);
    let Some(mut own) = found.filter(|own| own.inherited > 0) else {
        return false;
    };
    if differ(&own, column)
        && let (Some(is), Some(wanted)) = (&column.data_type, &own.data_type)
    {
        let message = format!(
            "column `{}` is inherited with type `{}`, not `{}`",
            column.name,
            whole_type_text(schema, wanted),
            whole_type_text(schema, is)
        );
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            definition.span,
            message,
        ));
    }
    let constraints = definition.constraints.iter();
    let mut defaults = constraints.filter(|own| {
        matches!(
            own.kind,
            migrate_sql::statement::ColumnConstraintKind::Default(_)
        )
    });
    if let (Some(default), Some(_)) = (defaults.next(), &own.generated) {
        let message = format!(
            "column `{}` is generated in the parent: it can't have a default",
            column.name
        );
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            default.span,
            message,
        ));
    }
    own.also_own = true;
    own.not_null |= column.not_null;
    if column.default.is_some() {
        own.default.clone_from(&column.default);
    }
    if column.identity.is_some() {
        own.identity.clone_from(&column.identity);
    }
    true
}

/// Gives a new child the checks of its parent.
pub(super) fn inherit_checks(schema: &mut Schema, parent: ObjectId, child: ObjectId) {
    let (Some(from), Some(to)) = (schema.table(parent), schema.table(child)) else {
        return;
    };
    let checks = from.constraints.iter().filter(|constraint| {
        !matches!(&constraint.kind,
            ConstraintKind::Check(check) if check.no_inherit)
    });
    let checks: Vec<_> = checks
        .filter_map(|constraint| check_for(constraint, from, to))
        .collect();
    if let Some(table) = schema.table_mut(child) {
        table.constraints.extend(checks);
    }
}

/// Whether a check that a table is to get is one that it inherits, which makes it its own besides.
pub(super) fn merges_check(schema: &mut Schema, id: ObjectId, name: &str) -> bool {
    let is_check = |constraint: &Constraint| {
        constraint.name.as_deref() == Some(name)
            && matches!(constraint.kind, ConstraintKind::Check(_))
    };
    let Some(table) = schema.table(id) else {
        return false;
    };
    let of = table.partition_of.as_ref().map(|of| of.parent);
    let mut parents = table.inherits.iter().copied().chain(of);
    let is_inherited = parents.any(|parent| {
        let parent = schema.table(parent);
        parent.is_some_and(|parent| parent.constraints.iter().any(is_check))
    });
    let Some(table) = schema.table_mut(id).filter(|_| is_inherited) else {
        return false;
    };
    let own = table.constraints.iter_mut().find(|own| is_check(own));
    own.is_some_and(|own| !std::mem::replace(&mut own.also_own, true))
}

/// What a default or generated column refers to, over the columns of its new table.
pub(super) fn move_expressions(schema: &mut Schema, parent: ObjectId, child: ObjectId) {
    let (Some(from), Some(to)) = (schema.table(parent), schema.table(child)) else {
        return;
    };
    let (from, to) = (from.clone(), to.clone());
    let Some(table) = schema.table_mut(child) else {
        return;
    };
    for column in &mut table.columns {
        let is_of_parent = from
            .columns
            .named(Dialect::Postgres, &column.name)
            .is_some();
        if let Some(generated) = column.generated.as_mut().filter(|_| is_of_parent) {
            generated.expression = super::own::moved(&generated.expression, &from, &to);
        }
    }
}

/// `INHERIT t`.
pub(super) fn attach(
    schema: &mut Schema,
    id: ObjectId,
    name: &QualifiedName,
    faults: &mut Vec<Fault>,
) {
    let Some(parent) = find_parent(schema, name, faults) else {
        return;
    };
    let (Some(from), Some(to)) = (schema.table(parent), schema.table(id)) else {
        return;
    };
    if to.inherits.contains(&parent) {
        let message = format!("the table inherits from `{}` already", name.name);
        faults.push(Fault::new(
            migrate_sql::codes::DUPLICATE_OBJECT,
            name.span(),
            message,
        ));
        return;
    }
    let is_partitioned = from.partition_by.is_some() || to.partition_by.is_some();
    if is_partitioned && schema.object(id).is_certain && schema.object(parent).is_certain {
        let message = "a partitioned table neither inherits nor is inherited from";
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            name.span(),
            message,
        ));
        return;
    }
    if parent == id || descends(schema, parent, id) {
        let message = format!("table `{}` inherits from this one, or is it", name.name);
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            name.span(),
            message,
        ));
        return;
    }
    if let Some(fault) = table_refused::mixed(schema, id, &[(parent, name)]) {
        faults.push(fault);
        return;
    }
    check_columns(schema, parent, id, &name.name, faults);
    let names: Vec<String> = from
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    let checks: Vec<_> = from
        .constraints
        .iter()
        .map(|own| own.name.clone())
        .collect();
    if let Some(table) = schema.table_mut(id) {
        table.inherits.push(parent);
        for own in &mut table.constraints {
            own.also_own |= checks.contains(&own.name);
        }
        for column in &mut table.columns {
            if names.contains(&column.name) {
                gain(column);
            }
        }
    }
}

/// Whether a table inherits from another, directly or not.
fn descends(schema: &Schema, id: ObjectId, from: ObjectId) -> bool {
    let inherits = schema.table(id).map_or(&[][..], |table| &table.inherits);
    let mut inherits = inherits.iter();
    inherits.any(|parent| *parent == from || descends(schema, *parent, from))
}

/// Says what a table lacks of the one that it is to inherit from.
pub(super) fn check_columns(
    schema: &Schema,
    parent: ObjectId,
    child: ObjectId,
    at: &Name,
    faults: &mut Vec<Fault>,
) {
    let (Some(from), Some(to)) = (schema.table(parent), schema.table(child)) else {
        return;
    };
    let is_known = |id: ObjectId| schema.object(id).is_certain;
    if !is_known(parent) || !is_known(child) || from.is_open || to.is_open {
        return;
    }
    let child_name = &schema.object(child).name;
    for column in &from.columns {
        let own = to.columns.named(Dialect::Postgres, &column.name);
        let message = match own {
            None => format!("table `{child_name}` has no column `{}`", column.name),
            Some(own) if differ(own, column) => format!(
                "column `{}` of table `{child_name}` has another type than that of its parent",
                column.name
            ),
            Some(own) if column.not_null && !own.not_null => format!(
                "column `{}` of table `{child_name}` has to be `NOT NULL`, as that of its parent is",
                column.name
            ),
            Some(_) => continue,
        };
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            at.span,
            message,
        ));
        return;
    }
    let checks = from.constraints.iter().filter(|constraint| {
        matches!(&constraint.kind,
            ConstraintKind::Check(check) if !check.no_inherit)
    });
    let mut lacking =
        checks.filter(|check| to.constraints.iter().all(|own| own.name != check.name));
    if let Some(name) = lacking.next().and_then(|check| check.name.as_ref()) {
        let message = format!("table `{child_name}` has no check `{name}`, which its parent has");
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            at.span,
            message,
        ));
    }
}

/// `NO INHERIT t`.
pub(super) fn detach(
    schema: &mut Schema,
    id: ObjectId,
    name: &QualifiedName,
    faults: &mut Vec<Fault>,
) {
    let Some(parent) = find_parent(schema, name, faults) else {
        return;
    };
    let Some(from) = schema.table(parent) else {
        return;
    };
    let names: Vec<String> = from
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    let is_certain = schema.object(id).is_certain && schema.object(parent).is_certain;
    let Some(table) = schema.table_mut(id) else {
        return;
    };
    if !table.inherits.contains(&parent) {
        if is_certain {
            let message = format!("the table does not inherit from `{}`", name.name);
            faults.push(Fault::new(
                migrate_sql::codes::UNKNOWN_OBJECT,
                name.span(),
                message,
            ));
        }
        return;
    }
    table.inherits.retain(|own| *own != parent);
    for column in &mut table.columns {
        if names.contains(&column.name) {
            lose(column);
        }
    }
}
