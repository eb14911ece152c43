//! What an index is over: columns and expressions, and what each method takes.
use super::casts::{has_no_order, type_text};
use super::constraint::find_column;
use super::expression_refused::{self, Context};
use super::own;
use super::{dependents::kind_name, immutable};
use crate::Dialect;
use crate::model::{
    ColumnId, IndexPart, IndexPartTarget, ObjectId, ObjectKind, Relation, StoredExpression,
};
use crate::{Fault, Schema};
use migrate_sql::statement::{ExprNode, IndexElement, IndexTarget, Literal};

/// The operator classes that every database has, by method, in PostgreSQL 14 to 19.
const CLASSES: &[(&str, &str)] = &[
    (
        "btree",
        "array bit bool bpchar bpchar_pattern bytea char cidr date enum float4 float8 inet int2 \
         int4 int8 interval jsonb macaddr8 macaddr money multirange name numeric oid oid8 oidvector \
         pg_lsn range record_image record text text_pattern tid time timestamp timestamptz timetz \
         tsquery tsvector uuid varbit varchar varchar_pattern xid8",
    ),
    ("gin", "array jsonb jsonb_path tsvector"),
    (
        "gist",
        "box circle inet multirange point poly range tsquery tsvector",
    ),
    ("spgist", "box inet kd_point poly quad_point range text"),
];

/// The types that a method has an operator class for without naming one. Types that are not listed
/// here or in [`UNFIT`] are not known.
const UNFIT: &[(&str, &str)] = &[
    (
        "gin",
        "bool bytea date float4 float8 inet int2 int4 int8 interval json money numeric text time \
         timestamp timestamptz timetz uuid varchar bpchar xml",
    ),
    (
        "gist",
        "bool bytea date float4 float8 int2 int4 int8 interval json jsonb money numeric text time \
         timestamp timestamptz timetz uuid varchar bpchar xml",
    ),
    ("hash", "json xml"),
    ("brin", "bool json jsonb xml"),
    (
        "spgist",
        "bool bytea date float4 float8 int2 int4 int8 interval json jsonb money numeric time \
         timestamp timestamptz timetz uuid xml",
    ),
];

/// What an index is over.
pub(super) struct Columns {
    /// In order.
    pub(super) parts: Vec<IndexPart>,
    /// Whether all of it was found.
    pub(super) is_complete: bool,
}

/// Resolves what an index is over.
pub fn resolve(
    schema: &Schema,
    id: ObjectId,
    method: &str,
    elements: &[IndexElement],
    faults: &mut Vec<Fault>,
) -> Columns {
    let mut found = Columns {
        parts: Vec::new(),
        is_complete: true,
    };
    for element in elements {
        let target = match &element.target {
            IndexTarget::Column(name) => {
                if super::column::is_system(&name.text) {
                    let message = format!("there can't be an index over `{name}`");
                    faults.push(Fault::new(
                        migrate_sql::codes::INVALID_DEFINITION,
                        name.span,
                        message,
                    ));
                }
                let Some(column) = find_column(schema, id, name, faults) else {
                    found.is_complete = false;
                    continue;
                };
                IndexPartTarget::Column(column)
            }
            IndexTarget::Expression(expression) => {
                faults.extend(expression_refused::fault(
                    schema,
                    expression,
                    Context::Index,
                ));
                let resolved = own::over_table(schema, id, expression);
                let mut own_faults = resolved.faults;
                if own_faults.is_empty() {
                    own_faults.extend(immutable::changing(schema, id, expression, "an index"));
                }
                faults.append(&mut own_faults);
                match plain_column(schema, id, &expression.root) {
                    Some(column) => IndexPartTarget::Column(column),
                    None => IndexPartTarget::Expression(resolved.stored),
                }
            }
        };
        check_class(schema, id, method, (element, &target), faults);
        faults.extend(wrong_for_type(schema, id, element, &target));
        found.parts.push(IndexPart {
            target,
            collation: element.collation.as_ref().map(ToString::to_string),
            operator_class: element.operator_class.as_ref().map(ToString::to_string),
            descending: element.descending,
            nulls_first: element.nulls_first.unwrap_or(element.descending),
            length: None,
        });
    }
    found
}

