//! Defaults that don't fit the type of their column (error 1067).
//!
//! Only what MariaDB and MySQL refuse in every `sql_mode`, which is more than of a row's values.
use super::data_type::{Class, class};
use crate::model::DataType;
use migrate_sql::statement::{ExprNode, Expression, Literal};

/// Says why a default does not fit a type, if that is certain.
pub(super) fn misfit(default: &Expression, data_type: &DataType) -> Option<String> {
    let (literal, is_negative) = literal(default)?;
    match (literal, class(data_type)) {
        (Literal::Number(number), Class::Integer(bytes, is_unsigned)) => {
            let number: i128 = number.parse().ok()?;
            let number = if is_negative { -number } else { number };
            out_of_range(number, bytes, is_unsigned)
        }
        (Literal::Text(text), Class::Text(Some(length))) => {
            // Spaces at the end are cut off.
            let written = text.trim_end_matches(' ').chars().count();
            let is_too_long = u32::try_from(written).is_ok_and(|written| written > length);
            is_too_long.then(|| format!("the default has {written} characters, not {length}"))
        }
        (Literal::Text(text), found) if is_counted(found, data_type) && has_no_digit(text) => {
            Some(format!("`'{text}'` is not a value of this type"))
        }
        (Literal::Text(text), Class::Choice) => not_a_choice(text, data_type),
        _ => None,
    }
}

/// The literal that a default is, and whether a minus stands before it.
fn literal(default: &Expression) -> Option<(&Literal, bool)> {
    let count = default.tokens.len();
    match &default.root {
        ExprNode::Literal(literal, _) if count == 1 => Some((literal, false)),
        ExprNode::Unary { operator, operand } if operator == "-" && count == 2 => {
            match &**operand {
                ExprNode::Literal(literal, _) => Some((literal, true)),
                _ => None,
            }
        }
        _ => None,
    }
}

fn out_of_range(number: i128, bytes: u8, is_unsigned: bool) -> Option<String> {
    let all = 1_i128 << (8 * u32::from(bytes));
    let (least, most) = match is_unsigned {
        true => (0, all - 1),
        false => (-all / 2, all / 2 - 1),
    };
    let fits = (least..=most).contains(&number);
    (!fits).then(|| format!("{number} is not between {least} and {most}"))
}

/// Whether the values of a type are numbers or moments, which a text without a digit never is.
fn is_counted(found: Class, data_type: &DataType) -> bool {
    match found {
        Class::Integer(..) | Class::Time => true,
        Class::OtherNumber => data_type.built_in_name() != Some("bit"),
        _ => false,
    }
}

fn has_no_digit(text: &str) -> bool {
    !text.chars().any(char::is_numeric)
}

/// Says which value of a default is none of an `ENUM` or `SET`, where all are plain enough to compare.
fn not_a_choice(text: &str, data_type: &DataType) -> Option<String> {
    let is_plain = |text: &str| text.is_ascii() && !text.contains(['\'', '\\', '"']);
    let values = data_type.modifiers.iter().map(|value| {
        let inner = value.strip_prefix('\'')?.strip_suffix('\'')?;
        is_plain(inner).then(|| inner.trim_end().to_ascii_lowercase())
    });
    let values: Option<Vec<String>> = values.collect();
    let values = values?;
    let is_set = data_type.built_in_name() == Some("set");
    let wanted: Vec<&str> = match is_set {
        true => text.split(',').collect(),
        false => vec![text],
    };
    let is_missing = |value: &&&str| {
        let kept = value.trim_end().to_ascii_lowercase();
        // A number may be the place of a value.
        is_plain(value) && !kept.is_empty() && has_no_digit(value) && !values.contains(&kept)
    };
    let missing = wanted.iter().find(is_missing)?;
    Some(format!("`'{missing}'` is not one of its values"))
}
