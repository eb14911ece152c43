//! What SQLite alone refuses in statements that read or change rows.
use super::references::References;
use super::{faults, prohibited, recheck, trigger, view};
use crate::model::{ObjectId, ObjectKind, TableKind};
use crate::{Fault, Schema};
use migrate_sql::statement::{
    Cte, FromItem, Insert, QualifiedName, Query, QueryBody, SelectItem, Statement, StatementKind,
    Update,
};

/// Finds the first such thing.
pub(super) fn refused(schema: &Schema, statement: &Statement) -> Option<Fault> {
    let mut references = References::default();
    references.statement(statement);
    if let Some(span) = references.raises.first() {
        return Some(prohibited::raise(*span));
    }
    if let StatementKind::Query(query) = &statement.kind {
        return refused_query(schema, query);
    }
    if let StatementKind::Insert(insert) = &statement.kind
        && let Some(fault) = refused_upsert(schema, insert)
    {
        return Some(fault);
    }
    if let StatementKind::Update(update) = &statement.kind
        && let Some(fault) = from_itself(update)
    {
        return Some(fault);
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

/// Finds what a query is refused for that names nothing, names something twice, or goes round in views.
fn refused_query(schema: &Schema, query: &Query) -> Option<Fault> {
    let twice = query.with.iter().enumerate().find_map(|(at, cte)| {
        let is_it = |other: &Cte| other.name.text.eq_ignore_ascii_case(&cte.name.text);
        query.with[..at].iter().any(is_it).then_some(&cte.name)
    });
    if let Some(name) = twice {
        let message = format!("`WITH` has two tables `{name}`");
        return Some(faults::invalid(name.span, message).help("give one of them another name"));
    }
    if let QueryBody::Select(select) = &query.body
        && select.from.is_empty()
        && let Some(SelectItem::Star(span)) = select.items.first()
    {
        let fault = faults::invalid(*span, "`*` stands for no column without `FROM`");
        return Some(fault.help("add `FROM` and a table"));
    }
    let references = References::of_query(query);
    references.tables.iter().find_map(|name| {
        let object = schema.object(schema.find_relation(name).certain()?);
        let ObjectKind::View(view) = &object.kind else {
            return None;
        };
        let inner = view::query_of(view)?;
        recheck::is_circular(schema, &object.name, &inner, 0).then(|| {
            let message = format!("view `{name}` selects from itself");
            faults::invalid(name.span(), message).help("drop it, and create it without that")
        })
    })
}

/// `ON CONFLICT … DO` on what has no unique key of SQLite's own.
fn refused_upsert(schema: &Schema, insert: &Insert) -> Option<Fault> {
    if insert.conflicts.is_empty() {
        return None;
    }
    let name = &insert.table;
    let object = schema.object(schema.find_relation(name).certain()?);
    let what = match &object.kind {
        ObjectKind::View(_) => "a view",
        ObjectKind::Table(table) if matches!(table.kind, TableKind::Virtual(_)) => {
            "a virtual table"
        }
        _ => return None,
    };
    let message = format!("`ON CONFLICT` can't be used on `{name}`, which is {what}");
    Some(
        faults::invalid(name.span(), message)
            .help("write `INSERT OR REPLACE` or `INSERT OR IGNORE`"),
    )
}

/// `UPDATE t … FROM t`: the table can be there once more only under another name.
fn from_itself(update: &Update) -> Option<Fault> {
    let FromItem::Table { name, alias, .. } = &update.target else {
        return None;
    };
    let own = alias.as_ref().unwrap_or(&name.name);
    update.from.iter().find_map(|from| {
        let FromItem::Table { name, alias, .. } = from else {
            return None;
        };
        let other = alias.as_ref().unwrap_or(&name.name);
        other.text.eq_ignore_ascii_case(&own.text).then(|| {
            let message = format!("`{own}` is updated, and can't be in `FROM` under that name");
            let help = format!("write `FROM {name} AS` and another name");
            faults::invalid(other.span, message).help(help)
        })
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
