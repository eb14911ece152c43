//! Functions, procedures and aggregates.
use super::Reader;
use super::create::{statements_within, written};
use super::plpgsql::Frame;
use crate::statement::{
    CreateRoutine, Kind, Name, ObjectName, Query, RoutineArgument, RoutineBody, Span, Statement,
    StatementKind, TypeName,
};
use crate::token::{Token, TokenKind};
use std::ops::Range;

/// What they are called.
pub(super) const WORDS: &[&str] = &["function", "procedure", "aggregate", "routine"];

/// Reads `CREATE FUNCTION`, `CREATE PROCEDURE`, `CREATE AGGREGATE`.
pub(super) fn create_routine(reader: &mut Reader<'_>) -> Option<StatementKind> {
    reader.expect("create")?;
    let or_replace = reader.eat("or replace");
    let what = reader.eat_any(&["function", "procedure", "aggregate"])?;
    let name = reader.qualified_name()?;
    let start = reader.at;
    let mut routine = CreateRoutine {
        name,
        what,
        or_replace,
        if_not_exists: false,
        arguments: Vec::new(),
        returns: None,
        returns_table: Vec::new(),
        language: None,
        body: RoutineBody::Other,
        definition: String::new(),
        statements: Vec::new(),
        types: Vec::new(),
        problem: None,
    };
    if what == "aggregate" {
        aggregate(reader, &mut routine)?;
    } else {
        routine.arguments = arguments(reader)?;
        while !reader.is_end() {
            option(reader, &mut routine)?;
        }
        read_body(reader, &mut routine);
    }
    routine.definition = written(reader, start);
    Some(StatementKind::CreateRoutine(Box::new(routine)))
}

fn arguments(reader: &mut Reader<'_>) -> Option<Vec<RoutineArgument>> {
    reader.expect_symbol("(")?;
    if reader.eat_symbol(")") {
        return Some(Vec::new());
    }
    let arguments = reader.list(|reader| {
        let mut argument = argument(reader)?;
        if reader.eat("default") || reader.eat_symbol("=") || reader.eat_symbol(":=") {
            argument.default = Some(reader.expression()?);
        }
        Some(argument)
    })?;
    reader.expect_symbol(")")?;
    Some(arguments)
}

/// `(int, text) (sfunc = …)`, and the old form with its types among the options.
fn aggregate(reader: &mut Reader<'_>, routine: &mut CreateRoutine) -> Option<()> {
    let is_old = reader.is_symbol("(") && reader.is_symbol_at(2, "=");
    if is_old {
        return None;
    }
    let types = argument_types(reader)?;
    routine.arguments = types.into_iter().map(unnamed).collect();
    reader.at = reader.tokens.len();
    Some(())
}

fn unnamed(data_type: TypeName) -> RoutineArgument {
    RoutineArgument {
        name: None,
        mode: "in",
        data_type,
        default: None,
    }
}

fn option(reader: &mut Reader<'_>, routine: &mut CreateRoutine) -> Option<()> {
    const FLAGS: &[&str] = &[
        "window",
        "immutable",
        "stable",
        "volatile",
        "leakproof",
        "not leakproof",
        "called on null input",
        "returns null on null input",
        "strict",
        "external security invoker",
        "external security definer",
        "security invoker",
        "security definer",
    ];
    if reader.eat_any(FLAGS).is_some() {
        return Some(());
    }
    if reader.eat("returns table") {
        routine.returns_table = reader.in_brackets(|reader| {
            reader.list(|reader| Some((reader.name()?, reader.type_name()?)))
        })?;
    } else if reader.eat("returns") {
        routine.returns = Some(reader.type_name()?);
    } else if reader.eat("language") {
        let span = reader.here();
        let name = reader.name().map(|name| name.text);
        let text = name.or_else(|| reader.string())?.to_ascii_lowercase();
        routine.language = Some(Name {
            text,
            quoted: true,
            span,
        });
    } else if reader.eat_any(&["cost", "rows", "parallel"]).is_some() {
        reader.next()?;
    } else if reader.eat("support") {
        reader.qualified_name()?;
    } else if reader.eat("transform") {
        reader.list(|reader| {
            reader.expect("for type")?;
            reader.type_name()
        })?;
    } else if reader.eat("set") {
        setting(reader)?;
    } else if reader.eat("as") {
        let span = reader.here();
        reader.next_of(TokenKind::String)?;
        routine.body = RoutineBody::Text(String::new(), span);
        if reader.eat_symbol(",") {
            reader.next_of(TokenKind::String)?;
            routine.body = RoutineBody::Other;
        }
    } else if reader.is_word("return") || reader.is_words("begin atomic") {
        let start = reader.at;
        reader.at = reader.tokens.len();
        routine.body = RoutineBody::Statements(atomic(reader, start));
    } else {
        return None;
    }
    Some(())
}

/// Reads `search_path = a, b`, `x FROM CURRENT`, `TIME ZONE 'UTC'`.
fn setting(reader: &mut Reader<'_>) -> Option<()> {
    if reader.eat("time zone") {
        return reader.next().map(|_| ());
    }
    reader.qualified_name()?;
    if reader.eat("from current") {
        return Some(());
    }
    if !reader.eat("to") {
        reader.expect_symbol("=")?;
    }
    reader.list(|reader| {
        reader.eat_symbol("-");
        reader.next()
    })?;
    Some(())
}

