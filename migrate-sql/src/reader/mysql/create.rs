//! `CREATE`.
use super::key::{elements, method};
use super::table::{create_table, query_to_end};
use super::{Reader, harmless, skip_brackets, skip_rest, written_from};
use crate::statement::{
    ColumnReference, CreateIndex, CreateRoutine, CreateSequence, CreateTrigger, CreateView,
    ExprNode, Expression, Name, QualifiedName, RoutineBody, SequenceOptions, Span, StatementKind,
};

/// What an account may do, and what holds files: nothing of the schema.
const HARMLESS: &[&str] = &[
    "database",
    "schema",
    "user",
    "role",
    "server",
    "tablespace",
    "undo tablespace",
    "logfile",
    "resource",
    "spatial reference",
];

/// After `CREATE`.
pub(super) fn create(reader: &mut Reader<'_>) -> Option<StatementKind> {
    let or_replace = reader.eat("or replace");
    if reader.eat_any(HARMLESS).is_some() {
        skip_rest(reader);
        return Some(harmless(Vec::new()));
    }
    let temporary = reader.eat("temporary");
    if reader.eat("table") {
        return create_table(reader, or_replace, temporary);
    }
    if reader.eat("sequence") {
        return sequence(reader, or_replace, temporary);
    }
    if let Some(index) = index(reader, or_replace) {
        return index;
    }
    // `DEFINER = 'me'@'localhost'`, `ALGORITHM = MERGE`, `SQL SECURITY INVOKER`.
    const OBJECTS: &[&str] = &["view", "trigger", "procedure", "function", "event"];
    reader.eat("aggregate");
    while reader.is_any_word(&["definer", "algorithm", "sql", "aggregate"]) {
        reader.at += 1;
        reader.skip_until(|reader| {
            reader.is_any_word(OBJECTS) || reader.is_any_word(&["definer", "sql", "aggregate"])
        });
    }
    match reader.eat_any(OBJECTS)? {
        "view" => view(reader, or_replace),
        "trigger" => trigger(reader, or_replace),
        "procedure" => routine(reader, or_replace, "procedure"),
        "function" => routine(reader, or_replace, "function"),
        _ => routine(reader, or_replace, "event"),
    }
}

/// Reads `[UNIQUE | FULLTEXT | SPATIAL] INDEX …`: `None` where no index is meant, `Some(None)` where
/// one is and can't be read.
fn index(reader: &mut Reader<'_>, or_replace: bool) -> Option<Option<StatementKind>> {
    reader
        .attempt(|reader| {
            reader.eat_any(&["online", "offline"]);
            let start = reader.at;
            let word = reader.eat_any(&["unique", "fulltext", "spatial", "vector"]);
            reader.expect("index")?;
            let method_name = word.filter(|word| *word != "unique").map(|word| Name {
                text: word.to_owned(),
                quoted: false,
                span: reader.span_from(start),
            });
            Some((word, method_name))
        })
        .map(|(word, kind)| {
            if or_replace {
                return None;
            }
            let if_not_exists = reader.eat("if not exists");
            let name = reader.qualified_name()?;
            let at = reader.here();
            let named = |text: String| Name {
                text,
                quoted: false,
                span: at,
            };
            let said = method(reader).map(named);
            reader.expect("on")?;
            let table = reader.qualified_name()?;
            let elements = elements(reader)?;
            skip_rest(reader);
            Some(StatementKind::CreateIndex(Box::new(CreateIndex {
                name: Some(name),
                table,
                unique: word == Some("unique"),
                if_not_exists,
                concurrently: None,
                only: false,
                method: kind.or(said),
                elements,
                include: Vec::new(),
                nulls_not_distinct: false,
                predicate: None,
            })))
        })
}

fn sequence(reader: &mut Reader<'_>, or_replace: bool, temporary: bool) -> Option<StatementKind> {
    let if_not_exists = reader.eat("if not exists");
    let name = reader.qualified_name()?;
    let start = reader.at;
    skip_rest(reader);
    let written = written_from(reader, start).to_ascii_lowercase();
    let mut others = vec![("options".to_owned(), written)];
    if or_replace {
        others.push(("or replace".to_owned(), String::new()));
    }
    Some(StatementKind::CreateSequence(CreateSequence {
        name,
        if_not_exists,
        temporary,
        options: SequenceOptions {
            others,
            ..SequenceOptions::default()
        },
    }))
}

