//! Comparing a `schema.rs` with what the migrations make.
//!
//! What Diesel would print is right, and so is what says the same in other words: another layout,
//! other comments, another name of the same type, the tables in another order, a bigger integer for
//! SQLite's. What can't be known is right too: types of the application's own, views, tables of
//! which the model does not know everything.
mod common;
mod fits;
mod tables;

pub use common::{LeftOut, common};
pub use fits::{Fitting, canonical, without_null};
pub use tables::{find, find_column, is_same, plain, sorted};

use super::{Facts, Printed, Refusal, SchemaFile, TableItem};
use migrate_sql::Dialect;
use std::collections::BTreeSet;
use std::ops::Range;

/// A place where a `schema.rs` differs from what the migrations make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where; `None` where something is missing.
    pub span: Option<Range<usize>>,
    /// What differs.
    pub message: String,
    /// What stands under the carets.
    pub label: Option<String>,
    /// What to write instead.
    pub help: String,
}

/// What one dialect's migrations make.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The dialect.
    pub dialect: Dialect,
    /// What is printed for them.
    pub file: SchemaFile,
    /// What is known beside that.
    pub facts: Facts,
    /// The tables of which something is refused.
    refused: BTreeSet<String>,
    /// Whether anything may be missing.
    pub(crate) is_open: bool,
}

impl Expected {
    /// Takes what was printed for a dialect. Returns nothing where no part of it is certain.
    pub fn new(dialect: Dialect, printed: &Printed) -> Option<Self> {
        let mut refused = BTreeSet::new();
        let mut is_open = !printed.facts.is_complete;
        for refusal in &printed.refusals {
            match refusal {
                Refusal::NoPrimaryKey { table } | Refusal::UnsupportedType { table, .. } => {
                    refused.insert(table.clone());
                }
                Refusal::Unknown { table, .. } => match table {
                    Some(table) => _ = refused.insert(table.clone()),
                    None => is_open = true,
                },
                Refusal::NoSuchSchema { .. } | Refusal::Patch(_) => return None,
            }
        }
        let mut file = SchemaFile::read(&printed.text);
        is_open |= !file.unread.is_empty();
        // Whoever declares those writes better types than Diesel finds.
        let untyped = &printed.facts.untyped;
        let is_typed = |table: &TableItem| !untyped.contains(&table.sql_name);
        let (typed, rest) = file.tables.into_iter().partition(is_typed);
        file.tables = typed;
        let rest: Vec<TableItem> = rest;
        for group in &mut file.groups {
            let is_rest = |name: &String| rest.iter().any(|table| table.name == *name);
            group.tables.retain(|name| !is_rest(name));
        }
        refused.extend(untyped.iter().cloned());
        Some(Self {
            dialect,
            file,
            facts: printed.facts.clone(),
            refused,
            is_open,
        })
    }

    /// Whether there is, or may be, something of that name that is not printed.
    pub fn may_have(&self, table: &str) -> bool {
        let is_it = |name: &String| name == table || name.eq_ignore_ascii_case(table);
        self.is_open || self.facts.relations.iter().any(is_it) || self.refused.iter().any(is_it)
    }
}

/// Compares a `schema.rs` with what the migrations make in each dialect.
pub fn compare(file: &SchemaFile, expected: &[Expected]) -> Vec<Difference> {
    let mut comparison = Comparison {
        file,
        expected,
        differences: Vec::new(),
    };
    comparison.tables();
    comparison.joinables();
    comparison.groups();
    comparison.differences
}

struct Comparison<'a> {
    file: &'a SchemaFile,
    expected: &'a [Expected],
    differences: Vec<Difference>,
}

