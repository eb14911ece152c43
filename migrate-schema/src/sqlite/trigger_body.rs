//! What SQLite refuses in a trigger whatever the tables are (`trigger.c`, `attach.c`).
use super::trigger::is_temporary;
use super::{faults, is_reserved, recheck};
use crate::Fault;
use migrate_sql::statement::{CreateTrigger, FromItem, QualifiedName, Statement, StatementKind};

/// Finds the first thing that SQLite does not take in a trigger.
pub(super) fn refused(create: &CreateTrigger) -> Option<Fault> {
    let name = &create.name.name;
    let is_temporary = is_temporary(create);
    if create.temporary && create.name.namespace().is_some() {
        let message = "the name of a temporary trigger can't be qualified";
        let fault = faults::invalid(create.name.span(), message);
        return Some(fault.help(format!("write `{name}` alone")));
    }
    if is_reserved(&create.table.name.text) {
        let message = format!(
            "the system table `{}` can't have a trigger",
            create.table.name
        );
        return Some(faults::wrong_kind(&create.table.name, message));
    }
    let references = recheck::of_trigger(create);
    if let Some(parameter) = references.parameters.first() {
        let message = "there can't be a parameter in a trigger";
        return Some(faults::invalid(*parameter, message).help("write the value"));
    }
    let in_body = create.body.iter();
    // A temporary trigger may change tables with a qualified name in 3.53, and not in 3.40.
    in_body.clone().find_map(returning).or_else(|| {
        let mut in_body = in_body.filter(|_| !is_temporary);
        in_body.find_map(qualified_target)
    })
}

/// `INSERT … RETURNING`; of the other statements the grammar takes none in a trigger.
fn returning(statement: &Statement) -> Option<Fault> {
    match &statement.kind {
        StatementKind::Insert(insert) if !insert.returning.is_empty() => {
            let message = "there can't be `RETURNING` in a trigger";
            Some(
                faults::invalid(statement.span, message)
                    .help("remove `RETURNING` and what follows"),
            )
        }
        _ => None,
    }
}

/// A changed table whose schema is named.
fn qualified_target(statement: &Statement) -> Option<Fault> {
    let name = match &statement.kind {
        StatementKind::Insert(insert) => &insert.table,
        StatementKind::Update(update) => target(&update.target)?,
        StatementKind::Delete(delete) => target(&delete.target)?,
        _ => return None,
    };
    name.namespace()?;
    let message = "the table that a trigger's statement changes can't be qualified";
    Some(faults::invalid(name.span(), message).help(format!("write `{}` alone", name.name)))
}

fn target(from: &FromItem) -> Option<&QualifiedName> {
    match from {
        FromItem::Table { name, .. } => Some(name),
        _ => None,
    }
}
