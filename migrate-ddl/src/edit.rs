//! Changes to a schema that no statement asked for: what is wanted of it.
//!
//! What is made anew is made by statements, as the engine would; what goes takes along what hangs on
//! it, whatever statements that may take.
use super::Words;
use migrate_schema::model::{
    Column, ColumnId, Constraint, ConstraintKind, DataType, ForeignKeyTarget, Key, ObjectId,
    ObjectKind, Piece, StoredExpression, Use,
};
use migrate_schema::{Schema, names};
use migrate_sql::Dialect;

/// A schema that is edited.
pub(crate) struct Edit<'s> {
    schema: &'s mut Schema,
}

/// A table that is there for the time in which a type is read.
const SCRATCH: &str = "migrate_scratch_of_a_type";

impl<'s> Edit<'s> {
    pub(crate) fn new(schema: &'s mut Schema) -> Self {
        schema.start_session(true);
        Self { schema }
    }

    /// The table of that name, perhaps with its schema before it.
    pub(crate) fn table(&self, name: &str) -> Option<ObjectId> {
        let (namespace, plain) = match name.split_once('.') {
            Some((namespace, plain)) if self.schema.dialect != Dialect::Sqlite => {
                (Some(namespace), plain)
            }
            _ => (None, name),
        };
        let mut tables = self.schema.tables();
        let found = tables.find(|(_, object, _)| {
            let is_there = match namespace {
                Some(namespace) => object.namespace == namespace,
                None => matches!(&*object.namespace, "" | "main" | "public"),
            };
            is_there && names::same(self.schema.dialect, &object.name, plain)
        });
        found.map(|(id, ..)| id)
    }

    /// The type that these words name.
    pub(crate) fn read_type(&self, sql: &str) -> Option<DataType> {
        let mut trial = self.schema.clone();
        migrate_schema::run(&mut trial, &format!("CREATE TABLE {SCRATCH} (c {sql})"));
        let (_, _, table) = trial
            .tables()
            .find(|(_, object, _)| object.name == SCRATCH)?;
        table.columns.first()?.data_type.clone()
    }

    /// Drops a table, with the foreign keys to it and the views of it.
    pub(crate) fn drop_table(&mut self, id: ObjectId) {
        let name = self.schema.object(id).name.clone();
        let dialect = self.schema.dialect;
        self.edit_tables(|_, constraint| match &constraint.kind {
            ConstraintKind::ForeignKey(key) => match &key.target {
                ForeignKeyTarget::Table { table, .. } => *table != id,
                ForeignKeyTarget::Named { table, .. } => !names::same(dialect, table, &name),
            },
            _ => true,
        });
        self.drop_views(|used| used.object() == id);
        let sequences = self
            .schema
            .objects()
            .filter(|(_, object)| match &object.kind {
                ObjectKind::Sequence(sequence) => sequence.owned_by.is_some_and(|(of, _)| of == id),
                _ => false,
            });
        let sequences: Vec<ObjectId> = sequences.map(|(id, _)| id).collect();
        for sequence in sequences {
            self.schema.remove(sequence);
        }
        self.schema.remove(id);
    }

    /// Drops a column, with all that is over it.
    pub(crate) fn drop_column(&mut self, id: ObjectId, name: &str) {
        let dialect = self.schema.dialect;
        let table_name = self.schema.object(id).name.clone();
        let Some(column) = self
            .schema
            .table(id)
            .and_then(|own| own.column(dialect, name))
        else {
            return;
        };
        let column = column.id;
        self.edit_tables(|own, constraint| {
            let refers = match &constraint.kind {
                ConstraintKind::ForeignKey(key) => match &key.target {
                    ForeignKeyTarget::Table { table, columns } => {
                        *table == id && columns.contains(&column)
                    }
                    ForeignKeyTarget::Named { table, columns, .. } => {
                        names::same(dialect, table, &table_name)
                            && columns.iter().any(|own| names::same(dialect, own, name))
                    }
                },
                _ => false,
            };
            !(refers || own == id && constraint.has_column(column))
        });
        self.drop_views(|used| used == Use::Column(id, column));
        let indexes = self
            .schema
            .table(id)
            .into_iter()
            .flat_map(|table| &table.indexes);
        let indexes = indexes.filter(|index| index.has_column(column));
        for name in indexes.map(|index| index.name.clone()).collect::<Vec<_>>() {
            self.schema.remove_index_name(id, &name);
        }
        self.change(id, |table| {
            table.indexes.retain(|index| !index.has_column(column));
            table.columns.retain(|own| own.id != column);
        });
        let owned = self
            .schema
            .objects()
            .filter(|(_, object)| match &object.kind {
                ObjectKind::Sequence(sequence) => sequence.owned_by == Some((id, column)),
                _ => false,
            });
        let owned: Vec<ObjectId> = owned.map(|(id, _)| id).collect();
        for sequence in owned {
            self.schema.remove(sequence);
        }
    }

