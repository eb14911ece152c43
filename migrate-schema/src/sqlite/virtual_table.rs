//! `CREATE VIRTUAL TABLE`.
use super::create_table::{Claim, claim};
use super::{faults, target, view};
use crate::model::{Column, Object, ObjectKind, Table, TableKind, VirtualTable};
use crate::{Fault, Schema};
use migrate_sql::statement::CreateTable;

/// Does what the engine does with it. The module decides which columns there are; of FTS5 it is
/// known.
pub(super) fn create(schema: &mut Schema, create: &CreateTable) -> Vec<Fault> {
    let Some((module, arguments)) = &create.options.module else {
        return Vec::new();
    };
    let name = &create.name.name;
    match claim(schema, &create.name, false, create.if_not_exists) {
        Claim::Free => {}
        Claim::Exists => return Vec::new(),
        Claim::Unclear => {
            schema.doubt(&name.text);
            return Vec::new();
        }
        Claim::Refused(fault) => return vec![fault],
    }
    let module = module.text.to_ascii_lowercase();
    if let Some(message) = refused(&module, arguments) {
        schema.doubt(&name.text);
        return vec![faults::invalid(name.span, message)];
    }
    let mut table = Table {
        kind: TableKind::Virtual(VirtualTable {
            module: module.clone(),
            arguments: arguments
                .iter()
                .map(|text| text.trim().to_owned())
                .collect(),
        }),
        is_open: true,
        ..Table::default()
    };
    if module == "fts5" {
        for column in arguments
            .iter()
            .filter_map(|argument| fts5_column(argument))
        {
            table.add_column(Column::new(&column, None));
        }
    }
    schema.add(Object {
        namespace: target(&create.name, false),
        name: name.text.clone(),
        is_certain: true,
        comment: None,
        kind: ObjectKind::Table(table),
    });
    // The tables that the module makes for itself.
    const OWN: &[&str] = &[
        "data", "idx", "content", "docsize", "config", "segments", "segdir", "stat", "node",
        "parent", "rowid", "vocab", "chunks", "rowids", "info",
    ];
    for own in OWN {
        schema.doubt(&format!("{}_{own}", name.text));
    }
    view::refresh(schema, &name.text);
    Vec::new()
}

/// What SQLite's own modules refuse about the columns of a table (`rtreeInit` of `rtree.c`,
/// `fts5ConfigParseColumn` of `fts5_config.c`).
fn refused(module: &str, arguments: &[String]) -> Option<String> {
    if module == "fts5" {
        let columns = arguments
            .iter()
            .filter_map(|argument| fts5_column(argument));
        let own = |column: &String| {
            ["rank", "rowid"]
                .iter()
                .any(|it| column.eq_ignore_ascii_case(it))
        };
        let column = columns.into_iter().find(own)?;
        return Some(format!(
            "`{column}` is a column of every `fts5` table already"
        ));
    }
    if !["rtree", "rtree_i32"].contains(&module) {
        return None;
    }
    let is_auxiliary = |argument: &&String| argument.trim_start().starts_with('+');
    let count = arguments.iter().filter(|it| !is_auxiliary(it)).count();
    match count {
        0..3 => {
            Some("an `rtree` table takes a key and two columns a dimension, at least".to_owned())
        }
        even if even % 2 == 0 => {
            Some("an `rtree` table takes a key, then two columns a dimension".to_owned())
        }
        _ => None,
    }
}

/// The column that an argument declares: a name, perhaps with `UNINDEXED`; options have a `=`.
fn fts5_column(argument: &str) -> Option<String> {
    if argument.contains('=') {
        return None;
    }
    let argument = argument.trim();
    let name = match argument.chars().next()? {
        quote @ ('"' | '\'' | '`') => argument[1..].split(quote).next()?,
        '[' => argument[1..].split(']').next()?,
        _ => argument.split_whitespace().next()?,
    };
    Some(name.to_owned())
}
