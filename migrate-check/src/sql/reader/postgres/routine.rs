//! Functions, procedures and aggregates.
use super::Reader;
use crate::schema::Kind;
use crate::schema::statement::{Name, ObjectName, RoutineArgument, StatementKind, TypeName};

/// What they are called.
pub(super) const WORDS: &[&str] = &["function", "procedure", "aggregate", "routine"];

/// Reads `CREATE FUNCTION`, `CREATE PROCEDURE`, `CREATE AGGREGATE`.
pub(super) fn create_routine(_reader: &mut Reader<'_>) -> Option<StatementKind> {
    None
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
