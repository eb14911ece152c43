//! Types: one spelling for each.
use crate::model::{BaseType, DataType};
use migrate_sql::statement::TypeName;

/// The one spelling of a type, and the character set that it implies. `charset` is what the column
/// says of it.
pub(super) fn data_type(written: &TypeName, charset: Option<&str>) -> (DataType, Option<String>) {
    let (mut words, mut is_unsigned, mut is_zerofill) = (Vec::new(), false, false);
    for word in written.name.name.text.split(' ') {
        match word {
            "unsigned" => is_unsigned = true,
            "zerofill" => is_zerofill = true,
            _ => words.push(word),
        }
    }
    let is_bytes = charset == Some("binary");
    let mut modifiers = written.modifiers.clone();
    let length = modifiers.first().and_then(|length| length.parse().ok());
    let name = words.join(" ");
    let mut implied = None;
    let name = match &*name {
        "bool" | "boolean" => {
            modifiers = vec!["1".to_owned()];
            "tinyint"
        }
        "tinyint" | "int1" => "tinyint",
        "smallint" | "int2" => "smallint",
        "mediumint" | "int3" | "middleint" => "mediumint",
        "int" | "integer" | "int4" => "int",
        "bigint" | "int8" => "bigint",
        "serial" => {
            is_unsigned = true;
            "bigint"
        }
        "decimal" | "dec" | "numeric" | "fixed" => {
            let (first, second) = (modifiers.first().cloned(), modifiers.get(1).cloned());
            modifiers = vec![
                first.unwrap_or_else(|| "10".to_owned()),
                second.unwrap_or_else(|| "0".to_owned()),
            ];
            "decimal"
        }
        "float" | "float4" => match (length, modifiers.len()) {
            (Some(digits), 1) => {
                modifiers.clear();
                if digits > 24_u64 { "double" } else { "float" }
            }
            _ => "float",
        },
        "double" | "double precision" | "real" | "float8" => "double",
        "char" | "character" | "nchar" | "national char" | "national character" => {
            if name.starts_with('n') {
                implied = Some("utf8".to_owned());
            }
            if modifiers.is_empty() {
                modifiers.push("1".to_owned());
            }
            if is_bytes { "binary" } else { "char" }
        }
        "varchar" | "varcharacter" | "char varying" | "character varying" => match is_bytes {
            true => "varbinary",
            false => "varchar",
        },
        "nvarchar"
        | "nchar varchar"
        | "nchar varcharacter"
        | "nchar varying"
        | "national varchar"
        | "national varcharacter"
        | "national char varying"
        | "national character varying" => {
            implied = Some("utf8".to_owned());
            "varchar"
        }
        "binary" => {
            if modifiers.is_empty() {
                modifiers.push("1".to_owned());
            }
            "binary"
        }
        "bit" => {
            if modifiers.is_empty() {
                modifiers.push("1".to_owned());
            }
            "bit"
        }
        "text" | "blob" | "tinytext" | "mediumtext" | "longtext" => {
            let is_bytes = is_bytes || name == "blob";
            let kind = name.trim_end_matches("text").trim_end_matches("blob");
            let kind = match length.filter(|_| kind.is_empty()) {
                Some(length) => sized(length, if is_bytes { 1 } else { 4 }),
                None => kind,
            };
            modifiers.clear();
            let name = format!("{kind}{}", if is_bytes { "blob" } else { "text" });
            return (built_in(&name, modifiers), implied);
        }
        "long" | "long varchar" | "long varcharacter" | "long char varying" => match is_bytes {
            true => "mediumblob",
            false => "mediumtext",
        },
        "long varbinary" => "mediumblob",
        "geomcollection" => "geometrycollection",
        "year" => {
            modifiers.clear();
            "year"
        }
        "datetime" | "timestamp" | "time" => {
            if length == Some(0) {
                modifiers.clear();
            }
            &*name
        }
        other => other,
    };
    // The width of an integer is for display, and MySQL keeps none but this one.
    let is_bool = name == "tinyint" && modifiers == ["1"];
    if integer_size(name).is_some() && !is_bool && !is_zerofill {
        modifiers.clear();
    }
    let mut text = name.to_owned();
    if is_unsigned || is_zerofill {
        text.push_str(" unsigned");
    }
    if is_zerofill {
        text.push_str(" zerofill");
    }
    (built_in(&text, modifiers), implied)
}

fn built_in(name: &str, modifiers: Vec<String>) -> DataType {
    DataType {
        base: BaseType::BuiltIn(name.to_owned()),
        modifiers,
        dimensions: 0,
    }
}

/// The smallest `TEXT` or `BLOB` that takes so many characters of so many bytes.
fn sized(length: u64, bytes: u64) -> &'static str {
    match length.saturating_mul(bytes) {
        0 => "",
        1..=0xff => "tiny",
        0x100..=0xffff => "",
        0x1_0000..=0xff_ffff => "medium",
        _ => "long",
    }
}

/// How many bytes an integer type has.
fn integer_size(name: &str) -> Option<u8> {
    Some(match name {
        "tinyint" => 1,
        "smallint" => 2,
        "mediumint" => 3,
        "int" => 4,
        "bigint" => 8,
        _ => return None,
    })
}

/// What kinds of values a type has, as far as rules ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// An integer: its bytes, and whether it is unsigned.
    Integer(u8, bool),
    /// `DECIMAL`, `FLOAT`, `DOUBLE`, `BIT`, `YEAR`.
    OtherNumber,
    /// `CHAR`, `VARCHAR`: how many characters.
    Text(Option<u32>),
    /// `TEXT` and its like, `JSON`.
    LongText,
    /// `BINARY`, `VARBINARY`.
    Bytes(Option<u32>),
    /// `BLOB` and its like.
    LongBytes,
    /// Dates and times.
    Time,
    /// `GEOMETRY` and its like.
    Geometry,
    /// `ENUM`, `SET`.
    Choice,
    /// `UUID`, `INET6` and whatever there may be.
    Other,
}

/// What kind of values a type has.
pub(super) fn class(data_type: &DataType) -> Class {
    let Some(name) = data_type.built_in_name() else {
        return Class::Other;
    };
    let mut words = name.split(' ');
    let base = words.next().unwrap_or_default();
    if let Some(size) = integer_size(base) {
        return Class::Integer(size, words.any(|word| word == "unsigned"));
    }
    let length = data_type.modifiers.first();
    let length = length.and_then(|length| length.parse().ok());
    match base {
        "decimal" | "float" | "double" | "bit" | "year" => Class::OtherNumber,
        "char" | "varchar" => Class::Text(length),
        "tinytext" | "text" | "mediumtext" | "longtext" | "json" => Class::LongText,
        "binary" | "varbinary" => Class::Bytes(length),
        "tinyblob" | "blob" | "mediumblob" | "longblob" => Class::LongBytes,
        "date" | "time" | "datetime" | "timestamp" => Class::Time,
        "geometry" | "point" | "linestring" | "polygon" | "multipoint" | "multilinestring"
        | "multipolygon" | "geometrycollection" => Class::Geometry,
        "enum" | "set" => Class::Choice,
        _ => Class::Other,
    }
}
