//! What PostgreSQL refuses in the definition of a function whatever it does.
use super::expression_refused::{self, Context, Refused};
use super::routine::same_type;
use crate::schema::model::{DataType, Routine};
use crate::schema::statement::{CreateRoutine, RoutineArgument, RoutineBody, Span};
use crate::schema::{Fault, Schema};

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
        .or_else(|| of_language(create))
}

fn invalid(span: Span, message: impl Into<String>) -> Option<Fault> {
    Some(Fault::new("invalid-definition", span, message))
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

fn of_language(create: &CreateRoutine) -> Option<Fault> {
    let is_plain = matches!(create.body, RoutineBody::Statements(_));
    match (&create.language, &create.body) {
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
