//! Constraints of tables: keys, checks and exclusions. Foreign keys are in `foreign_key`.
use super::casts::{has_no_order, type_text};
use super::dependents::kind_name;
use super::expression_refused::{self, Context};
use super::faults::{duplicate, missing_part, second_primary_key, taken_in};
use super::index_parts::{self, Columns};
use super::inheritance::{self, children};
use super::{alter_table_refused, foreign_key, generated_names, immutable, own, using_index};
use crate::Dialect;
use crate::model::{Check, ColumnId, Constraint, ConstraintKind, Exclusion, Key, ObjectId, Table};
use crate::{Fault, Schema};
use migrate_sql::statement::{
    ColumnConstraint, ColumnConstraintKind, ColumnDefinition, Expression, IndexElement,
    IndexTarget, Kind, Name, Span, TableConstraint, TableConstraintKind,
};

/// What a column's constraints say of the table.
pub(super) fn of_column(definition: &ColumnDefinition) -> Vec<TableConstraint> {
    let constraints = definition.constraints.iter();
    constraints
        .filter_map(|constraint| as_table_constraint(&definition.name, constraint))
        .collect()
}

fn as_table_constraint(column: &Name, constraint: &ColumnConstraint) -> Option<TableConstraint> {
    let element = || IndexElement {
        target: IndexTarget::Column(column.clone()),
        collation: None,
        operator_class: None,
        descending: false,
        nulls_first: None,
        length: None,
        span: column.span,
    };
    let kind = match &constraint.kind {
        ColumnConstraintKind::PrimaryKey { .. } => TableConstraintKind::PrimaryKey {
            elements: vec![element()],
            include: Vec::new(),
        },
        ColumnConstraintKind::Unique { nulls_not_distinct } => TableConstraintKind::Unique {
            elements: vec![element()],
            include: Vec::new(),
            nulls_not_distinct: *nulls_not_distinct,
            index_name: None,
        },
        ColumnConstraintKind::Check(expression) => TableConstraintKind::Check {
            expression: expression.clone(),
            no_inherit: false,
        },
        ColumnConstraintKind::References(target) => TableConstraintKind::ForeignKey {
            columns: vec![column.clone()],
            target: target.clone(),
            index_name: None,
        },
        _ => return None,
    };
    Some(TableConstraint {
        name: constraint.name.clone(),
        kind,
        deferrable: constraint.deferrable,
        not_valid: false,
        on_conflict: None,
        span: constraint.span,
    })
}

/// Adds a constraint to a table.
pub(super) fn add(
    schema: &mut Schema,
    id: ObjectId,
    constraint: &TableConstraint,
    only: bool,
    faults: &mut Vec<Fault>,
) {
    let table = schema.table(id);
    if let Some(fault) = table.and_then(|own| alter_table_refused::constraint(own, constraint)) {
        faults.push(fault);
        return;
    }
    match &constraint.kind {
        TableConstraintKind::PrimaryKey { .. } | TableConstraintKind::Unique { .. } => {
            add_key(schema, id, constraint, only, faults);
        }
        TableConstraintKind::Check { expression, .. } => {
            add_check(schema, id, constraint, expression, only, faults);
        }
        TableConstraintKind::ForeignKey {
            columns, target, ..
        } => {
            foreign_key::add(schema, id, constraint, (columns, target), faults);
        }
        TableConstraintKind::Exclude { .. } => add_exclusion(schema, id, constraint, faults),
        TableConstraintKind::UsingIndex { primary, index } => {
            using_index::add(schema, id, constraint, (*primary, index), faults);
        }
        TableConstraintKind::NotNull(name) => {
            if let Some(column) = find_column(schema, id, name, faults) {
                let given = constraint.name.as_ref().map(|name| name.text.clone());
                set_not_null(schema, id, column, given);
            }
        }
        TableConstraintKind::Index { .. } => {}
    }
}

/// Finds a column of a table; says so if there is none.
pub(super) fn find_column(
    schema: &Schema,
    id: ObjectId,
    name: &Name,
    faults: &mut Vec<Fault>,
) -> Option<ColumnId> {
    let table = schema.table_part(id)?;
    let object = schema.object(id);
    if let Some(column) = object.columns().named(Dialect::Postgres, &name.text) {
        return Some(column.id);
    }
    let is_open = match &object.kind {
        crate::model::ObjectKind::View(view) => view.is_open,
        _ => table.is_open,
    };
    if object.is_certain && !is_open && !super::column::is_system(&name.text) {
        faults.push(missing_column(schema, id, name));
    }
    None
}

