//! Columns, constraints, indexes and whole tables as SQL.
use super::words::Words;
use migrate_schema::model::{
    BaseType, Column, Constraint, ConstraintKind, ForeignKey, ForeignKeyTarget, Index, IndexPart,
    IndexPartTarget, Key, ObjectId, ObjectKind, Table, TableKind,
};
use migrate_sql::Dialect;
use migrate_sql::needs_quotes;
use migrate_sql::statement::Action;

impl Words<'_> {
    /// A column as it stands in `CREATE TABLE` and `ADD COLUMN`, with this instead of its default.
    pub(super) fn definition_with(
        self,
        of: ObjectId,
        column: &Column,
        default: Option<String>,
    ) -> String {
        let mut text = self.name(&column.name);
        let serial = self.serial(of, column);
        let is_serial = serial.is_some();
        let data_type = column.data_type.as_ref().map(|own| self.data_type(own));
        let data_type = serial.map(str::to_owned).or(data_type).unwrap_or_default();
        if !data_type.is_empty() {
            text += &format!(" {data_type}");
        }
        if let Some(collation) = &column.collation {
            text += &self.collation(collation);
        }
        if let Some(generated) = &column.generated {
            let expression = self.bracketed(Some(of), &generated.expression);
            let stored = if generated.stored {
                "STORED"
            } else {
                "VIRTUAL"
            };
            text += &format!(" GENERATED ALWAYS AS {expression} {stored}");
        }
        if column.identity.is_some() && self.dialect() == Dialect::Postgres {
            let always = column.identity.as_ref().is_some_and(|own| own.always);
            let kind = if always { "ALWAYS" } else { "BY DEFAULT" };
            text += &format!(" GENERATED {kind} AS IDENTITY");
        }
        if column.not_null {
            text += " NOT NULL";
            text += &on_conflict(column.not_null_on_conflict.as_deref());
        } else if self.needs_null(column) {
            text += " NULL";
        }
        if let Some(default) = default.filter(|_| !is_serial) {
            text += &format!(" DEFAULT {default}");
        }
        if let Some(update) = &column.on_update {
            text += &format!(" ON UPDATE {}", self.expression(Some(of), update));
        }
        if column.identity.is_some() && self.dialect() == Dialect::Mysql {
            text += " AUTO_INCREMENT";
        }
        if let Some(comment) = column
            .comment
            .as_ref()
            .filter(|_| self.dialect() == Dialect::Mysql)
        {
            text += &format!(" COMMENT {}", self.text(comment));
        }
        text
    }

    /// A column as it stands in `CREATE TABLE` and `ADD COLUMN`.
    pub(crate) fn definition(self, of: ObjectId, column: &Column) -> String {
        self.definition_with(of, column, self.default_of(of, column))
    }

    /// The default of a column.
    pub(super) fn default_of(self, of: ObjectId, column: &Column) -> Option<String> {
        let default = column.default.as_ref()?;
        Some(self.expression(Some(of), default))
    }

    /// `serial` and its like, for a column that counts through a sequence of its own.
    pub(super) fn serial(self, of: ObjectId, column: &Column) -> Option<&'static str> {
        let has_own = self.schema.objects().any(|(_, object)| match &object.kind {
            ObjectKind::Sequence(sequence) => {
                !sequence.is_identity && sequence.owned_by == Some((of, column.id))
            }
            _ => false,
        });
        if self.dialect() != Dialect::Postgres || !has_own {
            return None;
        }
        let default = column.default.as_ref()?;
        let counts = self.expression(Some(of), default).starts_with("nextval(");
        match column.data_type.as_ref()?.built_in_name()? {
            "int2" if counts => Some("smallserial"),
            "int4" if counts => Some("serial"),
            "int8" if counts => Some("bigserial"),
            _ => None,
        }
    }

    pub(super) fn collation(self, collation: &str) -> String {
        match self.dialect() {
            // The model has one name for both.
            Dialect::Mysql if collation.contains('_') => format!(" COLLATE {collation}"),
            Dialect::Mysql => format!(" CHARACTER SET {collation}"),
            Dialect::Postgres => format!(" COLLATE {}", self.perhaps_qualified(collation)),
            Dialect::Sqlite => format!(" COLLATE {}", self.name(collation)),
        }
    }

    /// A `timestamp` of MySQL is `NOT NULL` where nothing is said.
    fn needs_null(self, column: &Column) -> bool {
        let data_type = column.data_type.as_ref();
        let name = data_type.and_then(|data_type| data_type.built_in_name());
        self.dialect() == Dialect::Mysql && name == Some("timestamp") && column.generated.is_none()
    }

    /// A constraint as it stands in `CREATE TABLE` and `ADD`.
    pub(super) fn constraint(self, of: ObjectId, constraint: &Constraint) -> String {
        // All primary keys of MySQL have one name.
        let is_key = matches!(constraint.kind, ConstraintKind::PrimaryKey(_));
        let goes_without = self.dialect() == Dialect::Mysql && is_key;
        let is_said = !constraint.is_generated_name && !goes_without;
        let name = constraint.name.as_ref().filter(|_| is_said);
        let mut text = match name {
            Some(name) => format!("CONSTRAINT {} ", self.name(name)),
            None => String::new(),
        };
        text += &match &constraint.kind {
            ConstraintKind::PrimaryKey(key) => format!("PRIMARY KEY {}", self.key(of, key)),
            ConstraintKind::Unique(key) => {
                let nulls = if key.nulls_not_distinct {
                    "NULLS NOT DISTINCT "
                } else {
                    ""
                };
                format!("UNIQUE {nulls}{}", self.key(of, key))
            }
            ConstraintKind::Check(check) => {
                let inherit = if check.no_inherit { " NO INHERIT" } else { "" };
                let expression = self.bracketed(Some(of), &check.expression);
                format!("CHECK {expression}{inherit}")
            }
            ConstraintKind::ForeignKey(key) => {
                let columns = self.columns(of, &key.columns);
                format!("FOREIGN KEY ({columns}) {}", self.references(key))
            }
            ConstraintKind::Exclusion(exclusion) => {
                let parts = exclusion.parts.iter();
                let parts =
                    parts.map(|(part, with)| format!("{} WITH {with}", self.part(of, part)));
                let parts = parts.collect::<Vec<_>>().join(", ");
                let predicate = exclusion.predicate.as_ref();
                let predicate = predicate
                    .map(|predicate| format!(" WHERE {}", self.bracketed(Some(of), predicate)));
                let predicate = predicate.unwrap_or_default();
                let method = self.name(&exclusion.method);
                format!("EXCLUDE USING {method} ({parts}){predicate}")
            }
        };
        text += &on_conflict(constraint.on_conflict.as_deref());
        text += match constraint.deferrable {
            (_, true) => " DEFERRABLE INITIALLY DEFERRED",
            (true, false) => " DEFERRABLE",
            (false, false) => "",
        };
        if constraint.not_valid && self.dialect() == Dialect::Postgres {
            text += " NOT VALID";
        }
        text
    }

    /// `REFERENCES t (a) ON DELETE …`.
    pub(super) fn references(self, key: &ForeignKey) -> String {
        let mut text = match &key.target {
            ForeignKeyTarget::Table { table, columns } => {
                let columns = self.columns(*table, columns);
                format!("REFERENCES {} ({columns})", self.object(*table))
            }
            ForeignKeyTarget::Named {
                namespace,
                table,
                columns,
            } => {
                let table = self.within(namespace.as_deref().unwrap_or_default(), table);
                let columns: Vec<String> = columns.iter().map(|name| self.name(name)).collect();
                match columns.is_empty() {
                    true => format!("REFERENCES {table}"),
                    false => format!("REFERENCES {table} ({})", columns.join(", ")),
                }
            }
        };
        if let Some(matching) = &key.matching {
            text += &format!(" MATCH {}", matching.to_uppercase());
        }
        for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
            text += &match action {
                Action::NoAction => String::new(),
                Action::Restrict => format!(" ON {event} RESTRICT"),
                Action::Cascade => format!(" ON {event} CASCADE"),
                Action::SetNull => format!(" ON {event} SET NULL"),
                Action::SetDefault => format!(" ON {event} SET DEFAULT"),
            };
        }
        text
    }

    fn key(self, of: ObjectId, key: &Key) -> String {
        let columns = key.columns.iter().enumerate().map(|(n, column)| {
            let name = self.column(of, *column);
            match key.details.get(n).map(String::as_str) {
                None | Some("") => name,
                // A length stands close to its column.
                Some(detail) => format!("{name} {detail}"),
            }
        });
        let mut text = format!("({})", columns.collect::<Vec<_>>().join(", "));
        if !key.include.is_empty() {
            text += &format!(" INCLUDE ({})", self.columns(of, &key.include));
        }
        text
    }

    /// `CREATE INDEX`.
    pub(super) fn index(self, of: ObjectId, index: &Index) -> String {
        let unique = if index.unique { "UNIQUE " } else { "" };
        let name = self.name(&index.name);
        let parts = index.parts.iter().map(|part| self.part(of, part));
        let parts = parts.collect::<Vec<_>>().join(", ");
        let table = self.object(of);
        let method = match (self.dialect(), &*index.method) {
            (_, "" | "btree") | (Dialect::Sqlite, _) => None,
            // A word of the grammar, not a name.
            (Dialect::Mysql, method) => Some(method.to_owned()),
            (Dialect::Postgres, method) => Some(self.name(method)),
        };
        let mut text = match (self.dialect(), method.as_deref()) {
            (Dialect::Mysql, Some(kind @ ("fulltext" | "spatial"))) => {
                format!(
                    "CREATE {} INDEX {name} ON {table} ({parts})",
                    kind.to_uppercase()
                )
            }
            (Dialect::Mysql, Some(method)) => {
                format!("CREATE {unique}INDEX {name} USING {method} ON {table} ({parts})")
            }
            (_, Some(method)) => {
                format!("CREATE {unique}INDEX {name} ON {table} USING {method} ({parts})")
            }
            (_, None) => format!("CREATE {unique}INDEX {name} ON {table} ({parts})"),
        };
        if !index.include.is_empty() {
            text += &format!(" INCLUDE ({})", self.columns(of, &index.include));
        }
        if index.nulls_not_distinct {
            text += " NULLS NOT DISTINCT";
        }
        if let Some(predicate) = &index.predicate {
            text += &format!(" WHERE {}", self.expression(Some(of), predicate));
        }
        text
    }

    fn part(self, of: ObjectId, part: &IndexPart) -> String {
        let mut text = match &part.target {
            IndexPartTarget::Column(column) => self.column(of, *column),
            IndexPartTarget::Expression(expression) => {
                let text = self.expression(Some(of), expression);
                let goes_plain = match self.dialect() {
                    Dialect::Sqlite => true,
                    Dialect::Postgres => is_call(&text),
                    Dialect::Mysql => false,
                };
                match goes_plain || (text.starts_with('(') && is_one_bracket(&text)) {
                    true => text,
                    false => format!("({text})"),
                }
            }
        };
        if let Some(length) = part.length {
            text += &format!("({length})");
        }
        if let Some(collation) = &part.collation {
            text += &self.collation(collation);
        }
        if let Some(class) = &part.operator_class {
            text += &format!(" {}", self.perhaps_qualified(class));
        }
        if part.descending {
            text += " DESC";
        }
        if self.dialect() == Dialect::Postgres && part.nulls_first != part.descending {
            text += if part.nulls_first {
                " NULLS FIRST"
            } else {
                " NULLS LAST"
            };
        }
        text
    }

    /// `CREATE TABLE`, under a name, with those of its constraints that are wanted.
    pub(super) fn table(
        self,
        of: ObjectId,
        table: &Table,
        name: &str,
        wanted: impl Fn(&Constraint) -> bool,
    ) -> String {
        let unlogged = match table.options.contains_key("unlogged") {
            true => "UNLOGGED ",
            false => "",
        };
        let head = format!("CREATE {unlogged}TABLE {name}");
        if let Some(partition) = &table.partition_of {
            let parent = self.object(partition.parent);
            let by = self.partitioned_by(of, table);
            return format!("{head} PARTITION OF {parent} {}{by}", partition.bounds);
        }
        if let TableKind::Virtual(made) = &table.kind {
            let (module, arguments) = (self.name(&made.module), made.arguments.join(", "));
            return format!("CREATE VIRTUAL TABLE {name} USING {module} ({arguments})");
        }
        let mut lines: Vec<String> = Vec::new();
        let mut said: Option<&Constraint> = None;
        for column in table.columns.iter().filter(|column| column.inherited == 0) {
            let mut line = self.definition(of, column);
            if let Some((key, words)) = self.key_of_column(table, column) {
                if self.dialect() != Dialect::Sqlite {
                    line = line.replace(" NOT NULL", "");
                }
                line += &words;
                said = Some(key);
            }
            lines.push(line);
        }
        let others = table.constraints.iter().filter(|it| wanted(it));
        for constraint in others.filter(|it| !said.is_some_and(|said| std::ptr::eq(said, *it))) {
            lines.push(self.constraint(of, constraint));
        }
        let body = match lines.is_empty() {
            true => String::new(),
            false => format!("\n    {}\n", lines.join(",\n    ")),
        };
        let inherits = table.inherits.iter().map(|parent| self.object(*parent));
        let inherits = match inherits.collect::<Vec<_>>().join(", ") {
            parents if parents.is_empty() => String::new(),
            parents => format!(" INHERITS ({parents})"),
        };
        let by = self.partitioned_by(of, table);
        format!("{head} ({body}){inherits}{by}{}", self.options(table))
    }

    /// The primary key, where a column can say it: it is of that column alone and has no name.
    fn key_of_column<'t>(
        self,
        table: &'t Table,
        column: &Column,
    ) -> Option<(&'t Constraint, String)> {
        let is_plain =
            |default: &Column| default.default.is_none() || self.dialect() == Dialect::Postgres;
        let is_key = |it: &&Constraint| match &it.kind {
            ConstraintKind::PrimaryKey(key) => key.columns == [column.id] && key.include.is_empty(),
            _ => false,
        };
        let key = table.constraints.iter().find(is_key)?;
        let has_name = key.name.is_some() && !key.is_generated_name;
        let details = key.key().map(|key| key.details.join(""));
        let mut words = match (self.dialect(), details.as_deref().unwrap_or_default()) {
            (Dialect::Sqlite, "") if column.identity.is_some() => " PRIMARY KEY AUTOINCREMENT",
            (Dialect::Postgres, _) | (_, "") => " PRIMARY KEY",
            // In a column's definition it is not the row's own number.
            (Dialect::Sqlite, "desc") if key.of_column.is_some() => " PRIMARY KEY DESC",
            _ => return None,
        }
        .to_owned();
        if let Some(at) = key.on_conflict.as_deref().map(|it| on_conflict(Some(it))) {
            let behind = words.find(" AUTOINCREMENT").unwrap_or(words.len());
            words.insert_str(behind, &at);
        }
        let is_mysql = self.dialect() == Dialect::Mysql;
        let may = (!has_name || is_mysql || column.identity.is_some()) && is_plain(column);
        may.then_some((key, words))
    }

    fn partitioned_by(self, of: ObjectId, table: &Table) -> String {
        let by = table.partition_by.as_ref();
        let by = by.map(|by| format!(" PARTITION BY {}", self.expression(Some(of), by)));
        by.unwrap_or_default()
    }

    fn options(self, table: &Table) -> String {
        let mut options = Vec::new();
        for (name, value) in &table.options {
            options.push(match (self.dialect(), &**name) {
                (Dialect::Sqlite, "strict") => "STRICT".to_owned(),
                (Dialect::Sqlite, "without rowid") => "WITHOUT ROWID".to_owned(),
                (Dialect::Mysql, "engine") => format!("ENGINE = {value}"),
                (Dialect::Mysql, "charset") => format!("CHARACTER SET {value}"),
                (Dialect::Mysql, "collate") => format!("COLLATE {value}"),
                _ => continue,
            });
        }
        let separator = if self.dialect() == Dialect::Sqlite {
            ", "
        } else {
            " "
        };
        match options.is_empty() {
            true => String::new(),
            false => format!(" {}", options.join(separator)),
        }
    }

    /// A value that rows get which have none: `''`, `0`, the first value of an enum.
    pub(crate) fn neutral(self, column: &Column) -> Option<String> {
        let data_type = column.data_type.as_ref()?;
        if data_type.dimensions > 0 {
            return Some("'{}'".to_owned());
        }
        let name = match &data_type.base {
            BaseType::BuiltIn(name) => name.as_str(),
            BaseType::Named(id) => {
                return match &self.schema.get(*id)?.kind {
                    ObjectKind::Enum(values) => Some(self.text(values.values.first()?)),
                    _ => None,
                };
            }
            BaseType::Unknown { .. } => return None,
        };
        let first = name.split(' ').next().unwrap_or_default();
        let value = match (self.dialect(), first) {
            (Dialect::Mysql, "enum") => return data_type.modifiers.first().cloned(),
            (Dialect::Mysql, "json") => "'{}'",
            (Dialect::Mysql, "date") => "'1970-01-01'",
            (Dialect::Mysql, "datetime" | "timestamp") => "'1970-01-02 00:00:00'",
            (Dialect::Mysql, "time") => "'00:00:00'",
            (Dialect::Postgres, "bool") => "false",
            (Dialect::Postgres, "json" | "jsonb") => "'{}'",
            (Dialect::Postgres, "date") => "'1970-01-01'",
            (Dialect::Postgres, "timestamp" | "timestamptz") => "'1970-01-01 00:00:00'",
            (Dialect::Postgres, "time" | "timetz") => "'00:00:00'",
            (Dialect::Postgres, "interval") => "'0'",
            (Dialect::Postgres, "uuid") => "'00000000-0000-0000-0000-000000000000'",
            (Dialect::Postgres, "bytea") => "''",
            (Dialect::Sqlite, "date") => "'1970-01-01'",
            (Dialect::Sqlite, "datetime" | "timestamp" | "timestamptz") => "'1970-01-01 00:00:00'",
            (Dialect::Sqlite, "blob" | "binary" | "varbinary" | "bytea") => "x''",
            (_, name) if name.contains("char") || name.contains("text") || name == "clob" => "''",
            (_, name) if is_number(name) => "0",
            (Dialect::Mysql, name) if name.contains("blob") || name.contains("binary") => "''",
            (Dialect::Sqlite, _) => "''",
            _ => return None,
        };
        Some(value.to_owned())
    }
}

fn is_number(name: &str) -> bool {
    const NUMBERS: &[&str] = &[
        "bool", "boolean", "decimal", "double", "float", "float4", "float8", "integer", "numeric",
        "oid", "real", "year", "bit",
    ];
    NUMBERS.contains(&name) || name.contains("int")
}

/// `ON CONFLICT REPLACE`, where there is any (SQLite).
fn on_conflict(action: Option<&str>) -> String {
    action.map_or(String::new(), |action| {
        format!(" ON CONFLICT {}", action.to_uppercase())
    })
}

/// Whether it is the call of a function, and nothing else.
fn is_call(text: &str) -> bool {
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let brackets = text.trim_start_matches(is_name);
    let name = &text[..text.len() - brackets.len()];
    !name.is_empty()
        && !needs_quotes(name, Dialect::Postgres)
        && brackets.starts_with('(')
        && is_one_bracket(brackets)
}

/// Whether the bracket at the start is closed at the end.
fn is_one_bracket(text: &str) -> bool {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1 == text.len();
        }
    }
    false
}
