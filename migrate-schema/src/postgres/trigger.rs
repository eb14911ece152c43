//! Triggers.
use super::dependents::kind_name;
use super::expression_refused::{self, Context};
use super::faults::{missing, missing_part, taken_in};
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{Columns, ObjectId, ObjectKind, Trigger, Use};
use crate::resolve::{self, Own};
use crate::{Fault, Schema};
use migrate_sql::statement::{CreateTrigger, Kind, Name};

/// `CREATE TRIGGER`.
pub(super) fn create(schema: &mut Schema, create: &CreateTrigger) -> Vec<Fault> {
    let found = schema.find_relation(&create.table);
    let id = match found {
        Found::Missing => return vec![missing(schema, Kind::Table, &create.table)],
        Found::Index(_) | Found::Doubtful(None) => return Vec::new(),
        Found::Known(id) | Found::Doubtful(Some(id)) => id,
    };
    let is_certain = found.certain().is_some();
    let mut faults: Vec<Fault> = wrong_target(schema, id, create).into_iter().collect();
    let mut uses = Vec::new();
    let (columns, is_open) = columns(schema, id);
    let table_name = schema.object(id).name.clone();
    if faults.is_empty() {
        faults.extend(super::trigger_refused::definition(create, &columns));
    }
    for name in &create.columns {
        match columns.named(Dialect::Postgres, &name.text) {
            Some(column) => uses.push(Use::Column(id, column.id)),
            None if is_open => {}
            None => {
                let of = (kind_name(&schema.object(id).kind), &*table_name);
                let known = columns.iter().map(|column| &*column.name);
                let kind = Kind::Column;
                faults.push(missing_part(
                    migrate_sql::codes::UNKNOWN_COLUMN,
                    kind,
                    name,
                    of,
                    known,
                ));
            }
        }
    }
    if let Some(condition) = &create.condition {
        let context = Context::TriggerCondition;
        faults.extend(expression_refused::fault(schema, condition, context));
        let own = Own {
            tables: &["old", "new"],
            columns: &columns,
            is_open,
            id: None,
        };
        let resolved = resolve::expression(schema, condition, own);
        faults.extend(resolved.faults);
        uses.extend(resolved.stored.uses.iter().copied());
        uses.extend(
            resolved
                .stored
                .columns()
                .map(|column| Use::Column(id, column)),
        );
    }
    if let Some(function) = function(schema, create, &mut faults) {
        uses.push(Use::Object(function));
    }
    faults.retain(|fault| is_certain || fault.code == migrate_sql::codes::UNKNOWN_FUNCTION);
    let name = &create.name.name;
    let Some(table) = schema.table_part_mut(id) else {
        return faults;
    };
    let trigger = Trigger {
        name: name.text.clone(),
        definition: create.definition.clone(),
        uses,
        comment: None,
    };
    match table.triggers.position(Dialect::Postgres, &name.text) {
        Some(place) if create.or_replace => *table.triggers.at_mut(place) = trigger,
        Some(_) if is_certain => {
            let (code, of) = (
                migrate_sql::codes::DUPLICATE_TRIGGER,
                ("table", &*table_name),
            );
            let fault = taken_in(code, of, "trigger", &name.text, name.span)
                .help("choose another name, or drop the one that is there first");
            faults.push(fault);
        }
        Some(_) => {}
        None => table.triggers.push(trigger),
    }
    faults
}

fn columns(schema: &Schema, id: ObjectId) -> (Columns, bool) {
    match &schema.object(id).kind {
        ObjectKind::Table(table) => (table.columns.clone(), table.is_open),
        ObjectKind::View(view) => (view.columns.clone(), view.is_open),
        _ => (Columns::new(), true),
    }
}