/// There is no such column.
pub(super) fn missing_column(schema: &Schema, id: ObjectId, name: &Name) -> Fault {
    let object = schema.object(id);
    let of = (kind_name(&object.kind), &*object.name);
    let known = object.columns().iter().map(|column| &*column.name);
    missing_part(
        migrate_sql::codes::UNKNOWN_COLUMN,
        Kind::Column,
        name,
        of,
        known,
    )
}

/// Makes a column, and that of the tables that inherit it, `NOT NULL`.
pub(super) fn set_not_null(
    schema: &mut Schema,
    id: ObjectId,
    column: ColumnId,
    given: Option<String>,
) {
    let Some(mut column) = schema
        .table_mut(id)
        .and_then(|table| table.column_mut(column))
    else {
        return;
    };
    column.not_null = true;
    if given.is_some() {
        column.not_null_name.clone_from(&given);
    }
    let name = column.name.clone();
    drop(column);
    for child in children(schema, id) {
        let table = schema.table(child);
        let own = table.and_then(|table| table.column(Dialect::Postgres, &name));
        if let Some(own) = own.map(|own| own.id) {
            set_not_null(schema, child, own, None);
        }
    }
}

/// The name of a new constraint: the one that is given, where it is free.
pub(super) fn check_given_name(
    schema: &Schema,
    id: ObjectId,
    name: &Name,
    has_index: bool,
    faults: &mut Vec<Fault>,
) {
    let object = schema.object(id);
    let Some(table) = schema.table(id) else {
        return;
    };
    if table.constraint(schema.dialect, &name.text).is_some() {
        let (code, of) = (
            migrate_sql::codes::DUPLICATE_CONSTRAINT,
            ("table", &*object.name),
        );
        faults.push(taken_in(code, of, "constraint", &name.text, name.span));
        return;
    }
    if has_index && let Some(found) = index_parts::taken(schema, &object.namespace, &name.text) {
        let fault = duplicate(
            migrate_sql::codes::DUPLICATE_INDEX,
            name.span,
            found,
            &name.text,
        );
        let label = "the constraint makes an index of that name";
        faults.push(
            fault
                .label(label)
                .help("choose another name for the constraint"),
        );
    }
}

/// Adds a primary or unique key.
fn add_key(
    schema: &mut Schema,
    id: ObjectId,
    constraint: &TableConstraint,
    only: bool,
    faults: &mut Vec<Fault>,
) {
    let (primary, elements, include, nulls_not_distinct) = match &constraint.kind {
        TableConstraintKind::PrimaryKey { elements, include } => (true, elements, include, false),
        TableConstraintKind::Unique {
            elements,
            include,
            nulls_not_distinct,
            ..
        } => (false, elements, include, *nulls_not_distinct),
        _ => return,
    };
    let names: Vec<&Name> = elements
        .iter()
        .filter_map(|element| match &element.target {
            IndexTarget::Column(name) => Some(name),
            IndexTarget::Expression(_) => None,
        })
        .collect();
    let count = faults.len();
    if primary {
        check_no_primary_key(schema, id, constraint.span, faults);
    }
    let mut columns = Vec::new();
    for name in &names {
        let Some(column) = find_column(schema, id, name, faults) else {
            continue;
        };
        if columns.contains(&column) {
            let message = format!("column `{name}` is in the key twice");
            faults.push(Fault::new(
                migrate_sql::codes::INVALID_DEFINITION,
                name.span,
                message,
            ));
            continue;
        }
        check_order(schema, id, column, name.span, faults);
        columns.push(column);
    }
    let included = include.iter();
    let included: Vec<ColumnId> = included
        .filter_map(|name| find_column(schema, id, name, faults))
        .collect();
    if faults.len() == count {
        super::partition::check_key(schema, id, &columns, constraint.span, faults);
    }
    let name = key_name(schema, id, constraint, primary, (&names, include), faults);
    let key = Key {
        columns,
        include: included,
        nulls_not_distinct,
        details: Vec::new(),
    };
    let name = (name, constraint.name.is_none());
    let key = enter_key(schema, id, name, primary, key, constraint.deferrable);
    if let Some(key) = key.filter(|_| !only) {
        super::partition_parts::key_to_partitions(schema, id, &key);
    }
}

/// Puts a key into a table, and returns it for the partitions.
pub(super) fn enter_key(
    schema: &mut Schema,
    id: ObjectId,
    (name, is_generated_name): (String, bool),
    primary: bool,
    key: Key,
    deferrable: (bool, bool),
) -> Option<Constraint> {
    if primary {
        for column in &key.columns {
            set_not_null(schema, id, *column, None);
        }
    }
    let kind = match primary {
        true => ConstraintKind::PrimaryKey(key),
        false => ConstraintKind::Unique(key),
    };
    let table = schema.table_mut(id)?;
    let constraint = Constraint {
        name: Some(name.clone()),
        is_generated_name,
        kind,
        deferrable,
        not_valid: false,
        comment: None,
        of_column: None,
        also_own: false,
        on_conflict: None,
    };
    table.constraints.push(constraint.clone());
    if !index_parts::is_taken(schema, id, &name) {
        schema.add_index_name(id, &name);
    }
    Some(constraint)
}

