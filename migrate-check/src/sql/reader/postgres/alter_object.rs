//! ALTER of anything but a table.
use super::Reader;
use crate::schema::statement::StatementKind;

/// Reads any ALTER but that of a table.
pub(super) fn alter_object(_reader: &mut Reader<'_>) -> Option<StatementKind> {
    None
}
