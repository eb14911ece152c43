//! Sequences.
use super::Reader;
use crate::statement::{CreateSequence, SequenceOptions, StatementKind};

/// Reads `CREATE SEQUENCE`.
pub(super) fn create_sequence(reader: &mut Reader<'_>) -> Option<StatementKind> {
    const TEMPORARY: &[&str] = &[
        "temporary",
        "temp",
        "local temporary",
        "local temp",
        "global temporary",
        "global temp",
    ];
    reader.expect("create")?;
    let temporary = reader.eat_any(TEMPORARY).is_some();
    reader.eat("unlogged");
    reader.expect("sequence")?;
    let if_not_exists = reader.eat("if not exists");
    let name = reader.qualified_name()?;
    let options = options(reader)?;
    Some(StatementKind::CreateSequence(CreateSequence {
        name,
        if_not_exists,
        temporary,
        options,
    }))
}

/// Reads all that is said of a sequence, up to a bracket or the end.
pub(super) fn options(reader: &mut Reader<'_>) -> Option<SequenceOptions> {
    let mut options = SequenceOptions::default();
    while !reader.is_end() && !reader.is_symbol(")") {
        if reader.eat("as") {
            options.data_type = Some(reader.type_name()?);
        } else if reader.eat("owned by") {
            options.owned_by = Some(if reader.eat("none") {
                None
            } else {
                let mut table = reader.qualified_name()?;
                let column = std::mem::replace(&mut table.name, table.qualifiers.pop()?);
                Some((table, column))
            });
        } else if reader.eat("sequence name") {
            options.name = Some(reader.qualified_name()?);
        } else if reader.eat_any(&["logged", "unlogged"]).is_some() {
        } else if let Some(word) = reader.eat_any(&["no minvalue", "no maxvalue", "no cycle"]) {
            options.others.push((word.to_owned(), String::new()));
        } else if reader.eat("cycle") {
            options.others.push(("cycle".to_owned(), String::new()));
        } else {
            let word = reader.eat_any(&[
                "increment",
                "minvalue",
                "maxvalue",
                "start",
                "cache",
                "restart",
            ])?;
            reader.eat_any(&["by", "with"]);
            let mut value = String::new();
            for sign in ["-", "+"] {
                if reader.eat_symbol(sign) {
                    value.push_str(sign);
                }
            }
            let is_number = reader
                .token(0)
                .is_some_and(|token| token.kind == crate::token::TokenKind::Number);
            if is_number {
                value.push_str(reader.written(0));
                reader.at += 1;
            } else if word != "restart" {
                return None;
            }
            options.others.push((word.to_owned(), value));
        }
    }
    Some(options)
}
