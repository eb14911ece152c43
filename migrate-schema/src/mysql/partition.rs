//! What a table is partitioned by: `RANGE (a)`, `KEY (a, b)`.
use super::edit::Edit;
use super::faults;
use crate::Dialect;
use crate::faults::still_needed;
use crate::model::{ColumnId, IndexPartTarget};
use crate::names;
use migrate_sql::reader;
use migrate_sql::statement::Span;

/// The option of a table that holds what is written behind it.
pub(super) const PARTITION_BY: &str = "partition by";

/// The words between the first brackets of `PARTITION BY …`; `None` for what is not understood.
fn function(text: &str) -> Option<Vec<&str>> {
    const BEFORE: &[&str] = &[
        "partition",
        "by",
        "linear",
        "hash",
        "key",
        "range",
        "list",
        "columns",
        "algorithm",
        "=",
        "1",
        "2",
    ];
    let words = reader::words(text, Dialect::Mysql);
    let open = words.iter().position(|word| *word == "(")?;
    let is_known = |word: &&str| BEFORE.contains(&&*word.to_ascii_lowercase());
    if !words[..open].iter().all(is_known) {
        return None;
    }
    let mut depth = 0_usize;
    let close = words[open..].iter().position(|word| {
        match *word {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    Some(words[open + 1..open + close].to_vec())
}

/// A name without its quotes.
fn unquoted(word: &str) -> String {
    match word
        .strip_prefix('`')
        .and_then(|word| word.strip_suffix('`'))
    {
        Some(inner) => inner.replace("``", "`"),
        None => word.to_owned(),
    }
}

impl Edit<'_> {
    /// The columns that the table is partitioned by, as far as they are known.
    fn partition_columns(&self) -> Vec<ColumnId> {
        let text = self.table.options.get(PARTITION_BY);
        let words = text.and_then(|text| function(text)).unwrap_or_default();
        // `EXTRACT(YEAR FROM a)`, `YEAR(a)`.
        let is_word = |next: Option<&&str>| {
            next.is_some_and(|next| *next == "(" || next.eq_ignore_ascii_case("from"))
        };
        let names = words.iter().enumerate();
        let names = names.filter(|(n, _)| !is_word(words.get(n + 1)));
        let columns = names.filter_map(|(_, word)| {
            let column = self.table.column(Dialect::Mysql, &unquoted(word))?;
            Some(column.id)
        });
        columns.collect()
    }

    /// Says which column of a new `PARTITION BY` the table does not have (errors 1054 and 1488).
    pub(super) fn check_partition_columns(&mut self, span: Span) {
        let text = self.table.options.get(PARTITION_BY);
        let words = text.and_then(|text| function(text)).unwrap_or_default();
        // A list of names, not an expression.
        let is_list = words
            .iter()
            .enumerate()
            .all(|(n, word)| (n % 2 == 1) == (*word == ","));
        let is_name = |word: &str| {
            word.starts_with(|first: char| first.is_alphabetic() || first == '_' || first == '`')
        };
        let mut names = words.iter().filter(|word| **word != ",");
        if !is_list || self.table.is_open || !names.clone().all(|word| is_name(word)) {
            return;
        }
        let is_missing =
            |word: &&&str| self.table.column(Dialect::Mysql, &unquoted(word)).is_none();
        if let Some(missing) = names.find(is_missing) {
            let message = format!(
                "table `{}` can't be partitioned by `{}`, which is none of its columns",
                self.name,
                unquoted(missing)
            );
            self.fault(faults::invalid(span, message));
        }
    }

    /// Says which key lacks a column that the table is partitioned by (error 1503).
    pub(super) fn check_partition_keys(&mut self, span: Span) {
        let wanted = self.partition_columns();
        let lacks = |columns: &[ColumnId]| wanted.iter().find(|id| !columns.contains(id)).copied();
        let primary = self.table.primary_key().and_then(lacks);
        let primary = primary.map(|column| ("the primary key".to_owned(), column));
        let mut unique = self.table.indexes.iter().filter(|index| index.unique);
        let unique = || {
            unique.find_map(|index| {
                let columns = index.parts.iter().map(|part| match part.target {
                    IndexPartTarget::Column(column) => Some(column),
                    IndexPartTarget::Expression(_) => None,
                });
                let column = lacks(&columns.collect::<Option<Vec<_>>>()?)?;
                Some((format!("the unique key `{}`", index.name), column))
            })
        };
        let Some((key, column)) = primary.or_else(unique) else {
            return;
        };
        let column = self.table.column_by_id(column);
        let column = column.map_or_else(String::new, |column| column.name.clone());
        let message = format!("{key} lacks `{column}`, which the table is partitioned by");
        let fault = faults::invalid(span, message);
        self.fault(fault.help(format!("add `{column}` to the key")));
    }

    /// Says which of the columns that a statement drops the table is partitioned by (errors 1054, 1488
    /// and 3855).
    pub(super) fn check_dropped_of_partition(&mut self, going: &[ColumnId]) {
        let text = self.table.options.get(PARTITION_BY);
        let words = text.and_then(|text| function(text)).unwrap_or_default();
        let words: Vec<String> = words.iter().map(|word| unquoted(word)).collect();
        let was = self.schema.table(self.id);
        let columns = going.iter().filter_map(|id| was?.column_by_id(*id));
        let is_used = |name: &str| {
            words
                .iter()
                .any(|word| names::same(Dialect::Mysql, word, name))
        };
        let mut names = columns.map(|column| column.name.clone());
        let is_back = |name: &str| self.table.column(Dialect::Mysql, name).is_some();
        let Some(name) = names.find(|name| is_used(name) && !is_back(name)) else {
            return;
        };
        let what = format!("column `{name}`");
        let help =
            "write `REMOVE PARTITIONING` before it, or partition the table by something else";
        let span = self.dropped.unwrap_or_default();
        self.fault(still_needed(
            span,
            &what,
            "the table is partitioned by it",
            help,
        ));
    }
}