/// After `VIEW`.
pub(super) fn view(reader: &mut Reader<'_>, or_replace: bool) -> Option<StatementKind> {
    let if_not_exists = reader.eat("if not exists");
    let name = reader.qualified_name()?;
    let columns = match reader.is_symbol("(") {
        true => reader.names_in_brackets()?,
        false => Vec::new(),
    };
    reader.expect("as")?;
    let start = reader.at;
    let query = query_to_end(reader);
    Some(StatementKind::CreateView(Box::new(CreateView {
        name,
        or_replace,
        if_not_exists,
        temporary: false,
        materialized: false,
        recursive: false,
        columns,
        query,
        definition: written_from(reader, start),
        options: String::new(),
        check_option: String::new(),
    })))
}

/// After `TRIGGER`.
fn trigger(reader: &mut Reader<'_>, or_replace: bool) -> Option<StatementKind> {
    let if_not_exists = reader.eat("if not exists");
    let name = reader.qualified_name()?;
    let start = reader.at;
    let timing = reader.eat_any(&["before", "after"])?;
    let mut events = Vec::new();
    loop {
        events.push(reader.eat_any(&["insert", "update", "delete"])?);
        if reader.eat("of") {
            reader.list(Reader::name)?;
        }
        if !reader.eat("or") {
            break;
        }
    }
    reader.expect("on")?;
    let table = reader.qualified_name()?;
    reader.expect("for each row")?;
    let rows = rows_named(reader);
    skip_rest(reader);
    Some(StatementKind::CreateTrigger(Box::new(CreateTrigger {
        name,
        or_replace,
        if_not_exists,
        temporary: false,
        table,
        timing,
        events,
        columns: Vec::new(),
        transition_tables: Vec::new(),
        is_constraint: false,
        for_each_row: true,
        condition: Some(rows),
        function: None,
        body: Vec::new(),
        definition: written_from(reader, start),
    })))
}

/// The columns of the new and old row that a trigger's body names: the one thing of it that is
/// looked up when the trigger is made.
fn rows_named(reader: &Reader<'_>) -> Expression {
    let mut reader = reader.clone();
    let start = reader.at;
    let mut nodes = Vec::new();
    while !reader.is_end() {
        let is_row = reader.is_any_word(&["new", "old"]) && reader.is_symbol_at(1, ".");
        let column = match is_row {
            true => reader.attempt(Reader::qualified_name),
            false => None,
        };
        match column {
            Some(name) if name.qualifiers.len() == 1 => {
                nodes.push(ExprNode::Column(ColumnReference {
                    table: Some(QualifiedName {
                        name: name.qualifiers[0].clone(),
                        qualifiers: Vec::new(),
                    }),
                    name: name.name,
                }));
            }
            Some(_) => {}
            // What a `.` follows is no row: `t.new`.
            None => reader.at += if reader.is_symbol_at(1, ".") { 2 } else { 1 },
        }
    }
    let span: Span = reader.span_from(start);
    Expression {
        tokens: Vec::new(),
        root: ExprNode::Compound(nodes, span),
        span,
    }
}

/// After `PROCEDURE`, `FUNCTION` or `EVENT`. Names in a body are looked up when it is run.
fn routine(reader: &mut Reader<'_>, or_replace: bool, what: &'static str) -> Option<StatementKind> {
    let if_not_exists = reader.eat("if not exists");
    let name = reader.qualified_name()?;
    let start = reader.at;
    if what == "event" {
        reader.expect("on schedule")?;
    } else {
        skip_brackets(reader)?;
    }
    skip_rest(reader);
    Some(StatementKind::CreateRoutine(Box::new(CreateRoutine {
        name,
        what,
        or_replace,
        if_not_exists,
        arguments: Vec::new(),
        returns: None,
        returns_table: Vec::new(),
        language: None,
        body: RoutineBody::Other,
        definition: written_from(reader, start),
        statements: Vec::new(),
        types: Vec::new(),
        problem: None,
    })))
}
