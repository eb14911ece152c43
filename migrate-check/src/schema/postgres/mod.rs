//! What PostgreSQL does with a statement.
use super::statement::Statement;
use super::{Fault, Schema};

/// Does what the engine does with a statement.
pub(super) fn apply(_schema: &mut Schema, _statement: &Statement) -> Vec<Fault> {
    Vec::new()
}
