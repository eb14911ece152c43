//! `CREATE TABLE`, `DROP TABLE`.
use super::column::{self, Place};
use super::dependents::{self, Part, kind_name};
use super::faults::{column_taken, duplicate, missing, missing_namespace, taken_in, wrong_kind};
use super::{constraint, inheritance, like, partition, partition_by, table_refused};
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{Column, ColumnId, Columns, Object, ObjectId, ObjectKind, Table, TableKind};
use crate::{Fault, Schema, resolve};
use migrate_sql::statement::{
    ColumnDefinition, CreateTable, DropObjects, Kind, QualifiedName, TableConstraint,
    TableConstraintKind,
};
use std::collections::{HashMap, HashSet};

/// The schema of what goes with the session.
pub(super) const TEMPORARY: &str = "pg_temp";

/// Makes a table.
pub(super) fn create_table(schema: &mut Schema, create: &CreateTable) -> Vec<Fault> {
    let mut faults = Vec::new();
    let temporary = is_temporary(create);
    if let Some(namespace) = create.name.namespace()
        && !temporary
        && schema.has_namespace(&namespace.text) == Some(false)
    {
        return vec![missing_namespace(schema, namespace)];
    }
    faults.extend(table_refused::definition(create, temporary));
    let namespace = match temporary {
        true => Some(TEMPORARY.to_owned()),
        false => schema.target_namespace(&create.name),
    };
    let Some(namespace) = namespace else {
        schema.doubt(&create.name.name.text);
        return faults;
    };
    match existing(schema, &namespace, create) {
        Existing::No => {}
        Existing::Perhaps => {
            schema.doubt(&create.name.name.text);
            return faults;
        }
        Existing::Skip => return faults,
        Existing::Fault(fault) => return vec![*fault],
    }
    let is_alone = !schema.session.in_transaction && schema.savepoints.is_empty();
    if temporary && create.drops_on_commit() && is_alone {
        return faults; // it is gone with its own statement
    }
    let place = Place {
        namespace: &namespace,
        table: &create.name.name.text,
        temporary,
    };
    let parents = find_parents(schema, create, &mut faults);
    let of_partition = create.partition_of.as_ref();
    let partitioned = of_partition
        .and_then(|of| Some((partition::find_parent(schema, &of.parent, &mut faults)?, of)));
    let mut table = new_table(create, temporary);
    let is_lost = parents.len() < create.inherits.len()
        || create.partition_of.is_some() != partitioned.is_some();
    table.is_open |= is_lost;
    table.inherits = parents.iter().map(|(id, _)| *id).collect();
    let mut all_parents = parents.clone();
    all_parents.extend(partitioned.map(|(id, of)| (id, &of.parent)));
    let (inherited, is_open) = inheritance::columns(schema, &all_parents, &mut faults);
    table.is_open |= is_open;
    let sources = add_columns(schema, place, create, (&mut table, inherited), &mut faults);
    let id = schema.add(Object {
        namespace: namespace.clone(),
        name: create.name.name.text.clone(),
        is_certain: true,
        comment: None,
        kind: ObjectKind::Table(table),
    });
    for (parent, _) in &all_parents {
        inheritance::move_expressions(schema, *parent, id);
        inheritance::inherit_checks(schema, *parent, id);
    }
    partition_by::set(schema, id, create, &mut faults);
    faults.extend(table_refused::mixed(schema, id, &all_parents));
    if let Some((parent, of)) = partitioned {
        partition::check_bounds(schema, parent, of, &mut faults);
        partition::become_partition(schema, parent, id, &of.bounds);
    }
    for definition in &create.columns {
        if let Some(column) = column_id(schema, id, definition) {
            column::finish(schema, id, column, definition, &mut faults);
        }
    }
    add_constraints(schema, id, create, &sources, &mut faults);
    faults
}

enum Existing {
    No,
    Perhaps,
    Skip,
    Fault(Box<Fault>),
}

