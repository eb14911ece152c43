//! What PostgreSQL refuses in a trigger whatever the rows are.
use crate::Dialect;
use crate::Fault;
use crate::model::Columns;
use migrate_sql::statement::{CreateTrigger, ExprNode, Span};

/// Finds what goes against the trigger's own events, level and timing.
pub(super) fn definition(create: &CreateTrigger, columns: &Columns) -> Option<Fault> {
    of_level(create)
        .or_else(|| of_columns(create))
        .or_else(|| of_condition(create, columns))
        .or_else(|| of_transition_tables(create))
}

fn invalid(span: Span, message: impl Into<String>) -> Option<Fault> {
    Some(Fault::new(
        migrate_sql::codes::INVALID_DEFINITION,
        span,
        message,
    ))
}

fn has(create: &CreateTrigger, event: &str) -> bool {
    create.events.contains(&event)
}

fn of_level(create: &CreateTrigger) -> Option<Fault> {
    if has(create, "truncate") && create.for_each_row {
        let fault = invalid(create.name.span(), "a trigger of `TRUNCATE` has no rows")?;
        return Some(fault.help("write `FOR EACH STATEMENT`"));
    }
    if create.timing != "instead of" {
        return None;
    }
    if let Some(condition) = &create.condition {
        return invalid(condition.span, "an `INSTEAD OF` trigger takes no `WHEN`");
    }
    let first = create.columns.first()?;
    invalid(first.span, "an `INSTEAD OF` trigger takes no columns")
}

fn of_columns(create: &CreateTrigger) -> Option<Fault> {
    let columns = &create.columns;
    let is_twice = |place: &usize| {
        columns[..*place]
            .iter()
            .any(|own| own.text == columns[*place].text)
    };
    let name = &columns[(0..columns.len()).find(is_twice)?];
    invalid(name.span, format!("column `{name}` is named twice"))
}

/// `WHEN` may only name rows that there are.
fn of_condition(create: &CreateTrigger, columns: &Columns) -> Option<Fault> {
    let condition = create.condition.as_ref()?;
    let row = |row: &str| reference(&condition.root, row);
    let any = row("new").or_else(|| row("old"));
    if let (Some((span, _)), false) = (any, create.for_each_row) {
        let fault = invalid(span, "the condition of a statement trigger has no row")?;
        return Some(fault.help("write `FOR EACH ROW`"));
    }
    if let (Some((span, _)), true) = (row("old"), has(create, "insert")) {
        let fault = invalid(span, "the condition of an `INSERT` trigger has no `OLD`")?;
        return Some(fault.help("make a trigger of its own for `INSERT`"));
    }
    if let (Some((span, _)), true) = (row("new"), has(create, "delete")) {
        let fault = invalid(span, "the condition of a `DELETE` trigger has no `NEW`")?;
        return Some(fault.help("make a trigger of its own for `DELETE`"));
    }
    let is_generated = |name: &str| {
        let column = columns.named(Dialect::Postgres, name);
        column.is_some_and(|column| column.generated.is_some())
    };
    let generated = references(&condition.root, "new")
        .into_iter()
        .find(|(_, name)| is_generated(name));
    match generated {
        Some((span, name)) if create.timing == "before" => {
            let message = format!("before the change, the generated column `{name}` has no value");
            invalid(span, message)
        }
        _ => None,
    }
}

fn reference<'e>(node: &'e ExprNode, row: &str) -> Option<(Span, &'e str)> {
    references(node, row).into_iter().next()
}

/// The columns of a row that an expression names.
fn references<'e>(node: &'e ExprNode, row: &str) -> Vec<(Span, &'e str)> {
    let own = match node {
        ExprNode::Column(column) => column
            .table
            .as_ref()
            .filter(|table| table.qualifiers.is_empty() && table.name.text == row)
            .map(|_| (column.span(), &*column.name.text)),
        _ => None,
    };
    let parts = node.parts().into_iter();
    let within = parts.flat_map(|part| references(part, row));
    own.into_iter().chain(within).collect()
}

fn of_transition_tables(create: &CreateTrigger) -> Option<Fault> {
    let tables = &create.transition_tables;
    let (_, first) = tables.first()?;
    let span = first.span;
    if create.timing != "after" {
        return invalid(span, "only an `AFTER` trigger has transition tables");
    }
    if has(create, "truncate") {
        return invalid(span, "a trigger of `TRUNCATE` has no transition tables");
    }
    if create.events.len() > 1 {
        let fault = invalid(span, "a trigger of several events has no transition tables")?;
        return Some(fault.help("make a trigger for each event"));
    }
    if !create.columns.is_empty() {
        return invalid(span, "a trigger of named columns has no transition tables");
    }
    for (place, (kind, name)) in tables.iter().enumerate() {
        let lacks = if *kind == "new" { "delete" } else { "insert" };
        let upper = kind.to_uppercase();
        if has(create, lacks) {
            let message = format!(
                "a trigger of `{}` has no `{upper} TABLE`",
                lacks.to_uppercase()
            );
            return invalid(name.span, message);
        }
        for (other_kind, other) in &tables[..place] {
            if other_kind == kind {
                return invalid(name.span, format!("`{upper} TABLE` is named twice"));
            }
            if other.text == name.text {
                return invalid(
                    name.span,
                    format!("both transition tables are called `{name}`"),
                );
            }
        }
    }
    None
}
