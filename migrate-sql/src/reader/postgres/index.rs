//! `CREATE INDEX`.
use super::Reader;
use super::constraint::elements_in_brackets;
use super::table::in_brackets_skipped;
use crate::statement::{CreateIndex, IndexElement, IndexTarget, QualifiedName, StatementKind};
use crate::token::TokenKind;

/// Reads `CREATE INDEX`.
pub(super) fn create_index(reader: &mut Reader<'_>) -> Option<StatementKind> {
    reader.expect("create")?;
    let unique = reader.eat("unique");
    reader.expect("index")?;
    let concurrently = reader.here();
    let concurrently = reader.eat("concurrently").then_some(concurrently);
    let if_not_exists = reader.eat("if not exists");
    let name = match reader.is_word("on") {
        true => None,
        false => Some(reader.qualified_name()?),
    };
    reader.expect("on")?;
    let only = reader.eat("only");
    let table = reader.qualified_name()?;
    let method = match reader.eat("using") {
        true => Some(reader.name()?),
        false => None,
    };
    let elements = elements_in_brackets(reader)?;
    let include = match reader.eat("include") {
        true => reader.names_in_brackets()?,
        false => Vec::new(),
    };
    let nulls_not_distinct = reader.eat("nulls not distinct");
    reader.eat("nulls distinct");
    if reader.eat("with") {
        in_brackets_skipped(reader)?;
    }
    if reader.eat("tablespace") {
        reader.name()?;
    }
    let predicate = match reader.eat("where") {
        true => Some(reader.expression()?),
        false => None,
    };
    Some(StatementKind::CreateIndex(Box::new(CreateIndex {
        name,
        table,
        unique,
        if_not_exists,
        concurrently,
        only,
        method,
        elements,
        include,
        nulls_not_distinct,
        predicate,
    })))
}

/// Reads the elements of an index.
pub(super) fn elements(reader: &mut Reader<'_>) -> Option<Vec<IndexElement>> {
    reader.list(element)
}

/// Reads one element of an index: a column, a function's call, or an expression in brackets.
pub(super) fn element(reader: &mut Reader<'_>) -> Option<IndexElement> {
    let start = reader.at;
    let target = match reader.attempt(column) {
        Some(target) => target,
        None => IndexTarget::Expression(expression(reader)?),
    };
    let collation = match reader.eat("collate") {
        true => Some(reader.qualified_name()?),
        false => None,
    };
    const ENDS: &[&str] = &["asc", "desc", "nulls", "with"];
    let is_name = |reader: &Reader<'_>| {
        let token = reader.token(0);
        token.is_some_and(|token| matches!(token.kind, TokenKind::Word | TokenKind::QuotedName))
    };
    let operator_class: Option<QualifiedName> = match is_name(reader) && !reader.is_any_word(ENDS) {
        true => Some(reader.qualified_name()?),
        false => None,
    };
    if operator_class.is_some() && reader.is_symbol("(") {
        in_brackets_skipped(reader)?;
    }
    let descending = reader.eat_any(&["asc", "desc"]) == Some("desc");
    let nulls_first = match reader.eat("nulls") {
        true => Some(reader.eat_any(&["first", "last"])? == "first"),
        false => None,
    };
    Some(IndexElement {
        target,
        collation,
        operator_class,
        descending,
        nulls_first,
        length: None,
        span: reader.span_from(start),
    })
}

/// Reads a column: a name that is not called.
fn column(reader: &mut Reader<'_>) -> Option<IndexTarget> {
    /// What is an expression although it is a single word.
    const VALUES: &[&str] = &[
        "current_date",
        "current_time",
        "current_timestamp",
        "current_user",
        "localtime",
        "localtimestamp",
        "session_user",
        "user",
    ];
    let is_value = reader.is_any_word(VALUES);
    let name = reader.name()?;
    let goes_on = reader.is_symbol("(") || reader.is_symbol(".");
    (!goes_on && !is_value).then_some(IndexTarget::Column(name))
}

/// Reads a call, or what stands in brackets. What follows is no part of it, so only these tokens are
/// given to the reader of expressions.
fn expression(reader: &mut Reader<'_>) -> Option<crate::statement::Expression> {
    let start = reader.at;
    if reader.is_symbol("(") {
        return reader.in_brackets(Reader::expression);
    }
    if !reader.is_symbol("(") {
        reader.skip_until(|reader| reader.is_symbol("(") || reader.is_symbol(","));
    }
    if reader.is_symbol("(") {
        in_brackets_skipped(reader)?;
    }
    let end = reader.at;
    let mut own = Reader {
        tokens: &reader.tokens[..end],
        at: start,
        ..reader.clone()
    };
    let expression = own.expression()?;
    (own.at == end).then_some(expression)
}