/// What has the name of a new table already.
fn existing(schema: &Schema, namespace: &str, create: &CreateTable) -> Existing {
    let name = &create.name.name;
    let own = schema.namespaces.get(namespace);
    let relation = own.and_then(|own| own.relations.get(&name.text)).copied();
    let is_doubtful = schema.is_doubtful(&name.text);
    if let Some(relation) = relation {
        use crate::model::Relation;
        let (Relation::Object(owner) | Relation::Index(owner)) = relation;
        let object = schema.object(owner);
        if !object.is_certain || is_doubtful {
            return match relation {
                // It was made anew, or is what it was.
                Relation::Object(_) | Relation::Index(_) => Existing::Perhaps,
            };
        }
        if create.if_not_exists {
            return Existing::Skip;
        }
        let is = match relation {
            Relation::Index(_) => "index",
            Relation::Object(_) => kind_name(&object.kind),
        };
        let fault = duplicate(
            migrate_sql::codes::DUPLICATE_TABLE,
            create.name.span(),
            is,
            &name.text,
        );
        return Existing::Fault(Box::new(fault));
    }
    if create.if_not_exists && schema.may_have(&name.text) {
        return Existing::Perhaps;
    }
    let of_type = own.and_then(|own| own.types.get(&name.text));
    if let Some(object) = of_type.and_then(|id| schema.get(*id)) {
        if !object.is_certain {
            return Existing::Perhaps;
        }
        let is = kind_name(&object.kind);
        let fault = duplicate(
            migrate_sql::codes::DUPLICATE_TYPE,
            create.name.span(),
            is,
            &name.text,
        );
        let help = "a table is a type too: choose another name";
        return Existing::Fault(Box::new(fault.help(help)));
    }
    Existing::No
}

fn is_temporary(create: &CreateTable) -> bool {
    let namespace = create.name.namespace();
    create.temporary || namespace.is_some_and(|name| name.text == TEMPORARY)
}

fn new_table(create: &CreateTable, temporary: bool) -> Table {
    let mut options = create.options.others.clone();
    if create.options.unlogged {
        options.insert("unlogged".to_owned(), String::new());
    }
    options.remove("with no data");
    Table {
        kind: match create.foreign {
            true => TableKind::Foreign,
            false => TableKind::Ordinary,
        },
        temporary,
        options,
        ..Table::default()
    }
}

fn find_parents<'c>(
    schema: &Schema,
    create: &'c CreateTable,
    faults: &mut Vec<Fault>,
) -> Vec<(ObjectId, &'c QualifiedName)> {
    let mut found = Vec::new();
    for name in &create.inherits {
        let Some(id) = inheritance::find_parent(schema, name, faults) else {
            continue;
        };
        let is_partitioned = schema
            .table(id)
            .is_some_and(|table| table.partition_by.is_some());
        if is_partitioned && schema.object(id).is_certain {
            let message = format!(
                "table `{}` is partitioned: nothing can inherit from it",
                name.name
            );
            let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, name.span(), message);
            faults.push(fault.help("write `PARTITION OF` instead of `INHERITS`"));
        }
        let object = schema.object(id);
        let is_partition = schema
            .table(id)
            .is_some_and(|table| table.partition_of.is_some());
        if is_partition && object.is_certain {
            let message = format!(
                "table `{}` is a partition: nothing can inherit from it",
                name.name
            );
            faults.push(Fault::new(
                migrate_sql::codes::INVALID_DEFINITION,
                name.span(),
                message,
            ));
        }
        if found.iter().any(|(other, _)| *other == id) && object.is_certain {
            let message = format!("the table inherits from `{}` twice", name.name);
            faults.push(Fault::new(
                migrate_sql::codes::INVALID_DEFINITION,
                name.span(),
                message,
            ));
            continue;
        }
        found.push((id, name));
    }
    found
}

/// Adds all columns in order, and returns what the table is like.
fn add_columns<'c>(
    schema: &mut Schema,
    place: Place<'_>,
    create: &'c CreateTable,
    (table, inherited): (&mut Table, Columns),
    faults: &mut Vec<Fault>,
) -> Vec<(&'c migrate_sql::statement::Like, ObjectId)> {
    for column in inherited {
        table.add_column(column);
    }
    if let Some(of_type) = &create.of_type {
        add_columns_of_type(schema, of_type, table, faults);
    }
    let mut sources = Vec::new();
    let mut likes = create.like.iter().peekable();
    let mut add_like = |schema: &mut Schema, table: &mut Table, like, faults: &mut Vec<Fault>| {
        let Some(source) = like::find(schema, like, faults) else {
            table.is_open = true;
            return;
        };
        let (columns, is_open) = like::columns(schema, place, like, source);
        table.is_open |= is_open;
        for column in columns {
            let own = table.columns.named_mut(Dialect::Postgres, &column.name);
            if let Some(mut inherited) = own.filter(|own| own.inherited > 0 && !own.also_own) {
                inherited.also_own = true;
            } else if table.column(Dialect::Postgres, &column.name).is_none() {
                table.add_column(column);
            } else if !table.is_open {
                let (code, of) = (
                    migrate_sql::codes::DUPLICATE_COLUMN,
                    ("table", &*create.name.name.text),
                );
                let span = like.table.span();
                faults.push(taken_in(code, of, "column", &column.name, span));
            }
        }
        sources.push((like, source));
    };
    let is_typed = create.of_type.is_some() || create.partition_of.is_some();
    let mut seen = HashSet::new();
    for definition in &create.columns {
        while let Some(like) = likes.next_if(|like| like.table.span() < definition.span) {
            add_like(schema, table, like, faults);
        }
        if is_typed {
            merge_typed(schema, place, table, definition, create, faults);
            continue;
        }
        if !seen.insert(&*definition.name.text) {
            faults.push(column_taken(&create.name.name.text, &definition.name));
            continue;
        }
        let column = column::define(schema, place, definition, faults);
        if inheritance::merge(schema, &mut table.columns, &column, definition, faults) {
            continue;
        }
        if table
            .columns
            .named(Dialect::Postgres, &column.name)
            .is_some()
        {
            faults.push(column_taken(&create.name.name.text, &definition.name));
            continue;
        }
        table.add_column(column);
    }
    for like in likes {
        add_like(schema, table, like, faults);
    }
    add_query_columns(schema, create, table, faults);
    sources
}

