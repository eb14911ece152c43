//! What a `SELECT` of a script does to the schema.
use super::functions::is_postgres_function;
use super::query;
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{Object, ObjectKind, Table};
use crate::postgres::Brought;
use crate::{Schema, postgres};
use migrate_sql::statement::{
    Call, ExprNode, FromItem, Literal, QualifiedName, Query, QueryBody, Select, SelectItem,
};

/// Does what a query does: `SELECT INTO` makes a table; a function that is not the engine's own may do
/// anything.
pub(crate) fn effects(schema: &mut Schema, query: &Query) {
    let mut calls = Vec::new();
    calls_of(query, &mut calls);
    for call in calls {
        of_call(schema, call);
    }
    if let QueryBody::Select(select) = &query.body
        && schema.dialect == Dialect::Postgres
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
    match schema.dialect {
        Dialect::Postgres => {
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
                    postgres::effects_of_call(schema, &call.name, &texts, None);
                }
                _ => schema.doubt_everything(),
            }
        }
        // Functions of the application's own; SpatiaLite's.
        Dialect::Sqlite => {
            const CHANGES: &[&str] = &[
                "addgeometrycolumn",
                "recovergeometrycolumn",
                "discardgeometrycolumn",
                "initspatialmetadata",
                "load_extension",
                "createspatialindex",
                "disablespatialindex",
            ];
            if CHANGES.contains(&&*name.to_ascii_lowercase()) {
                schema.doubt_everything();
            }
        }
        // Functions can't change the schema in MySQL.
        Dialect::Mysql => {}
    }
}

/// Calls what a query within a block calls of the schema's own functions.
pub(crate) fn called_functions(query: &Query, mut found: impl FnMut(&QualifiedName, &[String])) {
    let mut calls = Vec::new();
    calls_of(query, &mut calls);
    for call in calls.iter().filter(|call| !call.special) {
        let mut texts = Vec::new();
        for argument in &call.arguments {
            literals(argument, &mut texts);
        }
        found(&call.name, &texts);
    }
}

/// The texts in an argument, each of which may be the name of a table.
fn literals(node: &ExprNode, texts: &mut Vec<String>) {
    if let ExprNode::Literal(Literal::Text(text), _) = node {
        texts.push(text.clone());
    }
    for part in node.parts() {
        literals(part, texts);
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
    let resolved = self::query(schema, query);
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

/// All calls of a query, those in subqueries too.
fn calls_of<'q>(query: &'q Query, calls: &mut Vec<&'q Call>) {
    body(&query.body, calls);
    for node in query.order_by.iter().chain(&query.limits) {
        of_node(node, calls);
    }
}

fn body<'q>(of: &'q QueryBody, calls: &mut Vec<&'q Call>) {
    match of {
        QueryBody::Select(select) => {
            for item in &select.items {
                if let SelectItem::Expression { expression, .. } = item {
                    of_node(&expression.root, calls);
                }
            }
            for item in &select.from {
                of_item(item, calls);
            }
            let nodes = select.condition.iter().chain(&select.having);
            for node in nodes.chain(&select.group_by) {
                of_node(node, calls);
            }
        }
        QueryBody::Values(rows) => {
            for node in rows.iter().flatten() {
                of_node(node, calls);
            }
        }
        QueryBody::Nested(query) => calls_of(query, calls),
        QueryBody::SetOperation { left, right, .. } => {
            body(left, calls);
            body(right, calls);
        }
        QueryBody::Table(_) | QueryBody::Unknown(_) => {}
    }
}

fn of_item<'q>(item: &'q FromItem, calls: &mut Vec<&'q Call>) {
    match item {
        FromItem::Subquery { query, .. } => calls_of(query, calls),
        FromItem::Function { call, .. } => of_node(call, calls),
        FromItem::Join {
            left, right, on, ..
        } => {
            of_item(left, calls);
            of_item(right, calls);
            if let Some(on) = on {
                of_node(on, calls);
            }
        }
        FromItem::Renamed { item, .. } => of_item(item, calls),
        FromItem::Table { .. } | FromItem::Unknown(_) => {}
    }
}

fn of_node<'q>(node: &'q ExprNode, calls: &mut Vec<&'q Call>) {
    if let ExprNode::Call(call) = node {
        calls.push(call);
    }
    for part in node.parts() {
        of_node(part, calls);
    }
    if let Some(query) = node.query() {
        calls_of(query, calls);
    }
}
