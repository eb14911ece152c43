//! `CREATE TABLE`, `DROP TABLE`.
use crate::schema::statement::{CreateTable, DropObjects};
use crate::schema::{Fault, Schema};

/// Makes a table.
pub(super) fn create_table(_schema: &mut Schema, _create: &CreateTable) -> Vec<Fault> {
    Vec::new()
}

/// Drops tables (also foreign ones).
pub(super) fn drop_tables(_schema: &mut Schema, _drop: &DropObjects) -> Vec<Fault> {
    Vec::new()
}
