//! The faults that several statements share.
pub(super) use crate::faults::{
    invalid, missing_as_written as missing, no_column, no_table, no_trigger, no_view,
    of_wrong_kind as wrong_kind,
};
use crate::model::{ObjectId, ObjectKind, Table};
use crate::{Fault, Schema, faults};
use migrate_sql::statement::{Kind, Name};

/// Longer names are refused, of whatever (error 1059).
pub(super) const LONGEST_NAME: usize = 64;

/// The table has no index of that name.
pub(super) fn no_index(name: &Name, of: &str, table: &Table) -> Fault {
    missing(
        migrate_sql::codes::UNKNOWN_INDEX,
        Kind::Index,
        Some(of),
        name,
        table.index_names(),
    )
}

/// The table has no constraint of that name.
pub(super) fn no_constraint(name: &Name, of: &str, table: &Table) -> Fault {
    let names = table.constraints.iter();
    let names = names.filter_map(|constraint| constraint.name.as_deref());
    missing(
        migrate_sql::codes::UNKNOWN_CONSTRAINT,
        Kind::Constraint,
        Some(of),
        name,
        names,
    )
}

/// The name is taken by a table or view.
pub(super) fn taken(schema: &Schema, name: &Name, by: ObjectId) -> Fault {
    let word = match schema.object(by).kind {
        ObjectKind::View(_) => "view",
        ObjectKind::Sequence(_) => "sequence",
        _ => "table",
    };
    faults::taken(
        migrate_sql::codes::DUPLICATE_TABLE,
        name.span,
        word,
        &name.text,
    )
}

/// Something else has the name among its like.
pub(super) fn duplicate(
    code: migrate_sql::codes::Code,
    what: &str,
    name: &Name,
    of: &str,
) -> Fault {
    faults::taken_in(code, ("table", of), what, &name.text, name.span)
}

/// A name that no table can have (error 1103).
pub(super) fn wrong_table_name(name: &Name) -> Option<Fault> {
    wrong_end(name).or_else(|| too_long(name))
}

/// A name that no column can have (error 1166). InnoDB has columns of its own.
pub(super) fn wrong_column_name(name: &Name, is_innodb: bool) -> Option<Fault> {
    const OWN: &[&str] = &["db_row_id", "db_trx_id", "db_roll_ptr"];
    let is_own = is_innodb && OWN.contains(&&*name.text.to_ascii_lowercase());
    let own = is_own.then(|| invalid(name.span, format!("`{name}` is a column of InnoDB's own")));
    own.or_else(|| wrong_end(name)).or_else(|| too_long(name))
}

/// A name that no index can have (error 1280).
pub(super) fn wrong_index_name(name: &Name, is_innodb: bool) -> Option<Fault> {
    let lower = name.text.to_ascii_lowercase();
    let is_own = lower == "primary" || (is_innodb && lower == "gen_clust_index");
    let fault = match (name.text.is_empty(), is_own) {
        (true, _) => Some(invalid(name.span, "a name can't be empty")),
        (_, true) => {
            let message = format!("no index can be called `{name}`: the server has one of its own");
            Some(invalid(name.span, message))
        }
        _ => None,
    };
    fault.or_else(|| too_long(name))
}

fn wrong_end(name: &Name) -> Option<Fault> {
    let message = match &*name.text {
        "" => "a name can't be empty",
        text if text.ends_with(' ') => "a name can't end with a space",
        _ => return None,
    };
    Some(invalid(name.span, message))
}

/// A name that is too long.
pub(super) fn too_long(name: &Name) -> Option<Fault> {
    let length = name.text.chars().count();
    (length > LONGEST_NAME).then(|| {
        let message =
            format!("this name has {length} characters; at most {LONGEST_NAME} are allowed");
        invalid(name.span, message).help("choose a shorter name")
    })
}
