//! What surely differs between two schemas, by names: the ids of what was dropped and made again are
//! others.
//!
//! Only what is certain on both sides is compared: nothing is said of objects that may be otherwise,
//! of columns of tables that may have more, of names that may be there, nor of two expressions that
//! may be the same for the engine. The order of columns is no difference, since a column that is added
//! again comes last.
mod aligned;
mod constraint;
mod definition;
mod expression;
mod object;
mod table;

pub use table::ColumnChange;

use super::describe::Describer;
use super::model::{Column, Object, ObjectId, ObjectKind, Sequence};
use super::{Missing, Schema, names};
use crate::Dialect;
use migrate_sql::statement::Kind;
use std::collections::BTreeMap;

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The object that it is, or belongs to: `table users`.
    pub object: String,
    /// Whether it is that object as a whole.
    pub is_whole: bool,
    /// What it is.
    pub what: Missing,
    /// As it was, if it was there.
    pub before: Option<String>,
    /// As it is, if it is there.
    pub after: Option<String>,
    /// Whether two columns have types that hold other values.
    pub is_of_type: bool,
}

impl Difference {
    /// Whether statements are sure to notice: a table, a column or a schema is on one side only, is
    /// something else, or holds other values.
    pub fn is_grave(&self) -> bool {
        match self.what.kind {
            Kind::Table | Kind::Namespace => self.is_whole,
            Kind::Column => self.is_of_type || self.before.is_none() || self.after.is_none(),
            _ => false,
        }
    }
}

/// Compares two schemas of one dialect.
pub fn compare(before: &Schema, after: &Schema) -> Vec<Difference> {
    let mut comparison = Comparison {
        before: Side::new(before),
        after: Side::new(after),
        found: Vec::new(),
    };
    comparison.all();
    comparison.found
}

/// Compares two columns of one name, each given with its table.
pub fn column_change(
    (before, old, a): (&Schema, ObjectId, &Column),
    (after, new, b): (&Schema, ObjectId, &Column),
) -> ColumnChange {
    table::column_change((Side::new(before), old, a), (Side::new(after), new, b))
}

/// Shows differences, at most so many lines of them.
pub fn diff(differences: &[Difference], most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut within = None;
    let mut shown = 0;
    for difference in differences {
        if shown >= most {
            break;
        }
        if !difference.is_whole && within != Some(&difference.object) {
            lines.push(format!("  {}", difference.object));
            within = Some(&difference.object);
        }
        let indent = if difference.is_whole { "" } else { "  " };
        let (before, after) = match (&difference.before, &difference.after) {
            (Some(before), Some(after)) => {
                let (before, after) = cut_both(before, after);
                (Some(before), Some(after))
            }
            (before, after) => (before.as_deref().map(cut), after.as_deref().map(cut)),
        };
        for (sign, line) in [("-", before), ("+", after)] {
            if let Some(line) = line {
                lines.push(format!("{sign} {indent}{line}"));
                shown += 1;
            }
        }
    }
    let all = differences.iter().map(|difference| {
        usize::from(difference.before.is_some()) + usize::from(difference.after.is_some())
    });
    let more = all.sum::<usize>() - shown;
    if more > 0 {
        lines.push(format!("… and {more} more"));
    }
    lines
}

/// Longer lines tell nobody more.
const LONGEST: usize = 120;

/// Cuts two lines to where they part, with their beginning.
fn cut_both(a: &str, b: &str) -> (String, String) {
    const BEGINNING: usize = 40;
    const BEFORE: usize = 30;
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    if same + BEFORE <= LONGEST {
        return (cut(a), cut(b));
    }
    let shown = |line: &str| {
        let beginning: String = line.chars().take(BEGINNING).collect();
        let rest: String = line.chars().skip(same - BEFORE).collect();
        cut(&format!("{beginning}…{rest}"))
    };
    (shown(a), shown(b))
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

struct Comparison<'s> {
    before: Side<'s>,
    after: Side<'s>,
    found: Vec<Difference>,
}

/// One of the two.
#[derive(Clone, Copy)]
struct Side<'s> {
    schema: &'s Schema,
    say: Describer<'s>,
}

