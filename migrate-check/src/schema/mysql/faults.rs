//! The faults that several statements share.
use crate::schema::faults;
use crate::schema::model::{ObjectId, ObjectKind, Table};
use crate::schema::statement::{Name, QualifiedName, Span};
use crate::schema::{Fault, Kind, Schema};

/// Longer names are refused, of whatever (error 1059).
pub(super) const LONGEST_NAME: usize = 64;

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

/// The table has no column of that name.
pub(super) fn no_column(name: &Name, of: &str, table: &Table) -> Fault {
    let names = table.columns.iter().map(|column| &*column.name);
    missing("unknown-column", Kind::Column, Some(of), name, names)
}

/// The table has no index of that name.
pub(super) fn no_index(name: &Name, of: &str, table: &Table) -> Fault {
    missing(
        "unknown-index",
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
        "unknown-constraint",
        Kind::Constraint,
        Some(of),
        name,
        names,
    )
}

/// There is no trigger of that name.
pub(super) fn no_trigger(schema: &Schema, name: &QualifiedName) -> Fault {
    let triggers = schema.tables().flat_map(|(_, _, table)| &table.triggers);
    let names = triggers.map(|trigger| &*trigger.name);
    missing("unknown-trigger", Kind::Trigger, None, &name.name, names)
}

/// There is nothing of that name.
pub(super) fn missing<'n>(
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

/// The name is taken by a table or view.
pub(super) fn taken(schema: &Schema, name: &Name, by: ObjectId) -> Fault {
    let word = match schema.object(by).kind {
        ObjectKind::View(_) => "view",
        ObjectKind::Sequence(_) => "sequence",
        _ => "table",
    };
    faults::taken("duplicate-table", name.span, word, &name.text)
}

/// Something else has the name among its like.
pub(super) fn duplicate(code: &'static str, what: &str, name: &Name, of: &str) -> Fault {
    faults::taken_in(code, ("table", of), what, &name.text, name.span)
}

/// The object is something else than the statement takes.
pub(super) fn wrong_kind(name: &Name, message: String) -> Fault {
    Fault::new("wrong-kind", name.span, message)
}

/// A definition that the engine refuses for another reason.
pub(super) fn invalid(span: Span, message: impl Into<String>) -> Fault {
    Fault::new("invalid-definition", span, message)
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
