//! What MySQL and MariaDB makes of `CREATE`, `ALTER`, `DROP` and the like.
mod alter_table;
mod body;
mod column;
mod create;
mod data_type;
mod drop;
mod key;
mod run_text;
mod setting;
mod table;
mod texts;

pub use body::called;
pub(super) use data_type::data_type;
pub(super) use texts::Texts;

use super::Reader;
use crate::statement::{
    ExprNode, ExprToken, Expression, QualifiedName, StatementKind, TransactionStep,
};

/// Statements that change nothing which the model holds, by their first words.
const HARMLESS: &[&str] = &[
    "analyze",
    "backup",
    "binlog",
    "cache index",
    "change master",
    "change replication",
    "check",
    "checksum",
    "clone",
    "deallocate",
    "delete history",
    "desc",
    "describe",
    "do",
    "explain",
    "flush",
    "get diagnostics",
    "grant",
    "handler",
    "help",
    "install",
    "kill",
    "load data",
    "load index",
    "load xml",
    "optimize",
    "prepare",
    "purge",
    "repair",
    "reset",
    "restart",
    "resignal",
    "revoke",
    "show",
    "shutdown",
    "signal",
    "start replica",
    "start slave",
    "stop replica",
    "stop slave",
    "table",
    "uninstall",
    "unlock",
];

/// Reads a statement that is none of those that only read or change rows.
pub(super) fn statement(reader: &mut Reader<'_>) -> Option<StatementKind> {
    if reader.eat("create") {
        return create::create(reader);
    }
    if reader.eat("alter") {
        return alter_table::alter(reader);
    }
    if reader.eat("drop") {
        return drop::drop(reader);
    }
    if reader.eat("rename") {
        return rename(reader);
    }
    if reader.eat("truncate") {
        return truncate(reader);
    }
    if reader.eat("set") {
        return setting::set(reader);
    }
    if reader.eat("use") {
        reader.name()?;
        return Some(StatementKind::SearchPath {
            path: None,
            local: false,
        });
    }
    if reader.eat("lock") {
        return lock(reader);
    }
    if reader.is_words("begin not") {
        return None;
    }
    if reader.is_word("call") {
        return call(reader);
    }
    const TRANSACTION: &[&str] = &[
        "begin",
        "start transaction",
        "commit",
        "rollback",
        "savepoint",
        "release savepoint",
        "xa",
    ];
    if reader.eat_any(TRANSACTION).is_some() {
        skip_rest(reader);
        return Some(StatementKind::Transaction(TransactionStep::Other));
    }
    reader.eat_any(HARMLESS)?;
    skip_rest(reader);
    Some(harmless(Vec::new()))
}

/// `CALL p('a', 1)`.
fn call(reader: &mut Reader<'_>) -> Option<StatementKind> {
    reader.expect("call")?;
    let name = reader.qualified_name()?;
    let arguments = match reader.is_symbol("(") {
        true => body::arguments(reader),
        false => Vec::new(),
    };
    skip_rest(reader);
    Some(StatementKind::Call { name, arguments })
}

fn harmless(tables: Vec<QualifiedName>) -> StatementKind {
    StatementKind::Harmless {
        tables,
        not_in_transaction: None,
    }
}

fn skip_rest(reader: &mut Reader<'_>) {
    reader.at = reader.tokens.len();
}

/// `RENAME TABLE a TO b, c TO d`.
fn rename(reader: &mut Reader<'_>) -> Option<StatementKind> {
    if reader.eat("user") {
        skip_rest(reader);
        return Some(harmless(Vec::new()));
    }
    reader.eat_any(&["table", "tables"])?;
    let if_exists = reader.eat("if exists");
    let tables = reader.list(|reader| {
        let from = reader.qualified_name()?;
        wait(reader);
        reader.expect("to")?;
        Some((from, reader.qualified_name()?))
    })?;
    Some(StatementKind::RenameTables { tables, if_exists })
}

fn truncate(reader: &mut Reader<'_>) -> Option<StatementKind> {
    reader.eat("table");
    let table = reader.qualified_name()?;
    wait(reader);
    Some(StatementKind::Truncate {
        tables: vec![table],
        cascade: false,
    })
}

/// MariaDB's `WAIT 5`, `NOWAIT`.
fn wait(reader: &mut Reader<'_>) {
    if reader.eat("wait") {
        reader.at += 1;
    } else {
        reader.eat("nowait");
    }
}

/// After `LOCK`.
fn lock(reader: &mut Reader<'_>) -> Option<StatementKind> {
    if !reader.eat("tables") && !reader.eat("table") {
        skip_rest(reader);
        return Some(harmless(Vec::new()));
    }
    let tables = reader.list(|reader| {
        let table = reader.qualified_name()?;
        reader.skip_until(|reader| reader.is_symbol(","));
        Some(table)
    })?;
    Some(harmless(tables))
}

/// The tokens from a position to where the reader is, with single spaces.
fn written_from(reader: &Reader<'_>, start: usize) -> String {
    let tokens = reader.tokens.get(start..reader.at).unwrap_or_default();
    let texts: Vec<&str> = tokens
        .iter()
        .map(|token| &reader.text[token.span.clone()])
        .collect();
    texts.join(" ")
}

/// Reads what stands up to (not including) a token as one expression: what follows it here may look
/// as if it went on (`DEFAULT 1 NOT NULL`).
fn expression_up_to(reader: &mut Reader<'_>, end: usize) -> Option<Expression> {
    if reader.at >= end || end > reader.tokens.len() {
        return None;
    }
    let start = reader.at;
    let mut within = reader.clone();
    within.tokens = &reader.tokens[..end];
    let read = within.expression().filter(|_| within.is_end());
    reader.at = end;
    read.or_else(|| Some(unread_expression(reader, start)))
}

/// An expression of which only the tokens are known.
fn unread_expression(reader: &Reader<'_>, start: usize) -> Expression {
    let span = reader.span_from(start);
    let tokens = reader.tokens[start..reader.at].iter();
    let tokens = tokens.map(|token| ExprToken {
        text: reader.text[token.span.clone()].to_owned(),
        span: token.span.clone().into(),
    });
    Expression {
        tokens: tokens.collect(),
        root: ExprNode::Unknown(span),
        span,
    }
}

/// Reads an expression in round brackets.
fn expression_in_brackets(reader: &mut Reader<'_>) -> Option<Expression> {
    reader.expect_symbol("(")?;
    let mut end = reader.clone();
    end.skip_until(|_| false);
    let expression = expression_up_to(reader, end.at)?;
    reader.expect_symbol(")")?;
    Some(expression)
}

/// Skips something in round brackets.
fn skip_brackets(reader: &mut Reader<'_>) -> Option<()> {
    reader.expect_symbol("(")?;
    reader.skip_until(|_| false);
    reader.expect_symbol(")")
}

/// Reads one value of an option as it is written: a word, name, number or string, or a list in
/// brackets.
fn value(reader: &mut Reader<'_>) -> Option<String> {
    reader.eat_symbol("=");
    let start = reader.at;
    if reader.is_symbol("(") {
        skip_brackets(reader)?;
        return Some(written_from(reader, start));
    }
    let is_text = !reader.is_word("null");
    if is_text && let Some(name) = reader.attempt(Reader::name) {
        return Some(name.text);
    }
    reader.next()?;
    Some(written_from(reader, start))
}
