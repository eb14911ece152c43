//! What each part of an object refers to, as PostgreSQL keeps it in `pg_depend`.
use super::dependents::{Link, Part};
use crate::model::{
    BaseType, Column, Constraint, ConstraintKind, DataType, ForeignKeyTarget, Index, IndexPart,
    IndexPartTarget, Object, ObjectId, ObjectKind, StoredExpression, Table, Use,
};

/// Is told of a reference: which part has it (to be made where somebody wants to know), to what, and how.
pub(super) type Visit<'v> = &'v mut dyn FnMut(&dyn Fn() -> Part, Use, Link);

/// The objects that an object and its parts refer to.
pub(super) fn referenced_by(id: ObjectId, object: &Object) -> Vec<ObjectId> {
    let mut found = Vec::new();
    references(id, object, &mut |_, to, _| found.push(to.object()));
    found.sort_unstable();
    found.dedup();
    found
}

/// Visits all that an object and its parts refer to. What is part of a table needs the table anyhow:
/// that is not among it.
pub(super) fn references(id: ObjectId, object: &Object, visit: Visit<'_>) {
    match &object.kind {
        ObjectKind::Table(table) => {
            of_columns(id, &table.columns, visit);
            of_table(id, table, visit);
        }
        ObjectKind::View(view) => {
            for used in &view.uses {
                visit(&|| Part::Object(id), *used, Link::Normal);
            }
            of_table(id, &view.table, visit);
        }
        ObjectKind::Sequence(sequence) => {
            if let Some((table, column)) = sequence.owned_by {
                visit(
                    &|| Part::Object(id),
                    Use::Column(table, column),
                    Link::Automatic,
                );
            }
        }
        ObjectKind::Domain(domain) => {
            of_type(Some(&domain.base), &|| Part::Object(id), visit);
            for used in domain.default.iter().flat_map(|default| &default.uses) {
                visit(&|| Part::Object(id), *used, Link::Normal);
            }
            for (name, check) in &domain.checks {
                for used in &check.uses {
                    visit(&|| Part::DomainCheck(id, name.clone()), *used, Link::Normal);
                }
            }
        }
        ObjectKind::Composite(composite) => {
            for (name, data_type) in &composite.attributes {
                let part = || Part::Attribute(id, name.clone());
                of_type(data_type.as_ref(), &part, visit);
            }
        }
        ObjectKind::Range(range) => of_type(range.subtype.as_ref(), &|| Part::Object(id), visit),
        ObjectKind::Routine(routine) => {
            let parameters = routine.parameters.iter();
            let types = parameters.map(|parameter| &parameter.data_type);
            for data_type in types.chain(&routine.returns) {
                of_type(Some(data_type), &|| Part::Object(id), visit);
            }
            for used in &routine.uses {
                visit(&|| Part::Object(id), *used, Link::Normal);
            }
        }
        ObjectKind::Enum(_) | ObjectKind::OtherType => {}
    }
}

fn of_type(data_type: Option<&DataType>, part: &dyn Fn() -> Part, visit: Visit<'_>) {
    if let Some(DataType {
        base: BaseType::Named(base),
        ..
    }) = data_type
    {
        visit(&part, Use::Object(*base), Link::Normal);
    }
}

fn of_columns(id: ObjectId, columns: &[Column], visit: Visit<'_>) {
    for column in columns {
        let part = || Part::Column(id, column.id);
        of_type(column.data_type.as_ref(), &part, visit);
        for used in column.default.iter().flat_map(|default| &default.uses) {
            visit(&|| Part::Default(id, column.id), *used, Link::Normal);
        }
        if let Some(generated) = &column.generated {
            of_expression(id, &generated.expression, &part, Link::Normal, visit);
        }
    }
}

