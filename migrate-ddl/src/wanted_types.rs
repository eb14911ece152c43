//! SQL's types for Diesel's.
use migrate_diesel::compare::{canonical, without_null};
use migrate_diesel::{ColumnItem, RustType, TypeDefinition};
use migrate_sql::Dialect;
use std::collections::BTreeSet;

/// The types that are not Diesel's own.
pub(super) struct Types<'t> {
    /// What a `schema.rs` says of them.
    pub(super) defined: Vec<&'t TypeDefinition>,
    /// The names of those in the schema `public`.
    pub(super) of_public: BTreeSet<String>,
}

/// The type of a column in SQL; `None` where there is none, or it is the application's own.
pub(super) fn sql_type(
    dialect: Dialect,
    column: &ColumnItem,
    is_key: bool,
    types: &Types<'_>,
) -> Option<String> {
    let (inner, _) = without_null(&column.rust_type);
    named(dialect, inner, column.max_length, is_key, types)
}

fn named(
    dialect: Dialect,
    rust_type: &RustType,
    length: Option<u64>,
    is_key: bool,
    types: &Types<'_>,
) -> Option<String> {
    if let ("Array", [inner]) = (&*rust_type.name, &rust_type.arguments[..]) {
        let (inner, _) = without_null(inner);
        let inner = named(dialect, inner, length, false, types)?;
        return (dialect == Dialect::Postgres).then(|| format!("{inner}[]"));
    }
    if let ("Unsigned", [inner]) = (&*rust_type.name, &rust_type.arguments[..]) {
        let inner = named(dialect, inner, length, is_key, types)?;
        return Some(match dialect {
            Dialect::Mysql => format!("{inner} unsigned"),
            _ => inner,
        });
    }
    if let Some(defined) = types.defined.iter().find(|own| own.name == rust_type.name) {
        let name = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        return (dialect == Dialect::Postgres).then(|| match &defined.schema {
            Some(schema) => format!("{}.{}", name(schema), name(&defined.sql_name)),
            // One of the engine's own may have the name, too.
            None if types.of_public.contains(&defined.sql_name) => {
                format!("public.{}", name(&defined.sql_name))
            }
            None => name(&defined.sql_name),
        });
    }
    // Aliases that say more than what they stand for.
    let sized = |name: &str| length.map_or(name.to_owned(), |length| format!("{name}({length})"));
    match (dialect, &*rust_type.name) {
        (Dialect::Postgres, "Varchar" | "VarChar") => return Some(sized("varchar")),
        (Dialect::Postgres, "Char" | "Bpchar") => return Some(sized("char")),
        (Dialect::Mysql, "Varchar" | "VarChar") => {
            return Some(format!("varchar({})", length.unwrap_or(255)));
        }
        (Dialect::Mysql, "Char" | "Bpchar") => return Some(sized("char")),
        (Dialect::Mysql, "Tinytext" | "Mediumtext" | "Longtext" | "Tinyblob" | "Mediumblob")
        | (Dialect::Mysql, "Longblob") => return Some(rust_type.name.to_lowercase()),
        (Dialect::Mysql, "Text") if is_key => {
            return Some(format!("varchar({})", length.unwrap_or(255)));
        }
        _ => {}
    }
    let canonical = canonical(rust_type);
    if canonical.name == "Range" {
        let of = canonical.arguments.first()?.name.as_str();
        let range = match of {
            "Integer" => "int4range",
            "BigInt" => "int8range",
            "Numeric" => "numrange",
            "Date" => "daterange",
            "Timestamp" => "tsrange",
            "Timestamptz" => "tstzrange",
            _ => return None,
        };
        return (dialect == Dialect::Postgres).then(|| range.to_owned());
    }
    if !canonical.arguments.is_empty() {
        return None;
    }
    let (postgres, sqlite, mysql) = match &*canonical.name {
        "TinyInt" => ("", "TINYINT", "tinyint"),
        "SmallInt" => ("smallint", "SMALLINT", "smallint"),
        "Integer" => ("integer", "INTEGER", "int"),
        "BigInt" => ("bigint", "BIGINT", "bigint"),
        "Bool" => ("boolean", "BOOLEAN", "boolean"),
        "Text" => ("text", "TEXT", "text"),
        "Float" => ("real", "FLOAT", "float"),
        "Double" => ("double precision", "DOUBLE", "double"),
        "Numeric" => ("numeric", "NUMERIC", "decimal(20, 6)"),
        "Date" => ("date", "DATE", "date"),
        "Time" => ("time", "TIME", "time"),
        "Timestamp" => ("timestamp", "TIMESTAMP", "timestamp"),
        "Datetime" => ("", "", "datetime"),
        "Timestamptz" => ("timestamptz", "", ""),
        "TimestamptzSqlite" => ("", "TIMESTAMPTZ", ""),
        "Binary" => ("bytea", "BLOB", "blob"),
        "Json" => ("json", "TEXT", "json"),
        "Jsonb" => ("jsonb", "BLOB", ""),
        "Uuid" => ("uuid", "", ""),
        "Interval" => ("interval", "", ""),
        "Inet" => ("inet", "", ""),
        "Cidr" => ("cidr", "", ""),
        "MacAddr" => ("macaddr", "", ""),
        "MacAddr8" => ("macaddr8", "", ""),
        "Money" => ("money", "", ""),
        "Oid" => ("oid", "", ""),
        "PgLsn" => ("pg_lsn", "", ""),
        "Citext" => ("citext", "", ""),
        _ => return None,
    };
    let found = match dialect {
        Dialect::Postgres => postgres,
        Dialect::Sqlite => sqlite,
        Dialect::Mysql => mysql,
    };
    (!found.is_empty()).then(|| found.to_owned())
}
