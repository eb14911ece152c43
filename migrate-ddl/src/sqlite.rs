//! What SQLite can alter is altered; the rest is made anew with its rows (`sqlite_rebuild`).
use super::Work;
use super::order::parents_first;
use super::table::{TableChange, needs_value};
use super::words::tidy;
use migrate_schema::compare;
use migrate_schema::model::{Column, ConstraintKind, ObjectId, ObjectKind};

impl Work<'_> {
    pub(super) fn sqlite(&mut self) {
        self.drop_changed_views();
        for change in self.changes() {
            for trigger in &change.triggers_gone {
                let name = self.old().name(&trigger.name);
                self.run(format!("DROP TRIGGER {name}"));
            }
            for index in &change.indexes_gone {
                let name = self.old().name(&index.name);
                self.run(format!("DROP INDEX {name}"));
            }
        }
        self.drop_views_of_tables();
        let is_table = |kind: &ObjectKind| matches!(kind, ObjectKind::Table(_));
        // Before others refer to it: a table that is missing is an error even where no row has it.
        let fresh = self.fresh(is_table);
        for id in parents_first(self.to, &fresh) {
            self.create_table(id);
        }
        let mut rebuilt: Vec<(ObjectId, ObjectId)> = Vec::new();
        for change in self.changes() {
            if change.is_of_table() && !self.alter_in_place(&change) {
                rebuilt.extend(change.old);
            }
        }
        let gone = self.gone(is_table);
        self.rebuild(&rebuilt, &gone, &fresh);
        for change in self.changes() {
            let Some((_, new)) = change.old else { continue };
            for index in &change.indexes_new {
                self.run(self.new_words().index(new, index));
            }
        }
        self.create_views();
        let of_tables = self.changes().into_iter();
        let triggers: Vec<_> = of_tables.flat_map(|change| change.triggers_new).collect();
        for trigger in triggers {
            let name = self.old().name(&trigger.name);
            self.run(format!(
                "CREATE TRIGGER {name} {}",
                tidy(&trigger.definition)
            ));
        }
    }

    /// A table that is not there yet, with its indexes and triggers.
    fn create_table(&mut self, id: ObjectId) {
        let (to, words) = (self.to, self.new_words());
        let Some(table) = to.table(id) else { return };
        self.run(words.table(id, table, &words.object(id), |_| true));
        for index in &table.indexes {
            self.run(words.index(id, index));
        }
    }

    /// Views that use a table or column which goes would be in the way: SQLite looks at all of them
    /// when a table is altered.
    fn drop_views_of_tables(&mut self) {
        let is_table = |kind: &ObjectKind| matches!(kind, ObjectKind::Table(_));
        let mut touched = self.gone(is_table);
        let changes = self.changes().into_iter();
        let changes = changes.filter(|change| !change.dropped.is_empty());
        touched.extend(changes.filter_map(|change| Some(change.old?.0)));
        self.drop_what_names(&touched);
    }

    /// Drops the views, and the triggers, that name one of these tables.
    pub(super) fn drop_what_names(&mut self, tables: &[ObjectId]) {
        let names = tables.iter().filter_map(|id| self.now.get(*id));
        // In quotes a quote stands twice.
        let names: Vec<String> = names
            .flat_map(|object| {
                let name = object.name.to_ascii_lowercase();
                [name.replace('"', "\"\""), name]
            })
            .collect();
        let has_name = |text: &str| {
            let text = text.to_ascii_lowercase();
            names.iter().any(|name| has_word(&text, name))
        };
        self.drop_views(|view| has_name(&view.definition));
        let all = self.now.objects();
        let triggers = all.flat_map(|(id, object)| match &object.kind {
            ObjectKind::Table(table) => table.triggers.iter().map(|it| (id, it)).collect(),
            ObjectKind::View(view) => view.table.triggers.iter().map(|it| (id, it)).collect(),
            _ => Vec::new(),
        });
        let named: Vec<String> = triggers
            .filter(|(id, trigger)| tables.contains(id) || has_name(&trigger.definition))
            .map(|(_, trigger)| self.old().name(&trigger.name))
            .collect();
        for name in named {
            self.run(format!("DROP TRIGGER {name}"));
        }
    }

    /// Does it with `ALTER TABLE`, if that makes the table what it is to be.
    fn alter_in_place(&mut self, change: &TableChange) -> bool {
        let Some((old, new)) = change.old else {
            return false;
        };
        if !change.changed.is_empty() || change.has_other {
            return false;
        }
        let table = self.old().object(old);
        let mut statements: Vec<(Option<String>, String)> = Vec::new();
        for column in &change.dropped {
            let name = self.old().name(&column.name);
            let lost = column.generated.is_none();
            let lost = lost.then(|| format!("the values of `{table}.{}`", column.name));
            statements.push((lost, format!("ALTER TABLE {table} DROP COLUMN {name}")));
        }
        for column in &change.added {
            match self.added(change, new, column) {
                Some(definition) => {
                    let filled = self.new_words().default_of(new, column);
                    let filled = filled.filter(|value| {
                        column.not_null && self.new_words().neutral(column).as_ref() == Some(value)
                    });
                    let filled = filled.map(|value| super::table::filled(&table, column, &value));
                    statements.push((
                        filled,
                        format!("ALTER TABLE {table} ADD COLUMN {definition}"),
                    ));
                }
                None => return false,
            }
        }
        let mut trial = self.now.clone();
        for (_, sql) in &statements {
            if !migrate_schema::run(&mut trial, sql).is_empty() {
                return false;
            }
        }
        let name = migrate_schema::describe::Describer::short(&self.now).object_name(old);
        let left = compare::compare(&trial, self.to);
        let is_left = left.iter().any(|difference| {
            let is_of_table = matches!(
                difference.what.kind,
                migrate_sql::statement::Kind::Column | migrate_sql::statement::Kind::Constraint
            );
            is_of_table && difference.what.of.as_deref() == Some(&*name)
        });
        if is_left {
            return false;
        }
        for (lost, sql) in statements {
            if let Some(lost) = lost {
                self.lossy(lost);
            }
            self.run(sql);
        }
        true
    }

    /// A column for `ADD COLUMN`, with the foreign key that it alone has; `None` where SQLite can't
    /// add it to a table with rows.
    fn added(&self, change: &TableChange, of: ObjectId, column: &Column) -> Option<String> {
        let words = self.new_words();
        let default = words.default_of(of, column);
        let is_constant = default.as_ref().is_none_or(|default| {
            let lower = default.to_ascii_lowercase();
            !lower.starts_with('(') && !lower.starts_with("current_")
        });
        let is_stored = column.generated.as_ref().is_some_and(|own| own.stored);
        let needs_value = needs_value(self.to.dialect, column);
        if !is_constant || is_stored || needs_value || column.identity.is_some() {
            return None;
        }
        let mut text = words.definition(of, column);
        for constraint in &change.constraints_new {
            if !constraint.has_column(column.id) {
                continue;
            }
            let ConstraintKind::ForeignKey(key) = &constraint.kind else {
                return None;
            };
            if key.columns.len() > 1 || default.is_some() {
                return None;
            }
            if let Some(name) = &constraint.name {
                text += &format!(" CONSTRAINT {}", words.name(name));
            }
            text += &format!(" {}", words.references(key));
            text += match constraint.deferrable {
                (_, true) => " DEFERRABLE INITIALLY DEFERRED",
                (true, false) => " DEFERRABLE",
                (false, false) => "",
            };
        }
        Some(text)
    }
}

/// Whether a name stands in a text by itself; both in lower case.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part)
    })
}
