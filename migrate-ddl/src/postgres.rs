//! PostgreSQL: what is in the way goes first, then tables, columns, keys, and what is made of them.
use super::Work;
use super::order::{parents, parents_first};
use super::table::{TableChange, needs_value};
use migrate_schema::compare::ColumnChange;
use migrate_schema::model::{
    BaseType, Column, Constraint, ConstraintKind, ObjectId, ObjectKind, Use, View,
};
use migrate_schema::names;
use std::collections::BTreeSet;

impl Work<'_> {
    pub(super) fn postgres(&mut self) {
        self.create_namespaces();
        self.drop_in_the_way();
        self.drop_tables();
        self.create_types();
        self.alter_types();
        self.create_sequences();
        self.alter_sequences();
        self.create_routines(true);
        let is_table = |kind: &ObjectKind| matches!(kind, ObjectKind::Table(_));
        let fresh = self.fresh(is_table);
        for id in parents_first(self.to, &fresh) {
            self.create_table_pg(id);
        }
        for change in self.changes() {
            self.columns_pg(&change);
        }
        self.add_parts();
        self.create_routines(false);
        self.create_views();
        self.add_triggers();
        self.drop_types();
        self.comments();
    }

    fn drop_in_the_way(&mut self) {
        self.drop_changed_views();
        let (mut columns, mut objects) = (BTreeSet::new(), BTreeSet::new());
        for change in self.changes() {
            let Some((old, _)) = change.old else { continue };
            let retyped = change.changed.iter();
            let retyped = retyped.filter(|(_, _, what)| is_made_anew(*what));
            let touched = retyped.map(|(column, ..)| column).chain(&change.dropped);
            columns.extend(touched.map(|column| (old, column.id)));
        }
        objects.extend(self.gone(|kind| matches!(kind, ObjectKind::Table(_))));
        let is_touched = |used: &Use| match used {
            Use::Column(table, column) => {
                columns.contains(&(*table, *column)) || objects.contains(table)
            }
            Use::Object(id) => objects.contains(id),
        };
        self.drop_views(|view: &View| view.uses.iter().any(is_touched));
        for change in self.changes() {
            let Some((old, _)) = change.old else { continue };
            let table = self.old().object(old);
            let uses_touched = |uses: &[Use]| uses.iter().any(is_touched);
            let own = self.now.table(old);
            let triggers = own.into_iter().flat_map(|own| &own.triggers);
            let triggers = triggers
                .filter(|own| change.triggers_gone.contains(own) || uses_touched(&own.uses))
                .map(|own| self.old().name(&own.name));
            let triggers: Vec<String> = triggers.collect();
            let policies = own.into_iter().flat_map(|own| &own.policies);
            let policies = policies
                .filter(|own| change.policies_gone.contains(own) || uses_touched(&own.uses))
                .map(|own| self.old().name(&own.name));
            let policies: Vec<String> = policies.collect();
            for name in triggers {
                self.run(format!("DROP TRIGGER {name} ON {table}"));
            }
            for name in policies {
                self.run(format!("DROP POLICY {name} ON {table}"));
            }
        }
        let is_key = |it: &Constraint| matches!(it.kind, ConstraintKind::ForeignKey(_));
        for keys in [true, false] {
            for change in self.changes() {
                let gone = change.constraints_gone.iter();
                let gone = gone.filter(|it| is_key(it) == keys && (keys || !change.goes_along(it)));
                for constraint in gone {
                    self.drop_constraint(&change, constraint);
                }
            }
        }
        for change in self.changes() {
            let Some((old, _)) = change.old else { continue };
            let gone = change.indexes_gone.iter();
            for index in gone.filter(|index| !change.index_goes_along(index)) {
                let object = self.now.object(old);
                let name = self.old().within(&object.namespace.clone(), &index.name);
                self.run(format!("DROP INDEX {name}"));
            }
        }
    }

    fn drop_constraint(&mut self, change: &TableChange, constraint: &Constraint) {
        let (Some((old, _)), Some(name)) = (change.old, &constraint.name) else {
            return;
        };
        let still_there = |table: &migrate_schema::model::Table| {
            table.constraint(self.to.dialect, name).is_some()
        };
        if !self.now.table(old).is_some_and(still_there) {
            return;
        }
        let (table, name) = (self.old().object(old), self.old().name(name));
        let sql = format!("ALTER TABLE {table} DROP CONSTRAINT {name}");
        match self.takes(&sql) {
            true => self.run(sql),
            // Foreign keys need it; they are added again behind what takes its place.
            false => self.run(format!("{sql} CASCADE")),
        }
    }

    /// Drops the tables that are gone, children first.
    pub(super) fn drop_tables(&mut self) {
        let gone = self.gone(|kind| matches!(kind, ObjectKind::Table(_)));
        let order = parents_first(&self.now, &gone);
        // In a circle a key has to go first.
        for (at, id) in order.iter().enumerate() {
            let Some(table) = self.now.table(*id).cloned() else {
                continue;
            };
            for constraint in &table.constraints {
                let ConstraintKind::ForeignKey(_) = &constraint.kind else {
                    continue;
                };
                let mut only = table.clone();
                only.constraints = vec![constraint.clone()].into();
                let later = parents(&self.now, &only);
                let is_later = later.iter().any(|parent| order[at + 1..].contains(parent));
                if let (true, Some(name)) = (is_later, &constraint.name) {
                    let word = match self.to.dialect {
                        migrate_sql::Dialect::Mysql => "FOREIGN KEY",
                        _ => "CONSTRAINT",
                    };
                    let (table, name) = (self.old().object(*id), self.old().name(name));
                    self.run(format!("ALTER TABLE {table} DROP {word} {name}"));
                }
            }
        }
        for id in order.into_iter().rev() {
            if self.now.get(id).is_none() {
                continue;
            }
            let name = self.old().object(id);
            self.lossy(format!(
                "the table `{}` and its rows",
                name.replace(['"', '`'], "")
            ));
            self.run(format!("DROP TABLE {name}"));
        }
    }

    fn create_table_pg(&mut self, id: ObjectId) {
        let (to, words) = (self.to, self.new_words());
        let Some(table) = to.table(id) else { return };
        // Keys to tables that come later are added behind all.
        let is_now = |constraint: &Constraint| {
            let ConstraintKind::ForeignKey(_) = &constraint.kind else {
                return true;
            };
            let mut only = table.clone();
            only.constraints = vec![constraint.clone()].into();
            parents(to, &only).iter().all(|parent| {
                let object = to.object(*parent);
                *parent == id || super::same_table(&self.now, object).is_some()
            })
        };
        let sql = words.table(id, table, &words.object(id), is_now);
        self.run(sql);
    }

    fn columns_pg(&mut self, change: &TableChange) {
        let Some((old, new)) = change.old else { return };
        let table = self.old().object(old);
        // What is computed of another column would go along with that.
        let (generated, others): (Vec<&Column>, Vec<&Column>) =
            change.dropped.iter().partition(|it| it.generated.is_some());
        for column in generated.into_iter().chain(others) {
            let name = self.old().name(&column.name);
            if column.generated.is_none() {
                self.lossy(format!("the values of `{table}.{}`", column.name));
            }
            let sql = format!("ALTER TABLE {table} DROP COLUMN {name}");
            match self.takes(&sql) {
                true => self.run(sql),
                false => self.run(format!("{sql} CASCADE")),
            }
        }
        for column in &change.added {
            self.add_column(new, &table, column);
        }
        for (before, after, what) in &change.changed {
            self.change_column((old, new), before, after, *what);
        }
    }

    fn add_column(&mut self, new: ObjectId, table: &str, column: &Column) {
        let words = self.new_words();
        let definition = words.definition(new, column);
        let is_serial = words.serial(new, column).is_some();
        if !needs_value(self.to.dialect, column) || is_serial {
            return self.run(format!("ALTER TABLE {table} ADD COLUMN {definition}"));
        }
        let value = words.neutral(column);
        self.fills(table, column, value.as_deref());
        let Some(value) = value else {
            return self.run(format!("ALTER TABLE {table} ADD COLUMN {definition}"));
        };
        let with_value = words.definition_with(new, column, Some(value));
        let name = words.name(&column.name);
        self.run(format!("ALTER TABLE {table} ADD COLUMN {with_value}"));
        self.run(format!(
            "ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT"
        ));
    }

    fn change_column(
        &mut self,
        (old, new): (ObjectId, ObjectId),
        before: &Column,
        after: &Column,
        what: ColumnChange,
    ) {
        let words = self.new_words();
        let table = self.old().object(old);
        let name = words.name(&after.name);
        let alter = format!("ALTER TABLE {table} ALTER COLUMN {name}");
        if what.generated {
            if before.generated.is_none() {
                self.lossy(format!("the values of `{table}.{}`", after.name));
            }
            if after.generated.is_some() {
                self.run(format!("ALTER TABLE {table} DROP COLUMN {name}"));
                let definition = words.definition(new, after);
                return self.run(format!("ALTER TABLE {table} ADD COLUMN {definition}"));
            }
            self.run(format!("{alter} DROP EXPRESSION"));
        }
        if what.identity && before.identity.is_some() && after.identity.is_none() {
            self.run(format!("{alter} DROP IDENTITY"));
        }
        let retyped = what.data_type || what.collation;
        let drops_default = before.default.is_some() && (what.default || retyped);
        if drops_default && (retyped || after.default.is_none()) {
            self.run(format!("{alter} DROP DEFAULT"));
        }
        if retyped {
            self.retype(&table, before, after);
        }
        let sets_default = what.default || (retyped && before.default.is_some());
        if let (true, Some(default)) = (sets_default, &after.default) {
            self.own_sequence((old, new), after);
            let default = words.expression(Some(new), default);
            self.run(format!("{alter} SET DEFAULT {default}"));
        }
        if what.not_null && after.not_null {
            self.lossy(format!(
                "refused where a row has NULL in `{table}.{}`",
                after.name
            ));
            self.run(format!("{alter} SET NOT NULL"));
        } else if what.not_null {
            let is_key = |table: &migrate_schema::model::Table| {
                table
                    .primary_key()
                    .is_some_and(|key| key.contains(&before.id))
            };
            if !self.now.table(old).is_some_and(is_key) {
                self.run(format!("{alter} DROP NOT NULL"));
            }
        }
        if let (true, Some(identity)) = (what.identity, &after.identity) {
            let kind = if identity.always {
                "ALWAYS"
            } else {
                "BY DEFAULT"
            };
            match before.identity {
                Some(_) => self.run(format!("{alter} SET GENERATED {kind}")),
                None => self.run(format!("{alter} ADD GENERATED {kind} AS IDENTITY")),
            }
        }
    }

    /// The sequence of a column that becomes `serial`.
    fn own_sequence(&mut self, (old, new): (ObjectId, ObjectId), column: &Column) {
        let to = self.to;
        let owned = to.objects().find(|(_, object)| match &object.kind {
            ObjectKind::Sequence(own) => own.owned_by == Some((new, column.id)) && !own.is_identity,
            _ => false,
        });
        let Some((id, object)) = owned else { return };
        let namespace = self.now.namespaces.get(&object.namespace);
        let is_there =
            |own: &migrate_schema::model::Namespace| own.relations.contains_key(&object.name);
        if !namespace.is_some_and(is_there) {
            let (name, table) = (self.new_words().object(id), self.old().object(old));
            let column = self.new_words().name(&column.name);
            self.run(format!("CREATE SEQUENCE {name} OWNED BY {table}.{column}"));
        }
    }

    fn retype(&mut self, table: &str, before: &Column, after: &Column) {
        let words = self.new_words();
        let Some(data_type) = after.data_type.as_ref() else {
            return;
        };
        let (name, shown) = (words.name(&after.name), words.data_type(data_type));
        let collation = after.collation.as_ref();
        let collation = collation
            .map(|own| words.collation(own))
            .unwrap_or_default();
        let base = |column: &Column| {
            let data_type = column.data_type.as_ref();
            data_type
                .and_then(|own| own.built_in_name())
                .map(str::to_owned)
        };
        let (from, to) = (base(before), base(after));
        let is_text = |own: &str| matches!(own, "text" | "varchar" | "bpchar");
        let using = match (from.as_deref(), to.as_deref()) {
            (Some(from), Some(to)) if is_wider(from, to) => String::new(),
            // With a cast in the statement the server cuts what is too long, without one it refuses.
            (Some(from), Some(to)) if is_text(from) && is_text(to) => String::new(),
            (_, Some(to)) if is_text(to) => format!(" USING {name}::text"),
            (Some(from), Some(to)) if from == to || is_castable(from, to) => {
                format!(" USING {name}::{shown}")
            }
            _ => format!(" USING {name}::text::{shown}"),
        };
        let grows = before.data_type.as_ref().is_some_and(|old| {
            let is_plain = |own: &Option<String>| own.is_some();
            let length = |own: &migrate_schema::model::DataType| {
                own.modifiers
                    .first()
                    .and_then(|own| own.parse::<u32>().ok())
            };
            let longer = match (length(old), length(data_type)) {
                (_, None) => data_type.modifiers.is_empty(),
                (Some(old), Some(new)) => new >= old,
                (None, Some(_)) => false,
            };
            let same_or_wider = from == to
                || matches!((from.as_deref(), to.as_deref()), (Some(a), Some(b)) if is_wider(a, b));
            is_plain(&from) && longer && same_or_wider
        });
        let takes_all = matches!(to.as_deref(), Some("text")) && data_type.dimensions == 0;
        if !grows && !takes_all && before.data_type != after.data_type {
            self.lossy(format!(
                "refused, or rounded, where a value of `{table}.{}` is no {shown}",
                after.name
            ));
        }
        self.run(format!(
            "ALTER TABLE {table} ALTER COLUMN {name} TYPE {shown}{collation}{using}"
        ));
    }

    /// Keys, checks and indexes; foreign keys last.
    pub(super) fn add_parts(&mut self) {
        let rank = |it: &Constraint| match it.kind {
            ConstraintKind::PrimaryKey(_) => 0,
            ConstraintKind::Unique(_) => 1,
            ConstraintKind::ForeignKey(_) => 3,
            _ => 2,
        };
        for wanted in 0..=2 {
            self.add_constraints(|it| rank(it) == wanted);
        }
        for change in self.changes() {
            let Some((_, new)) = change.old else { continue };
            for index in &change.indexes_new {
                let sql = self.new_words().index(new, index);
                self.run(sql);
            }
        }
        self.add_constraints(|it| rank(it) == 3);
    }

    fn add_constraints(&mut self, is_wanted: impl Fn(&Constraint) -> bool) {
        for change in self.changes() {
            let Some((old, new)) = change.old else {
                continue;
            };
            let table = self.old().object(old);
            for constraint in change.constraints_new.iter().filter(|it| is_wanted(it)) {
                let definition = self.new_words().constraint(new, constraint);
                self.run(format!("ALTER TABLE {table} ADD {definition}"));
            }
        }
    }
}