impl<'s> Side<'s> {
    fn new(schema: &'s Schema) -> Self {
        Self {
            schema,
            say: Describer::short(schema),
        }
    }
}

/// What can't have one name twice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Relation(String, String),
    Type(String, String),
    /// With the types of the arguments.
    Routine(String, String, String),
}

impl<'s> Comparison<'s> {
    fn all(&mut self) {
        self.namespaces();
        self.extensions();
        let (before, after) = (self.before, self.after);
        let old = places(before, after);
        let mut new = places(after, before);
        for (place, id) in old {
            match new.remove(&place) {
                Some(other) => self.pair(id, other),
                None if is_surely_free(after.schema, &place) => self.alone(id, true),
                None => {}
            }
        }
        for (place, id) in new {
            if is_surely_free(before.schema, &place) {
                self.alone(id, false);
            }
        }
        self.leave_out_what_follows();
    }

    /// An object that is on one side only.
    fn alone(&mut self, id: ObjectId, is_old: bool) {
        let (own, other) = match is_old {
            true => (self.before, self.after),
            false => (self.after, self.before),
        };
        if let ObjectKind::Sequence(sequence) = &own.schema.object(id).kind
            && !stands_for_itself(sequence, own.schema, other.schema)
        {
            return;
        }
        match is_old {
            true => self.whole(Some(id), None),
            false => self.whole(None, Some(id)),
        }
    }

    /// An object that is on one side only, or another one on each.
    fn whole(&mut self, old: Option<ObjectId>, new: Option<ObjectId>) {
        let certain = |side: Side<'s>, id: ObjectId| {
            let object = side.schema.object(id);
            let counts = object.is_certain && !object.is_temporary();
            counts.then(|| (object, side.say.headline(id)))
        };
        let Some(id) = old.or(new) else { return };
        let old = old.map(|id| certain(self.before, id));
        let new = new.map(|id| certain(self.after, id));
        // One side that is not certain makes nothing certain.
        if old == Some(None) || new == Some(None) {
            return;
        }
        let (old, new) = (old.flatten(), new.flatten());
        let Some((object, headline)) = old.as_ref().or(new.as_ref()) else {
            return;
        };
        let side = if old.is_some() {
            self.before
        } else {
            self.after
        };
        self.found.push(Difference {
            object: headline.clone(),
            is_whole: true,
            what: Missing {
                kind: kind(object),
                of: None,
                // Only PostgreSQL has several functions of one name.
                name: match side.schema.dialect {
                    Dialect::Postgres => side.say.object_name(id),
                    _ => side.say.qualified(&object.namespace, &object.name),
                },
            },
            before: old.as_ref().map(|(_, headline)| headline.clone()),
            after: new.as_ref().map(|(_, headline)| headline.clone()),
            is_of_type: false,
        });
    }

    /// A part of an object, given as it was before.
    fn part(
        &mut self,
        old: ObjectId,
        what: Missing,
        before: Option<String>,
        after: Option<String>,
    ) {
        self.found.push(Difference {
            object: self.before.say.headline(old),
            is_whole: false,
            what,
            before,
            after,
            is_of_type: false,
        });
    }

    fn namespaces(&mut self) {
        let (before, after) = (self.before.schema, self.after.schema);
        let mut one = |name: &str, is_there_before: bool| {
            let line = format!("schema {}", self.before.say.name(name));
            self.found.push(Difference {
                object: line.clone(),
                is_whole: true,
                what: Missing {
                    kind: Kind::Namespace,
                    of: None,
                    name: name.to_owned(),
                },
                before: is_there_before.then(|| line.clone()),
                after: (!is_there_before).then_some(line),
                is_of_type: false,
            });
        };
        for name in before.namespaces.keys() {
            if before.has_namespace(name) == Some(true) && after.has_namespace(name) == Some(false)
            {
                one(name, true);
            }
        }
        for name in after.namespaces.keys() {
            if after.has_namespace(name) == Some(true) && before.has_namespace(name) == Some(false)
            {
                one(name, false);
            }
        }
    }

    /// One that is left over may have been there before, installed by somebody else: extensions are
    /// made with `IF NOT EXISTS`.
    fn extensions(&mut self) {
        let (before, after) = (self.before.schema, self.after.schema);
        if !before.is_complete || !after.is_complete {
            return;
        }
        for name in before.extensions.keys() {
            if !after.extensions.contains_key(name) {
                let line = format!("extension {}", self.before.say.name(name));
                self.found.push(Difference {
                    object: line.clone(),
                    is_whole: true,
                    what: Missing {
                        kind: Kind::Extension,
                        of: None,
                        name: name.clone(),
                    },
                    before: Some(line),
                    after: None,
                    is_of_type: false,
                });
            }
        }
    }

    /// The objects of a schema that is missing, and its sequences, go with it.
    fn leave_out_what_follows(&mut self) {
        let gone: Vec<String> = self
            .found
            .iter()
            .filter(|difference| difference.what.kind == Kind::Namespace)
            .map(|difference| format!("{}.", self.before.say.name(&difference.what.name)))
            .collect();
        self.found.retain(|difference| {
            let within = gone
                .iter()
                .any(|prefix| difference.what.name.starts_with(prefix));
            !(difference.is_whole && within)
        });
    }
}

