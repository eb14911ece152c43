//! What SQLite looks through before and after it alters a table: all views and triggers have to be
//! sound, those that have nothing to do with the table too.
use super::references::References;
use super::{faults, plain, seen_from, trigger, view};
use crate::lookup::Found;
use crate::model::{Object, ObjectId, ObjectKind, Trigger};
use crate::{Fault, Schema, resolve};
use migrate_sql::statement::{CreateTrigger, QualifiedName, Query, Span};

/// The first view or trigger that is broken for certain, as a fault of the statement that alters a
/// table.
pub(super) fn recheck(schema: &mut Schema, altered: ObjectId, span: Span) -> Option<Fault> {
    if !schema.is_complete {
        return None;
    }
    // It looks at the schema that the table is in, and at what is temporary.
    let namespaces = [&*schema.object(altered).namespace, "temp"];
    let is_watched = |object: &Object| {
        let is_view = matches!(object.kind, ObjectKind::View(_));
        let is_near = namespaces.contains(&&*object.namespace);
        is_near && object.is_certain && (is_view || !trigger::of(object).is_empty())
    };
    let objects = schema.objects().filter(|(_, object)| is_watched(object));
    let objects = objects.map(|(id, object)| (id, object.namespace.clone()));
    let objects: Vec<(ObjectId, String)> = objects.collect();
    objects.into_iter().find_map(|(id, namespace)| {
        seen_from(schema, &namespace, |schema| broken(schema, id, span))
    })
}

fn broken(schema: &Schema, id: ObjectId, span: Span) -> Option<Fault> {
    let object = schema.object(id);
    if let Some(reason) = broken_view(schema, object) {
        return Some(fault("view", &object.name, reason, span));
    }
    trigger::of(object).iter().find_map(|trigger| {
        let reason = broken_trigger(schema, id, trigger)?;
        Some(fault("trigger", &trigger.name, reason, span))
    })
}

fn fault(what: &str, name: &str, reason: Fault, span: Span) -> Fault {
    let message = format!(
        "SQLite alters no table while {what} `{name}` is broken: {}",
        reason.message
    );
    let help = format!("drop the {what} `{name}` before, and create it again afterwards");
    let fault = Fault::new(reason.code, span, message).help(help);
    match reason.missing {
        Some(missing) => fault.missing(*missing),
        None => fault,
    }
}

fn broken_view(schema: &Schema, object: &Object) -> Option<Fault> {
    let ObjectKind::View(view) = &object.kind else {
        return None;
    };
    let query = view::query_of(view)?;
    if is_circular(schema, &object.name, &query, 0) {
        let message = format!("view `{}` selects from itself", object.name);
        return Some(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            Span::default(),
            message,
        ));
    }
    if let Some(fault) = missing_table(schema, &used(&query)) {
        return Some(fault);
    }
    resolve::query(schema, &query).faults.into_iter().next()
}

/// Whether a view is among what a query selects from, or among what the views of that select from.
pub(super) fn is_circular(schema: &Schema, view: &str, query: &Query, depth: usize) -> bool {
    // Views over views over views: deep enough.
    const DEEPEST: usize = 8;
    let references = used(query);
    let names_it = |name: &QualifiedName| name.name.text.eq_ignore_ascii_case(view);
    let mut tables = references.tables.iter();
    depth < DEEPEST
        && tables.any(|name| {
            let Found::Known(id) = schema.find_relation(name) else {
                return false;
            };
            let ObjectKind::View(inner) = &schema.object(id).kind else {
                return false;
            };
            let within = |query| is_circular(schema, view, &query, depth + 1);
            names_it(name) || view::query_of(inner).is_some_and(within)
        })
}

fn broken_trigger(schema: &Schema, table: ObjectId, trigger: &Trigger) -> Option<Fault> {
    let create = trigger::statement_of(&trigger.definition)?;
    let references = walked(&create, References::of_used());
    missing_table(schema, &references)
        .or_else(|| missing_row_column(schema, table, &references))
        .or_else(|| missing_column(schema, table, &create, &references))
}

/// A name in the statements of a trigger that stands for nothing. The columns that rows are put into
/// are only looked up when it runs.
fn missing_column(
    schema: &Schema,
    on: ObjectId,
    create: &CreateTrigger,
    references: &References,
) -> Option<Fault> {
    const OF_NAMES: &[migrate_sql::codes::Code] = &[
        migrate_sql::codes::UNKNOWN_COLUMN,
        migrate_sql::codes::AMBIGUOUS_COLUMN,
        migrate_sql::codes::UNKNOWN_TABLE,
    ];
    if references.is_partial {
        return None;
    }
    let (columns, is_open) = match &schema.object(on).kind {
        ObjectKind::Table(table) => (&table.columns, table.is_open),
        ObjectKind::View(view) => (&view.columns, view.is_open),
        _ => return None,
    };
    let rows = resolve::Own {
        tables: &["new", "old"],
        columns,
        is_open,
        id: None,
    };
    let is_looked_up = |fault: &Fault| {
        let mut later = references.own_columns.iter();
        let is_later = later.any(|(_, name)| name.span == fault.span)
            && !references.conflict_columns.contains(&fault.span);
        OF_NAMES.contains(&fault.code) && !is_later
    };
    create.body.iter().find_map(|statement| {
        let found = resolve::data_in_altered_trigger(schema, statement, &[rows]);
        found.faults.into_iter().find(is_looked_up)
    })
}

/// What a query refers to that is looked up.
fn used(query: &Query) -> References {
    let mut references = References::of_used();
    references.query(query);
    references
}

/// What the body and the condition of a trigger refer to.
pub(super) fn of_trigger(create: &CreateTrigger) -> References {
    walked(create, References::default())
}

fn walked(create: &CreateTrigger, mut references: References) -> References {
    if let Some(condition) = &create.condition {
        references.node(&condition.root);
    }
    for statement in &create.body {
        references.statement(statement);
    }
    references
}

fn missing_table(schema: &Schema, references: &References) -> Option<Fault> {
    let mut names = references.tables.iter();
    let name = names.find(|name| schema.find_relation(name) == Found::Missing)?;
    Some(faults::no_table(schema, name))
}

/// `NEW.a` or `OLD.a` where the table has no column `a`.
fn missing_row_column(schema: &Schema, id: ObjectId, references: &References) -> Option<Fault> {
    let object = schema.object(id);
    let table = schema.table(id).filter(|table| !table.is_open)?;
    let is_row = |name: &str| ["new", "old"].contains(&&*name.to_ascii_lowercase());
    let mut columns = references.columns.iter().filter(|reference| {
        let of = reference.table.as_ref();
        of.is_some_and(|of| is_row(&of.name.text)) && reference.name.text != "*"
    });
    let is_alias = references
        .aliases
        .iter()
        .any(|(alias, _)| is_row(&alias.text));
    let named_so = ["new", "old"].iter();
    let is_table = named_so
        .clone()
        .any(|name| schema.find_relation(&plain(name)) != Found::Missing);
    if is_alias || is_table {
        return None;
    }
    let reference = columns.find(|reference| {
        let name = &reference.name.text;
        table.column(schema.dialect, name).is_none() && !super::create_index::is_rowid(name)
    })?;
    Some(faults::no_column(&reference.name, &object.name, table))
}
