//! `PRIMARY KEY USING INDEX i`, `UNIQUE USING INDEX i`.
use super::constraint::{check_no_primary_key, enter_key};
use super::faults::missing_part;
use super::index_parts;
use crate::model::{Key, ObjectId};
use crate::{Fault, Schema};
use migrate_sql::statement::{Kind, Name, TableConstraint};

/// Makes a constraint of an index, which gets the constraint's name.
pub(super) fn add(
    schema: &mut Schema,
    id: ObjectId,
    constraint: &TableConstraint,
    (primary, index_name): (bool, &Name),
    faults: &mut Vec<Fault>,
) {
    if primary {
        check_no_primary_key(schema, id, constraint.span, faults);
    }
    let object = schema.object(id);
    let Some(table) = schema.table(id) else {
        return;
    };
    let Some(index) = table.index(schema.dialect, &index_name.text) else {
        if object.is_certain {
            let known = table.indexes.iter().map(|index| &*index.name);
            let of = ("table", &*object.name);
            faults.push(missing_part(
                migrate_sql::codes::UNKNOWN_INDEX,
                Kind::Index,
                index_name,
                of,
                known,
            ));
        }
        return;
    };
    let why = if !index.unique {
        Some("is not unique")
    } else if index.predicate.is_some() {
        Some("is partial")
    } else if index.plain_columns().is_none() {
        Some("is over expressions")
    } else if index.parts.iter().any(|part| part.descending) {
        Some("has another order than a key")
    } else {
        None
    };
    if let (Some(why), true) = (why, object.is_certain) {
        let message = format!("index `{index_name}` {why}, so it can't become a constraint");
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            index_name.span,
            message,
        ));
    }
    let Some(columns) = index.plain_columns() else {
        return;
    };
    let key = Key {
        columns,
        include: index.include.clone(),
        nulls_not_distinct: index.nulls_not_distinct,
        details: Vec::new(),
    };
    let name = constraint.name.as_ref();
    let new_name = name
        .map_or(&*index_name.text, |name| &*name.text)
        .to_owned();
    if let Some(name) = name.filter(|name| name.text != index_name.text) {
        super::constraint::check_given_name(schema, id, name, true, faults);
    }
    schema.remove_index_name(id, &index_name.text);
    if let Some(table) = schema.table_mut(id) {
        table.indexes.retain(|index| index.name != index_name.text);
    }
    debug_assert!(!index_parts::is_taken(schema, id, &index_name.text));
    // A partitioned table takes no `USING INDEX`.
    let name = (new_name, false);
    _ = enter_key(schema, id, name, primary, key, constraint.deferrable);
}
