//! What depends on what, and what goes along when something is dropped.
use super::references::{referenced_by, references};
use crate::faults;
use crate::model::{
    ColumnId, ConstraintKind, ForeignKeyTarget, Object, ObjectId, ObjectKind, Table, Use,
};
use crate::{Fault, Schema};
use migrate_sql::statement::{Behavior, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Something that can be dropped, be it by itself or along with what it depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// A table, view, sequence, type or function.
    Object(ObjectId),
    /// A column of a table or view.
    Column(ObjectId, ColumnId),
    /// The default of a column.
    Default(ObjectId, ColumnId),
    /// A constraint of a table.
    Constraint(ObjectId, String),
    /// An index of a table or materialized view, made by no constraint.
    Index(ObjectId, String),
    /// A trigger of a table or view.
    Trigger(ObjectId, String),
    /// A policy of a table.
    Policy(ObjectId, String),
    /// A rule of a table or view.
    Rule(ObjectId, String),
    /// Statistics or a publication of a table's columns, by its title.
    Held(ObjectId, String),
    /// An attribute of a composite type.
    Attribute(ObjectId, String),
    /// A check of a domain.
    DomainCheck(ObjectId, String),
}

/// How one thing depends on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// It goes along (PostgreSQL's `AUTO` and `INTERNAL`).
    Automatic,
    /// It is in the way, unless the drop says `CASCADE`.
    Normal,
}

/// All that goes when something is dropped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Closure {
    /// What is dropped, what goes along, and what `CASCADE` takes.
    pub(crate) parts: BTreeSet<Part>,
    /// Those of them that are in the way of a drop without `CASCADE`, for certain.
    pub(crate) blocking: Vec<Part>,
    /// Those that may be in the way, or may not.
    pub(crate) doubtful: Vec<Part>,
}

impl Part {
    /// The object that it is, or is part of.
    pub(crate) fn owner(&self) -> ObjectId {
        match self {
            Part::Object(id)
            | Part::Column(id, _)
            | Part::Default(id, _)
            | Part::Constraint(id, _)
            | Part::Index(id, _)
            | Part::Trigger(id, _)
            | Part::Policy(id, _)
            | Part::Rule(id, _)
            | Part::Held(id, _)
            | Part::Attribute(id, _)
            | Part::DomainCheck(id, _) => *id,
        }
    }

    /// What it is called in a message: ``view `v` ``.
    pub(crate) fn describe(&self, schema: &Schema) -> String {
        let Some(object) = schema.get(self.owner()) else {
            return "something".to_owned();
        };
        let owner = format!("{} `{}`", kind_name(&object.kind), object.name);
        let column = |id: &ColumnId| {
            let name = column_name(object, *id).unwrap_or("?");
            format!("column `{name}` of {owner}")
        };
        match self {
            Part::Object(_) => owner,
            Part::Column(_, id) => column(id),
            Part::Default(_, id) => format!("the default of {}", column(id)),
            Part::Constraint(_, name) => format!("constraint `{name}` of {owner}"),
            Part::Index(_, name) => format!("index `{name}` of {owner}"),
            Part::Trigger(_, name) => format!("trigger `{name}` of {owner}"),
            Part::Policy(_, name) => format!("policy `{name}` of {owner}"),
            Part::Rule(_, name) => format!("rule `{name}` of {owner}"),
            Part::Held(_, title) => format!("{title} of {owner}"),
            Part::Attribute(_, name) => format!("attribute `{name}` of {owner}"),
            Part::DomainCheck(_, name) => format!("constraint `{name}` of {owner}"),
        }
    }

    /// The statement that drops it, where that is a plain one.
    fn drop_statement(&self, schema: &Schema) -> Option<String> {
        let object = schema.get(self.owner())?;
        let (kind, of) = (kind_name(&object.kind).to_uppercase(), &*object.name);
        let (name, statement) = match self {
            Part::Object(_) => {
                // A function's name is not enough.
                let by_name = !matches!(object.kind, ObjectKind::Routine(_));
                (of, by_name.then(|| format!("DROP {kind} {of};"))?)
            }
            Part::Constraint(_, name) => {
                (&**name, format!("ALTER TABLE {of} DROP CONSTRAINT {name};"))
            }
            Part::Index(_, name) => (&**name, format!("DROP INDEX {name};")),
            Part::Trigger(_, name) => (&**name, format!("DROP TRIGGER {name} ON {of};")),
            Part::Policy(_, name) => (&**name, format!("DROP POLICY {name} ON {of};")),
            Part::Rule(_, name) => (&**name, format!("DROP RULE {name} ON {of};")),
            _ => return None,
        };
        let is_plain = |text: &str| {
            let mut bytes = text.bytes();
            bytes
                .next()
                .is_some_and(|byte| byte.is_ascii_lowercase() || byte == b'_')
                && bytes
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        };
        let is_at_hand = object.namespace == "public" && is_plain(name) && is_plain(of);
        is_at_hand.then_some(statement)
    }
}

