//! What PostgreSQL refuses in the definition of a table for what it says of the table as a whole.
use super::table::TEMPORARY;
use crate::Dialect;
use crate::model::ObjectId;
use crate::{Fault, Schema};
use migrate_sql::reader;
use migrate_sql::statement::{ColumnConstraintKind, CreateTable, QualifiedName};

/// Finds what goes against the kind of table that is made.
pub(super) fn definition(create: &CreateTable, temporary: bool) -> Option<Fault> {
    let invalid = |span, message: &str| {
        Some(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            span,
            message,
        ))
    };
    if create.options.others.contains_key("on commit") && !temporary {
        let fault = invalid(create.name.span(), "`ON COMMIT` is for temporary tables")?;
        return Some(fault.help("write `CREATE TEMPORARY TABLE`"));
    }
    if let Some(namespace) = create.name.namespace() {
        let is_own = namespace.text.starts_with(TEMPORARY);
        if create.temporary && !is_own {
            let message = format!("a temporary table can't be in the schema `{namespace}`");
            let fault = invalid(namespace.span, &message)?;
            return Some(fault.help("leave out the schema"));
        }
        if create.options.unlogged && is_own {
            return invalid(namespace.span, "a temporary table can't be `UNLOGGED`");
        }
    }
    if let (Some(first), Some(_)) = (create.inherits.first(), &create.partition_by) {
        return invalid(
            first.span(),
            "a partitioned table can't inherit from another",
        );
    }
    if let Some(message) = wrong_storage(create) {
        return invalid(create.name.span(), message);
    }
    let of_type = create.of_type.as_ref()?;
    let is_identity = |own: &migrate_sql::statement::ColumnConstraint| {
        matches!(own.kind, ColumnConstraintKind::Identity(_))
    };
    let mut constraints = create.columns.iter().flat_map(|column| &column.constraints);
    let identity = constraints.find(|own| is_identity(own))?;
    let message = format!("the table is `OF` `{of_type}`: it can't have an identity column");
    invalid(identity.span, &message)
}

/// What is wrong with `WITH (…)`.
fn wrong_storage(create: &CreateTable) -> Option<&'static str> {
    let written = create.options.others.get("with")?;
    let words = reader::words(written, Dialect::Postgres);
    let oids = words.iter().position(|word| *word == "oids");
    let has_oids = oids.is_some_and(|at| match (words.get(at + 1), words.get(at + 2)) {
        (Some(&"="), Some(value)) => ["true", "on", "yes", "1"].contains(value),
        _ => true,
    });
    if has_oids {
        return Some("no table can have `oids` any more: PostgreSQL 12 took them away");
    }
    let is_partitioned = create.partition_by.is_some();
    is_partitioned
        .then_some("a partitioned table stores nothing: its partitions have these parameters")
}

/// Refuses a temporary table and one that stays as a parent and its child (`MergeAttributes`,
/// `ATExecAttachPartition` and `ATExecAddInherit` in `tablecmds.c`).
pub(super) fn mixed(
    schema: &Schema,
    child: ObjectId,
    parents: &[(ObjectId, &QualifiedName)],
) -> Option<Fault> {
    let own = schema.table(child)?;
    parents.iter().find_map(|(id, name)| {
        let parent = schema.table(*id)?;
        let is_certain = schema.object(*id).is_certain && schema.object(child).is_certain;
        let message = match (parent.temporary, own.temporary) {
            (true, false) => {
                format!("table `{name}` is temporary: its partitions and children have to be temporary, too")
            }
            (false, true) if parent.partition_by.is_some() => {
                format!("table `{name}` is not temporary: a partition of it can't be")
            }
            _ => return None,
        };
        let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, name.span(), message);
        is_certain.then_some(fault)
    })
}
