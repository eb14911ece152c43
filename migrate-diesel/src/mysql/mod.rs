//! What diesel_cli reads from MySQL's and MariaDB's `information_schema`.
mod column_type;

use super::Refusal;
use super::inferred::{ColumnData, ColumnType, ForeignKeyData, Inferred, TableData, TableName};
use super::names::{rust_name, upper_camel_case};
use super::options::{ColumnSorting, PrintSchema};
use column_type::ServerType;
use migrate_schema::Schema;
use migrate_schema::model::{Column, ConstraintKind, ForeignKeyTarget, Object, Table, TableKind};

/// The database that is connected to.
const OWN: &str = "";

pub(super) fn infer(schema: &Schema, options: &PrintSchema) -> Inferred {
    let mut inferred = Inferred::default();
    let namespace = options.schema.as_deref().unwrap_or(OWN);
    if !schema.namespaces.contains_key(namespace) {
        inferred.refusals.push(Refusal::NoSuchSchema {
            schema: namespace.to_owned(),
        });
    }
    for (_, object, table) in schema.tables() {
        let is_listed = object.namespace == namespace
            && table.kind == TableKind::Ordinary
            && !table.temporary
            && !object.name.starts_with("__")
            && options.filter.lets_through(&object.name);
        if !is_listed {
            continue;
        }
        match read_table(object, table, options) {
            Ok(table) => inferred.tables.push(table),
            Err(refusal) => inferred.refusals.push(refusal),
        }
    }
    inferred.tables.sort_by(|a, b| a.name.cmp(&b.name));
    inferred.foreign_keys = foreign_keys(schema, namespace);
    inferred
}

fn name_of(object: &Object) -> TableName {
    let schema = Some(&*object.namespace).filter(|schema| *schema != OWN);
    TableName::new(&object.name, schema)
}

fn read_table(object: &Object, table: &Table, options: &PrintSchema) -> Result<TableData, Refusal> {
    let unknown = |what: String| Refusal::Unknown {
        table: Some(object.name.clone()),
        what,
    };
    if table.is_open || !object.is_certain {
        return Err(unknown("all columns".to_owned()));
    }
    let name = name_of(object);
    let key = table.primary_key().unwrap_or_default().iter();
    let key = key.filter_map(|column| table.column_by_id(*column));
    let primary_key: Vec<String> = key.map(|column| column.name.clone()).collect();
    if primary_key.is_empty() {
        return Err(Refusal::NoPrimaryKey {
            table: object.name.clone(),
        });
    }
    let mut columns = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        let server_type = column.data_type.as_ref();
        let Some(server_type) = server_type.and_then(|t| column_type::of(t, options.mariadb))
        else {
            return Err(unknown(format!("the type of the column `{}`", column.name)));
        };
        let Some(column_type) = diesel_type(&server_type, column) else {
            return Err(Refusal::UnsupportedType {
                table: object.name.clone(),
                column: column.name.clone(),
                sql_type: server_type.text,
            });
        };
        columns.push(ColumnData {
            sql_name: column.name.clone(),
            rust_name: rust_name(&column.name, Some(&name.rust_name)),
            column_type,
            comment: column.comment.clone().filter(|comment| !comment.is_empty()),
        });
    }
    if options.column_sorting == ColumnSorting::Name {
        // The server's collation of `information_schema` does not tell case.
        columns.sort_by_key(|column| column.sql_name.to_lowercase());
    }
    Ok(TableData {
        name,
        primary_key,
        columns,
        comment: object.comment.clone().filter(|comment| !comment.is_empty()),
    })
}

/// Diesel's type for what the server tells; `None` for a type that diesel_cli refuses, whose name
/// has several words.
fn diesel_type(server_type: &ServerType, column: &Column) -> Option<ColumnType> {
    let text = &server_type.text;
    let is_unsigned = |text: &str| text.to_lowercase().contains("unsigned");
    let mut name = match text.split_once('(') {
        _ if text == "tinyint(1)" => "bool",
        _ if text.starts_with("int") => "integer",
        Some((name, _)) => name,
        None => text,
    }
    .to_owned();
    if is_unsigned(&name) {
        name = name
            .to_lowercase()
            .replace("unsigned", "")
            .trim()
            .to_owned();
    } else if name.contains(' ') {
        return None;
    }
    Some(ColumnType {
        schema: None,
        rust_name: upper_camel_case(&name),
        sql_name: name,
        is_array: false,
        is_nullable: !column.not_null,
        is_unsigned: is_unsigned(text),
        max_length: server_type.max_length,
    })
}

fn foreign_keys(schema: &Schema, namespace: &str) -> Vec<ForeignKeyData> {
    let mut found = Vec::new();
    for (_, object, table) in schema.tables() {
        if object.namespace != namespace {
            continue;
        }
        for constraint in &table.constraints {
            let ConstraintKind::ForeignKey(key) = &constraint.kind else {
                continue;
            };
            let columns = key.columns.iter().filter_map(|id| table.column_by_id(*id));
            let (parent, references) = match &key.target {
                ForeignKeyTarget::Table { table: id, columns } => {
                    let (Some(parent), Some(of)) = (schema.get(*id), schema.table(*id)) else {
                        continue;
                    };
                    let columns = columns.iter().filter_map(|id| of.column_by_id(*id));
                    let columns = columns.map(|column| column.name.clone()).collect();
                    (name_of(parent), columns)
                }
                ForeignKeyTarget::Named {
                    namespace,
                    table,
                    columns,
                } => (TableName::new(table, namespace.as_deref()), columns.clone()),
            };
            found.push(ForeignKeyData {
                child: name_of(object),
                parent,
                columns: columns.map(|column| column.name.clone()).collect(),
                references,
            });
        }
    }
    found
}
