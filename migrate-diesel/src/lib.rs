//! Diesel's `schema.rs`, from the schema model: what `diesel print-schema` of diesel_cli 2.3 prints
//! on a server that has that schema.
//!
//! 1. `postgres`, `sqlite` and `mysql` say what diesel_cli finds out when it asks such a server:
//!    names, types and keys, as the engine tells them.
//! 2. `printer` writes that down, laid out as rustfmt does it.
//! 3. [`patch`] applies the `patch_file`.
//!
//! Knows the model only: no files, no SQL, no databases.
pub mod compare;
mod custom_types;
mod foreign_keys;
mod inferred;
mod mysql;
mod names;
mod options;
pub mod patch;
mod postgres;
mod printer;
mod rust_file;
mod sqlite;
mod text;
mod virtual_table;

pub use options::{ColumnSorting, Docs, Filter, PrintSchema, SameQuery};
pub use rust_file::{ColumnItem, Group, Joinable, RustType, SchemaFile, TableItem, TypeDefinition};

use inferred::Inferred;
use migrate_schema::Schema;
use migrate_schema::model::ObjectKind;
use migrate_sql::Dialect;
use patch::PatchError;
use std::collections::BTreeSet;
use std::fmt;

/// A schema as Rust.
#[derive(Clone, Debug)]
pub struct Printed {
    /// The Rust source, without the tables of which something is refused.
    pub text: String,
    /// Why diesel_cli would print nothing at all, or what is not known.
    pub refusals: Vec<Refusal>,
    facts: Facts,
}

/// What is known beside what is printed.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Whether there can't be tables beside those that are known.
    pub is_complete: bool,
    /// The names of all tables and views, whatever their schema, those that are not printed too.
    pub relations: BTreeSet<String>,
    /// Tables and columns that are declared nullable and never null: SQLite's rowids.
    pub never_null: BTreeSet<(String, String)>,
    /// Tables whose columns have no types that say what is in them: what virtual tables are.
    pub untyped: BTreeSet<String>,
    /// All foreign keys of one column: child, column and parent, by their names in Rust.
    pub foreign_keys: BTreeSet<(String, String, String)>,
}

/// Why a table can't be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The table has no primary key, which Diesel needs.
    NoPrimaryKey {
        /// Its name.
        table: String,
    },
    /// Diesel has no type for the column's.
    UnsupportedType {
        /// The table's name.
        table: String,
        /// The column's name.
        column: String,
        /// Its type in SQL.
        sql_type: String,
    },
    /// Not all about the table (or, without one, the whole schema) is known.
    Unknown {
        /// The table's name.
        table: Option<String>,
        /// What is not known.
        what: String,
    },
    /// `schema = "…"` names one that is not there, or SQLite has none.
    NoSuchSchema {
        /// Its name.
        schema: String,
    },
    /// The patch does not fit.
    Patch(PatchError),
}

impl Refusal {
    /// Whether something is only not known, so that nothing is wrong.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Refusal::Unknown { .. })
    }

    /// Returns what can be done about it.
    pub fn help(&self) -> String {
        match self {
            Refusal::NoPrimaryKey { table }
            | Refusal::UnsupportedType { table, .. }
            | Refusal::Unknown {
                table: Some(table), ..
            } => format!(
                "leave it out: `filter = {{ except_tables = [\"^{table}$\"] }}` under \
                 `print_schema`"
            ),
            Refusal::Unknown { table: None, .. } => {
                "name a `schema.rs` with `file` instead of `emit`".to_owned()
            }
            Refusal::NoSuchSchema { .. } => {
                "write the name of a schema that the revisions make".to_owned()
            }
            Refusal::Patch(_) => {
                "make the patch anew, against what is printed without it".to_owned()
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NoPrimaryKey { table } => {
                write!(f, "`{table}` has no primary key, and Diesel needs one")
            }
            Refusal::UnsupportedType {
                table,
                column,
                sql_type,
            } => write!(
                f,
                "Diesel has no type for the column `{column}` of `{table}`, which is `{sql_type}`"
            ),
            Refusal::Unknown { table, what } => {
                let of = table.as_ref().map(|table| format!(" of `{table}`"));
                write!(f, "{what}{} can't be known", of.unwrap_or_default())
            }
            Refusal::NoSuchSchema { schema } => write!(f, "there is no schema `{schema}`"),
            Refusal::Patch(error) => write!(f, "the patch does not fit: {error}"),
        }
    }
}

/// Prints a schema.
pub fn print(schema: &Schema, options: &PrintSchema) -> Printed {
    let mut inferred = infer(schema, options);
    let mut refusals = std::mem::take(&mut inferred.refusals);
    let facts = Facts::new(schema, &inferred);
    let text = printer::print(schema.dialect, &inferred, options);
    let text = match options
        .patch
        .as_deref()
        .map(|patch| patch::apply(&text, patch))
    {
        None => text,
        Some(Ok(patched)) => patched,
        Some(Err(error)) => {
            refusals.push(Refusal::Patch(error));
            text
        }
    };
    Printed {
        text,
        refusals,
        facts,
    }
}

fn infer(schema: &Schema, options: &PrintSchema) -> Inferred {
    match schema.dialect {
        Dialect::Postgres => postgres::infer(schema, options),
        Dialect::Sqlite => sqlite::infer(schema, options),
        Dialect::Mysql => mysql::infer(schema, options),
    }
}

impl Facts {
    fn new(schema: &Schema, inferred: &Inferred) -> Self {
        let mut facts = Self {
            is_complete: schema.is_complete
                && schema
                    .doubtful
                    .iter()
                    .all(|name| virtual_table::is_own(schema, name))
                && schema.doubtful_prefixes.is_empty(),
            ..Self::default()
        };
        for (_, object, table) in schema.tables() {
            let made = virtual_table::tables(object, table).into_iter().flatten();
            let names = made.map(|(object, _)| object.name);
            facts.untyped.extend(names);
        }
        for (_, object) in schema.objects() {
            if matches!(object.kind, ObjectKind::Table(_) | ObjectKind::View(_)) {
                facts.relations.insert(object.name.clone());
            }
        }
        for key in &inferred.foreign_keys {
            // PostgreSQL's of several columns may be several keys.
            for column in &key.columns {
                facts.foreign_keys.insert((
                    key.child.rust_name.clone(),
                    names::rust_name(column, Some(&key.child.rust_name)),
                    key.parent.rust_name.clone(),
                ));
            }
        }
        for (_, object, table) in schema
            .tables()
            .filter(|_| schema.dialect == Dialect::Sqlite)
        {
            let rowids = table
                .columns
                .iter()
                .filter(|column| sqlite::is_rowid(table, column));
            let rowids = rowids.map(|column| (object.name.clone(), column.name.clone()));
            facts.never_null.extend(rowids);
        }
        facts
    }
}
