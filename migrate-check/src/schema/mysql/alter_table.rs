//! `ALTER TABLE`.
//!
//! All actions of a statement are on the table as it was: what is dropped or changed is looked up
//! among its columns and keys before the statement, what is added may use the new ones.
use super::data_type::{Class, class};
use super::edit::Edit;
use super::foreign_key::are_of_different_kinds;
use super::{base_table, faults, rename};
use crate::Dialect;
use crate::schema::faults::still_needed;
use crate::schema::model::{Column, ColumnId, ConstraintKind, ForeignKeyTarget, ObjectId, Table};
use crate::schema::statement::{
    AlterTable, AlterTableAction as Action, ColumnDefinition, ColumnPosition, Name, Span,
    TableOptions,
};
use crate::schema::{Fault, Schema, names};

/// `ALTER TABLE`.
pub(super) fn alter(schema: &mut Schema, alter: &AlterTable, span: Span) -> Vec<Fault> {
    let id = match base_table(schema, &alter.name) {
        Ok(Some(id)) => id,
        Ok(None) => {
            doubt_all(schema, alter);
            return Vec::new();
        }
        Err(fault) if alter.if_exists && fault.code == "unknown-table" => return Vec::new(),
        Err(fault) => return vec![*fault],
    };
    if alter
        .actions
        .iter()
        .any(|(action, _)| *action == Action::Unknown)
    {
        doubt_all(schema, alter);
        return Vec::new();
    }
    let comment = alter
        .actions
        .iter()
        .rev()
        .find_map(|(action, _)| match action {
            Action::SetOptions(options) => options.comment.clone(),
            _ => None,
        });
    let mut faults = match Edit::new(schema, id) {
        Some(edit) => {
            let added = Vec::new();
            Altering { edit, added }.run(alter, span)
        }
        None => Vec::new(),
    };
    if comment.is_some() {
        schema.object_mut(id).comment = comment;
    }
    for (action, _) in &alter.actions {
        if let Action::RenameTable { to } = action {
            faults.extend(rename::rename(schema, id, to, true));
        }
    }
    faults
}

/// Columns that are dropped, with others of the same name added: keys are over the new ones then.
fn replaced_columns(alter: &AlterTable) -> Vec<String> {
    let dropped = alter.actions.iter().filter_map(|(action, _)| match action {
        Action::DropColumn { name, .. } => Some(name),
        _ => None,
    });
    let dropped = dropped.filter(|name| is_added(name, &alter.actions));
    dropped.map(|name| name.text.clone()).collect()
}

/// Whether the statement adds a column of that name.
fn is_added(name: &Name, actions: &[(Action, Span)]) -> bool {
    actions.iter().any(|(action, _)| match action {
        Action::AddColumn { column, .. } => {
            names::same(Dialect::Mysql, &column.name.text, &name.text)
        }
        _ => false,
    })
}

fn doubt_all(schema: &mut Schema, alter: &AlterTable) {
    schema.doubt(&alter.name.name.text);
    for (action, _) in &alter.actions {
        if let Action::RenameTable { to } = action {
            schema.doubt(&to.name.text);
        }
    }
}

struct Altering<'s, 'a> {
    edit: Edit<'s>,
    /// Columns with a new definition.
    added: Vec<(ColumnId, &'a ColumnDefinition)>,
}

impl<'a> Altering<'_, 'a> {
    fn run(mut self, alter: &'a AlterTable, span: Span) -> Vec<Fault> {
        let actions = &alter.actions;
        for (action, span) in actions {
            self.drop_key(action, *span);
        }
        self.edit.replaced = replaced_columns(alter);
        let going = self.dropped_columns(actions);
        for (action, span) in actions {
            self.drop_column(action, *span, &going);
        }
        for (action, _) in actions {
            self.change_column(action, actions);
        }
        for (action, _) in actions {
            self.place_column(action);
        }
        self.edit.put_new_columns_into_keys();
        self.check_generated_columns();
        self.change_indexes(actions);
        for (id, definition) in std::mem::take(&mut self.added) {
            self.edit.set_expressions(id, definition);
            self.edit.add_constraints_of(id, definition);
        }
        for (action, _) in actions {
            self.change_new_column(action, actions);
        }
        for (action, _) in actions {
            self.add_rest(action);
        }
        let added = actions.iter().find_map(|(action, _)| match action {
            Action::AddColumn { column, .. } | Action::RedefineColumn { column, .. } => {
                Some(column.name.span)
            }
            _ => None,
        });
        self.edit.finish(added.unwrap_or(span))
    }

    /// The table as it was.
    fn was(&self) -> &Table {
        let was = self.edit.schema.table(self.edit.id);
        was.unwrap_or(&self.edit.table)
    }

