//! What refers to a table, when the table goes, comes or changes.
use crate::model::{ColumnId, ConstraintKind, ForeignKeyTarget, Object, ObjectId, ObjectKind, Use};
use crate::{Schema, names};

/// A table or view is about to go: foreign keys that refer to it do so by name from here on, and
/// views that use it may be of no use.
pub(super) fn detach(schema: &mut Schema, id: ObjectId) {
    open_views(schema, id);
    let Some(gone) = schema.get(id).cloned() else {
        return;
    };
    let ObjectKind::Table(gone_table) = &gone.kind else {
        return forget(schema, id);
    };
    let name_of = |column: &ColumnId| {
        let column = gone_table.column_by_id(*column);
        column.map_or_else(String::new, |column| column.name.clone())
    };
    let refers = |target: &ForeignKeyTarget| matches!(target, ForeignKeyTarget::Table { table, .. } if *table == id);
    change_targets(schema, refers, |target| {
        let ForeignKeyTarget::Table { columns, .. } = &*target else {
            return;
        };
        *target = ForeignKeyTarget::Named {
            namespace: None,
            table: gone.name.clone(),
            columns: columns.iter().map(name_of).collect(),
        };
    });
    forget(schema, id);
}

/// A table has come: foreign keys that named it refer to it from here on.
pub(super) fn attach(schema: &mut Schema, id: ObjectId) {
    let dialect = schema.dialect;
    let Some(object) = schema.get(id).cloned() else {
        return;
    };
    let ObjectKind::Table(come) = &object.kind else {
        return;
    };
    let names_it = |target: &ForeignKeyTarget| {
        matches!(target, ForeignKeyTarget::Named { namespace: None, table, .. }
            if names::same(dialect, table, &object.name))
    };
    change_targets(schema, names_it, |target| {
        let ForeignKeyTarget::Named { columns, .. } = &*target else {
            return;
        };
        let columns = columns
            .iter()
            .map(|name| Some(come.column(dialect, name)?.id));
        if let Some(columns) = columns.collect() {
            *target = ForeignKeyTarget::Table { table: id, columns };
        }
    });
}

/// Views that use a table whose columns have changed, or that is no more what it was: what they
/// show is not known.
pub(super) fn open_views(schema: &mut Schema, id: ObjectId) {
    let views = schema.objects().filter(|(_, object)| match &object.kind {
        ObjectKind::View(view) => {
            view.is_unresolved || view.uses.iter().any(|used| used.object() == id)
        }
        _ => false,
    });
    let views: Vec<ObjectId> = views.map(|(id, _)| id).collect();
    for view in views {
        if view == id {
            continue;
        }
        if let ObjectKind::View(found) = &mut schema.object_mut(view).kind
            && !found.is_open
        {
            found.is_open = true;
            // What uses the view knows no more of it.
            open_views(schema, view);
        }
    }
}

/// Nothing keeps the id of what is gone.
fn forget(schema: &mut Schema, id: ObjectId) {
    let uses_it = |uses: &[Use]| uses.iter().any(|used| used.object() == id);
    let is_concerned = |object: &Object| match &object.kind {
        ObjectKind::View(view) => uses_it(&view.uses),
        ObjectKind::Table(table) => table.columns.iter().any(|column| {
            column
                .default
                .as_ref()
                .is_some_and(|default| uses_it(&default.uses))
        }),
        _ => false,
    };
    let others = schema.objects().filter(|(_, object)| is_concerned(object));
    let others: Vec<ObjectId> = others.map(|(other, _)| other).collect();
    for other in others {
        match &mut schema.object_mut(other).kind {
            ObjectKind::View(view) => {
                view.uses.retain(|used| used.object() != id);
                view.is_unresolved = true;
            }
            ObjectKind::Table(table) => {
                for default in table
                    .columns
                    .iter_mut()
                    .filter_map(|column| column.default.as_mut())
                {
                    default.uses.retain(|used| used.object() != id);
                }
            }
            _ => {}
        }
    }
}

/// Changes the targets of foreign keys that are meant.
fn change_targets(
    schema: &mut Schema,
    is_meant: impl Fn(&ForeignKeyTarget) -> bool,
    change: impl Fn(&mut ForeignKeyTarget),
) {
    let is_concerned = |kind: &ConstraintKind| match kind {
        ConstraintKind::ForeignKey(key) => is_meant(&key.target),
        _ => false,
    };
    let mut concerned = Vec::new();
    for (id, _, table) in schema.tables() {
        let mut constraints = table.constraints.iter();
        if constraints.any(|constraint| is_concerned(&constraint.kind)) {
            concerned.push(id);
        }
    }
    for id in concerned {
        let Some(table) = schema.table_mut(id) else {
            continue;
        };
        for constraint in &mut table.constraints {
            if let ConstraintKind::ForeignKey(key) = &mut constraint.kind
                && is_meant(&key.target)
            {
                change(&mut key.target);
            }
        }
    }
}
