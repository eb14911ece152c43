//! The schema between two statements.
//!
//! Objects have an [`ObjectId`] that stays the same when they are renamed, and refer to each other by
//! it: so a rename changes one name. Columns have a [`ColumnId`] within their table for the same
//! reason. Two schemas are compared by names (see `diff`), since the ids of what was dropped and made
//! again differ.
//!
//! What is not known for certain is marked, and whoever reads it stays silent:
//! - [`Schema::is_complete`]: there may be objects beside those that are listed.
//! - [`Object::is_certain`]: this object may be changed or gone.
//! - [`Table::is_open`], [`View::is_open`]: it may have columns beside those that are listed.
mod constraint;
mod data_type;
mod expression;
mod named;
mod object;
mod server;
mod session;
mod shared_map;
mod table;

pub use constraint::{
    Check, Constraint, ConstraintKind, Exclusion, ForeignKey, ForeignKeyTarget, Index, IndexPart,
    IndexPartTarget, Key,
};
pub use data_type::{BaseType, DataType};
pub use expression::{Piece, StoredExpression, Use};
pub use named::{Columns, HasName, Named, NamedMut};
pub use object::{
    Composite, Domain, Enum, Object, ObjectKind, Range, Routine, RoutineParameter, Sequence, View,
};
pub use server::{Record, Server};
pub use session::{FollowedName, LostRows, RowsOfScript, Session, UnfilledColumn};
pub use shared_map::SharedMap;
pub use table::{
    Column, Generated, Held, Identity, Partition, Policy, Rule, Table, TableKind, Trigger,
    VirtualTable,
};

use super::names;
use crate::Dialect;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// An object, whatever it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub u32);

/// A column of a table, whatever it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId(pub u32);

/// A schema.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Whose rules hold.
    pub dialect: Dialect,
    /// PostgreSQL's schemas; SQLite's `main` and `temp`; for MySQL the database that is connected to,
    /// under the empty name.
    pub namespaces: BTreeMap<String, Namespace>,
    /// Whether there can't be objects beside those that are listed.
    pub is_complete: bool,
    /// Names under which there may be something that is not listed, in any schema; by [`names::key`].
    pub doubtful: BTreeSet<String>,
    /// What such names may begin with: the rest was put together at run time.
    pub doubtful_prefixes: BTreeSet<String>,
    /// The extensions, by name (PostgreSQL).
    pub extensions: BTreeMap<String, Extension>,
    /// What holds for the session.
    pub session: Session,
    /// The server that it is on. Not kept: it is what `migrate.toml` says today.
    pub server: Arc<Server>,
    /// The schema at each savepoint that is still there, the oldest first; at the beginning of a
    /// transaction of the script's own, under the empty name. Not kept: they end with the script.
    pub(crate) savepoints: Vec<(String, Schema)>,
    objects: SharedMap<ObjectId, Arc<Kept>>,
    /// The views that have each word in their texts (SQLite, which finds out what they refer to
    /// whenever a name changes).
    views_by_word: SharedMap<String, Vec<ObjectId>>,
    last_id: u32,
    /// Whether there may be temporary objects: few chains have any, and none should look for them.
    has_temporary: bool,
}

/// An object, and what was found out about it as it is.
#[derive(Debug)]
struct Kept {
    object: Object,
    /// The objects that it refers to, in order, once somebody has asked.
    refers_to: OnceLock<Vec<ObjectId>>,
}

/// An extension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extension {
    /// The schema that its objects are in.
    pub namespace: Option<String>,
}

/// A schema of PostgreSQL, a database of the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Namespace {
    /// Whether it is there for certain.
    pub is_certain: bool,
    /// Its comment.
    pub comment: Option<String>,
    /// Tables, views, sequences and indexes: what shares names with each other. By
    /// [`names::key`], as are the others.
    pub relations: SharedMap<String, Relation>,
    /// Types of its own (tables are types too, and are not listed here).
    pub types: SharedMap<String, ObjectId>,
    /// Functions, procedures and aggregates: all signatures of a name.
    pub routines: SharedMap<String, Vec<ObjectId>>,
}

