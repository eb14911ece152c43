//! `ON CONFLICT`, `ON DUPLICATE KEY UPDATE`.
use super::Resolver;
use super::insert::Target;
use super::scope::Scope;
use super::source::Source;
use crate::Dialect;
use crate::model::{Constraint, ConstraintKind, Index, Table, TableKind};
use crate::{Fault, Missing};
use migrate_sql::spelling::closest;
use migrate_sql::statement::{Conflict, ConflictAction, Insert, InsertSource, Kind};
use std::rc::Rc;

impl<'s> Resolver<'s> {
    pub(super) fn conflicts(&mut self, insert: &Insert, target: &Target<'_>, source: &Source<'s>) {
        let most = match self.in_altered_trigger {
            true => 1,
            false => insert.conflicts.len(),
        };
        for conflict in insert.conflicts.iter().take(most) {
            self.scopes.push(Scope::of_sources(vec![source.clone()]));
            self.conflict_target(conflict, target);
            self.scopes.pop();
            self.deferrable_key(insert, conflict, target);
            let ConflictAction::Update(set, condition) = &conflict.action else {
                continue;
            };
            let mut scope = Scope::of_sources(vec![source.clone()]);
            // SQLite only looks at it where the conflict can come about.
            let is_later = self.dialect == Dialect::Sqlite && !self.in_altered_trigger;
            match self.dialect {
                Dialect::Mysql => {
                    // What is selected from can be named too, and the row by a name of its own.
                    let only_values = matches!(insert.source, InsertSource::Values(_));
                    if !only_values || insert.row_alias.is_some() {
                        scope.is_open = true;
                        scope.has_unknown = true;
                    }
                }
                _ => scope.sources.push(Rc::new(Source {
                    names: vec!["excluded".to_owned()],
                    is_hidden: true,
                    is_open: source.is_open || is_later,
                    ..source.clone()
                })),
            }
            if self.dialect == Dialect::Sqlite {
                // The table can be called by both names.
                let table = Rc::make_mut(&mut scope.sources[0]);
                table.names.push(insert.table.name.text.clone());
            }
            let faults = self.faults.len();
            self.scopes.push(scope);
            self.updated(set, target);
            if let Some(condition) = condition {
                self.node(condition);
            }
            self.scopes.pop();
            if is_later {
                self.faults.truncate(faults);
            }
        }
    }

    /// Checks that a unique index is there for what `ON CONFLICT` names.
    fn conflict_target(&mut self, conflict: &Conflict, target: &Target<'_>) {
        for node in conflict.expressions.iter().chain(&conflict.predicate) {
            self.node(node);
        }
        let missing = conflict
            .columns
            .iter()
            .any(|name| self.target_column(target, name).is_none());
        let Some(table) = target.id.and_then(|id| self.schema.table(id)) else {
            return;
        };
        if !target.is_closed || table.kind != TableKind::Ordinary {
            return;
        }
        if let Some(name) = &conflict.constraint {
            let is_index = table.indexes.iter().any(|index| index.name == name.text);
            if table.constraint(self.dialect, &name.text).is_none() && !is_index {
                let of = &target.name.name.text;
                let message = format!("table `{of}` has no constraint `{name}`");
                let fault = Fault::new(migrate_sql::codes::UNKNOWN_CONSTRAINT, name.span, message)
                    .missing(Missing {
                        kind: Kind::Constraint,
                        of: Some(of.clone()),
                        name: name.text.clone(),
                    });
                let all = table.constraints.iter();
                let known = all.filter_map(|constraint| constraint.name.as_deref());
                let fault = match closest(&name.text, known) {
                    Some(close) => fault.help(format!("the closest one is `{close}`")),
                    None => fault,
                };
                self.fault(fault);
            }
            return;
        }
        let is_plain = conflict.expressions.is_empty() && !conflict.columns.is_empty();
        if missing || !is_plain || has_unique(self.dialect, table, conflict) {
            return;
        }
        let names: Vec<&str> = conflict.columns.iter().map(|name| &*name.text).collect();
        let of = &target.name.name.text;
        let (index, names) = (names.join("_"), names.join(", "));
        let message = format!("no unique key of `{of}` is over exactly `({names})`");
        let fault = Fault::new(migrate_sql::codes::CONFLICT_TARGET, conflict.span, message);
        self.fault(fault.help(format!(
            "write `CREATE UNIQUE INDEX {of}_{index} ON {of} ({names});` before it"
        )));
    }

