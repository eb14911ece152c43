//! `INSERT`.
use super::output::Output;
use super::scope::Scope;
use super::source::Source;
use super::{Own, Resolver};
use crate::Dialect;
use crate::model::{Column, Columns, ObjectId, Use};
use crate::names::key;
use crate::{Fault, Missing};
use migrate_sql::spelling::closest;
use migrate_sql::statement::{
    ExprNode, Insert, InsertSource, Kind, Name, QualifiedName, Query, QueryBody, SelectItem, Span,
};
use std::collections::HashSet;

/// A row of `VALUES`, and where it is written.
type Row = (Vec<Option<ExprNode>>, Span);

/// The table that is changed.
pub(super) struct Target<'s> {
    pub(super) name: QualifiedName,
    pub(super) id: Option<ObjectId>,
    /// Whether its columns are all known.
    pub(super) is_closed: bool,
    pub(super) columns: &'s Columns,
}

impl<'s> Resolver<'s> {
    pub(super) fn insert(&mut self, insert: &Insert) -> Output {
        let outer = self.ctes.len();
        self.with(&insert.with, true);
        let (target, source) = self.target(&insert.table, insert.alias.as_ref());
        if let Some(columns) = &insert.columns {
            self.target_columns(&target, columns, true);
        }
        self.changed_view(
            &target,
            "insert",
            insert.columns.as_deref().unwrap_or_default(),
        );
        self.insert_source(insert, &target);
        self.conflicts(insert, &target, &source);
        let mut scope = Scope::of_sources(vec![source.clone()]);
        if self.dialect == Dialect::Mysql && matches!(insert.source, InsertSource::Query(_)) {
            // A query in what is returned may name what is selected from.
            scope.is_open = true;
            scope.has_unknown = true;
        }
        self.scopes.push(scope);
        let output = self.returned(&insert.returning, Some(&source));
        self.scopes.pop();
        self.ctes.truncate(outer);
        output
    }

    /// Finds the table that is changed.
    pub(super) fn target(
        &mut self,
        name: &QualifiedName,
        alias: Option<&Name>,
    ) -> (Target<'s>, Source<'s>) {
        let mut source = Source {
            names: vec![alias.unwrap_or(&name.name).text.clone()],
            table: Some(name.name.text.clone()),
            is_open: true,
            ..Source::default()
        };
        let mut target = Target {
            name: name.clone(),
            id: None,
            is_closed: false,
            columns: Own::default().columns,
        };
        match self.relation(name) {
            Some((id, is_certain)) => {
                self.columns_of(id, is_certain, &mut source);
                target.id = Some(id);
                target.is_closed = !source.is_open;
                target.columns = self.schema.object(id).columns();
            }
            None => self.is_unresolved = true,
        }
        (target, source)
    }

    /// Checks the columns that rows are put into. `once`: PostgreSQL takes each one once.
    pub(super) fn target_columns(&mut self, target: &Target<'_>, names: &[Name], once: bool) {
        let mut seen = HashSet::new();
        for name in names {
            let is_again = !seen.insert(key(self.dialect, &name.text));
            if once && self.dialect != Dialect::Sqlite && is_again {
                let message = format!("column `{name}` is named twice");
                self.fault(Fault::new(
                    migrate_sql::codes::DUPLICATE_COLUMN,
                    name.span,
                    message,
                ));
                continue;
            }
            self.target_column(target, name);
        }
    }

