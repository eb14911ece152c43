//! `EXECUTE` of PL/pgSQL.
use super::Reader;
use super::create::tokens_within;
use super::routine::text_within;
use crate::schema::statement::{BlockStatement, QualifiedName, Statement, StatementKind};
use crate::sql::token::TokenKind;

/// Reads what follows `EXECUTE`: constants in full, the start of others.
pub(super) fn execute(reader: &mut Reader<'_>) -> Vec<BlockStatement> {
    let start = reader.at;
    let is_format = reader.eat("format") && reader.eat_symbol("(");
    if !is_format {
        reader.at = start;
        // `(…)` around all of it.
        while reader.eat_symbol("(") {}
    }
    let Some(string) = reader.next_of(TokenKind::String) else {
        return vec![BlockStatement::Anything];
    };
    let Some(range) = text_within(reader.text, string.span.clone()) else {
        return vec![BlockStatement::Anything];
    };
    while !is_format && reader.eat_symbol(")") {}
    let is_constant = match is_format {
        true => reader.is_symbol(")") && !reader.text[range.clone()].contains('%'),
        false => reader.is_end() || reader.is_any_word(&["into", "using"]),
    };
    let statements = tokens_within(reader.text, range.clone());
    // A quote that is doubled within the string.
    let is_plain = !reader.text[range].contains("''");
    if is_constant && is_plain {
        let statements = statements.iter();
        let read = statements.map(|tokens| {
            let statement = super::super::statement(reader.text, tokens, reader.dialect);
            BlockStatement::Constant(statement)
        });
        return read.collect();
    }
    match &*statements {
        [tokens] => {
            let mut inner = Reader::new(reader.text, tokens, reader.dialect);
            let Some(kind) = started(&mut inner) else {
                return vec![BlockStatement::Anything];
            };
            vec![BlockStatement::Constant(Statement {
                span: string.span.clone().into(),
                kind,
            })]
        }
        _ => vec![BlockStatement::Anything],
    }
}

/// What a statement may do of which the start is known.
fn started(reader: &mut Reader<'_>) -> Option<StatementKind> {
    const HARMLESS: &[&str] = &[
        "insert",
        "update",
        "delete",
        "select",
        "grant",
        "revoke",
        "analyze",
        "set",
        "comment",
        "notify",
        "refresh",
        "truncate",
        "lock",
        "create role",
        "create user",
        "alter role",
        "alter user",
        "drop role",
        "alter database",
        "alter default privileges",
        "alter system",
    ];
    if reader.eat_any(HARMLESS).is_some() {
        return Some(super::create::harmless(Vec::new(), None));
    }
    let is_table = reader.eat("alter table");
    if is_table {
        reader.eat("if exists");
        reader.eat("only");
    } else {
        reader.eat_any(&["create trigger", "drop trigger"])?;
        reader.eat("if exists");
        if reader.is_symbol("%") {
            reader.at += 2;
        } else {
            reader.name()?;
        }
        reader.skip_until(|reader| reader.is_word("on"));
        reader.expect("on")?;
    }
    let table: QualifiedName = reader.qualified_name()?;
    // The name has to be whole.
    let rest = reader.token(0);
    let is_whole = rest.is_some_and(|token| token.kind == TokenKind::Word) || !is_table;
    if !is_whole || reader.is_end() {
        return None;
    }
    let mut names = vec![table];
    while !reader.is_end() {
        match reader.attempt(Reader::qualified_name) {
            Some(name) => names.push(name),
            None => reader.at += 1,
        }
    }
    Some(StatementKind::Touches { names })
}
