//! What is the same table or column under another name.
use super::Ddl;
use super::words::Words;
use migrate_schema::deep;
use migrate_schema::model::{Column, ColumnId, ObjectId, Table};
use migrate_schema::{Schema, names};
use std::fmt;

/// `users.name=full_name`, `users=people`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rename {
    /// What it is called: a table, or a table and a column, perhaps with a schema before.
    pub from: String,
    /// What it is to be called.
    pub to: String,
}

/// Why something can't be renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenameError {
    /// It is not `old=new`.
    Form(String),
    /// There is no table or column of that name; the closest one, if any is close.
    Unknown(Rename, Option<String>),
    /// The engine refuses it.
    Refused(Rename, String),
}

impl Rename {
    /// Reads `old=new`. The new name of a column may have the table's before it.
    ///
    /// # Errors
    ///
    /// Where it is something else.
    pub fn parse(text: &str) -> Result<Self, RenameError> {
        match text.split_once('=') {
            Some((from, to)) if !from.trim().is_empty() && !to.trim().is_empty() => Ok(Self {
                from: from.trim().to_owned(),
                to: to.trim().to_owned(),
            }),
            _ => Err(RenameError::Form(text.to_owned())),
        }
    }

    fn last_of_new(&self) -> &str {
        self.to.rsplit('.').next().unwrap_or(&self.to)
    }

    /// The statements that give it the new name and the old one again.
    fn statements(&self, schema: &Schema) -> Option<(String, String)> {
        let words = Words { schema };
        let to = words.name(self.last_of_new());
        if let Some((id, _)) = table_named(schema, &self.from) {
            let object = schema.object(id);
            let new = words.within(&object.namespace, self.last_of_new());
            let (old, old_name) = (words.object(id), words.name(&object.name));
            return Some((
                format!("ALTER TABLE {old} RENAME TO {to}"),
                format!("ALTER TABLE {new} RENAME TO {old_name}"),
            ));
        }
        let (table, column) = self.from.rsplit_once('.')?;
        let (id, table) = table_named(schema, table)?;
        let column = table.column(schema.dialect, column)?;
        let (table, column) = (words.object(id), words.name(&column.name));
        Some((
            format!("ALTER TABLE {table} RENAME COLUMN {column} TO {to}"),
            format!("ALTER TABLE {table} RENAME COLUMN {to} TO {column}"),
        ))
    }
}

/// What a name is of: a table, or else a column of one.
fn place(schema: &Schema, name: &str) -> Option<(ObjectId, Option<ColumnId>)> {
    if let Some((id, _)) = table_named(schema, name) {
        return Some((id, None));
    }
    let (table, column) = name.rsplit_once('.')?;
    let (id, table) = table_named(schema, table)?;
    Some((id, Some(table.column(schema.dialect, column)?.id)))
}

/// The table or column that a misspelt name is closest to.
fn closest_name(schema: &Schema, name: &str) -> Option<String> {
    let mut all = Vec::new();
    for (_, object, table) in schema.tables() {
        let shown = shown(&object.namespace, &object.name);
        all.extend(
            table
                .columns
                .iter()
                .map(|column| format!("{shown}.{}", column.name)),
        );
        all.push(shown);
    }
    migrate_sql::spelling::closest(name, all.iter().map(String::as_str)).map(str::to_owned)
}

/// A table's name as `--rename` takes it.
fn shown(namespace: &str, name: &str) -> String {
    match namespace {
        "" | "main" | "public" => name.to_owned(),
        other => format!("{other}.{name}"),
    }
}

fn table_named<'s>(schema: &'s Schema, name: &str) -> Option<(ObjectId, &'s Table)> {
    let (namespace, plain) = match name.rsplit_once('.') {
        Some((namespace, plain)) => (Some(namespace), plain),
        None => (None, name),
    };
    let mut tables = schema.tables();
    let found = tables.find(|(_, object, _)| {
        let is_there = match namespace {
            Some(namespace) => object.namespace == namespace,
            None => matches!(&*object.namespace, "" | "main" | "public"),
        };
        is_there && names::same(schema.dialect, &object.name, plain)
    });
    found.map(|(id, _, table)| (id, table))
}

/// What may be the same under another name: a table or column that goes, and one of the same shape
/// that comes.
pub fn candidates(from: &Schema, to: &Schema) -> Vec<Rename> {
    deep(|| find_candidates(from, to)).unwrap_or_default()
}

