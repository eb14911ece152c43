//! `CREATE FUNCTION`, `CREATE PROCEDURE`, `CREATE AGGREGATE`.
use super::casts::type_text;
use super::place::target;
use super::routine::{all_same, inputs, same_type, shown_arguments};
use super::{routine_body as body, types};
use crate::model::{DataType, Object, ObjectId, ObjectKind, Routine, RoutineParameter, Use};
use crate::resolve;
use crate::{Fault, Schema};
use migrate_sql::statement::{CreateRoutine, RoutineBody, TypeName};

/// Makes or replaces one.
pub(super) fn create(schema: &mut Schema, create: &CreateRoutine) -> Vec<Fault> {
    let name = &create.name.name;
    let mut faults = Vec::new();
    let routine = routine(schema, create, &mut faults);
    if faults.is_empty() {
        faults.extend(super::routine_refused::definition(schema, create, &routine));
    }
    let namespace = match target(schema, &create.name) {
        Ok(Some(namespace)) => namespace,
        Ok(None) => {
            schema.doubt(&name.text);
            return faults;
        }
        Err(fault) => {
            schema.doubt(&name.text);
            return vec![fault];
        }
    };
    if faults.is_empty() {
        faults.extend(body::faults(schema, create, &routine));
    }
    match same_signature(schema, &namespace, &name.text, &routine) {
        Signature::Free => {}
        Signature::Doubtful => schema.doubt(&name.text),
        Signature::Taken(id) => {
            let object = schema.object(id);
            let is_certain = object.is_certain;
            let ObjectKind::Routine(old) = &object.kind else {
                return faults;
            };
            let fault = match create.or_replace {
                true => changed(schema, create, old, &routine),
                false => {
                    let shown = shown_arguments(schema, old);
                    let message = format!(
                        "there is already {} {} `{name}({shown})`",
                        super::faults::article(old.what),
                        old.what
                    );
                    let fault =
                        Fault::new(migrate_sql::codes::DUPLICATE_FUNCTION, name.span, message);
                    Some(fault.help(format!(
                        "write `CREATE OR REPLACE {}` to replace it",
                        create.what.to_uppercase()
                    )))
                }
            };
            faults.extend(fault.filter(|_| is_certain));
            schema.object_mut(id).kind = ObjectKind::Routine(routine);
            return faults;
        }
    }
    let is_known = !schema.may_have(&name.text);
    schema.add(Object {
        namespace,
        name: name.text.clone(),
        is_certain: is_known || !create.or_replace,
        comment: None,
        kind: ObjectKind::Routine(routine),
    });
    faults
}

fn routine(schema: &Schema, create: &CreateRoutine, faults: &mut Vec<Fault>) -> Routine {
    // A type of its own may follow a function in C, or a shell of one be made.
    let makes_shells = matches!(create.language(), Some("c" | "internal") | None);
    let mut resolved = |name: &TypeName| match types::resolve(schema, name) {
        Ok(found) => found,
        Err(fault) => {
            if !makes_shells {
                faults.push(fault);
            }
            DataType {
                base: crate::model::BaseType::Unknown {
                    namespace: None,
                    name: name.name.name.text.clone(),
                },
                modifiers: Vec::new(),
                dimensions: name.dimensions,
            }
        }
    };
    let mut parameters: Vec<RoutineParameter> = Vec::new();
    for argument in &create.arguments {
        parameters.push(RoutineParameter {
            name: argument.name.as_ref().map(|name| name.text.clone()),
            mode: argument.mode,
            data_type: resolved(&argument.data_type),
            has_default: argument.default.is_some(),
        });
    }
    for (name, data_type) in &create.returns_table {
        parameters.push(RoutineParameter {
            name: Some(name.text.clone()),
            mode: "table",
            data_type: resolved(data_type),
            has_default: false,
        });
    }
    let written = create.returns.as_ref();
    let returns_set = written.is_some_and(|name| name.set_of) || !create.returns_table.is_empty();
    let returns = written
        .map(&mut resolved)
        .or_else(|| given_out(&parameters));
    let uses = uses(schema, create, &parameters);
    Routine {
        what: create.what,
        parameters,
        returns: returns.filter(|_| create.what == "function"),
        returns_set,
        definition: create.definition.clone(),
        uses,
    }
}

