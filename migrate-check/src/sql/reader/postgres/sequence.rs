//! Sequences.
use super::Reader;
use crate::schema::statement::StatementKind;

/// Reads CREATE SEQUENCE.
pub(super) fn create_sequence(_reader: &mut Reader<'_>) -> Option<StatementKind> {
    None
}
