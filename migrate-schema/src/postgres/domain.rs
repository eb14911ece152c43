//! Domains.
use super::column::{PSEUDO, no_collation};
use super::expression_refused::{self, Context};
use super::faults::{missing_part, taken_in};
use super::user_type::resolved;
use crate::model::{Column, Domain, Piece, StoredExpression};
use crate::resolve::{self, Own};
use crate::{Fault, Schema};
use migrate_sql::statement::{
    AlterObjectAction, ColumnConstraint, ColumnConstraintKind, Expression, Kind, Name, TypeName,
};

pub(super) fn new_domain(
    schema: &Schema,
    name: &Name,
    base: &TypeName,
    constraints: &[ColumnConstraint],
    faults: &mut Vec<Fault>,
) -> Domain {
    let unknown = || crate::model::DataType {
        base: crate::model::BaseType::Unknown {
            namespace: None,
            name: base.name.name.text.clone(),
        },
        modifiers: Vec::new(),
        dimensions: 0,
    };
    let mut domain = Domain {
        base: resolved(schema, base, faults).unwrap_or_else(unknown),
        not_null: false,
        default: None,
        checks: Vec::new(),
        collation: None,
    };
    for (place, constraint) in constraints.iter().enumerate() {
        faults.extend(refused(schema, &domain, constraint, &constraints[..place]));
        faults.extend(add_to_domain(schema, &mut domain, &name.text, constraint));
    }
    if let Some(name) = domain
        .base
        .built_in_name()
        .filter(|name| PSEUDO.contains(name))
    {
        let message = format!("a domain can't be over the pseudo-type `{name}`");
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            base.span,
            message,
        ));
    }
    domain
}

/// Finds what can't be said of a domain, or not beside what was said before.
fn refused(
    schema: &Schema,
    domain: &Domain,
    constraint: &ColumnConstraint,
    before: &[ColumnConstraint],
) -> Option<Fault> {
    use ColumnConstraintKind as Kind;
    let has = |is_it: fn(&Kind) -> bool| before.iter().any(|own| is_it(&own.kind));
    let message = match &constraint.kind {
        Kind::PrimaryKey { .. } => "a domain can't be a primary key",
        Kind::Unique { .. } => "a domain can't be a unique key",
        Kind::References(_) => "a domain can't be a foreign key",
        Kind::Null if has(|own| matches!(own, Kind::NotNull)) => {
            "it can't be both `NULL` and `NOT NULL`"
        }
        Kind::NotNull if has(|own| matches!(own, Kind::Null)) => {
            "it can't be both `NULL` and `NOT NULL`"
        }
        Kind::Default(_) if has(|own| matches!(own, Kind::Default(_))) => {
            "the domain has more than one default"
        }
        Kind::Collate(_) => return no_collation(schema, Some(&domain.base), constraint.span),
        _ => return None,
    };
    Some(Fault::new(
        migrate_sql::codes::INVALID_DEFINITION,
        constraint.span,
        message,
    ))
}

fn add_to_domain(
    schema: &Schema,
    domain: &mut Domain,
    name: &str,
    constraint: &ColumnConstraint,
) -> Vec<Fault> {
    match &constraint.kind {
        ColumnConstraintKind::NotNull => domain.not_null = true,
        ColumnConstraintKind::Default(expression) => {
            return set_default(schema, domain, expression);
        }
        ColumnConstraintKind::Collate(collation) => {
            domain.collation = Some(collation.name.text.clone());
        }
        ColumnConstraintKind::Check(expression) => {
            let (stored, mut faults) = domain_check(schema, domain, expression);
            faults.extend(expression_refused::fault(
                schema,
                expression,
                Context::Check,
            ));
            let own = match &constraint.name {
                Some(own) => {
                    if domain.checks.iter().any(|(check, _)| *check == own.text) {
                        let (code, of) =
                            (migrate_sql::codes::DUPLICATE_CONSTRAINT, ("domain", name));
                        faults.push(taken_in(code, of, "constraint", &own.text, own.span));
                    }
                    own.text.clone()
                }
                None => free_name(domain, name),
            };
            domain.checks.push((own, stored));
            return faults;
        }
        _ => {}
    }
    Vec::new()
}

fn set_default(schema: &Schema, domain: &mut Domain, expression: &Expression) -> Vec<Fault> {
    let mut found = resolve::expression(schema, expression, Own::default());
    if found.faults.is_empty() {
        let refused = expression_refused::fault(schema, expression, Context::Default);
        found.faults.extend(refused);
    }
    domain.default = Some(found.stored);
    found.faults
}

/// The name that the engine gives to a check.
fn free_name(domain: &Domain, name: &str) -> String {
    let first = format!("{name}_check");
    let is_free = |name: &String| !domain.checks.iter().any(|(own, _)| own == name);
    let mut others = (1..).map(|number| format!("{first}{number}"));
    Some(first.clone())
        .filter(is_free)
        .or_else(|| others.find(is_free))
        .unwrap_or(first)
}

/// A check of a domain is over `value`.
fn domain_check(
    schema: &Schema,
    domain: &Domain,
    expression: &Expression,
) -> (StoredExpression, Vec<Fault>) {
    let columns = vec![Column::new("value", Some(domain.base.clone()))].into();
    let own = Own {
        columns: &columns,
        ..Own::default()
    };
    let mut found = resolve::expression(schema, expression, own);
    for piece in &mut found.stored.pieces {
        if let Piece::Column(_) = piece {
            *piece = Piece::Text("value".to_owned());
        }
    }
    (found.stored, found.faults)
}

pub(super) fn alter_domain(
    schema: &Schema,
    own: &mut Domain,
    name: &str,
    action: &AlterObjectAction,
) -> Vec<Fault> {
    use AlterObjectAction as Action;
    let position =
        |own: &Domain, name: &Name| own.checks.iter().position(|(own, _)| *own == name.text);
    let missing = |own: &Domain, constraint: &Name| {
        let known = own.checks.iter().map(|(own, _)| &**own);
        let of = ("domain", name);
        missing_part(
            migrate_sql::codes::UNKNOWN_CONSTRAINT,
            Kind::Constraint,
            constraint,
            of,
            known,
        )
    };
    match action {
        Action::DomainDefault(None) => own.default = None,
        Action::DomainDefault(Some(expression)) => {
            return set_default(schema, own, expression);
        }
        Action::DomainNotNull(not_null) => own.not_null = *not_null,
        Action::DomainAddConstraint(constraint, _) => {
            return add_to_domain(schema, own, name, constraint);
        }
        Action::DomainDropConstraint(constraint, if_exists) => match position(own, constraint) {
            Some(position) => {
                own.checks.remove(position);
            }
            // From version 18 on `NOT NULL` has a name too.
            None if !if_exists && !own.not_null => return vec![missing(own, constraint)],
            None => {}
        },
        Action::DomainRenameConstraint(from, to) => match position(own, from) {
            Some(position) => own.checks[position].0.clone_from(&to.text),
            None if !own.not_null => return vec![missing(own, from)],
            None => {}
        },
        _ => {}
    }
    Vec::new()
}
