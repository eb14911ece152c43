//! `CREATE TABLE`.
use super::edit::Edit;
use super::foreign_key::NewForeignKey;
use super::key::NewIndex;
use super::partition::PARTITION_BY;
use super::prohibited::{self, Place};
use super::{base_table, charset, faults, make_room, references};
use crate::Dialect;
use crate::model::{Column, ColumnId, ConstraintKind, Object, ObjectId, ObjectKind, Table};
use crate::{Fault, Schema, names, resolve};
use migrate_sql::statement::{
    ColumnDefinition, CreateTable, Name, QualifiedName, Span, TableConstraint, TableConstraintKind,
    TableOptions,
};
use std::collections::BTreeMap;

/// `CREATE TABLE`.
pub(super) fn create(schema: &mut Schema, create: &CreateTable) -> Vec<Fault> {
    let name = &create.name;
    if create.temporary {
        hide(schema, name);
        return Vec::new();
    }
    // `CREATE OR REPLACE TABLE t AS SELECT … FROM t` reads a temporary `t`, or one that is refused.
    let resolved = create.query.as_ref();
    let resolved = resolved.map(|query| resolve::query(schema, query));
    match make_room(schema, name) {
        None => return Vec::new(),
        Some(Ok(())) => {}
        Some(Err(_)) if create.if_not_exists => return Vec::new(),
        Some(Err(id)) if create.options.others.contains_key("or replace") => {
            references::detach(schema, id);
            schema.remove(id);
        }
        Some(Err(id)) => return vec![faults::taken(schema, &name.name, id)],
    }
    let like = match create.like.first() {
        Some(like) => match base_table(schema, &like.table) {
            Ok(id) => id.and_then(|id| schema.table(id)).map(copied),
            Err(fault) => {
                add(
                    schema,
                    create,
                    Table {
                        is_open: true,
                        ..Table::default()
                    },
                );
                return vec![*fault];
            }
        },
        None => Some(Table::default()),
    };
    let is_known = like.is_some();
    let mut table = like.unwrap_or_default();
    table.is_open |= !is_known;
    table.options.extend(options(create));
    let charset_faults = wrong_charsets(&create.options, name.span());
    if let Some(engine) = schema.session.engine.clone()
        && create.like.is_empty()
    {
        table.options.entry("engine".to_owned()).or_insert(engine);
    }
    let id = add(schema, create, table);
    let Some(mut edit) = Edit::new(schema, id) else {
        return Vec::new();
    };
    if let Some(fault) = faults::wrong_table_name(&name.name) {
        edit.fault(fault);
    }
    for fault in charset_faults {
        edit.fault(fault);
    }
    let was_open = edit.table.is_open;
    add_elements(&mut edit, create);
    if create.partition_by.is_some() && create.query.is_none() {
        edit.check_partition_columns(name.span());
    }
    if let Some(resolved) = resolved {
        for fault in resolved.faults {
            edit.fault(fault);
        }
        edit.table.is_open = was_open || resolved.is_open;
        // The servers take over defaults, comments and `NOT NULL` by rules of their own (a view's
        // default is lost, a counting column's becomes 0): of these only the name is certain.
        for column in resolved.columns {
            if edit.table.column(Dialect::Mysql, &column.name).is_none() {
                edit.table.add_column(Column::new(&column.name, None));
            }
        }
    }
    let faults = edit.finish(name.span());
    references::attach(schema, id);
    doubt_hidden(schema, name);
    faults
}

/// A temporary table or sequence is made: it hides another one of its name until the session ends.
pub(super) fn hide(schema: &mut Schema, name: &QualifiedName) {
    let key = names::key(Dialect::Mysql, &name.name.text).into_owned();
    schema.session.temporary.insert(key);
    schema.doubt(&name.name.text);
}

/// What has just been made may be hidden by something temporary.
pub(super) fn doubt_hidden(schema: &mut Schema, name: &QualifiedName) {
    let key = names::key(Dialect::Mysql, &name.name.text);
    if schema.session.temporary.contains(&*key) {
        schema.doubt(&name.name.text);
    }
}

fn add(schema: &mut Schema, create: &CreateTable, table: Table) -> ObjectId {
    // With a doubtful name before, it may be the table that was there.
    let key = names::key(Dialect::Mysql, &create.name.name.text);
    let may_be_there = create.if_not_exists && schema.may_have(&key);
    schema.add(Object {
        namespace: String::new(),
        name: create.name.name.text.clone(),
        is_certain: !may_be_there,
        comment: create.options.comment.clone(),
        kind: ObjectKind::Table(table),
    })
}

/// What is wrong with the character set and collation of a table.
pub(super) fn wrong_charsets(options: &TableOptions, span: Span) -> Vec<Fault> {
    let said = |name: &str| {
        options
            .others
            .get(name)
            .map(|text| text.to_ascii_lowercase())
    };
    let (charset, collation) = (said("charset"), said("collate"));
    let unknown = charset.as_deref();
    let unknown = unknown.and_then(|charset| charset::unknown(charset, span));
    let misfit = collation.as_deref();
    let misfit = misfit.and_then(|own| charset::misfit(charset.as_deref(), own, span));
    unknown.or(misfit).into_iter().collect()
}

