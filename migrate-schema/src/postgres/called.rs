//! What functions do that a script calls.
use super::block::perhaps;
use super::namespace::search_path;
use crate::Dialect;
use crate::Schema;
use crate::model::{ObjectId, ObjectKind, Trigger};
use migrate_sql::reader;
use migrate_sql::statement::{
    CreateRoutine, ExprNode, Literal, Name, QualifiedName, RoutineBody, Span, StatementKind,
};
use std::collections::BTreeSet;

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

/// The functions that were followed, each with the constants that it was called with: they may call
/// each other, and themselves.
pub(super) type Followed = BTreeSet<(ObjectId, Vec<String>)>;

/// What a call may do to the schema. `texts` are the constants among its arguments.
pub(crate) fn effects_of_call(
    schema: &mut Schema,
    name: &QualifiedName,
    texts: &[String],
    third: Option<&ExprNode>,
) {
    follow(schema, name, texts, third, &mut Followed::new());
}

/// The same, of a call within what was followed.
pub(super) fn follow(
    schema: &mut Schema,
    name: &QualifiedName,
    texts: &[String],
    third: Option<&ExprNode>,
    followed: &mut Followed,
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
    let (routines, _) = schema.find_routines(name);
    if routines.is_empty() {
        if !HARMLESS.contains(&function) && !function.starts_with("pg_") {
            doubt_tables(schema, texts);
        }
        return;
    }
    for routine in with_callees(schema, &routines) {
        if !followed.insert((routine, texts.to_vec())) {
            continue;
        }
        let ObjectKind::Routine(routine) = &schema.object(routine).kind else {
            continue;
        };
        let definition = routine.definition.clone();
        of_definition(schema, &definition, texts, followed);
    }
}

/// The functions, and all that they may call: those whose names are in their text.
fn with_callees(schema: &Schema, routines: &[ObjectId]) -> BTreeSet<ObjectId> {
    let text = |id: &ObjectId| match &schema.object(*id).kind {
        ObjectKind::Routine(routine) => Some(routine.definition.to_ascii_lowercase()),
        _ => None,
    };
    let mut found: BTreeSet<ObjectId> = routines.iter().copied().collect();
    let mut open: Vec<ObjectId> = routines.to_vec();
    while let Some(definition) = open.pop().and_then(|id| text(&id)) {
        for (id, object) in schema.objects() {
            let is_routine = matches!(object.kind, ObjectKind::Routine(_));
            let name = object.name.to_ascii_lowercase();
            if is_routine && definition.contains(&name) && found.insert(id) {
                open.push(id);
            }
        }
    }
    found
}

fn of_definition(schema: &mut Schema, definition: &str, texts: &[String], followed: &mut Followed) {
    const CHANGES: &[&str] = &[
        "execute", "create", "alter", "drop", "perform", "into", "call", "config",
    ];
    let lower = definition.to_ascii_lowercase();
    let Some(create) = read(definition) else {
        return schema.doubt_everything();
    };
    let is_read = matches!(create.language(), Some("sql" | "plpgsql"));
    let RoutineBody::Text(body, _) = &create.body else {
        // `BEGIN ATOMIC` has no definitions within.
        return if !is_read {
            schema.doubt_everything();
        };
    };
    if is_read && !CHANGES.iter().any(|word| lower.contains(word)) {
        return;
    }
    if let Some(trigger) = made_trigger(&lower)
        && !texts.is_empty()
    {
        return add_trigger(schema, &trigger, texts);
    }
    if lower.contains("set_config") {
        schema.session.search_path = None;
    }
    match (create.language(), block(body)) {
        (Some("plpgsql"), Some(StatementKind::Block(block))) => {
            perhaps(schema, &block.statements, followed);
        }
        _ => schema.doubt_everything(),
    }
}

/// Reads what a function keeps of its own text.
fn read(definition: &str) -> Option<CreateRoutine> {
    let text = format!("CREATE FUNCTION called {definition}");
    match reader::read(&text, Dialect::Postgres).pop()?.kind {
        StatementKind::CreateRoutine(create) => Some(*create),
        _ => None,
    }
}

/// The text of a function as a block of its own.
fn block(body: &str) -> Option<StatementKind> {
    const QUOTE: &str = "$called$";
    if body.contains(QUOTE) || body.ends_with('$') {
        return None;
    }
    let text = format!("DO {QUOTE}{body}{QUOTE}");
    Some(reader::read(&text, Dialect::Postgres).pop()?.kind)
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
/// first migration brings), or making it anew.
fn made_trigger(definition: &str) -> Option<String> {
    let count = |words: &str| definition.matches(words).count();
    let (_, behind) = definition.split_once("create trigger ")?;
    let name = behind.split_whitespace().next()?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let anew = count(&format!("drop trigger if exists {name} on "));
    let is_all = count("create ") == 1
        && count("execute") <= 3 + anew
        && count("alter ") == 0
        && count("drop ") == anew
        && count("perform ") == 0;
    (is_all && name.chars().all(is_plain)).then(|| name.to_owned())
}

fn add_trigger(schema: &mut Schema, trigger: &str, texts: &[String]) {
    for text in texts {
        let Some(id) = named(schema, text) else {
            continue;
        };
        if let Some(table) = schema.table_part_mut(id)
            && table.triggers.named(Dialect::Postgres, trigger).is_none()
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
fn named(schema: &Schema, text: &str) -> Option<ObjectId> {
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
