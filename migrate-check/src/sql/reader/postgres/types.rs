//! Types.
use super::Reader;
use crate::schema::statement::StatementKind;

/// Reads CREATE TYPE, CREATE DOMAIN.
pub(super) fn create_type(_reader: &mut Reader<'_>) -> Option<StatementKind> {
    None
}
