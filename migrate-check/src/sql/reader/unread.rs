//! What a statement may have done that could not be read.
use super::Reader;
use crate::Dialect;
use crate::schema::statement::{QualifiedName, StatementKind};
use crate::sql::token::{Token, TokenKind};

/// Takes every name in it for something that it may have changed. Rows don't matter to the schema, so
/// neither does a statement that only changes rows.
pub(super) fn unread(text: &str, tokens: &[Token], dialect: Dialect) -> StatementKind {
    const ROWS: &[&str] = &["insert", "update", "delete", "replace", "merge", "values"];
    const ANYTHING: &[&str] = &["do", "call", "execute", "import", "begin", "if", "declare"];
    let mut reader = Reader::new(text, tokens, dialect);
    // A function that changes the schema is PostgreSQL's.
    let is_query = reader.is_any_word(&["select", "with"]) && dialect == Dialect::Sqlite;
    if reader.is_any_word(ROWS) || is_query {
        return StatementKind::Harmless {
            tables: Vec::new(),
            not_in_transaction: None,
        };
    }
    if reader.is_any_word(ANYTHING) {
        return StatementKind::Anything;
    }
    let mut names: Vec<QualifiedName> = Vec::new();
    while let Some(token) = reader.token(0) {
        let is_name = matches!(token.kind, TokenKind::Word | TokenKind::QuotedName);
        match reader.attempt(Reader::qualified_name).filter(|_| is_name) {
            Some(name) => names.push(name),
            None => reader.at += 1,
        }
    }
    StatementKind::Touches { names }
}
