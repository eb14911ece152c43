//! `ALTER TABLE … RENAME TO`.
use super::{faults, in_namespace, is_reserved, recheck, rewrite, view};
use crate::schema::lookup::Found;
use crate::schema::model::{ConstraintKind, ForeignKeyTarget, ObjectId, Relation};
use crate::schema::statement::Name;
use crate::schema::{Fault, Schema};

/// Does what the engine does with it.
pub(super) fn rename(schema: &mut Schema, id: ObjectId, to: &Name) -> Vec<Fault> {
    let object = schema.object(id);
    let (namespace, from) = (object.namespace.clone(), object.name.clone());
    if is_reserved(&to.text) {
        return vec![faults::reserved(to)];
    }
    let mut faults = Vec::new();
    match in_namespace(schema, &namespace, to) {
        Found::Known(other) => faults.push(faults::taken(schema, to, Relation::Object(other))),
        Found::Index(other) => faults.push(faults::taken(schema, to, Relation::Index(other))),
        Found::Doubtful(Some(other)) if other != id => {
            schema.remove(other);
        }
        Found::Doubtful(_) | Found::Missing => {}
    }
    if !faults.is_empty() {
        // The old name stays as good as the new one.
        schema.doubt(&from);
        schema.doubt(&to.text);
        return faults;
    }
    let is_legacy = schema.session.legacy_alter_table;
    if !is_legacy {
        faults.extend(recheck::recheck(schema, id, to.span));
        rewrite::table(schema, id, &to.text);
    }
    match (is_legacy, schema.session.foreign_keys) {
        (false, _) | (true, Some(true)) => foreign_keys(schema, &namespace, &from, Some(&to.text)),
        (true, Some(false)) => {}
        (true, None) => foreign_keys(schema, &namespace, &from, None),
    }
    schema.rename(id, &namespace, &to.text);
    if schema.is_complete {
        schema.doubtful.remove(&to.text.to_ascii_lowercase());
    }
    view::refresh(schema, &from);
    view::refresh(schema, &to.text);
    faults
}

/// Lets the foreign keys that refer to a table follow its name; without one, it is not known whether
/// they do.
fn foreign_keys(schema: &mut Schema, namespace: &str, from: &str, to: Option<&str>) {
    let is_it = |kind: &ConstraintKind| match kind {
        ConstraintKind::ForeignKey(key) => match &key.target {
            ForeignKeyTarget::Named { table, .. } => table.eq_ignore_ascii_case(from),
            ForeignKeyTarget::Table { .. } => false,
        },
        _ => false,
    };
    let tables = schema.tables().filter(|(_, object, table)| {
        let mut kinds = table.constraints.iter().map(|constraint| &constraint.kind);
        object.namespace == namespace && kinds.any(is_it)
    });
    let ids: Vec<ObjectId> = tables.map(|(id, ..)| id).collect();
    for id in ids {
        let Some(to) = to else {
            schema.object_mut(id).is_certain = false;
            continue;
        };
        let Some(table) = schema.table_mut(id) else {
            continue;
        };
        let kinds = table.constraints.iter_mut();
        for kind in kinds.map(|constraint| &mut constraint.kind) {
            if is_it(kind)
                && let ConstraintKind::ForeignKey(key) = kind
                && let ForeignKeyTarget::Named { table, .. } = &mut key.target
            {
                to.clone_into(table);
            }
        }
    }
}
