//! Constraints and indexes of two tables that are the same one.
use super::expression::surely_differ;
use super::{Comparison, Side};
use crate::Dialect;
use crate::model::{
    ColumnId, Constraint, ConstraintKind, ForeignKey, ForeignKeyTarget, Index, IndexPart,
    IndexPartTarget, Key, ObjectId, StoredExpression, Table,
};
use crate::{Missing, names};
use migrate_sql::statement::{Action, Kind};
use std::borrow::Cow;

/// A table on one side.
#[derive(Clone, Copy)]
pub(super) struct Own<'s> {
    pub(super) side: Side<'s>,
    pub(super) id: ObjectId,
    pub(super) table: &'s Table,
}

impl<'s> Comparison<'s> {
    pub(super) fn constraints(&mut self, old: Own<'s>, new: Own<'s>) {
        let is_own = |constraint: &&Constraint| !is_index_to_mysql(old.side, constraint);
        let before: Vec<&Constraint> = old.table.constraints.iter().filter(is_own).collect();
        let mut after: Vec<&Constraint> = new.table.constraints.iter().filter(is_own).collect();
        let mut left = Vec::new();
        // First what has its name, then what says the same under a name that may be the same.
        for constraint in before {
            let same = |other: &&Constraint| has_same_name(old.side, constraint, other);
            match after.iter().position(same) {
                Some(at) => self.constraint_pair((old, constraint), (new, after.remove(at))),
                None => left.push(constraint),
            }
        }
        let mut missing = Vec::new();
        for constraint in left {
            let same = |other: &&Constraint| {
                may_have_same_name(old.side, constraint, other)
                    && !constraints_differ((old, constraint), (new, other))
            };
            match after.iter().position(same) {
                Some(at) => {
                    after.remove(at);
                }
                None => missing.push(constraint),
            }
        }
        for constraint in missing {
            if is_doubtful(old.side, constraint) {
                continue;
            }
            let line = old.side.say.constraint(old.id, constraint);
            self.part(old.id, constraint_name(old, constraint), Some(line), None);
        }
        for constraint in after {
            if is_doubtful(new.side, constraint) {
                continue;
            }
            let line = new.side.say.constraint(new.id, constraint);
            self.part(old.id, constraint_name(new, constraint), None, Some(line));
        }
    }

    fn constraint_pair(&mut self, old: (Own<'s>, &Constraint), new: (Own<'s>, &Constraint)) {
        if is_doubtful(old.0.side, old.1) || is_doubtful(new.0.side, new.1) {
            return;
        }
        let comments_differ = is_comment(&old.1.comment) != is_comment(&new.1.comment);
        if constraints_differ(old, new) || comments_differ {
            let before = old.0.side.say.constraint(old.0.id, old.1);
            let after = new.0.side.say.constraint(new.0.id, new.1);
            self.part(
                old.0.id,
                constraint_name(old.0, old.1),
                Some(before),
                Some(after),
            );
        }
    }

    pub(super) fn indexes(&mut self, old: Own<'s>, new: Own<'s>) {
        let dialect = old.side.schema.dialect;
        let before = indexes(old);
        let after = indexes(new);
        let what = |own: Own<'s>, index: &Index| Missing {
            kind: Kind::Index,
            of: Some(own.name()),
            name: own.side.say.name(&index.name),
        };
        for index in &before {
            let line = || Some(old.side.say.index(old.id, index));
            match named(&after, dialect, &index.name) {
                Some(other) if indexes_differ((old, index), (new, other)) => {
                    let other = new.side.say.index(new.id, other);
                    self.part(old.id, what(old, index), line(), Some(other));
                }
                Some(_) => {}
                None if is_implied(new, index) => {}
                None if is_free(new.side, index) => {
                    self.part(old.id, what(old, index), line(), None);
                }
                None => {}
            }
        }
        for index in &after {
            let is_there = named(&before, dialect, &index.name).is_some();
            let is_missing = !is_there && !is_implied(old, index);
            if is_missing && is_free(old.side, index) {
                let line = new.side.say.index(new.id, index);
                self.part(old.id, what(new, index), None, Some(line));
            }
        }
    }
}

