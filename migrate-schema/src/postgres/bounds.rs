//! Bounds of partitions: what they hold, and whether two of them overlap.
use super::partition::{key_columns, partitions};
use crate::Dialect;
use crate::model::{ObjectId, Table};
use crate::{Fault, Schema};
use migrate_sql::reader;
use migrate_sql::statement::{PartitionOf, Span};
use std::cmp::Ordering;

/// The bounds of a partition, as far as their values can be compared.
#[derive(Debug)]
enum Bounds {
    Default,
    List(Vec<Value>),
    Range(Vec<Value>, Vec<Value>),
    /// Modulus and remainder.
    Hash(u64, u64),
}

/// A value of a bound.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Least,
    Greatest,
    Null,
    Number(i128),
    Text(String),
    Other,
}

/// Says what is wrong with the bounds of a new partition by themselves, or beside those that are there.
pub(super) fn check(schema: &Schema, parent: ObjectId, of: &PartitionOf) -> Option<Fault> {
    let table = schema.table(parent)?;
    let types = types(table);
    let own = read(&of.bounds)?;
    let span = of.parent.span();
    if let Some(message) = wrong(&own, &types) {
        return Some(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            span,
            message,
        ));
    }
    for other in partitions(schema, parent) {
        let object = schema.object(other);
        let bounds = schema.table(other)?.partition_of.as_ref();
        let Some(bounds) = bounds.filter(|_| object.is_certain) else {
            continue;
        };
        if let Some(fault) = read(&bounds.bounds)
            .and_then(|bounds| clash(&own, &bounds, &types, (&object.name, span)))
        {
            return Some(fault);
        }
    }
    None
}

fn clash(own: &Bounds, other: &Bounds, types: &[Option<&str>], at: (&str, Span)) -> Option<Fault> {
    let (name, span) = at;
    let invalid = |message: String| {
        Some(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            span,
            message,
        ))
    };
    match (own, other) {
        (Bounds::Default, Bounds::Default) => {
            invalid(format!("partition `{name}` is the default one already"))
        }
        (Bounds::Hash(own, _), Bounds::Hash(other, _)) if own % other != 0 && other % own != 0 => {
            invalid(format!(
                "modulus {own} does not fit the modulus {other} of partition `{name}`: one has to be \
                 a factor of the other"
            ))
        }
        _ if overlap(own, other, types) => {
            invalid(format!("the bounds overlap those of partition `{name}`"))
        }
        _ => None,
    }
}

/// Whether two bounds surely hold a value in common.
fn overlap(a: &Bounds, b: &Bounds, types: &[Option<&str>]) -> bool {
    match (a, b) {
        (Bounds::List(a), Bounds::List(b)) => {
            let of = types.first().copied().flatten();
            let is_same = |a: &Value, b: &Value| order(a, b, of) == Some(Ordering::Equal);
            a.iter().any(|a| b.iter().any(|b| is_same(a, b)))
        }
        (Bounds::Range(from, to), Bounds::Range(other_from, other_to)) => {
            let is_less = |a, b| order_all(a, b, types) == Some(Ordering::Less);
            is_less(from, other_to) && is_less(other_from, to)
        }
        (Bounds::Hash(modulus, remainder), Bounds::Hash(other, other_remainder)) => {
            let least = modulus.min(other);
            remainder % least == other_remainder % least
        }
        _ => false,
    }
}

/// What is wrong with bounds whatever other partitions there are.
fn wrong(bounds: &Bounds, types: &[Option<&str>]) -> Option<String> {
    match bounds {
        Bounds::Default => None,
        Bounds::List(values) => {
            let is_end = |value: &Value| matches!(value, Value::Least | Value::Greatest);
            let has_end = values.iter().any(is_end);
            has_end.then(|| "`MINVALUE` and `MAXVALUE` are for `FROM` and `TO`".to_owned())
        }
        Bounds::Hash(modulus, remainder) if *modulus == 0 => {
            let _ = remainder;
            Some("the modulus of a partition has to be greater than 0".to_owned())
        }
        Bounds::Hash(modulus, remainder) if remainder >= modulus => Some(format!(
            "the remainder {remainder} has to be less than the modulus {modulus}"
        )),
        Bounds::Hash(..) => None,
        Bounds::Range(from, to) => {
            for (values, word) in [(from, "FROM"), (to, "TO")] {
                if values.len() != types.len() {
                    let message = format!(
                        "`{word}` has {} values, and the table is partitioned by {}",
                        values.len(),
                        types.len()
                    );
                    return Some(message);
                }
                let is_end = |value: &&Value| matches!(value, Value::Least | Value::Greatest);
                let first = values.iter().position(|value| is_end(&value));
                let behind = first.map_or(&[][..], |first| &values[first..]);
                if behind.iter().any(|value| value != &behind[0]) {
                    let message = "behind `MINVALUE` or `MAXVALUE` there can only be the same";
                    return Some(message.to_owned());
                }
                if values.contains(&Value::Null) {
                    return Some("the bounds of a range can't be null".to_owned());
                }
            }
            match order_all(from, to, types)? {
                Ordering::Less => None,
                _ => Some("the range is empty: `FROM` has to be less than `TO`".to_owned()),
            }
        }
    }
}

