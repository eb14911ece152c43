//! Foreign keys.
use super::casts::{is_never_equal, type_text};
use super::constraint::{check_given_name, find_column};
use super::dependents::kind_name;
use super::faults::{missing, wrong_kind};
use super::generated_names;
use crate::Dialect;
use crate::faults::{foreign_key_columns, foreign_key_type};
use crate::lookup::Found;
use crate::model::{
    ColumnId, Constraint, ConstraintKind, ForeignKey, ForeignKeyTarget, ObjectId, ObjectKind,
    Table, TableKind,
};
use crate::{Fault, Schema};
use migrate_sql::statement::{self, Action, Kind, Name, QualifiedName, TableConstraint};

/// Adds a foreign key.
pub(super) fn add(
    schema: &mut Schema,
    id: ObjectId,
    constraint: &TableConstraint,
    (names, target): (&[Name], &statement::ForeignKeyTarget),
    faults: &mut Vec<Fault>,
) {
    if let Some(name) = names
        .iter()
        .find(|name| super::column::is_system(&name.text))
    {
        let message = format!("`{name}` can't be in a foreign key: every table has it");
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            name.span,
            message,
        ));
    }
    let own = names.iter();
    let columns: Vec<ColumnId> = own
        .filter_map(|name| find_column(schema, id, name, faults))
        .collect();
    let own_is_known = columns.len() == names.len();
    let found = find_target(schema, id, target, faults);
    let mut named = ForeignKeyTarget::Named {
        namespace: target.table.namespace().map(|name| name.text.clone()),
        table: target.table.name.text.clone(),
        columns: target
            .columns
            .iter()
            .map(|name| name.text.clone())
            .collect(),
    };
    if let Some((table, is_certain)) = found {
        let mut own_faults = Vec::new();
        let referenced = target_columns(schema, table, target, names, &mut own_faults);
        if let Some(referenced) = referenced {
            if own_is_known && own_faults.is_empty() {
                let pairs = (&*columns, &*referenced);
                check_types(schema, (id, table), pairs, (names, target), &mut own_faults);
            }
            named = ForeignKeyTarget::Table {
                table,
                columns: referenced,
            };
        }
        if is_certain {
            faults.append(&mut own_faults);
        }
    }
    check_actions(schema, id, &columns, (target, constraint), faults);
    faults.extend(wrong_set(names, target));
    let name = match &constraint.name {
        Some(name) => {
            check_given_name(schema, id, name, false, faults);
            name.text.clone()
        }
        None => {
            let object = schema.object(id);
            let joined = generated_names::joined(names.iter().map(|name| &*name.text));
            let parts = (&*object.name, Some(&*joined));
            generated_names::constraint_name(schema, &object.namespace, parts, "fkey")
        }
    };
    let new = Constraint {
        name: Some(name),
        is_generated_name: constraint.name.is_none(),
        kind: ConstraintKind::ForeignKey(ForeignKey {
            columns,
            target: named,
            on_delete: target.on_delete,
            on_update: target.on_update,
            matching: target
                .matching
                .clone()
                .filter(|matching| matching != "simple"),
        }),
        deferrable: constraint.deferrable,
        not_valid: constraint.not_valid,
        comment: None,
        of_column: None,
        also_own: false,
        on_conflict: None,
    };
    if let Some(table) = schema.table_mut(id) {
        table.constraints.push(new.clone());
    }
    super::partition_parts::foreign_key_to_partitions(schema, id, &new);
}

/// Finds the table that is referred to, and whether it is certain.
fn find_target(
    schema: &Schema,
    id: ObjectId,
    target: &statement::ForeignKeyTarget,
    faults: &mut Vec<Fault>,
) -> Option<(ObjectId, bool)> {
    let span = target.table.span();
    let name = &target.table.name.text;
    let (found, is_certain) = match schema.find_relation(&target.table) {
        Found::Known(found) => (found, true),
        Found::Doubtful(found) => (found?, false),
        Found::Index(_) => {
            faults.push(wrong_kind(span, name, "index", "table"));
            return None;
        }
        Found::Missing => {
            let fault = missing(schema, Kind::Table, &target.table);
            faults.push(match column_after_table(schema, &target.table) {
                Some(help) => fault.help(help),
                None => fault,
            });
            return None;
        }
    };
    let object = schema.object(found);
    let table = match &object.kind {
        ObjectKind::Table(table) if table.kind == TableKind::Ordinary => table,
        ObjectKind::Table(_) => {
            if is_certain {
                faults.push(wrong_kind(span, name, "foreign table", "table"));
            }
            return None;
        }
        kind => {
            if is_certain {
                let fault = wrong_kind(span, name, kind_name(kind), "table");
                faults.push(fault.help("a foreign key can only refer to a table"));
            }
            return None;
        }
    };
    let own = schema.table(id)?;
    let stays = |table: &Table| !table.temporary && !table.options.contains_key("unlogged");
    let is_fine = match own.temporary {
        true => table.temporary,
        false => stays(table) || (!stays(own) && !table.temporary),
    };
    if !is_fine && is_certain {
        let message = match (own.temporary, table.temporary) {
            (true, _) => {
                format!("a temporary table can't refer to `{name}`, which is not temporary")
            }
            (false, true) => {
                format!("a table that stays can't refer to `{name}`, which is temporary")
            }
            _ => format!("a table that is logged can't refer to `{name}`, which is not"),
        };
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            span,
            message,
        ));
    }
    Some((found, is_certain))
}

