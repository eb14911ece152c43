//! Constraints of tables.
use super::Reader;
use super::index::elements;
use super::table::in_brackets_skipped;
use crate::statement::{
    Action, ForeignKeyTarget, IndexElement, Name, TableConstraint, TableConstraintKind,
};

/// What stands behind a constraint.
pub(super) struct Attributes {
    /// `DEFERRABLE`, `INITIALLY DEFERRED`.
    pub(super) deferrable: (bool, bool),
    /// Whether one of the two was said.
    pub(super) says_deferrable: bool,
    /// `NOT VALID`, or not enforced.
    pub(super) not_valid: bool,
    /// `NO INHERIT`.
    pub(super) no_inherit: bool,
}

/// Whether a constraint of the table comes next, not a column.
pub(super) fn is_table_constraint(reader: &Reader<'_>) -> bool {
    // None of these can be the name of a column: `constraint`, `unique`, `check`, `primary` and
    // `foreign` are reserved. `exclude` is not, and `not` only stands here for PostgreSQL 18.
    reader.is_any_word(&["constraint", "unique", "check"])
        || reader.is_words("primary key")
        || reader.is_words("foreign key")
        || reader.is_words("not null")
        || (reader.is_word("exclude")
            && (reader.is_symbol_at(1, "(") || reader.is_word_at(1, "using")))
}

/// Reads a constraint of a table.
pub(super) fn table_constraint(reader: &mut Reader<'_>) -> Option<TableConstraint> {
    let start = reader.at;
    let name = constraint_name(reader)?;
    let mut kind = kind(reader)?;
    let attributes = attributes(reader);
    let attributes = attributes.unwrap_or_else(no_attributes);
    if let TableConstraintKind::Check { no_inherit, .. } = &mut kind {
        *no_inherit = attributes.no_inherit;
    }
    Some(TableConstraint {
        name,
        kind,
        deferrable: attributes.deferrable,
        not_valid: attributes.not_valid,
        on_conflict: None,
        span: reader.span_from(start),
    })
}

/// Reads `CONSTRAINT name`, if it comes next.
pub(super) fn constraint_name(reader: &mut Reader<'_>) -> Option<Option<Name>> {
    match reader.eat("constraint") {
        true => reader.name().map(Some),
        false => Some(None),
    }
}

fn kind(reader: &mut Reader<'_>) -> Option<TableConstraintKind> {
    if reader.eat("check") {
        return Some(TableConstraintKind::Check {
            expression: reader.in_brackets(Reader::expression)?,
            no_inherit: false,
        });
    }
    if reader.eat("not null") {
        return Some(TableConstraintKind::NotNull(reader.name()?));
    }
    if reader.eat("foreign key") {
        let columns = reader.names_in_brackets()?;
        return Some(TableConstraintKind::ForeignKey {
            columns,
            target: foreign_key_target(reader)?,
            index_name: None,
        });
    }
    if reader.eat("exclude") {
        return exclusion(reader);
    }
    let primary = reader.eat("primary key");
    if !primary {
        reader.expect("unique")?;
    }
    if reader.eat("using index") {
        let index = reader.name()?;
        return Some(TableConstraintKind::UsingIndex { primary, index });
    }
    let nulls_not_distinct = reader.eat("nulls not distinct");
    reader.eat("nulls distinct");
    let elements = key_elements(reader)?;
    let include = index_parameters(reader)?;
    Some(match primary {
        true => TableConstraintKind::PrimaryKey { elements, include },
        false => TableConstraintKind::Unique {
            elements,
            include,
            nulls_not_distinct,
            index_name: None,
        },
    })
}

/// Reads the columns of a key. `WITHOUT OVERLAPS` (PostgreSQL 18) makes another kind of key of it: that
/// is not read.
fn key_elements(reader: &mut Reader<'_>) -> Option<Vec<IndexElement>> {
    let names = reader.names_in_brackets()?;
    let element = |name: Name| IndexElement {
        span: name.span,
        target: crate::statement::IndexTarget::Column(name),
        collation: None,
        operator_class: None,
        descending: false,
        nulls_first: None,
        length: None,
    };
    Some(names.into_iter().map(element).collect())
}

