//! What PostgreSQL does with a statement.
#![allow(clippy::result_large_err)] // A fault is made once, on the way to a report.
mod add_column;
mod alter_column;
mod alter_constraint;
mod alter_object;
mod alter_table;
mod alter_table_refused;
mod alter_type;
mod block;
mod bound_values;
mod bounds;
mod called;
mod catalog;
mod column;
mod comment;
mod constraint;
mod create_routine;
mod dependents;
mod domain;
mod drop;
mod enum_type;
mod expression_refused;
mod extension;
mod foreign_key;
mod generated_names;
mod held;
mod immutable;
mod index;
mod index_parts;
mod inheritance;
mod like;
mod namespace;
mod objects;
mod own;
mod partition;
mod partition_by;
mod partition_parts;
mod place;
mod policy;
mod references;
mod removal;
mod rename;
mod routine;
mod routine_body;
mod routine_refused;
mod row_types;
mod select_effects;
mod sequence;
mod sequence_refused;
mod statistics;
mod stored;
mod table;
mod table_refused;
mod touched;
mod trigger;
mod trigger_refused;
mod user_type;
mod using_index;
mod view;

pub(super) use select_effects::effects as effects_of_query;
pub(super) use touched::{catalog_changed, some};

use super::postgres_base::{casts, faults, literal, types};
use dependents::Part;

use super::model::{ObjectId, StoredExpression};
use super::resolve::{self, Own};
use super::{Fault, Schema};
use migrate_sql::statement::{Behavior, Expression, Span, Statement, StatementKind};

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

/// Drops what ends by itself, with all that goes along.
pub(super) fn end(schema: &mut Schema, ended: &[ObjectId]) {
    let ended: Vec<Part> = ended.iter().copied().map(Part::Object).collect();
    if !ended.is_empty() {
        dependents::drop(schema, &ended, Behavior::Restrict, Span::default(), "");
    }
}

/// A default that is over no columns.
fn resolve_default(schema: &Schema, expression: &Expression) -> StoredExpression {
    resolve::expression(schema, expression, Own::default()).stored
}
