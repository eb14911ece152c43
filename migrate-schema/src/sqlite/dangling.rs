//! Foreign keys that a script leaves with nothing to refer to.
use super::in_namespace;
use super::rename_table::target_of;
use crate::lookup::Found;
use crate::model::FollowedName;
use crate::{Fault, Schema};
use migrate_sql::statement::Name;

/// The code of all that is found here.
const CODE: migrate_sql::codes::Code = migrate_sql::codes::DANGLING_REFERENCE;

/// Finds the foreign keys that followed a table's new name in this session, or may have, where nothing
/// has that name at its end.
///
/// SQLite refuses none of it; but with foreign keys on, it refuses every row that is put into the table
/// from then on. It comes of the order in which a table must not be made anew: section 7 of
/// `lang_altertable.html` warns of it.
pub(super) fn left(schema: &Schema) -> Vec<Fault> {
    let followed = schema.session.followed.iter();
    let mut faults: Vec<Fault> = followed.filter_map(|name| dangling(schema, name)).collect();
    faults.dedup_by_key(|fault| fault.span);
    faults
}

fn dangling(schema: &Schema, followed: &FollowedName) -> Option<Fault> {
    let FollowedName { from, to, span, .. } = followed;
    let object = schema.get(followed.table)?;
    let table = schema.table(followed.table)?;
    let name = Name {
        text: to.clone(),
        quoted: true,
        span: *span,
    };
    let is_gone = schema.get(followed.renamed).is_none();
    if !is_gone || in_namespace(schema, &object.namespace, &name) != Found::Missing {
        return None;
    }
    let is_certain = followed.is_certain;
    let refers_to = if is_certain { to } else { from };
    let mut keys = table.constraints.iter();
    if !keys.any(|key| target_of(&key.kind, refers_to).is_some()) {
        return None;
    }
    let own = &object.name;
    let (is_left, label) = match is_certain {
        true => ("is left", "its foreign key follows the new name".to_owned()),
        false => (
            "may be left",
            "its foreign key follows the new name where foreign keys are on, \
             in spite of `legacy_alter_table`"
                .to_owned(),
        ),
    };
    let message = format!("`{own}` {is_left} with a foreign key to `{to}`, which is gone");
    let help = format!(
        "leave `{from}` its name: create the new table under another name, copy the rows, drop \
         `{from}` and rename the new table to `{from}`, all of it with foreign keys off"
    );
    Some(Fault::new(CODE, *span, message).label(label).help(help))
}
