//! Which types go together: for `ALTER COLUMN … TYPE` and for foreign keys.
//!
//! Made by asking PostgreSQL 15 about every pair of these types. Whatever is not listed here is not
//! known, and goes with everything.
use crate::Schema;
use crate::model::{BaseType, DataType, ObjectKind};
use migrate_sql::statement::CAST;

/// The types that the tables below are complete for.
const KNOWN: &[&str] = &[
    "bit",
    "bool",
    "box",
    "bpchar",
    "bytea",
    "cidr",
    "circle",
    "date",
    "float4",
    "float8",
    "inet",
    "int2",
    "int4",
    "int8",
    "interval",
    "json",
    "jsonb",
    "line",
    "lseg",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "numeric",
    "oid",
    "path",
    "point",
    "polygon",
    "text",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "tsquery",
    "tsvector",
    "uuid",
    "varbit",
    "varchar",
    "xml",
];

/// A type, and what it becomes without `USING`. Everything becomes text besides.
const ASSIGNED: &[(&str, &str)] = &[
    ("bit", "varbit"),
    ("box", "polygon"),
    ("cidr", "inet"),
    ("date", "timestamp timestamptz"),
    ("float4", "float8 int2 int4 int8 numeric"),
    ("float8", "float4 int2 int4 int8 numeric"),
    ("inet", "cidr"),
    ("int2", "float4 float8 int4 int8 numeric oid"),
    ("int4", "float4 float8 int2 int8 money numeric oid"),
    ("int8", "float4 float8 int2 int4 money numeric oid"),
    ("interval", "time"),
    ("json", "jsonb"),
    ("jsonb", "json"),
    ("macaddr", "macaddr8"),
    ("macaddr8", "macaddr"),
    ("money", "numeric"),
    ("numeric", "float4 float8 int2 int4 int8 money"),
    ("oid", "int4 int8"),
    ("path", "polygon"),
    ("point", "box"),
    ("polygon", "path"),
    ("time", "interval timetz"),
    ("timestamp", "date time timestamptz"),
    ("timestamptz", "date time timestamp timetz"),
    ("timetz", "time"),
    ("varbit", "bit"),
];

/// What a value of any type can be assigned to.
const TEXTS: &[&str] = &["text", "varchar", "bpchar", "name"];

/// The type of a referenced column, and what may refer to it beside the type itself.
const REFERENCED: &[(&str, &str)] = &[
    ("bit", "varbit"),
    ("bpchar", "text varchar"),
    ("cidr", "inet"),
    ("date", "timestamp timestamptz"),
    ("float4", "float8 int2 int4 int8 numeric"),
    ("float8", "float4 int2 int4 int8 numeric"),
    ("inet", "cidr"),
    ("int2", "int4 int8"),
    ("int4", "int2 int8"),
    ("int8", "int2 int4"),
    ("interval", "time"),
    ("macaddr", "macaddr8"),
    ("macaddr8", "macaddr"),
    ("name", "bpchar text varchar"),
    ("numeric", "int2 int4 int8"),
    ("oid", "int2 int4 int8"),
    ("text", "bpchar name varchar"),
    ("timestamp", "date timestamptz"),
    ("timestamptz", "date timestamp"),
    ("timetz", "time"),
    ("varbit", "bit"),
    ("varchar", "bpchar name text"),
];

