//! ALTER TABLE.
use super::Reader;
use crate::schema::statement::StatementKind;

/// Reads ALTER TABLE.
pub(super) fn alter_table(_reader: &mut Reader<'_>) -> Option<StatementKind> {
    None
}