/// Whether views in the way of a change have to be dropped.
fn is_made_anew(what: ColumnChange) -> bool {
    what.data_type || what.collation || what.generated
}

/// Whether every value of a type is one of another, so that it becomes one by itself.
fn is_wider(from: &str, to: &str) -> bool {
    const WIDER: &[(&str, &[&str])] = &[
        ("int2", &["int4", "int8", "numeric"]),
        ("int4", &["int8", "numeric"]),
        ("int8", &["numeric"]),
        ("float4", &["float8"]),
        ("varchar", &["text"]),
        ("bpchar", &["text", "varchar"]),
        ("date", &["timestamp"]),
    ];
    let mut all = WIDER.iter();
    all.any(|(own, wider)| *own == from && wider.contains(&to))
}

/// Whether there is a cast from one to the other.
fn is_castable(from: &str, to: &str) -> bool {
    const FAMILIES: &[&[&str]] = &[
        &["int2", "int4", "int8", "numeric", "float4", "float8"],
        &["text", "varchar", "bpchar", "name"],
        &["date", "timestamp", "timestamptz"],
        &["json", "jsonb"],
        &["bool", "int4"],
        &["inet", "cidr"],
    ];
    const TEXTS: &[&str] = &["text", "varchar", "bpchar"];
    let mut families = FAMILIES.iter();
    TEXTS.contains(&from)
        || TEXTS.contains(&to)
        || families.any(|family| family.contains(&from) && family.contains(&to))
}

/// Whether a column is of one of these types.
pub(super) fn is_of(column: &Column, data_type: ObjectId) -> bool {
    let own = column.data_type.as_ref();
    own.is_some_and(|own| own.base == BaseType::Named(data_type))
}

/// Whether two names are the same one to PostgreSQL.
pub(super) fn same(a: &str, b: &str) -> bool {
    names::same(migrate_sql::Dialect::Postgres, a, b)
}
