//! From tokens to [statements](crate::statement): what a script asks for.
//!
//! Whether a script is SQL was judged before (`syntax.rs` of the dialect). So a reader here doesn't
//! judge: where it meets something that it doesn't know, it gives up on the statement (`None`), and
//! `unread` says what such a statement may have done.
//!
//! What all dialects share is here: names, types, expressions, queries, changes of rows. What each one
//! makes of `CREATE`, `ALTER` and `DROP` is in the folder of its name.

mod broken;
mod cursor;
mod data;
mod data_type;
mod expression;
mod from;
mod mysql;
mod name;
mod postgres;
mod query;
mod sqlite;
mod transaction;
mod unread;

pub use broken::{broken, starts_as_none};
pub(crate) use cursor::Reader;
pub use mysql::called as called_procedure;
pub use sqlite::is_keyword as is_sqlite_keyword;

use super::Dialect;
use super::token::Token;
use crate::statement::{QualifiedName, Span, Statement, StatementKind};

/// Reads the statements of a script. Each one of the script's is one here, in order.
pub fn read(text: &str, dialect: Dialect) -> Vec<Statement> {
    let sql = text.strip_prefix(super::BYTE_ORDER_MARK).unwrap_or(text);
    let offset = text.len() - sql.len();
    let statements = tokens(sql, dialect);
    let moved = |mut token: Token| {
        token.span = token.span.start + offset..token.span.end + offset;
        token
    };
    let mut texts = mysql::Texts::default();
    let statements = statements.into_iter().map(|tokens| {
        let tokens: Vec<Token> = tokens.into_iter().map(moved).collect();
        let statement = statement(text, &tokens, dialect);
        let runs = match dialect {
            Dialect::Mysql => texts.follow(text, &tokens),
            Dialect::Postgres | Dialect::Sqlite => None,
        };
        match runs {
            Some(kind) => Statement {
                kind,
                is_read: true,
                ..statement
            },
            None => statement,
        }
    });
    statements.collect()
}

/// What a statement may have done that is not what we take it for: it touches all that it names.
pub fn touched(text: &str, dialect: Dialect) -> StatementKind {
    match unread::unread(text, &tokens(text, dialect).concat(), dialect) {
        // What it makes may be there already, made as the model sees it.
        StatementKind::Makes { names } => StatementKind::Touches { names },
        kind => kind,
    }
}

/// Reads a name from a text that holds nothing else: that of `nextval('name')`.
pub fn name_in(text: &str, dialect: Dialect) -> Option<QualifiedName> {
    let statements = tokens(text, dialect);
    let [tokens] = &statements[..] else {
        return None;
    };
    let mut reader = Reader::new(text, tokens, dialect);
    reader.qualified_name().filter(|_| reader.is_end())
}

/// Returns the tokens of a text as they are written.
pub fn words(text: &str, dialect: Dialect) -> Vec<&str> {
    let tokens = tokens(text, dialect).concat().into_iter();
    tokens.map(|token| &text[token.span]).collect()
}

/// The tokens of each statement.
fn tokens(text: &str, dialect: Dialect) -> Vec<Vec<Token>> {
    match dialect {
        Dialect::Postgres => super::postgres::tokens(text),
        Dialect::Sqlite => super::sqlite::tokens(text),
        Dialect::Mysql => super::mysql::tokens(text),
    }
}

/// Reads one statement from its tokens, of which there is at least one.
pub(crate) fn statement(text: &str, tokens: &[Token], dialect: Dialect) -> Statement {
    let span = tokens[0].span.start..tokens[tokens.len() - 1].span.end;
    let mut reader = Reader::new(text, tokens, dialect);
    let kind = statement_kind(&mut reader).filter(|_| reader.is_end());
    Statement {
        span: Span::from(span),
        is_read: kind.is_some(),
        kind: kind.unwrap_or_else(|| unread::unread(text, tokens, dialect)),
    }
}

fn statement_kind(reader: &mut Reader<'_>) -> Option<StatementKind> {
    const DATA: &[&str] = &[
        "select", "insert", "update", "delete", "values", "with", "replace", "merge", "table",
    ];
    let is_history = reader.dialect == Dialect::Mysql && reader.is_words("delete history from");
    if !is_history && reader.is_any_word(DATA) || reader.is_symbol("(") {
        return reader.data();
    }
    match reader.dialect {
        Dialect::Postgres => postgres::statement(reader),
        Dialect::Sqlite => sqlite::statement(reader),
        Dialect::Mysql => mysql::statement(reader),
    }
}
