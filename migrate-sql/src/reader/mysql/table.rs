//! `CREATE TABLE`.
use super::column::{character_set, column};
use super::key::{constraint, is_constraint};
use super::{Reader, skip_brackets, skip_rest, value, written_from};
use crate::statement::{CreateTable, Like, Query, QueryBody, StatementKind, TableOptions};

/// After `CREATE [OR REPLACE] [TEMPORARY] TABLE`.
pub(super) fn create_table(
    reader: &mut Reader<'_>,
    or_replace: bool,
    temporary: bool,
) -> Option<StatementKind> {
    let if_not_exists = reader.eat("if not exists");
    let name = reader.qualified_name()?;
    let mut table = CreateTable {
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
    };
    if or_replace {
        let others = &mut table.options.others;
        others.insert("or replace".to_owned(), String::new());
    }
    let in_brackets = reader.is_symbol("(") && reader.is_word_at(1, "like");
    if reader.eat("like") || in_brackets {
        if in_brackets {
            reader.at += 2;
        }
        table.like.push(Like {
            table: reader.qualified_name()?,
            including: Vec::new(),
        });
        if in_brackets {
            reader.expect_symbol(")")?;
        }
        return Some(StatementKind::CreateTable(Box::new(table)));
    }
    if reader.is_symbol("(") && !starts_query(reader, 1) {
        reader.in_brackets(|reader| {
            reader.list(|reader| element(reader, &mut table))?;
            Some(())
        })?;
    }
    while !reader.is_end() && !reader.is_word("partition") && !starts_query(reader, 0) {
        option(reader, &mut table.options)?;
        reader.eat_symbol(",");
    }
    if reader.is_word("partition") {
        let start = reader.at;
        reader.skip_until(|reader| starts_query(reader, 0) && !reader.is_symbol("("));
        table.partition_by = Some((written_from(reader, start), Vec::new()));
    }
    if !reader.is_end() {
        reader.eat_any(&["ignore", "replace"]);
        reader.eat("as");
        table.query = Some(Box::new(query_to_end(reader)));
    }
    Some(StatementKind::CreateTable(Box::new(table)))
}

/// Whether `AS SELECT` or its like begins.
fn starts_query(reader: &Reader<'_>, ahead: usize) -> bool {
    const WORDS: &[&str] = &[
        "select", "with", "values", "table", "as", "ignore", "replace",
    ];
    let mut words = WORDS.iter();
    let is_versioned = reader.is_words("with system");
    (words.any(|word| reader.is_word_at(ahead, word)) && !is_versioned)
        || reader.is_symbol_at(ahead, "(")
}

/// Reads a query that is the rest of the statement.
pub(super) fn query_to_end(reader: &mut Reader<'_>) -> Query {
    const CHECKS: &[&str] = &[
        "with check option",
        "with cascaded check option",
        "with local check option",
    ];
    let start = reader.at;
    let read = reader.attempt(|reader| {
        let query = reader.query()?;
        reader.eat_any(CHECKS);
        reader.is_end().then_some(query)
    });
    read.unwrap_or_else(|| {
        skip_rest(reader);
        let span = reader.span_from(start);
        Query {
            with: Vec::new(),
            recursive: false,
            body: QueryBody::Unknown(span),
            order_by: Vec::new(),
            limits: Vec::new(),
            span,
        }
    })
}

fn element(reader: &mut Reader<'_>, table: &mut CreateTable) -> Option<()> {
    if reader.is_words("period for") {
        return None;
    }
    if is_constraint(reader) {
        table.constraints.push(constraint(reader)?.0);
    } else {
        table.columns.push(column(reader)?);
    }
    Some(())
}

/// Reads one option of a table.
pub(super) fn option(reader: &mut Reader<'_>, options: &mut TableOptions) -> Option<()> {
    if reader.eat("with system versioning") {
        let others = &mut options.others;
        others.insert("system versioning".to_owned(), String::new());
        return Some(());
    }
    if reader.eat("comment") {
        reader.eat_symbol("=");
        let start = reader.at;
        options.comment = Some(match reader.string() {
            Some(text) => text,
            None => {
                reader.next()?;
                written_from(reader, start)
            }
        });
        return Some(());
    }
    if reader.eat("union") {
        reader.eat_symbol("=");
        return skip_brackets(reader);
    }
    reader.eat("default");
    let (name, value) = if reader.eat("data directory") || reader.eat("index directory") {
        value(reader)?;
        return Some(());
    } else if let Some(charset) = character_set(reader) {
        ("charset".to_owned(), charset)
    } else {
        let name = reader.name()?.text.to_ascii_lowercase();
        (name, value(reader)?)
    };
    let name = if name == "type" {
        "engine".to_owned()
    } else {
        name
    };
    let value = match &*name {
        "engine" | "collate" => value.to_ascii_lowercase(),
        _ => value,
    };
    options.others.insert(name, value);
    Some(())
}
