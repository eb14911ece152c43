//! `ALTER` of anything but a table.
use super::Reader;
use super::create::harmless;
use super::session::named;
use super::types::{attribute, domain_constraint, value};
use crate::statement::{
    AlterObject, AlterObjectAction, Behavior, Kind, ObjectName, QualifiedName, StatementKind,
};

/// What has a name of its own.
const KINDS: &[(&str, Kind)] = &[
    ("materialized view", Kind::MaterializedView),
    ("view", Kind::View),
    ("index", Kind::Index),
    ("sequence", Kind::Sequence),
    ("type", Kind::Type),
    ("domain", Kind::Type),
    ("schema", Kind::Namespace),
    ("extension", Kind::Extension),
];

/// What the model doesn't hold.
const OTHERS: &[&str] = &[
    "collation",
    "conversion",
    "database",
    "default privileges",
    "event trigger",
    "foreign data wrapper",
    "group",
    "language",
    "procedural language",
    "property graph",
    "large object",
    "operator",
    "role",
    "server",
    "subscription",
    "tablespace",
    "text search",
    "user",
];

/// Reads any `ALTER` but that of a table.
pub(super) fn alter_object(reader: &mut Reader<'_>) -> Option<StatementKind> {
    reader.expect("alter")?;
    if reader.eat("system") {
        reader.at = reader.tokens.len();
        return Some(harmless(Vec::new(), Some("ALTER SYSTEM")));
    }
    if let Some(made) = reader.attempt(renamed) {
        reader.at = reader.tokens.len();
        return Some(StatementKind::Makes { names: vec![made] });
    }
    if reader.eat("publication") {
        return super::publication::alter(reader);
    }
    if reader.eat("statistics") {
        reader.eat("if exists");
        let names = vec![reader.qualified_name()?];
        reader.at = reader.tokens.len();
        let what = "statistics";
        return Some(StatementKind::Releases { what, names });
    }
    if reader.eat_any(OTHERS).is_some() {
        reader.at = reader.tokens.len();
        return Some(harmless(Vec::new(), None));
    }
    for (word, kind) in [("trigger", Kind::Trigger), ("rule", Kind::Rule)] {
        if reader.eat(word) {
            return of_table(reader, kind, word);
        }
    }
    let (object, if_exists) = match reader.eat_any(super::routine::WORDS) {
        Some(word) => (super::routine::signature(reader, word)?, false),
        None => {
            let mut kinds = KINDS.iter();
            let (word, kind) = kinds.find(|(word, _)| reader.eat(word))?;
            if reader.is_words("all in tablespace") {
                return None;
            }
            let if_exists = reader.eat("if exists");
            (named(*kind, word, reader.qualified_name()?), if_exists)
        }
    };
    let action = action(reader, &object);
    if action.is_none() || !reader.is_end() {
        reader.at = reader.tokens.len();
    }
    Some(StatementKind::AlterObject(Box::new(AlterObject {
        object,
        if_exists,
        action: action.unwrap_or(AlterObjectAction::Unknown),
    })))
}

/// Reads the new name of what the model doesn't hold, and asks for by its name where it is used.
fn renamed(reader: &mut Reader<'_>) -> Option<QualifiedName> {
    reader.eat_any(&[
        "language",
        "operator class",
        "procedural language",
        "property graph",
    ])?;
    reader.eat("if exists");
    let mut name = reader.qualified_name()?;
    reader.skip_until(|reader| reader.is_words("rename to") || reader.is_words("set schema"));
    if reader.eat("rename to") {
        name.name = reader.name()?;
    } else {
        reader.expect("set schema")?;
        name.qualifiers = vec![reader.name()?];
    }
    Some(name).filter(|_| reader.is_end())
}

/// Reads `t ON table RENAME TO u`.
fn of_table(reader: &mut Reader<'_>, kind: Kind, word: &'static str) -> Option<StatementKind> {
    let name = QualifiedName {
        qualifiers: Vec::new(),
        name: reader.name()?,
    };
    reader.expect("on")?;
    let table = Some(reader.qualified_name()?);
    let action = match reader.eat("rename to") {
        true => AlterObjectAction::Rename(reader.name()?),
        false => AlterObjectAction::Harmless,
    };
    reader.at = reader.tokens.len();
    Some(StatementKind::AlterObject(Box::new(AlterObject {
        object: ObjectName {
            table,
            ..named(kind, word, name)
        },
        if_exists: false,
        action,
    })))
}

fn action(reader: &mut Reader<'_>, object: &ObjectName) -> Option<AlterObjectAction> {
    if reader.eat("rename to") {
        return end(reader, |reader| {
            reader.name().map(AlterObjectAction::Rename)
        });
    }
    if reader.eat("set schema") {
        return end(reader, |reader| {
            reader.name().map(AlterObjectAction::SetNamespace)
        });
    }
    if reader.eat("owner to") {
        return Some(AlterObjectAction::Harmless);
    }
    match object.kind {
        Kind::View | Kind::MaterializedView => of_view(reader),
        Kind::Index => of_index(reader),
        Kind::Sequence => end(reader, |reader| {
            super::sequence::options(reader).map(AlterObjectAction::Sequence)
        }),
        Kind::Type if object.word == "domain" => end(reader, of_domain),
        Kind::Type => end(reader, of_type),
        Kind::Routine | Kind::Namespace | Kind::Extension => Some(AlterObjectAction::Harmless),
        _ => None,
    }
}

