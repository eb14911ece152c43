//! What an `IF` of PL/pgSQL asks the catalog for.
use super::Reader;
use crate::statement::{Condition, Name, QualifiedName, Span};
use crate::token::TokenKind;
use std::ops::Range;

/// Reads a condition.
pub(super) fn condition(outer: &Reader<'_>, range: Range<usize>) -> Condition {
    let tokens = &outer.tokens[range];
    let mut reader = Reader::new(outer.text, tokens, outer.dialect);
    match all(&mut reader) {
        Some(condition) if reader.is_end() => condition,
        _ => Condition::Unknown,
    }
}

fn all(reader: &mut Reader<'_>) -> Option<Condition> {
    let mut conditions = vec![one(reader)?];
    while reader.eat("and") {
        conditions.push(one(reader)?);
    }
    Some(match conditions.len() {
        1 => conditions.remove(0),
        _ => Condition::All(conditions),
    })
}

fn one(reader: &mut Reader<'_>) -> Option<Condition> {
    if reader.eat("not") {
        return Some(Condition::Not(Box::new(one(reader)?)));
    }
    if reader.eat("exists") {
        return reader.in_brackets(exists);
    }
    if reader.is_symbol("(") {
        return reader.in_brackets(all);
    }
    reader.expect("to_regclass")?;
    let span = reader.here();
    let name = reader.in_brackets(|reader| {
        let text = reader.string()?;
        cast(reader);
        relation(&text, span)
    })?;
    if reader.eat("is null") {
        return Some(Condition::Not(Box::new(Condition::Relation(name))));
    }
    reader.expect("is not null")?;
    Some(Condition::Relation(name))
}

/// A relation by a name in a text: `public.users`.
pub(super) fn relation(text: &str, span: Span) -> Option<QualifiedName> {
    let mut names = text.split('.').map(|part| {
        let plain = part.trim_matches('"');
        Name {
            text: match plain.len() == part.len() {
                true => part.to_ascii_lowercase(),
                false => plain.to_owned(),
            },
            quoted: plain.len() != part.len(),
            span,
        }
    });
    let is_plain = |c: char| c.is_alphanumeric() || "_.\"".contains(c);
    if !text.chars().all(is_plain) {
        return None;
    }
    let name = names.next_back()?;
    Some(QualifiedName {
        qualifiers: names.collect(),
        name,
    })
}

/// Reads `SELECT 1 FROM catalog WHERE a = 'x' AND …`.
fn exists(reader: &mut Reader<'_>) -> Option<Condition> {
    reader.expect("select")?;
    reader.skip_until(|reader| reader.is_word("from"));
    reader.expect("from")?;
    let catalog = reader.qualified_name()?.name.text;
    let is_known = catalog.starts_with("pg_")
        || [
            "tables",
            "columns",
            "table_constraints",
            "schemata",
            "views",
        ]
        .contains(&&*catalog)
        || [
            "constraint_column_usage",
            "triggers",
            "routines",
            "sequences",
        ]
        .contains(&&*catalog)
        || catalog == "key_column_usage";
    if !is_known {
        return None;
    }
    // Aliases and joins: what they join on is known.
    reader.skip_until(|reader| reader.is_word("where"));
    reader.expect("where")?;
    let mut wanted = Vec::new();
    loop {
        conjunct(reader, &mut wanted)?;
        if !reader.eat("and") {
            break;
        }
    }
    if reader.eat("limit") {
        reader.next_of(TokenKind::Number)?;
    }
    Some(Condition::Exists { catalog, wanted })
}

/// Reads `a = 'x'`, `c.a = 'x'::regclass`, `a = (SELECT oid FROM c WHERE b = 'x')`, `a = b`.
fn conjunct(reader: &mut Reader<'_>, wanted: &mut Vec<(String, String)>) -> Option<()> {
    if reader.is_symbol("(") && !reader.is_word_at(1, "select") {
        return reader.in_brackets(|reader| conjunct(reader, wanted));
    }
    if reader.eat("not attisdropped") {
        return Some(());
    }
    if reader.eat("attnum") {
        reader.expect_symbol(">")?;
        return reader.next_of(TokenKind::Number).map(|_| ());
    }
    let is_lower = reader.is_word("lower") && reader.is_symbol_at(1, "(");
    let column = match is_lower {
        true => {
            reader.at += 1;
            reader.in_brackets(Reader::qualified_name)?
        }
        false => reader.qualified_name()?,
    };
    cast(reader);
    let is_list = reader.eat("in");
    if !is_list {
        reader.expect_symbol("=")?;
    }
    if reader.is_symbol("(") && reader.is_word_at(1, "select") {
        return reader.in_brackets(|reader| match exists(reader)? {
            Condition::Exists { wanted: inner, .. } => {
                wanted.extend(inner);
                Some(())
            }
            _ => None,
        });
    }
    if is_list {
        reader.expect_symbol("(")?;
    }
    if let Some(text) = reader.string() {
        cast(reader);
        wanted.push((column.name.text, text));
    } else if reader.eat("to_regclass") {
        let text = reader.in_brackets(Reader::string)?;
        wanted.push((column.name.text, text));
    } else if reader.eat("current_schema") || reader.eat("current_database") {
        if reader.eat_symbol("(") {
            reader.expect_symbol(")")?;
        }
    } else {
        // Two columns: the condition of a join.
        let other = reader.qualified_name()?;
        if other.qualifiers.is_empty() && column.qualifiers.is_empty() {
            return None;
        }
    }
    if is_list {
        reader.expect_symbol(")")?;
    }
    Some(())
}

fn cast(reader: &mut Reader<'_>) {
    while reader.eat_symbol("::") {
        reader.type_name();
    }
}
