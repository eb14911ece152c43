//! The calls of functions in a query.
use migrate_sql::statement::{
    Call, ExprNode, FromItem, Literal, QualifiedName, Query, QueryBody, SelectItem,
};

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
pub(crate) fn literals(node: &ExprNode, texts: &mut Vec<String>) {
    if let ExprNode::Literal(Literal::Text(text), _) = node {
        texts.push(text.clone());
    }
    for part in node.parts() {
        literals(part, texts);
    }
}

/// All calls of a query, those in subqueries too.
pub(crate) fn calls_of<'q>(query: &'q Query, calls: &mut Vec<&'q Call>) {
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
