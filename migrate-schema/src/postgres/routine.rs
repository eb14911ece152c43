//! Functions, procedures and aggregates.
use super::casts::type_text;
use super::faults::{missing, wrong_kind};
use super::types;
use crate::model::{BaseType, DataType, ObjectId, ObjectKind, Routine, RoutineParameter};
use crate::{Fault, Schema, resolve};
use migrate_sql::statement::{Kind, ObjectName, QualifiedName, TypeName};

/// Finds the function that a statement names, by its arguments where they are given; `None` where
/// nothing can be said of it.
///
/// # Errors
///
/// If there is none, several that could be meant, or one of another kind.
pub(super) fn find_one(schema: &Schema, object: &ObjectName) -> Result<Option<ObjectId>, Fault> {
    find(schema, object, true)
}

/// The same, to be dropped: the engine's own can't be.
pub(super) fn find_to_drop(
    schema: &Schema,
    object: &ObjectName,
) -> Result<Option<ObjectId>, Fault> {
    find(schema, object, false)
}

fn find(
    schema: &Schema,
    object: &ObjectName,
    may_be_the_engines: bool,
) -> Result<Option<ObjectId>, Fault> {
    let (all, is_complete) = schema.find_routines(&object.name);
    // Those of the engine are not listed; the schema `public` holds none.
    let is_elsewhere = object
        .name
        .namespace()
        .is_some_and(|own| !own.text.starts_with("pg_"));
    let is_listed = resolve::is_postgres_function(&object.name.name.text);
    let may_be_the_engines = may_be_the_engines && !is_elsewhere && is_listed;
    let is_complete = is_complete && !is_the_engines(&object.name);
    let routine = |id: &ObjectId| match &schema.object(*id).kind {
        ObjectKind::Routine(routine) => Some(routine),
        _ => None,
    };
    let (mut matching, mut is_certain) = (Vec::new(), is_complete);
    match &object.arguments {
        None => matching = all,
        Some(arguments) => {
            let types: Option<Vec<DataType>> = arguments
                .iter()
                .map(|argument| types::resolve(schema, argument).ok())
                .collect();
            for id in all {
                let same = match (&types, routine(&id)) {
                    (Some(types), Some(routine)) => has_arguments(routine, types),
                    _ => Some(false),
                };
                is_certain &= same.is_some();
                if same != Some(false) {
                    matching.push(id);
                }
            }
        }
    }
    match &*matching {
        // A function of the engine can be changed and described, not dropped.
        [] if is_certain && !may_be_the_engines => Err(none(schema, object)),
        [] => Ok(None),
        [id] if is_certain => {
            let what = routine(id).map_or("", |routine| routine.what);
            if object.word != "routine" && !what.is_empty() && what != object.word {
                let name = &object.name.name.text;
                return Err(wrong_kind(object.name.span(), name, what, object.word)
                    .help(format!("write `{}`", what.to_uppercase())));
            }
            Ok(Some(*id))
        }
        // It is this one as far as is known.
        [id] => Ok(Some(*id)),
        _ if is_certain && object.arguments.is_none() => {
            let message = format!("there are several functions `{}`", object.name);
            let fault = Fault::new(
                migrate_sql::codes::AMBIGUOUS_FUNCTION,
                object.name.span(),
                message,
            );
            let mut shown = Vec::new();
            for routine in matching.iter().filter_map(routine) {
                shown.push(format!(
                    "`{}({})`",
                    object.name,
                    shown_arguments(schema, routine)
                ));
            }
            Err(fault.help(format!("write {}", shown.join(" or "))))
        }
        _ => Ok(None),
    }
}

/// Whether it is in a schema of the engine's, whose functions are not listed.
fn is_the_engines(name: &QualifiedName) -> bool {
    name.namespace().is_some_and(|namespace| {
        namespace.text.starts_with("pg_") || namespace.text == "information_schema"
    })
}

fn none(schema: &Schema, object: &ObjectName) -> Fault {
    let mut fault = missing(schema, Kind::Routine, &object.name);
    if fault.code != migrate_sql::codes::UNKNOWN_FUNCTION {
        return fault;
    }
    let (all, _) = schema.find_routines(&object.name);
    if let (Some(arguments), [first, ..]) = (&object.arguments, &*all) {
        let given: Vec<String> = arguments.iter().map(written).collect();
        fault.message = format!(
            "there is no {} `{}({})`",
            object.word,
            object.name,
            given.join(", ")
        );
        if let ObjectKind::Routine(routine) = &schema.object(*first).kind {
            let shown = shown_arguments(schema, routine);
            fault.help = Some(format!("there is `{}({shown})`", object.name));
        }
    } else {
        fault.message = format!("there is no {} `{}`", object.word, object.name);
    }
    fault
}

fn written(name: &TypeName) -> String {
    let brackets = "[]".repeat(usize::from(name.dimensions));
    format!("{}{brackets}", name.name)
}

/// The types that a function is called with, for a message.
pub(super) fn shown_arguments(schema: &Schema, routine: &Routine) -> String {
    let parameters = inputs(&routine.parameters);
    let shown: Vec<String> = parameters
        .map(|parameter| type_text(schema, &parameter.data_type))
        .collect();
    shown.join(", ")
}

/// The parameters by which functions of one name are told from each other.
pub(super) fn inputs(
    parameters: &[RoutineParameter],
) -> impl Iterator<Item = &RoutineParameter> + Clone {
    let is_input = |parameter: &&RoutineParameter| !matches!(parameter.mode, "out" | "table");
    parameters.iter().filter(is_input)
}

/// Whether a function is told from others by these types; `None` where that can't be known.
fn has_arguments(routine: &Routine, types: &[DataType]) -> Option<bool> {
    let same = all_same(inputs(&routine.parameters).map(|own| &own.data_type), types);
    if same == Some(false) && routine.what == "procedure" {
        // Those that a procedure gives out may be listed too.
        return all_same(routine.parameters.iter().map(|own| &own.data_type), types);
    }
    same
}

/// Whether these are the same types; `None` where that can't be known.
pub(super) fn all_same<'t>(
    own: impl Iterator<Item = &'t DataType> + Clone,
    types: &[DataType],
) -> Option<bool> {
    if own.clone().count() != types.len() {
        return Some(false);
    }
    let mut is_known = true;
    for (own, other) in own.zip(types) {
        match same_type(own, other) {
            Some(false) => return Some(false),
            Some(true) => {}
            None => is_known = false,
        }
    }
    is_known.then_some(true)
}

/// Whether these are one type but for modifiers; `None` where that can't be known.
pub(super) fn same_type(a: &DataType, b: &DataType) -> Option<bool> {
    let is_unknown = |data_type: &DataType| matches!(data_type.base, BaseType::Unknown { .. });
    if is_unknown(a) || is_unknown(b) {
        // The same name most likely is the same type.
        return (a.base == b.base && (a.dimensions > 0) == (b.dimensions > 0)).then_some(true);
    }
    Some(a.base == b.base && (a.dimensions > 0) == (b.dimensions > 0))
}
