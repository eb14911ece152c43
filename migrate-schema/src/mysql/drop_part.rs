//! Columns, keys and constraints that a table loses.
use super::edit::Edit;
use super::faults;
use crate::Dialect;
use crate::model::{ColumnId, Constraint, ConstraintKind, IndexPartTarget};
use crate::{Fault, names};
use migrate_sql::statement::{Name, Span};

impl Edit<'_> {
    /// Removes a column, and it from keys; a key without columns goes too.
    pub(super) fn remove_column(&mut self, id: ColumnId, span: Span) {
        self.dropped = Some(span);
        self.changes_columns = true;
        let name = self.table.column_by_id(id);
        let name = name.map_or_else(String::new, |column| column.name.clone());
        let table = &mut self.table;
        table.columns.retain(|column| column.id != id);
        let is_it = |other: &String| names::same(Dialect::Mysql, other, &name);
        if self.replaced.iter().any(is_it) {
            self.replaced_ids.push((id, name));
            return;
        }
        for index in &mut table.indexes {
            index
                .parts
                .retain(|part| part.target != IndexPartTarget::Column(id));
        }
        table.indexes.retain(|index| !index.parts.is_empty());
        table
            .constraints
            .retain_mut(|constraint| match &mut constraint.kind {
                ConstraintKind::PrimaryKey(key) => {
                    if key.columns.contains(&id) {
                        key.details.clear();
                    }
                    key.columns.retain(|column| *column != id);
                    !key.columns.is_empty()
                }
                ConstraintKind::ForeignKey(key) => !key.columns.contains(&id),
                ConstraintKind::Check(check) => !check.expression.has_column(id),
                _ => true,
            });
    }

    /// A key names its columns: one that is dropped and added by one statement stays in it.
    pub(super) fn put_new_columns_into_keys(&mut self) {
        for (old, name) in std::mem::take(&mut self.replaced_ids) {
            let Some(new) = self.table.column(Dialect::Mysql, &name) else {
                continue;
            };
            let was = self.schema.table(self.id);
            let was = was.and_then(|table| table.column_by_id(old));
            if was.is_some_and(|was| was.data_type != new.data_type) {
                // It may be over a part of the new one.
                self.is_doubtful = true;
            }
            let new = new.id;
            let indexes = self.table.indexes.iter_mut();
            for part in indexes.flat_map(|index| &mut index.parts) {
                if part.target == IndexPartTarget::Column(old) {
                    part.target = IndexPartTarget::Column(new);
                }
            }
            let mut is_primary = false;
            for constraint in &mut self.table.constraints {
                if let ConstraintKind::PrimaryKey(key) = &mut constraint.kind {
                    for column in key.columns.iter_mut().filter(|column| **column == old) {
                        *column = new;
                        is_primary = true;
                    }
                }
            }
            if is_primary && let Some(mut column) = self.table.column_mut(new) {
                column.not_null = true;
            }
            self.table
                .constraints
                .retain(|constraint| !constraint.has_column(old));
            self.shorten_parts(new);
        }
    }

    fn remove_constraint(&mut self, is_it: impl Fn(&Constraint) -> bool) -> bool {
        let place = self.table.constraints.iter().position(is_it);
        if let Some(place) = place {
            self.table.constraints.remove(place);
        }
        place.is_some()
    }

    /// Drops a foreign key; says whether there is one, or may be.
    pub(super) fn drop_foreign_key(&mut self, name: &Name) -> bool {
        let is_key =
            |constraint: &Constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_));
        self.remove_constraint(|constraint| is_key(constraint) && has_name(constraint, name))
    }

    /// Says that there is no such foreign key, if that is certain.
    pub(super) fn no_foreign_key(&mut self, name: &Name) {
        if !self.may_have_foreign_key(name) {
            let fault = faults::no_constraint(name, &self.name, &self.table);
            self.fault(fault);
        }
    }

    /// Names that are made up differ between servers.
    fn may_have_foreign_key(&self, name: &Name) -> bool {
        let is_number = name.text.bytes().all(|byte| byte.is_ascii_digit());
        self.table.constraints.iter().any(|constraint| {
            let generated_from_index = constraint.is_generated_name
                && constraint
                    .name
                    .as_ref()
                    .is_some_and(|name| !name.contains("_ibfk_"));
            matches!(constraint.kind, ConstraintKind::ForeignKey(_))
                && (constraint.not_valid
                    || generated_from_index
                    || (constraint.is_generated_name && is_number))
        })
    }

    /// Drops a check; says whether there is one, or may be.
    pub(super) fn drop_check(&mut self, name: &Name) -> bool {
        let is_check =
            |constraint: &Constraint| matches!(constraint.kind, ConstraintKind::Check(_));
        if self.remove_constraint(|constraint| is_check(constraint) && has_name(constraint, name)) {
            return true;
        }
        // The servers make up different names (`CONSTRAINT_1`, `t_chk_1`), so which check has one of
        // them is not known.
        let made_up =
            |constraint: &Constraint| is_check(constraint) && constraint.is_generated_name;
        let text = name.text.to_lowercase();
        let is_mariadb = self.schema.server.is_mariadb;
        let looks_made_up =
            text.starts_with("constraint_") || (text.contains("_chk_") && !is_mariadb);
        looks_made_up && self.remove_constraint(made_up)
    }

    /// Drops a unique or primary key that is called a constraint; says whether there is one. Other
    /// indexes are not constraints: `DROP CONSTRAINT` does not find them.
    pub(super) fn drop_unique(&mut self, name: &Name, span: Span) -> bool {
        if names::same(Dialect::Mysql, &name.text, "PRIMARY") {
            self.drop_primary_key(span);
            return true;
        }
        let found = self.table.index(Dialect::Mysql, &name.text);
        let is_unique = found.is_some_and(|index| index.unique);
        if is_unique {
            self.remove_index(name);
        }
        is_unique
    }

    /// Says that there is no such constraint, if that is certain.
    pub(super) fn no_constraint(&mut self, name: &Name) {
        if !self.may_have_foreign_key(name) {
            let fault = faults::no_constraint(name, &self.name, &self.table);
            self.fault(fault);
        }
    }

    /// Drops the primary key.
    pub(super) fn drop_primary_key(&mut self, span: Span) {
        let is_key =
            |constraint: &Constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey(_));
        if self.remove_constraint(is_key) {
            self.dropped = Some(span);
        } else {
            let message = format!("table `{}` has no primary key", self.name);
            self.fault(Fault::new(
                migrate_sql::codes::UNKNOWN_CONSTRAINT,
                span,
                message,
            ));
        }
    }

    /// Drops an index.
    pub(super) fn drop_index(&mut self, name: &Name, if_exists: bool) {
        if names::same(Dialect::Mysql, &name.text, "PRIMARY") {
            self.drop_primary_key(name.span);
        } else if self.has_index(name) {
            self.remove_index(name);
        } else if !if_exists {
            self.no_index(name);
        }
    }

    fn remove_index(&mut self, name: &Name) {
        let indexes = &mut self.table.indexes;
        if let Some(place) = indexes.position(Dialect::Mysql, &name.text) {
            indexes.remove(place);
        }
        self.dropped = Some(name.span);
    }

    /// Whether there is an index of that name.
    pub(super) fn has_index(&self, name: &Name) -> bool {
        let is_primary = names::same(Dialect::Mysql, &name.text, "PRIMARY");
        self.table.index(Dialect::Mysql, &name.text).is_some()
            || (is_primary && self.table.primary_key().is_some())
    }

    /// Says that there is no such index, if that is certain: servers may make and drop those of
    /// foreign keys at other times.
    pub(super) fn no_index(&mut self, name: &Name) {
        let may_be_implicit = self.table.constraints.iter().any(|constraint| {
            let ConstraintKind::ForeignKey(key) = &constraint.kind else {
                return false;
            };
            let first = key
                .columns
                .first()
                .and_then(|column| self.table.column_by_id(*column));
            let starts = |start: &str| {
                names::key(Dialect::Mysql, &name.text)
                    .starts_with(&*names::key(Dialect::Mysql, start))
            };
            constraint.not_valid
                || has_name(constraint, name)
                || first.is_some_and(|column| starts(&column.name))
        });
        // Of `id INT UNIQUE PRIMARY KEY` MySQL makes two keys, MariaDB one.
        let of_primary = self
            .table
            .primary_key()
            .unwrap_or_default()
            .iter()
            .any(|column| {
                let column = self.table.column_by_id(*column);
                column.is_some_and(|column| names::same(Dialect::Mysql, &column.name, &name.text))
            });
        if !may_be_implicit && !of_primary {
            let fault = faults::no_index(name, &self.name, &self.table);
            self.fault(fault);
        }
    }

    /// `RENAME INDEX a TO b`, all of a statement at once: they may swap their names.
    pub(super) fn rename_indexes(&mut self, renames: &[(&Name, &Name)]) {
        let mut renamed = Vec::new();
        for (place, (from, to)) in renames.iter().enumerate() {
            if let Some(fault) = faults::wrong_index_name(to, self.is_innodb()) {
                self.fault(fault);
                continue;
            }
            // Out of the way of others.
            let between = format!("\0{place}");
            let indexes = &mut self.table.indexes;
            if let Some(mut index) = indexes.named_mut(Dialect::Mysql, &from.text) {
                let old = std::mem::replace(&mut index.name, between.clone());
                renamed.push((between, old, *to));
                continue;
            }
            if !self.has_index(from) {
                self.no_index(from);
            }
        }
        for (between, old, to) in renamed {
            let mut new = &to.text;
            if let Some(other) = self.table.index(Dialect::Mysql, &to.text) {
                if !other.is_implicit {
                    let fault = faults::duplicate(
                        migrate_sql::codes::DUPLICATE_INDEX,
                        "index",
                        to,
                        &self.name,
                    );
                    self.fault(fault);
                }
                new = &old;
            }
            let indexes = &mut self.table.indexes;
            if let Some(mut index) = indexes.named_mut(Dialect::Mysql, &between) {
                index.name.clone_from(new);
            }
        }
    }
}

fn has_name(constraint: &Constraint, name: &Name) -> bool {
    let own = constraint.name.as_deref();
    own.is_some_and(|own| names::same(Dialect::Mysql, own, &name.text))
}
