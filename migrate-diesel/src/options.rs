//! The options of `[print_schema]` in `diesel.toml`.
use regex_lite::Regex;

/// How the schema is printed: one `[print_schema]` section of a `diesel.toml`.
#[derive(Clone, Debug, Default)]
pub struct PrintSchema {
    /// `schema`: the schema (PostgreSQL) or database (MySQL) to print.
    pub schema: Option<String>,
    /// `filter`: which tables.
    pub filter: Filter,
    /// `with_docs`: doc comments.
    pub with_docs: Docs,
    /// `column_sorting`: the order of a table's columns.
    pub column_sorting: ColumnSorting,
    /// `allow_tables_to_appear_in_same_query_config`.
    pub same_query: SameQuery,
    /// `import_types`: what each `table!` imports.
    pub import_types: Option<Vec<String>>,
    /// `generate_missing_sql_type_definitions = false`.
    pub without_custom_types: bool,
    /// `except_custom_type_definitions`: the Rust names of the types to leave out.
    pub except_custom_types: Vec<Regex>,
    /// `custom_type_derives`.
    pub custom_type_derives: Vec<String>,
    /// `pg_domains_as_custom_types`: the domains that are types of their own.
    pub domains_as_custom_types: Vec<Regex>,
    /// `sqlite_integer_primary_key_is_bigint`.
    pub sqlite_rowid_is_bigint: bool,
    /// The text of `patch_file`.
    pub patch: Option<String>,
    /// Whether MySQL's types are told as MariaDB tells them: `json` is `longtext` there.
    pub mariadb: bool,
}

/// Which tables are printed. The expressions are searched for in the table's name, in SQL.
#[derive(Clone, Debug, Default)]
pub enum Filter {
    /// All.
    #[default]
    None,
    /// Those that one matches.
    Only(Vec<Regex>),
    /// Those that none matches.
    Except(Vec<Regex>),
}

impl Filter {
    /// Whether a table is printed.
    pub fn lets_through(&self, table: &str) -> bool {
        match self {
            Filter::None => true,
            Filter::Only(only) => only.iter().any(|regex| regex.is_match(table)),
            Filter::Except(except) => !except.iter().any(|regex| regex.is_match(table)),
        }
    }
}

/// Which doc comments are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Docs {
    /// None.
    #[default]
    None,
    /// The comments of the database, and a sentence of Diesel's where there is none.
    CommentsOrSentences,
    /// The comments of the database.
    Comments,
}

/// The order of a table's columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnSorting {
    /// The table's.
    #[default]
    Position,
    /// That of their names.
    Name,
}

/// Which tables `allow_tables_to_appear_in_same_query!` lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SameQuery {
    /// All.
    #[default]
    All,
    /// Those that foreign keys connect, a list for each group.
    Related,
    /// None.
    None,
}

impl PrintSchema {
    /// The derives of a custom type: Diesel's own is among them always.
    pub(super) fn derives(&self) -> Vec<&str> {
        const OWN: &str = "diesel::sql_types::SqlType";
        let given = self.custom_type_derives.iter();
        let mut derives: Vec<&str> = given.map(|derive| derive.as_str()).collect();
        if !derives.contains(&OWN) {
            derives.push(OWN);
        }
        derives
    }
}