fn key_name(
    schema: &Schema,
    id: ObjectId,
    constraint: &TableConstraint,
    primary: bool,
    (columns, include): (&[&Name], &[Name]),
    faults: &mut Vec<Fault>,
) -> String {
    if let Some(name) = &constraint.name {
        check_given_name(schema, id, name, true, faults);
        return name.text.clone();
    }
    let object = schema.object(id);
    if primary {
        let names = (&*object.name, None);
        return generated_names::relation_name(schema, &object.namespace, names, "pkey", true);
    }
    let all = columns.iter().copied().chain(include);
    let distinct = generated_names::distinct(all.map(|name| name.text.clone()));
    let joined = generated_names::joined(distinct.iter().map(|name| &**name));
    let names = (&*object.name, Some(&*joined));
    generated_names::relation_name(schema, &object.namespace, names, "key", true)
}

pub(super) fn check_no_primary_key(
    schema: &Schema,
    id: ObjectId,
    span: Span,
    faults: &mut Vec<Fault>,
) {
    let object = schema.object(id);
    let has_one = schema
        .table(id)
        .is_some_and(|table| table.primary_key().is_some());
    if has_one && object.is_certain {
        faults.push(second_primary_key(&object.name, span));
    }
}

fn check_order(
    schema: &Schema,
    id: ObjectId,
    column: ColumnId,
    span: Span,
    faults: &mut Vec<Fault>,
) {
    let column = schema
        .table(id)
        .and_then(|table| table.column_by_id(column));
    let data_type = column.and_then(|column| column.data_type.as_ref());
    if let Some(data_type) = data_type.filter(|data_type| has_no_order(data_type)) {
        let is = type_text(schema, data_type);
        let message = format!("there can't be a key over the type `{is}`, which has no order");
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            span,
            message,
        ));
    }
}

/// Adds a check to a table and to those that inherit from it.
fn add_check(
    schema: &mut Schema,
    id: ObjectId,
    constraint: &TableConstraint,
    expression: &Expression,
    only: bool,
    faults: &mut Vec<Fault>,
) {
    let no_inherit = matches!(
        constraint.kind,
        TableConstraintKind::Check {
            no_inherit: true,
            ..
        }
    );
    faults.extend(expression_refused::fault(
        schema,
        expression,
        Context::Check,
    ));
    if no_inherit
        && schema
            .table(id)
            .is_some_and(|table| table.partition_by.is_some())
    {
        let message = "a check of a partitioned table can't be `NO INHERIT`";
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            constraint.span,
            message,
        ));
    }
    let resolved = own::over_table(schema, id, expression);
    faults.extend(resolved.faults);
    if let Some(name) = &constraint.name
        && inheritance::merges_check(schema, id, &name.text)
    {
        return;
    }
    let name = match &constraint.name {
        Some(name) => {
            check_given_name(schema, id, name, false, faults);
            name.text.clone()
        }
        None => {
            let Some(table) = schema.table(id) else {
                return;
            };
            let object = schema.object(id);
            let mut columns: Vec<ColumnId> = resolved.stored.columns().collect();
            columns.sort();
            columns.dedup();
            let column = match *columns {
                [column] => table.column_by_id(column).map(|column| &*column.name),
                _ => None,
            };
            let names = (&*object.name, column);
            generated_names::constraint_name(schema, &object.namespace, names, "check")
        }
    };
    let new = Constraint {
        name: Some(name),
        is_generated_name: constraint.name.is_none(),
        kind: ConstraintKind::Check(Check {
            expression: resolved.stored,
            no_inherit,
        }),
        deferrable: (false, false),
        not_valid: constraint.not_valid,
        comment: None,
        of_column: None,
        also_own: false,
        on_conflict: None,
    };
    if let Some(table) = schema.table_mut(id) {
        table.constraints.push(new.clone());
    }
    if only && !no_inherit && !children(schema, id).is_empty() {
        let message = "the check has to be added to the tables that inherit, too";
        let fault = Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            constraint.span,
            message,
        );
        faults.push(fault.help("leave out `ONLY`, or write `NO INHERIT`"));
    }
    if !only && !no_inherit {
        inherit_check(schema, id, &new);
    }
}