impl Own<'_> {
    /// The table's name.
    pub(super) fn name(self) -> String {
        self.side.say.object_name(self.id)
    }

    fn columns(self, columns: &[ColumnId]) -> Vec<String> {
        let name = |column: &ColumnId| {
            let found = self.table.column_by_id(*column);
            let name = found.map_or("?", |column| &column.name);
            names::key(self.side.schema.dialect, name).into_owned()
        };
        columns.iter().map(name).collect()
    }

    fn differs(self, a: &StoredExpression, other: Self, b: &StoredExpression) -> bool {
        let a = self.side.tokens(Some(self.id), a);
        surely_differ(&a, &other.side.tokens(Some(other.id), b))
    }
}

/// Whether the table can't have an index of that name.
fn is_free(side: Side<'_>, index: &Index) -> bool {
    let key = names::key(side.schema.dialect, &index.name);
    side.schema.is_complete && !side.schema.is_doubtful(&key)
}

/// Whether the table has the index for a foreign key that needs it: MySQL makes it by itself, and
/// shows it like any other.
fn is_implied(own: Own<'_>, index: &Index) -> bool {
    let dialect = own.side.schema.dialect;
    let mut indexes = own.table.indexes.iter();
    // It stays when the foreign key goes, under a name that InnoDB made up.
    let is_made_up = dialect == Dialect::Mysql && index.name.contains("_ibfk_");
    is_made_up
        || indexes.any(|other| other.is_implicit && names::same(dialect, &other.name, &index.name))
}

