//! `ALTER TABLE`.
use crate::schema::statement::AlterTable;
use crate::schema::{Fault, Schema};

/// Changes a table; also a view, index or sequence that is called one.
pub(super) fn alter_table(_schema: &mut Schema, _alter: &AlterTable) -> Vec<Fault> {
    Vec::new()
}
