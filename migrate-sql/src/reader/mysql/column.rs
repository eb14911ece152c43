//! Columns.
use super::data_type::plain_type;
use super::key::target;
use super::{Reader, expression_in_brackets, expression_up_to, value};
use crate::statement::{
    ColumnConstraint, ColumnConstraintKind as Kind, ColumnDefinition, Expression, Name,
};
use crate::token::TokenKind;

/// Reads a column: its name, type and properties.
pub(super) fn column(reader: &mut Reader<'_>) -> Option<ColumnDefinition> {
    let start = reader.at;
    let name = reader.name()?;
    definition(reader, name, start)
}

/// Reads the type and properties of a column whose name was read.
fn definition(reader: &mut Reader<'_>, name: Name, start: usize) -> Option<ColumnDefinition> {
    let data_type = plain_type(reader)?;
    let is_serial = data_type.name.name.text == "serial";
    let mut constraints = Vec::new();
    let mut add = |name: Option<Name>, kind: Kind, span| {
        constraints.push(ColumnConstraint {
            name,
            kind,
            deferrable: (false, false),
            on_conflict: None,
            span,
        });
    };
    if is_serial {
        for kind in serial() {
            add(None, kind, data_type.span);
        }
    }
    while !ends(reader) {
        let at = reader.at;
        if reader.eat("serial default value") {
            for kind in serial() {
                add(None, kind, reader.span_from(at));
            }
            continue;
        }
        let mut constraint_name = None;
        if reader.eat("constraint") && !reader.is_word("check") {
            constraint_name = Some(reader.name()?);
        }
        let kind = property(reader)?;
        add(constraint_name, kind, reader.span_from(at));
        if reader.eat("not enforced") {
            add(
                None,
                Kind::Other("not enforced".to_owned()),
                reader.span_from(at),
            );
        }
        reader.eat("enforced");
    }
    Some(ColumnDefinition {
        name,
        data_type: Some(data_type),
        constraints,
        span: reader.span_from(start),
    })
}

/// What `SERIAL` stands for.
fn serial() -> [Kind; 3] {
    let unique = Kind::Unique {
        nulls_not_distinct: false,
    };
    [Kind::NotNull, Kind::AutoIncrement, unique]
}

fn ends(reader: &Reader<'_>) -> bool {
    reader.is_end()
        || reader.is_symbol(",")
        || reader.is_symbol(")")
        || reader.is_any_word(&["first", "after"])
}

fn property(reader: &mut Reader<'_>) -> Option<Kind> {
    if reader.eat("not null") {
        return Some(Kind::NotNull);
    }
    if reader.eat("null") {
        return Some(Kind::Null);
    }
    if reader.eat("default") {
        return default(reader).map(Kind::Default);
    }
    if reader.eat("on update") {
        return default(reader).map(Kind::OnUpdate);
    }
    if reader.eat("auto_increment") {
        return Some(Kind::AutoIncrement);
    }
    if reader.eat("unique") {
        reader.eat("key");
        return Some(Kind::Unique {
            nulls_not_distinct: false,
        });
    }
    if reader.eat("primary key") || reader.eat("primary") || reader.eat("key") {
        return Some(Kind::PrimaryKey {
            descending: false,
            autoincrement: false,
        });
    }
    if reader.eat("comment") {
        reader.eat_symbol("=");
        let start = reader.at;
        return Some(match reader.string() {
            Some(text) => Kind::Comment(text),
            None => {
                reader.next()?;
                Kind::Comment(super::written_from(reader, start))
            }
        });
    }
    if reader.eat("collate") {
        reader.eat_symbol("=");
        return reader.qualified_name().map(Kind::Collate);
    }
    if let Some(charset) = character_set(reader) {
        return Some(Kind::CharacterSet(charset));
    }
    if reader.eat("references") {
        return target(reader).map(Kind::References);
    }
    if reader.eat("check") {
        return expression_in_brackets(reader).map(Kind::Check);
    }
    if reader.eat("generated always as") || reader.eat("as") {
        let expression = expression_in_brackets(reader)?;
        let stored = match reader.eat_any(&["stored", "persistent", "virtual"]) {
            Some(word) => word != "virtual",
            None => false,
        };
        return Some(Kind::Generated { expression, stored });
    }
    other(reader)
}

/// Properties that change nothing for the model, or only what it keeps as text.
fn other(reader: &mut Reader<'_>) -> Option<Kind> {
    let start = reader.at;
    const ALONE: &[&str] = &[
        "visible",
        "invisible",
        "without system versioning",
        "with system versioning",
    ];
    const WITH_VALUE: &[&str] = &[
        "column_format",
        "storage",
        "srid",
        "ref_system_id",
        "engine_attribute",
        "secondary_engine_attribute",
        "compressed",
    ];
    if reader.eat_any(ALONE).is_some() {
        return Some(Kind::Other(
            super::written_from(reader, start).to_lowercase(),
        ));
    }
    let known = reader.eat_any(WITH_VALUE);
    if known == Some("compressed") && !reader.is_symbol("=") {
        return Some(Kind::Other("compressed".to_owned()));
    }
    if known.is_none() {
        // An option of the engine: `ENCRYPTED = 'yes'`.
        reader.name()?;
        if !reader.is_symbol("=") {
            return None;
        }
    }
    value(reader)?;
    Some(Kind::Other(super::written_from(reader, start)))
}

/// `CHARACTER SET utf8mb4` and its short forms.
pub(super) fn character_set(reader: &mut Reader<'_>) -> Option<String> {
    if reader.eat("ascii") {
        return Some("latin1".to_owned());
    }
    if reader.eat("unicode") {
        return Some("ucs2".to_owned());
    }
    if reader.eat("byte") {
        return Some("binary".to_owned());
    }
    // The binary collation of whatever the character set is.
    if reader.eat("binary") {
        return Some("binary collation".to_owned());
    }
    if !reader.eat("character set") && !reader.eat("charset") && !reader.eat("char set") {
        return None;
    }
    value(reader).map(|name| name.to_ascii_lowercase())
}

/// Reads a default: a literal, a call, or an expression in brackets. What follows is no part of it,
/// whatever it looks like.
pub(super) fn default(reader: &mut Reader<'_>) -> Option<Expression> {
    let mut end = reader.clone();
    if end.is_symbol("(") {
        super::skip_brackets(&mut end)?;
        return expression_up_to(reader, end.at);
    }
    while end.is_symbol("-") || end.is_symbol("+") {
        end.at += 1;
    }
    if end.eat("next value for") {
        end.qualified_name()?;
    } else {
        match end.next()?.kind {
            // `'a' 'b'` is one string.
            TokenKind::String => while end.next_of(TokenKind::String).is_some() {},
            TokenKind::Word | TokenKind::QuotedName if end.next_of(TokenKind::String).is_none() => {
                while end.eat_symbol(".") {
                    end.next()?;
                }
                if end.is_symbol("(") {
                    super::skip_brackets(&mut end)?;
                }
            }
            _ => {}
        }
    }
    expression_up_to(reader, end.at)
}
