//! A table that is being made or changed.
use super::faults;
use super::foreign_key::Wanted;
use crate::Dialect;
use crate::faults::still_needed;
use crate::model::{
    ColumnId, ConstraintKind, ForeignKeyTarget, Index, IndexPart, IndexPartTarget, ObjectId, Table,
};
use crate::{Fault, Schema, names};
use migrate_sql::statement::{Name, Span};

/// A table that is being made or changed: nothing of it is in the schema before [`Edit::finish`].
pub(super) struct Edit<'s> {
    /// The schema, in which the table is as it was.
    pub(super) schema: &'s mut Schema,
    /// The table.
    pub(super) id: ObjectId,
    /// What it is called.
    pub(super) name: String,
    /// As it will be.
    pub(super) table: Table,
    /// What is wrong, if the table is certain.
    faults: Vec<Fault>,
    /// Whether faults are given.
    is_certain: bool,
    /// Foreign keys that need an index: they get one when all other keys are known.
    pub(super) wanted: Vec<Wanted>,
    /// Where something was dropped that others may need.
    pub(super) dropped: Option<Span>,
    /// Whether what the table is after the statement can't be known.
    pub(super) is_doubtful: bool,
    /// Names of columns that are dropped and added by one statement.
    pub(super) replaced: Vec<String>,
    /// The ids of such columns as they were.
    pub(super) replaced_ids: Vec<(ColumnId, String)>,
    /// Columns of which views and others have to be told: dropped or renamed.
    pub(super) changes_columns: bool,
}

impl<'s> Edit<'s> {
    /// Starts to change a table; `None` for what is no table.
    pub(super) fn new(schema: &'s mut Schema, id: ObjectId) -> Option<Self> {
        let table = schema.table(id)?.clone();
        let object = schema.object(id);
        let (name, is_certain) = (object.name.clone(), object.is_certain);
        Some(Self {
            schema,
            id,
            name,
            table,
            faults: Vec::new(),
            is_certain,
            wanted: Vec::new(),
            dropped: None,
            is_doubtful: false,
            replaced: Vec::new(),
            replaced_ids: Vec::new(),
            changes_columns: false,
        })
    }

    /// Starts to add to a table, which is not in the schema as it was meanwhile; `None` for what is no
    /// table.
    pub(super) fn adding(schema: &'s mut Schema, id: ObjectId) -> Option<Self> {
        let table = std::mem::take(schema.table_mut(id)?);
        let mut edit = Self::new(schema, id)?;
        edit.table = table;
        Some(edit)
    }

    /// Says what is wrong.
    pub(super) fn fault(&mut self, fault: Fault) {
        if self.is_certain {
            self.faults.push(fault);
        }
    }

    /// Says what is wrong with the length of a name.
    pub(super) fn check_length(&mut self, name: &Name) {
        if let Some(fault) = faults::too_long(name) {
            self.fault(fault);
        }
    }

    /// The column of that name; says so if there is none.
    pub(super) fn column(&mut self, name: &Name) -> Option<ColumnId> {
        let found = self.table.column(Dialect::Mysql, &name.text);
        let found = found.map(|column| column.id);
        if found.is_none() && !self.table.is_open {
            let fault = faults::no_column(name, &self.name, &self.table);
            self.fault(fault);
        }
        found
    }

    /// Whether it is kept by InnoDB, as tables are where nothing is said.
    pub(super) fn is_innodb(&self) -> bool {
        is_innodb(&self.table)
    }

    /// Puts the table into the schema, with the indexes that foreign keys need; whole: `span`.
    pub(super) fn finish(mut self, span: Span) -> Vec<Fault> {
        self.add_wanted_indexes();
        self.drop_covered_indexes();
        if self.faults.is_empty() {
            self.check_needed_indexes(span);
            self.check_counting_columns(span);
            self.check_primary_key(span);
            self.check_set_null(span);
        }
        if self.faults.is_empty() {
            self.check_sizes(span);
            self.check_partition_keys(span);
        }
        if self.table.columns.is_empty() && !self.table.is_open && self.faults.is_empty() {
            let message = format!("table `{}` would have no column", self.name);
            self.fault(faults::invalid(self.dropped.unwrap_or(span), message));
        }
        if let Some(table) = self.schema.table_mut(self.id) {
            *table = self.table;
        }
        if self.is_doubtful {
            self.schema.object_mut(self.id).is_certain = false;
        }
        if self.changes_columns {
            super::references::open_views(self.schema, self.id);
        }
        self.faults
    }

