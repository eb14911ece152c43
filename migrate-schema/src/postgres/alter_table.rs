//! `ALTER TABLE`: its actions in PostgreSQL's order.
//!
//! All actions of one statement are sorted into passes (`AT_PASS_…` of its sources): what is dropped
//! first, then types, then new columns, then what is said of columns, then keys, then the rest.
use super::dependents::kind_name;
use super::expression_refused::{self, Context};
use super::faults::{missing, wrong_kind};
use super::{
    add_column, alter_column, alter_constraint, alter_table_refused, alter_type, constraint,
    inheritance, own, partition, rename, stored,
};
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{ObjectId, ObjectKind};
use crate::{Fault, Schema};
use migrate_sql::statement::{
    AlterTable, AlterTableAction, Kind, Name, QualifiedName, Span, TableConstraint,
    TableConstraintKind,
};

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

fn doubt_all(schema: &mut Schema, names: &[QualifiedName]) {
    for name in names {
        schema.doubt(&name.name.text);
    }
}

/// A table that is not known got another name: nothing is known of what has that.
fn doubt_new_names(schema: &mut Schema, alter: &AlterTable) {
    for (action, _) in &alter.actions {
        match action {
            AlterTableAction::RenameTable { to } => schema.doubt(&to.name.text),
            AlterTableAction::Touches { names } => doubt_all(schema, names),
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
            faults.extend(expression_refused::fault(schema, using, Context::Transform));
        }
    }
}

fn run(schema: &mut Schema, id: ObjectId, alter: &AlterTable, faults: &mut Vec<Fault>) {
    let mut steps: Vec<(u8, Step<'_>)> = Vec::new();
    for (action, span) in &alter.actions {
        if let Some(fault) = alter_table_refused::action(schema, id, alter, action) {
            faults.push(fault);
            continue;
        }
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
                        let added = add_column::add_column(
                            schema,
                            id,
                            alter,
                            (column, *if_not_exists),
                            faults,
                        );
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
        } => alter_constraint::drop_constraint(
            schema,
            id,
            (name, *if_exists, *cascade),
            alter.only,
            faults,
        ),
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
            alter_constraint::alter_constraint(schema, id, name, action, faults);
        }
        AlterTableAction::SwitchTrigger { name: Some(name) } => {
            check_trigger(schema, id, name, faults);
        }
        AlterTableAction::NeedsIndex(name) => check_index(schema, id, name, faults),
        AlterTableAction::ReplicaIdentity(name) => {
            check_index(schema, id, name, faults);
            faults.extend(alter_table_refused::replica_identity(schema, id, name));
        }
        AlterTableAction::OfType(name, span) => {
            faults.extend(alter_table_refused::of_type(
                schema,
                id,
                (name.as_ref(), *span),
            ));
            let of_type = name.as_ref().and_then(|name| schema.find_type(name).id());
            if let Some(table) = schema.table_mut(id) {
                table.of_type = of_type;
            }
        }
        AlterTableAction::SetLogged(logged) => {
            faults.extend(stored::set_logged(schema, id, *logged, alter.name.span()));
        }
        AlterTableAction::TuneColumn {
            column,
            stored: Some((what, setting)),
        } => {
            let found = constraint::find_column(schema, id, column, faults);
            let table = schema.table(id);
            let own = found.and_then(|column| table?.column_by_id(column)?.data_type.as_ref());
            faults.extend(own.and_then(|own| stored::wrong(schema, own, (what, setting))));
        }
        AlterTableAction::Touches { names } => doubt_all(schema, names),
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

fn check_trigger(schema: &Schema, id: ObjectId, name: &Name, faults: &mut Vec<Fault>) {
    let Some(table) = schema.table(id) else {
        return;
    };
    let object = schema.object(id);
    let found = table.triggers.named(Dialect::Postgres, &name.text);
    let is_there = found.is_some();
    // Those of foreign keys have names of their own, and a partition has those of its parent.
    let may_be =
        name.text.starts_with("RI_") || table.partition_of.is_some() || schema.may_have(&name.text);
    if !is_there && object.is_certain && !may_be {
        let known = table.triggers.iter().map(|own| &*own.name);
        let of = ("table", &*object.name);
        let fault = super::faults::missing_part(
            migrate_sql::codes::UNKNOWN_TRIGGER,
            Kind::Trigger,
            name,
            of,
            known,
        );
        faults.push(fault);
    }
}

fn check_index(schema: &Schema, id: ObjectId, name: &Name, faults: &mut Vec<Fault>) {
    let Some(table) = schema.table(id) else {
        return;
    };
    let object = schema.object(id);
    let may_be = schema.may_have(&name.text);
    if object.is_certain && !may_be && table.index_names().all(|own| own != name.text) {
        let of = ("table", &*object.name);
        let known = table.index_names();
        let fault = super::faults::missing_part(
            migrate_sql::codes::UNKNOWN_INDEX,
            Kind::Index,
            name,
            of,
            known,
        );
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
            | AlterTableAction::TuneColumn { column, .. }
                if is_view =>
            {
                constraint::find_column(schema, id, column, faults);
            }
            AlterTableAction::Harmless
            | AlterTableAction::SetLogged(_)
            | AlterTableAction::SetParameters
            | AlterTableAction::NeedsIndex(_)
            | AlterTableAction::ReplicaIdentity(_)
            | AlterTableAction::Touches { .. }
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
            | AlterTableAction::SetLogged(_)
            | AlterTableAction::SetParameters
            | AlterTableAction::TuneColumn { .. }
            | AlterTableAction::Touches { .. }
            | AlterTableAction::Unknown => {}
            _ => {
                let name = &alter.name.name.text;
                faults.push(wrong_kind(alter.name.span(), name, "index", "table"));
                return;
            }
        }
    }
}
