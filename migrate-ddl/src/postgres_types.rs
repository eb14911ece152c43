//! PostgreSQL's schemas, types and sequences.
use super::Work;
use super::postgres::is_of;
use migrate_schema::describe::Describer;
use migrate_schema::model::{
    ColumnId, ConstraintKind, Domain, Enum, ObjectId, ObjectKind, Sequence, Use,
};

impl Work<'_> {
    pub(super) fn create_namespaces(&mut self) {
        let to = self.to;
        for (name, extension) in &to.extensions {
            if !self.now.extensions.contains_key(name) {
                let within = extension.namespace.as_ref().filter(|own| *own != "public");
                let within = within.map(|own| format!(" SCHEMA {}", self.old().name(own)));
                let name = self.old().name(name);
                let within = within.unwrap_or_default();
                self.run(format!("CREATE EXTENSION IF NOT EXISTS {name}{within}"));
            }
        }
        let names: Vec<String> = to.namespaces.keys().cloned().collect();
        for name in names {
            if self.now.has_namespace(&name) == Some(false) && to.has_namespace(&name) == Some(true)
            {
                let name = self.old().name(&name);
                self.run(format!("CREATE SCHEMA {name}"));
            }
        }
    }

    pub(super) fn create_types(&mut self) {
        for id in self.fresh(|kind| matches!(kind, ObjectKind::Enum(_))) {
            if let ObjectKind::Enum(values) = &self.to.object(id).kind {
                let name = self.new_words().object(id);
                self.create_enum(&name, values);
            }
        }
        let is_other = |kind: &ObjectKind| {
            matches!(
                kind,
                ObjectKind::Domain(_) | ObjectKind::Composite(_) | ObjectKind::Range(_)
            )
        };
        let mut left = self.fresh(is_other);
        // Some are made of others.
        for _ in 0..=left.len() {
            left.retain(|id| {
                let Some(sql) = self.other_type(*id) else {
                    return false;
                };
                let is_right = self.takes(&sql);
                if is_right {
                    self.run(sql);
                }
                !is_right
            });
        }
    }

    fn create_enum(&mut self, name: &str, values: &Enum) {
        let words = self.new_words();
        let values: Vec<String> = values
            .values
            .iter()
            .map(|value| words.text(value))
            .collect();
        self.run(format!(
            "CREATE TYPE {name} AS ENUM ({})",
            values.join(", ")
        ));
    }

    fn other_type(&self, id: ObjectId) -> Option<String> {
        let words = self.new_words();
        let name = words.object(id);
        Some(match &self.to.object(id).kind {
            ObjectKind::Domain(domain) => self.domain(&name, domain),
            ObjectKind::Composite(composite) => {
                let attributes = composite.attributes.iter().map(|(name, data_type)| {
                    let data_type = data_type.as_ref()?;
                    Some(format!(
                        "{} {}",
                        words.name(name),
                        words.data_type(data_type)
                    ))
                });
                let attributes: Option<Vec<String>> = attributes.collect();
                format!("CREATE TYPE {name} AS ({})", attributes?.join(", "))
            }
            ObjectKind::Range(range) => {
                let subtype = words.data_type(range.subtype.as_ref()?);
                format!("CREATE TYPE {name} AS RANGE (SUBTYPE = {subtype})")
            }
            _ => return None,
        })
    }

    fn domain(&self, name: &str, domain: &Domain) -> String {
        let words = self.new_words();
        let mut sql = format!("CREATE DOMAIN {name} AS {}", words.data_type(&domain.base));
        if let Some(collation) = &domain.collation {
            sql += &words.collation(collation);
        }
        if let Some(default) = &domain.default {
            sql += &format!(" DEFAULT {}", words.expression(None, default));
        }
        if domain.not_null {
            sql += " NOT NULL";
        }
        for (name, check) in &domain.checks {
            let name = words.name(name);
            sql += &format!(" CONSTRAINT {name} CHECK {}", words.bracketed(None, check));
        }
        sql
    }

    /// Enums that got or lost values, and domains that are otherwise.
    pub(super) fn alter_types(&mut self) {
        let to = self.to;
        let pairs = self.now.objects().filter_map(|(id, object)| {
            let mut others = to.objects();
            let found = others.find(|(_, other)| {
                other.namespace == object.namespace
                    && super::postgres::same(&other.name, &object.name)
                    && std::mem::discriminant(&other.kind) == std::mem::discriminant(&object.kind)
            });
            let is_type = matches!(object.kind, ObjectKind::Enum(_) | ObjectKind::Domain(_));
            (is_type && object.is_certain).then_some((id, found?.0))
        });
        for (old, new) in pairs.collect::<Vec<_>>() {
            match (self.now.object(old).kind.clone(), &to.object(new).kind) {
                (ObjectKind::Enum(before), ObjectKind::Enum(after)) => {
                    self.alter_enum((old, &before), (new, after));
                }
                (ObjectKind::Domain(before), ObjectKind::Domain(after)) => {
                    self.alter_domain(old, &before, after);
                }
                _ => {}
            }
        }
    }

    fn alter_enum(&mut self, (old, before): (ObjectId, &Enum), (new, after): (ObjectId, &Enum)) {
        let name = self.old().object(old);
        let gone = before.values.iter().filter(|it| !after.values.contains(it));
        let gone: Vec<String> = gone.map(|value| format!("'{value}'")).collect();
        if !gone.is_empty() {
            let gone = gone.join(", ");
            self.lossy(format!(
                "refused where a row has {gone} in a column of type `{name}`"
            ));
            return self.rebuild_enum(old, after);
        }
        let words = self.new_words();
        let mut last: Option<&String> = None;
        for value in &after.values {
            if !before.values.contains(value) {
                let place = match (last, before.values.first()) {
                    (Some(last), _) => format!(" AFTER {}", words.text(last)),
                    (None, Some(first)) => format!(" BEFORE {}", words.text(first)),
                    (None, None) => String::new(),
                };
                // Where the value is used in the same transaction, the server refuses that.
                if self.is_used_at_once(new, value) {
                    return self.rebuild_enum(old, after);
                }
                let value = words.text(value);
                self.run(format!("ALTER TYPE {name} ADD VALUE {value}{place}"));
            }
            last = Some(value);
        }
    }

    /// Whether what is still to be written names a value, as far as can be told: in a default, a
    /// check or an index of what differs.
    fn is_used_at_once(&self, _data_type: ObjectId, value: &str) -> bool {
        let value = self.new_words().text(value);
        let left = self.differences();
        left.iter().any(|difference| {
            let is_type =
                difference.is_whole && difference.what.kind == migrate_sql::statement::Kind::Type;
            !is_type
                && difference
                    .after
                    .as_ref()
                    .is_some_and(|line| line.contains(&value))
        })
    }

    /// A type with other values takes the place of one, within a transaction: what is made of the
    /// columns goes before, and is made again by what follows.
    fn rebuild_enum(&mut self, old: ObjectId, after: &Enum) {
        let object = self.now.object(old).clone();
        let name = self.old().object(old);
        let aside = format!("{}__old", object.name);
        let aside_name = self.old().name(&aside);
        let of_type = self.now.tables().flat_map(|(id, _, table)| {
            let columns = table.columns.iter().filter(|column| is_of(column, old));
            columns
                .map(|column| (id, column.clone()))
                .collect::<Vec<_>>()
        });
        let of_type: Vec<_> = of_type.collect();
        let is_touched = |used: &Use| match used {
            Use::Object(id) => *id == old,
            Use::Column(id, column) => {
                let mut all = of_type.iter();
                all.any(|(table, own)| table == id && own.id == *column)
            }
        };
        self.drop_views(|view| view.uses.iter().any(is_touched));
        for (id, column) in &of_type {
            self.drop_expressions_of(*id, column.id);
        }
        self.run(format!("ALTER TYPE {name} RENAME TO {aside_name}"));
        self.create_enum(&name, after);
        for (id, column) in of_type {
            let (table, words) = (self.old().object(id), self.old());
            let column_name = words.name(&column.name);
            let alter = format!("ALTER TABLE {table} ALTER COLUMN {column_name}");
            let brackets = column.data_type.as_ref().map_or(0, |own| own.dimensions);
            let brackets = "[]".repeat(brackets.into());
            if column.default.is_some() {
                self.run(format!("{alter} DROP DEFAULT"));
            }
            self.run(format!(
                "{alter} TYPE {name}{brackets} USING {column_name}::text{brackets}::{name}{brackets}"
            ));
            let wanted = super::same_table(self.to, self.now.object(id));
            let default = wanted.and_then(|new| {
                let column = self.to.table(new)?.column(self.to.dialect, &column.name)?;
                self.new_words().default_of(new, column)
            });
            if let (Some(default), true) = (default, column.default.is_some()) {
                self.run(format!("{alter} SET DEFAULT {default}"));
            }
        }
        let aside = self.old().within(&object.namespace, &aside);
        self.run(format!("DROP TYPE {aside}"));
    }

    /// Drops the checks and indexes with expressions over a column: the server can't carry them over
    /// to another type of its own.
    fn drop_expressions_of(&mut self, id: ObjectId, column: ColumnId) {
        let Some(table) = self.now.table(id) else {
            return;
        };
        let name = self.old().object(id);
        let mut statements = Vec::new();
        for constraint in &table.constraints {
            if let (ConstraintKind::Check(_), Some(own)) = (&constraint.kind, &constraint.name)
                && constraint.has_column(column)
            {
                let own = self.old().name(own);
                statements.push(format!("ALTER TABLE {name} DROP CONSTRAINT {own}"));
            }
        }
        for index in table
            .indexes
            .iter()
            .filter(|index| index.has_column(column))
        {
            if index.plain_columns().is_none() || index.predicate.is_some() {
                let within = &self.now.object(id).namespace;
                let own = self.old().within(within, &index.name);
                statements.push(format!("DROP INDEX {own}"));
            }
        }
        for sql in statements {
            self.run(sql);
        }
    }

    fn alter_domain(&mut self, old: ObjectId, before: &Domain, after: &Domain) {
        let name = self.old().object(old);
        let words = self.new_words();
        let line = Describer::short(&self.now).headline(old);
        let differences = self.differences();
        if !differences
            .iter()
            .any(|it| it.before.as_ref() == Some(&line))
        {
            return;
        }
        for (check, _) in &before.checks {
            if !after.checks.iter().any(|(other, _)| other == check) {
                let check = words.name(check);
                self.run(format!("ALTER DOMAIN {name} DROP CONSTRAINT {check}"));
            }
        }
        match (&before.default, &after.default) {
            (Some(_), None) => self.run(format!("ALTER DOMAIN {name} DROP DEFAULT")),
            (own, Some(default)) if own.as_ref() != Some(default) => {
                let default = words.expression(None, default);
                self.run(format!("ALTER DOMAIN {name} SET DEFAULT {default}"));
            }
            _ => {}
        }
        match (before.not_null, after.not_null) {
            (true, false) => self.run(format!("ALTER DOMAIN {name} DROP NOT NULL")),
            (false, true) => {
                self.lossy(format!(
                    "refused where a column of the domain `{name}` has NULL"
                ));
                self.run(format!("ALTER DOMAIN {name} SET NOT NULL"));
            }
            _ => {}
        }
        for (check, expression) in &after.checks {
            if !before.checks.iter().any(|(other, _)| other == check) {
                let (check, text) = (words.name(check), words.bracketed(None, expression));
                self.run(format!(
                    "ALTER DOMAIN {name} ADD CONSTRAINT {check} CHECK {text}"
                ));
            }
        }
    }

    pub(super) fn create_sequences(&mut self) {
        for id in self.fresh(|kind| matches!(kind, ObjectKind::Sequence(_))) {
            if let ObjectKind::Sequence(sequence) = &self.to.object(id).kind
                && sequence.owned_by.is_none()
            {
                let name = self.new_words().object(id);
                let options = self.sequence_options(sequence);
                self.run(format!("CREATE SEQUENCE {name}{options}"));
            }
        }
    }

    /// Sequences that count otherwise.
    pub(super) fn alter_sequences(&mut self) {
        let to = self.to;
        let say = Describer::short(to);
        let differences = self.differences();
        let changed = to.objects().filter(|(id, _)| {
            let line = say.headline(*id);
            let mut all = differences.iter();
            all.any(|it| it.before.is_some() && it.after.as_ref() == Some(&line))
        });
        for (id, object) in changed.collect::<Vec<_>>() {
            if let ObjectKind::Sequence(sequence) = &object.kind {
                let (name, options) =
                    (self.new_words().object(id), self.sequence_options(sequence));
                self.run(format!("ALTER SEQUENCE {name}{options}"));
            }
        }
    }

    fn sequence_options(&self, sequence: &Sequence) -> String {
        let mut text = String::new();
        if let Some(data_type) = &sequence.data_type {
            text += &format!(" AS {}", self.new_words().data_type(data_type));
        }
        for (option, value) in &sequence.options {
            let option = match option.as_str() {
                "start" => "START WITH".to_owned(),
                "increment" => "INCREMENT BY".to_owned(),
                option => option.to_uppercase(),
            };
            text += &format!(" {option}");
            if !value.is_empty() {
                text += &format!(" {value}");
            }
        }
        text
    }

    /// Functions, sequences, types and schemas that nothing needs any more.
    pub(super) fn drop_types(&mut self) {
        for id in self.gone(|kind| matches!(kind, ObjectKind::Routine(_))) {
            self.drop_routine(id);
        }
        for id in self.gone(|kind| matches!(kind, ObjectKind::Sequence(_))) {
            let name = self.old().object(id);
            self.run(format!("DROP SEQUENCE {name}"));
        }
        let is_type = |kind: &ObjectKind| {
            matches!(
                kind,
                ObjectKind::Enum(_)
                    | ObjectKind::Domain(_)
                    | ObjectKind::Composite(_)
                    | ObjectKind::Range(_)
            )
        };
        let mut left = self.gone(is_type);
        for _ in 0..=left.len() {
            left.retain(|id| {
                let word = match self.now.object(*id).kind {
                    ObjectKind::Domain(_) => "DOMAIN",
                    _ => "TYPE",
                };
                let sql = format!("DROP {word} {}", self.old().object(*id));
                let is_free = self.takes(&sql);
                if is_free {
                    self.run(sql);
                }
                !is_free
            });
        }
        let names: Vec<String> = self.now.namespaces.keys().cloned().collect();
        for name in names {
            if self.goes(&name) {
                let name = self.old().name(&name);
                self.run(format!("DROP SCHEMA {name}"));
            }
        }
    }
}