    fn fault(&mut self, fault: Fault) {
        self.edit.fault(fault);
    }

    fn drop_key(&mut self, action: &Action, span: Span) {
        match action {
            Action::DropForeignKey { name, if_exists } => {
                let is_there = self.edit.drop_foreign_key(name);
                if !is_there && !if_exists {
                    self.edit.no_foreign_key(name);
                }
            }
            Action::DropConstraint {
                name, if_exists, ..
            } => {
                let is_there = self.edit.drop_foreign_key(name)
                    || self.edit.drop_check(name)
                    || self.edit.drop_unique(name, span);
                if !is_there && !if_exists {
                    self.edit.no_constraint(name);
                }
            }
            Action::DropCheck { name } => {
                let is_there = self.edit.drop_check(name);
                if !is_there {
                    self.edit.no_constraint(name);
                }
            }
            Action::DropPrimaryKey { span, .. } => self.edit.drop_primary_key(*span),
            Action::DropIndex { name, if_exists } => self.edit.drop_index(name, *if_exists),
            _ => {}
        }
    }

    /// The columns that the statement drops.
    fn dropped_columns(&self, actions: &[(Action, Span)]) -> Vec<ColumnId> {
        let dropped = actions.iter().filter_map(|(action, _)| match action {
            Action::DropColumn { name, .. } => self.was().column(Dialect::Mysql, &name.text),
            _ => None,
        });
        dropped.map(|column| column.id).collect()
    }

    /// `going`: all that the statement drops.
    fn drop_column(&mut self, action: &Action, span: Span, going: &[ColumnId]) {
        let Action::DropColumn {
            name, if_exists, ..
        } = action
        else {
            return;
        };
        let was = self
            .was()
            .column(Dialect::Mysql, &name.text)
            .map(|column| column.id);
        let still_there = was.filter(|id| self.edit.table.column_by_id(*id).is_some());
        let Some(id) = still_there else {
            if !if_exists && !self.was().is_open {
                let fault = faults::no_column(name, &self.edit.name, &self.edit.table);
                self.fault(fault);
            }
            return;
        };
        self.check_dropped_column(id, name, going);
        self.edit.remove_column(id, span);
    }

    /// What needs a column: foreign keys (errors 1828 and 1829) and checks over several columns.
    fn check_dropped_column(&mut self, id: ColumnId, name: &Name, going: &[ColumnId]) {
        if self.edit.schema.checks_foreign_keys()
            && let Some((key, of)) = foreign_key_on(&self.edit, id)
        {
            let holder = of.clone().unwrap_or_else(|| self.edit.name.clone());
            let of = of.map_or_else(String::new, |of| format!(" of table `{of}`"));
            let (what, why) = (
                format!("column `{name}`"),
                format!("foreign key `{key}`{of} needs it"),
            );
            let help = format!("write `ALTER TABLE {holder} DROP FOREIGN KEY {key};` before it");
            return self.fault(still_needed(name.span, &what, &why, help));
        }
        let check = self
            .edit
            .table
            .constraints
            .iter()
            .find(|constraint| match &constraint.kind {
                ConstraintKind::Check(check) => {
                    let mut columns = check.expression.columns();
                    let others = columns.any(|column| !going.contains(&column));
                    // MariaDB drops those that are written with the column.
                    let is_own = constraint.of_column == Some(id);
                    check.expression.has_column(id) && others && !is_own
                }
                _ => false,
            });
        if let Some(check) = check {
            let named = check
                .name
                .as_ref()
                .map_or_else(String::new, |name| format!(" `{name}`"));
            let what = format!("column `{name}`");
            let why = format!("the check{named} needs it");
            self.fault(still_needed(
                name.span,
                &what,
                &why,
                "drop the check before",
            ));
        }
    }