/// Finds all that depends on these, directly or not.
pub(crate) fn closure(schema: &Schema, originals: &[Part]) -> Closure {
    // With whether it goes along by itself.
    let mut reached: BTreeMap<Part, bool> = BTreeMap::new();
    let originals = originals.iter().cloned();
    reached.extend(originals.clone().map(|part| (part, true)));
    let mut frontier: BTreeSet<Part> = originals.collect();
    while !frontier.is_empty() {
        let keys: Vec<Referenced> = frontier
            .iter()
            .filter_map(|part| referenced(schema, part))
            .collect();
        let is_used = |part: &Part| matches!(part, Part::Object(_) | Part::Column(..));
        if keys.is_empty() && !frontier.iter().any(is_used) {
            break;
        }
        let mut next = BTreeSet::new();
        let owners: BTreeSet<ObjectId> = frontier.iter().map(Part::owner).collect();
        let mut having: BTreeSet<ObjectId> = schema
            .referring(referenced_by, &owners)
            .map(|(id, _)| id)
            .collect();
        // One's own foreign keys may need one's own keys.
        having.extend(&owners);
        for id in having {
            let Some(object) = schema.get(id) else {
                continue;
            };
            let goes_anyhow = frontier.contains(&Part::Object(id));
            references(id, object, &mut |part, to, link| {
                let is_hit = frontier.contains(&Part::Object(to.object()))
                    || matches!(to, Use::Column(table, column)
                        if frontier.contains(&Part::Column(table, column)));
                if !is_hit || goes_anyhow {
                    return;
                }
                let part = part();
                let is_automatic = link == Link::Automatic;
                match reached.get_mut(&part) {
                    Some(known) => *known |= is_automatic,
                    None => {
                        reached.insert(part.clone(), is_automatic);
                        next.insert(part);
                    }
                }
            });
            let table = partitioned_by(id, &object.kind, &next);
            let others = referring_to_keys(id, &object.kind, &keys);
            for part in table.into_iter().chain(others) {
                if !reached.contains_key(&part) {
                    reached.insert(part.clone(), false);
                    next.insert(part);
                }
            }
        }
        frontier = next;
    }
    let goes = |part: &Part| reached.get(part).is_some_and(|is_automatic| *is_automatic);
    let mut closure = Closure::default();
    for (part, is_automatic) in &reached {
        closure.parts.insert(part.clone());
        let goes_with = match part {
            Part::Default(table, column) => goes(&Part::Column(*table, *column)),
            _ => false,
        };
        if *is_automatic || goes_with || goes(&Part::Object(part.owner())) {
            continue;
        }
        match schema.object(part.owner()).is_certain {
            true => closure.blocking.push(part.clone()),
            false => closure.doubtful.push(part.clone()),
        }
    }
    closure
}

/// Drops these with what goes along; refuses it where something else is in the way. `what` is how the
/// first of them is called in the message.
pub(crate) fn drop(
    schema: &mut Schema,
    originals: &[Part],
    behavior: Behavior,
    span: Span,
    what: &str,
) -> Option<Fault> {
    let closure = closure(schema, originals);
    if behavior == Behavior::Cascade {
        doubt_unresolved(schema, originals);
        doubt_ambiguous(schema, originals);
        super::removal::remove(schema, &closure.parts);
        return None;
    }
    let fault = still_needed(schema, &closure.blocking, span, what);
    // What is in the way is there no more, or not as it was: nothing is said of it from here on.
    for part in closure.blocking.iter().chain(&closure.doubtful) {
        schema.object_mut(part.owner()).is_certain = false;
    }
    let stays = |part: &&Part| {
        matches!(part, Part::Object(_))
            && (closure.blocking.contains(part) || closure.doubtful.contains(part))
    };
    let parts = closure.parts.iter().filter(|part| !stays(part)).cloned();
    super::removal::remove(schema, &parts.collect());
    fault
}

/// What is said when something is in the way.
pub(crate) fn still_needed(
    schema: &Schema,
    blocking: &[Part],
    span: Span,
    what: &str,
) -> Option<Fault> {
    const SHOWN: usize = 3;
    let first = blocking.first()?;
    let mut shown: Vec<String> = blocking
        .iter()
        .take(SHOWN)
        .map(|part| part.describe(schema))
        .collect();
    if blocking.len() > SHOWN {
        shown.push(format!("{} more", blocking.len() - SHOWN));
    }
    let need = match shown.len() {
        1 => "needs",
        _ => "need",
    };
    let why = format!("{} {need} it", join(&shown));
    let before = match first.drop_statement(schema) {
        Some(statement) => format!("write `{statement}` before it"),
        None => format!("drop {} before it", first.describe(schema)),
    };
    let help = format!("{before}, or add `CASCADE` to drop all that needs it too");
    Some(faults::still_needed(span, what, &why, help))
}

fn join(parts: &[String]) -> String {
    match parts {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => parts.concat(),
    }
}

