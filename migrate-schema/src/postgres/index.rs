//! `CREATE INDEX`, `DROP INDEX`, `ALTER INDEX`.
use super::dependents::{self, Part, kind_name};
use super::faults::{in_transaction, missing, wrong_kind};
use super::index_parts::{self, is_indexed, taken};
use super::{generated_names, partition, partition_parts, rename};
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{ColumnId, Index, ObjectId};
use crate::{Fault, Schema};
use migrate_sql::statement::{
    AlterObject, AlterObjectAction, Behavior, CreateIndex, DropObjects, Kind, Name, Span,
};

/// The engine's own methods. (`rtree` is taken for `gist`.)
const METHODS: &[&str] = &["btree", "hash", "gist", "gin", "spgist", "brin"];

/// Makes an index.
pub(super) fn create_index(schema: &mut Schema, create: &CreateIndex) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(span) = create.concurrently {
        check_transaction(schema, span, "CREATE INDEX CONCURRENTLY", &mut faults);
    }
    let span = create.table.span();
    let (id, is_certain) = match schema.find_relation(&create.table) {
        Found::Known(id) => (id, true),
        Found::Doubtful(Some(id)) => (id, false),
        Found::Doubtful(None) => {
            if let Some(name) = &create.name {
                schema.doubt(&name.name.text);
            }
            return faults;
        }
        Found::Index(_) => {
            faults.push(wrong_kind(span, &create.table.name.text, "index", "table"));
            return faults;
        }
        Found::Missing => {
            faults.push(missing(schema, Kind::Table, &create.table));
            return faults;
        }
    };
    let object = schema.object(id);
    if !is_indexed(&object.kind) {
        if is_certain {
            let is = kind_name(&object.kind);
            let fault = wrong_kind(span, &object.name, is, "table");
            faults.push(fault.help("only tables and materialized views can have indexes"));
        }
        return faults;
    }
    let mut own_faults = Vec::new();
    add(schema, id, create, &mut own_faults);
    if is_certain {
        faults.append(&mut own_faults);
    }
    faults
}

fn add(schema: &mut Schema, id: ObjectId, create: &CreateIndex, faults: &mut Vec<Fault>) {
    let method = create.method.as_ref();
    let method = match method.map_or("btree", |method| &*method.text) {
        "rtree" => "gist",
        method => method,
    };
    let columns = index_parts::resolve(schema, id, method, &create.elements, faults);
    let include = create.include.iter();
    let include: Vec<ColumnId> = include
        .filter_map(|name| super::constraint::find_column(schema, id, name, faults))
        .collect();
    let predicate = create.predicate.as_ref();
    let predicate =
        predicate.and_then(|predicate| index_parts::predicate(schema, id, predicate, faults));
    check_method(schema, create, method, faults);
    if let Some(span) = create.concurrently
        && schema
            .table_part(id)
            .is_some_and(|table| table.partition_by.is_some())
    {
        let message = "an index on a partitioned table can't be made `CONCURRENTLY`";
        let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, span, message);
        faults.push(
            fault.help("make one with `ON ONLY`, then one on each partition, and attach them"),
        );
    }
    let namespace = schema.object(id).namespace.clone();
    let name = match &create.name {
        Some(name) => {
            let name = &name.name;
            if index_parts::is_taken(schema, id, &name.text) {
                if create.if_not_exists {
                    return;
                }
                if let Some(found) = taken(schema, &namespace, &name.text) {
                    faults.push(duplicate(name, found));
                }
                return;
            }
            name.text.clone()
        }
        None => {
            let include: Vec<&str> = create.include.iter().map(|name| &*name.text).collect();
            let columns = generated_names::index_columns(&create.elements, &include);
            let joined = generated_names::joined(columns.iter().map(|name| &**name));
            let names = (&*schema.object(id).name, Some(&*joined));
            generated_names::relation_name(schema, &namespace, names, "idx", false)
        }
    };
    if create.unique && columns.is_complete {
        let plain: Vec<ColumnId> = columns
            .parts
            .iter()
            .filter_map(|part| match part.target {
                crate::model::IndexPartTarget::Column(column) => Some(column),
                crate::model::IndexPartTarget::Expression(_) => None,
            })
            .collect();
        partition::check_key(schema, id, &plain, create.table.span(), faults);
    }
    let index = Index {
        name: name.clone(),
        unique: create.unique,
        method: method.to_owned(),
        parts: columns.parts,
        include,
        nulls_not_distinct: create.nulls_not_distinct,
        predicate,
        comment: None,
        partition_of: None,
        is_implicit: false,
    };
    if let Some(table) = schema.table_part_mut(id) {
        table.indexes.push(index.clone());
    }
    schema.add_index_name(id, &name);
    if !create.only {
        partition_parts::index_to_partitions(schema, id, &index);
    }
}

