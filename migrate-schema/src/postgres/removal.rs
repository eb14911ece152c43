//! Taking things out of the schema, with every reference to them.
use super::dependents::Part;
use super::references::referenced_by;
use crate::Schema;
use crate::model::{
    BaseType, ConstraintKind, DataType, ForeignKeyTarget, Object, ObjectId, ObjectKind,
    StoredExpression, Table, Use,
};
use std::collections::BTreeSet;

/// Removes these parts, and every reference to an object that is gone.
pub(super) fn remove(schema: &mut Schema, parts: &BTreeSet<Part>) {
    let mut gone = BTreeSet::new();
    for part in parts {
        match part {
            Part::Object(id) => {
                gone.insert(*id);
            }
            _ => remove_part(schema, part),
        }
    }
    for id in &gone {
        schema.remove(*id);
    }
    forget(schema, &gone);
}

fn remove_part(schema: &mut Schema, part: &Part) {
    let owner = part.owner();
    if schema.get(owner).is_none() {
        return;
    }
    // A name of an index is free again.
    let index = match part {
        Part::Index(_, name) => Some(name),
        Part::Constraint(_, name) => Some(name),
        _ => None,
    };
    if let Some(name) = index {
        schema.remove_index_name(owner, name);
    }
    match &mut schema.object_mut(owner).kind {
        ObjectKind::Table(table) => remove_of_table(table, part),
        ObjectKind::View(view) => {
            remove_of_table(&mut view.table, part);
            if let Part::Default(_, id) = part
                && let Some(column) = view.columns.iter_mut().find(|column| column.id == *id)
            {
                column.default = None;
            }
        }
        ObjectKind::Composite(composite) => {
            if let Part::Attribute(_, name) = part {
                composite.attributes.retain(|(own, _)| own != name);
            }
        }
        ObjectKind::Domain(domain) => {
            if let Part::DomainCheck(_, name) = part {
                domain.checks.retain(|(own, _)| own != name);
            }
        }
        _ => {}
    }
}

fn remove_of_table(table: &mut Table, part: &Part) {
    match part {
        Part::Column(_, id) => table.columns.retain(|column| column.id != *id),
        Part::Default(_, id) => {
            if let Some(mut column) = table.column_mut(*id) {
                column.default = None;
            }
        }
        Part::Constraint(_, name) => {
            let is_it = |own: &Option<String>| own.as_ref() == Some(name);
            table.constraints.retain(|own| !is_it(&own.name));
        }
        Part::Index(_, name) => table.indexes.retain(|own| own.name != *name),
        Part::Trigger(_, name) => table.triggers.retain(|own| own.name != *name),
        Part::Policy(_, name) => table.policies.retain(|own| own.name != *name),
        Part::Held(_, title) => table.held.retain(|own| own.title() != *title),
        Part::Rule(_, name) => {
            table.rules.remove(name);
        }
        _ => {}
    }
}

/// Removes every reference to objects that are gone. Only what has one is touched.
fn forget(schema: &mut Schema, gone: &BTreeSet<ObjectId>) {
    if gone.is_empty() {
        return;
    }
    let having = schema.referring(referenced_by, gone);
    let having: Vec<ObjectId> = having.map(|(id, _)| id).collect();
    for id in having {
        forget_in(schema.object_mut(id), gone);
    }
    if let Some(values) = &mut schema.session.new_enum_values {
        values.retain(|(id, _)| !gone.contains(id));
    }
}

