//! The faults that several statements share.
use crate::faults::missing_as_written as missing;
pub(super) use crate::faults::{
    in_transaction, invalid, no_column, no_table, no_trigger, no_view, of_wrong_kind as wrong_kind,
};
use crate::model::{ObjectId, Relation};
use crate::{Fault, Schema, faults};
use migrate_sql::statement::{IndexElement, Kind, Name, QualifiedName};

/// There is no index of that name.
pub(super) fn no_index(schema: &Schema, name: &QualifiedName) -> Fault {
    let indexes = schema.tables().flat_map(|(_, _, table)| &table.indexes);
    let names = indexes.map(|index| &*index.name);
    missing(
        migrate_sql::codes::UNKNOWN_INDEX,
        Kind::Index,
        None,
        &name.name,
        names,
    )
}

/// The name is taken by a table, view or index.
pub(super) fn taken(schema: &Schema, name: &Name, by: Relation) -> Fault {
    match by {
        Relation::Index(table) => {
            let table = &schema.object(table).name;
            faults::taken(
                migrate_sql::codes::DUPLICATE_INDEX,
                name.span,
                "index",
                &name.text,
            )
            .label(format!("it is an index of `{table}`"))
            .help("tables, views and indexes share their names: give it another one")
        }
        Relation::Object(id) => {
            let word = super::word(schema, id);
            faults::taken(
                migrate_sql::codes::DUPLICATE_TABLE,
                name.span,
                word,
                &name.text,
            )
        }
    }
}

/// An index that says where nulls come, which SQLite does not take (`sqlite3HasExplicitNulls`).
pub(super) fn order_of_nulls(element: &IndexElement) -> Option<Fault> {
    let order = match element.nulls_first? {
        true => "FIRST",
        false => "LAST",
    };
    let message = format!("an index or key can't say `NULLS {order}`");
    let fault = invalid(element.span, message);
    Some(fault.help(format!(
        "remove `NULLS {order}`, and write it in `ORDER BY`"
    )))
}

/// A name that begins with `sqlite_`.
pub(super) fn reserved(name: &Name) -> Fault {
    invalid(
        name.span,
        format!("`{name}` is a name that SQLite keeps to itself"),
    )
    .help("choose a name that does not begin with `sqlite_`")
}

/// Two columns have one name.
pub(super) fn duplicate_column(name: &Name, of: &str) -> Fault {
    faults::column_taken(of, name)
}

/// The name of an object.
pub(super) fn name_of(schema: &Schema, id: ObjectId) -> &str {
    &schema.object(id).name
}
