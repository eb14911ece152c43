//! Tables that SQLite can't alter are made anew, with their rows.
//!
//! `DROP TABLE` deletes the rows first, and where foreign keys are enforced that runs `ON DELETE
//! CASCADE`; `PRAGMA foreign_keys = OFF` does nothing within a transaction, and without one a crash
//! leaves what nobody can tell. So everything is done in the transaction of the revision, and nothing
//! that is kept refers to a table when that is dropped: the tables that refer to one which is made
//! anew are made anew, too, each under another name and referring to the new one. Then the old ones
//! are dropped, children first, and the new ones get their names, which the foreign keys follow.
use super::Work;
use super::order::{parents, parents_first};
use super::table::needs_value;
use migrate_schema::Schema;
use migrate_schema::model::{
    Column, ConstraintKind, ForeignKeyTarget, ObjectId, ObjectKind, Table, TableKind,
};
use migrate_schema::names;

impl Work<'_> {
    /// Makes tables anew, each given as it is and as it is to be, and drops others. Those that were
    /// made just now have no rows that could be lost.
    pub(super) fn rebuild(
        &mut self,
        asked: &[(ObjectId, ObjectId)],
        gone: &[ObjectId],
        fresh: &[ObjectId],
    ) {
        let all = self.with_children(asked, gone, fresh);
        let mut dropped: Vec<ObjectId> = all.iter().map(|(old, _)| *old).collect();
        dropped.extend(gone);
        if dropped.is_empty() {
            return;
        }
        self.drop_what_names(&dropped);
        let news: Vec<ObjectId> = all.iter().map(|(_, new)| *new).collect();
        let order = parents_first(self.to, &news);
        if !all.is_empty() {
            self.say_why(asked, all.len() > asked.len());
        }
        let is_circular = refer_in_circles(self.to, &order);
        if is_circular || refer_in_circles(&self.now, &dropped) {
            // Rows may come before those that they refer to, and go after them.
            self.run("PRAGMA defer_foreign_keys = ON".to_owned());
        }
        let temporary = self.temporary_names(&all);
        let pairs = order
            .iter()
            .filter_map(|new| all.iter().find(|(_, other)| other == new));
        let pairs: Vec<&(ObjectId, ObjectId)> = pairs.collect();
        if is_circular {
            // A row can follow only when all tables are there.
            for (_, new) in &pairs {
                self.make_empty(*new, &temporary);
            }
        }
        for (old, new) in pairs {
            if !is_circular {
                self.make_empty(*new, &temporary);
            }
            self.copy_rows(*old, *new, &temporary);
        }
        for id in parents_first(&self.now, &dropped).into_iter().rev() {
            let name = self.old().object(id);
            if gone.contains(&id) {
                self.lossy(format!("the table `{}` and its rows", plain(&self.now, id)));
            }
            self.run(format!("DROP TABLE {name}"));
        }
        for new in order {
            let Some((_, name)) = temporary.iter().find(|(id, _)| *id == new) else {
                continue;
            };
            let (from, to) = (self.old().name(name), self.new_words().object(new));
            self.run(format!("ALTER TABLE {from} RENAME TO {to}"));
        }
    }

    fn say_why(&mut self, asked: &[(ObjectId, ObjectId)], has_others: bool) {
        let names = asked
            .iter()
            .map(|(old, _)| format!("`{}`", plain(&self.now, *old)));
        let names = names.collect::<Vec<_>>().join(", ");
        let (it_is, its, it) = match asked.len() {
            1 => ("it is", "its", "it"),
            _ => ("they are", "their", "them"),
        };
        let others = match has_others {
            true => format!(", and with {it} what refers to {it}"),
            false => String::new(),
        };
        self.say(match names.is_empty() {
            true => "what refers to a table that goes is made anew: `DROP TABLE` deletes the rows first, \
                     and what hangs on them"
                .to_owned(),
            false => format!(
                "SQLite can't do this to {names} in place: {it_is} made anew with {its} rows{others}"
            ),
        });
    }

    /// The tables with those that refer to them, or to one that goes, and so on.
    fn with_children(
        &self,
        asked: &[(ObjectId, ObjectId)],
        gone: &[ObjectId],
        fresh: &[ObjectId],
    ) -> Vec<(ObjectId, ObjectId)> {
        let mut all: Vec<(ObjectId, ObjectId)> = asked.to_vec();
        loop {
            let is_in = |id: &ObjectId| all.iter().any(|(old, _)| old == id) || gone.contains(id);
            let children = self.now.tables().filter(|(id, object, table)| {
                let mut parents = parents(&self.now, table).into_iter();
                !is_in(id)
                    && !fresh.contains(id)
                    && !object.is_temporary()
                    && parents.any(|parent| is_in(&parent))
            });
            let children = children
                .filter_map(|(id, object, _)| Some((id, super::same_table(self.to, object)?)));
            let children: Vec<_> = children.collect();
            if children.is_empty() {
                return all;
            }
            all.extend(children);
        }
    }

    /// A name for each while the old one is there.
    fn temporary_names(&self, all: &[(ObjectId, ObjectId)]) -> Vec<(ObjectId, String)> {
        let mut taken: Vec<String> = Vec::new();
        let is_taken = |name: &str| {
            let mut objects = self.now.objects().chain(self.to.objects());
            objects.any(|(_, object)| names::same(self.to.dialect, &object.name, name))
        };
        for (_, new) in all {
            let own = &self.to.object(*new).name;
            let mut name = format!("{own}__new");
            while is_taken(&name) || taken.contains(&name) {
                name.push('_');
            }
            taken.push(name);
        }
        all.iter().map(|(_, new)| *new).zip(taken).collect()
    }

    /// Makes a table under its temporary name.
    fn make_empty(&mut self, new: ObjectId, temporary: &[(ObjectId, String)]) {
        let Some(mut after) = self.to.table(new).cloned() else {
            return;
        };
        let named = temporary.iter().find(|(id, _)| *id == new);
        if let (Some((_, name)), false) = (named, matches!(after.kind, TableKind::Virtual(_))) {
            self.refer_to_new(&mut after, temporary);
            let words = self.new_words();
            self.run(words.table(new, &after, &words.name(name), |_| true));
        }
    }

    /// Copies the rows of a table into the one that takes its place.
    fn copy_rows(&mut self, old: ObjectId, new: ObjectId, temporary: &[(ObjectId, String)]) {
        let (Some(before), Some(after)) = (self.now.table(old), self.to.table(new)) else {
            return;
        };
        let (before, after) = (before.clone(), after.clone());
        let Some((_, name)) = temporary.iter().find(|(id, _)| *id == new) else {
            return;
        };
        if matches!(after.kind, TableKind::Virtual(_)) {
            return;
        }
        let words = self.new_words();
        let name_shown = words.name(name);
        let own = plain(&self.now, old);
        let (mut into, mut from) = (Vec::new(), Vec::new());
        for column in after.columns.iter().filter(|it| it.generated.is_none()) {
            let found = before.column(self.to.dialect, &column.name);
            let value = match found {
                Some(found) => {
                    self.say_what_narrows(&own, found, column);
                    Some(words.name(&found.name))
                }
                None if is_rowid(&after, column) => None,
                None if needs_value(self.to.dialect, column) => {
                    let value = words.neutral(column);
                    self.fills(&own, column, value.as_deref());
                    value
                }
                None => None,
            };
            if let Some(value) = value {
                into.push(words.name(&column.name));
                from.push(value);
            }
        }
        let is_kept = |column: &Column| after.column(self.to.dialect, &column.name).is_some();
        for column in before.columns.iter().filter(|column| !is_kept(column)) {
            if column.generated.is_none() {
                self.lossy(format!("the values of `{own}.{}`", column.name));
            }
        }
        let old_shown = words.object(new);
        if !into.is_empty() {
            let (into, from) = (into.join(", "), from.join(", "));
            self.run(format!(
                "INSERT INTO {name_shown} ({into})\nSELECT {from} FROM {old_shown}"
            ));
        }
        let counts = |table: &Table| table.columns.iter().any(|column| column.identity.is_some());
        if counts(&before) && counts(&after) {
            // The numbers of rows that were deleted stay used.
            let (name, own) = (words.text(name), words.text(&own));
            self.run(format!("DELETE FROM sqlite_sequence WHERE name = {name}"));
            self.run(format!(
                "INSERT INTO sqlite_sequence (name, seq)\n\
                 SELECT {name}, seq FROM sqlite_sequence WHERE name = {own}"
            ));
        }
    }

    /// Lets foreign keys refer to the tables that will take the places of others.
    fn refer_to_new(&self, table: &mut Table, temporary: &[(ObjectId, String)]) {
        for constraint in &mut table.constraints {
            let ConstraintKind::ForeignKey(key) = &mut constraint.kind else {
                continue;
            };
            let ForeignKeyTarget::Named { table, .. } = &mut key.target else {
                continue;
            };
            let is_it = |(id, _): &&(ObjectId, String)| {
                names::same(self.to.dialect, &self.to.object(*id).name, table)
            };
            if let Some((_, name)) = temporary.iter().find(is_it) {
                table.clone_from(name);
            }
        }
    }

    fn say_what_narrows(&mut self, table: &str, old: &Column, new: &Column) {
        let name = &new.name;
        if new.not_null && !old.not_null {
            self.lossy(format!("refused where a row has NULL in `{table}.{name}`"));
        }
        if old.data_type != new.data_type && old.data_type.is_some() {
            let data_type = new.data_type.as_ref();
            let shown = data_type.map(|own| self.new_words().data_type(own));
            let shown = shown.unwrap_or_default();
            let is_text = |own: &Column| affinity(own) == Affinity::Text;
            if affinity(old) != affinity(new) && !is_text(new) {
                self.lossy(format!(
                    "values of `{table}.{name}` that are no {shown} stay as they are"
                ));
            }
        }
    }
}

