//! Tables.
use super::{ColumnId, ConstraintKind};
use super::{
    Columns, Constraint, DataType, Index, Named, NamedMut, ObjectId, StoredExpression, Use,
};
use crate::Dialect;
use std::collections::BTreeMap;

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What kind of table it is.
    pub kind: TableKind,
    /// In the order in which the engine lists them.
    pub columns: Columns,
    /// In the order in which they were made.
    pub constraints: Named<Constraint>,
    /// In the order in which they were made; those of constraints are not listed.
    pub indexes: Named<Index>,
    /// In the order in which they were made.
    pub triggers: Named<Trigger>,
    /// Policies of row level security (PostgreSQL).
    pub policies: Named<Policy>,
    /// Statistics and publications of its columns (PostgreSQL).
    pub held: Vec<Held>,
    /// Rules (PostgreSQL), by name.
    pub rules: BTreeMap<String, Rule>,
    /// `ENABLE` and `FORCE ROW LEVEL SECURITY` (PostgreSQL).
    pub row_security: (bool, bool),
    /// The tables that it inherits from (PostgreSQL).
    pub inherits: Vec<ObjectId>,
    /// The composite type whose attributes are its columns (PostgreSQL).
    pub of_type: Option<ObjectId>,
    /// `PARTITION BY`: as it is kept.
    pub partition_by: Option<StoredExpression>,
    /// What it is a partition of.
    pub partition_of: Option<Partition>,
    /// Whether it may have columns beside those that are listed.
    pub is_open: bool,
    /// Whether it goes with the session.
    pub temporary: bool,
    /// `UNLOGGED`, `STRICT`, `WITHOUT ROWID`, MySQL's `engine`, `charset`, `collate`: by name, with the
    /// value where there is one.
    pub options: BTreeMap<String, String>,
    /// The highest [`ColumnId`] that was given out.
    pub last_column: u32,
}

/// What kind of table it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TableKind {
    /// An ordinary one, or a partitioned one.
    #[default]
    Ordinary,
    /// A foreign table (PostgreSQL).
    Foreign,
    /// A virtual table (SQLite).
    Virtual(VirtualTable),
}

/// What makes a virtual table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VirtualTable {
    /// The module, in lower case.
    pub module: String,
    /// What the module is told, as written: columns and options of FTS5.
    pub arguments: Vec<String>,
}

/// A table's place among the partitions of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// The partitioned table.
    pub parent: ObjectId,
    /// `FOR VALUES …` or `DEFAULT`.
    pub bounds: String,
}

/// A column of a table or view.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Which one it is, whatever it is called.
    pub id: ColumnId,
    /// Its name.
    pub name: String,
    /// Its type; `None` where that can't be known.
    pub data_type: Option<DataType>,
    /// Whether it is `NOT NULL` (columns of a primary key are).
    pub not_null: bool,
    /// The name of its `NOT NULL` constraint, where one was given (PostgreSQL 18).
    pub not_null_name: Option<String>,
    /// What happens where it is null, where that is not `ABORT`: in lower case (SQLite).
    pub not_null_on_conflict: Option<String>,
    /// Its default. That of a `serial` is there too.
    pub default: Option<StoredExpression>,
    /// How it is computed, if it is.
    pub generated: Option<Generated>,
    /// `GENERATED … AS IDENTITY` (PostgreSQL), `AUTO_INCREMENT` (MySQL), `AUTOINCREMENT` (SQLite).
    pub identity: Option<Identity>,
    /// Its collation, if one is named.
    pub collation: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// MySQL's `ON UPDATE`.
    pub on_update: Option<StoredExpression>,
    /// How many parents it is inherited from (PostgreSQL).
    pub inherited: u32,
    /// Whether it is inherited and the table's own besides: it stays when the parent loses it.
    pub also_own: bool,
}

/// How a generated column is computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Generated {
    /// From what.
    pub expression: StoredExpression,
    /// `STORED`, not `VIRTUAL`.
    pub stored: bool,
}

