//! Everything but tables and indexes.
use super::faults::{in_transaction, missing};
use super::{
    alter_object, block, comment, create_routine, namespace, policy, sequence, trigger, user_type,
    view,
};
use crate::lookup::Found;
use crate::model::{ConstraintKind, ForeignKeyTarget, ObjectId, ObjectKind, Session};
use crate::{Fault, Schema, resolve};
use migrate_sql::statement::{Kind, ObjectName, QualifiedName, Span, Statement, StatementKind};

/// Does what the engine does with a statement about anything but a table or index.
pub(super) fn apply(schema: &mut Schema, statement: &Statement) -> Vec<Fault> {
    match &statement.kind {
        StatementKind::CreateView(create) => view::create(schema, create),
        StatementKind::CreateSequence(create) => sequence::create(schema, create),
        StatementKind::CreateType(create) => user_type::create(schema, create),
        StatementKind::CreateRoutine(create) => create_routine::create(schema, create),
        StatementKind::CreateTrigger(create) => trigger::create(schema, create),
        StatementKind::CreatePolicy(create) => policy::create(schema, create),
        StatementKind::CreateRule(create) => policy::create_rule(schema, create),
        StatementKind::CreateStatistics(create) => super::statistics::create(schema, create),
        StatementKind::PublishTables(publish) => super::held::publish(schema, publish),
        StatementKind::Releases { what, names } => {
            super::held::release(schema, what, names);
            Vec::new()
        }
        StatementKind::CreateNamespace {
            name,
            if_not_exists,
            elements,
        } => namespace::create(schema, name, *if_not_exists, elements),
        StatementKind::CreateExtension {
            name,
            if_not_exists,
            namespace,
        } => namespace::create_extension(schema, name, *if_not_exists, namespace.as_ref()),
        StatementKind::AlterObject(alter) => alter_object::alter(schema, alter),
        StatementKind::Comment(comment) => comment::comment(schema, comment),
        StatementKind::Truncate { tables, cascade } => truncate(schema, tables, *cascade),
        StatementKind::Query(query) => {
            let faults = resolve::data(schema, statement);
            super::effects_of_query(schema, query);
            faults
        }
        StatementKind::SearchPath { path, local } => {
            namespace::search_path(schema, path.as_deref(), *local);
            Vec::new()
        }
        StatementKind::Pragma { name, value } => {
            if name == "discard" {
                return discard(schema, statement.span, value.as_deref().unwrap_or_default());
            }
            if name == "check_function_bodies" {
                let is_off = |value: &String| {
                    ["off", "false", "no", "0"].contains(&&**value) || "false".starts_with(&**value)
                };
                schema.session.check_function_bodies = !value.as_ref().is_some_and(is_off);
            }
            Vec::new()
        }
        StatementKind::Refresh { name, concurrently } => view::refresh(schema, name, *concurrently),
        StatementKind::Harmless {
            tables,
            not_in_transaction,
        } => harmless(schema, statement, tables, *not_in_transaction),
        StatementKind::Granted { tables } => {
            let faults = harmless(schema, statement, tables, None);
            let granted = tables.iter().filter_map(|it| schema.find_relation(it).id());
            for id in granted.collect::<Vec<_>>() {
                view::has_more(schema, id);
            }
            faults
        }
        StatementKind::Needs { objects } => {
            let faults = objects.iter().filter_map(|object| needed(schema, object));
            faults.collect()
        }
        StatementKind::Block(block) => block::run(schema, block),
        StatementKind::Transaction(step) => {
            schema.transaction(step);
            schema.session.new_enum_values = None;
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// `DISCARD`: temporary objects go, and with `ALL` what was set.
fn discard(schema: &mut Schema, span: Span, what: &str) -> Vec<Fault> {
    if what == "all" && schema.session.in_transaction {
        return vec![in_transaction("DISCARD ALL", span)];
    }
    if ["all", "temp", "temporary"].contains(&what) {
        let temporary = schema.temporary_objects();
        super::end(schema, &temporary);
    }
    if what == "all" {
        schema.session = Session {
            in_transaction: false,
            ..Session::default()
        };
    }
    Vec::new()
}

fn harmless(
    schema: &Schema,
    statement: &Statement,
    tables: &[QualifiedName],
    not_in_transaction: Option<&str>,
) -> Vec<Fault> {
    if let Some(words) = not_in_transaction
        && schema.session.in_transaction
    {
        return vec![in_transaction(words, statement.span)];
    }
    let missing = tables.iter().filter_map(|name| missing_table(schema, name));
    missing.collect()
}

/// A fault if there is no such table, view or the like.
fn missing_table(schema: &Schema, name: &QualifiedName) -> Option<Fault> {
    (schema.find_relation(name) == Found::Missing).then(|| missing(schema, Kind::Table, name))
}

/// A fault if there is no such object.
fn needed(schema: &Schema, object: &ObjectName) -> Option<Fault> {
    match object.kind {
        Kind::Namespace => {
            let name = &object.name.name;
            let is_missing = schema.has_namespace(&name.text) == Some(false);
            is_missing.then(|| super::faults::missing_namespace(schema, name))
        }
        Kind::Routine => super::routine::find_one(schema, object).err(),
        Kind::Sequence => {
            let is_missing = schema.find_relation(&object.name) == Found::Missing;
            is_missing.then(|| missing(schema, Kind::Sequence, &object.name))
        }
        _ => None,
    }
}

fn truncate(schema: &mut Schema, tables: &[QualifiedName], cascade: bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut ids: Vec<(ObjectId, &QualifiedName)> = Vec::new();
    for name in tables {
        match schema.find_relation(name) {
            Found::Missing => faults.push(missing(schema, Kind::Table, name)),
            Found::Known(id) => match &schema.object(id).kind {
                ObjectKind::Table(_) => ids.push((id, name)),
                kind => {
                    let is = super::dependents::kind_name(kind);
                    let text = &name.name.text;
                    faults.push(super::faults::wrong_kind(name.span(), text, is, "table"));
                }
            },
            Found::Index(_) => {
                let text = &name.name.text;
                let fault = super::faults::wrong_kind(name.span(), text, "index", "table");
                faults.push(fault);
            }
            Found::Doubtful(Some(id)) => ids.push((id, name)),
            Found::Doubtful(None) => return faults,
        }
    }
    if !cascade && faults.is_empty() {
        faults.extend(referenced(schema, &ids));
    }
    faults
}

/// A table that another refers to can't be emptied alone.
fn referenced(schema: &Schema, truncated: &[(ObjectId, &QualifiedName)]) -> Option<Fault> {
    for (id, object, table) in schema.tables() {
        if !object.is_certain || truncated.iter().any(|(own, _)| *own == id) {
            continue;
        }
        // A partition is emptied with its parent.
        if !table.inherits.is_empty() || table.partition_of.is_some() {
            continue;
        }
        for constraint in &table.constraints {
            let ConstraintKind::ForeignKey(key) = &constraint.kind else {
                continue;
            };
            let ForeignKeyTarget::Table { table: target, .. } = key.target else {
                continue;
            };
            let Some((_, name)) = truncated.iter().find(|(own, _)| *own == target) else {
                continue;
            };
            if !schema.object(target).is_certain {
                continue;
            }
            let message = format!(
                "table `{}` can't be truncated alone: table `{}` refers to it",
                name.name, object.name
            );
            let help = format!(
                "truncate `{}` in the same statement, or write `CASCADE`",
                object.name
            );
            return Some(
                Fault::new(migrate_sql::codes::STILL_NEEDED, name.span(), message).help(help),
            );
        }
    }
    None
}
