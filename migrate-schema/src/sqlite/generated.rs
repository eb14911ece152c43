//! What SQLite refuses about the generated columns of a table as a whole.
use super::definition::Building;
use super::{faults, prohibited};
use crate::Dialect;
use crate::Fault;
use crate::model::ColumnId;
use migrate_sql::statement::{
    ColumnConstraintKind, ColumnDefinition, ExprNode, Expression, Literal, Span,
};
use std::collections::BTreeMap;

/// Finds what SQLite finds when it reads the virtual columns of a new table, as 3.53 does at the end of
/// `CREATE TABLE` (`sqlite3EndTable`). 3.40 makes the table, and refuses to insert a row into it.
/// Stored columns are read as they are, and may refer to each other in a circle.
pub(super) fn unreadable(
    building: &Building<'_>,
    definitions: &[ColumnDefinition],
) -> Option<Fault> {
    let table = &building.table;
    if table.is_open {
        return None;
    }
    let mut needs: BTreeMap<ColumnId, (Span, Vec<ColumnId>)> = BTreeMap::new();
    for definition in definitions {
        let Some(expression) = virtual_expression(definition) else {
            continue;
        };
        if let Some(span) = raised(&expression.root) {
            return Some(prohibited::raise(span));
        }
        let id = table.column(Dialect::Sqlite, &definition.name.text)?.id;
        let mut names = Vec::new();
        read(&expression.root, &mut names);
        let columns = names
            .iter()
            .filter_map(|name| table.column(Dialect::Sqlite, name));
        let needed = columns.map(|column| column.id).collect();
        needs.insert(id, (definition.name.span, needed));
    }
    let path = needs.keys().find_map(|id| circle(&needs, *id))?;
    let name = |id: &ColumnId| {
        table
            .column_by_id(*id)
            .map(|column| format!("`{}`", column.name))
    };
    let names: Vec<String> = path.iter().filter_map(name).collect();
    let message = format!(
        "the generated column {} is computed from itself: {}",
        names[0],
        names.join(" → ")
    );
    let (span, _) = needs[&path[0]];
    Some(faults::invalid(span, message).help("compute one of them from other columns alone"))
}

/// The expression of a generated column that is not stored.
fn virtual_expression(definition: &ColumnDefinition) -> Option<&Expression> {
    let mut said = definition.constraints.iter();
    said.find_map(|said| match &said.kind {
        ColumnConstraintKind::Generated {
            expression,
            stored: false,
        } => Some(expression),
        _ => None,
    })
}

/// A way from a column back to itself.
fn circle(
    needs: &BTreeMap<ColumnId, (Span, Vec<ColumnId>)>,
    from: ColumnId,
) -> Option<Vec<ColumnId>> {
    let mut before: BTreeMap<ColumnId, ColumnId> = BTreeMap::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        for next in needs
            .get(&id)
            .map(|(_, needed)| needed)
            .into_iter()
            .flatten()
        {
            if *next == from {
                let mut path = vec![id];
                while let Some(last) = path.last().filter(|last| **last != from) {
                    path.push(before[last]);
                }
                path.reverse();
                path.push(from);
                return Some(path);
            }
            if !before.contains_key(next) {
                before.insert(*next, id);
                open.push(*next);
            }
        }
    }
    None
}

/// Adds the columns that are read in any case. What SQLite may leave out because it knows the result
/// without (`0 AND a`, `a IS NULL`, `a IN ()`) is passed over.
fn read(node: &ExprNode, names: &mut Vec<String>) {
    let is_false = |node: &ExprNode| match node {
        ExprNode::Literal(Literal::Number(number), _) => number == "0",
        ExprNode::Literal(Literal::Boolean(is_true), _) => !is_true,
        _ => false,
    };
    match node {
        ExprNode::Column(column) if column.table.is_none() => names.push(column.name.text.clone()),
        ExprNode::Binary {
            operator,
            left,
            right,
            ..
        } if operator == "and" && (is_false(left) || is_false(right)) => {}
        ExprNode::Binary { operator, .. } if operator.starts_with("is") => {}
        ExprNode::Unary { operator, .. } if operator.contains("null") => {}
        ExprNode::Predicate(nodes, _) if nodes.len() < 2 => {}
        _ => {
            for part in node.parts() {
                read(part, names);
            }
        }
    }
}

fn raised(node: &ExprNode) -> Option<Span> {
    match node {
        ExprNode::Call(call) if prohibited::is_raise(call) => Some(call.name.span()),
        _ => node.parts().into_iter().find_map(raised),
    }
}
