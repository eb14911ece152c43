//! What functions do that a query calls.
use crate::Schema;
use crate::resolve::calls_of;
use migrate_sql::statement::Query;

/// Functions of SpatiaLite that make or drop tables and columns, and the one that brings others.
const CHANGES: &[&str] = &[
    "addgeometrycolumn",
    "recovergeometrycolumn",
    "discardgeometrycolumn",
    "initspatialmetadata",
    "load_extension",
    "createspatialindex",
    "disablespatialindex",
];

/// Does what the functions of a query do: one that changes the schema may do anything.
pub(crate) fn effects_of_query(schema: &mut Schema, query: &Query) {
    let mut calls = Vec::new();
    calls_of(query, &mut calls);
    let changes = calls
        .iter()
        .any(|call| !call.special && CHANGES.contains(&&*call.name.name.text.to_ascii_lowercase()));
    if changes {
        schema.doubt_everything();
    }
}
