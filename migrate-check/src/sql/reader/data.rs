//! Statements that read or change rows.
use super::Reader;
use crate::schema::statement::StatementKind;

impl Reader<'_> {
    /// Reads a `SELECT`, `INSERT`, `UPDATE` or `DELETE`, with what stands before it (`WITH`).
    pub(crate) fn data(&mut self) -> Option<StatementKind> {
        None
    }
}