/// Takes an action only if nothing follows it.
fn end(
    reader: &mut Reader<'_>,
    read: impl FnOnce(&mut Reader<'_>) -> Option<AlterObjectAction>,
) -> Option<AlterObjectAction> {
    read(reader).filter(|_| reader.is_end())
}

fn of_view(reader: &mut Reader<'_>) -> Option<AlterObjectAction> {
    if reader.eat("rename") {
        reader.eat("column");
        let from = reader.name()?;
        reader.expect("to")?;
        return end(reader, |reader| {
            Some(AlterObjectAction::RenameColumn(from, reader.name()?))
        });
    }
    if reader.eat("alter") {
        reader.eat("column");
        let column = reader.name()?;
        if reader.eat("drop default") {
            return Some(AlterObjectAction::ColumnDefault(column, None));
        }
        if reader.eat("set default") {
            let default = reader.expression()?;
            return Some(AlterObjectAction::ColumnDefault(column, Some(default)));
        }
        return Some(AlterObjectAction::Harmless);
    }
    let are_options = reader.is_any_word(&["set", "reset"]) && reader.is_symbol_at(1, "(");
    Some(match are_options {
        true => AlterObjectAction::ViewOptions,
        false => AlterObjectAction::Harmless,
    })
}

fn of_index(reader: &mut Reader<'_>) -> Option<AlterObjectAction> {
    if reader.eat("attach partition") {
        return end(reader, |reader| {
            reader.qualified_name().map(AlterObjectAction::AttachIndex)
        });
    }
    Some(AlterObjectAction::Harmless)
}

fn of_domain(reader: &mut Reader<'_>) -> Option<AlterObjectAction> {
    use AlterObjectAction as Action;
    if reader.eat("set default") {
        return Some(Action::DomainDefault(Some(reader.expression()?)));
    }
    if reader.eat("drop default") {
        return Some(Action::DomainDefault(None));
    }
    if reader.eat("set not null") {
        return Some(Action::DomainNotNull(true));
    }
    if reader.eat("drop not null") {
        return Some(Action::DomainNotNull(false));
    }
    if reader.eat("add") {
        let constraint = domain_constraint(reader)?;
        let not_valid = reader.eat("not valid");
        return Some(Action::DomainAddConstraint(constraint, not_valid));
    }
    if reader.eat("drop constraint") {
        let if_exists = reader.eat("if exists");
        let name = reader.name()?;
        reader.eat_any(&["cascade", "restrict"]);
        return Some(Action::DomainDropConstraint(name, if_exists));
    }
    if reader.eat("rename constraint") {
        let from = reader.name()?;
        reader.expect("to")?;
        return Some(Action::DomainRenameConstraint(from, reader.name()?));
    }
    reader.expect("validate constraint")?;
    reader.name()?;
    Some(Action::Harmless)
}

fn of_type(reader: &mut Reader<'_>) -> Option<AlterObjectAction> {
    use AlterObjectAction as Action;
    if reader.eat("add value") {
        let if_not_exists = reader.eat("if not exists");
        let value_at = value(reader)?;
        let neighbor = match reader.eat_any(&["before", "after"]) {
            Some(word) => {
                let (neighbor, span) = value(reader)?;
                Some((word == "before", neighbor, span))
            }
            None => None,
        };
        return Some(Action::AddValue {
            value: value_at,
            if_not_exists,
            neighbor,
        });
    }
    if reader.eat("rename value") {
        let from = value(reader)?;
        reader.expect("to")?;
        return Some(Action::RenameValue {
            from,
            to: value(reader)?,
        });
    }
    if reader.eat("rename attribute") {
        let from = reader.name()?;
        reader.expect("to")?;
        let to = reader.name()?;
        let behavior = behavior(reader);
        return Some(Action::RenameAttribute(from, to, behavior));
    }
    if reader.eat("add attribute") {
        let attribute = attribute(reader)?;
        let behavior = behavior(reader);
        return Some(Action::AddAttribute(attribute, behavior));
    }
    if reader.eat("drop attribute") {
        let if_exists = reader.eat("if exists");
        let name = reader.name()?;
        let behavior = behavior(reader);
        return Some(Action::DropAttribute(name, if_exists, behavior));
    }
    if reader.eat("alter attribute") {
        let name = reader.name()?;
        reader.eat("set data");
        reader.expect("type")?;
        let data_type = reader.type_name()?;
        if reader.eat("collate") {
            reader.qualified_name()?;
        }
        let behavior = behavior(reader);
        return Some(Action::AlterAttribute(name, data_type, behavior));
    }
    reader.expect("set")?;
    reader.at = reader.tokens.len();
    Some(Action::Harmless)
}

fn behavior(reader: &mut Reader<'_>) -> Behavior {
    match reader.eat_any(&["cascade", "restrict"]) {
        Some("cascade") => Behavior::Cascade,
        _ => Behavior::Restrict,
    }
}
