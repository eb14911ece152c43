//! `EXECUTE` of PL/pgSQL.
//!
//! A text that is put together of constants and values is read with a name that nobody has, [`HOLE`],
//! in the place of each value. What it does is known as far as its words are constants: where a hole
//! is a whole table's name, some table is concerned, and nothing but tables.
use super::Reader;
use super::create::tokens_within;
use super::routine::text_within;
use crate::schema::Kind;
use crate::schema::statement::{BlockStatement, QualifiedName, Statement, StatementKind};
use crate::sql::token::TokenKind;

/// Stands for a value in what is executed.
const HOLE: &str = "__hole__";

/// Reads what follows `EXECUTE`: constants in full, of others what is certain.
pub(super) fn execute(reader: &mut Reader<'_>) -> Vec<BlockStatement> {
    let start = reader.at;
    let span = reader.here();
    if let Some(constant) = constant(reader) {
        return constant;
    }
    reader.at = start;
    let Some(text) = template(reader) else {
        return vec![BlockStatement::Anything];
    };
    let statements = crate::sql::postgres::tokens(&text);
    let kinds = statements
        .iter()
        .map(|tokens| started(&mut Reader::new(&text, tokens, reader.dialect)));
    let Some(kinds) = kinds.collect::<Option<Vec<_>>>() else {
        return vec![BlockStatement::Anything];
    };
    let kinds = kinds.into_iter().flatten();
    let statements = kinds.map(|kind| BlockStatement::Constant(Statement { span, kind }));
    statements.collect()
}

/// Reads statements that are constants; `None` if they are not.
fn constant(reader: &mut Reader<'_>) -> Option<Vec<BlockStatement>> {
    let start = reader.at;
    let is_format = reader.eat("format") && reader.eat_symbol("(");
    if !is_format {
        reader.at = start;
        // `(…)` around all of it.
        while reader.eat_symbol("(") {}
    }
    let string = reader.next_of(TokenKind::String)?;
    let range = text_within(reader.text, string.span.clone())?;
    while !is_format && reader.eat_symbol(")") {}
    let is_constant = match is_format {
        true => reader.is_symbol(")") && !reader.text[range.clone()].contains('%'),
        false => reader.is_end() || reader.is_any_word(&["into", "using"]),
    };
    // A quote that is doubled within the string would move what is behind it.
    let is_plain = !reader.text[range.clone()].contains("''");
    (is_constant && is_plain).then(|| {
        let statements = tokens_within(reader.text, range);
        let statements = statements.iter();
        let read = statements.map(|tokens| {
            let statement = super::super::statement(reader.text, tokens, reader.dialect);
            BlockStatement::Constant(statement)
        });
        read.collect()
    })
}

/// Reads what is put together to be executed, holes for values; `None` where nothing of it is known.
fn template(reader: &mut Reader<'_>) -> Option<String> {
    let mut text = String::new();
    let start = reader.at;
    while !reader.is_end() && !reader.is_any_word(&["into", "using"]) && !reader.is_symbol(")") {
        if reader.eat_symbol("||") {
            continue;
        }
        text.push_str(&piece(reader));
    }
    // `(…)` around all of it is one piece.
    (reader.at > start && !text.starts_with(HOLE)).then_some(text)
}

/// Reads one of the pieces between `||`.
fn piece(reader: &mut Reader<'_>) -> String {
    let start = reader.at;
    reader.skip_until(|reader| reader.is_symbol("||") || reader.is_any_word(&["into", "using"]));
    let end = reader.at;
    let mut inner = Reader::new(reader.text, &reader.tokens[..end], reader.dialect);
    inner.at = start;
    let is_format = inner.eat("format") && inner.eat_symbol("(");
    if !is_format {
        inner.at = start;
        if inner.is_symbol("(") {
            let inner = inner.in_brackets(template).filter(|_| inner.is_end());
            return inner.unwrap_or_else(|| HOLE.to_owned());
        }
    }
    let Some(text) = inner.string() else {
        return HOLE.to_owned();
    };
    match (is_format, inner.is_end()) {
        (true, _) => filled(&text),
        (false, true) => text,
        (false, false) => HOLE.to_owned(),
    }
}

/// What `format` makes of its first argument.
fn filled(text: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('%') {
        filled.push_str(before);
        // `%1$-10I`: the letter ends it.
        let length = behind.find(|c: char| c.is_ascii_alphabetic() || c == '%');
        let length = length.map_or(behind.len(), |length| length + 1);
        filled.push_str(match behind.starts_with('%') {
            true => "%",
            false => HOLE,
        });
        rest = &behind[length..];
    }
    filled + rest
}