/// Reads the statements of `BEGIN ATOMIC … END`, and the one of `RETURN`.
fn atomic(reader: &Reader<'_>, start: usize) -> Vec<Statement> {
    let tokens = &reader.tokens[start..];
    if tokens[0].is_word(reader.text, "return") {
        return vec![returned(reader, tokens)];
    }
    if tokens.len() < 3 || !tokens[0].is_word(reader.text, "begin") {
        return Vec::new();
    }
    let inner = &tokens[2..tokens.len() - 1];
    let is_end = |token: &Token| token.is_symbol(reader.text, ";");
    let statements = inner.split(is_end).filter(|tokens| !tokens.is_empty());
    statements
        .map(|tokens| super::super::statement(reader.text, tokens, reader.dialect))
        .collect()
}

/// Reads `RETURN e` as the query `SELECT e`.
fn returned(reader: &Reader<'_>, tokens: &[Token]) -> Statement {
    let mut inner = Reader::new(reader.text, &tokens[1..], reader.dialect);
    let span = tokens[0].span.start..tokens[tokens.len() - 1].span.end;
    let span = Span::from(span);
    let expression = inner.expression().filter(|_| inner.is_end());
    let kind = match expression {
        Some(expression) => StatementKind::Query(Box::new(Query::of_value(expression, span))),
        None => StatementKind::Touches { names: Vec::new() },
    };
    Statement {
        span,
        is_read: !matches!(kind, StatementKind::Touches { .. }),
        kind,
    }
}

/// Reads the text of a body, in languages that the engine reads at creation.
fn read_body(reader: &Reader<'_>, routine: &mut CreateRoutine) {
    let is_sql = routine.language() == Some("sql");
    let RoutineBody::Text(text, span) = &mut routine.body else {
        return;
    };
    let Some(range) = text_within(reader.text, span.range()) else {
        if is_sql {
            routine.statements = super::quoted_body::statements(reader, span.range());
        }
        return;
    };
    reader.text[range.clone()].clone_into(text);
    *span = range.clone().into();
    match routine.language() {
        Some("sql") => routine.statements = statements_within(reader, range),
        Some("plpgsql") => {
            let frame = Frame::of_routine(routine);
            if let Some(block) = super::plpgsql::read(reader, range, frame) {
                routine.types = block.types;
                routine.problem = block.problem;
            }
        }
        _ => {}
    }
}

/// The text between the quotes of a string, where that is what the string stands for.
pub(super) fn text_within(text: &str, string: Range<usize>) -> Option<Range<usize>> {
    let written = &text[string.clone()];
    let quote = match written.bytes().next()? {
        b'$' => written[1..].find('$')? + 2,
        b'\'' => 1,
        _ => return None,
    };
    let inner = string.start + quote..string.end.checked_sub(quote)?;
    let is_plain = quote > 1 || !text.get(inner.clone())?.contains('\'');
    (inner.start <= inner.end && is_plain).then_some(inner)
}

/// Reads the name of an existing one, with its arguments where they are given. Of these only the types
/// of those that are passed in are kept.
pub(super) fn signature(reader: &mut Reader<'_>, word: &'static str) -> Option<ObjectName> {
    let name = reader.qualified_name()?;
    let arguments = match reader.is_symbol("(") {
        true => Some(argument_types(reader)?),
        false => None,
    };
    Some(ObjectName {
        kind: Kind::Routine,
        word,
        name,
        arguments,
        table: None,
    })
}

fn argument_types(reader: &mut Reader<'_>) -> Option<Vec<TypeName>> {
    reader.expect_symbol("(")?;
    let mut types = Vec::new();
    while !reader.eat_symbol(")") {
        // `(*)`, `(ORDER BY a)` of aggregates.
        if reader.eat_symbol("*") || reader.eat("order by") || reader.eat_symbol(",") {
            continue;
        }
        let argument = argument(reader)?;
        if argument.mode != "out" {
            types.push(argument.data_type);
        }
    }
    Some(types)
}

/// Reads one argument, without its default.
pub(super) fn argument(reader: &mut Reader<'_>) -> Option<RoutineArgument> {
    const MODES: &[&str] = &["in out", "in", "out", "inout", "variadic"];
    let mut mode = reader.eat_any(MODES);
    let name = reader.attempt(named);
    if mode.is_none() {
        mode = reader.eat_any(MODES);
    }
    let data_type = reader.type_name()?;
    Some(RoutineArgument {
        name,
        mode: match mode {
            Some("in out" | "inout") => "inout",
            Some("out") => "out",
            Some("variadic") => "variadic",
            _ => "in",
        },
        data_type,
        default: None,
    })
}

/// Reads the name of an argument: what another name follows, or a mode.
fn named(reader: &mut Reader<'_>) -> Option<Name> {
    const TYPES: &[&str] = &[
        "double precision",
        "character varying",
        "char varying",
        "nchar varying",
        "national character",
        "national char",
        "bit varying",
    ];
    if TYPES.iter().any(|words| reader.is_words(words)) {
        return None;
    }
    let name = reader.name()?;
    let mut ahead = reader.clone();
    ahead.eat_any(&["in", "out", "inout", "variadic"]);
    ahead.type_name()?;
    let ends = ahead.is_symbol(",")
        || ahead.is_symbol(")")
        || ahead.is_symbol("=")
        || ahead.is_symbol(":=")
        || ahead.is_word("default")
        || ahead.is_word("order")
        || ahead.is_end();
    ends.then_some(name)
}
