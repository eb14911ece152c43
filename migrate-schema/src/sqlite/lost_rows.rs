//! Rows that a table takes along when it is dropped to be made again.
//!
//! With foreign keys on, `DROP TABLE` deletes the rows first, and that runs `ON DELETE CASCADE`, `SET
//! NULL` and `SET DEFAULT` (<https://sqlite.org/foreignkeys.html#fk_schemacommands>). SQLite says nothing
//! of it: `RESTRICT` and `NO ACTION` fail, these don't. So the rows of a table are gone, although the
//! script has kept those that they refer to.
//!
//! Nothing is said where the rows may be meant to go: the table does not come back, or comes back
//! empty; or where they are not there, or may come back: the script has emptied the other table, drops
//! it, too, or writes to it afterwards.
use super::rename_table::target_of;
use super::{in_namespace, plain};
use crate::lookup::Found;
use crate::model::{
    Column, ColumnId, Constraint, ConstraintKind, ForeignKey, ForeignKeyTarget, IndexPartTarget,
    LostRows, ObjectId, Piece, Table,
};
use crate::{Fault, Schema};
use migrate_sql::codes;
use migrate_sql::statement::{
    Action, FromItem, InsertSource, QualifiedName, Query, QueryBody, Span, Statement, StatementKind,
};

/// Notes what dropping a table does to the rows of others, before it is gone.
pub(super) fn dropped(schema: &mut Schema, id: ObjectId, span: Span) {
    let session = &schema.session;
    // Where nothing was said, the connection is one that has them on, as Diesel's is.
    let is_on = (session.foreign_keys).unwrap_or(!session.rows.turns_keys_off);
    let object = schema.object(id);
    let Some(table) = schema.table(id) else {
        return;
    };
    if !is_on || !object.is_certain || session.rows.empty.contains(&id) {
        return;
    }
    let mut names = vec![object.name.clone()];
    let earlier = session.followed.iter().filter(|name| name.renamed == id);
    names.extend(earlier.map(|name| name.from.clone()));
    let children = schema.tables().filter(|(child, other, _)| {
        *child != id
            && other.is_certain
            && other.namespace == object.namespace
            && !session.rows.empty.contains(child)
            && !session.rows.updated.contains(child)
    });
    let lost = children.filter_map(|(child, _, own)| {
        let mut keys = own.constraints.iter();
        let (key, action) = keys.find_map(|one| acting(schema, one, &object.name, table, own))?;
        Some(LostRows {
            dropped: id,
            names: names.clone(),
            child,
            column: own.column_by_id(*key.columns.first()?)?.name.clone(),
            action,
            span,
            is_refilled: false,
            copied_late: None,
        })
    });
    let lost: Vec<LostRows> = lost.collect();
    schema.session.rows.lost.extend(lost);
}

/// A foreign key that changes its own row when the one it refers to is deleted.
fn acting<'k>(
    schema: &Schema,
    constraint: &'k Constraint,
    parent: &str,
    table: &Table,
    own: &Table,
) -> Option<(&'k ForeignKey, Action)> {
    target_of(&constraint.kind, parent)?;
    let ConstraintKind::ForeignKey(key) = &constraint.kind else {
        return None;
    };
    let ForeignKeyTarget::Named { columns, .. } = &key.target else {
        return None;
    };
    // Without a key to refer to, nothing happens to the row.
    if !is_key(schema, table, columns, key.columns.len()) {
        return None;
    }
    let all = |is_it: fn(&Column) -> bool| {
        let mut columns = key.columns.iter().filter_map(|id| own.column_by_id(*id));
        columns.all(is_it)
    };
    let is_done = match key.on_delete {
        Action::Cascade => true,
        Action::SetNull => all(|column| !column.not_null),
        // A default that is not NULL refers to a row, which is gone, too: that fails.
        Action::SetDefault => all(|column| !column.not_null && is_null_by_default(column)),
        Action::NoAction | Action::Restrict => false,
    };
    is_done.then_some((key, key.on_delete))
}

fn is_null_by_default(column: &Column) -> bool {
    let Some(default) = &column.default else {
        return true;
    };
    matches!(&*default.pieces, [Piece::Text(text)] if text.eq_ignore_ascii_case("null"))
}

/// Whether a foreign key may refer to these columns: the primary key or a unique one.
fn is_key(schema: &Schema, table: &Table, columns: &[String], count: usize) -> bool {
    let ids = columns
        .iter()
        .filter_map(|name| table.column(schema.dialect, name))
        .map(|column| column.id)
        .collect::<Vec<_>>();
    let is_it = |own: &[ColumnId]| {
        own.len() == count && ids.len() == count && own.iter().all(|id| ids.contains(id))
    };
    let of_constraint = table.constraints.iter().any(|one| match &one.kind {
        ConstraintKind::PrimaryKey(key) if columns.is_empty() => key.columns.len() == count,
        ConstraintKind::PrimaryKey(key) => is_it(&key.columns),
        // Of another collation, it is not one to refer to.
        ConstraintKind::Unique(key) => {
            let mut details = key.details.iter();
            !details.any(|detail| detail.contains("collate")) && is_it(&key.columns)
        }
        _ => false,
    });
    of_constraint
        || table.indexes.iter().any(|index| {
            let own = index.parts.iter().map(|part| match part.target {
                IndexPartTarget::Column(id) if part.collation.is_none() => Some(id),
                _ => None,
            });
            let own: Option<Vec<ColumnId>> = own.collect();
            index.unique && index.predicate.is_none() && own.is_some_and(|own| is_it(&own))
        })
}

