//! CREATE TABLE.
use super::Reader;
use crate::schema::statement::StatementKind;

/// Reads CREATE TABLE.
pub(super) fn create_table(_reader: &mut Reader<'_>) -> Option<StatementKind> {
    None
}
