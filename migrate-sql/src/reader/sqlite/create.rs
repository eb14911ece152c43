//! `CREATE`.
use super::table::{create_table, create_virtual_table, definition_from, elements};
use super::trigger::create_trigger;
use crate::reader::Reader;
use crate::statement::{CreateIndex, CreateView, StatementKind};

/// Reads what stands behind `CREATE`.
pub(super) fn create(reader: &mut Reader<'_>) -> Option<StatementKind> {
    let temporary = reader.eat_any(&["temp", "temporary"]).is_some();
    if reader.eat("table") {
        let table = create_table(reader, temporary)?;
        return Some(StatementKind::CreateTable(Box::new(table)));
    }
    if reader.eat("virtual table") {
        let table = create_virtual_table(reader)?;
        return Some(StatementKind::CreateTable(Box::new(table)));
    }
    if reader.eat("view") {
        let view = create_view(reader, temporary)?;
        return Some(StatementKind::CreateView(Box::new(view)));
    }
    if reader.eat("trigger") {
        let trigger = create_trigger(reader, temporary)?;
        return Some(StatementKind::CreateTrigger(Box::new(trigger)));
    }
    let unique = reader.eat("unique");
    reader.expect("index")?;
    let index = create_index(reader, unique)?;
    Some(StatementKind::CreateIndex(Box::new(index)))
}

fn create_view(reader: &mut Reader<'_>, temporary: bool) -> Option<CreateView> {
    let if_not_exists = reader.eat("if not exists");
    let name = reader.qualified_name()?;
    let columns = match reader.is_symbol("(") {
        true => reader.names_in_brackets()?,
        false => Vec::new(),
    };
    reader.expect("as")?;
    let start = reader.at;
    let query = reader.query_to_the_end();
    Some(CreateView {
        name,
        or_replace: false,
        if_not_exists,
        temporary,
        materialized: false,
        recursive: false,
        columns,
        query,
        definition: definition_from(reader, start),
        options: String::new(),
        check_option: String::new(),
    })
}

fn create_index(reader: &mut Reader<'_>, unique: bool) -> Option<CreateIndex> {
    let if_not_exists = reader.eat("if not exists");
    let name = reader.qualified_name()?;
    reader.expect("on")?;
    let table = reader.qualified_name()?;
    let elements = reader.in_brackets(elements)?;
    let predicate = match reader.eat("where") {
        true => Some(reader.expression_up_to(reader.tokens.len())?),
        false => None,
    };
    Some(CreateIndex {
        name: Some(name),
        table,
        unique,
        if_not_exists,
        concurrently: None,
        only: false,
        method: None,
        elements,
        include: Vec::new(),
        nulls_not_distinct: false,
        predicate,
    })
}
