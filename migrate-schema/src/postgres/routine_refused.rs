//! What PostgreSQL refuses in the definition of a function whatever it does.
use super::expression_refused::{self, Context, Refused};
use super::routine::same_type;
use crate::lookup::Brought;
use crate::model::{DataType, Routine};
use crate::{Fault, Schema};
use migrate_sql::spelling::closest;
use migrate_sql::statement::{CreateRoutine, Name, RoutineArgument, RoutineBody, Span};

/// Finds what is wrong with parameters, result and language.
pub(super) fn definition(
    schema: &Schema,
    create: &CreateRoutine,
    routine: &Routine,
) -> Option<Fault> {
    if create.what == "aggregate" {
        return None;
    }
    of_parameters(schema, create)
        .or_else(|| of_variadic(create, routine))
        .or_else(|| of_result(create, routine))
        .or_else(|| of_open_result(create, routine))
        .or_else(|| of_language(create))
        .or_else(|| unknown_language(schema, create))
}

fn invalid(span: Span, message: impl Into<String>) -> Option<Fault> {
    Some(Fault::new(
        migrate_sql::codes::INVALID_DEFINITION,
        span,
        message,
    ))
}

fn of_parameters(schema: &Schema, create: &CreateRoutine) -> Option<Fault> {
    let is_input = |mode: &str| mode != "out";
    let mut has_default = false;
    for (place, argument) in create.arguments.iter().enumerate() {
        let span = argument.data_type.span;
        if argument.data_type.set_of {
            return invalid(span, "a parameter can't be `SETOF` a type");
        }
        let others = &create.arguments[..place];
        let is_same = |other: &RoutineArgument| {
            // One that only comes out may have the name of one that only goes in.
            let is_apart = (other.mode == "out") != (argument.mode == "out")
                && other.mode != "inout"
                && argument.mode != "inout";
            let names = (&other.name, &argument.name);
            matches!(names, (Some(other), Some(own)) if other.text == own.text) && !is_apart
        };
        if let (Some(name), true) = (&argument.name, others.iter().any(is_same)) {
            return invalid(name.span, format!("there are two parameters `{name}`"));
        }
        match &argument.default {
            Some(default) if !is_input(argument.mode) => {
                return invalid(
                    default.span,
                    "a parameter that comes out can't have a default",
                );
            }
            Some(default) => {
                has_default = true;
                let context = Context::Default;
                if expression_refused::find(schema, &default.root, context) == Some(Refused::Column)
                {
                    let message = "a default can't refer to a parameter or column";
                    return invalid(default.span, message);
                }
                if let Some(fault) = expression_refused::fault(schema, default, context) {
                    return Some(fault);
                }
            }
            None if has_default && is_input(argument.mode) && argument.mode != "variadic" => {
                let message = "the parameters behind one with a default need one too";
                return invalid(span, message);
            }
            None => {}
        }
    }
    None
}

/// What takes any number of values takes them as an array.
fn of_variadic(create: &CreateRoutine, routine: &Routine) -> Option<Fault> {
    const ARRAYS: &[&str] = &[
        "any",
        "anyarray",
        "anycompatiblearray",
        "int2vector",
        "oidvector",
    ];
    let mut pairs = create.arguments.iter().zip(&routine.parameters);
    let (argument, _) = pairs.find(|(argument, parameter)| {
        let own = &parameter.data_type;
        let is_other = own
            .built_in_name()
            .is_some_and(|name| !ARRAYS.contains(&name));
        argument.mode == "variadic" && own.dimensions == 0 && is_other
    })?;
    invalid(
        argument.data_type.span,
        "a `VARIADIC` parameter has to be an array",
    )
}

fn of_result(create: &CreateRoutine, routine: &Routine) -> Option<Fault> {
    let outputs: Vec<&DataType> = routine
        .parameters
        .iter()
        .filter(|parameter| matches!(parameter.mode, "out" | "inout"))
        .map(|parameter| &parameter.data_type)
        .collect();
    if create.what != "function" {
        return None;
    }
    let Some(returns) = &create.returns else {
        let is_missing = outputs.is_empty() && create.returns_table.is_empty();
        let message = "the function does not say what it returns";
        return invalid(create.name.span(), message)
            .filter(|_| is_missing)
            .map(|fault| fault.help("write `RETURNS …`; `RETURNS void` for nothing"));
    };
    let wrong = match (&*outputs, routine.returns.as_ref()?) {
        ([], _) => false,
        ([one], own) => same_type(one, own) == Some(false),
        (_, own) => own.built_in_name().is_some_and(|name| name != "record"),
    };
    let message = "the result is another type than the parameters that come out";
    invalid(returns.span, message)
        .filter(|_| wrong)
        .map(|fault| fault.help("leave out `RETURNS`"))
}

