//! Tables and their columns.
use super::fits::{Fitting, without_null};
use super::{Comparison, Difference, Expected};
use crate::{ColumnItem, RustType, TableItem};
use migrate_sql::Dialect;

impl Comparison<'_> {
    pub(super) fn tables(&mut self) {
        for table in &self.file.tables {
            let found: Vec<(&Expected, &TableItem)> = self
                .expected
                .iter()
                .filter_map(|expected| Some((expected, find(expected, table)?)))
                .collect();
            self.one_table(table, &found);
        }
        self.missing_tables();
    }

    fn one_table(&mut self, table: &TableItem, found: &[(&Expected, &TableItem)]) {
        if let Some(lacks) = self.dialects_where(|expected| {
            find(expected, table).is_none() && !expected.may_have(plain(&table.sql_name))
        }) {
            return self.differences.push(Difference {
                span: Some(table.span.clone()),
                message: format!("the migrations make no table `{}`{lacks}", table.sql_name),
                label: Some("not in the database".to_owned()),
                help: "remove this `table!` and what mentions it".to_owned(),
            });
        }
        let before = self.differences.len();
        self.primary_key(table, found);
        for column in &table.columns {
            self.column(table, column, found);
        }
        self.missing_columns(table, found);
        if self.differences.len() == before {
            self.order(table, found);
        }
    }

    fn primary_key(&mut self, table: &TableItem, found: &[(&Expected, &TableItem)]) {
        let differs = |(_, expected): &&(&Expected, &TableItem)| {
            sorted(&expected.primary_key) != sorted(&table.primary_key)
        };
        let Some((expected, right)) = found.iter().find(differs) else {
            return;
        };
        let key = right.primary_key.join(", ");
        let said = self.named(expected.dialect);
        self.differences.push(Difference {
            span: Some(table.span.clone()),
            message: format!(
                "the primary key of `{}` is another one{said}",
                table.sql_name
            ),
            label: Some(format!("the migrations make it `({key})`")),
            help: format!("write `{} ({key})`", table.name),
        });
    }

    fn column(
        &mut self,
        table: &TableItem,
        column: &ColumnItem,
        found: &[(&Expected, &TableItem)],
    ) {
        let mut wrong: Vec<(&Expected, &ColumnItem)> = Vec::new();
        let mut lacking: Vec<&Expected> = Vec::new();
        let mut there: Vec<(&Expected, &ColumnItem)> = Vec::new();
        for (expected, right) in found {
            match find_column(expected.dialect, right, column) {
                None => lacking.push(expected),
                Some(right) => {
                    there.push((expected, right));
                    if !self.fits(expected, table, column, right) {
                        wrong.push((expected, right));
                    }
                }
            }
        }
        let (name, of) = (&column.sql_name, &table.sql_name);
        if let Some(expected) = lacking.first() {
            let said = self.named(expected.dialect);
            return self.differences.push(Difference {
                span: Some(column.span.clone()),
                message: format!("the migrations make no column `{name}` in `{of}`{said}"),
                label: Some("not in the database".to_owned()),
                help: match there.is_empty() {
                    true => "remove this line and what uses the column".to_owned(),
                    false => of_each(expected.dialect),
                },
            });
        }
        let Some((expected, right)) = wrong.first() else {
            return self.max_length(table, column, &there);
        };
        let candidates = there
            .iter()
            .map(|(_, right)| self.common(&right.rust_type, &there));
        let mut candidates = candidates.filter(|candidate| {
            let with_candidate = ColumnItem {
                rust_type: candidate.clone(),
                ..column.clone()
            };
            let mut all = there.iter();
            all.all(|(expected, right)| self.fits(expected, table, &with_candidate, right))
        });
        let best = candidates.next();
        let said = self.named(expected.dialect);
        self.differences.push(match best {
            Some(best) => Difference {
                span: Some(column.span.clone()),
                message: format!("the column `{name}` of `{of}` has another type{said}"),
                label: Some(format!("the migrations make it `{}`", right.rust_type)),
                help: format!("write `{} -> {best},`", column.name),
            },
            None => {
                let each = there.iter().map(|(expected, right)| {
                    format!("`{}` for {}", right.rust_type, expected.dialect)
                });
                let each = each.collect::<Vec<_>>().join(", ");
                Difference {
                    span: Some(column.span.clone()),
                    message: format!("no type fits the column `{name}` of `{of}` in each dialect"),
                    label: Some(format!("the migrations make it {each}")),
                    help:
                        "give the column types that Diesel reads alike, or name a `schema.rs` for \
                           each dialect"
                            .to_owned(),
                }
            }
        });
    }

    /// The type with `Nullable` around it where any dialect needs that.
    fn common(&self, rust_type: &RustType, all: &[(&Expected, &ColumnItem)]) -> RustType {
        let mut all = all.iter();
        let is_nullable = all.any(|(_, column)| without_null(&column.rust_type).1);
        match is_nullable && !without_null(rust_type).1 {
            true => RustType {
                name: "Nullable".to_owned(),
                arguments: vec![rust_type.clone()],
            },
            false => rust_type.clone(),
        }
    }

    fn fits(
        &self,
        expected: &Expected,
        table: &TableItem,
        column: &ColumnItem,
        right: &ColumnItem,
    ) -> bool {
        let never_null = &expected.facts.never_null;
        let is_shared = self.expected.len() > 1;
        let name = (table.sql_name.clone(), right.sql_name.clone());
        let fitting = Fitting {
            dialect: expected.dialect,
            is_shared,
            // SQLite's keys are declared nullable; those of the others never are.
            is_never_null: never_null.contains(&name)
                || (is_shared && table.primary_key.contains(&column.name)),
            defined: &self.file.types,
            expected_types: &expected.file.types,
        };
        fitting.fits(&column.rust_type, &right.rust_type)
    }

    fn max_length(
        &mut self,
        table: &TableItem,
        column: &ColumnItem,
        there: &[(&Expected, &ColumnItem)],
    ) {
        let lengths: Vec<Option<u64>> = there.iter().map(|(_, right)| right.max_length).collect();
        let (Some(length), Some(Some(right))) = (column.max_length, lengths.first()) else {
            return;
        };
        if lengths.contains(&Some(length)) || lengths.contains(&None) {
            return;
        }
        self.differences.push(Difference {
            span: Some(column.span.clone()),
            message: format!(
                "the column `{}` of `{}` has another length",
                column.sql_name, table.sql_name
            ),
            label: Some(format!("the migrations make it {right} long, not {length}")),
            help: format!("write `#[max_length = {right}]` before it"),
        });
    }

    fn missing_columns(&mut self, table: &TableItem, found: &[(&Expected, &TableItem)]) {
        let mut missing: Vec<(&Expected, &ColumnItem)> = Vec::new();
        for (expected, right) in found {
            for column in &right.columns {
                let is_there = table
                    .columns
                    .iter()
                    .any(|other| is_same(expected.dialect, &other.sql_name, &column.sql_name));
                let is_known = missing.iter().any(|(_, other)| other.name == column.name);
                if !is_there && !is_known {
                    missing.push((expected, column));
                }
            }
        }
        let Some((expected, _)) = missing.first() else {
            return;
        };
        let said = self.named(expected.dialect);
        let names: Vec<String> = missing
            .iter()
            .map(|(_, c)| format!("`{}`", c.sql_name))
            .collect();
        let lines: Vec<String> = missing.iter().map(|(_, column)| line(column)).collect();
        let columns = if names.len() == 1 {
            "column"
        } else {
            "columns"
        };
        self.differences.push(Difference {
            span: Some(table.span.clone()),
            message: format!(
                "`{}` lacks the {columns} {}{said}",
                table.sql_name,
                names.join(", ")
            ),
            label: None,
            help: match found.iter().find(|(_, right)| lacks_one(right, &missing)) {
                Some((without, _)) => of_each(without.dialect),
                None => format!("write `{}`", lines.join(" ")),
            },
        });
    }

    /// `Queryable` takes columns by their positions.
    fn order(&mut self, table: &TableItem, found: &[(&Expected, &TableItem)]) {
        let is_right = |(expected, right): &(&Expected, &TableItem)| {
            let mut pairs = table.columns.iter().zip(&right.columns);
            pairs.all(|(a, b)| is_same(expected.dialect, &a.sql_name, &b.sql_name))
        };
        // With several dialects no order may be right for all.
        if found.is_empty() || found.iter().any(is_right) {
            return;
        }
        let (expected, right) = &found[0];
        let names: Vec<&str> = right.columns.iter().map(|c| c.name.as_str()).collect();
        let mut pairs = table.columns.iter().zip(&right.columns);
        let first = pairs.position(|(a, b)| !is_same(expected.dialect, &a.sql_name, &b.sql_name));
        let column = first.and_then(|first| table.columns.get(first));
        let said = self.named(expected.dialect);
        self.differences.push(Difference {
            span: column.map(|column| column.span.clone()),
            message: format!(
                "the columns of `{}` are in another order{said}",
                table.sql_name
            ),
            label: first.map(|first| format!("`{}` comes here", names[first])),
            help: format!("put them into the order {}", names.join(", ")),
        });
    }

    fn missing_tables(&mut self) {
        if !self.file.unread.is_empty() {
            return;
        }
        let mut missing: Vec<&TableItem> = Vec::new();
        for expected in self.expected {
            for table in &expected.file.tables {
                let is_there = self
                    .file
                    .tables
                    .iter()
                    .any(|other| is_same(expected.dialect, &other.sql_name, &table.sql_name));
                let is_known = missing.iter().any(|other| other.sql_name == table.sql_name);
                if !is_there && !is_known {
                    missing.push(table);
                }
            }
        }
        for table in missing {
            let columns: Vec<String> = table.columns.iter().map(line).collect();
            self.differences.push(Difference {
                span: None,
                message: format!("the table `{}` is missing", table.sql_name),
                label: None,
                help: format!(
                    "write `diesel::table! {{ {} ({}) {{ {} }} }}`",
                    table.name,
                    table.primary_key.join(", "),
                    columns.join(" ")
                ),
            });
        }
    }

    /// Where something holds: `None` for nowhere, nothing for everywhere, else the dialects.
    fn dialects_where(&self, holds: impl Fn(&Expected) -> bool) -> Option<String> {
        let all: Vec<&Expected> = self.expected.iter().filter(|one| holds(one)).collect();
        match all.len() {
            0 => None,
            number if number == self.expected.len() => Some(String::new()),
            _ => {
                let names: Vec<&str> = all.iter().map(|one| one.dialect.name()).collect();
                Some(format!(" for {}", names.join(" and ")))
            }
        }
    }

    /// The dialect, where there are several.
    fn named(&self, dialect: Dialect) -> String {
        match self.expected.len() {
            1 => String::new(),
            _ => format!(" for {dialect}"),
        }
    }
}