/// A view whose query could not be read may be taken along by a `CASCADE`.
pub(super) fn doubt_unresolved(schema: &mut Schema, originals: &[Part]) {
    let is_original = |id: ObjectId| originals.contains(&Part::Object(id));
    let unresolved = schema.objects().filter(|(id, object)| match &object.kind {
        ObjectKind::View(view) => view.is_unresolved && !is_original(*id),
        _ => false,
    });
    let unresolved: Vec<ObjectId> = unresolved.map(|(id, _)| id).collect();
    for id in unresolved {
        schema.object_mut(id).is_certain = false;
    }
}

/// A key that foreign keys may need.
struct Referenced {
    table: ObjectId,
    columns: Vec<ColumnId>,
}

/// The key that a constraint or index is, where it is the only one over its columns: which of several
/// a foreign key was tied to is not known.
fn referenced(schema: &Schema, part: &Part) -> Option<Referenced> {
    let (id, name) = match part {
        Part::Constraint(id, name) | Part::Index(id, name) => (*id, name),
        _ => return None,
    };
    let table = schema.table(id)?;
    let (columns, count) = key_columns(table, name)?;
    (count == 1).then_some(Referenced { table: id, columns })
}

/// The columns of a key, and how many keys there are over them.
fn key_columns<'t>(table: &'t Table, name: &str) -> Option<(Vec<ColumnId>, usize)> {
    let of_constraints = table.constraints.iter().filter_map(|constraint| {
        let key = constraint.key()?;
        Some((constraint.name.as_deref()?, key.columns.clone()))
    });
    let of_indexes = table.indexes.iter().filter_map(|index| {
        let is_key = index.unique && index.predicate.is_none();
        Some((&*index.name, index.plain_columns().filter(|_| is_key)?))
    });
    let keys: Vec<(&'t str, Vec<ColumnId>)> = of_constraints.chain(of_indexes).collect();
    let (_, own) = keys.iter().find(|(own, _)| *own == name)?;
    let is_same = |columns: &[ColumnId]| {
        columns.len() == own.len() && columns.iter().all(|column| own.contains(column))
    };
    let count = keys.iter().filter(|(_, columns)| is_same(columns)).count();
    Some((own.clone(), count))
}

/// Where there are several keys over the same columns, it is not known which one a foreign key was
/// tied to, and so whether it goes along.
fn doubt_ambiguous(schema: &mut Schema, originals: &[Part]) {
    let mut ambiguous = Vec::new();
    for part in originals {
        let (Part::Constraint(id, name) | Part::Index(id, name)) = part else {
            continue;
        };
        let found = schema.table(*id).and_then(|table| key_columns(table, name));
        if let Some((columns, count)) = found
            && count > 1
        {
            ambiguous.push(Referenced {
                table: *id,
                columns,
            });
        }
    }
    if ambiguous.is_empty() {
        return;
    }
    let referring = schema
        .objects()
        .filter(|(id, object)| !referring_to_keys(*id, &object.kind, &ambiguous).is_empty());
    let referring: Vec<ObjectId> = referring.map(|(id, _)| id).collect();
    for id in referring {
        schema.object_mut(id).is_certain = false;
    }
}

/// A table goes with a column that it is partitioned by.
fn partitioned_by(id: ObjectId, kind: &ObjectKind, parts: &BTreeSet<Part>) -> Option<Part> {
    let ObjectKind::Table(table) = kind else {
        return None;
    };
    let is_key = |part: &Part| {
        matches!(part, Part::Column(of, column)
            if *of == id && super::partition::is_key(table, *column))
    };
    let goes = table.partition_by.is_some() && parts.iter().any(is_key);
    goes.then_some(Part::Object(id))
}

fn referring_to_keys(id: ObjectId, kind: &ObjectKind, keys: &[Referenced]) -> Vec<Part> {
    let ObjectKind::Table(table) = kind else {
        return Vec::new();
    };
    if keys.is_empty() {
        return Vec::new();
    }
    let constraints = table.constraints.iter().filter_map(|constraint| {
        let ConstraintKind::ForeignKey(foreign_key) = &constraint.kind else {
            return None;
        };
        let ForeignKeyTarget::Table { table, columns } = &foreign_key.target else {
            return None;
        };
        let is_it = keys.iter().any(|key| {
            key.table == *table
                && key.columns.len() == columns.len()
                && columns.iter().all(|column| key.columns.contains(column))
        });
        let name = constraint.name.clone().filter(|_| is_it)?;
        Some(Part::Constraint(id, name))
    });
    constraints.collect()
}

fn column_name(object: &Object, id: ColumnId) -> Option<&str> {
    Some(&object.columns().by_id(id)?.name)
}

/// What an object is called in a message.
pub(crate) fn kind_name(kind: &ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Table(_) => "table",
        ObjectKind::View(view) if view.materialized => "materialized view",
        ObjectKind::View(_) => "view",
        ObjectKind::Sequence(_) => "sequence",
        ObjectKind::Domain(_) => "domain",
        ObjectKind::Enum(_)
        | ObjectKind::Composite(_)
        | ObjectKind::Range(_)
        | ObjectKind::OtherType => "type",
        ObjectKind::Routine(routine) if !routine.what.is_empty() => routine.what,
        ObjectKind::Routine(_) => "function",
    }
}