    /// Gives a column a default that says nothing: SQLite can add one that is `NOT NULL` only so, and
    /// would have to make the table anew without it, with all that refers to it.
    pub(crate) fn give_default(&self, column: &mut Column) {
        let words = Words {
            schema: self.schema,
        };
        if column.not_null && self.schema.dialect == Dialect::Sqlite {
            column.default = words.neutral(column).map(|value| StoredExpression {
                pieces: vec![Piece::Text(value)],
                ..StoredExpression::default()
            });
        }
    }

    /// Adds a column.
    pub(crate) fn add_column(&mut self, id: ObjectId, column: Column) {
        self.change(id, |table| _ = table.add_column(column));
    }

    /// Gives a column another type.
    pub(crate) fn set_type(&mut self, id: ObjectId, name: &str, data_type: Option<DataType>) {
        self.change_column(id, name, |column| column.data_type = data_type);
    }

    /// Makes a column `NOT NULL`, or takes that away.
    pub(crate) fn set_not_null(&mut self, id: ObjectId, name: &str, not_null: bool) {
        self.change_column(id, name, |column| column.not_null = not_null);
    }

    /// Gives a table another primary key.
    pub(crate) fn set_primary_key(&mut self, id: ObjectId, names: &[String]) {
        let dialect = self.schema.dialect;
        self.edit_tables(|own, constraint| {
            own != id || !matches!(constraint.kind, ConstraintKind::PrimaryKey(_))
        });
        self.change(id, |table| {
            let ids = names.iter().filter_map(|name| table.column(dialect, name));
            let columns: Vec<ColumnId> = ids.map(|column| column.id).collect();
            for column in &columns {
                if let Some(mut column) = table.column_mut(*column) {
                    column.not_null |= dialect != Dialect::Sqlite;
                }
            }
            let details = columns.iter().map(|_| String::new()).collect();
            table.constraints.push(Constraint {
                name: None,
                is_generated_name: true,
                kind: ConstraintKind::PrimaryKey(Key {
                    columns,
                    details,
                    ..Key::default()
                }),
                deferrable: (false, false),
                not_valid: false,
                comment: None,
                of_column: None,
                also_own: false,
                on_conflict: None,
            });
        });
    }

    /// Makes a table. The key that counts by itself is given by name.
    pub(crate) fn create_table(
        &mut self,
        name: &str,
        columns: &[Column],
        key: &[String],
        counting: Option<String>,
    ) -> Result<(), String> {
        let words = Words {
            schema: self.schema,
        };
        let mut lines = Vec::new();
        let nowhere = ObjectId(0);
        for column in columns {
            let mut line = words.definition(nowhere, column);
            if Some(&column.name) == counting.as_ref() {
                line = match self.schema.dialect {
                    Dialect::Postgres => format!("{line} GENERATED BY DEFAULT AS IDENTITY"),
                    Dialect::Mysql => format!("{line} AUTO_INCREMENT"),
                    // The row's own number has this type only.
                    Dialect::Sqlite => format!("{} INTEGER NOT NULL", words.name(&column.name)),
                };
            }
            lines.push(line);
        }
        let key: Vec<String> = key.iter().map(|name| words.name(name)).collect();
        if !key.is_empty() {
            lines.push(format!("PRIMARY KEY ({})", key.join(", ")));
        }
        let name = match name.split_once('.') {
            Some((namespace, name)) if self.schema.dialect != Dialect::Sqlite => {
                words.within(namespace, name)
            }
            _ => words.name(name),
        };
        self.run(&format!("CREATE TABLE {name} ({})", lines.join(", ")))
    }

