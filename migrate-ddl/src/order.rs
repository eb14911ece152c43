//! What has to be made, and dropped, before what.
use super::Work;
use super::words::tidy;
use migrate_schema::compare::compare;
use migrate_schema::describe::Describer;
use migrate_schema::model::{ConstraintKind, ForeignKeyTarget, ObjectId, ObjectKind, Table, View};
use migrate_schema::{Schema, names};
use migrate_sql::statement::Kind;
use std::collections::BTreeSet;

/// The tables that foreign keys of a table refer to.
pub(super) fn parents(schema: &Schema, table: &Table) -> Vec<ObjectId> {
    let targets = table.constraints.iter().filter_map(|it| match &it.kind {
        ConstraintKind::ForeignKey(key) => Some(&key.target),
        _ => None,
    });
    let found = targets.filter_map(|target| match target {
        ForeignKeyTarget::Table { table, .. } => Some(*table),
        ForeignKeyTarget::Named { table, .. } => {
            let mut tables = schema.tables();
            let same = |own: &str| names::same(schema.dialect, own, table);
            tables
                .find(|(_, object, _)| same(&object.name))
                .map(|(id, ..)| id)
        }
    });
    found.collect()
}

/// Tables in an order in which each comes behind those that it refers to, as far as there is one.
pub(super) fn parents_first(schema: &Schema, tables: &[ObjectId]) -> Vec<ObjectId> {
    let needs = |id: ObjectId| {
        let Some(table) = schema.table(id) else {
            return Vec::new();
        };
        let mut needed = parents(schema, table);
        needed.extend(&table.inherits);
        needed.extend(table.partition_of.as_ref().map(|of| of.parent));
        needed
    };
    sorted(tables, needs)
}

/// Views in an order in which each comes behind those that it is made of.
pub(super) fn views_in_order(schema: &Schema, views: &[ObjectId]) -> Vec<ObjectId> {
    sorted(views, |id| {
        match schema.get(id).map(|object| &object.kind) {
            Some(ObjectKind::View(view)) => view.uses.iter().map(|used| used.object()).collect(),
            _ => Vec::new(),
        }
    })
}

fn sorted(all: &[ObjectId], needs: impl Fn(ObjectId) -> Vec<ObjectId>) -> Vec<ObjectId> {
    let mut left: Vec<ObjectId> = all.to_vec();
    let mut done = Vec::new();
    while !left.is_empty() {
        let is_free = |id: &ObjectId| {
            let needed = needs(*id);
            !needed
                .iter()
                .any(|other| other != id && left.contains(other))
        };
        // In a circle, any of them.
        let next = left.iter().position(is_free).unwrap_or(0);
        done.push(left.remove(next));
    }
    done
}

impl Work<'_> {
    /// Drops the views that make use of something, those that make use of them first.
    pub(super) fn drop_views(&mut self, is_used: impl Fn(&View) -> bool) {
        let mut dropped: BTreeSet<ObjectId> = BTreeSet::new();
        loop {
            let is_hit = |view: &View| {
                let mut uses = view.uses.iter();
                is_used(view) || uses.any(|used| dropped.contains(&used.object()))
            };
            let found = self
                .now
                .objects()
                .filter_map(|(id, object)| match &object.kind {
                    ObjectKind::View(view) if !dropped.contains(&id) && is_hit(view) => Some(id),
                    _ => None,
                });
            let found: Vec<ObjectId> = found.collect();
            if found.is_empty() {
                break;
            }
            dropped.extend(found);
        }
        let dropped: Vec<ObjectId> = dropped.into_iter().collect();
        for id in views_in_order(&self.now, &dropped).into_iter().rev() {
            self.drop_view(id);
        }
    }

    fn drop_view(&mut self, id: ObjectId) {
        let materialized = match self.now.get(id).map(|object| &object.kind) {
            Some(ObjectKind::View(view)) if view.materialized => "MATERIALIZED ",
            _ => "",
        };
        let name = self.old().object(id);
        let has_more = match self.now.get(id).map(|object| &object.kind) {
            Some(ObjectKind::View(view)) => view.table.options.contains_key("more"),
            _ => false,
        };
        if has_more {
            self.lossy(format!(
                "what was granted on {name}, and options that were set later"
            ));
        }
        self.run(format!("DROP {materialized}VIEW {name}"));
    }

    /// Makes the views that are missing.
    pub(super) fn create_views(&mut self) {
        let is_view = |kind: &ObjectKind| matches!(kind, ObjectKind::View(_));
        let fresh = self.fresh(is_view);
        for id in views_in_order(self.to, &fresh) {
            let (to, words) = (self.to, self.new_words());
            let ObjectKind::View(view) = &to.object(id).kind else {
                continue;
            };
            let name = words.object(id);
            let materialized = if view.materialized {
                "MATERIALIZED "
            } else {
                ""
            };
            let columns = view.column_names.iter().map(|name| words.name(name));
            let columns: Vec<String> = columns.collect();
            let columns = match columns.is_empty() {
                true => String::new(),
                false => format!(" ({})", columns.join(", ")),
            };
            let mut definition = tidy(&view.definition);
            if let Some(check) = view.table.options.get("check option") {
                definition += &format!("\n{}", check.to_uppercase());
            }
            let options = view.table.options.get("with");
            let options = options.map_or(String::new(), |with| format!(" {}", tidy(with)));
            let plain = format!(
                "CREATE {materialized}VIEW {name}{columns}{options} AS\n{}",
                definition
            );
            // The names of the columns may come from a list.
            let named: Vec<String> = view.columns.iter().map(|it| words.name(&it.name)).collect();
            let with_names = format!(
                "CREATE {materialized}VIEW {name} ({}){options} AS\n{}",
                named.join(", "),
                definition
            );
            let makes_it = |sql: &str| {
                let mut trial = self.now.clone();
                migrate_schema::run(&mut trial, sql);
                let left = compare(&trial, to);
                let line = Describer::short(to).headline(id);
                !left
                    .iter()
                    .any(|it| it.is_whole && it.after.as_ref() == Some(&line))
            };
            let sql = match makes_it(&plain) || view.is_open {
                true => plain,
                false => with_names,
            };
            self.run(sql);
            for index in &view.table.indexes {
                self.run(words.index(id, index));
            }
        }
        // `INSTEAD OF`; one may write to another view.
        for id in fresh {
            let ObjectKind::View(view) = &self.to.object(id).kind else {
                continue;
            };
            for trigger in &view.table.triggers {
                let (name, definition) = (
                    self.new_words().name(&trigger.name),
                    tidy(&trigger.definition),
                );
                self.run(format!("CREATE TRIGGER {name} {definition}"));
            }
        }
    }

    /// Drops the views that are to be gone or otherwise.
    pub(super) fn drop_changed_views(&mut self) {
        let names: Vec<String> = self
            .differences()
            .into_iter()
            .filter(|it| matches!(it.what.kind, Kind::View | Kind::MaterializedView))
            .filter(|it| it.before.is_some())
            .map(|it| it.what.name)
            .collect();
        let say = Describer::short(&self.now);
        let views = self.now.objects().filter(|(id, object)| {
            matches!(object.kind, ObjectKind::View(_))
                && (names.contains(&say.object_name(*id)) || self.goes(&object.namespace))
        });
        let changed: BTreeSet<ObjectId> = views.map(|(id, _)| id).collect();
        if changed.is_empty() {
            return;
        }
        self.drop_views(|view| {
            view.uses
                .iter()
                .any(|used| changed.contains(&used.object()))
        });
        for id in changed {
            if self.now.get(id).is_some() {
                self.drop_view(id);
            }
        }
    }
}