/// What is said of a column that the parent or type gives.
fn merge_typed(
    schema: &mut Schema,
    place: Place<'_>,
    table: &mut Table,
    definition: &ColumnDefinition,
    create: &CreateTable,
    faults: &mut Vec<Fault>,
) {
    let name = &definition.name;
    let is_there = table.columns.named(Dialect::Postgres, &name.text).is_some();
    if !is_there {
        if !table.is_open {
            let of = create.partition_of.as_ref().map(|of| &of.parent);
            let of = of.or(create.of_type.as_ref());
            let of = of.map_or(String::new(), |of| format!(" in `{of}`"));
            let message = format!("there is no column `{name}`{of}");
            faults.push(Fault::new(
                migrate_sql::codes::UNKNOWN_COLUMN,
                name.span,
                message,
            ));
        }
        return;
    }
    let said = column::define(schema, place, definition, faults);
    if let Some(mut own) = table.columns.named_mut(Dialect::Postgres, &name.text) {
        own.not_null |= said.not_null;
        if said.identity.is_some() {
            own.identity = said.identity;
        }
    }
}

fn add_columns_of_type(
    schema: &Schema,
    name: &QualifiedName,
    table: &mut Table,
    faults: &mut Vec<Fault>,
) {
    let found = schema.find_type(name);
    if found == Found::Missing {
        faults.push(missing(schema, Kind::Type, name));
    }
    table.of_type = found.id();
    let object = found.certain().map(|id| schema.object(id));
    match object.map(|object| &object.kind) {
        Some(ObjectKind::Composite(composite)) => {
            for (name, data_type) in &composite.attributes {
                table.add_column(Column::new(name, data_type.clone()));
            }
        }
        Some(ObjectKind::Enum(_) | ObjectKind::Domain(_) | ObjectKind::Range(_)) => {
            let message = format!("`{}` is no composite type", name.name);
            faults.push(Fault::new(
                migrate_sql::codes::WRONG_KIND,
                name.span(),
                message,
            ));
            table.is_open = true;
        }
        _ => table.is_open = true,
    }
}

/// The columns of `CREATE TABLE … AS`.
fn add_query_columns(
    schema: &Schema,
    create: &CreateTable,
    table: &mut Table,
    faults: &mut Vec<Fault>,
) {
    let Some(query) = &create.query else {
        return;
    };
    let resolved = resolve::query(schema, query);
    faults.extend(resolved.faults);
    if !resolved.is_open && create.columns.len() > resolved.columns.len() {
        let first = &create.columns[resolved.columns.len()];
        let message = "there are more names than the query has columns";
        faults.push(Fault::new(
            migrate_sql::codes::WRONG_VALUE_COUNT,
            first.name.span,
            message,
        ));
    }
    let named = table.columns.len();
    for (place, column) in resolved.columns.into_iter().enumerate() {
        let column = Column {
            not_null: false,
            default: None,
            generated: None,
            identity: None,
            comment: None,
            inherited: 0,
            also_own: false,
            ..column
        };
        if place < named {
            table.columns[place].data_type = column.data_type;
        } else if table.column(Dialect::Postgres, &column.name).is_none() {
            table.add_column(column);
        }
    }
    table.is_open |= resolved.is_open;
}

fn column_id(schema: &Schema, id: ObjectId, definition: &ColumnDefinition) -> Option<ColumnId> {
    let table = schema.table(id)?;
    let column = table.column(Dialect::Postgres, &definition.name.text)?;
    Some(column.id)
}

