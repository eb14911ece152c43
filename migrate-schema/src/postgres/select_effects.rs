//! What a `SELECT` of a script does to the schema.
use super::called::effects_of_call;
use crate::Schema;
use crate::lookup::{Brought, Found};
use crate::model::{Object, ObjectKind, Table};
use crate::resolve::{calls_of, is_postgres_function, literals, query as resolve_query};
use migrate_sql::statement::{Call, ExprNode, Literal, Query, QueryBody, Select};

/// Does what a query does: `SELECT INTO` makes a table; a function that is not the engine's own may do
/// anything.
pub(crate) fn effects(schema: &mut Schema, query: &Query) {
    let mut calls = Vec::new();
    calls_of(query, &mut calls);
    for call in calls {
        of_call(schema, call);
    }
    if let QueryBody::Select(select) = &query.body
        && select.into.is_some()
    {
        make_table(schema, query, select);
    }
}

fn of_call(schema: &mut Schema, call: &Call) {
    let name = &*call.name.name.text;
    if name == "set_config" {
        if let Some(ExprNode::Literal(Literal::Text(key), _)) = call.arguments.first()
            && key.eq_ignore_ascii_case("search_path")
        {
            let value = match call.arguments.get(1) {
                Some(ExprNode::Literal(Literal::Text(path), _)) => Some(path),
                _ => None,
            };
            schema.session.search_path = match value {
                Some(path) if path.trim().is_empty() => Some(Vec::new()),
                Some(path)
                    if path
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || b"_, ".contains(&byte)) =>
                {
                    Some(path.split(',').map(|name| name.trim().to_owned()).collect())
                }
                _ => None,
            };
        }
        return;
    }
    if call.special {
        return;
    }
    let is_postgres_function = is_postgres_function(name)
        && (call.name.namespace()).is_none_or(|space| space.text == "pg_catalog");
    let (found, is_complete) = schema.find_routines(&call.name);
    match found.is_empty() {
        true if is_postgres_function => {}
        // One that is certainly not there does nothing: that was said.
        true if is_complete || schema.is_brought(Brought::Function, name) => {}
        false if is_complete => {
            let mut texts = Vec::new();
            for argument in &call.arguments {
                literals(argument, &mut texts);
            }
            effects_of_call(schema, &call.name, &texts, None);
        }
        _ => schema.doubt_everything(),
    }
}

fn make_table(schema: &mut Schema, query: &Query, select: &Select) {
    let Some(into) = &select.into else { return };
    if schema.find_relation(into) != Found::Missing {
        schema.doubt(&into.name.text);
        return;
    }
    let Some(namespace) = schema.target_namespace(into) else {
        schema.doubt(&into.name.text);
        return;
    };
    let resolved = resolve_query(schema, query);
    let mut table = Table {
        is_open: resolved.is_open,
        temporary: select.into_temporary,
        ..Table::default()
    };
    for mut column in resolved.columns {
        column.not_null = false;
        table.add_column(column);
    }
    schema.add(Object {
        namespace,
        name: into.name.text.clone(),
        is_certain: true,
        comment: None,
        kind: ObjectKind::Table(table),
    });
}
