//! Queries.
use super::Reader;
use crate::schema::statement::Query;

impl Reader<'_> {
    /// Reads a query: `SELECT`, `VALUES`, `TABLE`, `WITH` of one, and one in brackets.
    pub(crate) fn query(&mut self) -> Option<Query> {
        None
    }
}
