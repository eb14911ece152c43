//! `COMMENT ON`.
use super::Reader;
use super::create::harmless;
use super::session::named;
use crate::statement::{Comment, Kind, ObjectName, QualifiedName, StatementKind};

/// What has a name of its own.
const KINDS: &[(&str, Kind)] = &[
    ("materialized view", Kind::MaterializedView),
    ("foreign table", Kind::Table),
    ("table", Kind::Table),
    ("view", Kind::View),
    ("index", Kind::Index),
    ("sequence", Kind::Sequence),
    ("type", Kind::Type),
    ("domain", Kind::Type),
    ("schema", Kind::Namespace),
    ("extension", Kind::Extension),
];

/// What has a name within a table.
const OF_TABLES: &[(&str, Kind)] = &[
    ("constraint", Kind::Constraint),
    ("trigger", Kind::Trigger),
    ("policy", Kind::Policy),
    ("rule", Kind::Rule),
];

/// Reads `COMMENT ON`.
pub(super) fn comment(reader: &mut Reader<'_>) -> Option<StatementKind> {
    reader.expect("comment on")?;
    let Some(object) = object(reader)? else {
        reader.at = reader.tokens.len();
        return Some(harmless(Vec::new(), None));
    };
    reader.expect("is")?;
    let text = match reader.eat("null") {
        true => None,
        // What can't be unquoted is kept as it is written.
        false => Some(match reader.string() {
            Some(text) => text,
            None => {
                let written = reader.written(0).to_owned();
                reader.at = reader.tokens.len();
                written
            }
        }),
    };
    // An empty one takes the comment away, as `NULL` does.
    let text = text.filter(|text| !text.is_empty());
    Some(StatementKind::Comment(Comment { object, text }))
}

/// Reads what the comment is of; `Some(None)` for what the model doesn't hold.
fn object(reader: &mut Reader<'_>) -> Option<Option<ObjectName>> {
    if reader.eat("column") {
        let mut table = reader.qualified_name()?;
        let column = std::mem::replace(&mut table.name, table.qualifiers.pop()?);
        let name = QualifiedName {
            qualifiers: Vec::new(),
            name: column,
        };
        return Some(Some(ObjectName {
            table: Some(table),
            ..named(Kind::Column, "column", name)
        }));
    }
    for (word, kind) in KINDS {
        if reader.eat(word) {
            return Some(Some(named(*kind, word, reader.qualified_name()?)));
        }
    }
    for (word, kind) in OF_TABLES {
        if reader.eat(word) {
            let name = QualifiedName {
                qualifiers: Vec::new(),
                name: reader.name()?,
            };
            reader.expect("on")?;
            if reader.eat("domain") {
                return Some(None);
            }
            let table = Some(reader.qualified_name()?);
            return Some(Some(ObjectName {
                table,
                ..named(*kind, word, name)
            }));
        }
    }
    if let Some(word) = reader.eat_any(super::routine::WORDS) {
        return super::routine::signature(reader, word).map(Some);
    }
    Some(None)
}
