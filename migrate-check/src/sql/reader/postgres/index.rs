//! CREATE INDEX.
use super::Reader;
use crate::schema::statement::StatementKind;

/// Reads CREATE INDEX.
pub(super) fn create_index(_reader: &mut Reader<'_>) -> Option<StatementKind> {
    None
}
