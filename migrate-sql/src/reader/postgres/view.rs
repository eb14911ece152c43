//! Views.
use super::Reader;
use super::create::written;
use crate::statement::{CreateView, StatementKind};

/// Reads `CREATE VIEW`, `CREATE MATERIALIZED VIEW`.
pub(super) fn create_view(reader: &mut Reader<'_>) -> Option<StatementKind> {
    reader.expect("create")?;
    let or_replace = reader.eat("or replace");
    let temporary = reader
        .eat_any(&[
            "temporary",
            "temp",
            "local temporary",
            "local temp",
            "global temporary",
            "global temp",
        ])
        .is_some();
    let recursive = reader.eat("recursive");
    let materialized = reader.eat("materialized");
    reader.expect("view")?;
    let if_not_exists = reader.eat("if not exists");
    let name = reader.qualified_name()?;
    let columns = match reader.is_symbol("(") {
        true => reader.names_in_brackets()?,
        false => Vec::new(),
    };
    let start = reader.at;
    reader.skip_until(|reader| reader.is_word("as"));
    let options = written(reader, start);
    reader.expect("as")?;
    let start = reader.at;
    let query = reader.query()?;
    let definition = written(reader, start);
    const ENDS: &[&str] = &[
        "with data",
        "with no data",
        "with check option",
        "with local check option",
        "with cascaded check option",
    ];
    let check_option = reader.eat_any(ENDS).unwrap_or_default();
    let is_about_rows = check_option.ends_with("data");
    let check_option = if is_about_rows { "" } else { check_option };
    Some(StatementKind::CreateView(Box::new(CreateView {
        name,
        or_replace,
        if_not_exists,
        temporary,
        materialized,
        recursive,
        columns,
        query,
        definition,
        options,
        check_option: check_option.to_owned(),
    })))
}
