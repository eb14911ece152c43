//! Triggers and policies.
use super::Reader;
use crate::schema::statement::StatementKind;

/// Reads `CREATE TRIGGER`.
pub(super) fn create_trigger(_reader: &mut Reader<'_>) -> Option<StatementKind> {
    None
}

/// Reads `CREATE POLICY`, `ALTER POLICY`.
pub(super) fn create_policy(_reader: &mut Reader<'_>) -> Option<StatementKind> {
    None
}
