//! Schemas, extensions, rules, and all that the model doesn't hold.
use super::Reader;
use crate::statement::{
    CAST, CreateRule, CreateStatistics, Expression, Name, QualifiedName, Statement, StatementKind,
};

/// What is made that the model doesn't hold.
const OTHERS: &[&str] = &[
    "access method",
    "cast",
    "collation",
    "conversion",
    "default conversion",
    "event trigger",
    "foreign data wrapper",
    "group",
    "operator",
    "property graph",
    "role",
    "server",
    "text search",
    "transform",
    "user",
];

/// Reads any other `CREATE`.
pub(super) fn create(reader: &mut Reader<'_>) -> Option<StatementKind> {
    reader.expect("create")?;
    let or_replace = reader.eat("or replace");
    let is_graph = reader.is_word_at(1, "property") && reader.is_word_at(2, "graph");
    if is_graph {
        reader.eat_any(&["temporary", "temp"])?;
    }
    if reader.eat("schema") {
        return namespace(reader);
    }
    if reader.eat("extension") {
        return extension(reader);
    }
    if reader.eat("rule") {
        return rule(reader, or_replace);
    }
    if let Some(kind) = reader.eat_any(NAMED) {
        return named(reader, kind);
    }
    if reader.eat("statistics") {
        return statistics(reader);
    }
    if reader.eat("publication") {
        return super::publication::create(reader);
    }
    let not_in_transaction = match reader.eat_any(&["database", "tablespace", "subscription"]) {
        Some("database") => Some("CREATE DATABASE"),
        Some("tablespace") => Some("CREATE TABLESPACE"),
        Some(_) => {
            // Without a slot to make there is nothing outside of the transaction.
            const SLOT: &[&str] = &["connect", "create_slot", "slot_name", "enabled"];
            let mut words = (0..reader.tokens.len()).map(|n| reader.written(n));
            let names_slot = words.any(|word| {
                let word = word.to_ascii_lowercase();
                SLOT.contains(&&*word)
            });
            (!names_slot).then_some("CREATE SUBSCRIPTION")
        }
        None => {
            reader.eat_any(OTHERS)?;
            None
        }
    };
    reader.at = reader.tokens.len();
    Some(harmless(Vec::new(), not_in_transaction))
}

/// Reads `IF NOT EXISTS s (kinds) ON a, (b + 1) FROM t`.
fn statistics(reader: &mut Reader<'_>) -> Option<StatementKind> {
    let may_be_there = reader.eat("if not exists");
    let name = match reader.is_word("on") || reader.is_symbol("(") {
        true => None,
        false => Some(reader.qualified_name()?.name),
    };
    let kinds = match reader.is_symbol("(") {
        true => reader.names_in_brackets()?,
        false => Vec::new(),
    };
    reader.expect("on")?;
    let elements = reader.list(Reader::expression)?;
    reader.expect("from")?;
    Some(StatementKind::CreateStatistics(Box::new(
        CreateStatistics {
            name: name.filter(|_| !may_be_there),
            kinds,
            elements,
            table: reader.qualified_name()?,
        },
    )))
}

/// What the model doesn't hold, and asks for by its name where it is used; longer ones first.
const NAMED: &[&str] = &[
    "access method",
    "cast",
    "language",
    "operator class",
    "procedural language",
    "property graph",
    "trusted language",
    "trusted procedural language",
];

/// Reads the name of such an object. That of a cast is what it casts: `cast (a as b)`.
fn named(reader: &mut Reader<'_>, kind: &str) -> Option<StatementKind> {
    let name = match kind {
        "cast" => {
            let start = reader.at;
            reader.in_brackets(|reader| {
                reader.skip_until(|_| false);
                Some(())
            })?;
            let span = reader.span_from(start);
            let text = format!("{CAST}{}", written(reader, start));
            let name = Name {
                text,
                quoted: true,
                span,
            };
            QualifiedName {
                qualifiers: Vec::new(),
                name,
            }
        }
        _ => reader.qualified_name()?,
    };
    reader.at = reader.tokens.len();
    Some(StatementKind::Makes { names: vec![name] })
}

/// A statement that changes nothing which the model holds.
pub(super) fn harmless(
    tables: Vec<QualifiedName>,
    not_in_transaction: Option<&'static str>,
) -> StatementKind {
    StatementKind::Harmless {
        tables,
        not_in_transaction,
    }
}

/// Reads `s AUTHORIZATION r CREATE TABLE …`.
fn namespace(reader: &mut Reader<'_>) -> Option<StatementKind> {
    let if_not_exists = reader.eat("if not exists");
    let name = match reader.is_word("authorization") {
        true => None,
        false => Some(reader.name()?),
    };
    let mut owner = None;
    if reader.eat("authorization") {
        owner = Some(reader.name()?);
    }
    let name: Name = match (name, owner) {
        (Some(name), _) => name,
        (None, Some(owner)) if owner.quoted || !is_role_keyword(&owner.text) => owner,
        // Who a keyword stands for is not known, nor what the schema is called.
        _ => {
            reader.at = reader.tokens.len();
            return Some(StatementKind::Anything);
        }
    };
    let mut elements = Vec::new();
    while !reader.is_end() {
        let start = reader.at;
        reader.at += 1;
        reader.skip_until(|reader| reader.is_any_word(&["create", "grant"]) && starts(reader));
        let tokens = &reader.tokens[start..reader.at];
        elements.push(super::super::statement(reader.text, tokens, reader.dialect));
    }
    Some(StatementKind::CreateNamespace {
        name,
        if_not_exists,
        elements,
    })
}