/// Whether foreign keys of tables lead back to where they came from.
fn refer_in_circles(schema: &Schema, tables: &[ObjectId]) -> bool {
    let order = parents_first(schema, tables);
    let mut all = order.iter().enumerate();
    all.any(|(at, id)| {
        let parents = schema.table(*id).map(|table| parents(schema, table));
        let mut later = order[at..].iter();
        later.any(|own| {
            parents
                .as_ref()
                .is_some_and(|parents| parents.contains(own))
        })
    })
}

/// What SQLite makes of values by a column's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

fn affinity(column: &Column) -> Affinity {
    let data_type = column.data_type.as_ref();
    let name = data_type.and_then(|own| own.built_in_name()).unwrap_or("");
    let name = name.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    match () {
        () if has(&["int"]) => Affinity::Integer,
        () if has(&["char", "clob", "text"]) => Affinity::Text,
        () if name.is_empty() || has(&["blob"]) => Affinity::Blob,
        () if has(&["real", "floa", "doub"]) => Affinity::Real,
        () => Affinity::Numeric,
    }
}

/// Whether a column is the number that each row has anyway.
fn is_rowid(table: &Table, column: &Column) -> bool {
    let data_type = column.data_type.as_ref();
    let is_integer = data_type.and_then(|own| own.built_in_name()) == Some("integer");
    table.primary_key() == Some(&[column.id]) && is_integer
}

fn plain(schema: &Schema, id: ObjectId) -> String {
    match schema.get(id) {
        Some(object) => match &object.kind {
            ObjectKind::Table(_) => object.name.clone(),
            _ => String::new(),
        },
        None => String::new(),
    }
}
