//! `DROP`.
use super::{Reader, harmless, skip_rest, wait};
use crate::statement::{Behavior, DropObjects, Kind, ObjectName, StatementKind};

const OBJECTS: &[(&str, Kind)] = &[
    ("table", Kind::Table),
    ("tables", Kind::Table),
    ("view", Kind::View),
    ("index", Kind::Index),
    ("trigger", Kind::Trigger),
    ("procedure", Kind::Routine),
    ("function", Kind::Routine),
    ("event", Kind::Other),
    ("sequence", Kind::Sequence),
];

/// After `DROP`.
pub(super) fn drop(reader: &mut Reader<'_>) -> Option<StatementKind> {
    const HARMLESS: &[&str] = &[
        "prepare",
        "user",
        "role",
        "server",
        "tablespace",
        "undo tablespace",
        "logfile",
        "resource",
        "spatial reference",
    ];
    if reader.eat_any(HARMLESS).is_some() {
        skip_rest(reader);
        return Some(harmless(Vec::new()));
    }
    if reader.eat_any(&["database", "schema"]).is_some() {
        // It may be the one that is connected to.
        skip_rest(reader);
        return Some(StatementKind::Anything);
    }
    let temporary = reader.eat("temporary");
    reader.eat_any(&["online", "offline"]);
    let (word, kind) = *OBJECTS.iter().find(|(word, _)| reader.eat(word))?;
    let if_exists = reader.eat("if exists");
    let mut objects = reader.list(|reader| {
        Some(ObjectName {
            kind,
            word: if word == "tables" { "table" } else { word },
            name: reader.qualified_name()?,
            arguments: None,
            table: None,
        })
    })?;
    if kind == Kind::Index {
        reader.expect("on")?;
        objects[0].table = Some(reader.qualified_name()?);
        skip_rest(reader);
    }
    reader.eat_any(&["restrict", "cascade"]);
    wait(reader);
    Some(StatementKind::Drop(DropObjects {
        objects,
        if_exists,
        behavior: Behavior::Restrict,
        concurrently: None,
        temporary,
    }))
}
