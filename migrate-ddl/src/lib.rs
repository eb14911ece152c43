//! The statements that lead from one schema to another.
//!
//! Each statement that is written is also done in the model, and what to write next is decided by
//! what still differs: so whatever a statement takes along (an index with its column, a key with its
//! foreign keys) is seen, and what can't be written is known to be left.
//!
//! What is lost, or refused where rows are in the way, has a line `-- lossy: …` before its statement.
mod edit;
mod mysql;
mod order;
mod parts;
mod postgres;
mod postgres_objects;
mod postgres_types;
mod rename;
mod sqlite;
mod sqlite_rebuild;
mod table;
mod wanted;
mod wanted_types;
mod words;

pub use rename::{Rename, RenameError, Renamed, candidates};
pub use wanted::{Problem, Wanted, wanted};

use migrate_schema::compare::{Difference, compare};
use migrate_schema::deep;
use migrate_schema::model::{Object, ObjectId, ObjectKind};
use migrate_schema::{Schema, names};
use migrate_sql::Dialect;
pub(crate) use words::Words;

/// What leads from one schema to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ddl {
    /// In order, each with the comments that belong before it, without a `;`.
    pub statements: Vec<String>,
    /// What still differs when they are done: it can't be written.
    pub left: Vec<Difference>,
    /// What the model says of them, if it would refuse one: then something is wrong with this module.
    pub faults: Vec<String>,
}

impl Ddl {
    /// Returns the statements that lead from one schema to another of its dialect. `None` where the
    /// model can't follow them at all.
    pub fn between(from: &Schema, to: &Schema) -> Option<Ddl> {
        deep(|| lead(from, to))
    }

    /// Returns the script.
    pub fn text(&self) -> String {
        let statements = self.statements.iter();
        let mut text = statements
            .map(|statement| format!("{statement};\n"))
            .collect::<Vec<_>>();
        // A statement of several lines stands by itself.
        let is_long = |text: &String| text.lines().count() > 1;
        for at in (1..text.len()).rev() {
            if is_long(&text[at]) || is_long(&text[at - 1]) {
                text[at].insert(0, '\n');
            }
        }
        text.concat()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }
}

fn lead(from: &Schema, to: &Schema) -> Ddl {
    let mut now = from.clone();
    now.start_session(true);
    let mut work = Work {
        now,
        to,
        done: Ddl::default(),
        notes: Vec::new(),
    };
    match to.dialect {
        Dialect::Postgres => work.postgres(),
        Dialect::Sqlite => work.sqlite(),
        Dialect::Mysql => work.mysql(),
    }
    work.done.left = work.differences();
    work.done
}

/// A script that is being written.
struct Work<'s> {
    /// What the statements so far make.
    now: Schema,
    to: &'s Schema,
    done: Ddl,
    /// What is to be said before the next statement.
    notes: Vec<String>,
}

impl<'s> Work<'s> {
    fn differences(&self) -> Vec<Difference> {
        compare(&self.now, self.to)
    }

    fn old(&self) -> Words<'_> {
        Words { schema: &self.now }
    }

    fn new_words(&self) -> Words<'s> {
        Words { schema: self.to }
    }

    /// Says before the next statement what is lost with it.
    fn lossy(&mut self, what: String) {
        let what = what.replace(['\n', '\r'], " ");
        self.notes.push(format!("-- lossy: {what}\n"));
    }

    /// Says something before the next statement.
    fn say(&mut self, what: String) {
        self.notes.push(format!("-- {what}\n"));
    }

    /// Writes a statement.
    fn run(&mut self, sql: String) {
        for fault in migrate_schema::run(&mut self.now, &sql) {
            self.done
                .faults
                .push(format!("{} (in `{sql}`)", fault.message));
        }
        let notes: String = self.notes.drain(..).collect();
        self.done.statements.push(format!("{notes}{sql}"));
    }

    /// Whether the engine would take a statement now.
    fn takes(&self, sql: &str) -> bool {
        let mut trial = self.now.clone();
        migrate_schema::run(&mut trial, sql).is_empty()
    }

    /// Tables that are there before and after, and not the very same.
    fn tables(&self) -> Vec<(ObjectId, ObjectId)> {
        let counts = |object: &Object| object.is_certain && !object.is_temporary();
        let pairs = self.now.tables().filter_map(|(id, object, _)| {
            let other = same_table(self.to, object)?;
            let is_touched = id != other || !self.now.shares(self.to, id);
            let counts = counts(object) && counts(self.to.object(other)) && is_touched;
            counts.then_some((id, other))
        });
        pairs.collect()
    }

    /// The objects of one kind that are there before and not after.
    fn gone(&self, is_kind: impl Fn(&ObjectKind) -> bool) -> Vec<ObjectId> {
        self.alone(true, is_kind)
    }

    /// The objects of one kind that are there after and not before.
    fn fresh(&self, is_kind: impl Fn(&ObjectKind) -> bool) -> Vec<ObjectId> {
        self.alone(false, is_kind)
    }

    /// Whether a schema of PostgreSQL goes, with all that is in it: of that nothing is said.
    fn goes(&self, namespace: &str) -> bool {
        self.now.has_namespace(namespace) == Some(true)
            && self.to.has_namespace(namespace) == Some(false)
    }

    fn alone(&self, before: bool, is_kind: impl Fn(&ObjectKind) -> bool) -> Vec<ObjectId> {
        let schema = if before { &self.now } else { self.to };
        let say = migrate_schema::describe::Describer::short(schema);
        let differences = self.differences();
        // One that is otherwise is altered, or has to go and be made again.
        let is_altered = |it: &Difference| {
            let words = it.object.split(' ').next().unwrap_or_default();
            let is_kept = ["enum", "domain", "sequence", "composite"].contains(&words);
            is_kept && it.before.is_some() && it.after.is_some()
        };
        let lines = differences
            .iter()
            .filter(|it| it.is_whole && !is_altered(it));
        let lines: Vec<&String> = lines
            .filter_map(|it| {
                if before {
                    it.before.as_ref()
                } else {
                    it.after.as_ref()
                }
            })
            .collect();
        let objects = schema.objects().filter(|(_, object)| is_kind(&object.kind));
        let found = objects.filter(|(id, object)| {
            lines.contains(&&say.headline(*id)) || before && self.goes(&object.namespace)
        });
        found.map(|(id, _)| id).collect()
    }
}

/// The table of another schema that has the name.
fn same_table(schema: &Schema, object: &Object) -> Option<ObjectId> {
    let mut tables = schema.tables();
    let found = tables.find(|(_, other, _)| {
        other.namespace == object.namespace
            && names::same(schema.dialect, &other.name, &object.name)
    });
    found.map(|(id, ..)| id)
}