fn options(create: &CreateTable) -> BTreeMap<String, String> {
    const KEPT: &[&str] = &[
        "engine",
        "charset",
        "collate",
        "row_format",
        "system versioning",
    ];
    let others = create.options.others.iter();
    let mut kept: BTreeMap<String, String> = others
        .filter(|(name, _)| KEPT.contains(&&***name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    if let Some((text, _)) = &create.partition_by {
        kept.insert(PARTITION_BY.to_owned(), text.clone());
    }
    kept
}

/// What `LIKE` takes from a table: everything but foreign keys and triggers.
fn copied(table: &Table) -> Table {
    let mut copy = table.clone();
    copy.triggers.clear();
    copy.constraints
        .retain_mut(|constraint| match constraint.kind {
            ConstraintKind::ForeignKey(_) => false,
            ConstraintKind::Check(_) => {
                // Names of checks are made up anew on one of the servers.
                constraint.is_generated_name = true;
                true
            }
            _ => true,
        });
    for index in &mut copy.indexes {
        index.is_implicit = false;
    }
    copy
}

/// Something between the brackets.
enum Element<'c> {
    Column(ColumnId, &'c ColumnDefinition),
    Constraint(&'c TableConstraint),
}

fn add_elements(edit: &mut Edit<'_>, create: &CreateTable) {
    let mut elements = Vec::new();
    for definition in &create.columns {
        edit.check_new_column(&definition.name, None);
        let column = edit.defined(definition);
        if edit.table.column(Dialect::Mysql, &column.name).is_some() {
            continue;
        }
        let id = edit.table.add_column(column);
        elements.push((definition.span.start, Element::Column(id, definition)));
    }
    let constraints = create.constraints.iter();
    elements.extend(
        constraints.map(|constraint| (constraint.span.start, Element::Constraint(constraint))),
    );
    // Names are made up in the order of the text.
    elements.sort_by_key(|(start, _)| *start);
    // With a query, keys may be over its columns.
    edit.table.is_open |= create.query.is_some();
    for (_, element) in &elements {
        if let Element::Column(id, definition) = element {
            edit.set_expressions(*id, definition);
        }
    }
    for (_, element) in &elements {
        if let Element::Column(id, definition) = element {
            edit.check_expressions(*id, definition, true);
        }
    }
    for (_, element) in elements {
        match element {
            Element::Column(id, definition) => edit.add_constraints_of(id, definition),
            Element::Constraint(constraint) => edit.add_constraint(constraint, false),
        }
    }
}

impl Edit<'_> {
    /// Adds a key or constraint of the table.
    pub(super) fn add_constraint(&mut self, constraint: &TableConstraint, if_not_exists: bool) {
        let name = constraint.name.as_ref();
        match &constraint.kind {
            TableConstraintKind::PrimaryKey { elements, .. } => {
                let exists = if_not_exists && self.table.primary_key().is_some();
                if !exists {
                    self.add_primary_key(elements, constraint.span);
                }
            }
            TableConstraintKind::Unique {
                elements,
                index_name,
                ..
            } => self.add_index(NewIndex {
                name: index_name.as_ref().or(name),
                if_not_exists,
                unique: true,
                method: None,
                elements,
            }),
            TableConstraintKind::Index {
                index_name,
                elements,
                method,
            } => self.add_index(NewIndex {
                name: index_name.as_ref(),
                if_not_exists,
                unique: false,
                method: method.as_deref(),
                elements,
            }),
            TableConstraintKind::Check { expression, .. } => {
                let exists = name.is_some_and(|name| {
                    self.table.constraint(Dialect::Mysql, &name.text).is_some()
                });
                if !(if_not_exists && exists) {
                    if let Some(fault) = prohibited::find(expression, Place::Check) {
                        self.fault(fault);
                    }
                    self.add_check(name, expression, constraint.not_valid, None);
                }
            }
            TableConstraintKind::ForeignKey {
                columns,
                target,
                index_name,
            } => {
                let exists = name.or(index_name.as_ref()).is_some_and(|name| {
                    self.table.constraint(Dialect::Mysql, &name.text).is_some()
                });
                if if_not_exists && exists {
                    return;
                }
                let span = match (columns.first(), columns.last()) {
                    (Some(first), Some(last)) => first.span.to(last.span),
                    _ => constraint.span,
                };
                let Some(columns) = self.columns(columns) else {
                    return;
                };
                self.add_foreign_key(NewForeignKey {
                    name,
                    index_name: index_name.as_ref(),
                    is_inline: false,
                    columns,
                    target,
                    span,
                });
            }
            _ => {}
        }
    }

    /// The columns of these names; `None` where one is not there.
    fn columns(&mut self, names: &[Name]) -> Option<Vec<ColumnId>> {
        names.iter().map(|name| self.column(name)).collect()
    }
}
