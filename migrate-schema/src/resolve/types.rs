//! Types, as far as they are certain.
use crate::model::{Column, DataType};

/// What is known of a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Info {
    /// Its type, where that is known.
    pub(super) data_type: Option<DataType>,
    /// Whether it is never null.
    pub(super) not_null: bool,
    /// Whether it is a string or null without a type: it takes that of what it is used with.
    pub(super) is_untyped: bool,
}

impl Info {
    pub(super) fn of(column: &Column) -> Self {
        Self {
            data_type: column.data_type.clone(),
            not_null: column.not_null,
            is_untyped: false,
        }
    }

    pub(super) fn built_in(name: &str) -> Self {
        Self {
            data_type: Some(DataType::built_in(name)),
            not_null: false,
            is_untyped: false,
        }
    }

    pub(super) fn untyped() -> Self {
        Self {
            is_untyped: true,
            ..Self::default()
        }
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.data_type.as_ref()?.built_in_name()
    }

    /// The type that all of these have, those without one left out.
    pub(super) fn common(all: &[Info]) -> Self {
        let mut typed = all.iter().filter(|info| !info.is_untyped);
        let Some(first) = typed.next() else {
            return Self::default();
        };
        let Some(mut data_type) = first.data_type.clone() else {
            return Self::default();
        };
        for info in typed {
            let Some(other) = &info.data_type else {
                return Self::default();
            };
            if other.base != data_type.base || other.dimensions != data_type.dimensions {
                return Self::default();
            }
            if other.modifiers != data_type.modifiers {
                data_type.modifiers.clear();
            }
        }
        if all.iter().any(|info| info.is_untyped) {
            data_type.modifiers.clear();
        }
        Self {
            data_type: Some(data_type),
            ..Self::default()
        }
    }
}

/// Types between which PostgreSQL compares; none of one group is ever compared with one of another.
const GROUPS: &[&[&str]] = &[
    &["int2", "int4", "int8", "float4", "float8", "numeric"],
    &["text", "varchar", "bpchar"],
    &["bool"],
    &["uuid"],
    &["date", "timestamp", "timestamptz"],
    &["json"],
    &["jsonb"],
    &["bytea"],
    &["interval"],
];

/// Why PostgreSQL has no `=`, `<` and the like between two types, if it has none for certain.
pub(super) fn not_comparable(left: &Info, right: &Info) -> Option<(String, String)> {
    let without_equality = |info: &Info| matches!(info.name(), Some("json" | "xml"));
    let name = |info: &Info| match info.name() {
        _ if info.is_untyped => "unknown".to_owned(),
        Some("int2") => "smallint".to_owned(),
        Some("int4") => "integer".to_owned(),
        Some("int8") => "bigint".to_owned(),
        Some("bool") => "boolean".to_owned(),
        name => name.unwrap_or("unknown").to_owned(),
    };
    let is_known = |info: &Info| info.is_untyped || info.name().is_some();
    if !is_known(left) || !is_known(right) {
        return None;
    }
    if without_equality(left) || without_equality(right) {
        return Some((name(left), name(right)));
    }
    let group = |info: &Info| {
        let name = info.name()?;
        GROUPS.iter().position(|group| group.contains(&name))
    };
    match (group(left)?, group(right)?) {
        (a, b) if a == b => None,
        _ => Some((name(left), name(right))),
    }
}
