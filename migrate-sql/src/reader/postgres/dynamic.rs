//! `EXECUTE` of PL/pgSQL.
//!
//! A text that is put together of constants and values is read with a name that nobody has, [`HOLE`],
//! in the place of each value. What it does is known as far as its words are constants: where a hole
//! is a whole table's name, some table is concerned, and nothing but tables.
use super::Reader;
use super::create::tokens_within;
use super::routine::text_within;
use super::variables::Variables;
use crate::statement::{
    BlockStatement, HOLE, Kind, Name, QualifiedName, Span, Statement, StatementKind,
};
use crate::token::TokenKind;

/// Reads what follows `EXECUTE`: constants in full, of others what is certain.
pub(super) fn execute(reader: &mut Reader<'_>, variables: &Variables) -> Vec<BlockStatement> {
    let start = reader.at;
    let span = reader.here();
    if let Some(constant) = constant(reader) {
        return constant;
    }
    reader.at = start;
    if let Some(texts) = variable(reader, variables) {
        let all = texts.iter().filter(|text| !text.is_empty());
        return all.flat_map(|text| of_text(text, reader, span)).collect();
    }
    reader.at = start;
    match template(reader) {
        Some(text) => of_text(&text, reader, span),
        None => vec![BlockStatement::Anything],
    }
}

/// The texts of a variable that stands alone.
fn variable<'v>(reader: &mut Reader<'_>, variables: &'v Variables) -> Option<&'v [String]> {
    let texts = variables.get(&reader.name()?.text)?;
    let is_alone = reader.is_end() || reader.is_any_word(&["into", "using"]);
    is_alone.then_some(texts)
}

/// What a text may do whose holes are values.
fn of_text(text: &str, reader: &Reader<'_>, span: Span) -> Vec<BlockStatement> {
    let statements = crate::postgres::tokens(text);
    let kinds = statements
        .iter()
        .map(|tokens| started(&mut Reader::new(text, tokens, reader.dialect)));
    let Some(kinds) = kinds.collect::<Option<Vec<_>>>() else {
        return vec![BlockStatement::Anything];
    };
    let kinds = kinds.into_iter().flatten();
    let statements = kinds.map(|kind| {
        BlockStatement::Constant(Statement {
            span,
            kind,
            is_read: true,
        })
    });
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
pub(super) fn template(reader: &mut Reader<'_>) -> Option<String> {
    let start = reader.at;
    let text = pieces(reader);
    // `(…)` around all of it is one piece.
    (reader.at > start && !text.starts_with(HOLE)).then_some(text)
}

/// Reads pieces with `||` between them.
pub(super) fn pieces(reader: &mut Reader<'_>) -> String {
    let mut text = String::new();
    while !reader.is_end() && !reader.is_any_word(&["into", "using"]) && !reader.is_symbol(")") {
        if reader.eat_symbol("||") {
            continue;
        }
        // A comma is nothing that goes on.
        if reader.is_symbol(",") {
            break;
        }
        text.push_str(&piece(reader));
    }
    text
}

/// Reads one of the pieces between `||`.
fn piece(reader: &mut Reader<'_>) -> String {
    let start = reader.at;
    reader.skip_until(|reader| {
        ["||", ","].iter().any(|symbol| reader.is_symbol(symbol))
            || reader.is_any_word(&["into", "using"])
    });
    let end = reader.at;
    let mut inner = Reader::new(reader.text, &reader.tokens[..end], reader.dialect);
    inner.at = start;
    if inner.is_word("concat") && inner.is_symbol_at(1, "(") {
        inner.at += 1;
        let all = inner.in_brackets(|inner| inner.list(|inner| Some(pieces(inner))));
        let all = all.filter(|_| inner.is_end());
        return all.map_or(HOLE.to_owned(), |all| all.concat());
    }
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
        "alter database",
        "alter default privileges",
        "alter event trigger",
        "alter foreign data wrapper",
        "alter group",
        "alter language",
        "alter large object",
        "alter role",
        "alter server",
        "alter subscription",
        "alter system",
        "alter tablespace",
        "alter user",
        "analyze",
        "cluster",
        "comment",
        "copy",
        "delete",
        "drop database",
        "drop event trigger",
        "drop foreign data wrapper",
        "drop role",
        "drop server",
        "drop subscription",
        "drop tablespace",
        "drop user",
        "grant",
        "insert",
        "listen",
        "lock",
        "merge",
        "notify",
        "reassign",
        "refresh",
        "reindex",
        "revoke",
        "security label",
        "select",
        "truncate",
        "unlisten",
        "update",
        "vacuum",
        "values",
    ];
    if reader.eat_any(HARMLESS).is_some() {
        return Some(vec![super::create::harmless(Vec::new(), None)]);
    }
    if let Some(released) = released(reader) {
        return Some(vec![released]);
    }
    if reader.eat("set") {
        return set(reader);
    }
    if reader.eat("create") {
        return created(reader);
    }
    if reader.eat("alter table") {
        return alter_table(reader);
    }
    if reader.eat("alter") {
        return altered(reader);
    }
    if reader.eat("drop") {
        return dropped(reader);
    }
    None
}

