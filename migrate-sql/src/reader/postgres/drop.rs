//! `DROP`, of anything.
use super::Reader;
use crate::statement::{Behavior, DropObjects, Kind, ObjectName, QualifiedName, StatementKind};

/// What can be dropped by name; longer ones first.
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
    ("collation", Kind::Collation),
];

/// What belongs to a table.
const OF_TABLES: &[(&str, Kind)] = &[
    ("trigger", Kind::Trigger),
    ("policy", Kind::Policy),
    ("rule", Kind::Rule),
];

/// What the model doesn't hold.
const OTHERS: &[&str] = &[
    "access method",
    "cast",
    "conversion",
    "event trigger",
    "foreign data wrapper",
    "group",
    "language",
    "trusted language",
    "procedural language",
    "operator class",
    "operator family",
    "operator",
    "property graph",
    "role",
    "server",
    "subscription",
    "text search",
    "transform",
    "user mapping",
    "user",
];

/// Reads a `DROP`.
pub(super) fn drop(reader: &mut Reader<'_>) -> Option<StatementKind> {
    reader.expect("drop")?;
    if reader.is_words("owned by") {
        // What the role owns is not known.
        reader.at = reader.tokens.len();
        return Some(StatementKind::Anything);
    }
    if let Some(words) = reader.eat_any(&["database", "tablespace"]) {
        reader.at = reader.tokens.len();
        return Some(StatementKind::Harmless {
            tables: Vec::new(),
            not_in_transaction: Some(match words {
                "database" => "DROP DATABASE",
                _ => "DROP TABLESPACE",
            }),
        });
    }
    if let Some((word, kind)) = eat_kind(reader, KINDS) {
        let is_index = kind == Kind::Index;
        let concurrently = reader.here();
        let concurrently = (is_index && reader.eat("concurrently")).then_some(concurrently);
        let if_exists = reader.eat("if exists");
        let names = reader.list(Reader::qualified_name)?;
        let objects = names.into_iter().map(|name| object(kind, word, name));
        let objects = objects.collect();
        return Some(StatementKind::Drop(DropObjects {
            objects,
            if_exists,
            behavior: behavior(reader),
            concurrently,
            temporary: false,
        }));
    }
    if let Some((word, kind)) = eat_kind(reader, OF_TABLES) {
        let if_exists = reader.eat("if exists");
        let name = reader.name()?;
        reader.expect("on")?;
        let table = Some(reader.qualified_name()?);
        let name = QualifiedName {
            qualifiers: Vec::new(),
            name,
        };
        let object = ObjectName {
            table,
            ..object(kind, word, name)
        };
        return Some(dropped(vec![object], if_exists, behavior(reader)));
    }
    if let Some(word) = reader.eat_any(super::routine::WORDS) {
        let if_exists = reader.eat("if exists");
        let objects = reader.list(|reader| super::routine::signature(reader, word))?;
        return Some(dropped(objects, if_exists, behavior(reader)));
    }
    for what in ["publication", "statistics"] {
        if reader.eat(what) {
            reader.eat("if exists");
            let names = reader.list(Reader::qualified_name)?;
            behavior(reader);
            return Some(StatementKind::Releases { what, names });
        }
    }
    reader.eat_any(OTHERS)?;
    reader.at = reader.tokens.len();
    Some(StatementKind::Harmless {
        tables: Vec::new(),
        not_in_transaction: None,
    })
}

fn eat_kind(
    reader: &mut Reader<'_>,
    kinds: &[(&'static str, Kind)],
) -> Option<(&'static str, Kind)> {
    let mut kinds = kinds.iter().copied();
    kinds.find(|(words, _)| reader.eat(words))
}

fn object(kind: Kind, word: &'static str, name: QualifiedName) -> ObjectName {
    ObjectName {
        kind,
        word,
        name,
        arguments: None,
        table: None,
    }
}

fn dropped(objects: Vec<ObjectName>, if_exists: bool, behavior: Behavior) -> StatementKind {
    StatementKind::Drop(DropObjects {
        objects,
        if_exists,
        behavior,
        concurrently: None,
        temporary: false,
    })
}

fn behavior(reader: &mut Reader<'_>) -> Behavior {
    match reader.eat_any(&["cascade", "restrict"]) {
        Some("cascade") => Behavior::Cascade,
        _ => Behavior::Restrict,
    }
}