fn duplicate(name: &Name, found: &str) -> Fault {
    super::faults::duplicate(
        migrate_sql::codes::DUPLICATE_INDEX,
        name.span,
        found,
        &name.text,
    )
}

/// Says what a method can't do.
fn check_method(schema: &Schema, create: &CreateIndex, method: &str, faults: &mut Vec<Fault>) {
    let span = create
        .method
        .as_ref()
        .map_or(create.table.span(), |method| method.span);
    if !METHODS.contains(&method) {
        if schema.extensions.is_empty() && !schema.may_have(method) {
            let message = format!("there is no index method `{method}`");
            let fault = Fault::new(migrate_sql::codes::UNKNOWN_OBJECT, span, message);
            let closest = migrate_sql::spelling::closest(method, METHODS.iter().copied());
            faults.push(match closest {
                Some(closest) => fault.help(format!("the closest one is `{closest}`")),
                None => fault,
            });
        }
        return;
    }
    let mut refuse = |what: &str, span: Span| {
        let message = format!("an index by `{method}` can't {what}");
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            span,
            message,
        ));
    };
    if create.unique && method != "btree" {
        refuse("be unique", span);
    }
    if create.elements.len() > 1 && matches!(method, "hash" | "spgist") {
        refuse("be over more than one column", span);
    }
    if let (Some(first), false) = (
        create.include.first(),
        matches!(method, "btree" | "gist" | "spgist"),
    ) {
        refuse("include other columns", first.span);
    }
    let ordered = create
        .elements
        .iter()
        .find(|element| element.descending || element.nulls_first.is_some());
    if let (Some(element), true) = (ordered, method != "btree") {
        refuse("have an order", element.span);
    }
}

/// Refuses what can't run in a transaction.
pub(super) fn check_transaction(schema: &Schema, span: Span, what: &str, faults: &mut Vec<Fault>) {
    if schema.session.in_transaction {
        faults.push(in_transaction(what, span));
    }
}

/// Drops indexes.
pub(super) fn drop_indexes(schema: &mut Schema, drop: &DropObjects) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(span) = drop.concurrently {
        if drop.objects.len() > 1 {
            let message = "`DROP INDEX CONCURRENTLY` takes one index at a time";
            let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, span, message);
            faults.push(fault.help("write one statement for each index"));
        } else if drop.behavior == Behavior::Cascade {
            let message = "`DROP INDEX CONCURRENTLY` takes no `CASCADE`";
            faults.push(Fault::new(
                migrate_sql::codes::INVALID_DEFINITION,
                span,
                message,
            ));
        } else {
            check_transaction(schema, span, "DROP INDEX CONCURRENTLY", &mut faults);
        }
    }
    for object in &drop.objects {
        let name = &object.name.name;
        let span = object.name.span();
        match schema.find_relation(&object.name) {
            Found::Index(id) => drop_index(schema, id, name, drop, &mut faults),
            Found::Known(id) => {
                let object = schema.object(id);
                let is = kind_name(&object.kind);
                let fault = wrong_kind(span, &object.name, is, "index");
                faults.push(fault.help(format!("write `DROP {}`", is.to_uppercase())));
            }
            Found::Doubtful(_) => forget(schema, &name.text),
            Found::Missing if drop.if_exists => {
                if let Some(namespace) = object.name.namespace()
                    && schema.has_namespace(&namespace.text) == Some(false)
                {
                    continue;
                }
            }
            Found::Missing => faults.push(missing(schema, Kind::Index, &object.name)),
        }
    }
    faults
}

