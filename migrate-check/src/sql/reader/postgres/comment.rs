//! COMMENT ON.
use super::Reader;
use crate::schema::statement::StatementKind;

/// Reads COMMENT ON.
pub(super) fn comment(_reader: &mut Reader<'_>) -> Option<StatementKind> {
    None
}