    /// Makes an index for each new foreign key that none serves: longer ones first, as they may serve
    /// others too.
    fn add_wanted_indexes(&mut self) {
        let mut wanted = std::mem::take(&mut self.wanted);
        wanted.sort_by_key(|wanted| std::cmp::Reverse(wanted.columns.len()));
        for Wanted { name, columns } in wanted {
            if covers(&self.table, &columns, false) {
                continue;
            }
            let name = match name {
                Some(name) if self.table.index(Dialect::Mysql, &name).is_none() => name,
                _ => self.free_index_name(columns.first().copied()),
            };
            let parts = columns.iter().copied().map(IndexPart::plain).collect();
            self.table.indexes.push(Index {
                is_implicit: true,
                ..Index::new(name, "btree", parts)
            });
        }
    }

    /// Takes indexes away that the engine made for foreign keys and that others serve now.
    fn drop_covered_indexes(&mut self) {
        let mut place = 0;
        while let Some(index) = self.table.indexes.get(place) {
            let columns = index.plain_columns().filter(|_| index.is_implicit);
            match columns {
                Some(columns) if covers_without(&self.table, &columns, false, Some(place)) => {
                    self.table.indexes.remove(place);
                }
                _ => place += 1,
            }
        }
    }

    /// A name for an index without one: that of its first column, with a number where it is taken.
    pub(super) fn free_index_name(&self, column: Option<ColumnId>) -> String {
        let column = column.and_then(|column| self.table.column_by_id(column));
        let base = column.map_or("functional_index", |column| &*column.name);
        let is_free = |name: &str| {
            self.table.index(Dialect::Mysql, name).is_none()
                && !names::same(Dialect::Mysql, name, "PRIMARY")
        };
        if is_free(base) {
            return base.to_owned();
        }
        let mut numbered = (2..).map(|number| format!("{base}_{number}"));
        numbered.find(|name| is_free(name)).unwrap_or_default()
    }

    /// Foreign keys need an index over their columns, and one over the columns that they refer to
    /// (error 1553).
    fn check_needed_indexes(&mut self, span: Span) {
        let Some(dropped) = self.dropped else { return };
        if !self.schema.checks_foreign_keys() || !self.is_innodb() {
            return;
        }
        let was = self.schema.table(self.id);
        let span = if dropped == Span::default() {
            span
        } else {
            dropped
        };
        let mut needed = None;
        for (id, object, table) in self.schema.tables() {
            let is_own = id == self.id;
            let constraints = if is_own {
                &self.table.constraints
            } else {
                &table.constraints
            };
            for constraint in constraints {
                let ConstraintKind::ForeignKey(key) = &constraint.kind else {
                    continue;
                };
                if constraint.not_valid || !object.is_certain {
                    continue;
                }
                let name = constraint.name.clone().unwrap_or_default();
                let lost = |columns: &[ColumnId], hidden: bool| {
                    !covers(&self.table, columns, hidden)
                        && was.is_some_and(|was| covers(was, columns, hidden))
                };
                if is_own && lost(&key.columns, false) {
                    needed = Some((name.clone(), String::new()));
                }
                match &key.target {
                    ForeignKeyTarget::Table { table, columns }
                        if *table == self.id && lost(columns, true) =>
                    {
                        let of = if is_own {
                            String::new()
                        } else {
                            object.name.clone()
                        };
                        needed = Some((name, of));
                    }
                    _ => {}
                }
            }
        }
        if let Some((name, of)) = needed {
            let of = if of.is_empty() {
                of
            } else {
                format!(" of table `{of}`")
            };
            let why = format!("foreign key `{name}`{of} needs it");
            let help =
                "drop the foreign key before, or make another index on the same columns first";
            self.fault(still_needed(span, "the index", &why, help));
        }
    }

