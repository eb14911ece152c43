//! `CREATE TRIGGER`.
use super::table::definition_from;
use crate::reader::{Reader, statement};
use crate::statement::{CreateTrigger, Statement};

/// Reads what stands behind `CREATE [TEMPORARY] TRIGGER`.
pub(super) fn create_trigger(reader: &mut Reader<'_>, temporary: bool) -> Option<CreateTrigger> {
    let if_not_exists = reader.eat("if not exists");
    let name = reader.qualified_name()?;
    let start = reader.at;
    let timing = reader.eat_any(&["before", "after", "instead of"]);
    let event = match reader.eat_any(&["insert", "update", "delete"])? {
        "insert" => "insert",
        "update" => "update",
        _ => "delete",
    };
    let columns = match reader.eat("of") {
        true => reader.list(Reader::name)?,
        false => Vec::new(),
    };
    reader.expect("on")?;
    let table = reader.qualified_name()?;
    reader.eat("for each row");
    let condition = match reader.eat("when") {
        true => {
            let mut inner = reader.clone();
            inner.skip_until(|reader| reader.is_word("begin"));
            Some(reader.expression_up_to(inner.at)?)
        }
        false => None,
    };
    reader.expect("begin")?;
    let body = body(reader)?;
    Some(CreateTrigger {
        name,
        or_replace: false,
        if_not_exists,
        temporary,
        table,
        timing: match timing {
            Some("after") => "after",
            Some("instead of") => "instead of",
            _ => "before",
        },
        events: vec![event],
        columns,
        transition_tables: Vec::new(),
        is_constraint: false,
        for_each_row: true,
        condition,
        function: None,
        body,
        definition: definition_from(reader, start),
    })
}

/// Reads the statements up to the last token, which is `END`.
fn body(reader: &mut Reader<'_>) -> Option<Vec<Statement>> {
    let end = reader.tokens.len().checked_sub(1)?;
    let mut statements = Vec::new();
    while reader.at < end {
        let start = reader.at;
        reader.skip_until(|reader| reader.is_symbol(";") || reader.at >= end);
        let tokens = reader.tokens.get(start..reader.at)?;
        if !tokens.is_empty() {
            statements.push(statement(reader.text, tokens, reader.dialect));
        }
        reader.expect_symbol(";")?;
    }
    reader.expect("end")?;
    Some(statements)
}