fn of_table(id: ObjectId, table: &Table, visit: Visit<'_>) {
    for constraint in &table.constraints {
        if let Some(name) = &constraint.name {
            let part = || Part::Constraint(id, name.clone());
            of_constraint(id, constraint, &part, visit);
        }
    }
    for index in &table.indexes {
        of_index(id, index, visit);
    }
    for trigger in &table.triggers {
        let part = || Part::Trigger(id, trigger.name.clone());
        for used in &trigger.uses {
            visit(&part, *used, Link::Normal);
        }
    }
    for policy in &table.policies {
        let part = || Part::Policy(id, policy.name.clone());
        for used in &policy.uses {
            visit(&part, *used, Link::Normal);
        }
    }
    for held in &table.held {
        let part = || Part::Held(id, held.title());
        let own = match &*held.what {
            "statistics" => Link::Automatic,
            _ => Link::Normal,
        };
        for column in &held.columns {
            visit(&part, Use::Column(id, *column), own);
        }
        for used in &held.uses {
            visit(&part, *used, Link::Normal);
        }
    }
    for (name, rule) in &table.rules {
        for used in &rule.uses {
            visit(&|| Part::Rule(id, name.clone()), *used, Link::Normal);
        }
    }
    if let Some(of_type) = table.of_type {
        visit(&|| Part::Object(id), Use::Object(of_type), Link::Normal);
    }
    let parent = table.partition_of.as_ref().map(|of| of.parent);
    if let Some(parent) = parent {
        visit(&|| Part::Object(id), Use::Object(parent), Link::Automatic);
    }
    for ancestor in &table.inherits {
        if Some(*ancestor) != parent {
            visit(&|| Part::Object(id), Use::Object(*ancestor), Link::Normal);
        }
    }
    for used in table.partition_by.iter().flat_map(|by| &by.uses) {
        visit(&|| Part::Object(id), *used, Link::Normal);
    }
}

fn of_constraint(id: ObjectId, constraint: &Constraint, part: &dyn Fn() -> Part, visit: Visit<'_>) {
    match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            for column in key.columns.iter().chain(&key.include) {
                visit(part, Use::Column(id, *column), Link::Automatic);
            }
        }
        ConstraintKind::Check(check) => {
            of_expression(id, &check.expression, part, Link::Automatic, visit);
        }
        ConstraintKind::ForeignKey(foreign_key) => {
            for column in &foreign_key.columns {
                visit(part, Use::Column(id, *column), Link::Automatic);
            }
            if let ForeignKeyTarget::Table { table, columns } = &foreign_key.target {
                visit(part, Use::Object(*table), Link::Normal);
                for column in columns {
                    visit(part, Use::Column(*table, *column), Link::Normal);
                }
            }
        }
        ConstraintKind::Exclusion(exclusion) => {
            // What only the index is over is in the way: the index can't go without its constraint.
            let parts = exclusion.parts.iter().map(|(part, _)| part);
            let link = Link::Normal;
            of_parts(id, parts, exclusion.predicate.as_ref(), part, link, visit);
        }
    }
}

fn of_index(id: ObjectId, index: &Index, visit: Visit<'_>) {
    let part = || Part::Index(id, index.name.clone());
    for column in &index.include {
        visit(&part, Use::Column(id, *column), Link::Automatic);
    }
    of_parts(
        id,
        index.parts.iter(),
        index.predicate.as_ref(),
        &part,
        Link::Automatic,
        visit,
    );
}

fn of_parts<'a>(
    id: ObjectId,
    parts: impl Iterator<Item = &'a IndexPart>,
    predicate: Option<&StoredExpression>,
    part: &dyn Fn() -> Part,
    own: Link,
    visit: Visit<'_>,
) {
    for of in parts {
        match &of.target {
            IndexPartTarget::Column(column) => {
                visit(part, Use::Column(id, *column), Link::Automatic);
            }
            IndexPartTarget::Expression(expression) => {
                of_expression(id, expression, part, own, visit);
            }
        }
    }
    if let Some(predicate) = predicate {
        of_expression(id, predicate, part, own, visit);
    }
}

/// The columns of its own table under `own`, all else as a normal dependency.
fn of_expression(
    id: ObjectId,
    expression: &StoredExpression,
    part: &dyn Fn() -> Part,
    own: Link,
    visit: Visit<'_>,
) {
    for column in expression.columns() {
        visit(part, Use::Column(id, column), own);
    }
    for used in &expression.uses {
        visit(part, *used, Link::Normal);
    }
}