/// Which triggers tables and views take.
fn wrong_target(schema: &Schema, id: ObjectId, create: &CreateTrigger) -> Option<Fault> {
    let object = schema.object(id);
    let instead = create.timing == "instead of";
    if create.is_constraint && create.or_replace {
        let message = "a constraint trigger can't be replaced";
        let fault = Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            create.name.span(),
            message,
        );
        return Some(fault.help("write `DROP TRIGGER IF EXISTS` before it, and `CREATE` alone"));
    }
    let span = create.table.span();
    let (code, message) = match &object.kind {
        ObjectKind::Table(_) if instead => (
            migrate_sql::codes::INVALID_DEFINITION,
            format!("`{}` is a table: `INSTEAD OF` is for views", object.name),
        ),
        ObjectKind::View(_) if create.is_constraint => (
            migrate_sql::codes::WRONG_KIND,
            format!(
                "`{}` is a view: it takes no constraint triggers",
                object.name
            ),
        ),
        ObjectKind::View(view) if view.materialized => (
            migrate_sql::codes::WRONG_KIND,
            format!(
                "`{}` is a materialized view: it takes no triggers",
                object.name
            ),
        ),
        ObjectKind::View(_) if !instead && create.for_each_row => (
            migrate_sql::codes::INVALID_DEFINITION,
            format!(
                "`{}` is a view: its row triggers are `INSTEAD OF`",
                object.name
            ),
        ),
        ObjectKind::View(_) if instead && !create.for_each_row => (
            migrate_sql::codes::INVALID_DEFINITION,
            "an `INSTEAD OF` trigger needs `FOR EACH ROW`".to_owned(),
        ),
        ObjectKind::Sequence(_) => (
            migrate_sql::codes::WRONG_KIND,
            format!("`{}` is a sequence: it takes no triggers", object.name),
        ),
        _ => return None,
    };
    Some(Fault::new(code, span, message))
}

/// The function that the trigger calls, if that is known.
fn function(schema: &Schema, create: &CreateTrigger, faults: &mut Vec<Fault>) -> Option<ObjectId> {
    let name = create.function.as_ref()?;
    let (all, is_complete) = schema.find_routines(name);
    let without_arguments = all.iter().filter(|id| match &schema.object(**id).kind {
        ObjectKind::Routine(routine) => {
            let mut inputs = super::routine::inputs(&routine.parameters);
            inputs.next().is_none()
        }
        _ => false,
    });
    let matching: Vec<ObjectId> = without_arguments.copied().collect();
    let Some(id) = matching.first().copied() else {
        let text = &name.name.text;
        let is_the_engines = text.starts_with("tsvector_update_trigger")
            || text.starts_with("suppress_redundant_updates_trigger")
            || text.starts_with("RI_")
            || text.starts_with("unique_key_recheck")
            || text.starts_with("lo_manage")
            || name.namespace().is_some_and(|own| own.text == "pg_catalog");
        if is_complete && !is_the_engines {
            let mut fault = missing(schema, Kind::Routine, name);
            if fault.code == migrate_sql::codes::UNKNOWN_FUNCTION {
                fault.message = format!("there is no function `{name}()`");
            }
            faults.push(fault);
        }
        return None;
    };
    if let ObjectKind::Routine(routine) = &schema.object(id).kind
        && schema.object(id).is_certain
        && is_complete
        && matching.len() == 1
        && let Some(returns) = &routine.returns
        && returns
            .built_in_name()
            .is_some_and(|own| own != "trigger" && own != "opaque")
    {
        let message = format!("function `{name}` can't be a trigger: it does not return `trigger`");
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            name.span(),
            message,
        ));
    }
    (is_complete && matching.len() == 1).then_some(id)
}

/// What is said of dropping or renaming a trigger that a partition has of the table that it is a partition
/// of; `None` where that has no trigger of this name.
pub(super) fn of_parent(schema: &Schema, id: ObjectId, name: &Name, verb: &str) -> Option<Fault> {
    let partition = &schema.object(id).name;
    // Those for each statement are the parent's alone.
    let has_it = |id: ObjectId| {
        let own = schema
            .table(id)?
            .triggers
            .named(Dialect::Postgres, &name.text)?;
        let is_for_rows = own.definition.to_lowercase().contains(" row ");
        is_for_rows.then_some(())
    };
    let mut parent = schema.table(id)?.partition_of.as_ref()?.parent;
    while has_it(parent).is_none() {
        parent = schema.table(parent)?.partition_of.as_ref()?.parent;
    }
    let own = schema.object(parent);
    let table = &own.name;
    let message = format!(
        "trigger `{name}` of `{partition}` goes with that of `{table}`, whose partition it is"
    );
    let fault = Fault::new(migrate_sql::codes::STILL_NEEDED, name.span, message);
    own.is_certain
        .then(|| fault.help(format!("{verb} the trigger of `{table}` instead")))
}

/// `ALTER TRIGGER t ON table RENAME TO u`, and the same for rules and policies.
pub(super) fn has_part(schema: &Schema, id: ObjectId, kind: Kind, name: &str) -> bool {
    let Some(table) = schema.table_part(id) else {
        return false;
    };
    match kind {
        Kind::Trigger => table.triggers.named(Dialect::Postgres, name).is_some(),
        Kind::Policy => table.policies.named(Dialect::Postgres, name).is_some(),
        _ => table.rules.contains_key(name),
    }
}
