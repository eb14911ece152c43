//! A revision's own table that has the name of one that the record is kept in.
use crate::Dialect;
use crate::diagnostic::codes;
use crate::schema::statement::{Statement, StatementKind};
use crate::schema::{Fault, Schema, names};

/// Whether a statement is Diesel's own, which finds the table of applied revisions and does nothing.
pub(super) fn is_there(schema: &Schema, statement: &Statement) -> bool {
    let StatementKind::CreateTable(create) = &statement.kind else {
        return false;
    };
    let key = names::key(schema.dialect, &create.name.name.text);
    create.if_not_exists
        && !create.temporary
        && *key == schema.server.record.applied
        && is_beside_record(schema, statement)
}

/// The fault of a statement that makes such a table: the record is made before the first revision.
pub(super) fn clash(schema: &Schema, statement: &Statement) -> Option<Fault> {
    let StatementKind::CreateTable(create) = &statement.kind else {
        return None;
    };
    let record = &schema.server.record;
    let key = names::key(schema.dialect, &create.name.name.text);
    let (setting, what) = if *key == record.applied {
        ("applied", "the applied revisions")
    } else if *key == record.history {
        ("history", "the runs")
    } else {
        return None;
    };
    if create.temporary || !is_beside_record(schema, statement) {
        return None;
    }
    let name = &create.name.name.text;
    let message = format!("`{name}` is the table in which {what} are recorded");
    let fault = Fault::new(codes::RECORD_TABLE, create.name.span(), message);
    Some(
        fault
            .label("it is made before the first revision")
            .help(format!(
                "give this table another name, or the record's: `[tables]` in `migrate.toml`, \
                 `{setting} = \"…\"`"
            )),
    )
}

/// Whether the table is made where the record is, for certain.
fn is_beside_record(schema: &Schema, statement: &Statement) -> bool {
    let StatementKind::CreateTable(create) = &statement.kind else {
        return false;
    };
    match schema.dialect {
        Dialect::Postgres => {
            let record = schema.server.record.schema.as_deref().unwrap_or("public");
            schema.target_namespace(&create.name).as_deref() == Some(record)
        }
        Dialect::Sqlite => (create.name.namespace())
            .is_none_or(|database| database.text.eq_ignore_ascii_case("main")),
        // Behind a `USE`, the database is not known.
        Dialect::Mysql => create.name.namespace().is_none() && schema.is_complete,
    }
}
