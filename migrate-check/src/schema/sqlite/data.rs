//! What SQLite alone refuses in statements that read or change rows.
use super::references::References;
use super::{faults, prohibited, trigger};
use crate::schema::model::{ObjectId, ObjectKind};
use crate::schema::statement::{FromItem, QualifiedName, SelectItem, Statement, StatementKind};
use crate::schema::{Fault, Schema};

/// Finds the first such thing.
pub(super) fn refused(schema: &Schema, statement: &Statement) -> Option<Fault> {
    let mut references = References::default();
    references.statement(statement);
    if let Some(span) = references.raises.first() {
        return Some(prohibited::raise(*span));
    }
    let (event, name, returning) = match &statement.kind {
        StatementKind::Insert(insert) => ("insert", &insert.table, &insert.returning),
        StatementKind::Update(update) => ("update", table(&update.target)?, &update.returning),
        StatementKind::Delete(delete) => ("delete", table(&delete.target)?, &delete.returning),
        _ => return None,
    };
    if let Some(fault) = changed(schema, event, name) {
        return Some(fault);
    }
    returning.iter().find_map(|item| match item {
        SelectItem::TableStar(name, span) => {
            let message = format!("`RETURNING` can't take `{name}.*`");
            Some(faults::invalid(*span, message).help("write `*`"))
        }
        _ => None,
    })
}

fn table(from: &FromItem) -> Option<&QualifiedName> {
    match from {
        FromItem::Table { name, .. } => Some(name),
        _ => None,
    }
}

/// Says that rows of a view or of the schema's own table can't be changed.
fn changed(schema: &Schema, event: &str, name: &QualifiedName) -> Option<Fault> {
    const OWN: &[&str] = &[
        "sqlite_master",
        "sqlite_schema",
        "sqlite_temp_master",
        "sqlite_temp_schema",
    ];
    let written = &name.name;
    // `PRAGMA writable_schema` makes everything doubtful.
    if OWN.contains(&&*written.text.to_ascii_lowercase()) && schema.is_complete {
        let message = format!("the rows of `{written}` can't be changed");
        return Some(faults::wrong_kind(written, message));
    }
    let id = schema.find_relation(name).certain()?;
    let is_view = matches!(schema.object(id).kind, ObjectKind::View(_));
    // A temporary trigger is doubtful, whatever it is on.
    let is_known = is_view && schema.doubtful.is_empty();
    (is_known && !has_instead_of(schema, id, event)).then(|| {
        let message = format!(
            "`{written}` is a view, and has no trigger `INSTEAD OF {}`",
            event.to_uppercase()
        );
        let help = "change the tables that it selects from, or create such a trigger";
        faults::wrong_kind(written, message).help(help)
    })
}

fn has_instead_of(schema: &Schema, view: ObjectId, event: &str) -> bool {
    let start = format!("instead of {event} ");
    let mut triggers = trigger::of(schema.object(view)).iter();
    triggers.any(|trigger| trigger.definition.starts_with(&start))
}