/// Behind `SET`.
/// `DROP PUBLICATION`, `ALTER STATISTICS` and their like.
fn released(reader: &mut Reader<'_>) -> Option<StatementKind> {
    const WORDS: &[(&str, &str)] = &[
        ("alter publication", "publication"),
        ("alter statistics", "statistics"),
        ("drop publication", "publication"),
        ("drop statistics", "statistics"),
    ];
    let mut words = WORDS.iter();
    let (_, what) = words.find(|(words, _)| reader.eat(words))?;
    reader.eat("if exists");
    let start = reader.here();
    let mut names = reader.all_names();
    if names.is_empty() {
        let name = Name {
            text: HOLE.to_owned(),
            quoted: true,
            span: start,
        };
        names.push(QualifiedName {
            qualifiers: Vec::new(),
            name,
        });
    }
    Some(StatementKind::Releases { what, names })
}

fn set(reader: &mut Reader<'_>) -> Option<Vec<StatementKind>> {
    let local = reader.eat("local");
    if !local {
        reader.eat("session");
    }
    let is_path = reader.is_any_word(&["search_path", "schema"]) || reader.written(0) == HOLE;
    Some(vec![match is_path {
        true => StatementKind::SearchPath { path: None, local },
        false => super::create::harmless(Vec::new(), None),
    }])
}

/// Behind `CREATE`: whatever it makes, what is there stays as it is, unless it replaces that.
fn created(reader: &mut Reader<'_>) -> Option<Vec<StatementKind>> {
    /// Kinds that the model holds, and whether one may be replaced.
    const KINDS: &[(&str, Option<Kind>)] = &[
        ("materialized view", None),
        ("recursive view", Some(Kind::View)),
        ("view", Some(Kind::View)),
        ("function", Some(Kind::Routine)),
        ("procedure", Some(Kind::Routine)),
        ("aggregate", Some(Kind::Routine)),
        ("foreign table", None),
        ("table", None),
        ("sequence", None),
        ("type", None),
        ("domain", None),
        ("schema", None),
        ("extension", None),
        ("unique index", None),
        ("index", None),
        ("constraint trigger", None),
        ("trigger", None),
        ("policy", None),
        ("rule", Some(Kind::Table)),
    ];
    /// What the model does not hold.
    const OTHERS: &[&str] = &[
        "access",
        "cast",
        "collation",
        "conversion",
        "database",
        "event",
        "foreign data",
        "group",
        "language",
        "operator",
        "publication",
        "role",
        "server",
        "statistics",
        "subscription",
        "tablespace",
        "text",
        "transform",
        "trusted",
        "user",
    ];
    let replaces = reader.eat("or replace");
    reader.eat_any(&["global", "local"]);
    reader.eat_any(&["temporary", "temp", "unlogged"]);
    let Some((_, kind)) = KINDS.iter().find(|(word, _)| reader.eat(word)) else {
        let is_other = reader.is_any_word(OTHERS);
        return is_other.then(|| vec![super::create::harmless(Vec::new(), None)]);
    };
    reader.eat("concurrently");
    reader.eat("if not exists");
    let name = reader.attempt(Reader::qualified_name)?;
    let mut kinds = vec![makes(vec![name.clone()])];
    match (replaces, kind) {
        (true, Some(kind)) if is_hole(&name) => kinds.push(StatementKind::ChangesSome(*kind)),
        (true, _) => kinds.push(touches(vec![name])),
        (false, Some(Kind::Table)) => kinds.push(StatementKind::ChangesSome(Kind::Table)),
        (false, _) => {}
    }
    Some(kinds)
}

