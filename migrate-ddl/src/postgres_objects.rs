//! PostgreSQL's functions, triggers, policies and comments.
use super::Work;
use migrate_schema::describe::Describer;
use migrate_schema::model::{ObjectId, ObjectKind, Routine};

impl Work<'_> {
    /// Functions: those that the model takes before the tables are there first, the rest later.
    pub(super) fn create_routines(&mut self, early: bool) {
        let to = self.to;
        if early {
            let changed = self.changed_routines();
            for id in self.gone(|kind| matches!(kind, ObjectKind::Routine(_))) {
                if changed.contains(&id) {
                    self.drop_routine(id);
                }
            }
        }
        for id in self.fresh(|kind| matches!(kind, ObjectKind::Routine(_))) {
            if let ObjectKind::Routine(routine) = &to.object(id).kind {
                let sql = routine_sql(&self.new_words().object(id), routine);
                let uses_tables =
                    !routine.uses.is_empty() || routine.definition.contains("language sql");
                if !early || !uses_tables && self.takes(&sql) {
                    self.run(sql);
                }
            }
        }
        if early {
            return;
        }
        // One whose body alone differs is replaced.
        let say = Describer::short(to);
        let differences = self.differences();
        let replaced = to.objects().filter_map(|(id, object)| match &object.kind {
            ObjectKind::Routine(routine) => Some((id, routine)),
            _ => None,
        });
        let of = |id: ObjectId| say.object_name(id);
        let replaced: Vec<String> = replaced
            .filter(|(id, _)| {
                differences
                    .iter()
                    .any(|it| !it.is_whole && it.what.name == of(*id))
            })
            .map(|(id, routine)| {
                let sql = routine_sql(&self.new_words().object(id), routine);
                sql.replacen("CREATE ", "CREATE OR REPLACE ", 1)
            })
            .collect();
        for sql in replaced {
            self.run(sql);
        }
    }

    /// Those that are another one under the same name and arguments.
    fn changed_routines(&self) -> Vec<ObjectId> {
        let differences = self.differences();
        let changed = differences
            .iter()
            .filter(|it| it.is_whole && it.before.is_some() && it.after.is_some());
        let names: Vec<&String> = changed.map(|it| &it.what.name).collect();
        let say = Describer::short(&self.now);
        let routines = self.now.objects().filter(|(id, object)| {
            matches!(object.kind, ObjectKind::Routine(_)) && names.contains(&&say.object_name(*id))
        });
        routines.map(|(id, _)| id).collect()
    }

    pub(super) fn drop_routine(&mut self, id: ObjectId) {
        if let ObjectKind::Routine(routine) = &self.now.object(id).kind {
            let word = routine.what.to_uppercase();
            let word = if word.is_empty() {
                "FUNCTION".to_owned()
            } else {
                word
            };
            let name = self.old().signature(id, routine);
            self.run(format!("DROP {word} {name}"));
        }
    }

    pub(super) fn add_triggers(&mut self) {
        for change in self.changes() {
            let Some((old, new)) = change.old else {
                continue;
            };
            let (table, words) = (self.old().object(old), self.new_words());
            for trigger in &change.triggers_new {
                let name = words.name(&trigger.name);
                let plain = format!("CREATE TRIGGER {name} {}", trigger.definition);
                let constraint = trigger.definition.contains("deferrable");
                match constraint {
                    true => self.run(plain.replacen("CREATE ", "CREATE CONSTRAINT ", 1)),
                    false => self.run(plain),
                }
            }
            for policy in &change.policies_new {
                let name = words.name(&policy.name);
                self.run(format!(
                    "CREATE POLICY {name} ON {table} {}",
                    policy.definition
                ));
            }
            let rows =
                |schema: &migrate_schema::Schema, id| schema.table(id).map(|it| it.row_security);
            let (before, after) = (rows(&self.now, old), rows(self.to, new));
            if let (Some(before), Some(after)) = (before, after) {
                if before.0 != after.0 {
                    let word = if after.0 { "ENABLE" } else { "DISABLE" };
                    self.run(format!("ALTER TABLE {table} {word} ROW LEVEL SECURITY"));
                }
                if before.1 != after.1 {
                    let word = if after.1 { "FORCE" } else { "NO FORCE" };
                    self.run(format!("ALTER TABLE {table} {word} ROW LEVEL SECURITY"));
                }
            }
        }
    }

    pub(super) fn comments(&mut self) {
        let to = self.to;
        let words = self.new_words();
        let text = |comment: &Option<String>| {
            let comment = comment.as_ref().filter(|comment| !comment.is_empty());
            comment.map_or("NULL".to_owned(), |comment| words.text(comment))
        };
        for (id, object) in to.objects() {
            let what = match &object.kind {
                ObjectKind::View(view) if view.materialized => "MATERIALIZED VIEW",
                ObjectKind::View(_) => "VIEW",
                ObjectKind::Sequence(_) => "SEQUENCE",
                ObjectKind::Domain(_) => "DOMAIN",
                ObjectKind::Enum(_) | ObjectKind::Composite(_) | ObjectKind::Range(_) => "TYPE",
                _ => continue,
            };
            let same = self.now.objects().find(|(_, other)| {
                std::mem::discriminant(&other.kind) == std::mem::discriminant(&object.kind)
                    && (&other.namespace, &other.name) == (&object.namespace, &object.name)
            });
            let Some((_, before)) = same else { continue };
            let name = words.object(id);
            let mut statements = Vec::new();
            if text(&before.comment) != text(&object.comment) {
                statements.push(format!(
                    "COMMENT ON {what} {name} IS {}",
                    text(&object.comment)
                ));
            }
            if let (ObjectKind::View(before), ObjectKind::View(view)) = (&before.kind, &object.kind)
            {
                for column in &view.columns {
                    let was = before.columns.iter().find(|own| own.name == column.name);
                    let after = text(&column.comment);
                    if was.is_some_and(|was| text(&was.comment) != after) {
                        let column = words.name(&column.name);
                        statements.push(format!("COMMENT ON COLUMN {name}.{column} IS {after}"));
                    }
                }
            }
            statements.into_iter().for_each(|sql| self.run(sql));
        }
        for (old, new) in self.tables() {
            let name = words.object(new);
            if text(&self.now.object(old).comment) != text(&to.object(new).comment) {
                let comment = text(&to.object(new).comment);
                self.run(format!("COMMENT ON TABLE {name} IS {comment}"));
            }
            let Some(table) = to.table(new) else { continue };
            for column in &table.columns {
                let before = self
                    .now
                    .table(old)
                    .and_then(|own| own.column(to.dialect, &column.name));
                let before = before.map(|own| text(&own.comment));
                let after = text(&column.comment);
                if before.is_some_and(|before| before != after) {
                    let column = words.name(&column.name);
                    self.run(format!("COMMENT ON COLUMN {name}.{column} IS {after}"));
                }
            }
            for constraint in &table.constraints {
                let Some(own) = &constraint.name else {
                    continue;
                };
                let before = self
                    .now
                    .table(old)
                    .and_then(|it| it.constraint(to.dialect, own));
                let before = before.map(|it| text(&it.comment));
                let after = text(&constraint.comment);
                if before.is_some_and(|before| before != after) {
                    let own = words.name(own);
                    self.run(format!("COMMENT ON CONSTRAINT {own} ON {name} IS {after}"));
                }
            }
            for index in &table.indexes {
                let before = self
                    .now
                    .table(old)
                    .and_then(|it| it.index(to.dialect, &index.name));
                let before = before.map(|it| text(&it.comment));
                let after = text(&index.comment);
                if before.is_some_and(|before| before != after) {
                    let own = words.within(&to.object(new).namespace, &index.name);
                    self.run(format!("COMMENT ON INDEX {own} IS {after}"));
                }
            }
        }
    }
}

fn routine_sql(name: &str, routine: &Routine) -> String {
    let what = match routine.what {
        "" => "FUNCTION".to_owned(),
        what => what.to_uppercase(),
    };
    format!("CREATE {what} {name} {}", routine.definition)
}
