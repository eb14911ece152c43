//! What diesel_cli reads from PostgreSQL's `information_schema` and `pg_constraint`.
use super::Refusal;
use super::inferred::{ColumnData, ColumnType, ForeignKeyData, Inferred, TableData, TableName};
use super::names::{rust_name, upper_camel_case};
use super::options::{ColumnSorting, PrintSchema};
use migrate_schema::Schema;
use migrate_schema::model::{
    BaseType, Column, ConstraintKind, DataType, ForeignKeyTarget, Object, ObjectId, ObjectKind,
    Table, TableKind,
};
use std::collections::{BTreeMap, BTreeSet};

/// The schema that goes without saying.
const DEFAULT: &str = "public";
/// How long a name can be, in bytes.
const NAME_LENGTH: usize = 63;

pub(super) fn infer(schema: &Schema, options: &PrintSchema) -> Inferred {
    let namespace = options.schema.as_deref().unwrap_or(DEFAULT);
    let mut inferred = Inferred::default();
    if !schema.namespaces.contains_key(namespace) && schema.is_complete {
        inferred.refusals.push(Refusal::NoSuchSchema {
            schema: namespace.to_owned(),
        });
    }
    let reader = Reader {
        schema,
        options,
        namespace,
        primary_keys: primary_key_names(schema),
    };
    for (_, object, table) in schema.tables() {
        let is_listed = object.namespace == namespace
            && table.kind == TableKind::Ordinary
            && !table.temporary
            && !object.name.starts_with("__")
            && options.filter.lets_through(&object.name);
        if !is_listed {
            continue;
        }
        match reader.table(object, table) {
            Ok(table) => inferred.tables.push(table),
            Err(refusal) => inferred.refusals.push(refusal),
        }
    }
    inferred.tables.sort_by(|a, b| a.name.cmp(&b.name));
    inferred.foreign_keys = reader.foreign_keys();
    inferred
}

struct Reader<'a> {
    schema: &'a Schema,
    options: &'a PrintSchema,
    namespace: &'a str,
    /// The names of all primary keys.
    primary_keys: BTreeSet<&'a str>,
}

