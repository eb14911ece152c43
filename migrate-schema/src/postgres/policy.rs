//! Policies of row level security, and rules.
use super::expression_refused::{self, Context};
use super::faults::{missing, missing_part, taken_in, wrong_kind};
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{ObjectId, ObjectKind, Policy, Rule, Use};
use crate::resolve::{self, Own};
use crate::{Fault, Schema};
use migrate_sql::statement::{CreatePolicy, CreateRule, Kind, Query};

/// `CREATE POLICY`, `ALTER POLICY`.
pub(super) fn create(schema: &mut Schema, create: &CreatePolicy) -> Vec<Fault> {
    let found = schema.find_relation(&create.table);
    let id = match found {
        Found::Missing => return vec![missing(schema, Kind::Table, &create.table)],
        Found::Index(_) | Found::Doubtful(None) => return Vec::new(),
        Found::Known(id) | Found::Doubtful(Some(id)) => id,
    };
    let is_certain = found.certain().is_some();
    let object = schema.object(id);
    let ObjectKind::Table(table) = &object.kind else {
        let is = super::dependents::kind_name(&object.kind);
        let fault = wrong_kind(create.table.span(), &object.name, is, "table");
        return Some(fault).filter(|_| is_certain).into_iter().collect();
    };
    let own = Own {
        tables: &[&object.name],
        columns: &table.columns,
        is_open: table.is_open,
        id: None,
    };
    let (mut uses, mut faults) = (Vec::new(), Vec::new());
    faults.extend(wrong_expression(create));
    for expression in &create.expressions {
        let context = Context::Policy;
        faults.extend(expression_refused::fault(schema, expression, context));
        let resolved = resolve::expression(schema, expression, own);
        faults.extend(resolved.faults);
        uses.extend(resolved.stored.uses.iter().copied());
        uses.extend(
            resolved
                .stored
                .columns()
                .map(|column| Use::Column(id, column)),
        );
    }
    let name = &create.name;
    let position = table.policies.position(Dialect::Postgres, &name.text);
    let table_name = object.name.clone();
    match (position, create.alters) {
        (Some(_), false) => {
            let (code, of) = (
                migrate_sql::codes::DUPLICATE_OBJECT,
                ("table", &*table_name),
            );
            let fault = taken_in(code, of, "policy", &name.text, name.span);
            faults.push(fault.help("choose another name, or drop the one that is there first"));
        }
        (None, true) => {
            let known = table.policies.iter().map(|own| &*own.name);
            let of = ("table", &*table_name);
            faults.push(missing_part(
                migrate_sql::codes::UNKNOWN_OBJECT,
                Kind::Policy,
                name,
                of,
                known,
            ));
        }
        _ => {}
    }
    faults.retain(|_| is_certain);
    let Some(table) = schema.table_part_mut(id) else {
        return faults;
    };
    match position.and_then(|position| table.policies.get_mut(position)) {
        Some(own) if create.alters => {
            if let Some(to) = &create.rename_to {
                own.name.clone_from(&to.text);
            } else {
                own.definition = format!("{} {}", own.definition, create.definition);
                own.uses.extend(uses);
            }
        }
        Some(_) => {}
        None => table.policies.push(Policy {
            name: name.text.clone(),
            definition: create.definition.clone(),
            uses,
            comment: None,
        }),
    }
    faults
}

/// Says so if a policy has an expression that its command has not.
fn wrong_expression(create: &CreatePolicy) -> Option<Fault> {
    let (span, message, help) = match (create.command, create.using, create.check) {
        ("insert", Some(using), _) => (
            using,
            "a policy for `INSERT` has no rows to look at with `USING`",
            "write `WITH CHECK`",
        ),
        ("select" | "delete", _, Some(check)) => (
            check,
            "a policy for `SELECT` or `DELETE` has no new rows for `WITH CHECK`",
            "write `USING`",
        ),
        _ => return None,
    };
    Some(Fault::new(migrate_sql::codes::INVALID_DEFINITION, span, message).help(help))
}

/// `CREATE RULE`.
pub(super) fn create_rule(schema: &mut Schema, create: &CreateRule) -> Vec<Fault> {
    let found = schema.find_relation(&create.table);
    if found == Found::Missing {
        return vec![missing(schema, Kind::Table, &create.table)];
    }
    let is_certain = found.certain().is_some();
    let Some(id) = found.id() else {
        return Vec::new();
    };
    if let ObjectKind::View(view) = &schema.object(id).kind
        && view.materialized
        && is_certain
    {
        let message = format!(
            "`{}` is a materialized view: it takes no rules",
            create.table
        );
        return vec![Fault::new(
            migrate_sql::codes::WRONG_KIND,
            create.table.span(),
            message,
        )];
    }
    let (uses, mut faults) = rule_uses(schema, id, create);
    faults.retain(|_| is_certain);
    let Some(table) = schema.table_part_mut(id) else {
        return Vec::new();
    };
    let name = &create.name;
    let rule = Rule {
        definition: create.definition.clone(),
        uses,
    };
    let old = table.rules.insert(name.text.clone(), rule);
    if old.is_none() || create.or_replace || !is_certain {
        return faults;
    }
    let message = format!("`{}` already has a rule `{name}`", create.table);
    let fault = Fault::new(migrate_sql::codes::DUPLICATE_OBJECT, name.span, message);
    vec![fault.help("write `CREATE OR REPLACE RULE`, or drop the one that is there first")]
}

/// What a rule refers to, and what of it is not there.
fn rule_uses(schema: &Schema, id: ObjectId, create: &CreateRule) -> (Vec<Use>, Vec<Fault>) {
    let object = schema.object(id);
    let is_open = match &object.kind {
        ObjectKind::Table(table) => table.is_open,
        ObjectKind::View(view) => view.is_open,
        _ => true,
    };
    let names = [["new"], ["old"]];
    let rows = names.each_ref().map(|tables| Own {
        tables,
        columns: object.columns(),
        is_open,
        id: Some(id),
    });
    let (mut uses, mut faults) = (Vec::new(), Vec::new());
    let condition = create.condition.iter();
    let condition = condition.map(|own| Query::of_value(own.clone(), own.span));
    for query in condition {
        let found = resolve::query_within(schema, &query, &rows);
        uses.extend(found.uses);
        faults.extend(found.faults);
    }
    for action in &create.actions {
        let found = resolve::data_within(schema, action, &rows);
        uses.extend(found.uses);
        faults.extend(found.faults);
    }
    const CERTAIN: &[migrate_sql::codes::Code] = &[
        migrate_sql::codes::UNKNOWN_TABLE,
        migrate_sql::codes::UNKNOWN_COLUMN,
        migrate_sql::codes::UNKNOWN_FUNCTION,
    ];
    faults.retain(|fault| CERTAIN.contains(&fault.code) && fault.missing.is_some());
    // The rule is part of its own table.
    uses.retain(|used| *used != Use::Object(id));
    (uses, faults)
}
