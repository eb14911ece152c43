//! Statements that change rows, but for `INSERT`.
use super::Resolver;
use super::insert::{Target, computed, computed_named, counted};
use super::output::Output;
use super::scope::Scope;
use super::source::Source;
use crate::Dialect;
use crate::Fault;
use crate::names::same;
use migrate_sql::statement::{
    Delete, ExprNode, FromItem, Merge, Name, Statement, StatementKind, Update, Updated,
};
use std::collections::HashSet;
use std::rc::Rc;

impl<'s> Resolver<'s> {
    /// Resolves a statement that reads or changes rows; what it gives is what it returns.
    pub(super) fn statement(&mut self, statement: &Statement) -> Output {
        match &statement.kind {
            StatementKind::Query(query) => self.query(query),
            StatementKind::Insert(insert) => self.insert(insert),
            StatementKind::Update(update) => self.update(update),
            StatementKind::Delete(delete) => self.delete(delete),
            StatementKind::Merge(merge) => self.merge(merge),
            _ => {
                self.is_unresolved = true;
                Output::unknown()
            }
        }
    }

    fn update(&mut self, update: &Update) -> Output {
        let outer = self.ctes.len();
        self.with(&update.with, true);
        let (target, scope) = self.changed(&update.target);
        let changed = scope.sources.first().cloned();
        let scope = self.from(&update.from, scope);
        self.scopes.push(scope);
        match &target {
            Some(target) => {
                let columns = update
                    .set
                    .iter()
                    .flat_map(|set| set.columns.iter().cloned());
                self.changed_view(target, "update", &columns.collect::<Vec<_>>());
                self.updated(&update.set, target);
            }
            None => self.updated_of_several(&update.set),
        }
        self.conditions(&update.from);
        for node in update.condition.iter().chain(&update.others) {
            self.node(node);
        }
        let has_alias = matches!(&update.target, FromItem::Table { alias: Some(_), .. });
        if self.dialect == Dialect::Sqlite
            && (has_alias || !update.from.is_empty())
            && let Some(scope) = self.scopes.last_mut()
        {
            // Only the columns of the table itself are returned, which has its own name again.
            scope.is_open = true;
            scope.doubt_columns();
            for source in &mut scope.sources {
                let table = source.table.clone();
                Rc::make_mut(source).names.extend(table);
            }
        }
        let changed = target.as_ref().and(changed.as_deref());
        let output = self.returned(&update.returning, changed);
        self.scopes.pop();
        self.ctes.truncate(outer);
        output
    }

