//! What PostgreSQL refuses in the options of a sequence (`init_params` of its `sequence.c`).
use crate::Fault;
use migrate_sql::statement::Span;

/// The options of a sequence, as they hold.
struct Range {
    increment: i128,
    least: Option<i128>,
    greatest: Option<i128>,
    start: Option<i128>,
    cache: i128,
}

/// Finds what is wrong with the options that hold, and with those that a statement gives. Nothing is
/// said where a number can't be read.
pub(super) fn options(
    data_type: &str,
    all: &[(String, String)],
    given: &[(String, String)],
    span: Span,
) -> Option<Fault> {
    let invalid = |message: String| {
        Some(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            span,
            message,
        ))
    };
    if let Some(twice) = given_twice(given) {
        return invalid(format!("`{}` is said twice", twice.to_uppercase()));
    }
    let range = read(all)?;
    if range.increment == 0 {
        return invalid("a sequence can't count by 0".to_owned());
    }
    if range.cache < 1 {
        return invalid("a sequence keeps at least 1 number at hand (`CACHE`)".to_owned());
    }
    let (low, high) = bounds(data_type);
    let is_ascending = range.increment > 0;
    let least = range.least.unwrap_or(if is_ascending { 1 } else { low });
    let greatest = range
        .greatest
        .unwrap_or(if is_ascending { high } else { -1 });
    if least < low || greatest > high {
        let bound = if least < low { least } else { greatest };
        return invalid(format!(
            "{bound} is out of the range of the sequence's type"
        ));
    }
    if least >= greatest {
        return invalid(format!(
            "`MINVALUE` {least} has to be less than `MAXVALUE` {greatest}"
        ));
    }
    let restart = given.iter().rfind(|(name, _)| name == "restart");
    let restart = restart.and_then(|(_, value)| number(value));
    for (what, value) in [("START", range.start), ("RESTART", restart)] {
        match value {
            Some(value) if value < least => {
                return invalid(format!("`{what}` {value} is less than `MINVALUE` {least}"));
            }
            Some(value) if value > greatest => {
                return invalid(format!(
                    "`{what}` {value} is greater than `MAXVALUE` {greatest}"
                ));
            }
            _ => {}
        }
    }
    None
}

/// The least and the greatest number of a type: those of `bigint` where it is none of the others.
pub(super) fn bounds(data_type: &str) -> (i128, i128) {
    match data_type {
        "int2" => (i16::MIN.into(), i16::MAX.into()),
        "int4" => (i32::MIN.into(), i32::MAX.into()),
        _ => (i64::MIN.into(), i64::MAX.into()),
    }
}

fn given_twice(given: &[(String, String)]) -> Option<&str> {
    let name = |place: usize| {
        let (name, _) = &given[place];
        name.strip_prefix("no ").unwrap_or(name)
    };
    let mut places = 0..given.len();
    let second = places.find(|place| (0..*place).any(|other| name(other) == name(*place)))?;
    Some(name(second))
}

fn number(value: &str) -> Option<i128> {
    value.strip_prefix('+').unwrap_or(value).parse().ok()
}

fn read(options: &[(String, String)]) -> Option<Range> {
    let mut range = Range {
        increment: 1,
        least: None,
        greatest: None,
        start: None,
        cache: 1,
    };
    for (name, value) in options {
        let is_none = value == "no";
        match &**name {
            "increment" => range.increment = number(value)?,
            "cache" => range.cache = number(value)?,
            "start" => range.start = Some(number(value)?),
            "no minvalue" => range.least = None,
            "no maxvalue" => range.greatest = None,
            "minvalue" if is_none => range.least = None,
            "maxvalue" if is_none => range.greatest = None,
            "minvalue" => range.least = Some(number(value)?),
            "maxvalue" => range.greatest = Some(number(value)?),
            _ => {}
        }
    }
    Some(range)
}