/// What a statement may do that has holes; `None` if that may be anything.
fn started(reader: &mut Reader<'_>) -> Option<Vec<StatementKind>> {
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
        return Some(vec![super::create::harmless(Vec::new(), None)]);
    }
    if reader.eat("alter table") {
        return alter_table(reader);
    }
    if reader
        .eat_any(&["create trigger", "drop trigger"])
        .is_some()
    {
        return trigger(reader);
    }
    if reader
        .eat_any(&["create index", "create unique index"])
        .is_some()
    {
        return index(reader);
    }
    reader.eat("drop").then(|| dropped(reader))?
}

/// Behind `ALTER TABLE`.
fn alter_table(reader: &mut Reader<'_>) -> Option<Vec<StatementKind>> {
    reader.eat("if exists");
    reader.eat("only");
    let table = reader.qualified_name()?;
    reader.eat_symbol("*");
    let start = reader.at;
    const ACTIONS: &[&str] = &[
        "add", "alter", "disable", "drop", "enable", "owner", "rename", "set", "validate",
    ];
    if !reader.is_any_word(ACTIONS) {
        return None;
    }
    let names = all_names(reader);
    reader.at = start;
    if reader.eat("owner to") {
        return Some(Vec::new());
    }
    const MAKING: &[&str] = &[
        "constraint",
        "unique",
        "primary",
        "exclude",
        "serial",
        "bigserial",
        "smallserial",
        "identity",
    ];
    // A name that is not known, of a table or an index, could be any.
    let mut makes_names = reader.is_any_word(&["rename"]) || reader.is_words("set schema");
    while !reader.is_end() {
        makes_names |= reader.is_any_word(MAKING)
            && !reader.tokens[..reader.at]
                .iter()
                .any(|token| token.is_word(reader.text, "drop"));
        reader.at += 1;
    }
    if makes_names && names.iter().any(is_hole) {
        return None;
    }
    match is_hole(&table) {
        true if makes_names => None,
        true => Some(vec![
            StatementKind::ChangesSome(Kind::Table),
            touches(names),
        ]),
        false => Some(vec![touches([vec![table], names].concat())]),
    }
}

/// Behind `CREATE TRIGGER`, `DROP TRIGGER`.
fn trigger(reader: &mut Reader<'_>) -> Option<Vec<StatementKind>> {
    reader.eat("if exists");
    reader.name()?;
    reader.skip_until(|reader| reader.is_word("on"));
    reader.expect("on")?;
    let table = reader.qualified_name()?;
    Some(vec![match is_hole(&table) {
        true => StatementKind::ChangesSome(Kind::Table),
        false => touches(vec![table]),
    }])
}

/// Behind `CREATE INDEX`.
fn index(reader: &mut Reader<'_>) -> Option<Vec<StatementKind>> {
    reader.eat("concurrently");
    reader.eat("if not exists");
    let name = reader.qualified_name()?;
    reader.expect("on")?;
    reader.eat("only");
    let table = reader.qualified_name()?;
    if is_hole(&name) {
        return None;
    }
    Some(match is_hole(&table) {
        true => vec![StatementKind::ChangesSome(Kind::Table), touches(vec![name])],
        false => vec![touches(vec![name, table])],
    })
}

/// Behind `DROP`.
fn dropped(reader: &mut Reader<'_>) -> Option<Vec<StatementKind>> {
    let kind = match reader.eat_any(&[
        "table",
        "foreign table",
        "index",
        "view",
        "materialized view",
        "sequence",
        "type",
        "domain",
        "function",
        "procedure",
    ])? {
        "table" | "foreign table" => Kind::Table,
        "index" => Kind::Index,
        "view" => Kind::View,
        "materialized view" => Kind::MaterializedView,
        "sequence" => Kind::Sequence,
        "type" | "domain" => Kind::Type,
        _ => Kind::Routine,
    };
    reader.eat("concurrently");
    reader.eat("if exists");
    let names = all_names(reader);
    let is_cascade = |name: &QualifiedName| name.name.text == "cascade" && !name.name.quoted;
    if names.iter().any(is_cascade) {
        return None;
    }
    let is_any = names.is_empty() || names.iter().any(is_hole);
    let some = is_any.then_some(StatementKind::ChangesSome(kind));
    Some(some.into_iter().chain([touches(names)]).collect())
}

fn all_names(reader: &mut Reader<'_>) -> Vec<QualifiedName> {
    let mut names = Vec::new();
    while !reader.is_end() {
        match reader.attempt(Reader::qualified_name) {
            Some(name) => names.push(name),
            None => reader.at += 1,
        }
    }
    names
}

/// Whether the name itself is not known. (One that is not known but for its schema is looked for in
/// all of them anyway.)
fn is_hole(name: &QualifiedName) -> bool {
    name.name.text.contains(HOLE)
}

fn touches(names: Vec<QualifiedName>) -> StatementKind {
    let names = names.into_iter().filter(|name| !is_hole(name)).collect();
    StatementKind::Touches { names }
}
