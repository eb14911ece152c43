//! New names of tables.
use super::{existing, faults, make_room, references};
use crate::Dialect;
use crate::model::{ConstraintKind, ObjectId};
use crate::{Fault, Schema, names};
use migrate_sql::statement::QualifiedName;

/// `RENAME TABLE`: one after the other.
pub(super) fn rename_tables(
    schema: &mut Schema,
    tables: &[(QualifiedName, QualifiedName)],
    if_exists: bool,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (from, to) in tables {
        match existing(schema, from) {
            Ok(Some(id)) if schema.object(id).name == from.name.text => {
                faults.extend(rename(schema, id, to, false));
            }
            Ok(_) => {
                schema.doubt(&from.name.text);
                schema.doubt(&to.name.text);
            }
            Err(_) if if_exists => {}
            Err(fault) => faults.push(*fault),
        }
        if !faults.is_empty() {
            break;
        }
    }
    faults
}

/// Gives a table another name. Foreign keys that refer to it follow, views don't.
pub(super) fn rename(
    schema: &mut Schema,
    id: ObjectId,
    to: &QualifiedName,
    same_is_fine: bool,
) -> Option<Fault> {
    let old = schema.object(id).name.clone();
    let new = &to.name.text;
    if to.namespace().is_some() {
        references::detach(schema, id);
        schema.remove(id);
        schema.doubt(&old);
        schema.doubt(new);
        return None;
    }
    if old == *new && same_is_fine {
        return None;
    }
    let differs_in_case_only = old != *new && names::same(Dialect::Mysql, &old, new);
    if !differs_in_case_only {
        match make_room(schema, to) {
            Some(Ok(())) => {}
            Some(Err(other)) => return Some(faults::taken(schema, &to.name, other)),
            None => {
                // It may be that there are two from here on, which differ by case.
                schema.doubt(&old);
                return None;
            }
        }
    }
    references::open_views(schema, id);
    schema.rename(id, "", new);
    rename_generated(schema, id, &old, new);
    references::attach(schema, id);
    faults::wrong_table_name(&to.name)
}

/// `old_ibfk_1` is `new_ibfk_1` from here on.
fn rename_generated(schema: &mut Schema, id: ObjectId, old: &str, new: &str) {
    let Some(table) = schema.table_mut(id) else {
        return;
    };
    let start = format!("{old}_ibfk_");
    for constraint in &mut table.constraints {
        if let ConstraintKind::ForeignKey(_) = constraint.kind
            && let Some(name) = &constraint.name
            && let Some(number) = name.strip_prefix(&start)
        {
            constraint.name = Some(format!("{new}_ibfk_{number}"));
        }
    }
}
