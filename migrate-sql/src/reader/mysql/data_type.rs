//! Types.
use super::Reader;
use crate::statement::{Name, QualifiedName, TypeName};
use crate::token::TokenKind;

/// Reads a type, with its character set.
pub(in crate::reader) fn data_type(reader: &mut Reader<'_>) -> Option<TypeName> {
    let data_type = plain_type(reader)?;
    while reader.eat("character set") || reader.eat("charset") || reader.eat("collate") {
        reader.next()?;
    }
    Some(data_type)
}

/// Reads a type without its character set, which is a property of the column.
pub(super) fn plain_type(reader: &mut Reader<'_>) -> Option<TypeName> {
    const SECOND: &[(&str, &[&str])] = &[
        ("double", &["precision"]),
        ("char", &["varying"]),
        ("character", &["varying"]),
        ("nchar", &["varying", "varchar", "varcharacter"]),
        (
            "national",
            &[
                "char varying",
                "character varying",
                "varchar",
                "varcharacter",
                "character",
                "char",
            ],
        ),
        (
            "long",
            &["char varying", "varchar", "varcharacter", "varbinary"],
        ),
        ("signed", &["integer", "int"]),
        ("unsigned", &["integer", "int"]),
    ];
    let start = reader.at;
    let first = reader.next_of(TokenKind::Word)?;
    if reader.is_symbol(".") {
        return None;
    }
    let mut name = reader.text[first.span.clone()].to_ascii_lowercase();
    let words = SECOND.iter().find(|(word, _)| *word == name);
    if let Some((_, words)) = words
        && let Some(rest) = reader.eat_any(words)
    {
        name = format!("{name} {rest}");
    }
    let span = reader.span_from(start);
    let mut modifiers = Vec::new();
    if reader.is_symbol("(") {
        modifiers = reader.in_brackets(|reader| reader.list(modifier))?;
    }
    let mut is_unsigned = false;
    let mut is_zerofill = false;
    while let Some(word) = reader.eat_any(&["unsigned", "zerofill", "signed"]) {
        is_unsigned |= word != "signed";
        is_zerofill |= word == "zerofill";
    }
    // MariaDB's, of a geometry.
    if reader.eat("ref_system_id") {
        reader.eat_symbol("=");
        reader.next()?;
    }
    if is_unsigned {
        name.push_str(" unsigned");
    }
    if is_zerofill {
        name.push_str(" zerofill");
    }
    Some(TypeName {
        name: QualifiedName {
            qualifiers: Vec::new(),
            name: Name {
                text: name,
                quoted: false,
                span,
            },
        },
        modifiers,
        dimensions: 0,
        set_of: false,
        is_reference: false,
        span: reader.span_from(start),
    })
}

/// A number, or a value of `ENUM` and `SET`.
fn modifier(reader: &mut Reader<'_>) -> Option<String> {
    // `_utf8 'a'`: the character set does not matter here.
    if reader.written(0).starts_with('_') {
        reader.at += 1;
    }
    let token = reader.next()?;
    Some(reader.text[token.span.clone()].to_owned())
}
