//! A type as the server tells it: `information_schema.columns.column_type`.
use migrate_schema::model::{BaseType, DataType};

/// What the server says of a column's type.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ServerType {
    /// `column_type`, as far as diesel_cli can tell the difference: without charset and `zerofill`.
    pub(super) text: String,
    /// `character_maximum_length`, where diesel_cli does not throw it away.
    pub(super) max_length: Option<u64>,
}

/// What the server makes of a declared type; `None` for one that is not known.
pub(super) fn of(data_type: &DataType, mariadb: bool) -> Option<ServerType> {
    let BaseType::BuiltIn(declared) = &data_type.base else {
        return None;
    };
    let mut words: Vec<&str> = declared.split_whitespace().collect();
    let mut take = |word: &str| {
        let before = words.len();
        words.retain(|other| *other != word);
        words.len() < before
    };
    let is_zerofill = take("zerofill");
    // `zerofill` makes a column unsigned.
    let is_unsigned = take("unsigned") || is_zerofill;
    take("signed");
    let is_bytes = take("byte");
    let modifiers = &data_type.modifiers;
    let first: Option<u64> = modifiers.first().and_then(|text| text.parse().ok());
    let (name, length) = match (words.join(" ").as_str(), first) {
        ("bool" | "boolean", _) => ("tinyint", Some(1)),
        ("tinyint" | "int1", length) => ("tinyint", length.or(Some(4))),
        ("serial", _) => return Some(plain("bigint unsigned")),
        ("smallint" | "int2", _) => ("smallint", None),
        ("mediumint" | "int3" | "middleint", _) => ("mediumint", None),
        ("int" | "integer" | "int4", _) => ("int", None),
        ("bigint" | "int8", _) => ("bigint", None),
        ("decimal" | "dec" | "numeric" | "fixed" | "number", _) => ("decimal", None),
        ("float" | "float4", Some(digits)) if modifiers.len() == 1 && digits > 24 => {
            ("double", None)
        }
        ("float" | "float4", _) => ("float", None),
        ("double" | "double precision" | "real" | "float8", _) => ("double", None),
        ("bit", _) => ("bit", None),
        ("year", _) => ("year", None),
        ("char" | "character" | "nchar" | "national char" | "national character", length) => {
            let name = if is_bytes { "binary" } else { "char" };
            (name, length.or(Some(1)))
        }
        ("binary", length) => ("binary", length.or(Some(1))),
        (
            "varchar"
            | "char varying"
            | "character varying"
            | "nvarchar"
            | "national varchar"
            | "nchar varchar"
            | "nchar varying"
            | "national char varying"
            | "national character varying"
            | "varchar2",
            Some(length),
        ) => (if is_bytes { "varbinary" } else { "varchar" }, Some(length)),
        ("varbinary" | "raw", Some(length)) => ("varbinary", Some(length)),
        ("text", Some(length)) => return Some(plain(sized(length, 4, "text"))),
        ("blob", Some(length)) => return Some(plain(sized(length, 1, "blob"))),
        ("long" | "long varchar" | "long char varying", _) => ("mediumtext", None),
        ("long varbinary" | "long binary", _) => ("mediumblob", None),
        ("clob", _) => ("longtext", None),
        ("json", _) if mariadb => ("longtext", None),
        (name @ ("enum" | "set"), _) => return Some(of_values(name, modifiers)),
        ("varchar", None) => return None,
        (name, _) => return Some(plain(&with_sign(name, is_unsigned))),
    };
    let is_counted = matches!(name, "char" | "varchar" | "binary" | "varbinary");
    let shown = match length.filter(|length| is_counted || (name, *length) == ("tinyint", 1)) {
        Some(length) => format!("{name}({length})"),
        None => name.to_owned(),
    };
    Some(ServerType {
        text: with_sign(&shown, is_unsigned),
        max_length: length.filter(|_| is_counted),
    })
}

fn with_sign(name: &str, is_unsigned: bool) -> String {
    format!("{name}{}", if is_unsigned { " unsigned" } else { "" })
}

fn plain(name: &str) -> ServerType {
    ServerType {
        text: name.to_owned(),
        max_length: None,
    }
}

/// The smallest type that takes so many characters of so many bytes.
fn sized(length: u64, bytes: u64, kind: &str) -> &'static str {
    let (tiny, small, medium, long) = match kind {
        "text" => ("tinytext", "text", "mediumtext", "longtext"),
        _ => ("tinyblob", "blob", "mediumblob", "longblob"),
    };
    match length.saturating_mul(bytes) {
        0 => small,
        1..=0xff => tiny,
        0x100..=0xffff => small,
        0x1_0000..=0xff_ffff => medium,
        _ => long,
    }
}

/// `enum` and `set`: the values have a part in the type's text, and in its length.
fn of_values(name: &str, modifiers: &[String]) -> ServerType {
    let lengths = modifiers.iter().map(|value| {
        let content = value.strip_prefix('\'').and_then(|v| v.strip_suffix('\''));
        content.map_or(0, |content| {
            content.replace("''", "'").trim_end().chars().count()
        })
    });
    let longest = lengths.clone().max().unwrap_or(0);
    let together = lengths.sum::<usize>() + modifiers.len().saturating_sub(1);
    let length = if name == "enum" { longest } else { together };
    ServerType {
        text: format!("{name}({})", modifiers.join(",")),
        max_length: Some(length as u64),
    }
}
