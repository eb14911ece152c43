//! Publications, as far as they are over tables.
use super::Reader;
use super::create::harmless;
use crate::statement::{Expression, Name, PublishTables, QualifiedName, StatementKind};

/// Reads what follows `CREATE PUBLICATION`.
pub(super) fn create(reader: &mut Reader<'_>) -> Option<StatementKind> {
    let name = reader.name()?;
    let kind = match reader.eat("for") {
        true => published(reader, name),
        false => None,
    };
    reader.at = reader.tokens.len();
    Some(kind.unwrap_or_else(|| harmless(Vec::new(), None)))
}

/// Reads what follows `ALTER PUBLICATION`.
pub(super) fn alter(reader: &mut Reader<'_>) -> Option<StatementKind> {
    let name = reader.qualified_name()?;
    let added = match reader.eat("add") {
        true => published(reader, name.name.clone()),
        false => None,
    };
    reader.at = reader.tokens.len();
    Some(added.unwrap_or_else(|| StatementKind::Releases {
        what: "publication",
        names: vec![name],
    }))
}

/// Reads `TABLE a (b) WHERE (c), d`, up to what is no table.
fn published(reader: &mut Reader<'_>, name: Name) -> Option<StatementKind> {
    reader.expect("table")?;
    let mut tables = vec![table(reader)?];
    while reader.eat_symbol(",") && !reader.is_word("tables") {
        reader.eat("table");
        tables.push(table(reader)?);
    }
    Some(StatementKind::PublishTables(Box::new(PublishTables {
        name,
        tables,
    })))
}

fn table(reader: &mut Reader<'_>) -> Option<(QualifiedName, Vec<Name>, Option<Expression>)> {
    let is_alone = reader.eat("only");
    let is_bracketed = is_alone && reader.eat_symbol("(");
    let name = reader.qualified_name()?;
    if is_bracketed {
        reader.expect_symbol(")")?;
    }
    reader.eat_symbol("*");
    let columns = match reader.is_symbol("(") {
        true => reader.names_in_brackets()?,
        false => Vec::new(),
    };
    let condition = match reader.eat("where") {
        true => Some(reader.in_brackets(Reader::expression)?),
        false => None,
    };
    Some((name, columns, condition))
}
