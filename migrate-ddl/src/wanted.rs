//! What a schema has to become so that a hand-edited `schema.rs` is right.
//!
//! A `schema.rs` says which tables and columns there are, of which types, what may be null, and by
//! `joinable!` which foreign keys. What it can't say (defaults, checks, indexes) stays as it is.
use super::wanted_types::{Types, sql_type};
use crate::edit::Edit;
use migrate_diesel::compare::{
    Expected, Fitting, canonical, find, find_column, is_same, plain, sorted, without_null,
};
use migrate_diesel::{ColumnItem, PrintSchema, SchemaFile, TableItem, print};
use migrate_schema::Schema;
use migrate_schema::model::{Column, ObjectId};
use migrate_sql::Dialect;
use std::ops::Range;

/// A schema as a `schema.rs` wants it.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The schema.
    pub schema: Schema,
    /// What of it can't be made.
    pub problems: Vec<Problem>,
}

/// Why something that a `schema.rs` says can't be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// Where in the file.
    pub span: Range<usize>,
    /// What to do.
    pub help: String,
}

/// Returns what a schema has to become so that a `schema.rs` is right.
pub fn wanted(
    schema: &Schema,
    file: &SchemaFile,
    options: &PrintSchema,
    is_shared: bool,
) -> Wanted {
    let dialect = schema.dialect;
    let printed = print(schema, options);
    let mut made = Wanted {
        schema: schema.clone(),
        problems: Vec::new(),
    };
    let Some(expected) = Expected::new(dialect, &printed) else {
        made.problems.push(Problem {
            message: "there is nothing to compare it with: the schema can't be printed".to_owned(),
            span: 0..0,
            help: "correct what `cargo migrate print-schema` says".to_owned(),
        });
        return made;
    };
    let of_public = schema.namespaces.get("public");
    let types = Types {
        defined: file.types.iter().chain(&expected.file.types).collect(),
        of_public: of_public
            .into_iter()
            .flat_map(|own| own.types.keys().map(ToString::to_string))
            .collect(),
    };
    let wanting = Wanting {
        edit: Edit::new(&mut made.schema),
        file,
        expected: &expected,
        is_shared,
        types,
        problems: Vec::new(),
    };
    made.problems = wanting.all();
    made
}

struct Wanting<'a> {
    edit: Edit<'a>,
    file: &'a SchemaFile,
    expected: &'a Expected,
    is_shared: bool,
    types: Types<'a>,
    problems: Vec<Problem>,
}

