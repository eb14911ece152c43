//! MySQL and MariaDB: a changed column is written as a whole.
use super::Work;
use super::order::parents_first;
use super::table::{TableChange, needs_value};
use migrate_schema::model::{
    Column, Constraint, ConstraintKind, DataType, Index, ObjectId, ObjectKind,
};

impl Work<'_> {
    pub(super) fn mysql(&mut self) {
        self.drop_changed_views();
        let mut touched = self.gone(|kind| matches!(kind, ObjectKind::Table(_)));
        for change in self.changes() {
            if !change.dropped.is_empty() {
                touched.extend(change.old.map(|(old, _)| old));
            }
            for trigger in &change.triggers_gone {
                let name = self.old().name(&trigger.name);
                self.run(format!("DROP TRIGGER {name}"));
            }
        }
        self.drop_views(|view| {
            view.uses
                .iter()
                .any(|used| touched.contains(&used.object()))
        });
        self.drop_foreign_keys();
        self.drop_tables();
        let fresh = self.fresh(|kind| matches!(kind, ObjectKind::Table(_)));
        for id in parents_first(self.to, &fresh) {
            self.create_table_mysql(id);
        }
        for change in self.changes() {
            self.alter_mysql(&change);
        }
        self.add_foreign_keys();
        self.create_views();
        for change in self.changes() {
            for trigger in &change.triggers_new {
                let name = self.new_words().name(&trigger.name);
                self.run(format!("CREATE TRIGGER {name} {}", trigger.definition));
            }
        }
    }

    /// Foreign keys that go, or that a change of their columns would be refused for.
    fn drop_foreign_keys(&mut self) {
        let changes = self.changes();
        let mut touched = Vec::new();
        for change in &changes {
            let Some((old, _)) = change.old else { continue };
            let columns = change
                .changed
                .iter()
                .filter(|(_, _, what)| what.data_type || what.collation || what.identity);
            touched.extend(columns.map(|(column, ..)| (old, column.id)));
        }
        let mut dropped: Vec<(ObjectId, String)> = Vec::new();
        for change in &changes {
            let Some((old, _)) = change.old else { continue };
            for constraint in change
                .constraints_gone
                .iter()
                .filter(|it| is_foreign_key(it))
            {
                dropped.extend(constraint.name.clone().map(|name| (old, name)));
            }
        }
        for (id, _, table) in self.now.tables() {
            for constraint in &table.constraints {
                let ConstraintKind::ForeignKey(key) = &constraint.kind else {
                    continue;
                };
                let own = key
                    .columns
                    .iter()
                    .any(|column| touched.contains(&(id, *column)));
                let target = match &key.target {
                    migrate_schema::model::ForeignKeyTarget::Table { table, columns } => columns
                        .iter()
                        .any(|column| touched.contains(&(*table, *column))),
                    _ => false,
                };
                if own || target {
                    dropped.extend(constraint.name.clone().map(|name| (id, name)));
                }
            }
        }
        let mut seen = Vec::new();
        for (id, name) in dropped {
            if seen.contains(&(id, name.clone())) || self.now.get(id).is_none() {
                continue;
            }
            let (table, shown) = (self.old().object(id), self.old().name(&name));
            self.run(format!("ALTER TABLE {table} DROP FOREIGN KEY {shown}"));
            seen.push((id, name));
        }
    }

    fn create_table_mysql(&mut self, id: ObjectId) {
        let (to, words) = (self.to, self.new_words());
        let Some(table) = to.table(id) else { return };
        let sql = words.table(id, table, &words.object(id), |it| !is_foreign_key(it));
        self.run(sql);
        for index in table.indexes.iter().filter(|index| !index.is_implicit) {
            self.run(words.index(id, index));
        }
    }

    fn alter_mysql(&mut self, change: &TableChange) {
        let Some((old, new)) = change.old else { return };
        let (table, words) = (self.old().object(old), self.new_words());
        for constraint in change.constraints_gone.iter().filter(|it| is_check(it)) {
            if let Some(name) = &constraint.name {
                let name = words.name(name);
                self.run(format!("ALTER TABLE {table} DROP CONSTRAINT {name}"));
            }
        }
        // An index that a foreign key needs goes when another has taken its place.
        let mut kept: Vec<&Index> = Vec::new();
        for index in change
            .indexes_gone
            .iter()
            .filter(|it| !goes_along(change, it))
        {
            let is_same_name = change.indexes_new.iter().any(|it| it.name == index.name);
            let sql = format!("DROP INDEX {} ON {table}", words.name(&index.name));
            match self.takes(&sql) || is_same_name {
                true => self.run(sql),
                false => kept.push(index),
            }
        }
        let is_key = |it: &&Constraint| matches!(it.kind, ConstraintKind::PrimaryKey(_));
        let key_gone = change.constraints_gone.iter().find(is_key);
        let key_new = change.constraints_new.iter().find(is_key);
        for column in &change.added {
            let mut definition = words.definition(new, column);
            if column.identity.is_some() {
                // One that counts has to be a key at once.
                definition += " UNIQUE";
            }
            if needs_value(self.to.dialect, column) {
                let value = words.neutral(column);
                self.fills(&table, column, value.as_deref());
                if let Some(value) = value {
                    let with = words.definition_with(new, column, Some(value));
                    let name = words.name(&column.name);
                    self.run(format!("ALTER TABLE {table} ADD COLUMN {with}"));
                    self.run(format!(
                        "ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT"
                    ));
                    continue;
                }
            }
            self.run(format!("ALTER TABLE {table} ADD COLUMN {definition}"));
        }
        let modify = |column| {
            format!(
                "ALTER TABLE {table} MODIFY COLUMN {}",
                words.definition(new, column)
            )
        };
        let (counting, others): (Vec<_>, Vec<_>) = change
            .changed
            .iter()
            .partition(|(before, after, _)| before.identity.is_none() && after.identity.is_some());
        for (before, after, what) in others {
            if what.data_type && !grows(before, after) {
                self.lossy(format!(
                    "refused, or cut, where a value of `{table}.{}` is too large",
                    after.name
                ));
            }
            if after.not_null && !before.not_null {
                self.lossy(format!(
                    "refused where a row has NULL in `{table}.{}`",
                    after.name
                ));
            }
            if what.generated {
                self.lossy(format!("the values of `{table}.{}`", after.name));
                let name = words.name(&after.name);
                self.run(format!("ALTER TABLE {table} DROP COLUMN {name}"));
                let definition = words.definition(new, after);
                self.run(format!("ALTER TABLE {table} ADD COLUMN {definition}"));
                continue;
            }
            self.run(modify(after));
        }
        match (key_gone, key_new) {
            (Some(_), Some(key)) => {
                let key = words.constraint(new, key);
                self.run(format!("ALTER TABLE {table} DROP PRIMARY KEY, ADD {key}"));
            }
            (Some(gone), None) if !change.goes_along(gone) => {
                self.run(format!("ALTER TABLE {table} DROP PRIMARY KEY"));
            }
            (None, Some(key)) => {
                let key = words.constraint(new, key);
                self.run(format!("ALTER TABLE {table} ADD {key}"));
            }
            _ => {}
        }
        for index in &change.indexes_new {
            self.run(words.index(new, index));
        }
        for (_, after, _) in counting {
            self.run(modify(after));
        }
        for index in kept {
            self.run(format!("DROP INDEX {} ON {table}", words.name(&index.name)));
        }
        // What is computed of another column is in the way of that.
        let (generated, others): (Vec<&Column>, Vec<&Column>) =
            change.dropped.iter().partition(|it| it.generated.is_some());
        for column in generated.into_iter().chain(others) {
            if column.generated.is_none() {
                self.lossy(format!("the values of `{table}.{}`", column.name));
            }
            let name = words.name(&column.name);
            self.run(format!("ALTER TABLE {table} DROP COLUMN {name}"));
        }
        for constraint in change.constraints_new.iter().filter(|it| is_check(it)) {
            let definition = words.constraint(new, constraint);
            self.run(format!("ALTER TABLE {table} ADD {definition}"));
        }
        let comments = (&self.now.object(old).comment, &self.to.object(new).comment);
        if comments.0.as_deref().unwrap_or("") != comments.1.as_deref().unwrap_or("") {
            let comment = words.text(comments.1.as_deref().unwrap_or(""));
            self.run(format!("ALTER TABLE {table} COMMENT = {comment}"));
        }
    }

    fn add_foreign_keys(&mut self) {
        for change in self.changes() {
            let Some((old, new)) = change.old else {
                continue;
            };
            let table = self.old().object(old);
            for constraint in change
                .constraints_new
                .iter()
                .filter(|it| is_foreign_key(it))
            {
                let definition = self.new_words().constraint(new, constraint);
                self.run(format!("ALTER TABLE {table} ADD {definition}"));
            }
        }
    }
}