/// A column that counts by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// `ALWAYS`, not `BY DEFAULT` (PostgreSQL).
    pub always: bool,
    /// Its sequence (PostgreSQL).
    pub sequence: Option<ObjectId>,
}

/// A trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// All of it but the name, to compare with another.
    pub definition: String,
    /// What it refers to: its function, the columns of `UPDATE OF`, what its body names.
    pub uses: Vec<Use>,
    /// Its comment.
    pub comment: Option<String>,
}

/// A policy of row level security.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// All of it but the name, to compare with another.
    pub definition: String,
    /// What it refers to.
    pub uses: Vec<Use>,
    /// Its comment.
    pub comment: Option<String>,
}

/// Something beside a table that depends on columns of it: what else it is, is not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// `statistics` or `publication`.
    pub what: String,
    /// Its name.
    pub name: String,
    /// The columns.
    pub columns: Vec<ColumnId>,
    /// What else it refers to.
    pub uses: Vec<Use>,
}

impl Held {
    /// What it is called in a message: ``publication `p` ``.
    pub fn title(&self) -> String {
        format!("{} `{}`", self.what, self.name)
    }
}

/// A rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// All of it but the name.
    pub definition: String,
    /// What it refers to.
    pub uses: Vec<Use>,
}

impl Table {
    /// The column of that name, as the engine compares names.
    pub fn column(&self, dialect: Dialect, name: &str) -> Option<&Column> {
        self.columns.named(dialect, name)
    }

    /// The column, whatever it is called.
    pub fn column_by_id(&self, id: ColumnId) -> Option<&Column> {
        self.columns.by_id(id)
    }

    /// The column, to be changed.
    pub fn column_mut(&mut self, id: ColumnId) -> Option<NamedMut<'_, Column>> {
        self.columns.by_id_mut(id)
    }

    /// Adds a column behind the others, under an id of its own.
    pub fn add_column(&mut self, mut column: Column) -> ColumnId {
        self.last_column += 1;
        column.id = ColumnId(self.last_column);
        let id = column.id;
        self.columns.push(column);
        id
    }

    /// The constraint of that name, as the engine compares names.
    pub fn constraint(&self, dialect: Dialect, name: &str) -> Option<&Constraint> {
        self.constraints.named(dialect, name)
    }

    /// The index of that name, as the engine compares names; those of constraints are not among them.
    pub fn index(&self, dialect: Dialect, name: &str) -> Option<&Index> {
        self.indexes.named(dialect, name)
    }

    /// The columns of the primary key, in its order.
    pub fn primary_key(&self) -> Option<&[ColumnId]> {
        self.constraints.iter().find_map(|constraint| {
            let ConstraintKind::PrimaryKey(key) = &constraint.kind else {
                return None;
            };
            Some(&*key.columns)
        })
    }

    /// The names of all indexes, those of constraints included.
    pub fn index_names(&self) -> impl Iterator<Item = &str> {
        let of_constraints = self.constraints.iter().filter_map(|constraint| {
            let has_index = matches!(
                constraint.kind,
                ConstraintKind::PrimaryKey(_)
                    | ConstraintKind::Unique(_)
                    | ConstraintKind::Exclusion(_)
            );
            constraint.name.as_deref().filter(|_| has_index)
        });
        let own = self.indexes.iter().map(|index| &*index.name);
        own.chain(of_constraints)
    }
}

impl Column {
    /// A column of which only name and type are known. [`Table::add_column`] gives it its id.
    pub fn new(name: &str, data_type: Option<DataType>) -> Self {
        Self {
            id: ColumnId(0),
            name: name.to_owned(),
            data_type,
            not_null: false,
            not_null_name: None,
            not_null_on_conflict: None,
            default: None,
            generated: None,
            identity: None,
            collation: None,
            comment: None,
            on_update: None,
            inherited: 0,
            also_own: false,
        }
    }
}