/// What has a name among tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// A table, view or sequence.
    Object(ObjectId),
    /// An index of a table, or of one of its constraints, by the same name.
    Index(ObjectId),
}

impl Default for Namespace {
    fn default() -> Self {
        Self {
            is_certain: true,
            comment: None,
            relations: SharedMap::default(),
            types: SharedMap::default(),
            routines: SharedMap::default(),
        }
    }
}

impl Schema {
    /// An empty database.
    pub fn new(dialect: Dialect) -> Self {
        let names: &[&str] = match dialect {
            Dialect::Postgres => &["public"],
            Dialect::Sqlite => &["main", "temp"],
            Dialect::Mysql => &[""],
        };
        let namespace = |name: &&str| ((*name).to_owned(), Namespace::default());
        Self {
            dialect,
            namespaces: names.iter().map(namespace).collect(),
            is_complete: true,
            doubtful: BTreeSet::new(),
            doubtful_prefixes: BTreeSet::new(),
            extensions: BTreeMap::new(),
            session: Session::default(),
            server: Arc::default(),
            savepoints: Vec::new(),
            objects: SharedMap::default(),
            views_by_word: SharedMap::default(),
            last_id: 0,
            has_temporary: false,
        }
    }

    /// An empty database on a server.
    pub fn on(dialect: Dialect, server: Arc<Server>) -> Self {
        let mut schema = Self::new(dialect);
        // It is made along with the record.
        if let Some(name) = &server.record.schema {
            let namespace = schema.namespaces.entry(name.clone());
            namespace.or_default();
        }
        Self { server, ..schema }
    }

    /// Whether there may be something of this name, by [`names::key`], that is not listed.
    pub(crate) fn may_have(&self, key: &str) -> bool {
        !self.is_complete || self.is_doubtful(key) || self.server.provided.contains(key)
    }

    /// Whether a statement may have made something of this name, by [`names::key`], that is not listed.
    pub(crate) fn is_doubtful(&self, key: &str) -> bool {
        let mut prefixes = self.doubtful_prefixes.iter();
        self.doubtful.contains(key) || prefixes.any(|prefix| key.starts_with(&**prefix))
    }

    /// Whether there may be something that is not listed under every name that it may have.
    pub(crate) fn has_doubtful(&self) -> bool {
        !self.doubtful.is_empty() || !self.doubtful_prefixes.is_empty()
    }

    /// The number of the object that was made last.
    pub(crate) fn last_id(&self) -> u32 {
        self.last_id
    }

    /// Puts objects under their ids into a schema that has none; `None` where the last id is not
    /// behind all of them.
    pub(crate) fn restore(
        &mut self,
        objects: BTreeMap<ObjectId, Object>,
        last_id: u32,
    ) -> Option<()> {
        if objects.keys().next_back().is_some_and(|id| id.0 > last_id) {
            return None;
        }
        self.last_id = last_id;
        for (id, object) in objects {
            self.has_temporary |= object.is_temporary();
            self.enter(id, &object);
            self.objects.insert(id, Arc::new(Kept::new(object)));
        }
        Some(())
    }

    /// All temporary objects, in the order in which they were made.
    pub(crate) fn temporary_objects(&self) -> Vec<ObjectId> {
        if !self.has_temporary {
            return Vec::new();
        }
        let temporary = self.objects().filter(|(_, object)| object.is_temporary());
        temporary.map(|(id, _)| id).collect()
    }

    /// The object.
    ///
    /// # Panics
    ///
    /// If it was removed: whoever removes an object removes what refers to it.
    pub fn object(&self, id: ObjectId) -> &Object {
        &self.objects[&id]
    }

    /// The object, if it is still there.
    pub fn get(&self, id: ObjectId) -> Option<&Object> {
        self.objects.get(&id).map(|kept| &kept.object)
    }

