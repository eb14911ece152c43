//! What a text that is run may do, as far as its words are constants.
use super::{Reader, harmless};
use crate::Dialect;
use crate::statement::{
    Block, BlockStatement, HOLE, Kind, QualifiedName, Span, Statement, StatementKind,
};

/// Statements that change nothing which the model holds.
const HARMLESS: &[&str] = &[
    "alter database",
    "alter event",
    "alter schema",
    "alter server",
    "alter user",
    "analyze",
    "check",
    "checksum",
    "close",
    "commit",
    "create database",
    "create event",
    "create role",
    "create schema",
    "create server",
    "create user",
    "deallocate",
    "delete",
    "do",
    "drop database",
    "drop event",
    "drop prepare",
    "drop role",
    "drop schema",
    "drop server",
    "drop user",
    "explain",
    "fetch",
    "flush",
    "get",
    "grant",
    "insert",
    "iterate",
    "kill",
    "leave",
    "lock",
    "open",
    "optimize",
    "prepare",
    "release",
    "repair",
    "replace",
    "resignal",
    "return",
    "revoke",
    "rollback",
    "savepoint",
    "select",
    "show",
    "signal",
    "start transaction",
    "truncate",
    "unlock",
    "update",
    "values",
    "with",
];

/// Says what running one of these texts may do.
pub(super) fn may_do(texts: &[String], span: Span) -> StatementKind {
    let mut all = Vec::new();
    for text in texts {
        match of_text(text) {
            Some(kinds) => all.extend(kinds),
            None => return StatementKind::Anything,
        }
    }
    match (texts, &all[..]) {
        ([], _) => StatementKind::Anything,
        (_, []) => harmless(Vec::new()),
        _ => block(all, span),
    }
}

/// Statements that may each be run.
pub(super) fn block(kinds: Vec<StatementKind>, span: Span) -> StatementKind {
    let statements = kinds.into_iter().map(|kind| {
        BlockStatement::Constant(Statement {
            span,
            kind,
            is_read: true,
        })
    });
    StatementKind::Block(Block {
        statements: statements.collect(),
        types: Vec::new(),
        problem: None,
    })
}

fn of_text(text: &str) -> Option<Vec<StatementKind>> {
    let mut all = Vec::new();
    for tokens in crate::mysql::tokens(text) {
        let reader = Reader::new(text, &tokens, Dialect::Mysql);
        let calls = ["call", "execute", "set"];
        if reader.is_any_word(&calls) {
            return None;
        }
        all.extend(changes(&mut reader.clone())?);
    }
    Some(all)
}

/// Reads what a statement may change, by its first words; `None` if that may be anything.
pub(super) fn changes(reader: &mut Reader<'_>) -> Option<Vec<StatementKind>> {
    if reader.eat_any(HARMLESS).is_some() {
        return Some(Vec::new());
    }
    let word = reader.eat_any(&["create", "alter", "drop", "rename"])?;
    let replaces = reader.eat("or replace");
    reader.eat_any(&["temporary", "online", "offline", "ignore"]);
    skip_definer(reader);
    reader.eat_any(&["unique", "fulltext", "spatial", "aggregate"]);
    let what = reader.eat_any(&[
        "tables",
        "table",
        "index",
        "view",
        "procedure",
        "function",
        "trigger",
        "sequence",
    ])?;
    reader.eat_any(&["if not exists", "if exists"]);
    let start = reader.at;
    let name = reader.attempt(Reader::qualified_name)?;
    reader.at = start;
    let names = reader.clone().all_names();
    // Indexes and triggers are of a table that is named behind them.
    let table = match what {
        "table" | "tables" => Some(name.clone()),
        "index" | "trigger" if word != "drop" || what == "index" => Some(behind_on(reader)?),
        _ => None,
    };
    let kind = match what {
        "view" => Kind::View,
        "procedure" | "function" => Kind::Routine,
        "sequence" => Kind::Sequence,
        _ => Kind::Table,
    };
    if word == "create"
        && matches!(
            what,
            "table" | "view" | "procedure" | "function" | "sequence"
        )
    {
        let makes = StatementKind::Makes {
            names: vec![name.clone()],
        };
        return Some(
            match replaces {
                true => vec![touches(kind, vec![name.clone()], is_hole(&name)), makes],
                false => vec![makes],
            }
            .into_iter()
            .flat_map(several)
            .collect(),
        );
    }
    let has_hole = match (&table, word) {
        // All that it names: `DROP TABLE a, b`, `RENAME TABLE a TO b`.
        (_, "drop" | "rename") if what != "index" => names.iter().any(is_hole),
        (Some(table), _) => is_hole(table),
        (None, _) => names.iter().any(is_hole),
    };
    let mut kinds = several(touches(kind, names.clone(), has_hole));
    let renames = word == "rename"
        || names
            .iter()
            .any(|it| it.name.text == "rename" && !it.name.quoted);
    if renames {
        kinds.push(StatementKind::Makes { names });
    }
    Some(kinds)
}

/// What changes these, and where a name is not known, any of the kind.
fn touches(kind: Kind, names: Vec<QualifiedName>, has_hole: bool) -> StatementKind {
    let names: Vec<QualifiedName> = names.into_iter().filter(|name| !is_hole(name)).collect();
    let touches = StatementKind::Touches { names };
    match has_hole {
        true => block(
            vec![StatementKind::ChangesSome(kind), touches],
            Span::default(),
        ),
        false => touches,
    }
}

/// The kinds that a block of them stands for.
fn several(kind: StatementKind) -> Vec<StatementKind> {
    match kind {
        StatementKind::Block(block) => {
            let statements = block.statements.into_iter();
            let kinds = statements.filter_map(|own| match own {
                BlockStatement::Constant(statement) => Some(statement.kind),
                _ => None,
            });
            kinds.collect()
        }
        kind => vec![kind],
    }
}

/// `DEFINER = user`, `ALGORITHM = …`, `SQL SECURITY …`.
fn skip_definer(reader: &mut Reader<'_>) {
    let is_kind =
        |reader: &Reader<'_>| reader.is_any_word(&["view", "procedure", "function", "trigger"]);
    if reader.is_any_word(&["definer", "algorithm", "sql"]) {
        reader.skip_until(is_kind);
    }
}

/// The table behind `ON`.
fn behind_on(reader: &Reader<'_>) -> Option<QualifiedName> {
    let mut reader = reader.clone();
    reader.skip_until(|reader| reader.is_word("on"));
    reader.expect("on")?;
    reader.qualified_name()
}

fn is_hole(name: &QualifiedName) -> bool {
    name.name.text.contains(HOLE)
}
