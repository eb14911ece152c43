//! `DROP`.
use super::{index, table};
use crate::schema::statement::DropObjects;
use crate::schema::{Fault, Kind, Schema};

/// Drops.
pub(super) fn drop(schema: &mut Schema, drop: &DropObjects) -> Vec<Fault> {
    match drop.objects.first().map(|object| object.kind) {
        Some(Kind::Table) => table::drop_tables(schema, drop),
        Some(Kind::Index) => index::drop_indexes(schema, drop),
        _ => {
            for object in &drop.objects {
                schema.doubt(&object.name.name.text);
            }
            Vec::new()
        }
    }
}
