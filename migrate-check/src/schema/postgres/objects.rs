//! Everything but tables and indexes.
use crate::schema::statement::Statement;
use crate::schema::{Fault, Schema};

/// Does what the engine does with a statement about anything but a table or index.
pub(super) fn apply(_schema: &mut Schema, _statement: &Statement) -> Vec<Fault> {
    Vec::new()
}
