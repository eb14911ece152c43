//! What SQLite does with a statement.
//!
//! The rules are those of SQLite 3.35 and later; where versions or the options that a library is built
//! with make a difference (double-quoted strings, non-constant defaults of a table without rows), what
//! any of them accepts is accepted. Foreign keys are kept by name, as SQLite keeps them: what they
//! refer to need not exist.
mod add_column;
pub(super) mod affinity;
mod alter_table;
mod called;
mod constraint;
mod create_index;
mod create_table;
mod dangling;
mod data;
mod definition;
mod drop;
mod drop_column;
mod faults;
mod generated;
mod lost_rows;
mod prohibited;
mod recheck;
mod references;
mod rename_column;
mod rename_table;
mod rewrite;
mod stored;
mod trigger;
mod trigger_body;
mod unfilled;
mod view;
mod virtual_table;

pub(super) use called::effects_of_query;

use super::lookup::Found;
use super::model::{Namespace, ObjectId, ObjectKind};
use super::{Fault, Schema};
use migrate_sql::statement::{Name, QualifiedName, Span, Statement, StatementKind};

/// Does what the engine does with a statement.
pub(super) fn apply(schema: &mut Schema, statement: &Statement) -> Vec<Fault> {
    match &statement.kind {
        StatementKind::CreateTable(table) if table.options.module.is_some() => {
            virtual_table::create(schema, table)
        }
        StatementKind::CreateTable(table) => create_table::create_table(schema, table),
        StatementKind::AlterTable(alter) => alter_table::alter_table(schema, alter),
        StatementKind::CreateIndex(index) => create_index::create_index(schema, index),
        StatementKind::CreateView(view) => view::create_view(schema, view),
        StatementKind::CreateTrigger(trigger) => trigger::create_trigger(schema, trigger),
        StatementKind::Drop(drop) => drop::drop(schema, drop),
        StatementKind::Pragma { name, value } => {
            pragma(schema, name, value.as_deref());
            Vec::new()
        }
        StatementKind::Transaction(step) => {
            schema.transaction(step);
            // Whether the next statements run in one is not followed.
            schema.session.in_transaction = false;
            schema.session.may_be_in_transaction = true;
            Vec::new()
        }
        StatementKind::Harmless {
            tables,
            not_in_transaction,
        } => {
            let missing = tables.iter().filter_map(|name| missing(schema, name));
            let mut faults: Vec<Fault> = missing.collect();
            if let Some(what) = not_in_transaction.filter(|_| schema.session.in_transaction) {
                faults.push(faults::in_transaction(what, statement.span));
            }
            faults
        }
        _ => Vec::new(),
    }
}

/// Finds what SQLite alone refuses in a statement that reads or changes rows.
pub(super) fn refused_data(schema: &Schema, statement: &Statement) -> Option<Fault> {
    data::refused(schema, statement)
}

/// Finds what is odd about the schema at the end of a script, although the engine refuses none of it.
pub(super) fn left_odd(schema: &Schema) -> Vec<Fault> {
    let mut faults = dangling::left(schema);
    faults.extend(lost_rows::left(schema));
    faults.extend(unfilled::left(schema));
    faults
}

/// Prepares for a script: where one of its statements turns foreign keys off, the runner does so before
/// the first one, since it has no effect in a transaction.
pub(super) fn start_script(schema: &mut Schema, statements: &[Statement]) {
    let turns_off = statements.iter().any(|statement| match &statement.kind {
        StatementKind::Pragma { name, value } => {
            name == FOREIGN_KEYS && value.as_deref().is_some_and(|value| !is_on(value))
        }
        _ => false,
    });
    if turns_off {
        schema.session.rows.turns_keys_off = true;
        schema.session.foreign_keys = Some(false);
    }
}

/// Follows what a statement does to the rows of tables.
pub(super) fn rows_changed(schema: &mut Schema, statement: &Statement) {
    lost_rows::changed(schema, statement);
}

const FOREIGN_KEYS: &str = "foreign_keys";

/// Whether the value of a PRAGMA turns something on.
fn is_on(value: &str) -> bool {
    match value {
        "on" | "yes" | "true" => true,
        number => number.parse::<i64>().is_ok_and(|number| number != 0),
    }
}

fn pragma(schema: &mut Schema, name: &str, value: Option<&str>) {
    let Some(value) = value else {
        return;
    };
    let is_on = is_on(value);
    match name {
        FOREIGN_KEYS => {
            let session = &mut schema.session;
            match (session.in_transaction, session.may_be_in_transaction) {
                // In a transaction it does nothing.
                (true, _) => {}
                (false, false) => session.foreign_keys = Some(is_on),
                (false, true) if session.foreign_keys == Some(is_on) => {}
                (false, true) => session.foreign_keys = None,
            }
        }
        "legacy_alter_table" => schema.session.legacy_alter_table = is_on,
        // What is written there from now on may be anything.
        "writable_schema" if is_on => schema.doubt_everything(),
        _ => {}
    }
}

/// Says that there is no table or view of that name, if that is certain.
fn missing(schema: &Schema, name: &QualifiedName) -> Option<Fault> {
    match schema.find_relation(name) {
        Found::Missing => Some(faults::no_table(schema, name)),
        _ => None,
    }
}

/// What stands under a name in one schema (`main`, `temp`) as a table, view or index.
fn in_namespace(schema: &Schema, namespace: &str, name: &Name) -> Found {
    let place = Name {
        text: namespace.to_owned(),
        quoted: false,
        span: name.span,
    };
    schema.find_relation(&QualifiedName {
        qualifiers: vec![place],
        name: name.clone(),
    })
}

/// Notes that it is known what has a name. What a temporary object hides stays as doubtful as it was.
fn settle(schema: &mut Schema, name: &Name, namespace: &str) {
    if namespace != "temp" {
        schema.doubtful.remove(&name.text.to_ascii_lowercase());
    }
}

/// Looks at the schema as what is in one of its schemas sees it: what is in `main` doesn't see what is
/// in `temp`.
fn seen_from<T>(schema: &mut Schema, namespace: &str, look: impl FnOnce(&Schema) -> T) -> T {
    if namespace == "temp" {
        return look(schema);
    }
    let temporary = schema
        .namespaces
        .insert("temp".to_owned(), Namespace::default());
    let seen = look(schema);
    schema
        .namespaces
        .extend(temporary.map(|hidden| ("temp".to_owned(), hidden)));
    seen
}

/// A name without a place.
fn plain(text: &str) -> QualifiedName {
    QualifiedName {
        qualifiers: Vec::new(),
        name: Name {
            text: text.to_owned(),
            quoted: false,
            span: Span::default(),
        },
    }
}

/// The schema that something new goes to.
fn target(name: &QualifiedName, temporary: bool) -> String {
    match name.namespace() {
        Some(namespace) => namespace.text.to_ascii_lowercase(),
        None if temporary => "temp".to_owned(),
        None => "main".to_owned(),
    }
}

/// What a certain object is called: `table` or `view`.
fn word(schema: &Schema, id: ObjectId) -> &'static str {
    match schema.object(id).kind {
        ObjectKind::View(_) => "view",
        _ => "table",
    }
}

/// Whether a name is one that SQLite keeps to itself.
fn is_reserved(name: &str) -> bool {
    name.get(..7)
        .is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"))
}
