//! `ALTER TABLE … RENAME TO`.
use super::{faults, in_namespace, is_reserved, recheck, rewrite, settle, view};
use crate::lookup::Found;
use crate::model::{
    ConstraintKind, FollowedName, ForeignKeyTarget, ObjectId, ObjectKind, Relation,
};
use crate::{Fault, Schema};
use migrate_sql::statement::Name;

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
    }
    faults.extend(hidden_index(schema, id, &namespace, to));
    rewrite::table(schema, id, &to.text, is_legacy);
    // `renameTableFunc` of SQLite's `alter.c`: with foreign keys on, `legacy_alter_table` does not
    // keep them from following.
    match (is_legacy, schema.session.foreign_keys) {
        (false, _) | (true, Some(true)) => foreign_keys(schema, id, to, true),
        (true, Some(false)) => {}
        (true, None) => foreign_keys(schema, id, to, false),
    }
    schema.rename(id, &namespace, &to.text);
    if schema.is_complete {
        settle(schema, to, &namespace);
    }
    view::refresh(schema, &from);
    view::refresh(schema, &to.text);
    faults
}

/// Finds an index that would be over something temporary: SQLite reads the statements of indexes again, and
/// finds what is temporary first. Whether the columns of a temporary table would do is not certain: a name in
/// double quotes may be a text.
fn hidden_index(schema: &Schema, id: ObjectId, namespace: &str, to: &Name) -> Option<Fault> {
    let index = schema.table(id)?.indexes.first()?;
    if namespace == "temp" || !schema.object(id).is_certain {
        return None;
    }
    let hiding = in_namespace(schema, "temp", to).certain()?;
    let ObjectKind::View(_) = &schema.object(hiding).kind else {
        return None;
    };
    let message = format!(
        "index `{}` would be over the temporary view `{to}`, which is found first",
        index.name
    );
    let help = "drop the temporary view before, or choose another name";
    Some(faults::invalid(to.span, message).help(help))
}

/// Lets the foreign keys that refer to a table follow its name, or makes it unknown whether they do.
fn foreign_keys(schema: &mut Schema, renamed: ObjectId, to: &Name, is_certain: bool) {
    let object = schema.object(renamed);
    let (namespace, from) = (object.namespace.clone(), object.name.clone());
    // What may have followed an earlier name may follow this one.
    let earlier = schema.session.followed.iter_mut();
    for followed in earlier.filter(|followed| followed.renamed == renamed) {
        followed.to.clone_from(&to.text);
        followed.span = to.span;
    }
    let tables = schema.tables().filter(|(_, object, table)| {
        let mut keys = table.constraints.iter();
        object.namespace == namespace && keys.any(|key| target_of(&key.kind, &from).is_some())
    });
    let tables = tables.map(|(id, object, _)| (id, object.is_certain));
    let tables: Vec<(ObjectId, bool)> = tables.collect();
    for (table, was_certain) in tables {
        if was_certain {
            schema.session.followed.push(FollowedName {
                renamed,
                table,
                from: from.clone(),
                to: to.text.clone(),
                span: to.span,
                is_certain,
            });
        }
        if !is_certain {
            schema.object_mut(table).is_certain = false;
            continue;
        }
        let Some(table) = schema.table_mut(table) else {
            continue;
        };
        for key in &mut table.constraints {
            if target_of(&key.kind, &from).is_some()
                && let ConstraintKind::ForeignKey(key) = &mut key.kind
                && let ForeignKeyTarget::Named { table, .. } = &mut key.target
            {
                table.clone_from(&to.text);
            }
        }
    }
}

/// The table that a foreign key refers to, if it is the one of a name.
pub(super) fn target_of<'k>(kind: &'k ConstraintKind, name: &str) -> Option<&'k str> {
    let ConstraintKind::ForeignKey(key) = kind else {
        return None;
    };
    match &key.target {
        ForeignKeyTarget::Named { table, .. } if table.eq_ignore_ascii_case(name) => Some(table),
        _ => None,
    }
}