/// The type of what a function gives out by its parameters.
fn given_out(parameters: &[RoutineParameter]) -> Option<DataType> {
    let is_output =
        |parameter: &&RoutineParameter| matches!(parameter.mode, "out" | "inout" | "table");
    let mut outputs = parameters.iter().filter(is_output);
    let first = outputs.next()?;
    Some(match outputs.next() {
        None => first.data_type.clone(),
        Some(_) => DataType::built_in("record"),
    })
}

/// What an SQL-standard body refers to.
fn uses(schema: &Schema, create: &CreateRoutine, parameters: &[RoutineParameter]) -> Vec<Use> {
    let defaults = create.arguments.iter();
    let defaults = defaults.filter_map(|argument| argument.default.as_ref());
    let of_defaults = defaults.flat_map(|default| super::resolve_default(schema, default).uses);
    let RoutineBody::Statements(statements) = &create.body else {
        return of_defaults.collect();
    };
    let columns = body::parameter_columns(parameters);
    let names = [&*create.name.name.text];
    let own = body::own(&names, &columns);
    let of = |statement| resolve::data_within(schema, statement, &[own]).uses;
    of_defaults.chain(statements.iter().flat_map(of)).collect()
}

enum Signature {
    Free,
    Taken(ObjectId),
    Doubtful,
}

fn same_signature(schema: &Schema, namespace: &str, name: &str, routine: &Routine) -> Signature {
    let Some(own) = schema.namespaces.get(namespace) else {
        return Signature::Free;
    };
    let types: Vec<DataType> = inputs(&routine.parameters)
        .map(|parameter| parameter.data_type.clone())
        .collect();
    let mut is_doubtful = false;
    for id in own.routines.get(name).into_iter().flatten() {
        let ObjectKind::Routine(other) = &schema.object(*id).kind else {
            continue;
        };
        let parameters = inputs(&other.parameters);
        match all_same(parameters.map(|parameter| &parameter.data_type), &types) {
            Some(true) => return Signature::Taken(*id),
            Some(false) => {}
            None => is_doubtful = true,
        }
    }
    match is_doubtful {
        true => Signature::Doubtful,
        false => Signature::Free,
    }
}

/// What can't be changed by `CREATE OR REPLACE`.
fn changed(schema: &Schema, create: &CreateRoutine, old: &Routine, new: &Routine) -> Option<Fault> {
    let name = &create.name.name;
    let refuse = |message: String| {
        let help = format!(
            "write `DROP {} {name}({})` before it",
            old.what.to_uppercase(),
            shown_arguments(schema, old)
        );
        Some(Fault::new(migrate_sql::codes::INVALID_DEFINITION, name.span, message).help(help))
    };
    if old.what != new.what && !old.what.is_empty() {
        let message = format!("`{name}` is a {}, not a {}", old.what, new.what);
        return Some(Fault::new(
            migrate_sql::codes::WRONG_KIND,
            name.span,
            message,
        ));
    }
    if let (Some(from), Some(to)) = (&old.returns, &new.returns) {
        let is_other = same_type(from, to) == Some(false) || old.returns_set != new.returns_set;
        if is_other {
            let set = |is_set| if is_set { "setof " } else { "" };
            return refuse(format!(
                "`{name}` can't return `{}{}` instead of `{}{}`",
                set(new.returns_set),
                type_text(schema, to),
                set(old.returns_set),
                type_text(schema, from)
            ));
        }
    }
    for (from, to) in inputs(&old.parameters).zip(inputs(&new.parameters)) {
        let Some(from) = &from.name else {
            continue;
        };
        if to.name.as_ref() != Some(from) {
            return refuse(match &to.name {
                Some(to) => format!("the parameter `{from}` of `{name}` can't become `{to}`"),
                None => format!("the parameter `{from}` of `{name}` can't lose its name"),
            });
        }
    }
    let defaults = |routine: &Routine| {
        let with_default = inputs(&routine.parameters).filter(|parameter| parameter.has_default);
        with_default.count()
    };
    if defaults(new) < defaults(old) {
        return refuse(format!("the defaults of `{name}` can't be taken away"));
    }
    None
}