    /// New definitions, names and defaults of columns.
    fn change_column(&mut self, action: &'a Action, actions: &[(Action, Span)]) {
        match action {
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
                    let fault = Fault::new("unknown-column", old.span, message);
                    return self.fault(fault.help("make one definition of the two"));
                }
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
                self.edit.check_length(to);
                self.edit.changes_columns = true;
                if let Some(mut column) = self.edit.table.column_mut(id) {
                    column.name.clone_from(&to.text);
                }
            }
            Action::SetDefault { column, .. } | Action::DropDefault { column }
                if is_added(column, actions) => {}
            Action::SetDefault { column, expression } => {
                if let Some(id) = self.existing(column, false) {
                    let default = self.edit.default(expression);
                    if let Some(mut column) = self.edit.table.column_mut(id) {
                        column.default = default;
                    }
                }
            }
            Action::DropDefault { column } | Action::TuneColumn { column } => {
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

    /// A column that was there before the statement and is not dropped by it.
    fn existing(&mut self, name: &Name, if_exists: bool) -> Option<ColumnId> {
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
    fn check_new_type(&mut self, id: ColumnId, new: &Column, name: &Name) {
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
            let fault = Fault::new("foreign-key-type", name.span, message);
            self.fault(fault.help(format!(
                "drop foreign key `{key}` first, and make it again afterwards"
            )));
        }
    }

    /// New columns, and the places of columns.
    fn place_column(&mut self, action: &'a Action) {
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

    fn move_to(&mut self, id: ColumnId, position: Option<&ColumnPosition>) {
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
    fn check_generated_columns(&mut self) {
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

    fn change_indexes(&mut self, actions: &[(Action, Span)]) {
        let mut renames = Vec::new();
        for (action, _) in actions {
            match action {
                Action::RenameIndex { from, to } => renames.push((from, to)),
                Action::NeedsIndex(name) if !self.edit.has_index(name) => self.edit.no_index(name),
                _ => {}
            }
        }
        self.edit.rename_indexes(&renames);
    }

    /// MariaDB gives a column that the statement adds another default.
    fn change_new_column(&mut self, action: &Action, actions: &[(Action, Span)]) {
        let (name, new) = match action {
            Action::SetDefault { column, expression } => (column, Some(expression)),
            Action::DropDefault { column } => (column, None),
            _ => return,
        };
        if is_added(name, actions)
            && let Some(id) = self.edit.column(name)
        {
            let default = new.and_then(|expression| self.edit.default(expression));
            if let Some(mut column) = self.edit.table.column_mut(id) {
                column.default = default;
            }
        }
    }

    fn add_rest(&mut self, action: &Action) {
        match action {
            Action::AddConstraint {
                constraint,
                if_not_exists,
            } => {
                self.edit.add_constraint(constraint, *if_not_exists);
            }
            Action::Convert { charset, collation } => {
                let said = collation.as_ref().unwrap_or(charset);
                let table = &mut self.edit.table;
                for column in &mut table.columns {
                    let found = column.data_type.as_ref().map(class);
                    if matches!(found, Some(Class::Text(_) | Class::LongText | Class::Other)) {
                        column.collation = None;
                    }
                }
                table.options.remove("collate");
                table.options.insert("charset".to_owned(), said.clone());
            }
            Action::SetOptions(options) => self.set_options(options),
            _ => {}
        }
    }

    fn set_options(&mut self, options: &TableOptions) {
        let table = &mut self.edit.table;
        let (charset, collation) = (options.others.get("charset"), options.others.get("collate"));
        if charset.is_some() || collation.is_some() {
            // What was said of the table holds for the columns that it has, from here on by
            // themselves.
            let old = table.options.remove("collate");
            let old = old.or_else(|| table.options.remove("charset"));
            for column in &mut table.columns {
                let is_text = matches!(
                    column.data_type.as_ref().map(class),
                    Some(Class::Text(_) | Class::LongText)
                );
                if is_text && column.collation.is_none() {
                    column.collation = Some(old.clone().unwrap_or_else(|| "default".to_owned()));
                }
            }
        }
        for name in ["engine", "charset", "collate", "row_format"] {
            if let Some(value) = options.others.get(name) {
                table.options.insert(name.to_owned(), value.clone());
            }
        }
    }
}

/// A foreign key that needs a column: its name, and its table if that is another one.
fn foreign_key_on(edit: &Edit<'_>, id: ColumnId) -> Option<(String, Option<String>)> {
    let name = |name: &Option<String>| name.clone().unwrap_or_default();
    for constraint in &edit.table.constraints {
        if let ConstraintKind::ForeignKey(key) = &constraint.kind
            && key.columns.contains(&id)
            && !constraint.not_valid
        {
            return Some((name(&constraint.name), None));
        }
    }
    let mut tables = edit.schema.tables();
    tables.find_map(|(other, object, table)| {
        let constraints = if other == edit.id {
            &edit.table.constraints
        } else {
            &table.constraints
        };
        let key = constraints.iter().find(|constraint| {
            !constraint.not_valid
                && match &constraint.kind {
                    ConstraintKind::ForeignKey(key) => refers(&key.target, edit.id, id),
                    _ => false,
                }
        })?;
        object
            .is_certain
            .then(|| (name(&key.name), Some(object.name.clone())))
    })
}

fn refers(target: &ForeignKeyTarget, table: ObjectId, column: ColumnId) -> bool {
    matches!(target, ForeignKeyTarget::Table { table: own, columns }
        if *own == table && columns.contains(&column))
}