/// Whether an index goes with the columns that are dropped: one that has others is left with them.
fn goes_along(change: &TableChange, index: &Index) -> bool {
    let columns = index.plain_columns().unwrap_or_default();
    let mut columns = columns.iter();
    columns.all(|column| change.dropped.iter().any(|gone| gone.id == *column))
}

fn is_foreign_key(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::ForeignKey(_))
}

fn is_check(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::Check(_))
}

/// Whether every value of a column is one of the other's type.
fn grows(before: &Column, after: &Column) -> bool {
    let (Some(old), Some(new)) = (&before.data_type, &after.data_type) else {
        return false;
    };
    let (Some(old_name), Some(new_name)) = (old.built_in_name(), new.built_in_name()) else {
        return false;
    };
    const ORDERS: &[&[&str]] = &[
        &["tinyint", "smallint", "mediumint", "int", "bigint"],
        &[
            "tinyint unsigned",
            "smallint unsigned",
            "mediumint unsigned",
            "int unsigned",
            "bigint unsigned",
        ],
        &["tinytext", "text", "mediumtext", "longtext"],
        &["tinyblob", "blob", "mediumblob", "longblob"],
        &["float", "double"],
    ];
    let in_order = |order: &&&[&str]| {
        let place = |name: &str| order.iter().position(|own| *own == name);
        matches!((place(old_name), place(new_name)), (Some(old), Some(new)) if old <= new)
    };
    let length = |own: &DataType| {
        own.modifiers
            .first()
            .and_then(|own| own.parse::<u32>().ok())
    };
    match (old_name, new_name) {
        ("char" | "varchar", "varchar") | ("varbinary", "varbinary") => {
            matches!((length(old), length(new)), (Some(old), Some(new)) if old <= new)
        }
        ("enum", "enum") | ("set", "set") => old
            .modifiers
            .iter()
            .all(|value| new.modifiers.contains(value)),
        _ => ORDERS.iter().any(|order| in_order(&order)),
    }
}