/// Help for `REFERENCES table.column`, which reads as a table in a schema.
fn column_after_table(schema: &Schema, written: &QualifiedName) -> Option<String> {
    let (table, column) = (written.namespace()?, &written.name);
    let found = schema.find_relation(&QualifiedName {
        qualifiers: Vec::new(),
        name: table.clone(),
    });
    schema
        .table(found.certain()?)?
        .column(Dialect::Postgres, &column.text)?;
    let column = match column.quoted {
        true => format!("\"{column}\""),
        false => column.to_string(),
    };
    Some(format!(
        "`{table}` is a table: write `REFERENCES {table} ({column})`"
    ))
}

/// The columns that are referred to, if they are known.
fn target_columns(
    schema: &Schema,
    id: ObjectId,
    target: &statement::ForeignKeyTarget,
    names: &[Name],
    faults: &mut Vec<Fault>,
) -> Option<Vec<ColumnId>> {
    let table = schema.table(id)?;
    let object = schema.object(id);
    let columns = if target.columns.is_empty() {
        match table.primary_key() {
            Some(columns) => columns.to_vec(),
            None => {
                if !table.is_open {
                    let message = format!(
                        "table `{}` has no primary key that a foreign key could refer to",
                        object.name
                    );
                    let fault = Fault::new(
                        migrate_sql::codes::FOREIGN_KEY_TARGET,
                        target.table.span(),
                        message,
                    );
                    faults.push(fault.help(
                        "name unique columns of it in brackets, or give it a primary key first",
                    ));
                }
                return None;
            }
        }
    } else {
        let mut columns = Vec::new();
        for name in &target.columns {
            columns.push(find_column(schema, id, name, faults));
        }
        columns.into_iter().collect::<Option<Vec<ColumnId>>>()?
    };
    if columns.len() != names.len() {
        let span = names.first()?.span.to(names.last()?.span);
        faults.push(foreign_key_columns(names.len(), columns.len(), span));
        return None;
    }
    if let Some(key) = deferrable_key(table, &columns, target.columns.is_empty()) {
        let name = &object.name;
        let message = format!(
            "a foreign key can't refer to constraint `{key}` of `{name}`: it is deferrable"
        );
        let fault = Fault::new(
            migrate_sql::codes::FOREIGN_KEY_TARGET,
            target.table.span(),
            message,
        );
        faults.push(
            fault.help("make the constraint `NOT DEFERRABLE`, or refer to another unique key"),
        );
    } else if !target.columns.is_empty() && !table.is_open && !is_unique(table, &columns) {
        let list: Vec<String> = target
            .columns
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let over = match list.len() {
            1 => format!("the column {}", list.concat()),
            _ => format!("the columns {}", list.join(", ")),
        };
        let message = format!(
            "table `{}` has no primary key or unique constraint over just {over}",
            object.name
        );
        let fault = Fault::new(
            migrate_sql::codes::FOREIGN_KEY_TARGET,
            target.table.span(),
            message,
        );
        let columns: Vec<String> = target.columns.iter().map(ToString::to_string).collect();
        let columns = columns.join(", ");
        faults.push(fault.help(format!(
            "write `ALTER TABLE {} ADD UNIQUE ({columns});` before it",
            target.table
        )));
    }
    Some(columns)
}

/// Finds the deferrable constraint over just these columns, where no other key is (`tablecmds.c`,
/// `transformFkeyCheckAttrs` and `transformFkeyGetPrimaryKey`).
fn deferrable_key<'t>(table: &'t Table, columns: &[ColumnId], is_primary: bool) -> Option<&'t str> {
    let mut keys = table.constraints.iter().filter(|own| match is_primary {
        true => matches!(own.kind, ConstraintKind::PrimaryKey(_)),
        false => own.key().is_some_and(|key| is_same(&key.columns, columns)),
    });
    let found = keys.find(|own| own.deferrable.0)?;
    let is_known = is_primary || !table.is_open && !is_unique(table, columns);
    found.name.as_deref().filter(|_| is_known)
}

fn is_same(own: &[ColumnId], columns: &[ColumnId]) -> bool {
    own.len() == columns.len() && columns.iter().all(|column| own.contains(column))
}