    /// PostgreSQL refuses a row whose conflict a deferrable constraint would have to find, once it is
    /// past the triggers.
    fn deferrable_key(&mut self, insert: &Insert, conflict: &Conflict, target: &Target<'_>) {
        let has_rows = matches!(
            insert.source,
            InsertSource::Values(_) | InsertSource::Default
        );
        let table = target.id.and_then(|id| self.schema.table(id));
        let Some(table) = table.filter(|_| self.dialect == Dialect::Postgres && has_rows) else {
            return;
        };
        let is_plain = target.is_closed && table.triggers.is_empty() && table.rules.is_empty();
        if !is_plain || table.partition_by.is_some() || table.kind != TableKind::Ordinary {
            return;
        }
        let Some(name) = deferrable(self.dialect, table, conflict) else {
            return;
        };
        let message = format!("`ON CONFLICT` can't use constraint `{name}`: it is deferrable");
        let fault = Fault::new(migrate_sql::codes::CONFLICT_TARGET, conflict.span, message);
        self.fault(fault.help("make the constraint `NOT DEFERRABLE`, or use another unique key"));
    }
}

/// The deferrable constraint that would have to find a conflict, where one has to.
fn deferrable<'t>(dialect: Dialect, table: &'t Table, conflict: &Conflict) -> Option<&'t str> {
    let has_index =
        |own: &&Constraint| own.key().is_some() || matches!(own.kind, ConstraintKind::Exclusion(_));
    let mut constraints = table.constraints.iter().filter(has_index);
    let name = |own: &'t Constraint| own.name.as_deref();
    if let Some(wanted) = &conflict.constraint {
        let own = constraints.find(|own| name(own) == Some(&wanted.text))?;
        return name(own).filter(|_| own.deferrable.0);
    }
    if conflict.columns.is_empty() && conflict.expressions.is_empty() {
        return name(constraints.find(|own| own.deferrable.0)?);
    }
    if !conflict.expressions.is_empty() || conflict.predicate.is_some() {
        return None;
    }
    let columns = conflict.columns.iter();
    let columns = columns.map(|name| Some(table.column(dialect, &name.text)?.id));
    let mut columns: Vec<_> = columns.collect::<Option<_>>()?;
    columns.sort_unstable();
    columns.dedup();
    let is_over = |own: &&Constraint| {
        let mut key = own.key().map(|key| key.columns.clone()).unwrap_or_default();
        key.sort_unstable();
        key == columns
    };
    name(constraints.filter(is_over).find(|own| own.deferrable.0)?)
}

/// Whether a table has, or may have, a unique index over exactly these columns.
fn has_unique(dialect: Dialect, table: &Table, conflict: &Conflict) -> bool {
    let names = &conflict.columns;
    let mut ids = Vec::new();
    for name in names {
        match table.column(dialect, &name.text) {
            Some(column) => ids.push(column.id),
            // SQLite's `rowid`.
            None => return true,
        }
    }
    ids.sort_unstable();
    ids.dedup();
    let is_over = |mut columns: Vec<_>| {
        columns.sort_unstable();
        columns.dedup();
        columns == ids
    };
    let by_constraint = |constraint: &Constraint| match constraint.key() {
        Some(key) => is_over(key.columns.clone()),
        None => false,
    };
    let by_index = |index: &Index| {
        let may_hold = index.predicate.is_none() || conflict.predicate.is_some();
        index.unique
            && may_hold
            && match index.plain_columns() {
                Some(columns) => is_over(columns),
                // In SQLite an expression may be no more than a name.
                None => dialect == Dialect::Sqlite,
            }
    };
    table.constraints.iter().any(by_constraint) || table.indexes.iter().any(by_index)
}