    /// Adds a foreign key to the primary key of a table.
    pub(crate) fn add_foreign_key(
        &mut self,
        id: ObjectId,
        column: &str,
        parent: ObjectId,
    ) -> Result<(), String> {
        let dialect = self.schema.dialect;
        let words = Words {
            schema: self.schema,
        };
        let target = self
            .schema
            .table(parent)
            .and_then(|table| table.primary_key());
        let Some([target]) = target else {
            return Err("the table that it refers to has no primary key of one column".to_owned());
        };
        let (table, other) = (words.object(id), words.object(parent));
        let (own, target) = (words.name(column), words.column(parent, *target));
        if dialect != Dialect::Sqlite {
            return self.run(&format!(
                "ALTER TABLE {table} ADD FOREIGN KEY ({own}) REFERENCES {other} ({target})"
            ));
        }
        // SQLite can't add one to a column that is there; what is read is what it would keep.
        let mut trial = self.schema.clone();
        migrate_schema::run(
            &mut trial,
            &format!(
                "CREATE TABLE {SCRATCH} (c INT, FOREIGN KEY (c) REFERENCES {other} ({target}))"
            ),
        );
        let made = trial.tables().find(|(_, object, _)| object.name == SCRATCH);
        let made = made.and_then(|(_, _, table)| table.constraints.first().cloned());
        let found = self
            .schema
            .table(id)
            .and_then(|own| own.column(dialect, column));
        let found = found.map(|column| column.id);
        if let (Some(mut made), Some(column)) = (made, found) {
            if let ConstraintKind::ForeignKey(key) = &mut made.kind {
                key.columns = vec![column];
            }
            self.change(id, |table| table.constraints.push(made));
        }
        Ok(())
    }

    /// Drops the foreign key of one column to a table.
    pub(crate) fn drop_foreign_key(&mut self, id: ObjectId, column: &str, parent: &str) {
        let dialect = self.schema.dialect;
        let found = self
            .schema
            .table(id)
            .and_then(|own| own.column(dialect, column));
        let Some(column) = found.map(|column| column.id) else {
            return;
        };
        let parents: Vec<ObjectId> = self
            .schema
            .tables()
            .filter(|(_, object, _)| names::same(dialect, &object.name, parent))
            .map(|(id, ..)| id)
            .collect();
        self.edit_tables(|own, constraint| match &constraint.kind {
            ConstraintKind::ForeignKey(key) if own == id && key.columns == [column] => {
                match &key.target {
                    ForeignKeyTarget::Table { table, .. } => !parents.contains(table),
                    ForeignKeyTarget::Named { table, .. } => !names::same(dialect, table, parent),
                }
            }
            _ => true,
        });
    }

    fn run(&mut self, sql: &str) -> Result<(), String> {
        let mut trial = self.schema.clone();
        match migrate_schema::run(&mut trial, sql).into_iter().next() {
            Some(fault) => Err(fault.message),
            None => {
                *self.schema = trial;
                Ok(())
            }
        }
    }

    fn change(&mut self, id: ObjectId, change: impl FnOnce(&mut migrate_schema::model::Table)) {
        if let Some(table) = self.schema.table_mut(id) {
            change(table);
        }
    }

    fn change_column(&mut self, id: ObjectId, name: &str, change: impl FnOnce(&mut Column)) {
        let dialect = self.schema.dialect;
        self.change(id, |table| {
            let column = table.column(dialect, name).map(|column| column.id);
            if let Some(mut column) = column.and_then(|id| table.column_mut(id)) {
                change(&mut column);
            }
        });
    }

    /// Keeps these constraints only.
    fn edit_tables(&mut self, keeps: impl Fn(ObjectId, &Constraint) -> bool) {
        let tables = self.schema.tables().filter(|(id, _, table)| {
            let mut constraints = table.constraints.iter();
            !constraints.all(|constraint| keeps(*id, constraint))
        });
        let tables: Vec<ObjectId> = tables.map(|(id, ..)| id).collect();
        for id in tables {
            let gone = self
                .schema
                .table(id)
                .into_iter()
                .flat_map(|table| &table.constraints);
            let gone = gone.filter(|it| !keeps(id, it) && it.key().is_some());
            let gone: Vec<String> = gone.filter_map(|it| it.name.clone()).collect();
            for name in gone {
                self.schema.remove_index_name(id, &name);
            }
            self.change(id, |table| table.constraints.retain(|it| keeps(id, it)));
        }
    }

    /// Drops the views that use something, and those that use them.
    fn drop_views(&mut self, is_used: impl Fn(Use) -> bool) {
        let mut gone: Vec<ObjectId> = Vec::new();
        loop {
            let found = self
                .schema
                .objects()
                .find(|(_, object)| match &object.kind {
                    ObjectKind::View(view) => {
                        let mut uses = view.uses.iter();
                        uses.any(|used| is_used(*used) || gone.contains(&used.object()))
                    }
                    _ => false,
                });
            let Some((id, _)) = found else { return };
            self.schema.remove(id);
            gone.push(id);
        }
    }
}
