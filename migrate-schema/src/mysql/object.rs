//! Views, triggers, routines, events and sequences.
use super::create_table::{doubt_hidden, hide};
use super::{base_table, faults, make_room, references};
use crate::Dialect;
use crate::faults::taken;
use crate::model::{Object, ObjectId, ObjectKind, Routine, Sequence, Trigger, View};
use crate::{Fault, Missing, Schema, names, resolve};
use migrate_sql::statement::{
    CreateRoutine, CreateSequence, CreateTrigger, CreateView, ExprNode, Kind, ObjectName,
    QualifiedName,
};
use std::collections::HashSet;

fn object(name: &QualifiedName, kind: ObjectKind) -> Object {
    Object {
        namespace: String::new(),
        name: name.name.text.clone(),
        is_certain: true,
        comment: None,
        kind,
    }
}

/// `CREATE VIEW`, `ALTER VIEW`.
pub(super) fn create_view(schema: &mut Schema, create: &CreateView) -> Vec<Fault> {
    let name = &create.name;
    let resolved = resolve::query_of_mysql_view(schema, &create.query);
    match make_room(schema, name) {
        None => return Vec::new(),
        Some(Ok(())) => {}
        Some(Err(id)) => {
            let is_view = matches!(schema.object(id).kind, ObjectKind::View(_));
            if !create.or_replace && create.if_not_exists {
                return Vec::new();
            }
            if !create.or_replace {
                return vec![faults::taken(schema, &name.name, id)];
            }
            if !is_view {
                let message = format!("`{name}` is a table, which a view can't replace");
                return vec![faults::wrong_kind(&name.name, message)];
            }
            if resolved.uses.iter().any(|used| used.object() == id) {
                let fault = faults::no_table(schema, name);
                return vec![fault.label("a view can't be made of itself")];
            }
            references::detach(schema, id);
            schema.remove(id);
        }
    }
    let mut faults = resolved.faults;
    faults.extend(faults::too_long(&name.name));
    let mut columns = resolved.columns;
    let is_open = match create.columns.is_empty() {
        true => resolved.is_open,
        false => !resolved.is_counted,
    };
    let is_known = !is_open && faults.is_empty();
    if !create.columns.is_empty() {
        if is_known && create.columns.len() != columns.len() {
            let (named, found) = (create.columns.len(), columns.len());
            let message = format!("{named} names for the {found} columns of the query");
            let span = create.columns[0].span.to(create.columns[named - 1].span);
            faults.push(faults::invalid(span, message));
        }
        for (column, name) in columns.iter_mut().zip(&create.columns) {
            column.name.clone_from(&name.text);
        }
    }
    let mut seen = HashSet::new();
    for column in columns.iter().filter(|_| is_known && faults.is_empty()) {
        if !seen.insert(names::key(Dialect::Mysql, &column.name)) {
            let message = format!("view `{name}` would have two columns `{}`", column.name);
            let fault = Fault::new(
                migrate_sql::codes::DUPLICATE_COLUMN,
                name.name.span,
                message,
            );
            faults.push(fault.help("give one of them another name with `AS`"));
            break;
        }
    }
    let view = View {
        columns: columns.into(),
        is_open: is_open || !faults.is_empty(),
        definition: create.definition.clone(),
        uses: resolved.uses,
        is_unresolved: resolved.is_unresolved,
        ..View::default()
    };
    schema.add(object(name, ObjectKind::View(view)));
    doubt_hidden(schema, name);
    faults
}

/// `CREATE SEQUENCE` (MariaDB).
pub(super) fn create_sequence(schema: &mut Schema, create: &CreateSequence) -> Vec<Fault> {
    if create.temporary {
        hide(schema, &create.name);
        return Vec::new();
    }
    let others = create.options.others.iter();
    let (replace, options): (Vec<_>, Vec<_>) =
        others.cloned().partition(|(name, _)| name == "or replace");
    let mut room = make_room(schema, &create.name);
    if let Some(Err(id)) = room
        && !replace.is_empty()
    {
        references::detach(schema, id);
        schema.remove(id);
        room = Some(Ok(()));
    }
    match room {
        Some(Ok(())) => {
            let sequence = Sequence {
                options,
                ..Sequence::default()
            };
            schema.add(object(&create.name, ObjectKind::Sequence(sequence)));
            doubt_hidden(schema, &create.name);
            Vec::new()
        }
        Some(Err(id)) if !create.if_not_exists => {
            vec![faults::taken(schema, &create.name.name, id)]
        }
        _ => Vec::new(),
    }
}

/// The table of a trigger.
fn trigger_table(schema: &Schema, name: &str) -> Option<ObjectId> {
    let mut tables = schema.tables();
    tables.find_map(|(id, _, table)| {
        let found = table.triggers.named(Dialect::Mysql, name);
        found.map(|_| id)
    })
}

fn remove_trigger(schema: &mut Schema, table: ObjectId, name: &str) {
    if let Some(table) = schema.table_mut(table) {
        let is_other = |trigger: &Trigger| !names::same(Dialect::Mysql, &trigger.name, name);
        table.triggers.retain(is_other);
    }
}

