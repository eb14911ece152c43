//! How long keys and rows may be, as far as that is certain: a character takes a byte at least.
use super::charset;
use super::data_type::{Class, class};
use super::edit::Edit;
use super::faults;
use super::foreign_key;
use crate::model::{Column, ConstraintKind, Table};
use migrate_sql::statement::Span;

/// The longest key of InnoDB, in bytes (error 1071).
const LONGEST_KEY: u64 = 3072;
/// The longest row without `TEXT` and `BLOB`, in bytes (error 1118).
const LONGEST_ROW: u64 = 65535;
/// How many keys a table may have (error 1069).
const MOST_KEYS: usize = 64;
/// How many columns a key may have on either server (error 1070): MySQL takes no more than 16.
pub(super) const MOST_PARTS: usize = 32;

impl Edit<'_> {
    /// Says what is too long or too many in the table as it will be.
    pub(super) fn check_sizes(&mut self, span: Span) {
        let keys = self.table.indexes.iter();
        let keys = keys.filter(|index| !index.is_implicit).count();
        if keys + usize::from(self.table.primary_key().is_some()) > MOST_KEYS {
            let message = format!("a table can have at most {MOST_KEYS} keys");
            return self.fault(faults::invalid(span, message));
        }
        let row: u64 = self
            .table
            .columns
            .iter()
            .map(|c| length(c, &self.table))
            .sum();
        if row > LONGEST_ROW {
            let message =
                format!("a row would take {row} bytes and more; at most {LONGEST_ROW} fit");
            let fault = faults::invalid(span, message);
            return self.fault(fault.help("make one of the long columns a `TEXT` or `BLOB`"));
        }
        let key = primary_key_length(&self.table);
        if self.is_innodb() && key > LONGEST_KEY {
            let message = format!(
                "the primary key would take {key} bytes and more; at most {LONGEST_KEY} fit"
            );
            let fault = faults::invalid(span, message);
            self.fault(fault.help("shorten a column, or put a part of it into the key: `a(100)`"));
        }
    }
}

fn primary_key_length(table: &Table) -> u64 {
    let mut keys = table.constraints.iter();
    let key = keys.find_map(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey(key) => Some(key),
        _ => None,
    });
    // With a length or an order of its own it is over a part, or may be.
    let Some(key) = key.filter(|key| key.details.is_empty()) else {
        return 0;
    };
    let columns = key.columns.iter().filter_map(|id| table.column_by_id(*id));
    columns.map(|column| length(column, table)).sum()
}

/// The bytes that the values of a column take at least at their longest. A length that is refused in some
/// modes, and makes a `TEXT` in others, counts for nothing.
fn length(column: &Column, table: &Table) -> u64 {
    let length = match column.data_type.as_ref().map(class) {
        Some(Class::Text(Some(length))) => {
            let charset = foreign_key::charset(column, table).0;
            u64::from(length) * charset::bytes(charset.as_deref())
        }
        Some(Class::Bytes(Some(length))) => u64::from(length),
        _ => 0,
    };
    if length > LONGEST_ROW - 3 { 0 } else { length }
}
