//! `CREATE STATISTICS`: what is refused in its definition.
use super::casts::{has_no_order, type_text};
use super::column::is_system;
use super::dependents::kind_name;
use super::expression_refused::{self, Context};
use super::faults::{missing, missing_part, wrong_kind};
use super::{held, own};
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{ObjectId, ObjectKind};
use crate::{Fault, Schema};
use migrate_sql::statement::{CreateStatistics, ExprNode, Kind, Name};

/// What can be counted.
const KINDS: &[&str] = &["ndistinct", "dependencies", "mcv"];

/// Checks what statistics are over.
pub(super) fn create(schema: &mut Schema, create: &CreateStatistics) -> Vec<Fault> {
    let id = match schema.find_relation(&create.table) {
        Found::Missing => return vec![missing(schema, Kind::Table, &create.table)],
        Found::Known(id) => id,
        Found::Index(_) => {
            let text = &create.table.name.text;
            return vec![wrong_kind(create.table.span(), text, "index", "table")];
        }
        Found::Doubtful(_) => return Vec::new(),
    };
    let object = schema.object(id);
    let has_rows = match &object.kind {
        ObjectKind::Table(_) => true,
        ObjectKind::View(view) => view.materialized,
        _ => false,
    };
    if !has_rows {
        let is = kind_name(&object.kind);
        return vec![wrong_kind(create.table.span(), &object.name, is, "table")];
    }
    let unknown = create
        .kinds
        .iter()
        .find(|kind| !KINDS.contains(&&*kind.text));
    let unknown = unknown.map(|kind| {
        let message = format!("there are no statistics `{kind}`");
        let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, kind.span, message);
        fault.help("there are `ndistinct`, `dependencies` and `mcv`")
    });
    let faults: Vec<Fault> = unknown
        .into_iter()
        .chain(elements(schema, id, create))
        .collect();
    if let (Some(name), true) = (&create.name, faults.is_empty()) {
        let elements = create.elements.iter();
        // What is wrong with them was said above.
        _ = held::hold(schema, id, ("statistics", name), &[], elements);
    }
    faults
}

fn elements(schema: &Schema, id: ObjectId, create: &CreateStatistics) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut names: Vec<&Name> = Vec::new();
    for element in &create.elements {
        match &element.root {
            ExprNode::Column(column) if column.table.is_none() => {
                faults.extend(wrong_column(schema, id, &column.name, &names));
                names.push(&column.name);
            }
            _ => {
                faults.extend(own::over_table(schema, id, element).faults);
                let context = Context::Statistics;
                faults.extend(expression_refused::fault(schema, element, context));
            }
        }
    }
    if let ([only], 1) = (&*names, create.elements.len())
        && faults.is_empty()
    {
        let message = "statistics over one column are kept anyhow: these need two or more";
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            only.span,
            message,
        ));
    }
    faults
}

fn wrong_column(schema: &Schema, id: ObjectId, name: &Name, before: &[&Name]) -> Option<Fault> {
    let invalid = |message: String| {
        Some(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            name.span,
            message,
        ))
    };
    let object = schema.object(id);
    let Some(column) = object.columns().named(Dialect::Postgres, &name.text) else {
        if is_system(&name.text) {
            return invalid(format!("there are no statistics over `{name}`"));
        }
        let is_open = match &object.kind {
            ObjectKind::Table(table) => table.is_open,
            ObjectKind::View(view) => view.is_open,
            _ => true,
        };
        let of = (kind_name(&object.kind), &*object.name);
        let known = object.columns().iter().map(|column| &*column.name);
        let fault = missing_part(
            migrate_sql::codes::UNKNOWN_COLUMN,
            Kind::Column,
            name,
            of,
            known,
        );
        return (!is_open).then_some(fault);
    };
    if before.iter().any(|other| other.text == name.text) {
        return invalid(format!("column `{name}` is named twice"));
    }
    let data_type = column.data_type.as_ref()?;
    let is = type_text(schema, data_type);
    has_no_order(data_type).then(|| {
        invalid(format!(
            "there are no statistics over the type `{is}`, which has no order"
        ))
    })?
}