impl Reader<'_> {
    fn name(&self, object: &Object) -> TableName {
        let schema = Some(&*object.namespace).filter(|schema| *schema != DEFAULT);
        TableName::new(&object.name, schema)
    }

    fn table(&self, object: &Object, table: &Table) -> Result<TableData, Refusal> {
        if table.is_open || !object.is_certain {
            return Err(Refusal::Unknown {
                table: Some(object.name.clone()),
                what: "all columns".to_owned(),
            });
        }
        let name = self.name(object);
        let primary_key = self.primary_key(table);
        if primary_key.is_empty() {
            return Err(Refusal::NoPrimaryKey {
                table: object.name.clone(),
            });
        }
        let mut columns = Vec::with_capacity(table.columns.len());
        for column in &table.columns {
            let Some(column_type) = self.column_type(column) else {
                return Err(Refusal::Unknown {
                    table: Some(object.name.clone()),
                    what: format!("the type of the column `{}`", column.name),
                });
            };
            columns.push(ColumnData {
                sql_name: column.name.clone(),
                rust_name: rust_name(&column.name, Some(&name.rust_name)),
                column_type,
                comment: column.comment.clone(),
            });
        }
        if self.options.column_sorting == ColumnSorting::Name {
            columns.sort_by(|a, b| a.sql_name.cmp(&b.sql_name));
        }
        Ok(TableData {
            name,
            primary_key,
            columns,
            comment: object.comment.clone(),
        })
    }

    /// The columns of every key of the table that is named like a primary key, whichever table's:
    /// that is how diesel_cli asks for them.
    fn primary_key(&self, table: &Table) -> Vec<String> {
        let mut columns = Vec::new();
        for constraint in &table.constraints {
            let of_key = match &constraint.kind {
                ConstraintKind::PrimaryKey(key) => &key.columns,
                ConstraintKind::Unique(key) if self.has_name_of_primary_key(constraint) => {
                    &key.columns
                }
                ConstraintKind::ForeignKey(key) if self.has_name_of_primary_key(constraint) => {
                    &key.columns
                }
                _ => continue,
            };
            for (position, column) in of_key.iter().enumerate() {
                let column = table.column_by_id(*column);
                columns.extend(column.map(|column| (position, column.name.clone())));
            }
        }
        columns.sort_by_key(|(position, _)| *position);
        columns.into_iter().map(|(_, column)| column).collect()
    }

    fn has_name_of_primary_key(&self, constraint: &migrate_schema::model::Constraint) -> bool {
        let name = constraint.name.as_deref();
        name.is_some_and(|name| self.primary_keys.contains(name))
    }

    fn column_type(&self, column: &Column) -> Option<ColumnType> {
        let declared = column.data_type.as_ref()?;
        let mut is_nullable = !column.not_null;
        let (mut name, mut namespace) = self.type_name(declared)?;
        let mut counted = declared;
        if let (BaseType::Named(id), 0) = (&declared.base, declared.dimensions)
            && let ObjectKind::Domain(domain) = &self.schema.get(*id)?.kind
        {
            is_nullable &= !domain.not_null;
            counted = &domain.base;
            let mut as_types = self.options.domains_as_custom_types.iter();
            if !as_types.any(|regex| regex.is_match(&name)) {
                (name, namespace) = self.type_name(&domain.base)?;
            }
        }
        let is_array = name.starts_with('_');
        let sql_name = name.strip_prefix('_').unwrap_or(&name).to_owned();
        Some(ColumnType {
            schema: namespace.filter(|namespace| namespace != DEFAULT),
            rust_name: upper_camel_case(&sql_name),
            sql_name,
            is_array,
            is_nullable,
            is_unsigned: false,
            max_length: max_length(counted),
        })
    }

    /// A type's name, and the schema that it is in. That of an array has an underscore before it.
    fn type_name(&self, data_type: &DataType) -> Option<(String, Option<String>)> {
        let (name, namespace) = match &data_type.base {
            BaseType::BuiltIn(name) => (name.clone(), Some("pg_catalog".to_owned())),
            BaseType::Named(id) => {
                let object = self.schema.get(*id)?;
                (object.name.clone(), Some(object.namespace.clone()))
            }
            BaseType::Unknown { namespace, name } => (
                name.clone(),
                namespace.clone().or_else(|| self.of_extensions()),
            ),
        };
        if data_type.dimensions == 0 {
            return Some((name, namespace));
        }
        let mut array = format!("_{name}");
        while array.len() > NAME_LENGTH {
            array.pop();
        }
        Some((array, namespace))
    }

    /// Where the extensions are that bring a type: where all are, or nobody knows.
    fn of_extensions(&self) -> Option<String> {
        let extensions = self.schema.extensions.values();
        let places: BTreeSet<&str> = extensions
            .map(|extension| extension.namespace.as_deref().unwrap_or(DEFAULT))
            .collect();
        let mut places = places.into_iter();
        let first = places.next()?;
        places.next().is_none().then(|| first.to_owned())
    }

    /// All foreign keys inside of the schema. Those between the same two tables are one here, of
    /// all their columns.
    fn foreign_keys(&self) -> Vec<ForeignKeyData> {
        let mut by_tables: BTreeMap<(TableName, TableName), (Vec<String>, Vec<String>)> =
            BTreeMap::new();
        for (_, object, table) in self.schema.tables() {
            for constraint in &table.constraints {
                let ConstraintKind::ForeignKey(key) = &constraint.kind else {
                    continue;
                };
                let ForeignKeyTarget::Table { table: id, columns } = &key.target else {
                    continue;
                };
                let (Some(parent), Some(parent_table)) =
                    (self.schema.get(*id), self.schema.table(*id))
                else {
                    continue;
                };
                if object.namespace != self.namespace || parent.namespace != self.namespace {
                    continue;
                }
                let names = |table: &Table, ids: &[_]| -> Vec<String> {
                    let columns = ids.iter().filter_map(|id| table.column_by_id(*id));
                    columns.map(|column| column.name.clone()).collect()
                };
                let (own, theirs) = (names(table, &key.columns), names(parent_table, columns));
                // One that a partition has from its parent is to the partitioned table alone.
                let partitions = match self.is_inherited(table, *id, &own) {
                    false => self.partitions(*id),
                    true => Vec::new(),
                };
                for parent in [parent].into_iter().chain(partitions) {
                    let all = by_tables
                        .entry((self.name(object), self.name(parent)))
                        .or_default();
                    all.0.extend(own.iter().cloned());
                    all.1.extend(theirs.iter().cloned());
                }
            }
        }
        let keys = by_tables.into_iter();
        keys.map(|((child, parent), (columns, references))| ForeignKeyData {
            child,
            parent,
            columns,
            references,
        })
        .collect()
    }

    /// The partitions of a table, theirs too: the engine keeps a foreign key to each of them.
    fn partitions(&self, of: ObjectId) -> Vec<&Object> {
        let mut found = Vec::new();
        for (id, object, table) in self.schema.tables() {
            let partition = table.partition_of.as_ref();
            if partition.is_some_and(|partition| partition.parent == of) {
                found.push(object);
                found.extend(self.partitions(id));
            }
        }
        found
    }

    /// Whether a partition has a foreign key from the partitioned table.
    fn is_inherited(&self, table: &Table, to: ObjectId, columns: &[String]) -> bool {
        let partition = table.partition_of.as_ref();
        let above = partition.and_then(|partition| self.schema.table(partition.parent));
        above.is_some_and(|above| {
            above.constraints.iter().any(|constraint| {
                let ConstraintKind::ForeignKey(key) = &constraint.kind else {
                    return false;
                };
                let ForeignKeyTarget::Table { table, .. } = &key.target else {
                    return false;
                };
                let own = key.columns.iter().filter_map(|id| above.column_by_id(*id));
                *table == to && own.map(|column| &*column.name).eq(columns)
            })
        })
    }
}

fn primary_key_names(schema: &Schema) -> BTreeSet<&str> {
    let constraints = schema.tables().flat_map(|(_, _, table)| &table.constraints);
    constraints
        .filter(|constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey(_)))
        .filter_map(|constraint| constraint.name.as_deref())
        .collect()
}

/// `information_schema.columns.character_maximum_length`.
fn max_length(data_type: &DataType) -> Option<u64> {
    let name = data_type.built_in_name()?;
    if !matches!(name, "bpchar" | "varchar" | "bit" | "varbit") {
        return None;
    }
    data_type.modifiers.first()?.parse().ok()
}
