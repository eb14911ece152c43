//! What can be selected from: tables, queries, functions.
use super::Own;
use super::types::Info;
use crate::Dialect;
use crate::model::{Columns, HasName, Named, ObjectId, Use};
use crate::names::same;
use std::rc::Rc;

/// A column that can be named.
#[derive(Clone, Debug)]
pub(super) struct SourceColumn {
    pub(super) name: String,
    pub(super) info: Info,
    /// What whoever names it refers to.
    pub(super) uses: Vec<Use>,
    /// Of the own table.
    pub(super) own: Option<crate::model::ColumnId>,
    /// Whether it is there for certain.
    pub(super) is_certain: bool,
}

/// A table, query or function that is selected from.
#[derive(Clone, Debug, Default)]
pub(super) struct Source<'s> {
    /// What it is called here.
    pub(super) names: Vec<String>,
    /// The table's own name.
    pub(super) table: Option<String>,
    pub(super) columns: SourceColumns<'s>,
    /// Whether it may have other columns.
    pub(super) is_open: bool,
    /// Whether its columns may be null although they are `NOT NULL`.
    pub(super) is_nullable: bool,
    /// Whether its columns are not named without its name, and are none of `*`.
    pub(super) is_hidden: bool,
}

/// The columns of a source. Tables may be wide and queries name few of it, so only these are copied.
#[derive(Clone, Debug)]
pub(super) enum SourceColumns<'s> {
    /// Those of a table or view, and whether they are certain.
    Table(ObjectId, &'s Columns, bool),
    /// Those of the own table, and whether they are certain.
    Own(&'s Columns, bool),
    /// Others.
    Listed(Rc<Named<SourceColumn>>),
}

impl HasName for SourceColumn {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

impl Default for SourceColumns<'_> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl From<Vec<SourceColumn>> for SourceColumns<'_> {
    fn from(columns: Vec<SourceColumn>) -> Self {
        Self::Listed(Rc::new(columns.into()))
    }
}

impl<'s> Source<'s> {
    pub(super) fn of_own(own: &Own<'s>) -> Self {
        Self {
            names: own.tables.iter().map(|name| (*name).to_owned()).collect(),
            table: own.tables.first().map(|name| (*name).to_owned()),
            columns: match own.id {
                Some(id) => SourceColumns::Table(id, own.columns, !own.is_open),
                None => SourceColumns::Own(own.columns, !own.is_open),
            },
            is_open: own.is_open,
            ..Self::default()
        }
    }

    pub(super) fn has_name(&self, dialect: Dialect, name: &str) -> bool {
        self.names.iter().any(|own| same(dialect, own, name))
    }

    /// The first column of that name.
    pub(super) fn column(&self, dialect: Dialect, name: &str) -> Option<SourceColumn> {
        self.columns_named(dialect, name).next()
    }

    /// The columns of that name; a query may give several.
    pub(super) fn columns_named(
        &self,
        dialect: Dialect,
        name: &str,
    ) -> impl Iterator<Item = SourceColumn> {
        let (of_table, listed) = match &self.columns {
            SourceColumns::Table(_, columns, _) | SourceColumns::Own(columns, _) => {
                (Some(columns.each_named(dialect, name)), None)
            }
            SourceColumns::Listed(columns) => (None, Some(columns.each_named(dialect, name))),
        };
        let of_table = of_table.into_iter().flatten().map(|own| self.copied(own));
        let listed = listed.into_iter().flatten().cloned();
        of_table.chain(listed).map(|column| self.seen(column))
    }

    /// All columns.
    pub(super) fn all_columns(&self) -> impl Iterator<Item = SourceColumn> {
        let (of_table, listed) = match &self.columns {
            SourceColumns::Table(_, columns, _) | SourceColumns::Own(columns, _) => {
                (Some(columns.iter()), None)
            }
            SourceColumns::Listed(columns) => (None, Some(columns.iter())),
        };
        let of_table = of_table.into_iter().flatten().map(|own| self.copied(own));
        let listed = listed.into_iter().flatten().cloned();
        of_table.chain(listed).map(|column| self.seen(column))
    }

    /// The names of all columns.
    pub(super) fn column_names(&self) -> Vec<&str> {
        match &self.columns {
            SourceColumns::Table(_, columns, _) | SourceColumns::Own(columns, _) => {
                columns.iter().map(|column| &*column.name).collect()
            }
            SourceColumns::Listed(columns) => columns.iter().map(|column| &*column.name).collect(),
        }
    }

    /// A table's column as one that can be named.
    fn copied(&self, column: &crate::model::Column) -> SourceColumn {
        let (uses, own, is_certain) = match self.columns {
            SourceColumns::Table(id, _, is_certain) => {
                (vec![Use::Column(id, column.id)], None, is_certain)
            }
            SourceColumns::Own(_, is_certain) => (Vec::new(), Some(column.id), is_certain),
            SourceColumns::Listed(_) => (Vec::new(), None, false),
        };
        SourceColumn {
            name: column.name.clone(),
            info: Info::of(column),
            uses,
            own,
            is_certain,
        }
    }

    fn seen(&self, mut column: SourceColumn) -> SourceColumn {
        column.info.not_null &= !self.is_nullable;
        column
    }
}