/// The types that stand for any, and what a result of each is found out from
/// (`check_valid_polymorphic_signature` in `parse_coerce.c`).
const OPEN: &[(&str, &[&str])] = &[
    ("anyrange", &["anyrange", "anymultirange"]),
    ("anymultirange", &["anyrange", "anymultirange"]),
    (
        "anycompatiblerange",
        &["anycompatiblerange", "anycompatiblemultirange"],
    ),
    (
        "anycompatiblemultirange",
        &["anycompatiblerange", "anycompatiblemultirange"],
    ),
    ("anyelement", FIRST_FAMILY),
    ("anyarray", FIRST_FAMILY),
    ("anynonarray", FIRST_FAMILY),
    ("anyenum", FIRST_FAMILY),
    ("anycompatible", SECOND_FAMILY),
    ("anycompatiblearray", SECOND_FAMILY),
    ("anycompatiblenonarray", SECOND_FAMILY),
];

const FIRST_FAMILY: &[&str] = &[
    "anyarray",
    "anyelement",
    "anyenum",
    "anymultirange",
    "anynonarray",
    "anyrange",
];

const SECOND_FAMILY: &[&str] = &[
    "anycompatible",
    "anycompatiblearray",
    "anycompatiblemultirange",
    "anycompatiblenonarray",
    "anycompatiblerange",
];

/// A result of any type is of the type that a parameter has in a call.
fn of_open_result(create: &CreateRoutine, routine: &Routine) -> Option<Fault> {
    let inputs = super::routine::inputs(&routine.parameters);
    let inputs: Vec<&str> = inputs
        .filter_map(|own| own.data_type.built_in_name())
        .collect();
    let arguments = create.arguments.iter().map(|own| own.data_type.span);
    let columns = create.returns_table.iter().map(|(_, own)| own.span);
    let outputs = routine.parameters.iter().zip(arguments.chain(columns));
    let outputs = outputs.filter(|(own, _)| own.mode != "in" && own.mode != "variadic");
    let outputs = outputs.map(|(own, span)| (&own.data_type, span));
    let result = create.returns.as_ref().zip(routine.returns.as_ref());
    let result = result.map(|(written, own)| (own, written.span));
    outputs.chain(result).find_map(|(own, span)| {
        let name = own.built_in_name()?;
        let (_, from) = OPEN.iter().find(|(open, _)| *open == name)?;
        let is_known = inputs.iter().any(|input| from.contains(input));
        let message = format!("no parameter says which type `{name}` stands for in the result");
        (!is_known).then(|| invalid(span, message))?
    })
}

fn of_language(create: &CreateRoutine) -> Option<Fault> {
    let returned = create
        .returns
        .as_ref()
        .filter(|own| own.name.qualifiers.is_empty());
    if let (Some(own), Some("sql")) = (returned, create.language())
        && ["event_trigger", "trigger"].contains(&&*own.name.name.text)
    {
        let fault = invalid(own.span, "the function of a trigger can't be in SQL")?;
        return Some(fault.help("write `LANGUAGE plpgsql`"));
    }
    let is_plain = matches!(create.body, RoutineBody::Statements(_));
    match (create.language(), &create.body) {
        (None, RoutineBody::Text(_, span)) => {
            let fault = invalid(*span, "the function does not say in which language it is")?;
            Some(fault.help("write `LANGUAGE sql` or `LANGUAGE plpgsql`"))
        }
        (Some(language), _) if is_plain && language != "sql" => {
            let message = format!("a body without quotes is SQL, not `{language}`");
            invalid(create.name.span(), message)
        }
        _ => None,
    }
}

/// Finds a language that the server does not have: its own are those of the engine, and nothing that could
/// bring another was there.
fn unknown_language(schema: &Schema, create: &CreateRoutine) -> Option<Fault> {
    const OWN: &[&str] = &["c", "internal", "plpgsql", "sql"];
    // An administrator may have installed these with their extensions.
    const OTHERS: &[&str] = &["edbspl", "java", "javau", "spl"];
    let Name { text, span, .. } = create.language.as_ref()?;
    let close = closest(text, OWN.iter().copied());
    let is_installed = OTHERS.contains(&&**text) || text.starts_with("pl") && close.is_none();
    let may_be = OWN.contains(&&**text)
        || is_installed
        || schema.may_have(text)
        || schema.may_be_brought(Brought::Other, text);
    let fault = Fault::new(
        migrate_sql::codes::UNKNOWN_OBJECT,
        *span,
        format!("there is no language `{text}`"),
    );
    (!may_be).then(|| match close {
        Some(close) => fault.help(format!("the closest one is `{close}`")),
        None => fault,
    })
}
