//! Joins.
use super::Resolver;
use super::scope::Scope;
use super::source::{Source, SourceColumn};
use crate::Dialect;
use crate::model::Named;
use migrate_sql::statement::{FromItem, Name};
use std::rc::Rc;

impl<'s> Resolver<'s> {
    /// Resolves a join.
    pub(super) fn joined(&mut self, item: &FromItem, before: &Scope<'s>) -> Scope<'s> {
        let FromItem::Join {
            left,
            right,
            natural,
            on,
            using,
            alias,
            outer,
        } = item
        else {
            return Scope::default();
        };
        let mut left = self.item_of_from(left, before);
        let seen = before.clone().with(left.clone());
        let mut right = self.item_of_from(right, &seen);
        nullable(&mut left, outer.0);
        nullable(&mut right, outer.1);
        let merged = match natural {
            true => self.natural(&left, &right),
            false => self.using(using, &left, &right),
        };
        let mut scope = match merged {
            Some(merged) => self.merged(&merged, left, right),
            None => left.with(right),
        };
        if *natural && scope.is_open {
            // Which columns are the same is not known: no column is there twice for certain.
            scope.doubt_columns();
        }
        if let Some(alias) = alias {
            let names = using.iter().map(|name| &name.text);
            let columns = names.filter_map(|name| scope.columns_named(self.dialect, name).0);
            let columns: Vec<SourceColumn> = columns.collect();
            scope.sources.push(Rc::new(Source {
                names: vec![alias.text.clone()],
                columns: columns.into(),
                is_open: scope.is_open,
                is_hidden: true,
                ..Source::default()
            }));
        }
        // In SQLite a condition may name any table of the statement: see `conditions`.
        if let Some(on) = on
            && self.dialect != Dialect::Sqlite
        {
            self.beside(scope.clone(), |resolver| resolver.node(on));
        }
        scope
    }

    /// Resolves the conditions of joins where they are as good as `WHERE`: in SQLite.
    pub(super) fn conditions(&mut self, items: &[FromItem]) {
        if self.dialect != Dialect::Sqlite {
            return;
        }
        for item in items {
            // Within what has a name of its own other names count.
            if let FromItem::Join {
                left, right, on, ..
            } = item
            {
                self.conditions(std::slice::from_ref(left));
                self.conditions(std::slice::from_ref(right));
                if let Some(on) = on {
                    self.node(on);
                }
            }
        }
    }

    fn natural(&self, left: &Scope<'_>, right: &Scope<'_>) -> Option<Named<String>> {
        let names = left.star().into_iter().map(|column| column.name);
        let is_in_both = |name: &String| right.columns_named(self.dialect, name).0.is_some();
        Some(names.filter(is_in_both).collect())
    }

    fn using(
        &mut self,
        using: &[Name],
        left: &Scope<'s>,
        right: &Scope<'s>,
    ) -> Option<Named<String>> {
        for name in using {
            for side in [left, right] {
                let (found, _) = side.columns_named(self.dialect, &name.text);
                // In SQLite a table before a comma may have it.
                let is_certain = self.dialect != Dialect::Sqlite || !self.is_beside;
                if is_certain && found.is_none() && !side.is_open && !side.has_unknown {
                    self.scopes.push(side.clone());
                    let fault = self.missing_column(name);
                    self.scopes.pop();
                    self.fault(fault);
                }
            }
        }
        (!using.is_empty()).then(|| using.iter().map(|name| name.text.clone()).collect())
    }

    /// Puts two sides together that have some columns in common, which are there once then.
    fn merged(&self, names: &Named<String>, left: Scope<'s>, right: Scope<'s>) -> Scope<'s> {
        let is_merged = |column: &SourceColumn| names.named(self.dialect, &column.name).is_some();
        let mut star = Vec::new();
        let mut rest = Vec::new();
        for mut column in left.star() {
            if !is_merged(&column) {
                rest.push(column);
                continue;
            }
            if let (Some(other), _) = right.columns_named(self.dialect, &column.name) {
                column.uses.extend(&other.uses);
                if other.info.data_type != column.info.data_type {
                    column.info.data_type = None;
                }
            }
            match self.dialect {
                // SQLite leaves them where they are.
                Dialect::Sqlite => rest.push(column),
                _ => star.push(column),
            }
        }
        star.extend(rest);
        let others = right.star().into_iter();
        star.extend(others.filter(|column| !is_merged(column)));
        let mut sources = left.sources;
        sources.extend(right.sources);
        Scope {
            sources,
            merged: Some(Rc::new(star.into())),
            is_open: left.is_open || right.is_open,
            has_unknown: left.has_unknown || right.has_unknown,
            ..Scope::default()
        }
    }
}

/// Whether columns of two tables are one in it.
pub(super) fn has_common(item: &FromItem) -> bool {
    match item {
        FromItem::Join {
            left,
            right,
            natural,
            using,
            ..
        } => *natural || !using.is_empty() || has_common(left) || has_common(right),
        FromItem::Renamed { item, .. } => has_common(item),
        _ => false,
    }
}

/// Columns may be null of a side that may be missing.
fn nullable(scope: &mut Scope<'_>, is_outer: bool) {
    if !is_outer {
        return;
    }
    for source in &mut scope.sources {
        Rc::make_mut(source).is_nullable = true;
    }
    if scope.merged.is_some() {
        let columns = scope.star().into_iter().map(|mut column| {
            column.info.not_null = false;
            column
        });
        scope.merged = Some(Rc::new(columns.collect()));
    }
}
