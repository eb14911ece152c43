//! What SQLite makes of `CREATE`, `ALTER`, `DROP` and the like.
use super::Reader;
use crate::schema::statement::{StatementKind, TypeName};

/// Reads a statement that is none of those that only read or change rows.
pub(super) fn statement(_reader: &mut Reader<'_>) -> Option<StatementKind> {
    None
}

/// Reads a type.
pub(super) fn data_type(_reader: &mut Reader<'_>) -> Option<TypeName> {
    None
}