impl Wanting<'_> {
    fn all(mut self) -> Vec<Problem> {
        let (file, expected) = (self.file, self.expected);
        for right in &expected.file.tables {
            let is_it =
                |table: &TableItem| is_same(expected.dialect, &table.sql_name, &right.sql_name);
            if !file.tables.iter().any(is_it)
                && let Some(id) = self.table_of(right)
            {
                self.edit.drop_table(id);
            }
        }
        for table in &file.tables {
            match find(expected, table) {
                Some(right) => self.table(table, right),
                None if expected.may_have(plain(&table.sql_name)) => {}
                None => self.new_table(table),
            }
        }
        self.foreign_keys();
        self.problems
    }

    fn table_of(&self, table: &TableItem) -> Option<ObjectId> {
        self.edit.table(&table.sql_name)
    }

    fn table(&mut self, table: &TableItem, right: &TableItem) {
        let dialect = self.expected.dialect;
        let Some(id) = self.table_of(right) else {
            return;
        };
        for gone in &right.columns {
            let mut columns = table.columns.iter();
            if !columns.any(|own| is_same(dialect, &own.sql_name, &gone.sql_name)) {
                self.edit.drop_column(id, &gone.sql_name);
            }
        }
        for column in &table.columns {
            let is_key = table.primary_key.contains(&column.name);
            match find_column(dialect, right, column) {
                Some(there) => self.column(id, table, (column, there), is_key),
                None => {
                    if let Some(mut made) = self.made(table, column, is_key) {
                        if !self.refers(table, column) {
                            self.edit.give_default(&mut made);
                        }
                        self.edit.add_column(id, made);
                    }
                }
            }
        }
        if sorted(&table.primary_key) != sorted(&right.primary_key) {
            let names = sql_names(table);
            self.edit.set_primary_key(id, &names);
        }
    }

    fn column(
        &mut self,
        id: ObjectId,
        table: &TableItem,
        (column, there): (&ColumnItem, &ColumnItem),
        is_key: bool,
    ) {
        let never_null = &self.expected.facts.never_null;
        let name = (table.sql_name.clone(), there.sql_name.clone());
        let fitting = Fitting {
            dialect: self.expected.dialect,
            is_shared: self.is_shared,
            is_never_null: never_null.contains(&name) || (self.is_shared && is_key),
            defined: &self.file.types,
            expected_types: &self.expected.file.types,
        };
        let (wanted, may_be_null) = without_null(&column.rust_type);
        let (is, was_null) = without_null(&there.rust_type);
        let fits_but_for_null = fitting.fits(wanted, is);
        // Where several dialects share the file it may be another one that has it nullable.
        let null_fits = may_be_null == was_null
            || (fitting.is_never_null && !may_be_null)
            || (is_key && self.expected.dialect == Dialect::Sqlite);
        let longer = column.max_length.filter(|_| there.max_length.is_some());
        let same_length = longer.is_none() || longer == there.max_length;
        if !fits_but_for_null || !same_length {
            match self.made(table, column, is_key) {
                Some(made) => self.edit.set_type(id, &there.sql_name, made.data_type),
                None => return,
            }
        }
        if !null_fits {
            self.edit.set_not_null(id, &there.sql_name, !may_be_null);
        }
    }

    /// A column that is not there yet.
    fn made(&mut self, table: &TableItem, column: &ColumnItem, is_key: bool) -> Option<Column> {
        let dialect = self.expected.dialect;
        let sql = sql_type(dialect, column, is_key, &self.types);
        let data_type = sql.and_then(|sql| self.edit.read_type(&sql));
        let Some(data_type) = data_type else {
            let of = self.own_type(&column.rust_type);
            self.problems.push(Problem {
                message: format!(
                    "`{}` stands for no type of {dialect} that is known",
                    column.rust_type
                ),
                span: column.span.clone(),
                help: match of {
                    true => format!(
                        "write a revision that makes the type and the column `{}.{}` by hand",
                        table.sql_name, column.sql_name
                    ),
                    false => "write one of Diesel's types for this database".to_owned(),
                },
            });
            return None;
        };
        let mut made = Column::new(&column.sql_name, Some(data_type));
        made.not_null = !without_null(&column.rust_type).1;
        Some(made)
    }

    /// Whether a `joinable!` says that a column refers to a table.
    fn refers(&self, table: &TableItem, column: &ColumnItem) -> bool {
        let mut all = self.file.joinables.iter();
        all.any(|it| it.child == table.name && it.column == column.name)
    }

    /// Whether a type is one that the file defines, or that is written by a path of its own.
    fn own_type(&self, rust_type: &migrate_diesel::RustType) -> bool {
        let (inner, _) = without_null(rust_type);
        self.file.types.iter().any(|own| own.name == inner.name)
    }

    fn new_table(&mut self, table: &TableItem) {
        let names = sql_names(table);
        let mut columns = Vec::new();
        let is_counting = |column: &ColumnItem| {
            let inner = canonical(without_null(&column.rust_type).0);
            let is_integer = matches!(&*inner.name, "SmallInt" | "Integer" | "BigInt" | "Unsigned");
            names.len() == 1
                && is_integer
                && names[0] == column.sql_name
                && !self.refers(table, column)
        };
        let counting = table.columns.iter().find(|column| is_counting(column));
        let counting = counting.map(|column| column.sql_name.clone());
        for column in &table.columns {
            let is_key = names.contains(&column.sql_name);
            columns.extend(self.made(table, column, is_key));
        }
        if columns.len() < table.columns.len() {
            return;
        }
        if let Err(why) = self
            .edit
            .create_table(&table.sql_name, &columns, &names, counting)
        {
            self.problems.push(Problem {
                message: format!(
                    "no table of {dialect} is made of this: {why}",
                    dialect = self.expected.dialect
                ),
                span: table.span.clone(),
                help: "correct it, or write the revision by hand".to_owned(),
            });
        }
    }

    fn foreign_keys(&mut self) {
        let (file, expected) = (self.file, self.expected);
        let dialect = expected.dialect;
        let sql_name = |tables: &[TableItem], table: &str, column: &str| {
            let table = tables.iter().find(|it| it.name == table)?;
            let column = table.columns.iter().find(|it| it.name == column)?;
            Some((table.sql_name.clone(), column.sql_name.clone()))
        };
        let table_name = |table: &str| {
            let table = file.tables.iter().find(|it| it.name == table)?;
            Some(table.sql_name.clone())
        };
        let key = |it: &migrate_diesel::Joinable| {
            (it.child.clone(), it.column.clone(), it.parent.clone())
        };
        for one in &expected.file.joinables {
            let is_there = file.joinables.iter().any(|other| key(other) == key(one));
            let own = sql_name(&file.tables, &one.child, &one.column);
            if let (false, Some((table, column)), Some(parent)) =
                (is_there, own, table_name(&one.parent))
                && let Some(id) = self.edit.table(&table)
            {
                self.edit.drop_foreign_key(id, &column, plain(&parent));
            }
        }
        for one in &file.joinables {
            if expected.facts.foreign_keys.contains(&key(one)) {
                continue;
            }
            let own = sql_name(&file.tables, &one.child, &one.column);
            let (Some((table, column)), Some(parent)) = (own, table_name(&one.parent)) else {
                continue;
            };
            let (Some(id), Some(parent_id)) = (self.edit.table(&table), self.edit.table(&parent))
            else {
                continue;
            };
            if let Err(why) = self.edit.add_foreign_key(id, &column, parent_id) {
                self.problems.push(Problem {
                    message: format!("no foreign key of {dialect} is made of this: {why}"),
                    span: one.span.clone(),
                    help: "take the line out, or correct the types of both columns".to_owned(),
                });
            }
        }
    }
}

/// The columns of the primary key by their names in SQL.
fn sql_names(table: &TableItem) -> Vec<String> {
    let names = table.primary_key.iter().filter_map(|name| {
        let column = table.columns.iter().find(|column| column.name == *name)?;
        Some(column.sql_name.clone())
    });
    names.collect()
}
