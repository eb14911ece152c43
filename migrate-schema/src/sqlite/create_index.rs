//! `CREATE INDEX`.
use super::prohibited::Place;
use super::{faults, in_namespace, is_reserved, stored};
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{
    Index, IndexPart, IndexPartTarget, ObjectId, ObjectKind, Relation, Table, TableKind,
};
use crate::{Fault, Schema};
use migrate_sql::statement::{CreateIndex, IndexElement, IndexTarget, Name, QualifiedName};

/// Does what the engine does with it.
pub(super) fn create_index(schema: &mut Schema, create: &CreateIndex) -> Vec<Fault> {
    let Some(name) = &create.name else {
        return Vec::new();
    };
    // The table is in the same schema as the index.
    let table_name = QualifiedName {
        qualifiers: name.qualifiers.clone(),
        name: create.table.name.clone(),
    };
    let id = match on_table(schema, &table_name) {
        Ok(id) => id,
        Err(fault) => {
            // Taken to be there, so that nothing follows from it.
            schema.doubt(&name.name.text);
            return fault.into_iter().collect();
        }
    };
    let namespace = schema.object(id).namespace.clone();
    let name = &name.name;
    if is_reserved(&name.text) {
        return vec![faults::reserved(name)];
    }
    let mut faults = Vec::new();
    match in_namespace(schema, &namespace, name) {
        Found::Index(_) if create.if_not_exists => return Vec::new(),
        Found::Index(of) => faults.push(faults::taken(schema, name, Relation::Index(of))),
        Found::Known(id) => faults.push(faults::taken(schema, name, Relation::Object(id))),
        Found::Doubtful(_) | Found::Missing => {}
    }
    if !faults.is_empty() {
        return faults;
    }
    let (index, faults) = index(schema, id, create, name);
    if let Some(table) = schema.table_mut(id) {
        table.indexes.push(index);
        schema.add_index_name(id, &name.text);
    }
    faults
}

/// The table, if it is one that can have an index.
fn on_table(schema: &Schema, name: &QualifiedName) -> Result<ObjectId, Option<Fault>> {
    let written = &name.name;
    if is_reserved(&written.text) {
        let message = format!("table `{written}` can't have an index");
        return Err(Some(faults::wrong_kind(written, message)));
    }
    let found = schema.find_relation(name);
    if matches!(found, Found::Missing | Found::Index(_)) {
        return Err(Some(faults::no_table(schema, name)));
    }
    let Some(id) = found.id() else {
        return Err(None);
    };
    let what = match &schema.object(id).kind {
        ObjectKind::Table(table) => match table.kind {
            TableKind::Virtual(_) => "virtual table",
            _ => return Ok(id),
        },
        _ => "view",
    };
    let message = format!("{what} `{written}` can't have an index");
    let fault = faults::wrong_kind(written, message).help("put the index on a table");
    Err(found.certain().map(|_| fault))
}

fn index(schema: &Schema, id: ObjectId, create: &CreateIndex, name: &Name) -> (Index, Vec<Fault>) {
    let object = schema.object(id);
    let mut faults = Vec::new();
    let none = Table::default();
    let table = schema.table(id).unwrap_or(&none);
    let open = Table {
        is_open: true,
        ..Table::default()
    };
    let table = match object.is_certain {
        true => table,
        false => &open,
    };
    let parts = create.elements.iter().filter_map(|element| {
        let (target, found) = target(schema, &object.name, table, element);
        faults.extend(found.into_iter().chain(faults::order_of_nulls(element)));
        Some(IndexPart {
            target: target?,
            collation: element.collation.as_ref().map(ToString::to_string),
            operator_class: None,
            descending: element.descending,
            nulls_first: !element.descending,
            length: None,
        })
    });
    let parts = parts.collect();
    let predicate = create.predicate.as_ref().map(|expression| {
        let (kept, found) = stored::resolved(
            schema,
            expression,
            &object.name,
            table,
            Place::IndexCondition,
        );
        faults.extend(found);
        kept
    });
    let index = Index {
        name: name.text.clone(),
        unique: create.unique,
        method: "btree".to_owned(),
        parts,
        include: Vec::new(),
        nulls_not_distinct: false,
        predicate,
        comment: None,
        partition_of: None,
        is_implicit: false,
    };
    (index, faults)
}

fn target(
    schema: &Schema,
    of: &str,
    table: &Table,
    element: &IndexElement,
) -> (Option<IndexPartTarget>, Vec<Fault>) {
    match &element.target {
        IndexTarget::Column(name) => match table.column(Dialect::Sqlite, &name.text) {
            Some(column) => (Some(IndexPartTarget::Column(column.id)), Vec::new()),
            // A text, as some libraries take what is in double quotes.
            None if name.quoted || table.is_open => (None, Vec::new()),
            None => (None, vec![faults::no_column(name, of, table)]),
        },
        IndexTarget::Expression(expression) => {
            let (kept, faults) = stored::resolved(schema, expression, of, table, Place::IndexPart);
            (Some(IndexPartTarget::Expression(kept)), faults)
        }
    }
}

/// Whether a name stands for the row's own number where no column has it.
pub(super) fn is_rowid(name: &str) -> bool {
    ["rowid", "oid", "_rowid_"].contains(&&*name.to_ascii_lowercase())
}
