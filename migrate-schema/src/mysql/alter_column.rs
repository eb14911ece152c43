//! `CHANGE`, `MODIFY`, `ALTER COLUMN` and a column's place.
use super::alter_table::{Altering, foreign_key_on, is_added, is_redefined_at_once};
use super::faults;
use super::foreign_key::are_of_different_kinds;
use crate::Dialect;
use crate::faults::still_needed;
use crate::model::{Column, ColumnId, Table};
use crate::{Fault, names};
use migrate_sql::statement::{AlterTableAction as Action, ColumnPosition, Expression, Name, Span};

impl<'a> Altering<'_, 'a> {
    /// New definitions, names and defaults of columns.
    pub(super) fn change_column(&mut self, action: &'a Action, actions: &[(Action, Span)]) {
        match action {
            Action::RedefineColumn { .. } if is_redefined_at_once(action, actions) => {}
            Action::RedefineColumn {
                old,
                column,
                if_exists,
                ..
            } => {
                let Some(id) = self.existing(old, *if_exists) else {
                    return;
                };
                if self.added.iter().any(|(other, _)| *other == id) {
                    let message = format!("`{old}` is redefined by this statement already");
                    let fault = Fault::new(migrate_sql::codes::UNKNOWN_COLUMN, old.span, message);
                    return self.fault(fault.help("make one definition of the two"));
                }
                self.edit.check_new_way(id, column);
                let mut new = self.edit.defined(column);
                self.check_new_type(id, &new, old);
                let primary = self.edit.table.primary_key().unwrap_or_default();
                new.not_null |= primary.contains(&id);
                new.id = id;
                self.edit.changes_columns |= !names::same(Dialect::Mysql, &old.text, &new.name);
                if let Some(mut place) = self.edit.table.column_mut(id) {
                    *place = new;
                }
                self.edit.shorten_parts(id);
                self.added.push((id, column));
            }
            Action::RenameColumn {
                from,
                to,
                if_exists,
            } => {
                let Some(id) = self.existing(from, *if_exists) else {
                    return;
                };
                self.edit.changes_columns = true;
                if let Some(mut column) = self.edit.table.column_mut(id) {
                    column.name.clone_from(&to.text);
                }
            }
            Action::SetDefault { column, .. } | Action::DropDefault { column }
                if is_added(column, actions) => {}
            Action::SetDefault { column, expression } => {
                if let Some(id) = self.existing(column, false) {
                    self.check_set_default(id, column, expression);
                    let default = self.edit.default(expression);
                    if let Some(mut column) = self.edit.table.column_mut(id) {
                        column.default = default;
                    }
                }
            }
            Action::DropDefault { column } | Action::TuneColumn { column, .. } => {
                if let Some(id) = self.existing(column, false)
                    && matches!(action, Action::DropDefault { .. })
                    && let Some(mut column) = self.edit.table.column_mut(id)
                {
                    column.default = None;
                }
            }
            _ => {}
        }
    }

    pub(super) fn redefine_new_column(&mut self, action: &'a Action) {
        let Action::RedefineColumn {
            column,
            if_exists: false,
            position,
            ..
        } = action
        else {
            return;
        };
        let Some(id) = self.edit.column(&column.name) else {
            return;
        };
        let mut new = self.edit.defined(column);
        new.id = id;
        if let Some(mut place) = self.edit.table.column_mut(id) {
            *place = new;
        }
        self.move_to(id, position.as_ref());
    }

    /// Says why a column can't be given a default.
    fn check_set_default(&mut self, id: ColumnId, name: &Name, default: &Expression) {
        let column = self.edit.table.column_by_id(id);
        let Some(column) = column.filter(|column| column.generated.is_none()) else {
            return;
        };
        let is_null = matches!(&*default.tokens, [only] if only.text.eq_ignore_ascii_case("null"));
        if is_null && column.not_null {
            let message = format!("`{name}` is `NOT NULL`, so `NULL` can't be its default");
            return self.fault(faults::invalid(default.span, message));
        }
        if let Some(data_type) = column.data_type.clone() {
            self.edit.check_default(default, &data_type, name);
        }
    }

    /// A column that was there before the statement and is not dropped by it.
    pub(super) fn existing(&mut self, name: &Name, if_exists: bool) -> Option<ColumnId> {
        let was = self
            .was()
            .column(Dialect::Mysql, &name.text)
            .map(|column| column.id);
        let found = was.filter(|id| self.edit.table.column_by_id(*id).is_some());
        if found.is_none() && !if_exists && !self.was().is_open {
            let fault = faults::no_column(name, &self.edit.name, self.was());
            self.fault(fault);
        }
        found
    }

    /// A foreign key's columns keep their type (errors 1832 and 1833).
    pub(super) fn check_new_type(&mut self, id: ColumnId, new: &Column, name: &Name) {
        let old = self
            .was()
            .column_by_id(id)
            .and_then(|column| column.data_type.as_ref());
        let (Some(old), Some(new)) = (old, &new.data_type) else {
            return;
        };
        let differ = are_of_different_kinds(old, new);
        if !differ || !self.edit.schema.checks_foreign_keys() {
            return;
        }
        if let Some((key, of)) = foreign_key_on(&self.edit, id) {
            let of = of.map_or_else(String::new, |of| format!(" of table `{of}`"));
            let message =
                format!("the type of `{name}` can't be changed: foreign key `{key}`{of} needs it");
            let fault = Fault::new(migrate_sql::codes::FOREIGN_KEY_TYPE, name.span, message);
            self.fault(fault.help(format!(
                "drop foreign key `{key}` first, and make it again afterwards"
            )));
        }
    }

    /// New columns, and the places of columns.
    pub(super) fn place_column(&mut self, action: &'a Action) {
        match action {
            Action::AddColumn {
                column,
                if_not_exists,
                position,
            } => {
                let name = &column.name;
                let there_was = self.was().column(Dialect::Mysql, &name.text).is_some();
                if *if_not_exists && there_was {
                    return;
                }
                if *if_not_exists && self.edit.table.column(Dialect::Mysql, &name.text).is_some() {
                    return;
                }
                self.edit.check_new_column(name, None);
                if self.edit.table.column(Dialect::Mysql, &name.text).is_some() {
                    return;
                }
                let new = self.edit.defined(column);
                let id = self.edit.table.add_column(new);
                self.added.push((id, column));
                self.edit.changes_columns = true;
                self.move_to(id, position.as_ref());
            }
            Action::RedefineColumn {
                old,
                column,
                position,
                ..
            } => {
                let id = self
                    .was()
                    .column(Dialect::Mysql, &old.text)
                    .map(|column| column.id);
                if let Some(id) = id.filter(|id| self.edit.table.column_by_id(*id).is_some()) {
                    self.edit.check_new_column(&column.name, Some(id));
                    self.move_to(id, position.as_ref());
                }
            }
            Action::RenameColumn { from, to, .. } => {
                let id = self
                    .was()
                    .column(Dialect::Mysql, &from.text)
                    .map(|column| column.id);
                if id.is_some() {
                    self.edit.check_new_column(to, id);
                }
            }
            _ => {}
        }
    }

    pub(super) fn move_to(&mut self, id: ColumnId, position: Option<&ColumnPosition>) {
        let place = match position {
            None => return,
            Some(ColumnPosition::First) => None,
            Some(ColumnPosition::After(name)) => match self.edit.column(name) {
                // A column is not among those that it may come after.
                Some(after) if after == id => {
                    let fault = faults::no_column(name, &self.edit.name, &Table::default());
                    return self.fault(fault.label("it can't come after itself"));
                }
                Some(after) => Some(after),
                None => return,
            },
        };
        let columns = &mut self.edit.table.columns;
        let Some(from) = columns.iter().position(|column| column.id == id) else {
            return;
        };
        let column = columns.remove(from);
        let after = place.and_then(|after| columns.iter().position(|column| column.id == after));
        columns.insert(after.map_or(0, |after| after + 1), column);
    }

    /// A generated column needs what it is computed from.
    pub(super) fn check_generated_columns(&mut self) {
        let table = &self.edit.table;
        let redefined: Vec<ColumnId> = self.added.iter().map(|(id, _)| *id).collect();
        let broken = table.columns.iter().find_map(|column| {
            let generated = column
                .generated
                .as_ref()
                .filter(|_| !redefined.contains(&column.id))?;
            let mut needs = generated.expression.columns();
            let lost = needs.find(|id| table.column_by_id(*id).is_none())?;
            Some((column.name.clone(), lost))
        });
        if let Some((name, lost)) = broken
            && let Some(dropped) = self.edit.dropped
        {
            let lost = self
                .was()
                .column_by_id(lost)
                .map_or("", |column| &*column.name);
            let what = format!("column `{lost}`");
            let why = format!("column `{name}` is computed from it");
            let help = format!("drop column `{name}` before");
            self.fault(still_needed(dropped, &what, &why, help));
        }
    }
}
