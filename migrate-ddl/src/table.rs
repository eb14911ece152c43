//! What has to be done to a table.
use super::Work;
use migrate_schema::compare::{ColumnChange, column_change};
use migrate_schema::describe::Describer;
use migrate_schema::model::{
    Column, Constraint, ConstraintKind, Index, IndexPart, ObjectId, Policy, Trigger,
};
use migrate_schema::names;
use migrate_sql::Dialect;
use migrate_sql::statement::Kind;

/// What differs between a table as it is and as it is to be.
#[derive(Debug, Default)]
pub(super) struct TableChange {
    pub(super) old: ObjectIdOrNone,
    pub(super) dropped: Vec<Column>,
    pub(super) added: Vec<Column>,
    /// As they are, as they are to be, and what of it.
    pub(super) changed: Vec<(Column, Column, ColumnChange)>,
    pub(super) constraints_gone: Vec<Constraint>,
    pub(super) constraints_new: Vec<Constraint>,
    pub(super) indexes_gone: Vec<Index>,
    pub(super) indexes_new: Vec<Index>,
    pub(super) triggers_gone: Vec<Trigger>,
    pub(super) triggers_new: Vec<Trigger>,
    pub(super) policies_gone: Vec<Policy>,
    pub(super) policies_new: Vec<Policy>,
    /// Whether something else differs.
    pub(super) has_other: bool,
}

/// The table that a change is of.
pub(super) type ObjectIdOrNone = Option<(ObjectId, ObjectId)>;

impl TableChange {
    /// Whether columns or constraints differ, so that SQLite has to alter the table itself.
    pub(super) fn is_of_table(&self) -> bool {
        !self.dropped.is_empty()
            || !self.added.is_empty()
            || !self.changed.is_empty()
            || !self.constraints_gone.is_empty()
            || !self.constraints_new.is_empty()
            || self.has_other
    }

    /// Whether it goes with a column that is dropped.
    pub(super) fn goes_along(&self, constraint: &Constraint) -> bool {
        let mut dropped = self.dropped.iter();
        dropped.any(|column| constraint.has_column(column.id))
    }

    /// Whether an index goes with a column that is dropped.
    pub(super) fn index_goes_along(&self, index: &Index) -> bool {
        let mut dropped = self.dropped.iter();
        dropped.any(|column| index.has_column(column.id))
    }
}

impl Work<'_> {
    /// What differs between two tables.
    pub(super) fn change(&self, (old, new): (ObjectId, ObjectId)) -> TableChange {
        let mut change = TableChange {
            old: Some((old, new)),
            ..TableChange::default()
        };
        let (Some(before), Some(after)) = (self.now.table(old), self.to.table(new)) else {
            return change;
        };
        let dialect = self.to.dialect;
        for column in &before.columns {
            match after.column(dialect, &column.name) {
                Some(other) => {
                    let what = column_change((&self.now, old, column), (self.to, new, other));
                    if what != ColumnChange::default() {
                        change.changed.push((column.clone(), other.clone(), what));
                    }
                }
                None => change.dropped.push(column.clone()),
            }
        }
        let is_new = |column: &&Column| before.column(dialect, &column.name).is_none();
        change.added = after.columns.iter().filter(is_new).cloned().collect();
        let (say, say_new) = (Describer::short(&self.now), Describer::short(self.to));
        let name = say.object_name(old);
        let all = self.differences();
        let all = all.iter().filter(|it| !it.is_whole);
        for difference in all.filter(|it| it.what.of.as_deref() == Some(&*name)) {
            let was = difference.before.as_ref();
            let is = difference.after.as_ref();
            let named = |own: &str| names::same(dialect, &say.name(own), &difference.what.name);
            match difference.what.kind {
                Kind::Constraint => {
                    let gone = before.constraints.iter();
                    let gone = gone.filter(|it| was == Some(&say.constraint(old, it)));
                    change.constraints_gone.extend(gone.take(1).cloned());
                    let fresh = after.constraints.iter();
                    let fresh = fresh.filter(|it| is == Some(&say_new.constraint(new, it)));
                    change.constraints_new.extend(fresh.take(1).cloned());
                }
                Kind::Index => {
                    let gone = before.indexes.iter().cloned();
                    let gone = gone.chain(before.constraints.iter().filter_map(as_index));
                    let mut gone = gone.filter(|it| was.is_some() && named(&it.name));
                    change.indexes_gone.extend(gone.next());
                    let fresh = after.indexes.iter().cloned();
                    let fresh = fresh.chain(after.constraints.iter().filter_map(as_index));
                    let mut fresh = fresh.filter(|it| is.is_some() && named(&it.name));
                    change.indexes_new.extend(fresh.next());
                }
                Kind::Trigger => {
                    let gone = before.triggers.iter().filter(|it| named(&it.name));
                    change
                        .triggers_gone
                        .extend(gone.filter(|_| was.is_some()).cloned());
                    let fresh = after.triggers.iter().filter(|it| named(&it.name));
                    change
                        .triggers_new
                        .extend(fresh.filter(|_| is.is_some()).cloned());
                }
                Kind::Policy => {
                    let gone = before.policies.iter().filter(|it| named(&it.name));
                    change
                        .policies_gone
                        .extend(gone.filter(|_| was.is_some()).cloned());
                    let fresh = after.policies.iter().filter(|it| named(&it.name));
                    change
                        .policies_new
                        .extend(fresh.filter(|_| is.is_some()).cloned());
                }
                Kind::Column => {}
                _ if difference.what.name.starts_with("comment of") => {}
                _ => change.has_other = true,
            }
        }
        change
    }

    /// What differs in all tables that are there before and after.
    pub(super) fn changes(&self) -> Vec<TableChange> {
        let all = self.tables().into_iter();
        all.map(|pair| self.change(pair)).collect()
    }

    /// Says that a column that rows have no value for gets one that says nothing.
    pub(super) fn fills(&mut self, table: &str, column: &Column, value: Option<&str>) {
        let name = &column.name;
        self.lossy(match value {
            Some(value) => filled(table, column, value),
            None => format!("refused where `{table}` has rows: `{name}` needs a value for them"),
        });
    }
}

/// What is said where the rows get a value that says nothing.
pub(super) fn filled(table: &str, column: &Column, value: &str) -> String {
    let name = &column.name;
    format!("the rows that are there get {value} in `{table}.{name}`: put in what fits them")
}

/// Whether a column that is added needs a value for the rows that are there.
pub(super) fn needs_value(dialect: Dialect, column: &Column) -> bool {
    let counts = column.identity.is_some() && dialect != Dialect::Sqlite;
    column.not_null && column.default.is_none() && column.generated.is_none() && !counts
}

/// A unique constraint as an index: MySQL knows no difference.
fn as_index(constraint: &Constraint) -> Option<Index> {
    let ConstraintKind::Unique(key) = &constraint.kind else {
        return None;
    };
    let part = |(n, column): (usize, &migrate_schema::model::ColumnId)| IndexPart {
        length: key.details.get(n).and_then(|detail| {
            let digits = detail.trim_matches(['(', ')']);
            digits.parse().ok()
        }),
        ..IndexPart::plain(*column)
    };
    let parts = key.columns.iter().enumerate().map(part).collect();
    Some(Index {
        unique: true,
        ..Index::new(constraint.name.clone()?, "btree", parts)
    })
}
