//! Types.
use super::{Reader, mysql, postgres, sqlite};
use crate::Dialect;
use crate::statement::TypeName;

impl Reader<'_> {
    /// Reads a type.
    pub(crate) fn type_name(&mut self) -> Option<TypeName> {
        match self.dialect {
            Dialect::Postgres => postgres::data_type(self),
            Dialect::Sqlite => sqlite::data_type(self),
            Dialect::Mysql => mysql::data_type(self),
        }
    }
}
