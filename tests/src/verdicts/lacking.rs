//! What a database lacks after a refused script, so that what only follows from that is left out.

use super::folder::Script;
use std::collections::BTreeSet;

/// The names in statements that could not be applied.
#[derive(Debug, Default)]
pub(super) struct Lacking {
    names: BTreeSet<String>,
}

impl Lacking {
    /// Adds the names of statements that were refused.
    pub(super) fn add(&mut self, script: &Script, refused: &[usize]) {
        for &statement in refused {
            self.names.extend(names(script.statement(statement)));
        }
        if script.statements.is_empty() {
            self.names.extend(names(&script.text));
        }
    }

    /// Adds names of what the server itself lacks.
    pub(super) fn add_names(&mut self, names: Vec<String>) {
        self.names.extend(names);
    }

    /// Whether a message is about something that is lacking.
    pub(super) fn explains(&self, message: &str) -> bool {
        names(message).any(|name| self.names.contains(&name))
    }
}

/// The words of a text that may be names, in lower case.
fn names(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words
        .filter(|word| word.len() > 1 && !word.starts_with(|c: char| c.is_ascii_digit()))
        .map(str::to_lowercase)
        .filter(|word| !COMMON.contains(&word.as_str()))
}

/// Words of messages and of SQL that say nothing about what is meant.
const COMMON: &[&str] = &[
    "add",
    "after",
    "all",
    "already",
    "alter",
    "an",
    "and",
    "another",
    "array",
    "as",
    "at",
    "be",
    "because",
    "bigint",
    "binary",
    "boolean",
    "by",
    "bytea",
    "cannot",
    "cascade",
    "cast",
    "char",
    "character",
    "check",
    "column",
    "columns",
    "constraint",
    "create",
    "database",
    "date",
    "default",
    "depend",
    "depends",
    "does",
    "doesn",
    "double",
    "drop",
    "duplicate",
    "enum",
    "error",
    "exist",
    "exists",
    "extension",
    "for",
    "foreign",
    "from",
    "function",
    "has",
    "id",
    "if",
    "in",
    "index",
    "int",
    "integer",
    "is",
    "it",
    "json",
    "jsonb",
    "key",
    "main",
    "match",
    "multiple",
    "must",
    "near",
    "new",
    "no",
    "not",
    "null",
    "numeric",
    "objects",
    "of",
    "on",
    "operator",
    "or",
    "other",
    "primary",
    "public",
    "real",
    "referenced",
    "references",
    "relation",
    "requires",
    "schema",
    "select",
    "sequence",
    "set",
    "such",
    "syntax",
    "table",
    "temp",
    "text",
    "that",
    "the",
    "there",
    "time",
    "timestamp",
    "timestamptz",
    "to",
    "trigger",
    "type",
    "unique",
    "uuid",
    "unknown",
    "update",
    "using",
    "value",
    "values",
    "varchar",
    "varying",
    "view",
    "where",
    "with",
    "without",
    "zone",
];