    /// What was made a `TEXT` can't be in the primary key as a whole (error 1170).
    fn check_primary_key(&mut self, span: Span) {
        let keys = self.table.constraints.iter();
        let key = keys
            .into_iter()
            .find_map(|constraint| match &constraint.kind {
                ConstraintKind::PrimaryKey(key) if key.details.is_empty() => Some(key),
                _ => None,
            });
        for column in key.map(|key| key.columns.clone()).unwrap_or_default() {
            if self.is_unfit_for_primary_key(column, None, span) {
                return;
            }
        }
    }

    /// A table has one `AUTO_INCREMENT` column at most, and it begins a key (error 1075).
    fn check_counting_columns(&mut self, span: Span) {
        let counting = self.table.columns.iter();
        let counting: Vec<_> = counting
            .filter(|column| column.identity.is_some())
            .collect();
        let Some(column) = counting.last().filter(|_| !self.table.is_open) else {
            return;
        };
        let (id, name) = (column.id, column.name.clone());
        if counting.len() > 1 {
            let message = format!(
                "`{name}` is the second `AUTO_INCREMENT` column of `{}`",
                self.name
            );
            let fault = faults::invalid(span, message).help("a table can have only one");
            return self.fault(fault);
        }
        let is_innodb = self.is_innodb();
        let position = |columns: &[ColumnId]| match is_innodb {
            true => columns.first() == Some(&id),
            false => columns.contains(&id),
        };
        let is_key = self.table.primary_key().is_some_and(position)
            || self.table.indexes.iter().any(|index| {
                let column = |target: &IndexPartTarget| *target == IndexPartTarget::Column(id);
                match is_innodb {
                    true => index.parts.first().is_some_and(|part| column(&part.target)),
                    false => index.parts.iter().any(|part| column(&part.target)),
                }
            });
        if !is_key {
            let message =
                format!("the `AUTO_INCREMENT` column `{name}` has to be the first of a key");
            let span = self
                .dropped
                .filter(|span| *span != Span::default())
                .unwrap_or(span);
            let fault = faults::invalid(span, message);
            self.fault(fault.help(format!(
                "make `{name}` the primary key, or add a `UNIQUE KEY (`{name}`)`"
            )));
        }
    }
}

/// Whether a table is kept by InnoDB, as far as it says.
pub(super) fn is_innodb(table: &Table) -> bool {
    let engine = table.options.get("engine");
    engine.is_none_or(|engine| engine == "innodb")
}

/// Whether an index begins with these columns in this order. `hidden`: the columns of the primary key
/// count that InnoDB adds to every index.
pub(super) fn covers(table: &Table, columns: &[ColumnId], hidden: bool) -> bool {
    covers_without(table, columns, hidden, None)
}

/// The same where the index at a place is not there.
fn covers_without(
    table: &Table,
    columns: &[ColumnId],
    hidden: bool,
    without: Option<usize>,
) -> bool {
    let primary = table.primary_key().unwrap_or_default();
    let primary_key = table
        .constraints
        .iter()
        .find_map(|constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey(key) => Some(key),
            _ => None,
        });
    let has_lengths =
        primary_key.is_some_and(|key| key.details.iter().any(|text| text.contains('(')));
    if primary.starts_with(columns) && !has_lengths {
        return true;
    }
    table.indexes.iter().enumerate().any(|(place, index)| {
        let begins = |part: &IndexPart| match part.target {
            IndexPartTarget::Column(column) => columns.first().is_none_or(|first| *first == column),
            IndexPartTarget::Expression(_) => columns.is_empty(),
        };
        if without == Some(place) || !index.parts.first().is_none_or(begins) {
            return false;
        }
        let is_plain = index.method != "fulltext" && index.method != "spatial";
        let whole = index.parts.iter().map_while(|part| match part.target {
            IndexPartTarget::Column(column) if part.length.is_none() => Some(column),
            _ => None,
        });
        let mut whole: Vec<ColumnId> = whole.collect();
        if hidden && whole.len() == index.parts.len() {
            let rest = primary.iter().filter(|column| !whole.contains(column));
            let rest: Vec<ColumnId> = rest.copied().collect();
            whole.extend(rest);
        }
        is_plain && whole.starts_with(columns)
    })
}
