//! `CREATE TABLE`.
use super::Reader;
use super::column::{column, typed_column};
use super::constraint::{is_table_constraint, table_constraint};
use crate::statement::{
    ColumnDefinition, CreateTable, Expression, Like, PartitionOf, QualifiedName, StatementKind,
    TableConstraint,
};

/// What `INCLUDING ALL` stands for.
const INCLUDED: &[&str] = &[
    "comments",
    "compression",
    "constraints",
    "defaults",
    "generated",
    "identity",
    "indexes",
    "statistics",
    "storage",
];

/// Reads `CREATE TABLE` and `CREATE FOREIGN TABLE`, in all their forms.
pub(super) fn create_table(reader: &mut Reader<'_>) -> Option<StatementKind> {
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
    let unlogged = reader.eat("unlogged");
    let foreign = reader.eat("foreign");
    reader.expect("table")?;
    let if_not_exists = reader.eat("if not exists");
    let mut create = CreateTable {
        name: reader.qualified_name()?,
        temporary,
        if_not_exists,
        foreign,
        columns: Vec::new(),
        constraints: Vec::new(),
        like: Vec::new(),
        inherits: Vec::new(),
        of_type: None,
        partition_of: None,
        partition_by: None,
        query: None,
        options: crate::statement::TableOptions::default(),
    };
    create.options.unlogged = unlogged;
    if reader.eat("partition of") {
        let parent = reader.qualified_name()?;
        typed_elements(reader, &mut create)?;
        create.partition_of = Some(bounds(reader, parent)?);
    } else if reader.eat("of") {
        create.of_type = Some(reader.qualified_name()?);
        typed_elements(reader, &mut create)?;
    } else if reader.is_symbol("(") {
        let columns = reader.attempt(column_names);
        match columns {
            Some(columns) => create.columns = columns,
            None => elements(reader, &mut create)?,
        }
    }
    options(reader, &mut create)?;
    if reader.eat("as") {
        as_query(reader, &mut create)?;
    }
    Some(StatementKind::CreateTable(Box::new(create)))
}

/// Reads the columns of `CREATE TABLE t (a, b) AS`.
fn column_names(reader: &mut Reader<'_>) -> Option<Vec<ColumnDefinition>> {
    let names = reader.names_in_brackets()?;
    let is_after_column = reader.is_any_word(&["as", "using", "with", "without", "on"]);
    let columns = names.into_iter().map(|name| ColumnDefinition {
        span: name.span,
        name,
        data_type: None,
        constraints: Vec::new(),
    });
    (is_after_column || reader.is_word("tablespace")).then(|| columns.collect())
}

fn elements(reader: &mut Reader<'_>, create: &mut CreateTable) -> Option<()> {
    reader.expect_symbol("(")?;
    if reader.eat_symbol(")") {
        return Some(());
    }
    loop {
        if reader.is_word("like") {
            create.like.push(like(reader)?);
        } else if is_table_constraint(reader) {
            create.constraints.push(table_constraint(reader)?);
        } else {
            create.columns.push(column(reader)?);
        }
        if !reader.eat_symbol(",") {
            return reader.expect_symbol(")");
        }
    }
}

fn typed_elements(reader: &mut Reader<'_>, create: &mut CreateTable) -> Option<()> {
    if !reader.eat_symbol("(") {
        return Some(());
    }
    loop {
        if is_table_constraint(reader) {
            let constraint: TableConstraint = table_constraint(reader)?;
            create.constraints.push(constraint);
        } else {
            create.columns.push(typed_column(reader)?);
        }
        if !reader.eat_symbol(",") {
            return reader.expect_symbol(")");
        }
    }
}

fn like(reader: &mut Reader<'_>) -> Option<Like> {
    reader.expect("like")?;
    let table = reader.qualified_name()?;
    let mut including: Vec<String> = Vec::new();
    while let Some(word) = reader.eat_any(&["including", "excluding"]) {
        let what = reader.name()?.text;
        let all = INCLUDED.iter().map(|name| (*name).to_owned());
        match (word, &*what) {
            ("including", "all") => including = all.collect(),
            ("including", _) => including.push(what),
            (_, "all") => including.clear(),
            _ => including.retain(|name| *name != what),
        }
    }
    Some(Like { table, including })
}