fn line(column: &ColumnItem) -> String {
    format!("{} -> {},", column.name, column.rust_type)
}

/// Returns the expected table that a table of a `schema.rs` is about.
pub fn find<'e>(expected: &'e Expected, table: &TableItem) -> Option<&'e TableItem> {
    let mut tables = expected.file.tables.iter();
    tables.find(|other| is_same(expected.dialect, &other.sql_name, &table.sql_name))
}

/// Returns the column of a table that a column of a `schema.rs` is about.
pub fn find_column<'e>(
    dialect: Dialect,
    table: &'e TableItem,
    column: &ColumnItem,
) -> Option<&'e ColumnItem> {
    let mut columns = table.columns.iter();
    columns.find(|other| is_same(dialect, &other.sql_name, &column.sql_name))
}

/// Whether two names in SQL are the same one.
pub fn is_same(dialect: Dialect, a: &str, b: &str) -> bool {
    a == b || (dialect != Dialect::Postgres && a.eq_ignore_ascii_case(b))
}

/// Returns names in the order of the alphabet.
pub fn sorted(names: &[String]) -> Vec<&String> {
    let mut names: Vec<&String> = names.iter().collect();
    names.sort();
    names
}

/// The name of a table without its schema.
pub fn plain(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, name)| name)
}

/// What can be done about a column that other dialects have.
fn of_each(without: Dialect) -> String {
    format!("make the column for {without} too, or name a `schema.rs` for each dialect")
}

fn lacks_one(table: &TableItem, columns: &[(&Expected, &ColumnItem)]) -> bool {
    columns.iter().any(|(expected, column)| {
        let mut own = table.columns.iter();
        !own.any(|other| is_same(expected.dialect, &other.sql_name, &column.sql_name))
    })
}
