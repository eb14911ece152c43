//! `COMMENT ON`.
use super::dependents::kind_name;
use super::faults::{missing, missing_namespace, missing_part, wrong_kind};
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{ObjectId, ObjectKind};
use crate::{Fault, Schema};
use migrate_sql::statement::{Comment, Kind};

/// Sets or removes a comment.
pub(super) fn comment(schema: &mut Schema, comment: &Comment) -> Vec<Fault> {
    set(schema, comment).into_iter().collect()
}

fn set(schema: &mut Schema, comment: &Comment) -> Option<Fault> {
    let object = &comment.object;
    match object.kind {
        Kind::Namespace => {
            let name = &object.name.name;
            if schema.has_namespace(&name.text) == Some(false) {
                return Some(missing_namespace(schema, name));
            }
            if let Some(namespace) = schema.namespaces.get_mut(&name.text) {
                namespace.comment.clone_from(&comment.text);
            }
            None
        }
        Kind::Routine => match super::routine::find_one(schema, object) {
            Ok(id) => {
                if let Some(id) = id {
                    schema.object_mut(id).comment.clone_from(&comment.text);
                }
                None
            }
            Err(fault) => Some(fault),
        },
        Kind::Type => match schema.find_type(&object.name) {
            Found::Missing => {
                let is_own = super::types::is_built_in(&object.name);
                (!is_own).then(|| missing(schema, Kind::Type, &object.name))
            }
            found => {
                if let Some(id) = found.id() {
                    schema.object_mut(id).comment.clone_from(&comment.text);
                }
                None
            }
        },
        Kind::Table | Kind::View | Kind::MaterializedView | Kind::Sequence | Kind::Index => {
            of_relation(schema, comment)
        }
        Kind::Column | Kind::Constraint | Kind::Trigger | Kind::Policy | Kind::Rule => {
            of_part(schema, comment)
        }
        _ => None,
    }
}

fn of_relation(schema: &mut Schema, comment: &Comment) -> Option<Fault> {
    let object = &comment.object;
    let name = &object.name;
    match schema.find_relation(name) {
        Found::Missing => Some(missing(schema, object.kind, name)),
        Found::Known(id) => {
            let own = schema.object(id);
            let is_it = match (&own.kind, object.kind) {
                (ObjectKind::Table(_), Kind::Table) | (ObjectKind::Sequence(_), Kind::Sequence) => {
                    true
                }
                (ObjectKind::View(view), kind) => {
                    kind == (if view.materialized {
                        Kind::MaterializedView
                    } else {
                        Kind::View
                    })
                }
                _ => false,
            };
            if !is_it {
                let is = kind_name(&own.kind);
                return Some(wrong_kind(name.span(), &own.name, is, object.word));
            }
            schema.object_mut(id).comment.clone_from(&comment.text);
            None
        }
        Found::Index(table) => {
            if object.kind != Kind::Index {
                let text = &name.name.text;
                return Some(wrong_kind(name.span(), text, "index", object.word));
            }
            let table = schema.table_part_mut(table)?;
            let text = &name.name.text;
            let mut index = table.indexes.named_mut(Dialect::Postgres, text)?;
            index.comment.clone_from(&comment.text);
            None
        }
        Found::Doubtful(id) => {
            if let Some(id) = id {
                schema.object_mut(id).comment.clone_from(&comment.text);
            }
            None
        }
    }
}

/// Of what has its name within a table.
fn of_part(schema: &mut Schema, comment: &Comment) -> Option<Fault> {
    let object = &comment.object;
    let table_name = object.table.as_ref()?;
    let found = schema.find_relation(table_name);
    if found == Found::Missing {
        // A composite type has columns too.
        let is_type = object.kind == Kind::Column;
        if is_type && schema.find_type(table_name) != Found::Missing {
            return None;
        }
        return Some(missing(schema, Kind::Table, table_name));
    }
    let id = found.id()?;
    let is_set = set_part(schema, id, comment);
    if is_set || found.certain().is_none() {
        return None;
    }
    let code = match object.kind {
        Kind::Column => migrate_sql::codes::UNKNOWN_COLUMN,
        Kind::Constraint => migrate_sql::codes::UNKNOWN_CONSTRAINT,
        Kind::Trigger => migrate_sql::codes::UNKNOWN_TRIGGER,
        _ => migrate_sql::codes::UNKNOWN_OBJECT,
    };
    let own = schema.object(id);
    let known: Vec<&str> = match (&own.kind, object.kind) {
        (ObjectKind::Table(table), Kind::Column) => {
            if table.is_open {
                return None;
            }
            table.columns.iter().map(|column| &*column.name).collect()
        }
        (ObjectKind::View(view), Kind::Column) => {
            if view.is_open {
                return None;
            }
            view.columns.iter().map(|column| &*column.name).collect()
        }
        (_, Kind::Column) => return None,
        _ => {
            let table = schema.table_part(id)?;
            match object.kind {
                Kind::Constraint => {
                    // One whose name is not known may be meant; so may `NOT NULL` in version 18.
                    let is_named = table.constraints.iter().all(|own| own.name.is_some());
                    if table.is_open || !is_named {
                        return None;
                    }
                    let names = table.constraints.iter().map(|own| own.name.as_deref());
                    names.flatten().collect()
                }
                Kind::Trigger => table.triggers.iter().map(|own| &*own.name).collect(),
                Kind::Policy => table.policies.iter().map(|own| &*own.name).collect(),
                _ => return None,
            }
        }
    };
    let of = (kind_name(&own.kind), &*own.name);
    let name = &object.name.name;
    let is_not_null =
        object.kind == Kind::Constraint && super::rename::is_not_null_name(schema, id, &name.text);
    if is_not_null || object.kind != Kind::Column && schema.may_have(&name.text) {
        return None;
    }
    Some(missing_part(code, object.kind, name, of, known))
}

fn set_part(schema: &mut Schema, id: ObjectId, comment: &Comment) -> bool {
    let name = &comment.object.name.name.text;
    let own = &mut schema.object_mut(id).kind;
    if comment.object.kind == Kind::Column {
        let columns = match own {
            ObjectKind::Table(table) => &mut table.columns,
            ObjectKind::View(view) => &mut view.columns,
            _ => return false,
        };
        let column = columns.named_mut(Dialect::Postgres, name);
        return column
            .map(|mut column| column.comment.clone_from(&comment.text))
            .is_some();
    }
    let Some(table) = schema.table_part_mut(id) else {
        return false;
    };
    let dialect = Dialect::Postgres;
    let text = &comment.text;
    match comment.object.kind {
        Kind::Constraint => {
            let own = table.constraints.named_mut(dialect, name);
            own.map(|mut own| own.comment.clone_from(text)).is_some()
        }
        Kind::Trigger => {
            let own = table.triggers.named_mut(dialect, name);
            own.map(|mut own| own.comment.clone_from(text)).is_some()
        }
        Kind::Policy => {
            let own = table.policies.named_mut(dialect, name);
            own.map(|mut own| own.comment.clone_from(text)).is_some()
        }
        _ => table.rules.contains_key(name),
    }
}
