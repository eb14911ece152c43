//! What a statement may have done that could not be read.
//!
//! Its first words say what it is about, and that bounds it: what only comments, grants or changes rows
//! changes nothing here, and what makes something new leaves all else as it is.
use super::Reader;
use crate::Dialect;
use crate::statement::{QualifiedName, StatementKind};
use crate::token::{Token, TokenKind};

/// Statements that change rows, which don't matter to the schema.
const ROWS: &[&str] = &["insert", "update", "delete", "replace", "merge", "values"];

/// Statements that may do anything.
const ANYTHING: &[&str] = &["do", "call", "execute", "import", "begin", "if", "declare"];

/// Statements of PostgreSQL that change nothing which the model holds.
const HARMLESS: &[&str] = &[
    "alter database",
    "alter default privileges",
    "alter group",
    "alter role",
    "alter system",
    "alter user",
    "analyse",
    "analyze",
    "cluster",
    "comment",
    "copy",
    "grant",
    "lock",
    "reassign",
    "refresh",
    "reindex",
    "repack",
    "reset",
    "revoke",
    "security",
    "truncate",
    "vacuum",
    "wait",
];

/// Says what may have changed, from the words and names in the statement.
pub(super) fn unread(text: &str, tokens: &[Token], dialect: Dialect) -> StatementKind {
    let mut reader = Reader::new(text, tokens, dialect);
    // A function that changes the schema is PostgreSQL's.
    let is_query = reader.is_any_word(&["select", "with"]) && dialect == Dialect::Sqlite;
    let is_harmless = dialect == Dialect::Postgres && reader.clone().eat_any(HARMLESS).is_some();
    if reader.is_any_word(ROWS) || is_query || is_harmless {
        return StatementKind::Harmless {
            tables: Vec::new(),
            not_in_transaction: None,
        };
    }
    if reader.is_any_word(ANYTHING) {
        return StatementKind::Anything;
    }
    if dialect == Dialect::Postgres && reader.is_word("set") {
        let mut rest = 0..tokens.len();
        let is_path = rest.any(|n| reader.is_word_at(n, "search_path"));
        let local = reader.is_word_at(1, "local");
        return match is_path || reader.is_word_at(1, "schema") {
            true => StatementKind::SearchPath { path: None, local },
            false => StatementKind::Harmless {
                tables: Vec::new(),
                not_in_transaction: None,
            },
        };
    }
    let makes = makes_something(&reader);
    let names = reader.all_names();
    match makes {
        true => StatementKind::Makes { names },
        false => StatementKind::Touches { names },
    }
}

/// Whether a statement makes something and changes nothing that is there.
fn makes_something(reader: &Reader<'_>) -> bool {
    // What replaces may change what is there, a rule may make a view of a table, and the others become
    // part of their table.
    const CHANGES: &[&str] = &[
        "or",
        "rule",
        "index",
        "unique",
        "trigger",
        "constraint",
        "policy",
    ];
    let is = |words: &[&str]| words.iter().any(|word| reader.is_word_at(1, word));
    reader.is_word("create")
        && match reader.dialect {
            Dialect::Postgres => !is(CHANGES),
            Dialect::Sqlite | Dialect::Mysql => is(&["table", "view"]),
        }
}

impl Reader<'_> {
    /// Reads all that may be a name, to the end.
    pub(super) fn all_names(&mut self) -> Vec<QualifiedName> {
        let mut names = Vec::new();
        while let Some(token) = self.token(0) {
            let is_name = matches!(token.kind, TokenKind::Word | TokenKind::QuotedName);
            match self.attempt(Reader::qualified_name).filter(|_| is_name) {
                Some(name) => names.push(name),
                None => self.at += 1,
            }
        }
        names
    }
}