/// The column that an expression is nothing but: in brackets, or cast to the type that it has.
fn plain_column(schema: &Schema, id: ObjectId, node: &ExprNode) -> Option<ColumnId> {
    let (reference, cast) = match node {
        ExprNode::Column(reference) => (reference, None),
        ExprNode::Cast(operand, data_type) => match &**operand {
            ExprNode::Column(reference) => (reference, Some(data_type)),
            _ => return None,
        },
        _ => return None,
    };
    let table = schema.table_part(id)?;
    let column = table.column(Dialect::Postgres, &reference.name.text)?;
    let is_own = cast.is_none_or(|cast| {
        let cast = super::types::resolve(schema, cast).ok();
        cast.is_some_and(|cast| column.data_type.as_ref() == Some(&cast))
    });
    is_own.then_some(column.id)
}

/// Resolves the predicate of an index.
pub(super) fn predicate(
    schema: &Schema,
    id: ObjectId,
    expression: &migrate_sql::statement::Expression,
    faults: &mut Vec<Fault>,
) -> Option<StoredExpression> {
    faults.extend(expression_refused::fault(
        schema,
        expression,
        Context::Index,
    ));
    let resolved = own::over_table(schema, id, expression);
    let mut own_faults = resolved.faults;
    if own_faults.is_empty() {
        own_faults.extend(immutable::changing(schema, id, expression, "an index"));
    }
    faults.append(&mut own_faults);
    // `WHERE true` is as good as nothing.
    let is_true = matches!(
        expression.root,
        ExprNode::Literal(Literal::Boolean(true), _)
    );
    (!is_true).then_some(resolved.stored)
}

/// Says if the method has no such operator class, or none for the type. Extensions bring some.
fn check_class(
    schema: &Schema,
    id: ObjectId,
    method: &str,
    (element, target): (&IndexElement, &IndexPartTarget),
    faults: &mut Vec<Fault>,
) {
    if !schema.extensions.is_empty() || !schema.is_complete {
        return;
    }
    if let Some(class) = &element.operator_class {
        let known = CLASSES.iter().find(|(own, _)| *own == method);
        let is_known = known.is_none_or(|(_, classes)| {
            let name = class.name.text.strip_suffix("_ops");
            name.is_some_and(|name| classes.split_ascii_whitespace().any(|own| own == name))
        });
        let is_own = class
            .namespace()
            .is_none_or(|name| name.text == "pg_catalog");
        if !is_known && is_own && !schema.may_have(&class.name.text) {
            let message = format!("the index method `{method}` has no operator class `{class}`");
            let fault = Fault::new(migrate_sql::codes::UNKNOWN_OBJECT, class.span(), message);
            faults.push(match extension_of(&class.name.text) {
                Some(extension) => {
                    fault.help(format!("write `CREATE EXTENSION {extension};` before it"))
                }
                None => fault,
            });
        }
        return;
    }
    let IndexPartTarget::Column(column) = target else {
        return;
    };
    let table = schema.table_part(id);
    let column = table.and_then(|table| table.column_by_id(*column));
    let Some(data_type) = column.and_then(|column| column.data_type.as_ref()) else {
        return;
    };
    let is_unfit = match method {
        "btree" => has_no_order(data_type),
        _ => {
            let name = data_type.built_in_name();
            let unfit = UNFIT.iter().find(|(own, _)| *own == method);
            name.zip(unfit).is_some_and(|(name, (_, types))| {
                types.split_ascii_whitespace().any(|own| own == name)
            })
        }
    };
    if is_unfit {
        let is = type_text(schema, data_type);
        let message = format!("the index method `{method}` has no operator class for type `{is}`");
        let fault = Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            element.span,
            message,
        );
        faults.push(match (method, &*is) {
            ("gin" | "gist", "text" | "varchar") => fault.help(format!(
                "with extension `pg_trgm`, name its operator class `{method}_trgm_ops`; or index \
                 `to_tsvector('english', …)`"
            )),
            ("btree", "json") => fault.help("give the column the type `jsonb`"),
            _ => fault,
        });
    }
}