fn exclusion(reader: &mut Reader<'_>) -> Option<TableConstraintKind> {
    let method = match reader.eat("using") {
        true => Some(reader.name()?),
        false => None,
    };
    let element = |reader: &mut Reader<'_>| {
        let element = super::index::element(reader)?;
        reader.expect("with")?;
        let start = reader.at;
        reader.skip_until(|reader| reader.is_symbol(","));
        Some((element, super::table::normalised(reader, start)))
    };
    let elements = reader.in_brackets(|reader| reader.list(element))?;
    index_parameters(reader)?;
    let predicate = match reader.eat("where") {
        true => Some(reader.in_brackets(Reader::expression)?),
        false => None,
    };
    Some(TableConstraintKind::Exclude {
        method,
        elements,
        predicate,
    })
}

/// Reads `INCLUDE (…)`, `WITH (…)` and `USING INDEX TABLESPACE t`; returns what is included.
pub(super) fn index_parameters(reader: &mut Reader<'_>) -> Option<Vec<Name>> {
    let mut include = Vec::new();
    if reader.eat("include") {
        include = reader.names_in_brackets()?;
    }
    if reader.is_word("with") && reader.is_symbol_at(1, "(") {
        reader.at += 1;
        in_brackets_skipped(reader)?;
    }
    if reader.eat("using index tablespace") {
        reader.name()?;
    }
    Some(include)
}

/// Reads `REFERENCES t (…)` and what is to happen then.
pub(super) fn foreign_key_target(reader: &mut Reader<'_>) -> Option<ForeignKeyTarget> {
    reader.expect("references")?;
    let table = reader.qualified_name()?;
    let columns = match reader.is_symbol("(") {
        true => reader.names_in_brackets()?,
        false => Vec::new(),
    };
    let mut target = ForeignKeyTarget {
        table,
        columns,
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        set_on_delete: Vec::new(),
        set_on_update: Vec::new(),
        matching: None,
    };
    loop {
        if reader.eat("match") {
            target.matching = Some(reader.eat_any(&["full", "partial", "simple"])?.to_owned());
        } else if reader.eat("on delete") {
            (target.on_delete, target.set_on_delete) = action(reader)?;
        } else if reader.eat("on update") {
            (target.on_update, target.set_on_update) = action(reader)?;
        } else {
            return Some(target);
        }
    }
}

/// Reads what is done, and the columns of `SET NULL (…)`.
fn action(reader: &mut Reader<'_>) -> Option<(Action, Vec<Name>)> {
    const ACTIONS: &[(&str, Action)] = &[
        ("no action", Action::NoAction),
        ("restrict", Action::Restrict),
        ("cascade", Action::Cascade),
        ("set null", Action::SetNull),
        ("set default", Action::SetDefault),
    ];
    let mut actions = ACTIONS.iter();
    let (_, action) = actions.find(|(words, _)| reader.eat(words))?;
    let is_set = matches!(action, Action::SetNull | Action::SetDefault);
    let columns = match is_set && reader.is_symbol("(") {
        true => reader.names_in_brackets()?,
        false => Vec::new(),
    };
    Some((*action, columns))
}

/// Reads `DEFERRABLE`, `NOT VALID` and their like; `None` where none comes next.
pub(super) fn attributes(reader: &mut Reader<'_>) -> Option<Attributes> {
    let mut found = no_attributes();
    let start = reader.at;
    loop {
        if reader.eat("deferrable") {
            (found.deferrable.0, found.says_deferrable) = (true, true);
        } else if reader.eat("not deferrable") {
            (found.deferrable, found.says_deferrable) = ((false, false), true);
        } else if reader.eat("initially deferred") {
            (found.deferrable, found.says_deferrable) = ((true, true), true);
        } else if reader.eat("initially immediate") {
            (found.deferrable.1, found.says_deferrable) = (false, true);
        } else if reader.eat("not valid") || reader.eat("not enforced") {
            found.not_valid = true;
        } else if reader.eat("no inherit") {
            found.no_inherit = true;
        } else if !reader.eat("enforced") && !reader.eat("inherit") {
            break;
        }
    }
    (reader.at > start).then_some(found)
}

fn no_attributes() -> Attributes {
    Attributes {
        deferrable: (false, false),
        says_deferrable: false,
        not_valid: false,
        no_inherit: false,
    }
}

/// Reads the elements of an index in brackets.
pub(super) fn elements_in_brackets(reader: &mut Reader<'_>) -> Option<Vec<IndexElement>> {
    reader.in_brackets(elements)
}
