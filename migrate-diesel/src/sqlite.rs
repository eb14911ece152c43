//! What diesel_cli reads from SQLite's `sqlite_master` and pragmas.
use super::Refusal;
use super::inferred::{ColumnData, ColumnType, ForeignKeyData, Inferred, TableData, TableName};
use super::names::rust_name;
use super::options::{ColumnSorting, PrintSchema};
use super::virtual_table;
use migrate_schema::Schema;
use migrate_schema::model::{
    BaseType, Column, ConstraintKind, ForeignKey, ForeignKeyTarget, Object, Table, TableKind,
};

/// The names under which a table without a primary key has one, the preferred first.
const ROWID: [&str; 3] = ["rowid", "oid", "_rowid_"];

pub(super) fn infer(schema: &Schema, options: &PrintSchema) -> Inferred {
    let mut inferred = Inferred::default();
    if let Some(schema) = &options.schema {
        inferred.refusals.push(Refusal::NoSuchSchema {
            schema: schema.clone(),
        });
        return inferred;
    }
    let reader = Reader { schema, options };
    let mut list = |object: &Object, table: &Table| {
        if is_listed(object, table) && options.filter.lets_through(&object.name) {
            match reader.table(object, table) {
                Ok(table) => inferred.tables.push(table),
                Err(refusal) => inferred.refusals.push(refusal),
            }
        }
    };
    for (_, object, table) in schema.tables() {
        match virtual_table::tables(object, table) {
            Some(made) => made.iter().for_each(|(object, table)| list(object, table)),
            None => list(object, table),
        }
    }
    inferred.tables.sort_by(|a, b| a.name.cmp(&b.name));
    inferred.foreign_keys = reader.foreign_keys();
    inferred
}

fn is_listed(object: &Object, table: &Table) -> bool {
    let name = object.name.as_bytes();
    let is_internal = name.len() >= 6 && name[..6].eq_ignore_ascii_case(b"sqlite");
    object.namespace == "main" && !table.temporary && !object.name.starts_with("__") && !is_internal
}

struct Reader<'a> {
    schema: &'a Schema,
    options: &'a PrintSchema,
}

impl Reader<'_> {
    fn table(&self, object: &Object, table: &Table) -> Result<TableData, Refusal> {
        let unknown = |what: &str| Refusal::Unknown {
            table: Some(object.name.clone()),
            what: what.to_owned(),
        };
        if let TableKind::Virtual(made) = &table.kind {
            return Err(unknown(&format!("what the module `{}` makes", made.module)));
        }
        if table.is_open || !object.is_certain {
            return Err(unknown("all columns"));
        }
        let name = TableName::new(&object.name, None);
        let primary_key = primary_key(table);
        if primary_key.is_empty() {
            return Err(Refusal::NoPrimaryKey {
                table: object.name.clone(),
            });
        }
        let mut columns = Vec::with_capacity(table.columns.len() + 1);
        if let [rowid] = &primary_key[..]
            && table.columns.iter().all(|column| column.name != *rowid)
        {
            let is_big = self.options.sqlite_rowid_is_bigint;
            columns.push(ColumnData {
                sql_name: rowid.clone(),
                rust_name: rust_name(rowid, Some(&name.rust_name)),
                column_type: named(if is_big { "BigInt" } else { "Integer" }, false),
                comment: None,
            });
        }
        for column in &table.columns {
            let Some(declared) = declared_type(column) else {
                return Err(unknown(&format!(
                    "the type of the column `{}`",
                    column.name
                )));
            };
            let Some(found) = diesel_type(&declared) else {
                return Err(Refusal::UnsupportedType {
                    table: object.name.clone(),
                    column: column.name.clone(),
                    sql_type: declared,
                });
            };
            let rust_name = rust_name(&column.name, Some(&name.rust_name));
            let is_big = found == "Integer"
                && self.options.sqlite_rowid_is_bigint
                && (is_rowid(table, column) || self.refers_to_rowid(table, column, &rust_name));
            let name_of_type = if is_big { "BigInt" } else { found };
            columns.push(ColumnData {
                sql_name: column.name.clone(),
                rust_name,
                column_type: named(name_of_type, !column.not_null),
                comment: None,
            });
        }
        if self.options.column_sorting == ColumnSorting::Name {
            columns.sort_by(|a, b| a.sql_name.cmp(&b.sql_name));
        }
        Ok(TableData {
            name,
            primary_key,
            columns,
            comment: None,
        })
    }

    /// Whether the column is a foreign key to a table that has a rowid and a primary key of one
    /// column, of whatever type: that is all that diesel_cli asks. Where it is several, the parent
    /// whose name is last counts.
    fn refers_to_rowid(&self, table: &Table, column: &Column, rust_name: &str) -> bool {
        let keys = foreign_keys_of(table).filter(|key| key.columns.contains(&column.id));
        let parents = keys.map(|key| match &key.target {
            ForeignKeyTarget::Table { table, .. } => {
                let name = self.schema.get(*table).map(|object| object.name.as_str());
                (name.unwrap_or_default(), self.schema.table(*table))
            }
            ForeignKeyTarget::Named { table: name, .. } => {
                let found = self.named(name).filter(|(object, _)| object.name == *name);
                (name.as_str(), found.map(|(_, table)| table))
            }
        });
        let parent = parents.max_by_key(|(name, _)| *name);
        let Some((_, Some(parent))) = parent.filter(|_| rust_name == column.name) else {
            return false;
        };
        has_rowid(parent) && primary_key(parent).len() == 1
    }

    /// All foreign keys, one for each of their columns.
    fn foreign_keys(&self) -> Vec<ForeignKeyData> {
        let mut found = Vec::new();
        for (_, object, table) in self.schema.tables() {
            if !is_listed(object, table) {
                continue;
            }
            for key in foreign_keys_of(table) {
                let (parent, references) = self.target(&key.target);
                for (position, column) in key.columns.iter().enumerate() {
                    let Some(column) = table.column_by_id(*column) else {
                        continue;
                    };
                    found.push(ForeignKeyData {
                        child: TableName::new(&object.name, None),
                        parent: parent.clone(),
                        columns: vec![column.name.clone()],
                        references: references.get(position).cloned().into_iter().collect(),
                    });
                }
            }
        }
        found
    }

    fn target(&self, target: &ForeignKeyTarget) -> (TableName, Vec<String>) {
        match target {
            ForeignKeyTarget::Table { table: id, columns } => {
                let name = self.schema.get(*id).map_or("", |object| &object.name);
                let table = self.schema.table(*id);
                let columns = columns.iter().filter_map(|id| table?.column_by_id(*id));
                (
                    TableName::new(name, None),
                    columns.map(|column| column.name.clone()).collect(),
                )
            }
            ForeignKeyTarget::Named { table, columns, .. } => {
                let columns = match (columns.is_empty(), self.named(table)) {
                    (false, _) => columns.clone(),
                    (true, Some((_, table))) => primary_key(table),
                    (true, None) => Vec::new(),
                };
                (TableName::new(table, None), columns)
            }
        }
    }

    /// The table that a foreign key names, whatever the case of its letters.
    fn named(&self, name: &str) -> Option<(&Object, &Table)> {
        let mut tables = self.schema.tables();
        let is_it =
            |object: &Object| object.namespace == "main" && object.name.eq_ignore_ascii_case(name);
        let (_, object, table) = tables.find(|(_, object, _)| is_it(object))?;
        Some((object, table))
    }
}