/// The types of what a table is partitioned by, where they are the engine's own.
fn types(table: &Table) -> Vec<Option<&str>> {
    let keys = key_columns(table).into_iter();
    let type_of = |key: Option<_>| {
        table
            .column_by_id(key?)?
            .data_type
            .as_ref()?
            .built_in_name()
    };
    keys.map(type_of).collect()
}

fn order_all(a: &[Value], b: &[Value], types: &[Option<&str>]) -> Option<Ordering> {
    for ((a, b), of) in a.iter().zip(b).zip(types) {
        let order = order(a, b, *of)?;
        let is_end = matches!(a, Value::Least | Value::Greatest);
        if order != Ordering::Equal || is_end {
            return Some(order);
        }
    }
    Some(Ordering::Equal)
}

/// How two values of a type compare; `None` where that can't be known.
fn order(a: &Value, b: &Value, of: Option<&str>) -> Option<Ordering> {
    match (a, b) {
        (Value::Other, _) | (_, Value::Other) => None,
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        (Value::Null, _) | (_, Value::Null) => None,
        (a, b) if a == b => Some(Ordering::Equal),
        (Value::Least, _) | (_, Value::Greatest) => Some(Ordering::Less),
        (Value::Greatest, _) | (_, Value::Least) => Some(Ordering::Greater),
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        _ => match of? {
            "int2" | "int4" | "int8" => Some(number(a)?.cmp(&number(b)?)),
            "date" => Some(day(a)?.cmp(&day(b)?)),
            // The time of day, and the zones of two sessions, may turn a few days round.
            "timestamp" | "timestamptz" => {
                let (a, b) = (day(a)?, day(b)?);
                (a.abs_diff(b) >= 8).then(|| a.cmp(&b))
            }
            _ => None,
        },
    }
}

fn number(value: &Value) -> Option<i128> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A number that is greater for a later day, of a text like `2025-01-31`.
fn day(value: &Value) -> Option<u32> {
    let Value::Text(text) = value else {
        return None;
    };
    let (date, rest) = text.split_at_checked(10)?;
    let is_date = rest.is_empty() || rest.starts_with([' ', 'T']);
    let mut parts = date.split('-').map(|part| part.parse::<u32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    (is_date && parts.next().is_none() && date.as_bytes()[4] == b'-')
        .then_some((year * 12 + month) * 31 + day)
}

/// Reads bounds as they are kept.
fn read(text: &str) -> Option<Bounds> {
    if text == "default" {
        return Some(Bounds::Default);
    }
    let words = reader::words(text, Dialect::Postgres);
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let mut at = 3;
    match word(2) {
        "in" => Some(Bounds::List(values(&word, &mut at)?)),
        "from" => {
            let from = values(&word, &mut at)?;
            at += 1;
            Some(Bounds::Range(from, values(&word, &mut at)?))
        }
        "with" => {
            let (first, second) = ((word(4), word(5)), (word(7), word(8)));
            let (modulus, remainder) = match (first.0, second.0) {
                ("modulus", "remainder") => (first.1, second.1),
                ("remainder", "modulus") => (second.1, first.1),
                _ => return None,
            };
            Some(Bounds::Hash(modulus.parse().ok()?, remainder.parse().ok()?))
        }
        _ => None,
    }
}

/// Reads values in brackets.
fn values<'t>(word: &impl Fn(usize) -> &'t str, at: &mut usize) -> Option<Vec<Value>> {
    let mut found = Vec::new();
    if word(*at) != "(" {
        return None;
    }
    *at += 1;
    let mut start = *at;
    let mut depth = 0_usize;
    loop {
        let token = word(*at);
        match token {
            "" => return None,
            "(" => depth += 1,
            ")" | "," if depth == 0 => {
                let words: Vec<&str> = (start..*at).map(word).collect();
                found.push(value(&words));
                start = *at + 1;
            }
            ")" => depth -= 1,
            _ => {}
        }
        *at += 1;
        if token == ")" && start == *at {
            return Some(found);
        }
    }
}

fn value(words: &[&str]) -> Value {
    match words {
        ["minvalue"] => Value::Least,
        ["maxvalue"] => Value::Greatest,
        ["null"] => Value::Null,
        ["-", number] => number
            .parse()
            .map_or(Value::Other, |own: i128| Value::Number(-own)),
        // `'2025-01-01'::date` of a column of that type is the same.
        [text] | [text, "::", "date"] if text.starts_with('\'') => {
            let inner = text
                .strip_prefix('\'')
                .and_then(|text| text.strip_suffix('\''));
            match inner.filter(|inner| !inner.contains(['\'', '\\'])) {
                Some(inner) => Value::Text(inner.to_owned()),
                None => Value::Other,
            }
        }
        [number] => number.parse().map_or(Value::Other, Value::Number),
        _ => Value::Other,
    }
}