/// Indexes; MySQL knows no difference between a unique constraint and a unique index.
fn indexes(own: Own<'_>) -> Vec<Cow<'_, Index>> {
    let constraints = own.table.constraints.iter();
    let of_constraints = constraints
        .filter(|constraint| is_index_to_mysql(own.side, constraint))
        .filter_map(|constraint| Some((constraint.name.clone()?, constraint.key()?)));
    let as_index = |(name, key): (String, &Key)| {
        let parts = key.columns.iter().copied().map(IndexPart::plain).collect();
        Cow::Owned(Index {
            unique: true,
            ..Index::new(name, "btree", parts)
        })
    };
    let mut indexes: Vec<_> = of_constraints.map(as_index).collect();
    let own = own.table.indexes.iter().map(Cow::Borrowed);
    indexes.extend(own.filter(|index| !index.is_implicit));
    indexes
}

fn named<'i>(all: &'i [Cow<'_, Index>], dialect: Dialect, name: &str) -> Option<&'i Index> {
    let mut all = all.iter();
    let found = all.find(|index| names::same(dialect, &index.name, name));
    found.map(|index| &**index)
}

fn is_index_to_mysql(side: Side<'_>, constraint: &Constraint) -> bool {
    side.schema.dialect == Dialect::Mysql && matches!(constraint.kind, ConstraintKind::Unique(_))
}

fn constraint_name(own: Own<'_>, constraint: &Constraint) -> Missing {
    let name = constraint.name.as_deref();
    Missing {
        kind: Kind::Constraint,
        of: Some(own.name()),
        name: name.map_or(String::new(), |name| own.side.say.name(name)),
    }
}

fn has_same_name(side: Side<'_>, a: &Constraint, b: &Constraint) -> bool {
    match (&a.name, &b.name) {
        (Some(a), Some(b)) => names::same(side.schema.dialect, a, b),
        _ => false,
    }
}

/// Whether names may be the same, or don't matter: SQLite does nothing with them, and those that the
/// engine made up may come out otherwise the second time.
fn may_have_same_name(side: Side<'_>, a: &Constraint, b: &Constraint) -> bool {
    let is_primary = |it: &Constraint| matches!(it.kind, ConstraintKind::PrimaryKey(_));
    match (side.schema.dialect, &a.name, &b.name) {
        (Dialect::Sqlite, ..) => true,
        // All of MySQL's are called `PRIMARY`.
        (Dialect::Mysql, ..) if is_primary(a) && is_primary(b) => true,
        (_, Some(_), Some(_)) => a.is_generated_name && b.is_generated_name,
        _ => true,
    }
}

/// Whether it may not be there at all: MySQL passes over a column's own `REFERENCES`, MariaDB and
/// newer versions do not.
fn is_doubtful(side: Side<'_>, constraint: &Constraint) -> bool {
    side.schema.dialect == Dialect::Mysql
        && constraint.not_valid
        && matches!(constraint.kind, ConstraintKind::ForeignKey(_))
}

fn constraints_differ(old: (Own<'_>, &Constraint), new: (Own<'_>, &Constraint)) -> bool {
    let ((old, a), (new, b)) = (old, new);
    if a.deferrable != b.deferrable || a.on_conflict != b.on_conflict {
        return true;
    }
    match (&a.kind, &b.kind) {
        (ConstraintKind::PrimaryKey(a), ConstraintKind::PrimaryKey(b))
        | (ConstraintKind::Unique(a), ConstraintKind::Unique(b)) => {
            old.columns(&a.columns) != new.columns(&b.columns)
                || old.columns(&a.include) != new.columns(&b.include)
                || a.nulls_not_distinct != b.nulls_not_distinct
        }
        (ConstraintKind::Check(a), ConstraintKind::Check(b)) => {
            old.differs(&a.expression, new, &b.expression)
        }
        (ConstraintKind::ForeignKey(a), ConstraintKind::ForeignKey(b)) => {
            foreign_keys_differ((old, a), (new, b))
        }
        (ConstraintKind::Exclusion(a), ConstraintKind::Exclusion(b)) => {
            a.parts.len() != b.parts.len() || a.predicate.is_some() != b.predicate.is_some()
        }
        _ => true,
    }
}

fn foreign_keys_differ(old: (Own<'_>, &ForeignKey), new: (Own<'_>, &ForeignKey)) -> bool {
    let ((old, a), (new, b)) = (old, new);
    let dialect = old.side.schema.dialect;
    let action = |action: Action| match (dialect, action) {
        // InnoDB does the same for both.
        (Dialect::Mysql, Action::Restrict) => Action::NoAction,
        (_, action) => action,
    };
    let (table_a, columns_a) = target(old, a);
    let (table_b, columns_b) = target(new, b);
    let columns_differ = matches!((columns_a, columns_b), (Some(a), Some(b)) if a != b);
    old.columns(&a.columns) != new.columns(&b.columns)
        || table_a != table_b
        || columns_differ
        || action(a.on_delete) != action(b.on_delete)
        || action(a.on_update) != action(b.on_update)
}

/// The name of the table, without its schema, and of the columns where they are known.
fn target(own: Own<'_>, key: &ForeignKey) -> (String, Option<Vec<String>>) {
    let schema = own.side.schema;
    let folded = |name: &str| names::key(schema.dialect, name).into_owned();
    match &key.target {
        ForeignKeyTarget::Table { table, columns } => {
            let object = schema.get(*table);
            let name = object.map_or(String::new(), |object| folded(&object.name));
            let columns = schema.table(*table).map(|target| {
                let target = Own {
                    side: own.side,
                    id: *table,
                    table: target,
                };
                target.columns(columns)
            });
            (name, columns)
        }
        ForeignKeyTarget::Named { table, columns, .. } => {
            let columns: Vec<String> = columns.iter().map(|column| folded(column)).collect();
            (folded(table), (!columns.is_empty()).then_some(columns))
        }
    }
}

fn indexes_differ(old: (Own<'_>, &Index), new: (Own<'_>, &Index)) -> bool {
    let ((old, a), (new, b)) = (old, new);
    let method = |index: &Index| match index.method.as_str() {
        "" => "btree".to_owned(),
        method => method.to_lowercase(),
    };
    let predicates_differ = match (&a.predicate, &b.predicate) {
        (Some(a), Some(b)) => old.differs(a, new, b),
        (None, None) => false,
        _ => true,
    };
    let parts = a.parts.iter().zip(&b.parts);
    a.unique != b.unique
        || method(a) != method(b)
        || a.parts.len() != b.parts.len()
        || old.columns(&a.include) != new.columns(&b.include)
        || a.nulls_not_distinct != b.nulls_not_distinct
        || predicates_differ
        || is_comment(&a.comment) != is_comment(&b.comment)
        || parts
            .into_iter()
            .any(|(a, b)| parts_differ((old, a), (new, b)))
}

fn parts_differ(old: (Own<'_>, &IndexPart), new: (Own<'_>, &IndexPart)) -> bool {
    let ((old, a), (new, b)) = (old, new);
    let targets_differ = match (&a.target, &b.target) {
        (IndexPartTarget::Column(a), IndexPartTarget::Column(b)) => {
            old.columns(&[*a]) != new.columns(&[*b])
        }
        (IndexPartTarget::Expression(a), IndexPartTarget::Expression(b)) => old.differs(a, new, b),
        // An expression may be a column in brackets.
        _ => false,
    };
    let both_differ = |a: &Option<String>, b: &Option<String>| matches!((a, b), (Some(a), Some(b)) if names_differ(a, b));
    targets_differ
        || a.descending != b.descending
        || (a.nulls_first != b.nulls_first && old.side.schema.dialect == Dialect::Postgres)
        || a.length != b.length
        || both_differ(&a.collation, &b.collation)
        || both_differ(&a.operator_class, &b.operator_class)
}

/// Whether two names, of collations or operator classes, can't be of one thing. A server names the schema
/// where it is not searched, and a script rarely does.
pub(super) fn names_differ(a: &str, b: &str) -> bool {
    let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase();
    let are_alike = a.contains('.') == b.contains('.');
    last(a) != last(b) || (are_alike && !a.eq_ignore_ascii_case(b))
}

/// An empty comment is none.
pub(super) fn is_comment(comment: &Option<String>) -> Option<&str> {
    comment.as_deref().filter(|comment| !comment.is_empty())
}

#[cfg(test)]
mod tests {
    use super::names_differ;
    use crate::Dialect;
    use crate::Schema;
    use crate::compare::{compare, diff};

    #[test]
    fn a_schema_is_part_of_a_name_where_both_have_one() {
        for (a, b, differ) in [
            ("vector_cosine_ops", "public.vector_cosine_ops", false),
            ("public.vector_cosine_ops", "vector_cosine_ops", false),
            ("vector_cosine_ops", "vector_l2_ops", true),
            ("public.vector_cosine_ops", "vector_l2_ops", true),
            ("public.own", "other.own", true),
            ("pg_catalog.C", "c", false),
        ] {
            assert_eq!(names_differ(a, b), differ, "{a} {b}");
        }
    }

    #[test]
    fn an_index_is_the_same_whether_its_class_has_a_schema_or_not() {
        let schema = |class: &str| {
            let script = format!(
                "CREATE EXTENSION pg_trgm; CREATE TABLE t (a text); CREATE INDEX i ON t USING gin (a {class});"
            );
            Schema::of_script(&script, Dialect::Postgres).expect("the model follows")
        };
        let plain = schema("gin_trgm_ops");
        for (class, count) in [("public.gin_trgm_ops", 0), ("gin_bigm_ops", 1)] {
            let differences = compare(&plain, &schema(class));
            assert_eq!(diff(&differences, 9).len().min(1), count, "{class}");
        }
    }
}