/// Adds the constraints in the order in which PostgreSQL makes them, on which their names depend:
/// checks, keys (the primary one first), what the table is like, foreign keys.
fn add_constraints(
    schema: &mut Schema,
    id: ObjectId,
    create: &CreateTable,
    sources: &[(&migrate_sql::statement::Like, ObjectId)],
    faults: &mut Vec<Fault>,
) {
    let mut all: Vec<TableConstraint> = create
        .columns
        .iter()
        .flat_map(constraint::of_column)
        .collect();
    all.extend(create.constraints.iter().cloned());
    all.sort_by_key(|constraint| constraint.span);
    let mut add = |schema: &mut Schema, is_it: &dyn Fn(&TableConstraintKind) -> bool| {
        for constraint in all.iter().filter(|constraint| is_it(&constraint.kind)) {
            constraint::add(schema, id, constraint, false, faults);
        }
    };
    add(schema, &|kind| {
        matches!(
            kind,
            TableConstraintKind::Check { .. } | TableConstraintKind::NotNull(_)
        )
    });
    for constraint in distinct_keys(&all) {
        constraint::add(schema, id, &constraint, false, faults);
    }
    for (like, source) in sources {
        like::finish(schema, like, *source, id);
    }
    for own in &all {
        if matches!(
            own.kind,
            TableConstraintKind::ForeignKey { .. } | TableConstraintKind::UsingIndex { .. }
        ) {
            constraint::add(schema, id, own, false, faults);
        }
    }
}

/// All keys, the primary one first, without unique keys that say what another key says: PostgreSQL
/// makes one index of them, which has the name that either was given.
pub(super) fn distinct_keys(all: &[TableConstraint]) -> Vec<TableConstraint> {
    let is_primary =
        |own: &&TableConstraint| matches!(own.kind, TableConstraintKind::PrimaryKey { .. });
    let is_other = |own: &&TableConstraint| {
        matches!(
            own.kind,
            TableConstraintKind::Unique { .. } | TableConstraintKind::Exclude { .. }
        )
    };
    let mut kept: Vec<TableConstraint> = Vec::new();
    let mut places = HashMap::new();
    let primary = all.iter().filter(is_primary);
    for constraint in primary.chain(all.iter().filter(is_other)) {
        let known = key_columns(constraint).map(|key| *places.entry(key).or_insert(kept.len()));
        match known.and_then(|place| kept.get_mut(place)) {
            Some(own) if !is_primary(&constraint) => {
                if own.name.is_none() {
                    own.name.clone_from(&constraint.name);
                }
            }
            _ => kept.push(constraint.clone()),
        }
    }
    kept
}

/// What makes two keys one: the columns, and whether it can be deferred.
fn key_columns(constraint: &TableConstraint) -> Option<(Vec<&str>, (bool, bool))> {
    let elements = match &constraint.kind {
        TableConstraintKind::PrimaryKey { elements, include } if include.is_empty() => elements,
        TableConstraintKind::Unique {
            elements,
            include,
            nulls_not_distinct: false,
            ..
        } if include.is_empty() => elements,
        _ => return None,
    };
    let columns = elements.iter().map(|element| match &element.target {
        migrate_sql::statement::IndexTarget::Column(name) => &*name.text,
        migrate_sql::statement::IndexTarget::Expression(_) => "",
    });
    Some((columns.collect(), constraint.deferrable))
}

/// Drops tables (also foreign ones).
pub(super) fn drop_tables(schema: &mut Schema, drop: &DropObjects) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut found: Vec<(ObjectId, &QualifiedName)> = Vec::new();
    for object in &drop.objects {
        let name = &object.name;
        let id = match schema.find_relation(name) {
            Found::Known(id) => id,
            Found::Doubtful(id) => match id {
                Some(id) => id,
                None => continue,
            },
            Found::Index(_) => {
                let fault = wrong_kind(name.span(), &name.name.text, "index", "table");
                faults.push(fault.help("write `DROP INDEX`"));
                continue;
            }
            Found::Missing => {
                if !drop.if_exists {
                    faults.push(missing(schema, Kind::Table, name));
                }
                continue;
            }
        };
        let own = schema.object(id);
        let is_wanted = match &own.kind {
            ObjectKind::Table(table) => {
                (table.kind == TableKind::Foreign) == (object.word == "foreign table")
            }
            _ => false,
        };
        if is_wanted {
            if !found.iter().any(|(other, _)| *other == id) {
                found.push((id, name));
            }
        } else if own.is_certain {
            let is = match &own.kind {
                ObjectKind::Table(table) if table.kind == TableKind::Foreign => "foreign table",
                kind => kind_name(kind),
            };
            let fault = wrong_kind(name.span(), &own.name, is, object.word);
            faults.push(fault.help(format!("write `DROP {}`", is.to_uppercase())));
        }
    }
    let Some((first, name)) = found.first() else {
        return faults;
    };
    let what = format!("table `{}`", schema.object(*first).name);
    let parts: Vec<Part> = found.iter().map(|(id, _)| Part::Object(*id)).collect();
    faults.extend(dependents::drop(
        schema,
        &parts,
        drop.behavior,
        name.span(),
        &what,
    ));
    faults
}
