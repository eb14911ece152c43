//! Bodies of functions that PostgreSQL reads when the function is made.
use crate::model::{Column, Columns, Routine, RoutineParameter};
use crate::resolve::{self, Own};
use crate::{Fault, Schema};
use migrate_sql::statement::{CreateRoutine, RoutineBody, Statement, StatementKind};

/// The codes of what is certain in a body.
const CERTAIN: &[migrate_sql::codes::Code] = &[
    migrate_sql::codes::CONFLICT_TARGET,
    migrate_sql::codes::DUPLICATE_COLUMN,
    migrate_sql::codes::GENERATED_COLUMN,
    migrate_sql::codes::UNKNOWN_COLUMN,
    migrate_sql::codes::UNKNOWN_CONSTRAINT,
    migrate_sql::codes::UNKNOWN_ENUM_VALUE,
    migrate_sql::codes::UNKNOWN_FUNCTION,
    migrate_sql::codes::UNKNOWN_TABLE,
    migrate_sql::codes::UNKNOWN_TYPE,
    migrate_sql::codes::WRONG_KIND,
    migrate_sql::codes::WRONG_VALUE_COUNT,
];

/// Returns the parameters that a body can name, as columns.
pub(super) fn parameter_columns(parameters: &[RoutineParameter]) -> Columns {
    let inputs = super::routine::inputs(parameters);
    let columns = inputs.filter_map(|parameter| {
        let name = parameter.name.as_ref()?;
        let data_type = (parameter.mode != "variadic").then(|| parameter.data_type.clone());
        Some(Column::new(name, data_type))
    });
    columns.collect::<Vec<_>>().into()
}

/// Returns the parameters as what a statement of the body may name, by the function's name too.
pub(super) fn own<'a>(tables: &'a [&'a str], columns: &'a Columns) -> Own<'a> {
    Own {
        tables,
        columns,
        is_open: false,
        id: None,
    }
}

/// What the engine refuses the body for when the function is created.
pub(super) fn faults(schema: &Schema, create: &CreateRoutine, routine: &Routine) -> Vec<Fault> {
    // What is no text is parsed with the statement, whatever the setting says.
    let is_text = !matches!(create.body, RoutineBody::Statements(_));
    if is_text && !schema.session.check_function_bodies {
        return Vec::new();
    }
    if let Some((span, message)) = &create.problem {
        return vec![Fault::new(
            migrate_sql::codes::SQL_SYNTAX,
            *span,
            message.clone(),
        )];
    }
    if let Some(fault) = trigger_argument(create).or_else(|| unknown_type(schema, create)) {
        return vec![fault];
    }
    let statements = match &create.body {
        RoutineBody::Statements(statements) => statements,
        _ => &create.statements,
    };
    // A setting of the function may hold another path; what one statement makes the next may use.
    let is_read = statements.iter().all(is_data) && !create.definition.contains("search_path");
    // The types in a text are not known yet where those of the parameters are open.
    if !is_read || is_text && is_polymorphic(routine) {
        return Vec::new();
    }
    let columns = parameter_columns(&routine.parameters);
    let tables = [&*create.name.name.text];
    let own = own(&tables, &columns);
    let faults = statements
        .iter()
        .flat_map(|statement| resolve::data_within(schema, statement, &[own]).faults);
    // A parameter, perhaps behind the function's name, is no column; a function may call itself.
    let arguments = create.arguments.iter();
    let names = arguments.filter_map(|argument| argument.name.as_ref());
    let names: Vec<&str> = names.map(|name| &*name.text).chain(tables).collect();
    let is_certain = |fault: &Fault| {
        let missing = fault.missing.as_ref();
        let name = missing.map(|missing| &*missing.name);
        let of = missing.and_then(|missing| missing.of.as_deref());
        let is_own = |name: Option<&str>| name.is_some_and(|name| names.contains(&name));
        // What is said of a name that stands before a dot does not say which one is missing.
        let is_named = name.is_some()
            || !matches!(
                fault.code,
                migrate_sql::codes::UNKNOWN_TABLE | migrate_sql::codes::UNKNOWN_COLUMN
            );
        CERTAIN.contains(&fault.code) && is_named && !is_own(name) && !is_own(of)
    };
    faults.filter(is_certain).collect()
}

/// The function of a trigger gets what it needs by other means (`pl_comp.c`).
fn trigger_argument(create: &CreateRoutine) -> Option<Fault> {
    let returned = &create.returns.as_ref()?.name;
    let is_trigger = returned.qualifiers.is_empty()
        && ["event_trigger", "trigger"].contains(&&*returned.name.text)
        && create.language() == Some("plpgsql");
    let mut inputs = create.arguments.iter().filter(|own| own.mode != "out");
    let first = inputs.next().filter(|_| is_trigger)?;
    let message = "the function of a trigger can't have parameters";
    let fault = Fault::new(
        migrate_sql::codes::INVALID_DEFINITION,
        first.data_type.span,
        message,
    );
    Some(fault.help("what `CREATE TRIGGER` passes is in `TG_ARGV`"))
}

/// Finds a variable whose type is not there. A setting of the function may hold another path.
fn unknown_type(schema: &Schema, create: &CreateRoutine) -> Option<Fault> {
    let is_plain = !create.definition.contains("search_path");
    let mut types = create.types.iter().filter(|_| is_plain);
    types.find_map(|own| super::types::resolve(schema, own).err())
}

fn is_data(statement: &Statement) -> bool {
    matches!(
        statement.kind,
        StatementKind::Query(_)
            | StatementKind::Insert(_)
            | StatementKind::Update(_)
            | StatementKind::Delete(_)
    )
}

/// Whether a parameter takes values of several types.
fn is_polymorphic(routine: &Routine) -> bool {
    let is_open = |parameter: &RoutineParameter| match &parameter.data_type.base {
        crate::model::BaseType::BuiltIn(name) => name.starts_with("any"),
        _ => false,
    };
    routine.parameters.iter().any(is_open)
}