fn is_role_keyword(name: &str) -> bool {
    matches!(name, "current_user" | "session_user" | "current_role")
}

/// Whether an element of `CREATE SCHEMA` starts here. (A trigger's function is not named `create`.)
fn starts(reader: &Reader<'_>) -> bool {
    const KINDS: &[&str] = &[
        "table",
        "unlogged",
        "temp",
        "temporary",
        "view",
        "index",
        "unique",
        "sequence",
        "trigger",
        // Of PostgreSQL 19.
        "aggregate",
        "collation",
        "domain",
        "function",
        "operator",
        "procedure",
        "text",
        "type",
    ];
    reader.is_word("grant") || KINDS.iter().any(|kind| reader.is_word_at(1, kind))
}

/// Reads `e WITH SCHEMA s VERSION v CASCADE`.
fn extension(reader: &mut Reader<'_>) -> Option<StatementKind> {
    let if_not_exists = reader.eat("if not exists");
    let name = reader.name()?;
    reader.eat("with");
    let mut namespace = None;
    while !reader.is_end() {
        if reader.eat("schema") {
            namespace = Some(reader.name()?);
        } else if reader.eat("version") || reader.eat("from") {
            reader.next()?;
        } else {
            reader.expect("cascade")?;
        }
    }
    Some(StatementKind::CreateExtension {
        name,
        if_not_exists,
        namespace,
    })
}

/// Reads `r AS ON event TO t …`.
fn rule(reader: &mut Reader<'_>, or_replace: bool) -> Option<StatementKind> {
    let name = reader.name()?;
    let start = reader.at;
    reader.expect("as on")?;
    reader.eat_any(&["select", "insert", "update", "delete"])?;
    reader.expect("to")?;
    let table = reader.qualified_name()?;
    let (condition, actions) = reader.attempt(condition_and_actions).unwrap_or_default();
    reader.at = reader.tokens.len();
    Some(StatementKind::CreateRule(Box::new(CreateRule {
        name,
        or_replace,
        table,
        definition: written(reader, start),
        condition,
        actions,
    })))
}

/// Reads `WHERE … DO INSTEAD (…; …)`.
fn condition_and_actions(reader: &mut Reader<'_>) -> Option<(Option<Expression>, Vec<Statement>)> {
    let condition = match reader.eat("where") {
        true => Some(reader.expression()?),
        false => None,
    };
    reader.expect("do")?;
    reader.eat_any(&["also", "instead"]);
    let mut tokens = &reader.tokens[reader.at..];
    if let [first, inner @ .., last] = tokens
        && first.is_symbol(reader.text, "(")
        && last.is_symbol(reader.text, ")")
        && !inner.first()?.is_word(reader.text, "select")
    {
        tokens = inner;
    }
    let actions = tokens.split(|token| token.is_symbol(reader.text, ";"));
    let actions = actions.filter(|tokens| !tokens.is_empty());
    let actions =
        actions.map(|tokens| super::super::statement(reader.text, tokens, reader.dialect));
    Some((condition, actions.collect()))
}

/// What was read from a place on, as tokens with single spaces.
pub(super) fn written(reader: &Reader<'_>, start: usize) -> String {
    let tokens = reader.tokens.get(start..reader.at).unwrap_or_default();
    let texts = tokens.iter().map(|token| kept(reader.text, token));
    texts.collect::<Vec<_>>().join(" ")
}

fn kept(text: &str, token: &crate::token::Token) -> String {
    let written = &text[token.span.clone()];
    match token.kind {
        crate::token::TokenKind::Word => written.to_ascii_lowercase(),
        _ => written.to_owned(),
    }
}

/// The statements of a text within the script, such as the body of a function.
pub(super) fn statements_within(
    reader: &Reader<'_>,
    range: std::ops::Range<usize>,
) -> Vec<Statement> {
    let all = tokens_within(reader.text, range);
    let statements = all.iter();
    statements
        .map(|tokens| super::super::statement(reader.text, tokens, reader.dialect))
        .collect()
}

/// The tokens of the statements of a text within the script.
pub(super) fn tokens_within(
    text: &str,
    range: std::ops::Range<usize>,
) -> Vec<Vec<crate::token::Token>> {
    let mut statements = crate::postgres::tokens(&text[range.clone()]);
    for token in statements.iter_mut().flatten() {
        token.span = token.span.start + range.start..token.span.end + range.start;
    }
    statements
}
