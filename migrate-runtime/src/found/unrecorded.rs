//! What a database has that our record does not tell of.

use super::OtherRecord;
use crate::words::first_few;

/// The tables and records of a database to which nothing is recorded as applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unrecorded {
    /// The records of other tools, those in the nearest schema first.
    pub records: Vec<OtherRecord>,
    /// The names of the other tables, sorted: the first thousand.
    pub tables: Vec<String>,
}

impl Unrecorded {
    /// Returns whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.tables.is_empty()
    }

    /// Describes what was found, in words: `` `alembic_version` says that Alembic has this database at `a1` ``.
    pub fn seen(&self) -> Option<String> {
        match self.told() {
            Some(record) => Some(record.to_string()),
            None if self.tables.is_empty() => None,
            None => {
                let names: Vec<&str> = self.tables.iter().map(String::as_str).collect();
                Some(format!("it has tables already: {}", first_few(&names)))
            }
        }
    }

    /// Returns what to do about it, in words.
    pub fn advice(&self) -> Option<String> {
        if let Some(record) = self.told() {
            return Some(record.advice());
        }
        (!self.tables.is_empty()).then(|| {
            "if these revisions' tables were made in another way, `cargo migrate check --live --at \
             REVISION` compares the database with a revision, and `stamp REVISION` records that it \
             is there"
                .to_owned()
        })
    }

    /// The record that has something to say.
    fn told(&self) -> Option<&OtherRecord> {
        self.records.iter().find(|record| !record.rows.is_empty())
    }
}
