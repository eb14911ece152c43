//! Schemas, the search path, extensions, and what functions do that a script calls.
use super::drop::table_part_mut;
use super::faults::duplicate;
use crate::schema::model::{Extension, Namespace, ObjectKind, Trigger};
use crate::schema::statement::{
    ExprNode, Literal, Name, QualifiedName, Query, QueryBody, SelectItem, Span, Statement,
};
use crate::schema::{Fault, Schema};

/// `CREATE SCHEMA`.
pub(super) fn create(
    schema: &mut Schema,
    name: &Name,
    if_not_exists: bool,
    elements: &[Statement],
) -> Vec<Fault> {
    let mut faults = Vec::new();
    match schema.has_namespace(&name.text) {
        Some(true) if !if_not_exists => {
            faults.push(duplicate(
                "duplicate-object",
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
        let is_certain = schema.is_complete && !schema.doubtful.contains(&name.text);
        if !if_not_exists && is_certain {
            let fault = duplicate("duplicate-object", name.span, "extension", &name.text);
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

/// What a query does beside reading: `set_config`, and calls of functions that change the schema.
pub(super) fn effects_of_query(schema: &mut Schema, query: &Query) {
    let QueryBody::Select(select) = &query.body else {
        return;
    };
    if let Some(into) = &select.into {
        schema.doubt(&into.name.text);
    }
    for item in &select.items {
        if let SelectItem::Expression { expression, .. } = item {
            effects_of_node(schema, &expression.root);
        }
    }
}

fn effects_of_node(schema: &mut Schema, node: &ExprNode) {
    match node {
        ExprNode::Call(call) => {
            for argument in &call.arguments {
                effects_of_node(schema, argument);
            }
            let mut texts = Vec::new();
            for argument in &call.arguments {
                literals(argument, &mut texts);
            }
            effects_of_call(schema, &call.name, &texts, call.arguments.get(2));
        }
        ExprNode::Cast(inner, _) => effects_of_node(schema, inner),
        ExprNode::Compound(nodes, _) => {
            for node in nodes {
                effects_of_node(schema, node);
            }
        }
        _ => {}
    }
}

fn literals(node: &ExprNode, into: &mut Vec<String>) {
    match node {
        ExprNode::Literal(Literal::Text(text), _) => into.push(text.clone()),
        ExprNode::Cast(inner, _) => literals(inner, into),
        ExprNode::Compound(nodes, _) => {
            for node in nodes {
                literals(node, into);
            }
        }
        _ => {}
    }
}

/// Functions of the engine that may be given the name of a table and leave it as it is.
const HARMLESS: &[&str] = &[
    "currval",
    "format",
    "nextval",
    "now",
    "setval",
    "to_regclass",
    "current_setting",
];

/// What a call may do to the schema. `texts` are the constants among its arguments.
pub(super) fn effects_of_call(
    schema: &mut Schema,
    name: &QualifiedName,
    texts: &[String],
    third: Option<&ExprNode>,
) {
    let function = &*name.name.text;
    if function == "set_config" {
        if let [setting, value, ..] = texts
            && setting == "search_path"
        {
            let local = matches!(third, Some(ExprNode::Literal(Literal::Boolean(true), _)));
            let path = path_of(value);
            search_path(schema, Some(&path), local);
        } else if texts.first().is_none_or(|setting| setting == "search_path") {
            schema.session.search_path = None;
        }
        return;
    }
    if HARMLESS.contains(&function) || function.starts_with("pg_") {
        return;
    }
    let (routines, _) = schema.find_routines(name);
    let definitions: Vec<String> = routines
        .iter()
        .filter_map(|id| match &schema.object(*id).kind {
            ObjectKind::Routine(routine) => Some(routine.definition.to_ascii_lowercase()),
            _ => None,
        })
        .collect();
    if definitions.is_empty() {
        doubt_tables(schema, texts);
        return;
    }
    let definition = definitions.concat();
    const CHANGES: &[&str] = &["execute", "create ", "alter ", "drop ", "perform "];
    if !CHANGES.iter().any(|word| definition.contains(word)) {
        return;
    }
    match made_trigger(&definition) {
        Some(trigger) if !texts.is_empty() => add_trigger(schema, &trigger, texts),
        _ => schema.doubt_everything(),
    }
}

fn path_of(value: &str) -> Vec<Name> {
    let entries = value.split(',').map(|entry| Name {
        text: entry.trim().trim_matches('"').to_owned(),
        quoted: true,
        span: Span::default(),
    });
    entries.filter(|name| !name.text.is_empty()).collect()
}

/// The name of the trigger, where making one is all that a function does (as the one that Diesel's
/// first migration brings).
fn made_trigger(definition: &str) -> Option<String> {
    let count = |words: &str| definition.matches(words).count();
    let is_all = count("create ") == 1
        && count("execute") <= 3
        && count("alter ") == 0
        && count("drop ") == 0
        && count("perform ") == 0;
    let (_, behind) = definition.split_once("create trigger ")?;
    let name = behind.split_whitespace().next()?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (is_all && name.chars().all(is_plain)).then(|| name.to_owned())
}

fn add_trigger(schema: &mut Schema, trigger: &str, texts: &[String]) {
    for text in texts {
        let Some(id) = named(schema, text) else {
            continue;
        };
        if let Some(table) = table_part_mut(schema, id)
            && !table.triggers.iter().any(|own| own.name == trigger)
        {
            table.triggers.push(Trigger {
                name: trigger.to_owned(),
                definition: String::new(),
                uses: Vec::new(),
                comment: None,
            });
        }
    }
}

/// Whatever a text may be the name of may be changed.
fn doubt_tables(schema: &mut Schema, texts: &[String]) {
    for text in texts {
        if let Some(id) = named(schema, text) {
            schema.object_mut(id).is_certain = false;
            if let Some(table) = schema.table_mut(id) {
                table.is_open = true;
            }
        }
    }
}

/// The table that a text names.
fn named(schema: &Schema, text: &str) -> Option<crate::schema::model::ObjectId> {
    let mut parts = text.rsplit('.').map(|part| part.trim_matches('"'));
    let name = parts.next()?;
    let namespace = parts.next();
    let mut objects = schema.objects();
    let found = objects.find(|(_, object)| {
        let is_relation = matches!(object.kind, ObjectKind::Table(_) | ObjectKind::View(_));
        is_relation
            && object.name == name
            && namespace.is_none_or(|namespace| object.namespace == namespace)
    });
    Some(found?.0)
}