    /// Whether an object is the very same in another schema that this one was made of, or that was
    /// made of it: nobody has touched it since.
    pub fn shares(&self, other: &Schema, id: ObjectId) -> bool {
        match (self.objects.get(&id), other.objects.get(&id)) {
            (Some(own), Some(other)) => Arc::ptr_eq(own, other),
            _ => false,
        }
    }

    /// The objects that refer to one of these, in the order in which they were made. `find` says what
    /// an object refers to: it is asked once for each state of an object, and has to be the same
    /// function whenever this is called.
    pub(crate) fn referring<'s>(
        &'s self,
        find: fn(ObjectId, &Object) -> Vec<ObjectId>,
        to: &'s BTreeSet<ObjectId>,
    ) -> impl Iterator<Item = (ObjectId, &'s Object)> {
        let refers = move |(id, kept): &(&ObjectId, &Arc<Kept>)| {
            let refers_to = kept.refers_to.get_or_init(|| find(**id, &kept.object));
            refers_to.iter().any(|other| to.contains(other))
        };
        let referring = self.objects.iter().filter(refers);
        referring.map(|(id, kept)| (*id, &kept.object))
    }

    /// The objects that are not the very same in the other schema, in the order in which they were
    /// made.
    pub fn unshared<'s>(
        &'s self,
        other: &'s Schema,
    ) -> impl Iterator<Item = (ObjectId, &'s Object)> {
        let unshared = self.objects.unshared(&other.objects);
        let unshared = unshared.filter(|(id, _)| !self.shares(other, **id));
        unshared.map(|(id, kept)| (*id, &kept.object))
    }

    /// The object, to be changed.
    ///
    /// # Panics
    ///
    /// If it was removed.
    pub fn object_mut(&mut self, id: ObjectId) -> &mut Object {
        let object = self.objects.get_mut(&id);
        let kept = Arc::make_mut(object.expect("an object that was not removed"));
        kept.changed()
    }

    /// All objects, in the order in which they were made.
    pub fn objects(&self) -> impl Iterator<Item = (ObjectId, &Object)> {
        self.objects.iter().map(|(id, kept)| (*id, &kept.object))
    }

    /// All tables, in the order in which they were made.
    pub fn tables(&self) -> impl Iterator<Item = (ObjectId, &Object, &Table)> {
        self.objects()
            .filter_map(|(id, object)| match &object.kind {
                ObjectKind::Table(table) => Some((id, object, table)),
                _ => None,
            })
    }

    /// The table, if it is one.
    pub fn table(&self, id: ObjectId) -> Option<&Table> {
        match &self.get(id)?.kind {
            ObjectKind::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The table, to be changed, if it is one.
    pub fn table_mut(&mut self, id: ObjectId) -> Option<&mut Table> {
        self.get(id)?;
        match &mut self.object_mut(id).kind {
            ObjectKind::Table(table) => Some(table),
            _ => None,
        }
    }

    /// What a table or view has as a table: of a view, indexes, triggers and the like.
    pub fn table_part(&self, id: ObjectId) -> Option<&Table> {
        match &self.get(id)?.kind {
            ObjectKind::Table(table) => Some(table),
            ObjectKind::View(view) => Some(&view.table),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn table_part_mut(&mut self, id: ObjectId) -> Option<&mut Table> {
        self.get(id)?;
        match &mut self.object_mut(id).kind {
            ObjectKind::Table(table) => Some(table),
            ObjectKind::View(view) => Some(&mut view.table),
            _ => None,
        }
    }

    /// Adds an object under its name. Whoever calls has made sure that the name is free; the schema
    /// that it is in is made if it is not there.
    pub fn add(&mut self, object: Object) -> ObjectId {
        self.last_id += 1;
        let id = ObjectId(self.last_id);
        self.has_temporary |= object.is_temporary();
        self.enter(id, &object);
        self.objects.insert(id, Arc::new(Kept::new(object)));
        id
    }

    /// Removes an object and its names (a table's indexes too). What refers to it is the caller's to
    /// remove.
    pub fn remove(&mut self, id: ObjectId) {
        let Some(object) = self.objects.remove(&id) else {
            return;
        };
        self.leave(id, &object);
        // Whatever else was left under its id: nothing may refer to what is gone.
        if let Some(namespace) = self.namespaces.get_mut(&object.namespace) {
            let relations = &mut namespace.relations;
            relations.retain(|_, own| *own != Relation::Index(id) && *own != Relation::Object(id));
        }
    }

    /// Gives an object another name, perhaps in another schema; its indexes go along.
    pub fn rename(&mut self, id: ObjectId, namespace: &str, name: &str) {
        let Some(mut object) = self.objects.remove(&id) else {
            return;
        };
        self.leave(id, &object);
        let changed = Arc::make_mut(&mut object).changed();
        namespace.clone_into(&mut changed.namespace);
        name.clone_into(&mut changed.name);
        self.has_temporary |= changed.is_temporary();
        self.enter(id, &object);
        self.objects.insert(id, object);
    }

    /// The views of SQLite whose texts have all words of a name, in the order in which they were made.
    pub(crate) fn views_with_words_of(&self, name: &str) -> Vec<ObjectId> {
        let mut found: Option<Vec<ObjectId>> = None;
        for word in words(name) {
            let with_word = self
                .views_by_word
                .get(&word)
                .map_or(&[][..], |ids| &ids[..]);
            found = Some(match found {
                None => with_word.to_vec(),
                Some(others) => others
                    .into_iter()
                    .filter(|id| with_word.contains(id))
                    .collect(),
            });
        }
        let mut found = found.unwrap_or_else(|| {
            // A name of signs alone.
            let objects = self.objects();
            let views = objects.filter(|(_, object)| matches!(object.kind, ObjectKind::View(_)));
            views.map(|(id, _)| id).collect()
        });
        found.sort_unstable();
        found
    }

    /// Gives a view of SQLite another text.
    pub(crate) fn set_view_text(&mut self, id: ObjectId, text: String) {
        let new = words(&text);
        let ObjectKind::View(view) = &mut self.object_mut(id).kind else {
            return;
        };
        let old = std::mem::replace(&mut view.definition, text);
        self.forget_words(id, &old);
        for word in new {
            self.views_by_word.or_default(word).push(id);
        }
    }

    fn forget_words(&mut self, id: ObjectId, text: &str) {
        for word in words(text) {
            let Some(ids) = self.views_by_word.get_mut(&word) else {
                continue;
            };
            ids.retain(|other| *other != id);
            if ids.is_empty() {
                self.views_by_word.remove(&word);
            }
        }
    }

    /// Adds the name of an index (or of a constraint that has one) of a table.
    pub fn add_index_name(&mut self, table: ObjectId, name: &str) {
        let namespace = self.object(table).namespace.clone();
        let namespace = self.namespaces.entry(namespace).or_default();
        let key = names::key(self.dialect, name).into_owned();
        namespace.relations.insert(key, Relation::Index(table));
    }

    /// Removes the name of an index of a table.
    pub fn remove_index_name(&mut self, table: ObjectId, name: &str) {
        let namespace = self.object(table).namespace.clone();
        let key = names::key(self.dialect, name);
        if let Some(namespace) = self.namespaces.get_mut(&namespace)
            && namespace.relations.get(&*key) == Some(&Relation::Index(table))
        {
            namespace.relations.remove(&*key);
        }
    }

    /// Makes everything uncertain: a statement may have done anything.
    pub fn doubt_everything(&mut self) {
        self.is_complete = false;
        for object in self.objects.values_mut() {
            if object.is_certain {
                Arc::make_mut(object).changed().is_certain = false;
            }
        }
        for namespace in self.namespaces.values_mut() {
            namespace.is_certain = false;
        }
    }

    fn enter(&mut self, id: ObjectId, object: &Object) {
        let namespace = self.namespaces.entry(object.namespace.clone()).or_default();
        let key = |name: &str| names::key(self.dialect, name).into_owned();
        let name = key(&object.name);
        match &object.kind {
            ObjectKind::Table(table) => {
                let names: Vec<&str> = match self.dialect {
                    // They have their names within their table.
                    Dialect::Mysql => Vec::new(),
                    // Those of constraints have names that the engine keeps to itself.
                    Dialect::Sqlite => table.indexes.iter().map(|index| &*index.name).collect(),
                    Dialect::Postgres => table.index_names().collect(),
                };
                for index in names {
                    namespace.relations.insert(key(index), Relation::Index(id));
                }
                namespace.relations.insert(name, Relation::Object(id));
            }
            ObjectKind::View(view) => {
                for index in view.table.index_names() {
                    namespace.relations.insert(key(index), Relation::Index(id));
                }
                namespace.relations.insert(name, Relation::Object(id));
                if self.dialect == Dialect::Sqlite {
                    for word in words(&view.definition) {
                        self.views_by_word.or_default(word).push(id);
                    }
                }
            }
            ObjectKind::Sequence(_) => {
                namespace.relations.insert(name, Relation::Object(id));
            }
            ObjectKind::Enum(_)
            | ObjectKind::Domain(_)
            | ObjectKind::Composite(_)
            | ObjectKind::Range(_)
            | ObjectKind::OtherType => {
                namespace.types.insert(name, id);
            }
            ObjectKind::Routine(_) => namespace.routines.or_default(name).push(id),
        }
    }

    fn leave(&mut self, id: ObjectId, object: &Object) {
        if let (ObjectKind::View(view), Dialect::Sqlite) = (&object.kind, self.dialect) {
            self.forget_words(id, &view.definition);
        }
        let Some(namespace) = self.namespaces.get_mut(&object.namespace) else {
            return;
        };
        let (is_object, is_index) = (Relation::Object(id), Relation::Index(id));
        let key = |name: &str| names::key(self.dialect, name).into_owned();
        let name = key(&object.name);
        let relations = &mut namespace.relations;
        let with_indexes = match &object.kind {
            ObjectKind::Table(table) => Some(table),
            // A materialized view has some.
            ObjectKind::View(view) => Some(&view.table),
            _ => None,
        };
        if let Some(table) = with_indexes {
            let names: Vec<String> = match self.dialect {
                Dialect::Mysql => Vec::new(),
                Dialect::Sqlite => table.indexes.iter().map(|index| key(&index.name)).collect(),
                Dialect::Postgres => table.index_names().map(key).collect(),
            };
            for index in names {
                if relations.get(&index) == Some(&is_index) {
                    relations.remove(&index);
                }
            }
        }
        if relations.get(&name) == Some(&is_object) {
            relations.remove(&name);
        }
        if namespace.types.get(&name) == Some(&id) {
            namespace.types.remove(&name);
        }
        if let Some(all) = namespace.routines.get_mut(&name) {
            all.retain(|other| *other != id);
            if all.is_empty() {
                namespace.routines.remove(&name);
            }
        }
    }
}

/// The words of a text that may be names or parts of quoted ones, in lower case, each once.
fn words(text: &str) -> BTreeSet<String> {
    let is_between =
        |letter: char| letter.is_ascii() && letter != '_' && !letter.is_ascii_alphanumeric();
    let words = text.split(is_between).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect()
}

impl Kept {
    fn new(object: Object) -> Self {
        Self {
            object,
            refers_to: OnceLock::new(),
        }
    }

    /// The object, to be changed: what was found out about it holds no more.
    fn changed(&mut self) -> &mut Object {
        self.refers_to = OnceLock::new();
        &mut self.object
    }
}

impl Clone for Kept {
    /// A copy is made to be changed.
    fn clone(&self) -> Self {
        Self::new(self.object.clone())
    }
}

impl Deref for Kept {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.object
    }
}