/// Reads `FOR VALUES …` or `DEFAULT`, of a partition of a table.
pub(super) fn bounds(reader: &mut Reader<'_>, parent: QualifiedName) -> Option<PartitionOf> {
    let start = reader.at;
    let mut of = PartitionOf {
        parent,
        bounds: "default".to_owned(),
        values: Vec::new(),
    };
    if reader.eat("default") {
        return Some(of);
    }
    reader.expect("for values")?;
    loop {
        match reader.eat_any(&["in", "from", "to", "with"]) {
            Some("with") => in_brackets_skipped(reader)?,
            Some(_) => {
                let values = |reader: &mut Reader<'_>| reader.list(Reader::expression);
                match reader.attempt(|reader| reader.in_brackets(values)) {
                    Some(values) => of.values.push(values),
                    None => in_brackets_skipped(reader)?,
                }
            }
            None => {
                of.bounds = normalised(reader, start);
                return Some(of);
            }
        }
    }
}

/// What was read since `start`: tokens with single spaces, keywords and names in lower case.
pub(super) fn normalised(reader: &Reader<'_>, start: usize) -> String {
    use crate::token::TokenKind;
    let tokens = reader.tokens[start..reader.at].iter();
    let words = tokens.map(|token| {
        let written = &reader.text[token.span.clone()];
        match token.kind {
            TokenKind::Word => written.to_ascii_lowercase(),
            _ => written.to_owned(),
        }
    });
    words.collect::<Vec<String>>().join(" ")
}

fn options(reader: &mut Reader<'_>, create: &mut CreateTable) -> Option<()> {
    loop {
        if reader.eat("inherits") {
            let names = |reader: &mut Reader<'_>| reader.list(Reader::qualified_name);
            create.inherits = reader.in_brackets(names)?;
        } else if reader.is_words("partition by") {
            create.partition_by = Some(partition_by(reader)?);
        } else if reader.eat("with") {
            let start = reader.at;
            in_brackets_skipped(reader)?;
            let written = normalised(reader, start);
            create.options.others.insert("with".to_owned(), written);
        } else if reader.eat("on commit") {
            let what = reader.eat_any(&["drop", "delete rows", "preserve rows"])?;
            let others = &mut create.options.others;
            others.insert("on commit".to_owned(), what.to_owned());
        } else if let Some(word) = reader.eat_any(&["using", "tablespace", "server"]) {
            let value = reader.name()?.text;
            create.options.others.insert(word.to_owned(), value);
        } else if reader.eat("options") {
            in_brackets_skipped(reader)?;
        } else if !reader.eat("without oids") {
            return Some(());
        }
    }
}

fn partition_by(reader: &mut Reader<'_>) -> Option<(String, Vec<Expression>)> {
    reader.expect("partition by")?;
    let start = reader.at;
    reader.name()?;
    let part = |reader: &mut Reader<'_>| {
        let expression = reader.expression()?;
        // A collation and an operator class may follow.
        reader.skip_until(|reader| reader.is_symbol(","));
        Some(expression)
    };
    let parts = reader.in_brackets(|reader| reader.list(part))?;
    Some((normalised(reader, start), parts))
}

/// Skips something in round brackets.
pub(super) fn in_brackets_skipped(reader: &mut Reader<'_>) -> Option<()> {
    reader.expect_symbol("(")?;
    reader.skip_until(|_| false);
    reader.expect_symbol(")")
}

fn as_query(reader: &mut Reader<'_>, create: &mut CreateTable) -> Option<()> {
    if reader.is_word("execute") {
        return None;
    }
    create.query = Some(Box::new(reader.query()?));
    if reader.eat("with no data") {
        let others = &mut create.options.others;
        others.insert("with no data".to_owned(), String::new());
    }
    reader.eat("with data");
    Some(())
}
