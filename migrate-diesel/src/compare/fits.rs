//! Whether a type in a `schema.rs` is right for a column.
use crate::{RustType, TypeDefinition};
use migrate_sql::Dialect;

/// Other names of Diesel's types. Whoever means one means the other: they are aliases in
/// `diesel::sql_types`.
const ALIASES: &[(&str, &str)] = &[
    ("Int2", "SmallInt"),
    ("Smallint", "SmallInt"),
    ("SmallSerial", "SmallInt"),
    ("Int4", "Integer"),
    ("Serial", "Integer"),
    ("Int8", "BigInt"),
    ("Bigint", "BigInt"),
    ("BigSerial", "BigInt"),
    ("Tinyint", "TinyInt"),
    ("Decimal", "Numeric"),
    ("Float4", "Float"),
    ("Float8", "Double"),
    ("VarChar", "Text"),
    ("Varchar", "Text"),
    ("Char", "Text"),
    ("Bpchar", "Text"),
    ("Tinytext", "Text"),
    ("Mediumtext", "Text"),
    ("Longtext", "Text"),
    ("Bytea", "Binary"),
    ("Varbinary", "Binary"),
    ("Tinyblob", "Binary"),
    ("Blob", "Binary"),
    ("Mediumblob", "Binary"),
    ("Longblob", "Binary"),
    ("Bit", "Binary"),
    ("Macaddr", "MacAddr"),
    ("Macaddr8", "MacAddr8"),
];
const RANGES: &[(&str, &str, &str)] = &[
    ("Int4range", "Range", "Integer"),
    ("Int8range", "Range", "BigInt"),
    ("Daterange", "Range", "Date"),
    ("Numrange", "Range", "Numeric"),
    ("Tsrange", "Range", "Timestamp"),
    ("Tstzrange", "Range", "Timestamptz"),
    ("Int4multirange", "Multirange", "Integer"),
    ("Int8multirange", "Multirange", "BigInt"),
    ("Datemultirange", "Multirange", "Date"),
    ("Nummultirange", "Multirange", "Numeric"),
    ("Tsmultirange", "Multirange", "Timestamp"),
    ("Tstzmultirange", "Multirange", "Timestamptz"),
];
/// The types that Diesel has: what is none of these is the application's.
const DIESELS: &[&str] = &[
    "BigInt",
    "Binary",
    "Bool",
    "Cidr",
    "Citext",
    "Date",
    "Datetime",
    "Double",
    "Float",
    "Inet",
    "Integer",
    "Interval",
    "Json",
    "Jsonb",
    "MacAddr",
    "MacAddr8",
    "Money",
    "Multirange",
    "Numeric",
    "Oid",
    "PgLsn",
    "Range",
    "Record",
    "SmallInt",
    "Text",
    "Time",
    "Timestamp",
    "Timestamptz",
    "TimestamptzSqlite",
    "TinyInt",
    "Uuid",
];

/// How strictly types are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fitting<'a> {
    /// The dialect.
    pub dialect: Dialect,
    /// Whether one `schema.rs` has to do for several dialects.
    pub is_shared: bool,
    /// Whether the column can't be null, whatever its declaration says: SQLite's rowid.
    pub is_never_null: bool,
    /// The types that the `schema.rs` defines.
    pub defined: &'a [TypeDefinition],
    /// The types that Diesel would define.
    pub expected_types: &'a [TypeDefinition],
}

