//! How what is wrong with a name is said.
pub(crate) use crate::faults::{
    article, column_taken, in_transaction, second_primary_key, taken as duplicate, taken_in,
    with_closest, wrong_drop, wrong_kind,
};
use crate::model::Relation;
use crate::{Fault, Schema, faults};
use migrate_sql::codes;
use migrate_sql::statement::{Kind, Name, QualifiedName};

/// There is no such relation, or object of another kind. Where the schema that it would be in is
/// missing, that is what is said.
pub(crate) fn missing(schema: &Schema, kind: Kind, name: &QualifiedName) -> Fault {
    if let Some(namespace) = name.namespace()
        && schema.has_namespace(&namespace.text) == Some(false)
    {
        return missing_namespace(schema, namespace);
    }
    let code = match kind {
        Kind::Table | Kind::View | Kind::MaterializedView => codes::UNKNOWN_TABLE,
        Kind::Index => codes::UNKNOWN_INDEX,
        Kind::Type => codes::UNKNOWN_TYPE,
        Kind::Routine => codes::UNKNOWN_FUNCTION,
        _ => codes::UNKNOWN_OBJECT,
    };
    let mut known: Vec<&str> = Vec::new();
    for namespace in schema.namespaces.values() {
        match kind {
            Kind::Type => known.extend(namespace.types.keys().map(|name| &**name)),
            Kind::Routine => known.extend(namespace.routines.keys().map(|name| &**name)),
            _ => known.extend(namespace.relations.iter().filter_map(|(name, relation)| {
                let is_index = matches!(relation, Relation::Index(_));
                (is_index == (kind == Kind::Index)).then_some(&**name)
            })),
        }
    }
    let shown = name.to_string();
    let name = (&*shown, name.span(), &*name.name.text);
    faults::missing(code, kind, None, name, known)
}

/// There is no such schema.
pub(crate) fn missing_namespace(schema: &Schema, name: &Name) -> Fault {
    let known = schema.namespaces.keys().map(|name| &**name);
    let kind = Kind::Namespace;
    let name = (&*name.text, name.span, &*name.text);
    faults::missing(codes::UNKNOWN_SCHEMA, kind, None, name, known)
}

/// There is nothing of that name in (or on) a table, view or type.
pub(crate) fn missing_part<'n>(
    code: migrate_sql::codes::Code,
    kind: Kind,
    name: &Name,
    of: (&str, &str),
    known: impl IntoIterator<Item = &'n str>,
) -> Fault {
    let name = (&*name.text, name.span, &*name.text);
    faults::missing(code, kind, Some(of), name, known)
}