/// Says so if an element has a collation or operator class that is none for its column's type.
fn wrong_for_type(
    schema: &Schema,
    id: ObjectId,
    element: &IndexElement,
    target: &IndexPartTarget,
) -> Option<Fault> {
    const TEXTS: &[&str] = &[
        "text_ops",
        "text_pattern_ops",
        "varchar_ops",
        "varchar_pattern_ops",
    ];
    const OBJECTS: &[&str] = &["jsonb_ops", "jsonb_path_ops"];
    const OTHERS: &str = "bool bytea date float4 float8 int2 int4 int8 interval json money numeric \
        time timestamp timestamptz timetz uuid xml";
    let IndexPartTarget::Column(column) = target else {
        return None;
    };
    let column = schema.table_part(id)?.column_by_id(*column)?;
    let data_type = column.data_type.as_ref()?;
    if let Some(collation) = &element.collation {
        let span = collation.span();
        return super::column::no_collation(schema, Some(data_type), span);
    }
    let class = element.operator_class.as_ref()?;
    let own = data_type
        .built_in_name()
        .filter(|_| data_type.dimensions == 0)?;
    let is_other = OTHERS.split_ascii_whitespace().any(|other| other == own);
    let is_text = ["text", "varchar", "bpchar", "name"].contains(&own);
    let name = &*class.name.text;
    let is_wrong = TEXTS.contains(&name) && (is_other || own == "jsonb")
        || OBJECTS.contains(&name) && (is_other || is_text);
    if !is_wrong || class.namespace().is_some() || schema.may_have(name) {
        return None;
    }
    let is = type_text(schema, data_type);
    let message = format!("the operator class `{class}` is not for the type `{is}`");
    Some(Fault::new(
        migrate_sql::codes::INVALID_DEFINITION,
        class.span(),
        message,
    ))
}

/// The extension that brings an operator class.
fn extension_of(class: &str) -> Option<&'static str> {
    match class {
        "gin_trgm_ops" | "gist_trgm_ops" => Some("pg_trgm"),
        "citext_ops" | "citext_pattern_ops" => Some("citext"),
        "gist_ltree_ops" | "gist__ltree_ops" => Some("ltree"),
        "vector_cosine_ops" | "vector_ip_ops" | "vector_l2_ops" => Some("vector"),
        _ => None,
    }
}

/// What has a name among tables and indexes, if anything certain has.
pub(super) fn taken(schema: &Schema, namespace: &str, name: &str) -> Option<&'static str> {
    let relations = &schema.namespaces.get(namespace)?.relations;
    match relations.get(name)? {
        Relation::Index(id) => schema.get(*id)?.is_certain.then_some("index"),
        Relation::Object(id) => {
            let object = schema.get(*id)?;
            object.is_certain.then_some(kind_name(&object.kind))
        }
    }
}

/// Whether a name is taken where a table's indexes are.
pub(super) fn is_taken(schema: &Schema, id: ObjectId, name: &str) -> bool {
    let namespace = schema.namespaces.get(&schema.object(id).namespace);
    namespace.is_some_and(|own| own.relations.contains_key(name))
}

/// Whether what an index is to be over is something that can have one.
pub(super) fn is_indexed(kind: &ObjectKind) -> bool {
    use crate::model::TableKind;
    match kind {
        ObjectKind::Table(table) => table.kind == TableKind::Ordinary,
        ObjectKind::View(view) => view.materialized,
        _ => false,
    }
}
