//! What is neither `CREATE`, `ALTER` nor `DROP`.
use super::Reader;
use super::create::harmless;
use crate::statement::{Kind, Name, ObjectName, QualifiedName, StatementKind};
use crate::token::{Token, TokenKind};

/// What changes nothing that the model holds, whatever follows.
const HARMLESS: &[&str] = &[
    "checkpoint",
    "close",
    "deallocate",
    "declare",
    "explain",
    "fetch",
    "listen",
    "load",
    "merge",
    "move",
    "notify",
    "prepare",
    "reassign",
    "security",
    "show",
    "unlisten",
];

/// Reads such a statement.
pub(super) fn statement(reader: &mut Reader<'_>) -> Option<StatementKind> {
    if let Some(step) = reader.transaction() {
        return Some(StatementKind::Transaction(step));
    }
    if reader.is_words("table") {
        return reader.data();
    }
    // `EXPLAIN ANALYZE` runs what it explains: rows, or a table made of a query.
    let mut rest = 0..reader.tokens.len();
    if reader.is_word("explain") && rest.any(|n| reader.is_word_at(n, "create")) {
        return None;
    }
    if reader.eat_any(HARMLESS).is_some() {
        reader.at = reader.tokens.len();
        return Some(harmless(Vec::new(), None));
    }
    let first = reader.next()?;
    let word = reader.text[first.span.clone()].to_ascii_lowercase();
    match &*word {
        "set" => set(reader),
        "reset" | "discard" => reset(reader, &word),
        "grant" | "revoke" => privileges(reader),
        "truncate" => truncate(reader),
        "refresh" => refresh(reader),
        "lock" => {
            reader.eat("table");
            let tables = reader.list(relation)?;
            reader.at = reader.tokens.len();
            Some(harmless(tables, None))
        }
        "analyze" | "analyse" => {
            let tables = maintained(reader)?;
            Some(harmless(tables, None))
        }
        "vacuum" => {
            let tables = maintained(reader)?;
            Some(harmless(tables, Some("VACUUM")))
        }
        "cluster" => cluster(reader),
        "reindex" => reindex(reader),
        "copy" => copy(reader),
        _ => None,
    }
}

/// Reads `ONLY t *`.
fn relation(reader: &mut Reader<'_>) -> Option<QualifiedName> {
    reader.eat("only");
    let name = reader.qualified_name()?;
    reader.eat_symbol("*");
    Some(name)
}

/// Reads what follows `SET`.
fn set(reader: &mut Reader<'_>) -> Option<StatementKind> {
    if reader.is_any_word(&["constraints", "transaction"]) {
        reader.at = reader.tokens.len();
        return Some(harmless(Vec::new(), None));
    }
    let local = reader.eat("local");
    if !local {
        reader.eat("session");
    }
    if reader.eat("check_function_bodies") {
        reader.next()?;
        let value = reader.written(0).trim_matches('\'').to_ascii_lowercase();
        reader.at = reader.tokens.len();
        return Some(StatementKind::Pragma {
            name: "check_function_bodies".to_owned(),
            value: Some(value),
        });
    }
    let is_path = reader.eat("search_path");
    let is_namespace = !is_path && reader.eat("schema");
    if !is_path && !is_namespace {
        reader.at = reader.tokens.len();
        return Some(harmless(Vec::new(), None));
    }
    if is_path && !reader.eat("to") {
        reader.expect_symbol("=")?;
    }
    let path = match reader.is_word("default") {
        true => {
            reader.at += 1;
            default_path(reader)
        }
        false => reader.list(path_entry),
    };
    reader.at = reader.tokens.len();
    Some(StatementKind::SearchPath { path, local })
}

/// What a session starts with, but for the user's own schema.
fn default_path(reader: &Reader<'_>) -> Option<Vec<Name>> {
    Some(vec![Name {
        text: "public".to_owned(),
        quoted: false,
        span: reader.here(),
    }])
}

/// Reads one schema of a path, which may be written as a string.
fn path_entry(reader: &mut Reader<'_>) -> Option<Name> {
    if reader.token(0)?.kind != TokenKind::String {
        return reader.name();
    }
    let span = reader.here();
    let text = reader.string()?;
    Some(Name {
        text,
        quoted: true,
        span,
    })
}

fn reset(reader: &mut Reader<'_>, word: &str) -> Option<StatementKind> {
    let is_path = reader.is_any_word(&["search_path", "all"]);
    if word == "discard" {
        let value = reader.next()?;
        let value = reader.text[value.span.clone()].to_ascii_lowercase();
        return Some(StatementKind::Pragma {
            name: word.to_owned(),
            value: Some(value),
        });
    }
    let path = default_path(reader);
    reader.at = reader.tokens.len();
    if word == "reset" && is_path {
        return Some(StatementKind::SearchPath { path, local: false });
    }
    Some(harmless(Vec::new(), None))
}