/// Takes an index out of a table that is not certain.
fn forget(schema: &mut Schema, name: &str) {
    let having = schema.objects().filter(|(id, object)| {
        let has =
            |table: &crate::model::Table| table.indexes.named(Dialect::Postgres, name).is_some();
        !object.is_certain && schema.table_part(*id).is_some_and(has)
    });
    let having: Vec<ObjectId> = having.map(|(id, _)| id).collect();
    for id in having {
        schema.remove_index_name(id, name);
        if let Some(table) = schema.table_part_mut(id) {
            table.indexes.retain(|index| index.name != name);
        }
    }
}

fn drop_index(
    schema: &mut Schema,
    id: ObjectId,
    name: &Name,
    drop: &DropObjects,
    faults: &mut Vec<Fault>,
) {
    let Some(table) = schema.table_part(id) else {
        return;
    };
    let table_name = schema.object(id).name.clone();
    let Some(index) = table.index(schema.dialect, &name.text) else {
        if table.constraint(schema.dialect, &name.text).is_some() {
            let message = format!(
                "index `{name}` can't be dropped: constraint `{name}` of the table \
                 `{table_name}` needs it"
            );
            let fault = Fault::new(migrate_sql::codes::STILL_NEEDED, name.span, message);
            let help = format!("write `ALTER TABLE {table_name} DROP CONSTRAINT {name}`");
            faults.push(fault.help(help));
            // Meant is that both go.
            let part = Part::Constraint(id, name.text.clone());
            dependents::drop(schema, &[part], Behavior::Cascade, name.span, "");
        }
        return;
    };
    if let Some(parent) = index.partition_of.clone() {
        let message = format!(
            "index `{name}` can't be dropped: it is part of index `{parent}` of the \
             partitioned table"
        );
        faults.push(Fault::new(
            migrate_sql::codes::STILL_NEEDED,
            name.span,
            message,
        ));
        return;
    }
    // With a temporary table it is as if the word were not there.
    if let Some(span) = drop.concurrently
        && table.partition_by.is_some()
        && !table.temporary
    {
        let message = "an index of a partitioned table can't be dropped `CONCURRENTLY`";
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            span,
            message,
        ));
    }
    let mut parts = vec![Part::Index(id, name.text.clone())];
    partition_parts::index_parts_of(schema, id, &name.text, &mut parts);
    let what = format!("index `{name}`");
    faults.extend(dependents::drop(
        schema,
        &parts,
        drop.behavior,
        name.span,
        &what,
    ));
}

/// `ALTER INDEX`.
pub(super) fn alter_index(schema: &mut Schema, alter: &AlterObject) -> Vec<Fault> {
    let mut faults = Vec::new();
    let name = &alter.object.name;
    match schema.find_relation(name) {
        Found::Index(id) => match &alter.action {
            AlterObjectAction::Rename(to) => {
                rename::rename_index(schema, id, &name.name, to, &mut faults);
            }
            AlterObjectAction::AttachIndex(other) => {
                partition_parts::attach_index(schema, id, &name.name, other, &mut faults);
            }
            _ => {}
        },
        // `ALTER INDEX` renames whatever it is.
        Found::Known(id) => match &alter.action {
            AlterObjectAction::Rename(to) => {
                rename::rename_relation(schema, id, to, &mut faults);
            }
            _ => {
                let object = schema.object(id);
                let is = kind_name(&object.kind);
                faults.push(wrong_kind(name.span(), &object.name, is, "index"));
            }
        },
        Found::Doubtful(_) => {
            if let AlterObjectAction::Rename(to) = &alter.action {
                schema.doubt(&name.name.text);
                schema.doubt(&to.text);
            }
        }
        Found::Missing if alter.if_exists => {}
        Found::Missing => faults.push(missing(schema, Kind::Index, name)),
    }
    faults
}