fn find_candidates(from: &Schema, to: &Schema) -> Vec<Rename> {
    let dialect = from.dialect;
    let mut found = Vec::new();
    let (mut gone, mut fresh) = (Vec::new(), Vec::new());
    let (words, new_words) = (Words { schema: from }, Words { schema: to });
    let type_of = |words: Words<'_>, column: &Column| {
        column.data_type.as_ref().map(|own| words.data_type(own))
    };
    for (id, object, table) in from.tables() {
        let Some(other) = super::same_table(to, object) else {
            gone.push((id, object, table));
            continue;
        };
        let Some(after) = to.table(other) else {
            continue;
        };
        let is_gone = |column: &&Column| after.column(dialect, &column.name).is_none();
        let is_new = |column: &&Column| table.column(dialect, &column.name).is_none();
        let mut taken: Vec<&str> = Vec::new();
        for column in table.columns.iter().filter(is_gone) {
            let mut added = after.columns.iter().filter(is_new);
            let same = added.find(|new| {
                type_of(words, column) == type_of(new_words, new)
                    && column.not_null == new.not_null
                    && column.generated.is_none()
                    && !taken.contains(&&*new.name)
            });
            if let Some(same) = same {
                taken.push(&same.name);
                found.push(Rename {
                    from: format!("{}.{}", shown(&object.namespace, &object.name), column.name),
                    to: same.name.clone(),
                });
            }
        }
    }
    for (id, object, table) in to.tables() {
        if super::same_table(from, object).is_none() {
            fresh.push((id, object, table));
        }
    }
    let shape = |words: Words<'_>, table: &Table| {
        let columns = table.columns.iter();
        let mut all: Vec<_> = columns
            .map(|it| (it.name.clone(), type_of(words, it)))
            .collect();
        all.sort();
        all
    };
    for (_, object, table) in gone {
        let same = fresh.iter().position(|(_, other, new)| {
            other.namespace == object.namespace && shape(words, table) == shape(new_words, new)
        });
        if let Some(same) = same {
            let (_, other, _) = fresh.remove(same);
            found.push(Rename {
                from: shown(&object.namespace, &object.name),
                to: other.name.clone(),
            });
        }
    }
    found
}

/// A schema after renames, with the statements that make them and those that undo them.
#[derive(Clone, Debug)]
pub struct Renamed {
    /// The schema.
    pub schema: Schema,
    /// In order.
    pub up: Vec<String>,
    /// In order.
    pub down: Vec<String>,
    /// What was renamed: a table, or a column of one.
    places: Vec<(Rename, (ObjectId, Option<ColumnId>))>,
}

impl Renamed {
    /// Renames what is there.
    ///
    /// # Errors
    ///
    /// Where it is not there, or the engine would refuse it.
    pub fn new(schema: &Schema, renames: &[Rename]) -> Result<Self, RenameError> {
        let made = deep(|| {
            let mut renamed = Self {
                schema: schema.clone(),
                up: Vec::new(),
                down: Vec::new(),
                places: Vec::new(),
            };
            renamed.schema.start_session(true);
            for rename in renames {
                renamed.add(rename)?;
            }
            Ok(renamed)
        });
        made.unwrap_or_else(|| Err(RenameError::Form(String::new())))
    }

    fn add(&mut self, rename: &Rename) -> Result<(), RenameError> {
        let statements = rename.statements(&self.schema);
        let (up, down) = statements.ok_or_else(|| {
            let closest = closest_name(&self.schema, &rename.from);
            RenameError::Unknown(rename.clone(), closest)
        })?;
        let renamed = place(&self.schema, &rename.from);
        let faults = migrate_schema::run(&mut self.schema, &up);
        if let Some(fault) = faults.into_iter().next() {
            return Err(RenameError::Refused(rename.clone(), fault.message));
        }
        self.places
            .extend(renamed.map(|place| (rename.clone(), place)));
        self.up.push(up);
        self.down.insert(0, down);
        Ok(())
    }

    /// A rename to something that another schema, which is wanted, does not have.
    pub fn astray(&self, wanted: &Schema) -> Option<&Rename> {
        let is_wanted = |(id, column): (ObjectId, Option<ColumnId>)| {
            let table = super::same_table(wanted, self.schema.get(id)?)?;
            let Some(column) = column else {
                return Some(());
            };
            let own = self.schema.table(id)?.column_by_id(column)?;
            wanted
                .table(table)?
                .column(wanted.dialect, &own.name)
                .map(|_| ())
        };
        let mut places = self.places.iter();
        let astray = places.find(|(_, place)| is_wanted(*place).is_none());
        astray.map(|(rename, _)| rename)
    }

    /// The statements to another schema, and those back to what was there before all renames. `None`
    /// where the model can't follow them.
    pub fn to(&self, wanted: &Schema) -> Option<(Ddl, Ddl)> {
        let mut up = Ddl::between(&self.schema, wanted)?;
        let mut down = Ddl::between(wanted, &self.schema)?;
        up.statements.splice(0..0, self.up.iter().cloned());
        down.statements.extend(self.down.iter().cloned());
        Some((up, down))
    }
}

impl fmt::Display for RenameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RenameError::Form(text) => write!(f, "`{text}` is not `old=new`"),
            RenameError::Unknown(rename, _) => {
                write!(f, "there is no table or column `{}` to rename", rename.from)
            }
            RenameError::Refused(rename, why) => {
                write!(f, "`{}` can't become `{}`: {why}", rename.from, rename.to)
            }
        }
    }
}

impl std::error::Error for RenameError {}
