//! The faults that several statements share.
use crate::schema::faults;
pub(super) use crate::schema::faults::in_transaction;
use crate::schema::model::{ObjectId, ObjectKind, Relation, Table};
use crate::schema::statement::{Name, QualifiedName, Span};
use crate::schema::{Fault, Kind, Schema};

/// There is no table or view of that name.
pub(super) fn no_table(schema: &Schema, name: &QualifiedName) -> Fault {
    let relations = schema
        .objects()
        .filter(|(_, object)| matches!(object.kind, ObjectKind::Table(_) | ObjectKind::View(_)));
    let names = relations.map(|(_, object)| &*object.name);
    missing("unknown-table", Kind::Table, None, &name.name, names)
}

/// There is no view of that name.
pub(super) fn no_view(schema: &Schema, name: &QualifiedName) -> Fault {
    let views = schema.objects();
    let views = views.filter(|(_, object)| matches!(object.kind, ObjectKind::View(_)));
    let names = views.map(|(_, object)| &*object.name);
    missing("unknown-table", Kind::View, None, &name.name, names)
}

/// There is no index of that name.
pub(super) fn no_index(schema: &Schema, name: &QualifiedName) -> Fault {
    let indexes = schema.tables().flat_map(|(_, _, table)| &table.indexes);
    let names = indexes.map(|index| &*index.name);
    missing("unknown-index", Kind::Index, None, &name.name, names)
}

/// There is no trigger of that name.
pub(super) fn no_trigger(schema: &Schema, name: &QualifiedName) -> Fault {
    let triggers = schema
        .objects()
        .flat_map(|(_, object)| super::trigger::of(object));
    let names = triggers.map(|trigger| &*trigger.name);
    missing("unknown-trigger", Kind::Trigger, None, &name.name, names)
}

/// The table has no column of that name.
pub(super) fn no_column(name: &Name, of: &str, table: &Table) -> Fault {
    let names = table.columns.iter().map(|column| &*column.name);
    missing("unknown-column", Kind::Column, Some(of), name, names)
}

fn missing<'n>(
    code: &'static str,
    kind: Kind,
    of: Option<&str>,
    name: &Name,
    known: impl Iterator<Item = &'n str>,
) -> Fault {
    let of = of.map(|of| ("table", of));
    let name = (&*name.text, name.span, &*name.text);
    faults::missing(code, kind, of, name, known)
}

/// The name is taken by a table, view or index.
pub(super) fn taken(schema: &Schema, name: &Name, by: Relation) -> Fault {
    match by {
        Relation::Index(table) => {
            let table = &schema.object(table).name;
            faults::taken("duplicate-index", name.span, "index", &name.text)
                .label(format!("it is an index of `{table}`"))
                .help("tables, views and indexes share their names: give it another one")
        }
        Relation::Object(id) => {
            let word = super::word(schema, id);
            faults::taken("duplicate-table", name.span, word, &name.text)
        }
    }
}

/// The object is something else than the statement takes.
pub(super) fn wrong_kind(name: &Name, message: String) -> Fault {
    Fault::new("wrong-kind", name.span, message)
}

/// A definition that the engine refuses for another reason.
pub(super) fn invalid(span: Span, message: impl Into<String>) -> Fault {
    Fault::new("invalid-definition", span, message)
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
