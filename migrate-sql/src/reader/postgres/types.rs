//! Types: enums, domains, composites, ranges.
use super::Reader;
use crate::statement::{
    ColumnConstraint, ColumnConstraintKind, ColumnDefinition, CreateType, Span, StatementKind,
    TypeDefinition, TypeName,
};

/// Reads `CREATE TYPE`, `CREATE DOMAIN`.
pub(super) fn create_type(reader: &mut Reader<'_>) -> Option<StatementKind> {
    reader.expect("create")?;
    if reader.eat("domain") {
        return create_domain(reader);
    }
    reader.expect("type")?;
    let name = reader.qualified_name()?;
    let definition = if reader.eat("as enum") {
        TypeDefinition::Enum(values(reader)?)
    } else if reader.eat("as range") {
        range(reader)?
    } else if reader.eat("as") {
        TypeDefinition::Composite(attributes(reader)?)
    } else {
        reader.at = reader.tokens.len();
        TypeDefinition::Base
    };
    Some(StatementKind::CreateType(CreateType { name, definition }))
}

/// Reads `('a', 'b')`; there may be none.
fn values(reader: &mut Reader<'_>) -> Option<Vec<(String, Span)>> {
    reader.expect_symbol("(")?;
    if reader.eat_symbol(")") {
        return Some(Vec::new());
    }
    let values = reader.list(value)?;
    reader.expect_symbol(")")?;
    Some(values)
}

/// Reads one value.
pub(super) fn value(reader: &mut Reader<'_>) -> Option<(String, Span)> {
    let span = reader.here();
    Some((reader.string()?, span))
}

fn attributes(reader: &mut Reader<'_>) -> Option<Vec<ColumnDefinition>> {
    reader.expect_symbol("(")?;
    if reader.eat_symbol(")") {
        return Some(Vec::new());
    }
    let attributes = reader.list(attribute)?;
    reader.expect_symbol(")")?;
    Some(attributes)
}

/// Reads `a int COLLATE c`.
pub(super) fn attribute(reader: &mut Reader<'_>) -> Option<ColumnDefinition> {
    let start = reader.at;
    let name = reader.name()?;
    let data_type = Some(reader.type_name()?);
    let mut constraints = Vec::new();
    if reader.is_word("collate") {
        constraints.push(domain_constraint(reader)?);
    }
    Some(ColumnDefinition {
        name,
        data_type,
        constraints,
        span: reader.span_from(start),
    })
}

/// Reads `(subtype = int, …)`.
fn range(reader: &mut Reader<'_>) -> Option<TypeDefinition> {
    let (mut subtype, mut multirange) = (None::<TypeName>, None);
    reader.in_brackets(|reader| {
        reader.list(|reader| {
            let key = reader.name()?.text;
            reader.expect_symbol("=")?;
            match &*key {
                "subtype" => subtype = Some(reader.type_name()?),
                "multirange_type_name" => multirange = Some(reader.qualified_name()?),
                _ => {
                    reader.qualified_name()?;
                }
            }
            Some(())
        })
    })?;
    Some(TypeDefinition::Range {
        subtype,
        multirange,
    })
}

fn create_domain(reader: &mut Reader<'_>) -> Option<StatementKind> {
    let name = reader.qualified_name()?;
    reader.eat("as");
    let base = reader.type_name()?;
    let mut constraints = Vec::new();
    while !reader.is_end() {
        constraints.push(domain_constraint(reader)?);
    }
    let definition = TypeDefinition::Domain { base, constraints };
    Some(StatementKind::CreateType(CreateType { name, definition }))
}

/// Reads one of what is said of a domain.
pub(super) fn domain_constraint(reader: &mut Reader<'_>) -> Option<ColumnConstraint> {
    let start = reader.at;
    let name = match reader.eat("constraint") {
        true => Some(reader.name()?),
        false => None,
    };
    let kind = if reader.eat("not null") {
        ColumnConstraintKind::NotNull
    } else if reader.eat("null") {
        ColumnConstraintKind::Null
    } else if reader.eat("default") {
        ColumnConstraintKind::Default(reader.default_expression()?)
    } else if reader.eat("collate") {
        ColumnConstraintKind::Collate(reader.qualified_name()?)
    } else if reader.eat("primary key") {
        ColumnConstraintKind::PrimaryKey {
            descending: false,
            autoincrement: false,
        }
    } else if reader.eat("unique") {
        ColumnConstraintKind::Unique {
            nulls_not_distinct: false,
        }
    } else if reader.is_word("references") {
        ColumnConstraintKind::References(super::constraint::foreign_key_target(reader)?)
    } else {
        reader.expect("check")?;
        ColumnConstraintKind::Check(reader.in_brackets(Reader::expression)?)
    };
    Some(ColumnConstraint {
        name,
        kind,
        deferrable: (false, false),
        on_conflict: None,
        span: reader.span_from(start),
    })
}
