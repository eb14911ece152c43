//! CREATE VIEW.
use super::Reader;
use crate::schema::statement::StatementKind;

/// Reads CREATE [MATERIALIZED] VIEW.
pub(super) fn create_view(_reader: &mut Reader<'_>) -> Option<StatementKind> {
    None
}
