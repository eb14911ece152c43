//! The types of columns.
use super::ObjectId;

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DataType {
    /// What it is without modifiers.
    pub base: BaseType,
    /// What stands in brackets, as written but for white space: `10`, `2`; MySQL's `'a'`, `'b'`.
    pub modifiers: Vec<String>,
    /// How many dimensions an array has; 0 for no array.
    pub dimensions: u8,
}

/// A type without modifiers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BaseType {
    /// One of the engine's own, under its one name: PostgreSQL's `pg_type.typname` (`int4`,
    /// `varchar`, `timestamptz`), MySQL's and SQLite's as declared, in lower case (`int unsigned`;
    /// empty for a column without a type).
    BuiltIn(String),
    /// An enum, domain, composite or range of the schema (or a table, as a row type).
    Named(ObjectId),
    /// One that an extension brings, or that is not known.
    Unknown {
        /// The schema, if it is written.
        namespace: Option<String>,
        /// Its name.
        name: String,
    },
}

impl DataType {
    /// One of the engine's own, without modifiers.
    pub fn built_in(name: &str) -> Self {
        Self {
            base: BaseType::BuiltIn(name.to_owned()),
            modifiers: Vec::new(),
            dimensions: 0,
        }
    }

    /// The name of an engine's own type; `None` for others, and for arrays.
    pub fn built_in_name(&self) -> Option<&str> {
        match &self.base {
            BaseType::BuiltIn(name) if self.dimensions == 0 => Some(name),
            _ => None,
        }
    }
}
