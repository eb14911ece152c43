//! DO.
use super::Reader;
use crate::schema::statement::StatementKind;

/// Reads DO.
pub(super) fn anonymous(_reader: &mut Reader<'_>) -> Option<StatementKind> {
    None
}
