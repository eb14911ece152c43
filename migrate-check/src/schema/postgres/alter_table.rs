//! `ALTER TABLE`: its actions in PostgreSQL's order.
//!
//! All actions of one statement are sorted into passes (`AT_PASS_…` of its sources): what is dropped
//! first, then types, then new columns, then what is said of columns, then keys, then the rest.
use super::column::{self, Place};
use super::dependents::{self, Part, kind_name};
use super::faults::{column_taken, missing, wrong_kind};
use super::{alter_column, alter_type, constraint, inheritance, own, partition, rename};
use crate::Dialect;
use crate::schema::lookup::Found;
use crate::schema::model::{Column, ObjectId, ObjectKind, Table};
use crate::schema::statement::{
    AlterTable, AlterTableAction, Behavior, ColumnDefinition, Name, Span, TableConstraint,
    TableConstraintKind,
};
use crate::schema::{Fault, Kind, Schema};

/// What is to be done in a pass.
enum Step<'a> {
    /// As it is written.
    Action(&'a AlterTableAction, Span),
    /// A constraint, of the table or of a new column.
    Constraint(Box<TableConstraint>),
}

/// The last pass.
const LAST: u8 = 10;

/// Changes a table; also a view, index or sequence that is called one.
pub(super) fn alter_table(schema: &mut Schema, alter: &AlterTable) -> Vec<Fault> {
    let mut faults = Vec::new();
    let (id, is_certain) = match schema.find_relation(&alter.name) {
        Found::Known(id) => (id, true),
        Found::Doubtful(Some(id)) => (id, false),
        Found::Doubtful(None) => {
            doubt_new_names(schema, alter);
            return faults;
        }
        Found::Index(table) => {
            alter_index(schema, table, alter, &mut faults);
            return faults;
        }
        Found::Missing => {
            if !alter.if_exists {
                faults.push(missing(schema, Kind::Table, &alter.name));
            }
            return faults;
        }
    };
    match schema.object(id).kind {
        ObjectKind::Table(_) => {
            prepare_types(schema, id, alter, &mut faults);
            run(schema, id, alter, &mut faults);
        }
        _ => alter_other(schema, id, alter, &mut faults),
    }
    match is_certain {
        true => faults,
        false => Vec::new(),
    }
}

/// A table that is not known got another name: nothing is known of what has that.
fn doubt_new_names(schema: &mut Schema, alter: &AlterTable) {
    for (action, _) in &alter.actions {
        match action {
            AlterTableAction::RenameTable { to } => schema.doubt(&to.name.text),
            AlterTableAction::AddConstraint { constraint, .. } => {
                if let Some(name) = &constraint.name {
                    schema.doubt(&name.text);
                }
            }
            _ => {}
        }
    }
}

/// A change of type looks for its column, and for those that the new values are computed from, before
/// anything is done.
fn prepare_types(schema: &Schema, id: ObjectId, alter: &AlterTable, faults: &mut Vec<Fault>) {
    let adds = |name: &Name| {
        alter.actions.iter().any(|(action, _)| {
            matches!(action, AlterTableAction::AddColumn { column, .. } if column.name.text == name.text)
        })
    };
    for (action, _) in &alter.actions {
        let AlterTableAction::SetType { column, using, .. } = action else {
            continue;
        };
        if adds(column) {
            constraint::find_column(schema, id, column, faults);
        }
        if let Some(using) = using {
            faults.extend(own::over_table(schema, id, using).faults);
        }
    }
}