/// The objects of a schema that are not the very same in the other.
fn places(side: Side<'_>, other: Side<'_>) -> BTreeMap<Place, ObjectId> {
    let schema = side.schema;
    let others = schema.unshared(other.schema);
    let placed = others.map(|(id, object)| {
        let namespace = object.namespace.clone();
        let name = names::key(schema.dialect, &object.name).into_owned();
        let place = match &object.kind {
            ObjectKind::Table(_) | ObjectKind::View(_) | ObjectKind::Sequence(_) => {
                Place::Relation(namespace, name)
            }
            ObjectKind::Routine(_) => Place::Routine(namespace, name, side.say.object_name(id)),
            _ => Place::Type(namespace, name),
        };
        (place, id)
    });
    placed.collect()
}

/// Whether nothing can be there.
fn is_surely_free(schema: &Schema, place: &Place) -> bool {
    let (namespace, name) = match place {
        Place::Relation(namespace, name)
        | Place::Type(namespace, name)
        | Place::Routine(namespace, name, _) => (namespace, name),
    };
    if !schema.is_complete || schema.is_doubtful(name) {
        return false;
    }
    let Some(within) = schema.namespaces.get(namespace) else {
        return schema.has_namespace(namespace) == Some(false);
    };
    within.is_certain
        && match place {
            Place::Relation(..) => !within.relations.contains_key(name),
            Place::Type(..) => !within.types.contains_key(name),
            // Another signature of the name may be this one, with its types spelt otherwise.
            Place::Routine(..) => !within.routines.contains_key(name),
        }
}

/// Whether a sequence is not just part of a column. Of one that is, more is said where the column is;
/// its name is made up by the engine, and may come out otherwise the second time.
fn stands_for_itself(sequence: &Sequence, own: &Schema, other: &Schema) -> bool {
    let Some((table, column)) = sequence.owned_by else {
        return !sequence.is_identity;
    };
    let owner = || {
        let object = own.get(table)?;
        let column = own.table(table)?.column_by_id(column)?;
        Some((object, &column.name))
    };
    let Some((object, column)) = owner() else {
        return false;
    };
    let dialect = own.dialect;
    let same_table = other.tables().find(|(_, candidate, _)| {
        candidate.namespace == object.namespace
            && names::same(dialect, &candidate.name, &object.name)
    });
    let Some((table, _, same)) = same_table else {
        return false;
    };
    let Some(column) = same.column(dialect, column) else {
        return false;
    };
    let owner = Some((table, column.id));
    let mut others = other.objects();
    !others.any(|(_, object)| match &object.kind {
        ObjectKind::Sequence(sequence) => sequence.owned_by == owner,
        _ => false,
    })
}

fn kind(object: &Object) -> Kind {
    match &object.kind {
        ObjectKind::Table(_) => Kind::Table,
        ObjectKind::View(view) if view.materialized => Kind::MaterializedView,
        ObjectKind::View(_) => Kind::View,
        ObjectKind::Sequence(_) => Kind::Sequence,
        ObjectKind::Routine(_) => Kind::Routine,
        _ => Kind::Type,
    }
}
