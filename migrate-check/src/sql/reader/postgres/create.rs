//! Anything else that is made.
use super::Reader;
use crate::schema::statement::StatementKind;

/// Reads any other CREATE.
pub(super) fn create(_reader: &mut Reader<'_>) -> Option<StatementKind> {
    None
}