/// Notes what a statement does to rows.
pub(super) fn changed(schema: &mut Schema, statement: &Statement) {
    let (name, query) = match &statement.kind {
        StatementKind::Insert(insert) => {
            let query = match &insert.source {
                InsertSource::Query(query) => Some(query),
                _ => None,
            };
            (Some(&insert.table), query)
        }
        StatementKind::Update(update) => (table(&update.target), None),
        StatementKind::Delete(delete) => (table(&delete.target), None),
        _ => return,
    };
    if let Some(query) = query {
        copied(schema, query);
    }
    let Some(id) = name.and_then(|name| schema.find_relation(name).id()) else {
        return;
    };
    let rows = &mut schema.session.rows;
    match &statement.kind {
        StatementKind::Delete(delete) => {
            if delete.condition.is_none() && delete.others.is_empty() {
                rows.empty.insert(id);
            }
        }
        kind => {
            rows.empty.remove(&id);
            if matches!(kind, StatementKind::Update(_)) {
                rows.updated.insert(id);
            }
            for lost in rows.lost.iter_mut().filter(|lost| lost.child == id) {
                lost.is_refilled = true;
            }
        }
    }
}

/// Notes that a query copies the rows of a table: all of them, if it has no condition.
pub(super) fn copied(schema: &mut Schema, query: &Query) {
    let QueryBody::Select(select) = &query.body else {
        return;
    };
    let [from] = &*select.from else { return };
    if select.condition.is_some() || !query.limits.is_empty() {
        return;
    }
    let Some(Found::Known(id)) = table(from).map(|name| schema.find_relation(name)) else {
        return;
    };
    let name = schema.object(id).name.clone();
    let lost = schema.session.rows.lost.iter_mut();
    for lost in lost.filter(|lost| lost.child == id && !lost.is_refilled) {
        lost.copied_late.get_or_insert_with(|| name.clone());
    }
}

fn table(from: &FromItem) -> Option<&QualifiedName> {
    match from {
        FromItem::Table { name, .. } => Some(name),
        _ => None,
    }
}

/// Finds the rows that are lost at the end of a script.
pub(super) fn left(schema: &Schema) -> Vec<Fault> {
    let lost = schema.session.rows.lost.iter();
    let found: Vec<(&LostRows, &str)> = lost
        .filter_map(|lost| Some((lost, child(schema, lost)?)))
        .collect();
    let mut faults: Vec<Fault> = Vec::new();
    for (at, (lost, _)) in found.iter().enumerate() {
        let is_same = |other: &LostRows| other.dropped == lost.dropped;
        if !found[..at].iter().any(|(other, _)| is_same(other)) {
            let all: Vec<_> = found.iter().filter(|(other, _)| is_same(other)).collect();
            faults.push(fault(lost, &all, schema.session.rows.turns_keys_off));
        }
    }
    faults
}

/// The name of the table whose rows are lost, if they are.
fn child<'s>(schema: &'s Schema, lost: &'s LostRows) -> Option<&'s str> {
    if let (Some(name), Action::Cascade) = (&lost.copied_late, lost.action) {
        return Some(name);
    }
    let child = schema.get(lost.child).filter(|child| child.is_certain)?;
    let is_back = |name: &String| {
        let name = plain(name).name;
        let found = in_namespace(schema, &child.namespace, &name).certain();
        found.is_some_and(|id| {
            id != lost.child
                && schema.table(id).is_some()
                && !schema.session.rows.empty.contains(&id)
        })
    };
    (!lost.is_refilled && lost.names.iter().any(is_back)).then_some(&*child.name)
}

fn fault(lost: &LostRows, all: &[&(&LostRows, &str)], turned_on: bool) -> Fault {
    let of = |is_it: fn(Action) -> bool| {
        let own = all.iter().filter(|(lost, _)| is_it(lost.action));
        own.map(|(lost, child)| (&*lost.column, *child))
            .collect::<Vec<_>>()
    };
    let (deleted, set) = (
        of(|action| action == Action::Cascade),
        of(|action| action != Action::Cascade),
    );
    let listed = |names: Vec<String>| match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.join(""),
    };
    let mut what = Vec::new();
    if !deleted.is_empty() {
        let names = deleted.iter().map(|(_, child)| format!("`{child}`"));
        what.push(format!(
            "deletes the rows of {} that refer to it",
            listed(names.collect())
        ));
    }
    if !set.is_empty() {
        let names = set
            .iter()
            .map(|(column, child)| format!("`{child}.{column}`"));
        what.push(format!("sets {} to NULL", listed(names.collect())));
    }
    let name = &lost.names[0];
    let message = format!("dropping `{name}` {}", what.join(", and "));
    let help = match turned_on {
        true => "turn foreign keys on again only at the end of this script".to_owned(),
        false => format!(
            "write `PRAGMA foreign_keys = OFF;` as the first line of this script: foreign keys are then \
             off while it runs, and every reference is checked at its end; if they are never on in \
             this application, `{} = \"allow\"` below `[lints]` in `{{dir}}/migrate.toml`",
            codes::LOST_ROWS
        ),
    };
    Fault::new(codes::LOST_ROWS, lost.span, message)
        .label("with foreign keys on, `DROP TABLE` deletes the rows first, which runs `ON DELETE`")
        .help(help)
}
