//! `CREATE INDEX`, `DROP INDEX`.
use crate::schema::statement::{AlterObject, CreateIndex, DropObjects};
use crate::schema::{Fault, Schema};

/// Makes an index.
pub(super) fn create_index(_schema: &mut Schema, _create: &CreateIndex) -> Vec<Fault> {
    Vec::new()
}

/// Drops indexes.
pub(super) fn drop_indexes(_schema: &mut Schema, _drop: &DropObjects) -> Vec<Fault> {
    Vec::new()
}

/// `ALTER INDEX`.
pub(super) fn alter_index(_schema: &mut Schema, _alter: &AlterObject) -> Vec<Fault> {
    Vec::new()
}