/// Gives a check of a table to those that inherit from it.
fn inherit_check(schema: &mut Schema, parent: ObjectId, constraint: &Constraint) {
    for child in children(schema, parent) {
        let (Some(from), Some(to)) = (schema.table(parent), schema.table(child)) else {
            continue;
        };
        let Some(own) = check_for(constraint, from, to) else {
            let own = schema.table_mut(child).map(|table| &mut table.constraints);
            let mut own = own.into_iter().flatten();
            if let Some(own) = own.find(|own| own.name == constraint.name) {
                own.also_own = true;
            }
            continue;
        };
        if let Some(table) = schema.table_mut(child) {
            table.constraints.push(own.clone());
        }
        inherit_check(schema, child, &own);
    }
}

/// Whether a table has a constraint of the same name, or one without a name too.
pub(super) fn has_named(table: &Table, constraint: &Constraint) -> bool {
    match &constraint.name {
        Some(name) => table.constraint(Dialect::Postgres, name).is_some(),
        None => table.constraints.iter().any(|own| own.name.is_none()),
    }
}

/// A check as a table inherits it; `None` where it has one of that name.
pub(super) fn check_for(constraint: &Constraint, from: &Table, to: &Table) -> Option<Constraint> {
    let ConstraintKind::Check(check) = &constraint.kind else {
        return None;
    };
    if has_named(to, constraint) {
        return None;
    }
    Some(Constraint {
        kind: ConstraintKind::Check(Check {
            expression: own::moved(&check.expression, from, to),
            no_inherit: false,
        }),
        ..constraint.clone()
    })
}

/// Says so if a method takes no exclusion constraints, or an operator is none for it.
fn no_exclusion(
    schema: &Schema,
    (method, span): (&str, Span),
    elements: &[(IndexElement, String)],
) -> Option<Fault> {
    if ["gin", "brin"].contains(&method) {
        let message = format!("an exclusion constraint can't be by `{method}`");
        return Some(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            span,
            message,
        ));
    }
    let is_of_order = |operator: &str| ["<", ">", "<=", ">="].contains(&operator);
    let mut wrong = elements
        .iter()
        .filter(|(_, operator)| is_of_order(operator));
    let (element, operator) = wrong.next().filter(|_| schema.extensions.is_empty())?;
    let message = format!("an exclusion constraint can't be by `{operator}`: it has two sides");
    Some(Fault::new(
        migrate_sql::codes::INVALID_DEFINITION,
        element.span,
        message,
    ))
}

/// Adds an exclusion constraint.
fn add_exclusion(
    schema: &mut Schema,
    id: ObjectId,
    constraint: &TableConstraint,
    faults: &mut Vec<Fault>,
) {
    let TableConstraintKind::Exclude {
        method,
        elements,
        predicate,
    } = &constraint.kind
    else {
        return;
    };
    let plain: Vec<IndexElement> = elements
        .iter()
        .map(|(element, _)| element.clone())
        .collect();
    let method = method.as_ref().map_or("btree", |method| &*method.text);
    let parts = index_parts::resolve(schema, id, method, &plain, faults);
    faults.extend(no_exclusion(schema, (method, constraint.span), elements));
    let name = match &constraint.name {
        Some(name) => {
            check_given_name(schema, id, name, true, faults);
            name.text.clone()
        }
        None => {
            let object = schema.object(id);
            let columns = generated_names::index_columns(&plain, &[]);
            let joined = generated_names::joined(columns.iter().map(|name| &**name));
            let names = (&*object.name, Some(&*joined));
            generated_names::relation_name(schema, &object.namespace, names, "excl", true)
        }
    };
    let predicate = predicate.as_ref().map(|predicate| {
        let resolved = own::over_table(schema, id, predicate);
        faults.extend(resolved.faults);
        faults.extend(immutable::changing(schema, id, predicate, "an index"));
        resolved.stored
    });
    let operators = elements.iter().map(|(_, operator)| operator.clone());
    let Columns { parts, .. } = parts;
    let kind = ConstraintKind::Exclusion(Exclusion {
        method: method.to_owned(),
        parts: parts.into_iter().zip(operators).collect(),
        predicate,
    });
    let Some(table) = schema.table_mut(id) else {
        return;
    };
    table.constraints.push(Constraint {
        name: Some(name.clone()),
        is_generated_name: constraint.name.is_none(),
        kind,
        deferrable: constraint.deferrable,
        not_valid: false,
        comment: None,
        of_column: None,
        also_own: false,
        on_conflict: None,
    });
    if !index_parts::is_taken(schema, id, &name) {
        schema.add_index_name(id, &name);
    }
}
