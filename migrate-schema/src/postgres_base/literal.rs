//! Constants that are written as text, which PostgreSQL reads when it parses a statement.
use super::casts::type_text;
use crate::model::{BaseType, DataType, ObjectKind};
use crate::{Fault, Schema};
use migrate_sql::statement::Span;

/// Says so if a text is no value of the type that it is given to, whatever the rows are.
pub(crate) fn wrong(
    schema: &Schema,
    data_type: &DataType,
    text: &str,
    span: Span,
) -> Option<Fault> {
    if let Some(fault) = schema.new_enum_value(data_type, text, span) {
        return Some(fault);
    }
    let (message, is_about_enum, help) = wrong_text(schema, data_type, text)?;
    let code = match is_about_enum {
        true => migrate_sql::codes::UNKNOWN_ENUM_VALUE,
        false => migrate_sql::codes::INVALID_DEFINITION,
    };
    let fault = Fault::new(code, span, message);
    Some(match help {
        Some(help) => fault.help(help),
        None => fault,
    })
}

/// Whether an operator of the revisions' own may compare values of a type with something else: it
/// would be a function of two of which one is of the type.
pub(crate) fn may_be_compared(schema: &Schema, data_type: &DataType) -> bool {
    let takes = |other: &DataType| other.base == data_type.base;
    schema.objects().any(|(_, object)| match &object.kind {
        ObjectKind::Routine(routine) => {
            let parameters = &routine.parameters;
            parameters.len() == 2 && parameters.iter().any(|own| takes(&own.data_type))
        }
        _ => false,
    })
}

/// Why a text is no value of a type: what to say, whether it is about the value of an enum, and what
/// to do.
fn wrong_text(
    schema: &Schema,
    data_type: &DataType,
    text: &str,
) -> Option<(String, bool, Option<String>)> {
    if data_type.dimensions > 0 {
        let is_array = text.trim_start().starts_with(['{', '[']);
        let message = format!("`{text}` is no array");
        let help = "an empty array is written `'{}'`".to_owned();
        return (!is_array).then_some((message, false, Some(help)));
    }
    match &data_type.base {
        BaseType::Named(id) => {
            let object = schema.get(*id).filter(|object| object.is_certain)?;
            let own = match &object.kind {
                ObjectKind::Enum(own) => own,
                ObjectKind::Domain(domain) => return wrong_text(schema, &domain.base, text),
                _ => return None,
            };
            if own.values.iter().any(|value| value == text) {
                return None;
            }
            let message = format!("enum `{}` has no value `{text}`", object.name);
            let known = own.values.iter().map(|value| &**value);
            let closest = migrate_sql::spelling::closest(text, known);
            let help = closest.map(|value| format!("the closest one is `{value}`"));
            Some((message, true, help))
        }
        BaseType::BuiltIn(name) => {
            let is_value = match &**name {
                // Underscores and other bases are for PostgreSQL 16 and later.
                "int2" | "int4" | "int8" => {
                    let digits = text.trim().trim_start_matches(['-', '+']);
                    let mut bytes = digits.bytes();
                    bytes.next().is_some_and(|byte| byte.is_ascii_digit())
                }
                "bool" => {
                    let text = text.trim().to_ascii_lowercase();
                    let words = ["true", "false", "yes", "no", "on", "off", "1", "0"];
                    words.iter().any(|word| word.starts_with(&*text)) && !text.is_empty()
                }
                "numeric" | "float4" | "float8" => {
                    let text = text.trim().trim_start_matches(['-', '+']);
                    let text = text.to_ascii_lowercase();
                    let mut bytes = text.bytes();
                    bytes
                        .next()
                        .is_some_and(|byte| byte.is_ascii_digit() || byte == b'.')
                        || ["nan", "inf", "infinity"].contains(&&*text)
                }
                "uuid" => {
                    let is_part = |byte: u8| byte.is_ascii_hexdigit() || b"{}-".contains(&byte);
                    let digits = text.bytes().filter(u8::is_ascii_hexdigit).count();
                    digits == 32 && text.trim().bytes().all(is_part)
                }
                "json" | "jsonb" => {
                    let mut bytes = text.trim_start().bytes();
                    bytes
                        .next()
                        .is_some_and(|byte| byte.is_ascii_digit() || b"{[\"-tfn".contains(&byte))
                }
                "date" | "timestamp" | "timestamptz" => {
                    const WORDS: &[&str] =
                        &["now", "today", "tomorrow", "yesterday", "epoch", "infinity"];
                    let text = text.to_ascii_lowercase();
                    text.bytes().any(|byte| byte.is_ascii_digit()) && is_day(&text)
                        || WORDS.iter().any(|word| text.contains(word))
                }
                _ => true,
            };
            let is = type_text(schema, data_type);
            (!is_value).then(|| (format!("`{text}` is no value of type `{is}`"), false, None))
        }
        BaseType::Unknown { .. } => None,
    }
}

/// Whether a text that begins like `2025-01-31` names a day that there is. Any other may name one.
fn is_day(text: &str) -> bool {
    let text = text.trim_start();
    let is_written = text.len() >= 10
        && text
            .bytes()
            .take(10)
            .enumerate()
            .all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
        && !text[10..].starts_with(|next: char| next.is_alphanumeric() && next != 't')
        && !text[10..].starts_with('-');
    if !is_written {
        return true;
    }
    let number = |from: usize, to: usize| text[from..to].parse::<u32>().unwrap_or_default();
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap || text.ends_with("bc") => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => 0,
    };
    year > 0 && day > 0 && day <= days
}
