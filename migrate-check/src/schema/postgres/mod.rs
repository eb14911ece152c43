//! What PostgreSQL does with a statement.
#![allow(clippy::result_large_err)] // A fault is made once, on the way to a report.
mod alter_table;
mod dependents;
mod drop;
mod extension;
mod faults;
mod index;
mod objects;
mod references;
mod removal;
mod routine;
mod table;
mod types;

use super::statement::{Statement, StatementKind};
use super::{Fault, Schema};

/// Does what the engine does with a statement.
pub(super) fn apply(schema: &mut Schema, statement: &Statement) -> Vec<Fault> {
    match &statement.kind {
        StatementKind::CreateTable(create) => table::create_table(schema, create),
        StatementKind::AlterTable(alter) => alter_table::alter_table(schema, alter),
        StatementKind::CreateIndex(create) => index::create_index(schema, create),
        StatementKind::Drop(drop) => drop::drop(schema, drop),
        _ => objects::apply(schema, statement),
    }
}
