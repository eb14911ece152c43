//! Types, in all spellings.
use super::Reader;
use crate::statement::{Name, QualifiedName, TypeName};
use crate::token::TokenKind;

/// The fields of `INTERVAL DAY TO SECOND`; longer ones first.
const FIELDS: &[&str] = &[
    "year to month",
    "day to hour",
    "day to minute",
    "day to second",
    "hour to minute",
    "hour to second",
    "minute to second",
    "year",
    "month",
    "day",
    "hour",
    "minute",
    "second",
];

/// Reads a type. A name that is several keywords is one in lower case with single spaces; what stands
/// in brackets within it (`timestamp(3) with time zone`) is among the modifiers. The fields of an
/// interval are its first modifier.
pub(in crate::reader) fn data_type(reader: &mut Reader<'_>) -> Option<TypeName> {
    let start = reader.at;
    let set_of = reader.eat("setof");
    let (name, mut modifiers) = match keywords(reader)? {
        Some(found) => found,
        None => (reader.qualified_name()?, Vec::new()),
    };
    let is_reference = reader.is_symbol("%") && reader.is_word_at(1, "type");
    if is_reference {
        reader.at += 2;
    } else if reader.is_symbol("(") && modifiers.is_empty() {
        modifiers = in_brackets(reader)?;
    }
    let dimensions = dimensions(reader)?;
    Some(TypeName {
        name,
        modifiers,
        dimensions,
        set_of,
        is_reference,
        span: reader.span_from(start),
    })
}

type Found = (QualifiedName, Vec<String>);

/// Reads a type whose name may be several keywords; `Some(None)` where it is none of those.
fn keywords(reader: &mut Reader<'_>) -> Option<Option<Found>> {
    let is_word = reader
        .token(0)
        .is_some_and(|token| token.kind == TokenKind::Word);
    if !is_word || reader.is_symbol_at(1, ".") {
        return Some(None);
    }
    let start = reader.at;
    let mut modifiers = Vec::new();
    const CHARACTERS: &[&str] = &[
        "national character",
        "national char",
        "character",
        "char",
        "nchar",
    ];
    let text = if reader.eat("double precision") {
        "double precision".to_owned()
    } else if reader.eat_any(CHARACTERS).is_some() {
        match reader.eat("varying") {
            true => "character varying".to_owned(),
            false => "character".to_owned(),
        }
    } else if reader.eat("bit") {
        match reader.eat("varying") {
            true => "bit varying".to_owned(),
            false => "bit".to_owned(),
        }
    } else if let Some(word) = reader.eat_any(&["timestamp", "time"]) {
        if reader.is_symbol("(") {
            modifiers = in_brackets(reader)?;
        }
        match reader.eat_any(&["with time zone", "without time zone"]) {
            Some(zone) => format!("{word} {zone}"),
            None => word.to_owned(),
        }
    } else if reader.eat("interval") {
        if let Some(fields) = reader.eat_any(FIELDS) {
            modifiers.push(fields.to_owned());
        }
        if reader.is_symbol("(") {
            modifiers.extend(in_brackets(reader)?);
        }
        "interval".to_owned()
    } else {
        return Some(None);
    };
    let name = Name {
        text,
        quoted: false,
        span: reader.span_from(start),
    };
    let name = QualifiedName {
        qualifiers: Vec::new(),
        name,
    };
    Some(Some((name, modifiers)))
}

/// Reads `(10, 2)`: each as it is written.
fn in_brackets(reader: &mut Reader<'_>) -> Option<Vec<String>> {
    reader.in_brackets(|reader| {
        reader.list(|reader| {
            let start = reader.at;
            reader.skip_until(|reader| reader.is_symbol(","));
            let tokens = reader.tokens.get(start..reader.at)?.iter();
            let written = tokens.map(|token| &reader.text[token.span.clone()]);
            Some(written.collect::<String>()).filter(|written| !written.is_empty())
        })
    })
}

/// Reads `[]`, `[3][3]`, `ARRAY`, `ARRAY[3]`.
fn dimensions(reader: &mut Reader<'_>) -> Option<u8> {
    if reader.eat("array") {
        bounds(reader)?;
        return Some(1);
    }
    let mut dimensions = 0_u8;
    while bounds(reader)? {
        dimensions = dimensions.saturating_add(1);
    }
    Some(dimensions)
}

/// Reads `[3]`, if it comes next.
fn bounds(reader: &mut Reader<'_>) -> Option<bool> {
    if !reader.eat_symbol("[") {
        return Some(false);
    }
    reader.next_of(TokenKind::Number);
    reader.expect_symbol("]").map(|()| true)
}

#[cfg(test)]
mod tests {
    use super::data_type;
    use crate::Dialect;
    use crate::reader::Reader;

    fn read(text: &str) -> String {
        let tokens = crate::postgres::tokens(text).remove(0);
        let mut reader = Reader::new(text, &tokens, Dialect::Postgres);
        let found = data_type(&mut reader).expect("a type");
        assert!(reader.is_end(), "{text}: {}", reader.written(0));
        let set_of = if found.set_of { "setof " } else { "" };
        let reference = if found.is_reference { "%type" } else { "" };
        let (name, modifiers) = (found.name, found.modifiers.join("; "));
        format!(
            "{set_of}{name}{reference} <{modifiers}> {}",
            found.dimensions
        )
    }

    #[test]
    fn all_spellings() {
        assert_eq!(read("DOUBLE  PRECISION"), "double precision <> 0");
        assert_eq!(read("Int[][3]"), "int <> 2");
        assert_eq!(read("text ARRAY[4]"), "text <> 1");
        let timestamp = "timestamp with time zone <3> 1";
        assert_eq!(read("timestamp(3) with time zone[]"), timestamp);
        assert_eq!(read("time"), "time <> 0");
        assert_eq!(read("varchar(10)"), "varchar <10> 0");
        let varying = "character varying <10> 0";
        assert_eq!(read("national char varying ( 10 )"), varying);
        assert_eq!(read("char"), "character <> 0");
        assert_eq!(read("\"char\""), "char <> 0");
        assert_eq!(read("bit varying(3)"), "bit varying <3> 0");
        let interval = "interval <day to second; 3> 0";
        assert_eq!(read("interval day to second(3)"), interval);
        assert_eq!(read("numeric(10, -2)"), "numeric <10; -2> 0");
        assert_eq!(read("SETOF s.users"), "setof s.users <> 0");
        assert_eq!(read("users.id%TYPE"), "users.id%type <> 0");
        assert_eq!(read("pg_catalog.int4"), "pg_catalog.int4 <> 0");
        let geometry = "geometry <Point; 4326> 0";
        assert_eq!(read("geometry(Point, 4326)"), geometry);
        assert_eq!(read("public.\"My Type\""), "public.My Type <> 0");
    }
}
