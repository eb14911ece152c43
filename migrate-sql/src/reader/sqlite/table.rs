//! `CREATE TABLE`.
use super::column::{deferrable, definition, on_conflict, references};
use super::is_keyword;
use crate::reader::Reader;
use crate::statement::{
    CreateTable, IndexElement, IndexTarget, QualifiedName, TableConstraint, TableConstraintKind,
    TableOptions,
};
use crate::token::TokenKind;

/// Reads what stands behind `CREATE [TEMPORARY] TABLE`.
pub(super) fn create_table(reader: &mut Reader<'_>, temporary: bool) -> Option<CreateTable> {
    let if_not_exists = reader.eat("if not exists");
    let mut table = empty(reader.qualified_name()?, temporary, if_not_exists);
    if reader.eat("as") {
        table.query = Some(Box::new(reader.query_to_the_end()));
        return Some(table);
    }
    reader.expect_symbol("(")?;
    loop {
        if is_constraint(reader) {
            table.constraints.extend(constraint(reader)?);
        } else {
            table.columns.push(definition(reader)?);
        }
        // Between constraints the comma may be left out.
        if !reader.eat_symbol(",") && !is_constraint(reader) {
            break;
        }
    }
    reader.expect_symbol(")")?;
    while !reader.is_end() {
        if reader.eat("without rowid") {
            table.options.without_rowid = true;
        } else if reader.eat("strict") {
            table.options.strict = true;
        } else {
            reader.expect_symbol(",")?;
        }
    }
    Some(table)
}

/// Reads what stands behind `CREATE VIRTUAL TABLE`.
pub(super) fn create_virtual_table(reader: &mut Reader<'_>) -> Option<CreateTable> {
    let if_not_exists = reader.eat("if not exists");
    let mut table = empty(reader.qualified_name()?, false, if_not_exists);
    reader.expect("using")?;
    let module = reader.name()?;
    let mut arguments = Vec::new();
    if reader.eat_symbol("(") && !reader.eat_symbol(")") {
        arguments = reader.list(|reader| {
            let start = reader.at;
            reader.skip_until(|reader| reader.is_symbol(","));
            let span = reader.span_from(start).range();
            let is_empty = reader.at == start;
            Some(match is_empty {
                true => String::new(),
                false => reader.text[span].to_owned(),
            })
        })?;
        reader.expect_symbol(")")?;
    }
    table.options.module = Some((module, arguments));
    Some(table)
}

fn empty(name: QualifiedName, temporary: bool, if_not_exists: bool) -> CreateTable {
    CreateTable {
        name,
        temporary,
        if_not_exists,
        foreign: false,
        columns: Vec::new(),
        constraints: Vec::new(),
        like: Vec::new(),
        inherits: Vec::new(),
        of_type: None,
        partition_of: None,
        partition_by: None,
        query: None,
        options: TableOptions::default(),
    }
}

fn is_constraint(reader: &Reader<'_>) -> bool {
    const CONSTRAINTS: &[&str] = &["constraint", "primary", "unique", "check", "foreign"];
    reader.is_any_word(CONSTRAINTS)
}

/// Reads a constraint of the table; nothing where it says nothing (`CONSTRAINT a` alone).
pub(super) fn constraint(reader: &mut Reader<'_>) -> Option<Option<TableConstraint>> {
    let start = reader.at;
    let name = match reader.eat("constraint") {
        true => Some(reader.name()?),
        false => None,
    };
    let is_alone = reader.is_symbol(",") || reader.is_symbol(")") || reader.is_word("constraint");
    if name.is_some() && is_alone {
        return Some(None);
    }
    let mut is_deferrable = (false, false);
    let mut conflict = None;
    let kind = if reader.eat("primary key") {
        let elements = reader.in_brackets(|reader| {
            let elements = elements(reader)?;
            reader.eat("autoincrement");
            Some(elements)
        })?;
        conflict = on_conflict(reader)?;
        TableConstraintKind::PrimaryKey {
            elements,
            include: Vec::new(),
        }
    } else if reader.eat("unique") {
        let elements = reader.in_brackets(elements)?;
        conflict = on_conflict(reader)?;
        TableConstraintKind::Unique {
            elements,
            include: Vec::new(),
            nulls_not_distinct: false,
            index_name: None,
        }
    } else if reader.eat("check") {
        let expression = reader.expression_in_brackets()?;
        conflict = on_conflict(reader)?;
        TableConstraintKind::Check {
            expression,
            no_inherit: false,
        }
    } else {
        reader.expect("foreign key")?;
        let columns = reader.names_in_brackets()?;
        reader.expect("references")?;
        let target = references(reader)?;
        is_deferrable = deferrable(reader)?;
        TableConstraintKind::ForeignKey {
            columns,
            target,
            index_name: None,
        }
    };
    Some(Some(TableConstraint {
        name,
        kind,
        deferrable: is_deferrable,
        not_valid: false,
        on_conflict: conflict,
        span: reader.span_from(start),
    }))
}

/// Reads what an index or a key is over.
pub(super) fn elements(reader: &mut Reader<'_>) -> Option<Vec<IndexElement>> {
    reader.list(element)
}

fn element(reader: &mut Reader<'_>) -> Option<IndexElement> {
    const AFTER: &[&str] = &["asc", "desc", "nulls", "autoincrement"];
    let start = reader.at;
    let ends = |n: usize| {
        let is_symbol = reader.is_symbol_at(n, ",") || reader.is_symbol_at(n, ")");
        is_symbol || reader.is_any_word_at(n, AFTER) || reader.is_word_at(n, "collate")
    };
    let is_constant = reader.is_any_word(&["null", "true", "false"]);
    let is_column = reader.is_name() && !is_constant && (ends(1) || reader.token(1).is_none());
    let (target, collation);
    if is_column {
        target = IndexTarget::Column(reader.name()?);
        collation = match reader.eat("collate") {
            true => Some(reader.qualified_name()?),
            false => None,
        };
    } else {
        let mut inner = reader.clone();
        inner.skip_until(|reader| reader.is_symbol(",") || reader.is_any_word(AFTER));
        target = IndexTarget::Expression(reader.expression_up_to(inner.at)?);
        collation = None;
    }
    let descending = reader.eat_any(&["asc", "desc"]) == Some("desc");
    let nulls_first = match reader.eat("nulls") {
        true => Some(reader.eat_any(&["first", "last"])? == "first"),
        false => None,
    };
    Some(IndexElement {
        target,
        collation,
        operator_class: None,
        descending,
        nulls_first,
        length: None,
        span: reader.span_from(start),
    })
}

/// A part of a definition as it is kept to be compared with another: keywords in lower case, single
/// spaces.
pub(super) fn definition_from(reader: &Reader<'_>, start: usize) -> String {
    let tokens = &reader.tokens[start.min(reader.at)..reader.at];
    let kept = tokens.iter().map(|token| {
        let written = &reader.text[token.span.clone()];
        match token.kind == TokenKind::Word && is_keyword(written) {
            true => written.to_ascii_lowercase(),
            false => written.to_owned(),
        }
    });
    kept.collect::<Vec<String>>().join(" ")
}
