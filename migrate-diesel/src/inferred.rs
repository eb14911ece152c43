//! What Diesel finds out about a database, before it prints it.
use super::names;
use std::fmt;

/// A table's name, in SQL and in Rust. The order is that in which Diesel lists tables.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TableName {
    pub(super) sql_name: String,
    pub(super) rust_name: String,
    /// `None` for the schema that is everyone's default.
    pub(super) schema: Option<String>,
}

impl TableName {
    pub(super) fn new(sql_name: &str, schema: Option<&str>) -> Self {
        Self {
            rust_name: names::rust_name(sql_name, None),
            sql_name: sql_name.to_owned(),
            schema: schema.map(str::to_owned),
        }
    }

    /// `schema.table`, as in SQL.
    pub(super) fn full_sql_name(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{schema}.{}", self.sql_name),
            None => self.sql_name.clone(),
        }
    }

    /// `schema.table`, as `table!` takes it.
    pub(super) fn full_rust_name(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{}.{}", names::rust_name(schema, None), self.rust_name),
            None => self.rust_name.clone(),
        }
    }
}

/// A table.
#[derive(Clone, Debug)]
pub(super) struct TableData {
    pub(super) name: TableName,
    /// In SQL.
    pub(super) primary_key: Vec<String>,
    pub(super) columns: Vec<ColumnData>,
    pub(super) comment: Option<String>,
}

/// A column.
#[derive(Clone, Debug)]
pub(super) struct ColumnData {
    pub(super) sql_name: String,
    pub(super) rust_name: String,
    pub(super) column_type: ColumnType,
    pub(super) comment: Option<String>,
}

/// A column's type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ColumnType {
    /// Where the type is, if that has to be said (PostgreSQL).
    pub(super) schema: Option<String>,
    pub(super) rust_name: String,
    pub(super) sql_name: String,
    pub(super) is_array: bool,
    pub(super) is_nullable: bool,
    pub(super) is_unsigned: bool,
    pub(super) max_length: Option<u64>,
}

impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = self.rust_name.clone();
        if self.is_unsigned {
            text = format!("Unsigned<{text}>");
        }
        if self.is_array {
            text = format!("Array<Nullable<{text}>>");
        }
        if self.is_nullable {
            text = format!("Nullable<{text}>");
        }
        f.write_str(&text)
    }
}

/// A foreign key, as Diesel takes it from the database.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ForeignKeyData {
    pub(super) child: TableName,
    pub(super) parent: TableName,
    /// In SQL.
    pub(super) columns: Vec<String>,
    /// In SQL.
    pub(super) references: Vec<String>,
}

/// Everything that is printed, and what can't be.
#[derive(Clone, Debug, Default)]
pub(super) struct Inferred {
    /// In the order of their names.
    pub(super) tables: Vec<TableData>,
    pub(super) foreign_keys: Vec<ForeignKeyData>,
    pub(super) refusals: Vec<super::Refusal>,
}