/// Behind `ALTER`, of anything but a table.
fn altered(reader: &mut Reader<'_>) -> Option<Vec<StatementKind>> {
    let kind = kind(reader)?;
    let renames = (0..reader.tokens.len()).any(|n| reader.is_word_at(n, "rename"));
    let moves = (0..reader.tokens.len()).any(|n| reader.is_word_at(n, "schema"));
    reader.eat("if exists");
    let mut names = reader.all_names();
    let is_any = names.first().is_none_or(is_hole);
    let some = is_any.then_some(StatementKind::ChangesSome(kind));
    let new = match renames || moves {
        true => vec![makes(names.clone())],
        false => Vec::new(),
    };
    names.truncate(1);
    Some(
        some.into_iter()
            .chain([touches(names)])
            .chain(new)
            .collect(),
    )
}

/// Reads the word for a kind that has names of its own.
fn kind(reader: &mut Reader<'_>) -> Option<Kind> {
    Some(
        match reader.eat_any(&[
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
            "routine",
            "aggregate",
        ])? {
            "table" | "foreign table" => Kind::Table,
            "index" => Kind::Index,
            "view" => Kind::View,
            "materialized view" => Kind::MaterializedView,
            "sequence" => Kind::Sequence,
            "type" | "domain" => Kind::Type,
            _ => Kind::Routine,
        },
    )
}

/// Behind `ALTER TABLE`.
fn alter_table(reader: &mut Reader<'_>) -> Option<Vec<StatementKind>> {
    reader.eat("if exists");
    reader.eat("only");
    let table = reader.qualified_name()?;
    reader.eat_symbol("*");
    let start = reader.at;
    const ACTIONS: &[&str] = &[
        "add", "alter", "attach", "detach", "drop", "enable", "disable", "force", "inherit", "no",
        "of", "not", "rename", "set",
    ];
    /// What changes nothing that the model holds.
    const HARMLESS: &[&str] = &[
        "cluster on",
        "disable trigger",
        "enable trigger",
        "owner to",
        "replica identity",
        "reset",
        "set access method",
        "set tablespace",
        "set without",
        "validate constraint",
    ];
    if reader.eat_any(HARMLESS).is_some() {
        return Some(Vec::new());
    }
    if !reader.is_any_word(ACTIONS) {
        return None;
    }
    let names = reader.all_names();
    reader.at = start;
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
    let new = makes_names.then(|| makes(names.clone()));
    let changed = match is_hole(&table) {
        true => vec![StatementKind::ChangesSome(Kind::Table), touches(names)],
        false => vec![touches([vec![table], names].concat())],
    };
    Some(changed.into_iter().chain(new).collect())
}

/// Behind `DROP`.
fn dropped(reader: &mut Reader<'_>) -> Option<Vec<StatementKind>> {
    if reader.eat_any(&["trigger", "policy", "rule"]).is_some() {
        reader.eat("if exists");
        reader.name()?;
        reader.expect("on")?;
        let table = reader.qualified_name()?;
        return Some(vec![match is_hole(&table) {
            true => StatementKind::ChangesSome(Kind::Table),
            false => touches(vec![table]),
        }]);
    }
    let kind = kind(reader)?;
    reader.eat("concurrently");
    reader.eat("if exists");
    let names = reader.all_names();
    let is_cascade = |name: &QualifiedName| name.name.text == "cascade" && !name.name.quoted;
    if names.iter().any(is_cascade) {
        return None;
    }
    let is_any = names.is_empty() || names.iter().any(is_hole);
    let some = is_any.then_some(StatementKind::ChangesSome(kind));
    Some(some.into_iter().chain([touches(names)]).collect())
}

/// Whether the name itself is not known. (One that is not known but for its schema is looked for in
/// all of them anyway.)
fn is_hole(name: &QualifiedName) -> bool {
    name.name.text.contains(HOLE)
}

fn makes(names: Vec<QualifiedName>) -> StatementKind {
    StatementKind::Makes { names }
}

fn touches(names: Vec<QualifiedName>) -> StatementKind {
    let names = names.into_iter().filter(|name| !is_hole(name)).collect();
    StatementKind::Touches { names }
}