fn forget_in(object: &mut Object, gone: &BTreeSet<ObjectId>) {
    match &mut object.kind {
        ObjectKind::Table(table) => forget_in_table(table, gone),
        ObjectKind::View(view) => {
            forget_uses(&mut view.uses, gone);
            forget_in_table(&mut view.table, gone);
        }
        ObjectKind::Sequence(sequence) => {
            sequence.owned_by = sequence.owned_by.filter(|(id, _)| !gone.contains(id));
        }
        ObjectKind::Domain(domain) => {
            forget_type(&mut domain.base, gone);
            let checks = domain.checks.iter_mut().map(|(_, check)| check);
            for expression in domain.default.iter_mut().chain(checks) {
                forget_uses(&mut expression.uses, gone);
            }
        }
        ObjectKind::Composite(composite) => {
            let types = composite.attributes.iter_mut();
            for data_type in types.filter_map(|(_, data_type)| data_type.as_mut()) {
                forget_type(data_type, gone);
            }
        }
        ObjectKind::Range(range) => {
            if let Some(subtype) = &mut range.subtype {
                forget_type(subtype, gone);
            }
        }
        ObjectKind::Routine(routine) => {
            let parameters = routine.parameters.iter_mut();
            let types = parameters.map(|parameter| &mut parameter.data_type);
            for data_type in types.chain(&mut routine.returns) {
                forget_type(data_type, gone);
            }
            forget_uses(&mut routine.uses, gone);
        }
        ObjectKind::Enum(_) | ObjectKind::OtherType => {}
    }
}

fn forget_in_table(table: &mut Table, gone: &BTreeSet<ObjectId>) {
    for column in &mut table.columns {
        if let Some(data_type) = &mut column.data_type {
            forget_type(data_type, gone);
        }
        let generated = column.generated.as_mut();
        let generated = generated.map(|generated| &mut generated.expression);
        for expression in column.default.iter_mut().chain(generated) {
            forget_uses(&mut expression.uses, gone);
        }
    }
    table
        .constraints
        .retain(|constraint| match &constraint.kind {
            ConstraintKind::ForeignKey(key) => match &key.target {
                ForeignKeyTarget::Table { table, .. } => !gone.contains(table),
                ForeignKeyTarget::Named { .. } => true,
            },
            _ => true,
        });
    table.inherits.retain(|id| !gone.contains(id));
    if table
        .partition_of
        .as_ref()
        .is_some_and(|of| gone.contains(&of.parent))
    {
        table.partition_of = None;
    }
    let mut expressions: Vec<&mut StoredExpression> = table.partition_by.iter_mut().collect();
    for constraint in &mut table.constraints {
        match &mut constraint.kind {
            ConstraintKind::Check(check) => expressions.push(&mut check.expression),
            ConstraintKind::Exclusion(exclusion) => {
                let parts = exclusion.parts.iter_mut();
                expressions.extend(parts.filter_map(|(part, _)| part_expression(part)));
                expressions.extend(exclusion.predicate.as_mut());
            }
            _ => {}
        }
    }
    for index in &mut table.indexes {
        expressions.extend(index.parts.iter_mut().filter_map(part_expression));
        expressions.extend(index.predicate.as_mut());
    }
    for expression in expressions {
        forget_uses(&mut expression.uses, gone);
    }
    for trigger in &mut table.triggers {
        forget_uses(&mut trigger.uses, gone);
    }
    for policy in &mut table.policies {
        forget_uses(&mut policy.uses, gone);
    }
    for held in &mut table.held {
        forget_uses(&mut held.uses, gone);
    }
    for rule in table.rules.values_mut() {
        forget_uses(&mut rule.uses, gone);
    }
}

fn part_expression(part: &mut crate::model::IndexPart) -> Option<&mut StoredExpression> {
    match &mut part.target {
        crate::model::IndexPartTarget::Expression(expression) => Some(expression),
        crate::model::IndexPartTarget::Column(_) => None,
    }
}

fn forget_uses(uses: &mut Vec<Use>, gone: &BTreeSet<ObjectId>) {
    uses.retain(|used| !gone.contains(&used.object()));
}

fn forget_type(data_type: &mut DataType, gone: &BTreeSet<ObjectId>) {
    if let BaseType::Named(id) = data_type.base
        && gone.contains(&id)
    {
        data_type.base = BaseType::Unknown {
            namespace: None,
            name: String::new(),
        };
    }
}
