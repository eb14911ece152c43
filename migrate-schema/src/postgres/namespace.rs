//! Schemas, the search path and extensions.
use super::faults::duplicate;
use crate::model::{Extension, Namespace};
use crate::{Fault, Schema};
use migrate_sql::statement::{Name, QualifiedName, Statement, StatementKind};

/// `CREATE SCHEMA`.
pub(super) fn create(
    schema: &mut Schema,
    name: &Name,
    if_not_exists: bool,
    elements: &[Statement],
) -> Vec<Fault> {
    let mut faults = Vec::new();
    if name.text.starts_with("pg_") {
        let message = format!("a schema can't be called `{name}`: `pg_` is for the server's own");
        return vec![Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            name.span,
            message,
        )];
    }
    match schema.has_namespace(&name.text) {
        Some(true) if !if_not_exists => {
            faults.push(duplicate(
                migrate_sql::codes::DUPLICATE_OBJECT,
                name.span,
                "schema",
                &name.text,
            ));
        }
        Some(true) | None => {}
        Some(false) => {
            let namespace = Namespace::default();
            schema.namespaces.insert(name.text.clone(), namespace);
        }
    }
    let path = schema.session.search_path.clone();
    if let Some(path) = &mut schema.session.search_path {
        path.insert(0, name.text.clone());
    }
    // PostgreSQL makes them in an order of its own; from 19 on, which takes others, as they are written.
    let mut elements: Vec<&Statement> = elements.iter().collect();
    let is_other = |element: &&Statement| {
        use StatementKind::{CreateRoutine, CreateType};
        matches!(element.kind, CreateType(_) | CreateRoutine(_))
    };
    if !elements.iter().any(is_other) {
        elements.sort_by_key(|element| match element.kind {
            StatementKind::CreateSequence(_) => 0,
            StatementKind::CreateTable(_) => 1,
            StatementKind::CreateView(_) => 2,
            StatementKind::CreateIndex(_) => 3,
            StatementKind::CreateTrigger(_) => 4,
            _ => 5,
        });
    }
    for element in elements {
        faults.extend(schema.apply(element));
    }
    schema.session.search_path = path;
    faults
}

/// `SET search_path`.
pub(super) fn search_path(schema: &mut Schema, path: Option<&[Name]>, local: bool) {
    if local && !schema.session.in_transaction {
        return;
    }
    // The user's own schema is taken not to be there, as at the start of a session.
    let names = path.map(|path| path.iter().map(|name| name.text.clone()));
    let path = names.map(|names| names.filter(|name| name != "$user" && !name.is_empty()));
    schema.session.search_path = path.map(Iterator::collect);
}

/// `CREATE EXTENSION`.
pub(super) fn create_extension(
    schema: &mut Schema,
    name: &Name,
    if_not_exists: bool,
    namespace: Option<&Name>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(namespace) = namespace
        && schema.has_namespace(&namespace.text) == Some(false)
    {
        faults.push(super::faults::missing_namespace(schema, namespace));
    }
    if schema.extensions.contains_key(&name.text) {
        let is_certain = !schema.may_have(&name.text);
        if !if_not_exists && is_certain {
            let fault = duplicate(
                migrate_sql::codes::DUPLICATE_OBJECT,
                name.span,
                "extension",
                &name.text,
            );
            return vec![fault.help("write `CREATE EXTENSION IF NOT EXISTS`")];
        }
        return faults;
    }
    // Some make a schema of their own.
    let target = QualifiedName {
        qualifiers: Vec::new(),
        name: name.clone(),
    };
    let namespace = match namespace {
        Some(namespace) => Some(namespace.text.clone()),
        None => schema.target_namespace(&target),
    };
    schema
        .extensions
        .insert(name.text.clone(), Extension { namespace });
    faults
}