fn run(schema: &mut Schema, id: ObjectId, alter: &AlterTable, faults: &mut Vec<Fault>) {
    let mut steps: Vec<(u8, Step<'_>)> = Vec::new();
    for (action, span) in &alter.actions {
        match action {
            AlterTableAction::AddConstraint { constraint, .. } => {
                let constraint = constraint.clone();
                steps.push((
                    pass_of_constraint(&constraint),
                    Step::Constraint(Box::new(constraint)),
                ));
            }
            action => steps.push((pass(action), Step::Action(action, *span))),
        }
    }
    for pass in 0..=LAST {
        let mut place = 0;
        // A step may add others, to later passes.
        while place < steps.len() {
            if steps[place].0 == pass {
                let step = std::mem::replace(
                    &mut steps[place].1,
                    Step::Action(&AlterTableAction::Harmless, Span::default()),
                );
                match step {
                    Step::Action(
                        AlterTableAction::AddColumn {
                            column,
                            if_not_exists,
                            ..
                        },
                        _,
                    ) => {
                        let added = add_column(schema, id, alter, (column, *if_not_exists), faults);
                        for constraint in added {
                            steps.push((
                                pass_of_constraint(&constraint),
                                Step::Constraint(Box::new(constraint)),
                            ));
                        }
                    }
                    Step::Action(action, span) => apply(schema, id, alter, (action, span), faults),
                    Step::Constraint(constraint) => {
                        constraint::add(schema, id, &constraint, alter.only, faults);
                    }
                }
            }
            place += 1;
        }
    }
}

fn pass(action: &AlterTableAction) -> u8 {
    match action {
        AlterTableAction::DropColumn { .. }
        | AlterTableAction::DropConstraint { .. }
        | AlterTableAction::DropDefault { .. }
        | AlterTableAction::DropNotNull { .. }
        | AlterTableAction::DropIdentity { .. }
        | AlterTableAction::DropExpression { .. } => 0,
        AlterTableAction::SetType { .. } => 1,
        AlterTableAction::AddColumn { .. } => 4,
        AlterTableAction::SetExpression { .. } => 5,
        AlterTableAction::SetNotNull { .. } => 6,
        AlterTableAction::SetDefault { .. } | AlterTableAction::AddIdentity { .. } => 9,
        _ => LAST,
    }
}

fn pass_of_constraint(constraint: &TableConstraint) -> u8 {
    match constraint.kind {
        TableConstraintKind::NotNull(_) => 6,
        TableConstraintKind::UsingIndex { .. } => 7,
        TableConstraintKind::PrimaryKey { .. }
        | TableConstraintKind::Unique { .. }
        | TableConstraintKind::Exclude { .. } => 8,
        _ => 9,
    }
}

fn apply(
    schema: &mut Schema,
    id: ObjectId,
    alter: &AlterTable,
    (action, span): (&AlterTableAction, Span),
    faults: &mut Vec<Fault>,
) {
    match action {
        AlterTableAction::DropColumn {
            name,
            if_exists,
            cascade,
        } => alter_column::drop(schema, id, (name, *if_exists, *cascade), alter.only, faults),
        AlterTableAction::DropConstraint {
            name,
            if_exists,
            cascade,
        } => drop_constraint(schema, id, (name, *if_exists, *cascade), alter.only, faults),
        AlterTableAction::SetType { .. } => alter_type::set(schema, id, action, faults),
        AlterTableAction::RenameColumn { from, to, .. } => {
            rename::rename_column(schema, id, (from, to), alter.only, faults);
        }
        AlterTableAction::RenameConstraint { from, to } => {
            rename::rename_constraint(schema, id, (from, to), faults);
        }
        AlterTableAction::RenameTable { to } => {
            rename::rename_relation(schema, id, &to.name, faults);
        }
        AlterTableAction::SetNamespace { namespace } => {
            rename::set_namespace(schema, id, namespace, faults);
        }
        AlterTableAction::AttachPartition { partition, of } => {
            partition::attach(schema, id, (partition, of), &alter.name, faults);
        }
        AlterTableAction::DetachPartition {
            partition,
            concurrently,
        } => {
            if *concurrently {
                let what = "ALTER TABLE … DETACH CONCURRENTLY";
                super::index::check_transaction(schema, span, what, faults);
            }
            partition::detach(schema, id, partition, faults);
        }
        AlterTableAction::Inherit(parent) => inheritance::attach(schema, id, parent, faults),
        AlterTableAction::NoInherit(parent) => inheritance::detach(schema, id, parent, faults),
        AlterTableAction::RowSecurity(words) => {
            if let Some(table) = schema.table_mut(id) {
                match *words {
                    "enable row level security" => table.row_security.0 = true,
                    "disable row level security" => table.row_security.0 = false,
                    "force row level security" => table.row_security.1 = true,
                    _ => table.row_security.1 = false,
                }
            }
        }
        AlterTableAction::ValidateConstraint { name }
        | AlterTableAction::AlterConstraint { name, .. } => {
            alter_constraint(schema, id, name, action, faults);
        }
        AlterTableAction::SwitchTrigger { name: Some(name) } => {
            check_trigger(schema, id, name, faults);
        }
        AlterTableAction::NeedsIndex(name) => check_index(schema, id, name, faults),
        AlterTableAction::Unknown => {
            let object = schema.object_mut(id);
            object.is_certain = false;
            if let ObjectKind::Table(table) = &mut object.kind {
                table.is_open = true;
            }
        }
        _ => alter_column::apply(schema, id, action, faults),
    }
}

/// Adds a column, here and in the tables that inherit, and returns what its definition says of the
/// table.
fn add_column(
    schema: &mut Schema,
    id: ObjectId,
    alter: &AlterTable,
    (definition, if_not_exists): (&ColumnDefinition, bool),
    faults: &mut Vec<Fault>,
) -> Vec<TableConstraint> {
    let Some(table) = schema.table(id) else {
        return Vec::new();
    };
    let object = schema.object(id);
    let name = &definition.name;
    if table.partition_of.is_some() {
        let message = format!(
            "table `{}` is a partition: add the column to its parent",
            object.name
        );
        faults.push(Fault::new("invalid-definition", name.span, message));
        return Vec::new();
    }
    if table.columns.named(Dialect::Postgres, &name.text).is_some() {
        if !if_not_exists {
            faults.push(column_taken(&object.name, name));
        }
        return Vec::new();
    }
    if alter.only && !inheritance::children(schema, id).is_empty() {
        let message = format!("column `{name}` has to be added to the tables that inherit, too");
        let fault = Fault::new("invalid-definition", name.span, message);
        faults.push(fault.help("leave out `ONLY`"));
    }
    if table.is_open && if_not_exists {
        // Whether it is made is not known.
        return Vec::new();
    }
    let (namespace, table_name) = (object.namespace.clone(), object.name.clone());
    let place = Place {
        namespace: &namespace,
        table: &table_name,
        temporary: table.temporary,
    };
    let column = column::define(schema, place, definition, faults);
    let Some(table) = schema.table_mut(id) else {
        return Vec::new();
    };
    let column = table.add_column(column);
    column::finish(schema, id, column, definition, faults);
    let own = schema
        .table(id)
        .and_then(|table| table.column_by_id(column));
    if let Some(own) = own.cloned() {
        check_children(schema, id, &own, name, faults);
        add_to_children(schema, id, &own);
    }
    // Keys that say the same are one.
    let all = constraint::of_column(definition);
    let keys = super::table::distinct_keys(&all);
    let is_key = |kind: &TableConstraintKind| {
        matches!(
            kind,
            TableConstraintKind::PrimaryKey { .. } | TableConstraintKind::Unique { .. }
        )
    };
    let others = all.into_iter().filter(|own| !is_key(&own.kind));
    keys.into_iter().chain(others).collect()
}

/// A table that inherits may have the column already, with the same type only.
fn check_children(
    schema: &Schema,
    id: ObjectId,
    column: &Column,
    name: &Name,
    faults: &mut Vec<Fault>,
) {
    for child in inheritance::children(schema, id) {
        let table = schema.table(child);
        let own = table.and_then(|table| table.columns.named(Dialect::Postgres, &column.name));
        if own.is_some_and(|own| inheritance::differ(own, column))
            && schema.object(child).is_certain
        {
            let message = format!(
                "table `{}`, which inherits, has a column `{name}` of another type",
                schema.object(child).name
            );
            faults.push(Fault::new("invalid-definition", name.span, message));
        }
    }
}

fn add_to_children(schema: &mut Schema, id: ObjectId, column: &Column) {
    for child in inheritance::children(schema, id) {
        let Some(table) = schema.table_mut(child) else {
            continue;
        };
        match table.columns.position(Dialect::Postgres, &column.name) {
            Some(place) => inheritance::gain(&mut table.columns.at_mut(place)),
            None => {
                table.add_column(inheritance::inherited(column));
            }
        }
        inheritance::move_expressions(schema, id, child);
        add_to_children(schema, child, column);
    }
}

fn drop_constraint(
    schema: &mut Schema,
    id: ObjectId,
    (name, if_exists, cascade): (&Name, bool, bool),
    only: bool,
    faults: &mut Vec<Fault>,
) {
    let Some(table) = schema.table(id) else {
        return;
    };
    let object = schema.object(id);
    let Some(constraint) = table.constraint(schema.dialect, &name.text) else {
        let is_not_null = rename::is_not_null_name(schema, id, &name.text);
        if is_not_null {
            drop_not_null(schema, id, &name.text);
        } else if !if_exists && object.is_certain && !table.is_open {
            faults.push(rename::missing_constraint(schema, id, name));
        }
        return;
    };
    let is_inherited = object.is_certain && is_inherited(schema, table, &name.text);
    if is_inherited {
        let message = format!("constraint `{name}` is inherited: drop that of the parent");
        faults.push(Fault::new("invalid-definition", name.span, message));
        return;
    }
    let what = format!("constraint `{name}`");
    let behavior = match cascade {
        true => Behavior::Cascade,
        false => Behavior::Restrict,
    };
    let mut parts = vec![Part::Constraint(id, name.text.clone())];
    let constraint = constraint.clone();
    if !only {
        inherited_parts(schema, id, &constraint, &mut parts);
    }
    faults.extend(dependents::drop(schema, &parts, behavior, name.span, &what));
}

/// PostgreSQL 18 has constraints for `NOT NULL`: whether it was one is not known.
fn drop_not_null(schema: &mut Schema, id: ObjectId, name: &str) {
    if let Some(table) = schema.table_mut(id) {
        let is_it = |column: &Column| column.not_null_name.as_deref() == Some(name);
        if let Some(place) = table.columns.iter().position(is_it) {
            let mut column = table.columns.at_mut(place);
            column.not_null = false;
            column.not_null_name = None;
        }
    }
}

/// Whether a table has a check of that name from a parent.
pub(super) fn is_inherited(schema: &Schema, table: &Table, name: &str) -> bool {
    use crate::schema::model::ConstraintKind;
    let is_check = |constraint: &crate::schema::model::Constraint| {
        constraint.name.as_deref() == Some(name)
            && matches!(&constraint.kind, ConstraintKind::Check(check) if !check.no_inherit)
    };
    let parents = table.inherits.iter().filter_map(|id| schema.table(*id));
    let mut of_parents = parents.flat_map(|parent| &parent.constraints);
    of_parents.any(is_check) && table.constraints.iter().any(is_check)
}

/// The same constraint in the tables that inherit it.
fn inherited_parts(
    schema: &Schema,
    id: ObjectId,
    constraint: &crate::schema::model::Constraint,
    parts: &mut Vec<Part>,
) {
    use crate::schema::model::ConstraintKind;
    for child in inheritance::children(schema, id) {
        let Some(table) = schema.table(child) else {
            continue;
        };
        let is_partition = table.partition_of.is_some();
        let (Some(from), to) = (schema.table(id), table) else {
            continue;
        };
        let is_it = |own: &&crate::schema::model::Constraint| match (&constraint.kind, &own.kind) {
            (ConstraintKind::Check(check), ConstraintKind::Check(_)) => {
                own.name == constraint.name && !check.no_inherit && !own.also_own
            }
            (ConstraintKind::ForeignKey(_), ConstraintKind::ForeignKey(_)) => {
                is_partition && own.name == constraint.name
            }
            _ => {
                let (Some(one), Some(other)) = (constraint.key(), own.key()) else {
                    return false;
                };
                let columns = one.columns.iter();
                let moved: Vec<_> = columns
                    .filter_map(|id| super::own::moved_column(*id, from, to))
                    .collect();
                is_partition
                    && moved == other.columns
                    && std::mem::discriminant(&constraint.kind) == std::mem::discriminant(&own.kind)
            }
        };
        let found: Vec<_> = table
            .constraints
            .iter()
            .filter(is_it)
            .take(1)
            .cloned()
            .collect();
        for own in found {
            if let Some(name) = &own.name {
                parts.push(Part::Constraint(child, name.clone()));
            }
            inherited_parts(schema, child, &own, parts);
        }
    }
}

fn alter_constraint(
    schema: &mut Schema,
    id: ObjectId,
    name: &Name,
    action: &AlterTableAction,
    faults: &mut Vec<Fault>,
) {
    use crate::schema::model::ConstraintKind;
    let dialect = schema.dialect;
    let Some(table) = schema.table(id) else {
        return;
    };
    let Some(constraint) = table.constraint(dialect, &name.text) else {
        if schema.object(id).is_certain && !rename::is_not_null_name(schema, id, &name.text) {
            faults.push(rename::missing_constraint(schema, id, name));
        }
        return;
    };
    let is_foreign_key = matches!(constraint.kind, ConstraintKind::ForeignKey(_));
    let is_check = matches!(constraint.kind, ConstraintKind::Check(_));
    let is_validation = matches!(action, AlterTableAction::ValidateConstraint { .. });
    let refused = match is_validation {
        true => !is_foreign_key && !is_check,
        false => constraint.key().is_some(),
    };
    if refused && schema.object(id).is_certain {
        let wanted = match is_validation {
            true => "foreign key or check",
            false => "foreign key",
        };
        let message = format!("constraint `{name}` is no {wanted}");
        faults.push(Fault::new("wrong-kind", name.span, message));
        return;
    }
    let Some(table) = schema.table_mut(id) else {
        return;
    };
    let found = table.constraints.named_mut(Dialect::Postgres, &name.text);
    let Some(mut constraint) = found else {
        return;
    };
    match action {
        AlterTableAction::AlterConstraint {
            deferrable: Some(deferrable),
            ..
        } => {
            constraint.deferrable = *deferrable;
        }
        AlterTableAction::ValidateConstraint { .. } => constraint.not_valid = false,
        _ => {}
    }
}

fn check_trigger(schema: &Schema, id: ObjectId, name: &Name, faults: &mut Vec<Fault>) {
    let Some(table) = schema.table(id) else {
        return;
    };
    let object = schema.object(id);
    let found = table.triggers.named(Dialect::Postgres, &name.text);
    let is_there = found.is_some();
    // Those of foreign keys have names of their own, and a partition has those of its parent.
    let may_be = name.text.starts_with("RI_") || table.partition_of.is_some();
    if !is_there && object.is_certain && !may_be {
        let known = table.triggers.iter().map(|own| &*own.name);
        let of = ("table", &*object.name);
        let fault = super::faults::missing_part("unknown-trigger", Kind::Trigger, name, of, known);
        faults.push(fault);
    }
}

fn check_index(schema: &Schema, id: ObjectId, name: &Name, faults: &mut Vec<Fault>) {
    let Some(table) = schema.table(id) else {
        return;
    };
    let object = schema.object(id);
    if object.is_certain && table.index_names().all(|own| own != name.text) {
        let of = ("table", &*object.name);
        let known = table.index_names();
        let fault = super::faults::missing_part("unknown-index", Kind::Index, name, of, known);
        faults.push(fault);
    }
}

/// `ALTER TABLE` of a view or sequence.
fn alter_other(schema: &mut Schema, id: ObjectId, alter: &AlterTable, faults: &mut Vec<Fault>) {
    for (action, _) in &alter.actions {
        let is_view = matches!(schema.object(id).kind, ObjectKind::View(_));
        match action {
            AlterTableAction::RenameTable { to } => {
                rename::rename_relation(schema, id, &to.name, faults);
            }
            AlterTableAction::SetNamespace { namespace } => {
                rename::set_namespace(schema, id, namespace, faults);
            }
            AlterTableAction::RenameColumn { from, to, .. } if is_view => {
                rename::rename_column(schema, id, (from, to), alter.only, faults);
            }
            AlterTableAction::SetDefault { column, .. }
            | AlterTableAction::DropDefault { column }
            | AlterTableAction::TuneColumn { column }
                if is_view =>
            {
                constraint::find_column(schema, id, column, faults);
            }
            AlterTableAction::Harmless
            | AlterTableAction::NeedsIndex(_)
            | AlterTableAction::Unknown
            | AlterTableAction::SwitchTrigger { .. } => {}
            _ => {
                let object = schema.object(id);
                let is = kind_name(&object.kind);
                let fault = wrong_kind(alter.name.span(), &object.name, is, "table");
                faults.push(fault.label("this change is for tables only"));
                return;
            }
        }
    }
}

/// `ALTER TABLE` of an index.
fn alter_index(schema: &mut Schema, table: ObjectId, alter: &AlterTable, faults: &mut Vec<Fault>) {
    for (action, _) in &alter.actions {
        match action {
            AlterTableAction::RenameTable { to } => {
                rename::rename_index(schema, table, &alter.name.name, &to.name, faults);
            }
            AlterTableAction::Harmless
            | AlterTableAction::TuneColumn { .. }
            | AlterTableAction::Unknown => {}
            _ => {
                let name = &alter.name.name.text;
                faults.push(wrong_kind(alter.name.span(), name, "index", "table"));
                return;
            }
        }
    }
}
