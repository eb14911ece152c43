//! What MySQL and MariaDB do with a statement.
//!
//! A fault is only what both refuse: MySQL from 8.0 on and MariaDB from 10.6 on. Names of tables are
//! told apart by case on some platforms only, so where two differ in nothing else nothing is said.
mod alter_column;
mod alter_table;
mod called;
mod charset;
mod column;
mod create_table;
mod data_type;
mod default;
mod drop;
mod drop_part;
mod edit;
mod faults;
mod foreign_key;
mod generated;
mod key;
mod object;
mod partition;
mod prohibited;
mod references;
mod rename;
mod size;

use super::lookup::Found;
use super::model::{ObjectId, ObjectKind};
use super::{Fault, Schema, resolve};
use migrate_sql::statement::{QualifiedName, Statement, StatementKind};

/// Does what the engine does with a statement.
pub(super) fn apply(schema: &mut Schema, statement: &Statement) -> Vec<Fault> {
    match &statement.kind {
        StatementKind::CreateTable(table) => create_table::create(schema, table),
        StatementKind::AlterTable(alter) => alter_table::alter(schema, alter, statement.span),
        StatementKind::CreateIndex(index) => key::create_index(schema, index),
        StatementKind::Drop(drop) => drop::drop(schema, drop),
        StatementKind::RenameTables { tables, if_exists } => {
            rename::rename_tables(schema, tables, *if_exists)
        }
        StatementKind::Truncate { tables, .. } => drop::truncate(schema, tables),
        StatementKind::CreateView(view) => object::create_view(schema, view),
        StatementKind::CreateTrigger(trigger) => object::create_trigger(schema, trigger),
        StatementKind::CreateRoutine(routine) => object::create_routine(schema, routine),
        StatementKind::CreateSequence(sequence) => object::create_sequence(schema, sequence),
        StatementKind::Query(_) => resolve::data(schema, statement),
        StatementKind::Harmless { tables, .. } => {
            let tables = tables.iter();
            let found =
                tables.filter_map(|table| existing(schema, table).err().map(|fault| *fault));
            found.collect()
        }
        StatementKind::Call { name, arguments } => called::call(schema, name, arguments),
        StatementKind::Block(block) => {
            called::run(schema, block);
            Vec::new()
        }
        // Another database from here on, and what is in it is not known.
        StatementKind::SearchPath { .. } => {
            schema.doubt_everything();
            Vec::new()
        }
        StatementKind::Pragma { name, value } => {
            if name == "foreign_key_checks" {
                schema.session.foreign_keys = Some(is_on(value.as_deref()));
            } else if name == "sql_mode" {
                let is_other = value.as_deref() == Some("oracle");
                if is_other || schema.session.other_language {
                    schema.doubt_everything();
                }
                schema.session.other_language = is_other;
            } else if name == "default_storage_engine" {
                let is_variable = |value: &String| value.starts_with('@') || value == "default";
                schema.session.engine = value.clone().filter(|value| !is_variable(value));
            }
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Whether a value turns a check on for certain: one that is not known (a variable) does not.
fn is_on(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "on" | "true" | "default"))
}

impl Schema {
    /// Whether foreign keys are checked for certain. They are, where nothing is said.
    fn checks_foreign_keys(&self) -> bool {
        self.session.foreign_keys != Some(false)
    }
}

/// Finds a table or view; `Err` where there is none for certain, `Ok(None)` where that can't be
/// known, nor whether it is this one.
fn existing(schema: &Schema, name: &QualifiedName) -> Result<Option<ObjectId>, Box<Fault>> {
    if name.namespace().is_some() {
        return Ok(None);
    }
    match schema.find_relation(name) {
        Found::Missing => Err(Box::new(faults::no_table(schema, name))),
        found => Ok(found.id()),
    }
}

/// Finds a base table that a statement changes; as [`existing`], and `Err` for a view.
fn base_table(schema: &Schema, name: &QualifiedName) -> Result<Option<ObjectId>, Box<Fault>> {
    let Some(id) = existing(schema, name)? else {
        return Ok(None);
    };
    let object = schema.object(id);
    match &object.kind {
        ObjectKind::Table(_) => Ok(Some(id)),
        ObjectKind::View(_) if object.is_certain => {
            let message = format!("`{name}` is a view, not a table");
            Err(Box::new(faults::wrong_kind(&name.name, message)))
        }
        _ => Ok(None),
    }
}

/// Whether something may be made under a name: nothing has it for certain, or what has it is not
/// certain (then it is taken away), or it is not known (`None`).
fn make_room(schema: &mut Schema, name: &QualifiedName) -> Option<Result<(), ObjectId>> {
    if name.namespace().is_some() {
        // The database may be the one that is connected to.
        schema.doubt(&name.name.text);
        return None;
    }
    match schema.find_relation(name) {
        Found::Known(id) if schema.object(id).name == name.name.text => Some(Err(id)),
        // Two tables on some platforms, one on others.
        Found::Known(_) => {
            schema.doubt(&name.name.text);
            None
        }
        Found::Doubtful(Some(id)) => {
            references::detach(schema, id);
            schema.remove(id);
            Some(Ok(()))
        }
        _ => Some(Ok(())),
    }
}