/// Whether there is a key that a foreign key can refer to over just these columns, in any order.
fn is_unique(table: &Table, columns: &[ColumnId]) -> bool {
    let is_same = |own: &[ColumnId]| is_same(own, columns);
    let by_constraint = table.constraints.iter().any(|constraint| {
        !constraint.deferrable.0 && constraint.key().is_some_and(|key| is_same(&key.columns))
    });
    by_constraint
        || table.indexes.iter().any(|index| {
            let own = index
                .plain_columns()
                .filter(|_| index.unique && index.predicate.is_none());
            own.is_some_and(|own| is_same(&own))
        })
}

fn check_types(
    schema: &Schema,
    (id, target): (ObjectId, ObjectId),
    (columns, referenced): (&[ColumnId], &[ColumnId]),
    (names, written): (&[Name], &statement::ForeignKeyTarget),
    faults: &mut Vec<Fault>,
) {
    let (Some(own), Some(other)) = (schema.table(id), schema.table(target)) else {
        return;
    };
    let pairs = columns.iter().zip(referenced).zip(names);
    for ((column, referenced), name) in pairs {
        let (Some(column), Some(referenced)) =
            (own.column_by_id(*column), other.column_by_id(*referenced))
        else {
            continue;
        };
        let (Some(is), Some(wanted)) = (&column.data_type, &referenced.data_type) else {
            continue;
        };
        if is_never_equal(schema, is, wanted) {
            let (is, wanted) = (type_text(schema, is), type_text(schema, wanted));
            let (of, column) = (&written.table.name.text, &referenced.name);
            let (is, other) = (format!("`{is}`"), format!("`{wanted}`"));
            let fault = foreign_key_type((name, &is), (of, column, &other));
            // Other types will do, too, as long as they are compared: `int` with `bigint`.
            let fault = fault.label("PostgreSQL has no `=` between these types");
            faults.push(fault.help(format!("give `{name}` the type `{wanted}`")));
        }
    }
}

fn check_actions(
    schema: &Schema,
    id: ObjectId,
    columns: &[ColumnId],
    (target, constraint): (&statement::ForeignKeyTarget, &TableConstraint),
    faults: &mut Vec<Fault>,
) {
    let Some(table) = schema.table(id) else {
        return;
    };
    let sets = |action: Action| matches!(action, Action::SetNull | Action::SetDefault);
    let is_refused =
        sets(target.on_delete) || sets(target.on_update) || target.on_update == Action::Cascade;
    let generated = columns
        .iter()
        .filter_map(|column| table.column_by_id(*column));
    let mut generated = generated.filter(|column| column.generated.is_some());
    if let (true, Some(column)) = (is_refused, generated.next()) {
        let message = format!(
            "the foreign key can't change `{}`, which is generated",
            column.name
        );
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            constraint.span,
            message,
        ));
    }
}

/// Finds a column that a foreign key can't set (`transformFkeyGetPrimaryKey` and the like in
/// `tablecmds.c`: since PostgreSQL 15, the others read no such list).
fn wrong_set(names: &[Name], target: &statement::ForeignKeyTarget) -> Option<Fault> {
    if let Some(first) = target.set_on_update.first() {
        let message = "only `ON DELETE` takes the columns to set";
        return Some(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            first.span,
            message,
        ));
    }
    let is_other = |name: &&Name| names.iter().all(|own| own.text != name.text);
    let other = target.set_on_delete.iter().find(is_other)?;
    let message = format!("`{other}` can't be set: it is not in the foreign key");
    Some(Fault::new(
        migrate_sql::codes::INVALID_DEFINITION,
        other.span,
        message,
    ))
}

/// Finds foreign keys to or from a column that no longer compare, now that it has another type.
pub(super) fn broken_by_type(
    schema: &Schema,
    id: ObjectId,
    column: ColumnId,
) -> Option<(String, String)> {
    let type_of = |table: ObjectId, column: ColumnId| {
        schema
            .table(table)?
            .column_by_id(column)?
            .data_type
            .as_ref()
    };
    for (own, object, table) in schema.tables() {
        for constraint in &table.constraints {
            let ConstraintKind::ForeignKey(key) = &constraint.kind else {
                continue;
            };
            let ForeignKeyTarget::Table {
                table: target,
                columns,
            } = &key.target
            else {
                continue;
            };
            for (from, to) in key.columns.iter().zip(columns) {
                let concerns = (own, *from) == (id, column) || (*target, *to) == (id, column);
                let (Some(from), Some(to)) = (type_of(own, *from), type_of(*target, *to)) else {
                    continue;
                };
                if concerns && object.is_certain && is_never_equal(schema, from, to) {
                    let name = constraint.name.clone().unwrap_or_default();
                    return Some((name, object.name.clone()));
                }
            }
        }
    }
    None
}