/// What a type is to these questions.
enum Shape<'a> {
    /// One of [`KNOWN`].
    Known(&'a str),
    /// An enum.
    Enum(crate::model::ObjectId),
    /// An array of these.
    Array(Box<Shape<'a>>),
}

/// Whether a value of a type surely can't be assigned to another.
pub(crate) fn is_never_assigned(schema: &Schema, from: &DataType, to: &DataType) -> bool {
    let (Some(from), Some(to)) = (shape(schema, from), shape(schema, to)) else {
        return false;
    };
    !has_own_casts(schema) && !may_be_assigned(&from, &to)
}

/// Whether the revisions may have made a cast: between which types is not asked.
pub(crate) fn has_own_casts(schema: &Schema) -> bool {
    let mut made = schema.doubtful.range(CAST.to_owned()..);
    made.next().is_some_and(|name| name.starts_with(CAST))
}

fn may_be_assigned(from: &Shape<'_>, to: &Shape<'_>) -> bool {
    match (from, to) {
        (_, Shape::Known(to)) if TEXTS.contains(to) => true,
        (Shape::Known(from), Shape::Known(to)) => from == to || is_listed(ASSIGNED, from, to),
        (Shape::Enum(from), Shape::Enum(to)) => from == to,
        (Shape::Array(from), Shape::Array(to)) => may_be_assigned(from, to),
        _ => false,
    }
}

/// Whether a column of a type surely can't refer to one of another.
pub(crate) fn is_never_equal(schema: &Schema, own: &DataType, referenced: &DataType) -> bool {
    let (Some(own), Some(referenced)) = (shape(schema, own), shape(schema, referenced)) else {
        return false;
    };
    if has_own_casts(schema) {
        return false;
    }
    match (&referenced, &own) {
        (Shape::Known(to), Shape::Known(from)) => from != to && !is_listed(REFERENCED, to, from),
        (Shape::Enum(to), Shape::Enum(from)) => from != to,
        (Shape::Array(_), Shape::Array(_)) => false,
        _ => true,
    }
}

fn is_listed(table: &[(&str, &str)], key: &str, value: &str) -> bool {
    let mut rows = table.iter().filter(|(own, _)| *own == key);
    rows.any(|(_, values)| values.split(' ').any(|own| own == value))
}

fn shape<'a>(schema: &'a Schema, data_type: &'a DataType) -> Option<Shape<'a>> {
    let element = match &data_type.base {
        BaseType::BuiltIn(name) if KNOWN.contains(&&**name) => Shape::Known(name),
        BaseType::BuiltIn(_) | BaseType::Unknown { .. } => return None,
        BaseType::Named(id) => {
            let object = schema.get(*id).filter(|object| object.is_certain)?;
            match &object.kind {
                ObjectKind::Enum(_) => Shape::Enum(*id),
                ObjectKind::Domain(domain) if data_type.dimensions == 0 => {
                    return shape(schema, &domain.base);
                }
                _ => return None,
            }
        }
    };
    Some(match data_type.dimensions {
        0 => element,
        _ => Shape::Array(Box::new(element)),
    })
}

/// Whether values of a type surely have no order, so that there can't be a key or a plain index over
/// them.
pub(crate) fn has_no_order(data_type: &DataType) -> bool {
    const UNORDERED: &[&str] = &[
        "json", "xml", "point", "lseg", "path", "box", "polygon", "line", "circle",
    ];
    let name = data_type.built_in_name();
    name.is_some_and(|name| UNORDERED.contains(&name))
}

/// Whether texts of a type surely are not sorted by a collation: it is no type of texts.
pub(crate) fn has_no_collation(schema: &Schema, data_type: &DataType) -> bool {
    fn is_without(shape: &Shape<'_>) -> bool {
        match shape {
            Shape::Known(name) => !TEXTS.contains(name),
            Shape::Enum(_) => true,
            Shape::Array(element) => is_without(element),
        }
    }
    shape(schema, data_type).is_some_and(|shape| is_without(&shape))
}

/// What a type is called in a message.
pub(crate) fn type_text(schema: &Schema, data_type: &DataType) -> String {
    let base = match &data_type.base {
        BaseType::BuiltIn(name) => match &**name {
            "int2" => "smallint",
            "int4" => "integer",
            "int8" => "bigint",
            "bool" => "boolean",
            "float4" => "real",
            "float8" => "double precision",
            "bpchar" => "char",
            name => name,
        },
        BaseType::Named(id) => schema.get(*id).map_or("?", |object| &object.name),
        BaseType::Unknown { name, .. } => name,
    };
    format!("{base}{}", "[]".repeat(usize::from(data_type.dimensions)))
}

/// The same with what stands in brackets: `varchar(10)`.
pub(crate) fn whole_type_text(schema: &Schema, data_type: &DataType) -> String {
    let text = type_text(schema, data_type);
    match &*data_type.modifiers {
        [] => text,
        modifiers => {
            let base = text.trim_end_matches("[]");
            format!("{base}({}){}", modifiers.join(", "), &text[base.len()..])
        }
    }
}