impl Comparison<'_> {
    fn joinables(&mut self) {
        for expected in self.expected {
            let missing = expected.file.joinables.iter().filter(|one| {
                let is_listed = |table: &str| self.file.tables.iter().any(|t| t.name == table);
                // Hand-written ones may choose among several foreign keys.
                let is_there = self.file.joinables.iter().any(|other| {
                    let pair = (&other.child, &other.parent);
                    pair == (&one.child, &one.parent) || pair == (&one.parent, &one.child)
                });
                !is_there && is_listed(&one.child) && is_listed(&one.parent)
            });
            for one in missing {
                let line = format!(
                    "diesel::joinable!({} -> {} ({}));",
                    one.child, one.parent, one.column
                );
                let message = format!(
                    "`joinable!` for the foreign key from `{}` to `{}` is missing",
                    one.child, one.parent
                );
                if self
                    .differences
                    .iter()
                    .any(|other| other.message == message)
                {
                    continue;
                }
                self.differences.push(Difference {
                    span: None,
                    message,
                    label: None,
                    help: format!("write `{line}`"),
                });
            }
        }
        for one in &self.file.joinables {
            let is_unfounded = |expected: &Expected| {
                let both = [&one.child, &one.parent];
                let is_printed = |name: &&String| {
                    let mut tables = expected.file.tables.iter();
                    tables.any(|table| table.name == **name)
                };
                // A patch may have put it there.
                let mut printed = expected.file.joinables.iter();
                let is_printed_so = printed.any(|other| {
                    (&other.child, &other.parent, &other.column)
                        == (&one.child, &one.parent, &one.column)
                });
                !expected.is_open
                    && !is_printed_so
                    && both.iter().all(is_printed)
                    && !expected
                        .facts
                        .foreign_keys
                        .iter()
                        .any(|(child, column, parent)| {
                            (child, column, parent) == (&one.child, &one.column, &one.parent)
                        })
            };
            if !self.expected.is_empty() && self.expected.iter().all(is_unfounded) {
                self.differences.push(Difference {
                    span: Some(one.span.clone()),
                    message: format!(
                        "`{}` has no foreign key to `{}` in `{}`",
                        one.child, one.parent, one.column
                    ),
                    label: Some("the migrations make none".to_owned()),
                    help: "remove this `joinable!`".to_owned(),
                });
            }
        }
    }

    /// Tables that Diesel would let appear together have to be.
    fn groups(&mut self) {
        let together = |groups: &[super::Group], a: &String, b: &String| {
            let mut groups = groups.iter();
            groups.any(|group| group.tables.contains(a) && group.tables.contains(b))
        };
        let is_listed = |table: &&String| self.file.tables.iter().any(|t| t.name == **table);
        let place = self.file.groups.iter();
        let place = place.max_by_key(|group| group.tables.len());
        let is_in_place = |table: &String| place.is_some_and(|place| place.tables.contains(table));
        let mut missing: Vec<&String> = Vec::new();
        let expected = self.expected.iter();
        for group in expected.flat_map(|expected| &expected.file.groups) {
            let tables: Vec<&String> = group.tables.iter().filter(is_listed).collect();
            for (position, a) in tables.iter().enumerate() {
                for b in &tables[position + 1..] {
                    if together(&self.file.groups, a, b) {
                        continue;
                    }
                    // One that is in the longest list is not the one that is missing.
                    let wanting = [*a, *b].into_iter().filter(|table| !is_in_place(table));
                    for table in wanting {
                        if !missing.contains(&table) {
                            missing.push(table);
                        }
                    }
                }
            }
        }
        if missing.is_empty() {
            return;
        }
        let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
        self.differences.push(Difference {
            span: place.map(|group| group.span.clone()),
            message: format!(
                "{} can't appear in a query with the other tables",
                names.join(", ")
            ),
            label: place.map(|_| "not in this list".to_owned()),
            help: match place {
                Some(_) => format!(
                    "add {} to `allow_tables_to_appear_in_same_query!`",
                    names.join(", ")
                ),
                None => {
                    let all = missing.iter().map(|name| name.as_str());
                    let all = all.collect::<Vec<_>>().join(", ");
                    format!("write `diesel::allow_tables_to_appear_in_same_query!({all});`")
                }
            },
        });
    }
}