fn foreign_keys_of(table: &Table) -> impl Iterator<Item = &ForeignKey> {
    table.constraints.iter().filter_map(|constraint| {
        let ConstraintKind::ForeignKey(key) = &constraint.kind else {
            return None;
        };
        Some(key)
    })
}

/// The columns of the primary key, in the table's order; the rowid where there is none.
fn primary_key(table: &Table) -> Vec<String> {
    let key = table.primary_key().unwrap_or_default();
    let columns = table.columns.iter();
    let columns: Vec<String> = columns
        .filter(|column| key.contains(&column.id))
        .map(|column| column.name.clone())
        .collect();
    if !columns.is_empty() {
        return columns;
    }
    let is_free = |alias: &&&str| table.columns.iter().all(|column| column.name != **alias);
    let alias = ROWID.iter().find(is_free);
    alias.into_iter().map(|alias| (*alias).to_owned()).collect()
}

fn has_rowid(table: &Table) -> bool {
    let mut options = table.options.keys();
    !options.any(|option| option.eq_ignore_ascii_case("without rowid"))
}

/// Whether the column is the table's rowid: declared `INTEGER`, and its whole primary key.
pub(super) fn is_rowid(table: &Table, column: &Column) -> bool {
    let is_integer = declared_type(column).as_deref() == Some("integer");
    let key = table.primary_key().unwrap_or_default();
    is_integer && key == [column.id] && has_rowid(table)
}

/// The type as the pragma tells it, in lower case.
fn declared_type(column: &Column) -> Option<String> {
    let data_type = column.data_type.as_ref()?;
    let BaseType::BuiltIn(name) = &data_type.base else {
        return None;
    };
    let declared = match &data_type.modifiers[..] {
        [] => name.clone(),
        modifiers => format!("{name}({})", modifiers.join(",")),
    };
    Some(declared.to_lowercase())
}

fn named(name: &str, is_nullable: bool) -> ColumnType {
    ColumnType {
        rust_name: name.to_owned(),
        sql_name: name.to_owned(),
        is_nullable,
        ..ColumnType::default()
    }
}

/// Diesel's type for a declared one.
fn diesel_type(declared: &str) -> Option<&'static str> {
    let declared = if declared == "generated always" {
        ""
    } else {
        declared
    };
    let has = |part: &str| declared.contains(part);
    Some(match declared {
        "boolean" | "bool" => "Bool",
        "int2" => "SmallInt",
        "int8" => "BigInt",
        _ if has("tiny") && has("int") => "Bool",
        _ if has("small") && has("int") => "SmallInt",
        _ if has("big") && has("int") => "BigInt",
        _ if has("int") => "Integer",
        _ if has("char") || has("clob") || has("text") => "Text",
        "" => "Binary",
        _ if has("blob") || has("binary") => "Binary",
        _ if has("float") || has("real") => "Float",
        _ if has("double") || has("num") || has("dec") => "Double",
        "datetime" | "timestamp" => "Timestamp",
        "date" => "Date",
        "time" => "Time",
        _ => return None,
    })
}