/// Reads what follows `GRANT`, `REVOKE`.
fn privileges(reader: &mut Reader<'_>) -> Option<StatementKind> {
    const OBJECTS: &[(&str, Kind)] = &[
        ("sequence", Kind::Sequence),
        ("schema", Kind::Namespace),
        ("type", Kind::Type),
        ("domain", Kind::Type),
    ];
    reader.skip_until(|reader| reader.is_word("on"));
    if !reader.eat("on") {
        return Some(harmless(Vec::new(), None));
    }
    let end = |reader: &mut Reader<'_>| reader.at = reader.tokens.len();
    for (word, kind) in OBJECTS {
        if reader.eat(word) {
            let names = reader.list(Reader::qualified_name)?;
            let objects = names.into_iter().map(|name| named(*kind, word, name));
            let objects = objects.collect();
            end(reader);
            return Some(StatementKind::Needs { objects });
        }
    }
    if let Some(word) = reader.eat_any(super::routine::WORDS) {
        // A `FUNCTION` may be an aggregate here.
        let word = if word == "function" { "routine" } else { word };
        let objects = reader.list(|reader| super::routine::signature(reader, word))?;
        end(reader);
        return Some(StatementKind::Needs { objects });
    }
    const OTHERS: &[&str] = &[
        "all",
        "database",
        "foreign data wrapper",
        "foreign server",
        "language",
        "large object",
        "parameter",
        "property graph",
        "tablespace",
    ];
    let is_other = OTHERS.iter().any(|other| reader.is_words(other));
    let tables = match is_other {
        true => Vec::new(),
        false => {
            reader.eat("table");
            reader.list(Reader::qualified_name)?
        }
    };
    end(reader);
    Some(StatementKind::Granted { tables })
}

/// An object by its name alone.
pub(super) fn named(kind: Kind, word: &'static str, name: QualifiedName) -> ObjectName {
    ObjectName {
        kind,
        word,
        name,
        arguments: None,
        table: None,
    }
}

/// Reads what follows `TRUNCATE`.
fn truncate(reader: &mut Reader<'_>) -> Option<StatementKind> {
    reader.eat("table");
    let tables = reader.list(relation)?;
    reader.eat_any(&["restart identity", "continue identity"]);
    let cascade = reader.eat("cascade");
    reader.eat("restrict");
    Some(StatementKind::Truncate { tables, cascade })
}

/// Reads what follows `REFRESH`.
fn refresh(reader: &mut Reader<'_>) -> Option<StatementKind> {
    reader.expect("materialized view")?;
    let concurrently = reader.eat("concurrently");
    let name = reader.qualified_name()?;
    reader.eat("with data");
    reader.eat("with no data");
    Some(StatementKind::Refresh { name, concurrently })
}

/// Reads the tables of `ANALYZE`, `VACUUM`, behind their options.
fn maintained(reader: &mut Reader<'_>) -> Option<Vec<QualifiedName>> {
    if reader.eat_symbol("(") {
        reader.skip_until(|_| false);
        reader.expect_symbol(")")?;
    }
    while reader
        .eat_any(&["full", "freeze", "verbose", "analyze", "analyse"])
        .is_some()
    {}
    if reader.is_end() {
        return Some(Vec::new());
    }
    reader.list(|reader| {
        let name = relation(reader)?;
        if reader.is_symbol("(") {
            reader.names_in_brackets()?;
        }
        Some(name)
    })
}

fn cluster(reader: &mut Reader<'_>) -> Option<StatementKind> {
    if reader.eat_symbol("(") {
        reader.skip_until(|_| false);
        reader.expect_symbol(")")?;
    }
    reader.eat("verbose");
    if reader.is_end() {
        // All tables: not in a transaction.
        return Some(harmless(Vec::new(), Some("CLUSTER")));
    }
    let first = reader.qualified_name()?;
    // `CLUSTER index ON table` is the old form.
    let table = match reader.eat("on") {
        true => reader.qualified_name()?,
        false => first,
    };
    if reader.eat("using") {
        reader.name()?;
    }
    Some(harmless(vec![table], None))
}

fn reindex(reader: &mut Reader<'_>) -> Option<StatementKind> {
    let mut concurrently = false;
    if reader.eat_symbol("(") {
        let start = reader.at;
        reader.skip_until(|_| false);
        let tokens = &reader.tokens[start..reader.at];
        let mut options = tokens.split(|token| token.is_symbol(reader.text, ","));
        concurrently = options.any(|option| is_on(reader.text, option, "concurrently"));
        reader.expect_symbol(")")?;
    }
    let what = reader.eat_any(&["index", "table", "schema", "database", "system"])?;
    concurrently |= reader.eat("concurrently");
    let name = match reader.is_end() {
        true => None,
        false => Some(reader.qualified_name()?),
    };
    let refused = match what {
        "index" | "table" => concurrently.then_some("REINDEX CONCURRENTLY"),
        "schema" => Some("REINDEX SCHEMA"),
        "database" => Some("REINDEX DATABASE"),
        _ => Some("REINDEX SYSTEM"),
    };
    let tables = name.into_iter().filter(|_| what == "table");
    Some(harmless(tables.collect(), refused))
}

/// Whether these tokens turn an option on: `CONCURRENTLY`, `CONCURRENTLY TRUE`.
fn is_on(text: &str, option: &[Token], name: &str) -> bool {
    const OFF: &[&str] = &["false", "off", "0"];
    let is_it = option.first().is_some_and(|own| own.is_word(text, name));
    let value = option
        .get(1)
        .map(|own| text[own.span.clone()].trim_matches('\''));
    let is_off = value.is_some_and(|value| OFF.iter().any(|off| value.eq_ignore_ascii_case(off)));
    is_it && !is_off
}

/// Reads what follows `COPY`.
fn copy(reader: &mut Reader<'_>) -> Option<StatementKind> {
    let mut tables = Vec::new();
    if !reader.is_symbol("(") {
        reader.eat("binary");
        tables.push(reader.qualified_name()?);
    }
    reader.at = reader.tokens.len();
    Some(harmless(tables, None))
}
