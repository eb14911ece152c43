//! Where something new goes, and whether its name is free there.
use super::dependents::kind_name;
use super::faults::{duplicate, missing_namespace};
use crate::model::{ObjectId, ObjectKind, Relation};
use crate::{Fault, Schema};
use migrate_sql::statement::{Name, QualifiedName};

/// What has the name of something new already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// What has it; `None` for an index.
    pub(super) by: Option<ObjectId>,
    /// What it is called in a message.
    pub(super) is: &'static str,
    /// Whether that is certain.
    pub(super) is_certain: bool,
}

/// The schema that something new goes to. `Ok(None)` where that can't be known.
///
/// # Errors
///
/// If there is no such schema.
pub(super) fn target(schema: &Schema, name: &QualifiedName) -> Result<Option<String>, Fault> {
    if let Some(namespace) = name.namespace() {
        return match schema.has_namespace(&namespace.text) {
            Some(false) => Err(missing_namespace(schema, namespace)),
            _ => Ok(Some(namespace.text.clone())),
        };
    }
    let found = schema.target_namespace(name);
    let path = schema.session.search_path.as_deref();
    let is_nowhere = path.is_some_and(|path| {
        let mut path = path.iter();
        path.all(|namespace| schema.has_namespace(namespace) == Some(false))
    });
    if found.is_none() && is_nowhere && schema.is_complete {
        let message = format!("there is no schema to create `{name}` in");
        let fault = Fault::new(migrate_sql::codes::UNKNOWN_SCHEMA, name.name.span, message);
        return Err(fault.help("write the schema before the name, or set `search_path`"));
    }
    Ok(found)
}

/// What has a name among tables and types of a schema: they share it, since tables are types.
pub(super) fn taken(schema: &Schema, namespace: &str, name: &str) -> Option<Taken> {
    let own = schema.namespaces.get(namespace)?;
    let found = |id: ObjectId| {
        let object = schema.object(id);
        Taken {
            by: Some(id),
            is: kind_name(&object.kind),
            is_certain: object.is_certain,
        }
    };
    if let Some(relation) = own.relations.get(name) {
        return Some(match *relation {
            Relation::Object(id) => found(id),
            Relation::Index(table) => Taken {
                by: None,
                is: "index",
                is_certain: schema.object(table).is_certain,
            },
        });
    }
    own.types.get(name).map(|id| found(*id))
}

/// What stands in the way of a new type. Indexes and sequences are no types.
pub(super) fn taken_as_type(schema: &Schema, namespace: &str, name: &str) -> Option<Taken> {
    let found = taken(schema, namespace, name)?;
    let is_type = match found.by {
        Some(id) => !matches!(schema.object(id).kind, ObjectKind::Sequence(_)),
        None => false,
    };
    is_type.then_some(found)
}

/// What stands in the way of a new sequence: types that are no relations don't.
pub(super) fn taken_as_relation(schema: &Schema, namespace: &str, name: &str) -> Option<Taken> {
    let found = taken(schema, namespace, name)?;
    let is_relation = match found.by {
        Some(id) => matches!(
            schema.object(id).kind,
            ObjectKind::Table(_)
                | ObjectKind::View(_)
                | ObjectKind::Sequence(_)
                | ObjectKind::Composite(_)
        ),
        None => true,
    };
    is_relation.then_some(found)
}

/// Says that a name is taken, where that is certain.
pub(super) fn taken_fault(
    code: migrate_sql::codes::Code,
    name: &Name,
    taken: &Taken,
) -> Option<Fault> {
    taken
        .is_certain
        .then(|| duplicate(code, name.span, taken.is, &name.text))
}