/// `CREATE TRIGGER`. Of its body only the columns of the new and old row are looked up.
pub(super) fn create_trigger(schema: &mut Schema, create: &CreateTrigger) -> Vec<Fault> {
    let name = &create.name.name;
    let key = names::key(Dialect::Mysql, &create.table.name.text);
    let is_own = create.table.namespace().is_none() && schema.is_complete;
    if is_own && schema.session.temporary.contains(&*key) {
        let message = format!(
            "`{}` is a temporary table, which can't have a trigger",
            create.table
        );
        return vec![faults::wrong_kind(&create.table.name, message)];
    }
    let table = match base_table(schema, &create.table) {
        Ok(Some(table)) => table,
        Ok(None) => {
            schema.doubt(&name.text);
            return Vec::new();
        }
        Err(fault) => return vec![*fault],
    };
    let mut faults: Vec<Fault> = faults::too_long(name).into_iter().collect();
    if let Some(other) = trigger_table(schema, &name.text) {
        let is_certain = schema.object(other).is_certain;
        if create.if_not_exists {
            return Vec::new();
        }
        if !create.or_replace && is_certain {
            let fault = taken(
                migrate_sql::codes::DUPLICATE_TRIGGER,
                name.span,
                "trigger",
                &name.text,
            );
            return vec![fault];
        }
        remove_trigger(schema, other, &name.text);
    }
    faults.extend(wrong_rows(schema, table, create));
    if let Some(table) = schema.table_mut(table) {
        table.triggers.push(Trigger {
            name: name.text.clone(),
            definition: create.definition.clone(),
            uses: Vec::new(),
            comment: None,
        });
    }
    faults
}

/// What is wrong with the new and old rows that a trigger names (errors 1054 and 1363).
fn wrong_rows(schema: &Schema, id: ObjectId, create: &CreateTrigger) -> Option<Fault> {
    let object = schema.object(id);
    let table = schema
        .table(id)
        .filter(|table| object.is_certain && !table.is_open)?;
    let ExprNode::Compound(rows, _) = &create.condition.as_ref()?.root else {
        return None;
    };
    rows.iter().find_map(|node| {
        let ExprNode::Column(column) = node else {
            return None;
        };
        let row = &column.table.as_ref()?.name;
        let missing = match &*create.events {
            ["insert"] => "old",
            ["delete"] => "new",
            _ => "",
        };
        if row.text.eq_ignore_ascii_case(missing) {
            let event = create.events[0].to_uppercase();
            let message = format!("there is no `{row}` row in a trigger on {event}");
            return Some(faults::invalid(row.span, message));
        }
        // MariaDB's system versioning has columns of its own.
        let versions = ["row_start", "row_end"];
        let is_own = versions.contains(&&*column.name.text.to_ascii_lowercase());
        let is_there = is_own || table.column(Dialect::Mysql, &column.name.text).is_some();
        (!is_there).then(|| faults::no_column(&column.name, &object.name, table))
    })
}

/// `DROP TRIGGER`.
pub(super) fn drop_trigger(
    schema: &mut Schema,
    name: &QualifiedName,
    if_exists: bool,
) -> Option<Fault> {
    let text = &name.name.text;
    if let Some(table) = trigger_table(schema, text) {
        remove_trigger(schema, table, text);
        return None;
    }
    let is_silent = if_exists || name.namespace().is_some() || !is_known(schema, text);
    (!is_silent).then(|| faults::no_trigger(schema, name))
}

/// Whether nothing else may have a name.
fn is_known(schema: &Schema, name: &str) -> bool {
    let key = names::key(Dialect::Mysql, name);
    !schema.may_have(&key)
}

/// The routine or event of a name and kind.
pub(super) fn routine(schema: &Schema, name: &str, what: &str) -> Option<ObjectId> {
    let routines = &schema.namespaces.get("")?.routines;
    let all = routines.get(&*names::key(Dialect::Mysql, name))?;
    all.iter()
        .copied()
        .find(|id| match &schema.object(*id).kind {
            ObjectKind::Routine(routine) => routine.what == what,
            _ => false,
        })
}

/// `CREATE PROCEDURE`, `CREATE FUNCTION`, `CREATE EVENT`.
pub(super) fn create_routine(schema: &mut Schema, create: &CreateRoutine) -> Vec<Fault> {
    let name = &create.name;
    if name.namespace().is_some() {
        schema.doubt(&name.name.text);
        return Vec::new();
    }
    if let Some(id) = routine(schema, &name.name.text, create.what) {
        if create.if_not_exists {
            return Vec::new();
        }
        if !create.or_replace && schema.object(id).is_certain {
            let (span, text) = (name.name.span, &name.name.text);
            return vec![taken(
                migrate_sql::codes::DUPLICATE_FUNCTION,
                span,
                create.what,
                text,
            )];
        }
        schema.remove(id);
    }
    let routine = Routine {
        what: create.what,
        definition: create.definition.clone(),
        ..Routine::default()
    };
    schema.add(object(name, ObjectKind::Routine(routine)));
    faults::too_long(&name.name).into_iter().collect()
}

/// `DROP PROCEDURE`, `DROP FUNCTION`, `DROP EVENT`.
pub(super) fn drop_routine(
    schema: &mut Schema,
    object: &ObjectName,
    if_exists: bool,
) -> Option<Fault> {
    let name = &object.name.name;
    if let Some(id) = routine(schema, &name.text, object.word) {
        schema.remove(id);
        return None;
    }
    let is_qualified = object.name.namespace().is_some();
    if if_exists || is_qualified || !is_known(schema, &name.text) {
        return None;
    }
    let (code, kind) = match object.word {
        "event" => (migrate_sql::codes::UNKNOWN_OBJECT, Kind::Other),
        _ => (migrate_sql::codes::UNKNOWN_FUNCTION, Kind::Routine),
    };
    let message = format!("there is no {} `{name}`", object.word);
    Some(Fault::new(code, name.span, message).missing(Missing {
        kind,
        of: None,
        name: name.text.clone(),
    }))
}