    /// Finds a column of the table that is changed.
    pub(super) fn target_column<'t>(
        &mut self,
        target: &Target<'t>,
        name: &Name,
    ) -> Option<&'t Column> {
        let found = target.columns.named(self.dialect, &name.text);
        if let (Some(column), Some(id)) = (found, target.id) {
            if self.dialect == Dialect::Postgres {
                self.uses.insert(Use::Column(id, column.id));
            }
            return found;
        }
        // MariaDB takes the times of old rows, where that is turned on.
        let is_own = self.dialect != Dialect::Postgres
            && super::names::is_system_column(self.dialect, &name.text);
        if target.is_closed && !is_own {
            let of = &target.name.name.text;
            let message = format!("table `{of}` has no column `{name}`");
            let fault = Fault::new(migrate_sql::codes::UNKNOWN_COLUMN, name.span, message).missing(
                Missing {
                    kind: Kind::Column,
                    of: Some(of.clone()),
                    name: name.text.clone(),
                },
            );
            let known = target.columns.iter().map(|column| &*column.name);
            let fault = match closest(&name.text, known) {
                Some(close) => fault.help(format!("the closest one is `{close}`")),
                None => fault,
            };
            self.fault(fault);
        }
        None
    }

    fn insert_source(&mut self, insert: &Insert, target: &Target<'_>) {
        match &insert.source {
            InsertSource::Values(rows) => {
                for (n, (row, span)) in rows.iter().enumerate() {
                    for value in row.iter().flatten() {
                        match value {
                            ExprNode::Subquery(query) if target.id.is_none() => {
                                self.query(query);
                            }
                            value => {
                                // MySQL's values may name columns that were set before them.
                                let scope = Scope {
                                    is_open: self.dialect == Dialect::Mysql,
                                    has_unknown: self.dialect == Dialect::Mysql,
                                    ..Scope::default()
                                };
                                self.scopes.push(scope);
                                self.node(value);
                                self.scopes.pop();
                            }
                        }
                    }
                    let first = rows[0].0.len();
                    if n > 0 && row.len() != first {
                        let message = format!(
                            "this row has {} values, the first one has {first}",
                            row.len()
                        );
                        self.fault(Fault::new(
                            migrate_sql::codes::WRONG_VALUE_COUNT,
                            *span,
                            message,
                        ));
                        return;
                    }
                }
                if let Some((row, span)) = rows.first() {
                    self.count(insert, target, row.len(), *span);
                }
                self.computed(insert, target, Some(rows));
            }
            InsertSource::Query(query) => {
                let output = self.query(query);
                if let Some(count) = output.count()
                    && !(insert.columns.is_none() && self.may_be_copy(target, count, query))
                {
                    self.count(insert, target, count, query.span);
                }
                self.computed(insert, target, None);
                self.selected_constants(insert, target, query);
            }
            InsertSource::Set(updated) => {
                for updated in updated {
                    self.target_columns(target, &updated.columns, false);
                }
            }
            InsertSource::Default => {}
            InsertSource::Unknown(_) => self.is_unresolved = true,
        }
    }

    /// Whether SQLite may copy a table as it is stored, generated columns and all
    /// (`xferOptimization` in `insert.c`): then it does not count the columns.
    fn may_be_copy(&self, target: &Target<'_>, count: usize, query: &Query) -> bool {
        let QueryBody::Select(select) = &query.body else {
            return false;
        };
        self.dialect == Dialect::Sqlite
            && count == target.columns.len()
            && matches!(*select.items, [SelectItem::Star(_)])
            && select.from.len() == 1
    }

    /// A constant that a query selects becomes a value of the column that it is put into.
    fn selected_constants(&mut self, insert: &Insert, target: &Target<'_>, query: &Query) {
        let QueryBody::Select(select) = &query.body else {
            return;
        };
        if self.dialect != Dialect::Postgres || !target.is_closed {
            return;
        }
        for (n, item) in select.items.iter().enumerate() {
            let SelectItem::Expression { expression, .. } = item else {
                return;
            };
            let column = match &insert.columns {
                Some(names) => names
                    .get(n)
                    .and_then(|name| target.columns.named(self.dialect, &name.text)),
                None => target.columns.get(n),
            };
            let data_type = column.and_then(|own| own.data_type.as_ref());
            self.value_of(&expression.root, data_type);
        }
    }

    /// Checks how many values there are.
    fn count(&mut self, insert: &Insert, target: &Target<'_>, values: usize, span: Span) {
        let is_mysql = self.dialect == Dialect::Mysql;
        // MySQL: `()` for the columns stands for all.
        let names = insert.columns.as_ref();
        let names = names.filter(|names| !is_mysql || !names.is_empty());
        let is_named = names.is_some();
        let (columns, is_exact) = match names {
            Some(names) => (names.len(), true),
            None if !target.is_closed => return,
            None => {
                let is_given = |column: &&Column| {
                    self.dialect != Dialect::Sqlite || column.generated.is_none()
                };
                let count = target.columns.iter().filter(is_given).count();
                (count, self.dialect != Dialect::Postgres)
            }
        };
        // MySQL: `()` stands for all defaults; some columns may be invisible.
        if is_mysql && (values == 0 || !is_named && values < columns) {
            return;
        }
        let is_wrong = values > columns || is_exact && values < columns;
        if !is_wrong {
            return;
        }
        let message = format!(
            "{} for {}",
            counted(values, "value"),
            counted(columns, "column")
        );
        let fault = Fault::new(migrate_sql::codes::WRONG_VALUE_COUNT, span, message);
        let own: Vec<&str> = target.columns.iter().map(|column| &*column.name).collect();
        let fault = match names {
            None if own.len() <= 20 => fault.help(format!("the columns are: {}", own.join(", "))),
            None => fault,
            Some(_) => fault.help("give each of the named columns one value"),
        };
        self.fault(fault);
    }

    /// Checks that nothing is put into columns that the engine computes, and what is put into others.
    fn computed(&mut self, insert: &Insert, target: &Target<'_>, rows: Option<&[Row]>) {
        let Some(id) = target.id.filter(|_| target.is_closed) else {
            return;
        };
        if self.schema.table(id).is_none() || self.dialect == Dialect::Mysql {
            return;
        }
        let names = insert.columns.as_deref();
        if self.dialect == Dialect::Sqlite {
            for name in names.into_iter().flatten() {
                let column = target.columns.named(self.dialect, &name.text);
                if column.is_some_and(|column| column.generated.is_some()) {
                    self.fault(computed(name, name.span));
                }
            }
            return;
        }
        let count = match rows {
            Some(rows) => rows.first().map_or(0, |(row, _)| row.len()),
            None => names.map_or(0, <[Name]>::len),
        };
        for n in 0..count {
            let column = match names {
                Some(names) => names
                    .get(n)
                    .and_then(|name| target.columns.named(Dialect::Postgres, &name.text)),
                None => target.columns.get(n),
            };
            let Some(column) = column else { continue };
            let is_always = column
                .identity
                .as_ref()
                .is_some_and(|identity| identity.always);
            let is_computed =
                column.generated.is_some() || is_always && insert.overriding.is_none();
            let value = rows.and_then(|rows| {
                let mut values = rows.iter().filter_map(|(row, _)| row.get(n)?.as_ref());
                values.next()
            });
            let span = match (rows, value, names) {
                (Some(_), Some(value), _) => value.span(),
                (None, _, Some(names)) => names[n].span,
                _ => continue,
            };
            if is_computed {
                self.fault(computed_named(&column.name, span, is_always));
            }
            for (row, _) in rows.into_iter().flatten() {
                if let Some(Some(value)) = row.get(n) {
                    self.value_of(value, column.data_type.as_ref());
                }
            }
        }
    }
}

pub(super) fn computed(name: &Name, span: Span) -> Fault {
    computed_named(&name.text, span, false)
}

pub(super) fn computed_named(name: &str, span: Span, is_identity: bool) -> Fault {
    let message = format!("column `{name}` is always generated: it takes no value");
    let fault = Fault::new(migrate_sql::codes::GENERATED_COLUMN, span, message);
    match is_identity {
        true => fault.help("leave it out, or write `OVERRIDING SYSTEM VALUE` before `VALUES`"),
        false => fault.help("leave it out"),
    }
}

pub(super) fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}