    fn delete(&mut self, delete: &Delete) -> Output {
        let outer = self.ctes.len();
        self.with(&delete.with, true);
        let (target, scope) = self.changed(&delete.target);
        if let Some(target) = &target {
            self.changed_view(target, "delete", &[]);
        }
        let changed = scope.sources.first().cloned();
        let scope = self.from(&delete.using, scope);
        self.scopes.push(scope);
        for table in &delete.tables {
            let is_it = |scope: &Scope<'_>| {
                let mut sources = scope.sources.iter();
                sources.any(|source| {
                    source.has_name(self.dialect, &table.name.text)
                        || source
                            .table
                            .as_deref()
                            .is_some_and(|own| same(self.dialect, own, &table.name.text))
                })
            };
            if table.qualifiers.is_empty() && !self.scopes.iter().any(is_it) {
                let message = format!("no table is called `{table}` here");
                self.fault(Fault::new(
                    migrate_sql::codes::UNKNOWN_TABLE,
                    table.span(),
                    message,
                ));
            }
        }
        for node in delete.condition.iter().chain(&delete.others) {
            self.node(node);
        }
        let output = self.returned(&delete.returning, changed.as_deref());
        self.scopes.pop();
        self.ctes.truncate(outer);
        output
    }

    fn merge(&mut self, merge: &Merge) -> Output {
        let outer = self.ctes.len();
        self.with(&merge.with, true);
        let (target, own) = self.changed(&merge.target);
        let source = self.item_of_from(&merge.source, &Scope::default());
        let both = own.clone().with(source.clone());
        self.scopes.push(both);
        self.node(&merge.on);
        let changed = own.sources.first().map(Rc::as_ref);
        let output = self.returned(&merge.returning, changed);
        self.scopes.pop();
        for action in &merge.actions {
            let scope = match action.matched {
                (true, true) => own.clone().with(source.clone()),
                (true, false) => own.clone(),
                _ => source.clone(),
            };
            self.scopes.push(scope);
            if let Some(condition) = &action.condition {
                self.node(condition);
            }
            if let Some(target) = &target {
                self.updated(&action.set, target);
                self.merged_row(action.columns.as_deref(), action.values.as_ref(), target);
            }
            self.scopes.pop();
        }
        self.ctes.truncate(outer);
        output
    }

    fn merged_row(
        &mut self,
        columns: Option<&[Name]>,
        values: Option<&(Vec<Option<ExprNode>>, migrate_sql::statement::Span)>,
        target: &Target<'_>,
    ) {
        if let Some(columns) = columns {
            self.target_columns(target, columns, true);
        }
        let Some((values, span)) = values else {
            return;
        };
        for value in values.iter().flatten() {
            self.node(value);
        }
        let count = match columns {
            Some(columns) if columns.len() != values.len() => columns.len(),
            None if target.is_closed && values.len() > target.columns.len() => target.columns.len(),
            _ => return,
        };
        let message = format!(
            "{} for {}",
            counted(values.len(), "value"),
            counted(count, "column")
        );
        self.fault(Fault::new(
            migrate_sql::codes::WRONG_VALUE_COUNT,
            *span,
            message,
        ));
    }

    /// The table that is changed, if it is one only, and what can be named.
    fn changed(&mut self, item: &FromItem) -> (Option<Target<'s>>, Scope<'s>) {
        match item {
            FromItem::Table { name, alias, .. } => {
                // A common table expression can't be changed, so its name stands for a table here; not
                // so in MySQL.
                let (target, source) = self.target(name, alias.as_ref());
                (Some(target), Scope::of_sources(vec![source]))
            }
            item => (None, self.item_of_from(item, &Scope::default())),
        }
    }

    /// Resolves `RETURNING` in the innermost scope. PostgreSQL 18 has the row as it was and as it is there,
    /// as `old` and `new`, unless something else is called so.
    pub(super) fn returned(
        &mut self,
        items: &[migrate_sql::statement::SelectItem],
        changed: Option<&Source<'s>>,
    ) -> Output {
        if self.dialect == Dialect::Postgres
            && let (Some(changed), Some(scope)) = (changed, self.scopes.last_mut())
        {
            for name in ["old", "new"] {
                let is_taken = |source: &Rc<Source<'_>>| source.has_name(Dialect::Postgres, name);
                if !scope.sources.iter().any(is_taken) {
                    scope.sources.push(Rc::new(Source {
                        names: vec![name.to_owned()],
                        is_nullable: true,
                        is_hidden: true,
                        ..changed.clone()
                    }));
                }
            }
        }
        self.items(items)
    }

    /// Resolves `SET a = 1, (b, c) = (2, 3)` of one table.
    pub(super) fn updated(&mut self, set: &[Updated], target: &Target<'_>) {
        let mut seen = HashSet::new();
        for updated in set {
            for name in &updated.columns {
                let is_again = seen.contains(&*name.text);
                if is_again && self.dialect == Dialect::Postgres {
                    let message = format!("column `{name}` is set twice");
                    self.fault(Fault::new(
                        migrate_sql::codes::DUPLICATE_COLUMN,
                        name.span,
                        message,
                    ));
                }
                if !updated.is_part {
                    seen.insert(&*name.text);
                }
                let is_value = updated.value.is_some();
                let column = self.target_column(target, name);
                let (is_computed, is_identity) = column.map_or((false, false), |column| {
                    let always = column
                        .identity
                        .as_ref()
                        .is_some_and(|identity| identity.always);
                    (column.generated.is_some(), always)
                });
                let is_plain = is_value && target.is_closed && self.dialect != Dialect::Mysql;
                if is_plain && is_computed {
                    self.fault(computed(name, name.span));
                } else if is_plain
                    && is_identity
                    && self.dialect == Dialect::Postgres
                    && updated.columns.len() == 1
                {
                    let fault = computed_named(&name.text, name.span, false);
                    self.fault(fault);
                }
            }
            self.value(updated);
            if let ([name], Some(value), false) =
                (&*updated.columns, &updated.value, updated.is_part)
            {
                let column = target.columns.named(Dialect::Postgres, &name.text);
                self.value_of(value, column.and_then(|own| own.data_type.as_ref()));
            }
        }
    }

    /// MySQL's `UPDATE a JOIN b SET a.c = 1`.
    fn updated_of_several(&mut self, set: &[Updated]) {
        for updated in set {
            for name in &updated.columns {
                let reference = migrate_sql::statement::ColumnReference {
                    table: updated.table.clone(),
                    name: name.clone(),
                };
                self.column(&reference);
            }
            self.value(updated);
        }
    }

    fn value(&mut self, updated: &Updated) {
        let columns = updated.columns.len();
        let is_list = columns > 1;
        let values = match &updated.value {
            Some(ExprNode::Row(nodes, _)) if is_list => {
                for node in nodes {
                    self.node(node);
                }
                // `ROW(t.*)` is as many as the table has.
                let is_open = nodes.iter().any(|node| matches!(node, ExprNode::Star(..)));
                (!is_open).then_some(nodes.len())
            }
            Some(ExprNode::Subquery(query)) if is_list => self.query(query).count(),
            Some(node) => {
                self.node(node);
                None
            }
            None => None,
        };
        if let Some(values) = values
            && values != columns
            && let Some(value) = &updated.value
        {
            let message = format!(
                "{} for {}",
                counted(values, "value"),
                counted(columns, "column")
            );
            self.fault(Fault::new(
                migrate_sql::codes::WRONG_VALUE_COUNT,
                value.span(),
                message,
            ));
        }
    }
}
