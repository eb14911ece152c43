//! Reading a `schema.rs`: Diesel's macros in a Rust file.
//!
//! Reads tokens, so layout and comments do not matter, and does not judge: what is no Rust, or none
//! of Diesel's macros, is passed over.
mod lexer;
mod parser;

use std::ops::Range;

/// What a `schema.rs` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaFile {
    /// Each `table!`, in the order of the file.
    pub tables: Vec<TableItem>,
    /// Each `joinable!`.
    pub joinables: Vec<Joinable>,
    /// Each `allow_tables_to_appear_in_same_query!`.
    pub groups: Vec<Group>,
    /// Each struct that stands for a type of the database.
    pub types: Vec<TypeDefinition>,
    /// Where a `table!` or `joinable!` could not be read.
    pub unread: Vec<Range<usize>>,
}

/// A `table!`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableItem {
    /// Its name in Rust, without a schema.
    pub name: String,
    /// Its name in SQL, with the schema where one is given.
    pub sql_name: String,
    /// Where the name is.
    pub span: Range<usize>,
    /// The columns of its primary key, by their names in Rust.
    pub primary_key: Vec<String>,
    /// Its columns, in order.
    pub columns: Vec<ColumnItem>,
}

/// A column of a `table!`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnItem {
    /// Its name in Rust.
    pub name: String,
    /// Its name in SQL.
    pub sql_name: String,
    /// Its type.
    pub rust_type: RustType,
    /// `#[max_length = …]`.
    pub max_length: Option<u64>,
    /// From the name to the type.
    pub span: Range<usize>,
}

/// A type: the last name of its path, and what is between `<` and `>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustType {
    /// `Nullable` of `diesel::sql_types::Nullable<Text>`; empty for a tuple.
    pub name: String,
    /// `Text`.
    pub arguments: Vec<RustType>,
}

/// A `joinable!`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joinable {
    /// The table with the foreign key.
    pub child: String,
    /// The table that it refers to.
    pub parent: String,
    /// Its column.
    pub column: String,
    /// What is between the brackets.
    pub span: Range<usize>,
}

/// An `allow_tables_to_appear_in_same_query!`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The tables, by their names in Rust.
    pub tables: Vec<String>,
    /// The name of the macro.
    pub span: Range<usize>,
}

/// A struct with `#[diesel(postgres_type(…))]` or `#[diesel(mysql_type(…))]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeDefinition {
    /// The struct's name.
    pub name: String,
    /// The type's name in the database.
    pub sql_name: String,
    /// Its schema, if one is given.
    pub schema: Option<String>,
    /// Where the name is.
    pub span: Range<usize>,
}

impl SchemaFile {
    /// Reads a file's text.
    ///
    /// ```
    /// use migrate_diesel::SchemaFile;
    ///
    /// let file = SchemaFile::read("diesel::table! { users (id) { id -> Int4, name -> Text, } }");
    /// assert_eq!(file.tables[0].columns[1].rust_type.to_string(), "Text");
    /// ```
    pub fn read(text: &str) -> Self {
        let tokens = lexer::tokens(text);
        parser::read(&tokens)
    }
}

impl std::fmt::Display for RustType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)?;
        let arguments: Vec<String> = self.arguments.iter().map(Self::to_string).collect();
        match (self.name.is_empty(), arguments.is_empty()) {
            (true, _) => write!(f, "({})", arguments.join(", ")),
            (_, true) => Ok(()),
            _ => write!(f, "<{}>", arguments.join(", ")),
        }
    }
}