impl Fitting<'_> {
    /// Whether the type that is there does for the one that is expected.
    pub fn fits(self, there: &RustType, expected: &RustType) -> bool {
        let (there, is_nullable) = without_null(there);
        let (expected, may_be_null) = without_null(expected);
        let null_fits = match (is_nullable, may_be_null) {
            (true, false) => self.is_shared,
            (false, true) => self.is_never_null,
            _ => true,
        };
        null_fits && self.inner_fits(there, expected)
    }

    fn inner_fits(self, there: &RustType, expected: &RustType) -> bool {
        if let Some(inner) = only_argument(there, "Array") {
            // An array of what can't be null is the author's to know.
            let (inner, _) = without_null(inner);
            return match only_argument(expected, "Array") {
                Some(expected) => self.inner_fits(inner, without_null(expected).0),
                None => self.is_custom(expected),
            };
        }
        if only_argument(expected, "Array").is_some() {
            return self.is_custom(there);
        }
        match (
            only_argument(there, "Unsigned"),
            only_argument(expected, "Unsigned"),
        ) {
            (Some(there), Some(expected)) => return self.inner_fits(there, expected),
            (Some(inner), None) | (None, Some(inner)) if self.is_shared => {
                let other = if only_argument(there, "Unsigned").is_some() {
                    expected
                } else {
                    there
                };
                return self.inner_fits(inner, other);
            }
            (Some(_), None) => return false,
            (None, Some(_)) => return self.is_custom(there),
            (None, None) => {}
        }
        let (there, expected) = (canonical(there), canonical(expected));
        there == expected
            || self.is_custom(&there)
            || self.same_definition(&there, &expected)
            || self.is_wider(&there.name, &expected.name)
            || (self.is_shared && self.is_stored_alike(&there.name, &expected.name))
    }

    /// Whether it is one of Diesel's types, or an array of them.
    pub(super) fn is_diesels(self, rust_type: &RustType) -> bool {
        let name = canonical(rust_type).name;
        let is_wrapper = matches!(&*name, "Nullable" | "Array" | "Unsigned");
        match &rust_type.arguments[..] {
            [argument] if is_wrapper => self.is_diesels(argument),
            _ => DIESELS.contains(&&*name),
        }
    }

    /// Whether it is a type of the application's own, of which nothing is known.
    fn is_custom(self, rust_type: &RustType) -> bool {
        let name = rust_type.name.as_str();
        let is_defined = self.defined.iter().any(|defined| defined.name == name);
        !DIESELS.contains(&name)
            && !is_defined
            && !matches!(name, "Nullable" | "Array" | "Unsigned")
    }

    /// Whether both stand for the same type of the database, under two names.
    fn same_definition(self, there: &RustType, expected: &RustType) -> bool {
        let find = |types: &[TypeDefinition], name: &str| {
            let found = types.iter().find(|defined| defined.name == name);
            found.map(|defined| defined.sql_name.to_lowercase())
        };
        let there = find(self.defined, &there.name);
        there.is_some() && there == find(self.expected_types, &expected.name)
    }

    /// SQLite keeps every integer in 64 bits.
    fn is_wider(self, there: &str, expected: &str) -> bool {
        let width = |name| {
            ["SmallInt", "Integer", "BigInt"]
                .iter()
                .position(|one| *one == name)
        };
        let both = width(there).zip(width(expected));
        self.dialect == Dialect::Sqlite
            && both.is_some_and(|(there, expected)| there > expected || self.is_shared)
    }

    /// Whether a dialect that has no type of its own for it keeps it in the same way, so that Diesel
    /// reads and writes it.
    fn is_stored_alike(self, there: &str, expected: &str) -> bool {
        let alike: &[&[&str]] = match self.dialect {
            Dialect::Sqlite => &[
                &["Float", "Double", "Numeric"],
                &["Bool", "SmallInt", "Integer", "BigInt"],
                &[
                    "Text",
                    "Timestamp",
                    "Date",
                    "Time",
                    "TimestamptzSqlite",
                    "Json",
                ],
                &["Binary", "Jsonb"],
            ],
            Dialect::Mysql => &[
                &["Timestamp", "Datetime"],
                &["Text", "Json"],
                &["Float", "Double"],
            ],
            Dialect::Postgres => &[],
        };
        let mut groups = alike.iter();
        groups.any(|group| group.contains(&there) && group.contains(&expected))
    }
}

/// The type without `Nullable`, and whether it had it.
pub fn without_null(rust_type: &RustType) -> (&RustType, bool) {
    match only_argument(rust_type, "Nullable") {
        Some(inner) => (inner, true),
        None => (rust_type, false),
    }
}

fn only_argument<'t>(rust_type: &'t RustType, name: &str) -> Option<&'t RustType> {
    match &rust_type.arguments[..] {
        [argument] if rust_type.name == name => Some(argument),
        _ => None,
    }
}

/// The type under the one name that all its aliases stand for.
pub fn canonical(rust_type: &RustType) -> RustType {
    let name = rust_type.name.as_str();
    if let Some((_, range, of)) = RANGES.iter().find(|(alias, ..)| *alias == name) {
        return RustType {
            name: (*range).to_owned(),
            arguments: vec![RustType {
                name: (*of).to_owned(),
                arguments: Vec::new(),
            }],
        };
    }
    let alias = ALIASES.iter().find(|(alias, _)| *alias == name);
    RustType {
        name: alias.map_or(name, |(_, name)| name).to_owned(),
        arguments: rust_type.arguments.iter().map(canonical).collect(),
    }
}
