//! Everything else.
use super::Reader;
use crate::schema::statement::StatementKind;

/// Reads a statement that is neither of CREATE, ALTER, DROP.
pub(super) fn statement(_reader: &mut Reader<'_>) -> Option<StatementKind> {
    None
}
