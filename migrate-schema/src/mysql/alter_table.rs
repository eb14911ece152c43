//! `ALTER TABLE`.
//!
//! All actions of a statement are on the table as it was: what is dropped or changed is looked up
//! among its columns and keys before the statement, what is added may use the new ones.
use super::charset;
use super::create_table::{hide, wrong_charsets};
use super::data_type::{Class, class};
use super::edit::Edit;
use super::foreign_key::KEPT_OTHERWISE;
use super::partition::PARTITION_BY;
use super::{base_table, faults, rename};
use crate::Dialect;
use crate::faults::still_needed;
use crate::model::{ColumnId, ConstraintKind, ForeignKeyTarget, ObjectId, Table};
use crate::{Fault, Schema, names};
use migrate_sql::statement::{
    AlterTable, AlterTableAction as Action, ColumnDefinition, Name, Span, TableOptions,
};

/// `ALTER TABLE`.
pub(super) fn alter(schema: &mut Schema, alter: &AlterTable, span: Span) -> Vec<Fault> {
    let id = match base_table(schema, &alter.name) {
        Ok(Some(id)) => id,
        Ok(None) => {
            doubt_all(schema, alter);
            return Vec::new();
        }
        Err(fault) if alter.if_exists && fault.code == migrate_sql::codes::UNKNOWN_TABLE => {
            return Vec::new();
        }
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
pub(super) fn is_added(name: &Name, actions: &[(Action, Span)]) -> bool {
    actions.iter().any(|(action, _)| match action {
        Action::AddColumn { column, .. } => {
            names::same(Dialect::Mysql, &column.name.text, &name.text)
        }
        _ => false,
    })
}

/// Whether MariaDB gives a column that the statement has added another definition; MySQL refuses it, as
/// both do under another name.
pub(super) fn is_redefined_at_once(action: &Action, actions: &[(Action, Span)]) -> bool {
    let Action::RedefineColumn { old, column, .. } = action else {
        return false;
    };
    let place = actions
        .iter()
        .position(|(own, _)| std::ptr::eq(own, action));
    names::same(Dialect::Mysql, &old.text, &column.name.text)
        && is_added(old, &actions[..place.unwrap_or_default()])
}

fn doubt_all(schema: &mut Schema, alter: &AlterTable) {
    let key = names::key(Dialect::Mysql, &alter.name.name.text);
    let is_temporary = schema.session.temporary.contains(&*key);
    schema.doubt(&alter.name.name.text);
    for (action, _) in &alter.actions {
        if let Action::RenameTable { to } = action {
            schema.doubt(&to.name.text);
            if is_temporary {
                hide(schema, to);
            }
        }
    }
}

pub(super) struct Altering<'s, 'a> {
    pub(super) edit: Edit<'s>,
    /// Columns with a new definition.
    pub(super) added: Vec<(ColumnId, &'a ColumnDefinition)>,
}

impl<'a> Altering<'_, 'a> {
    pub(super) fn run(mut self, alter: &'a AlterTable, span: Span) -> Vec<Fault> {
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
            self.edit.check_expressions(id, definition, false);
            self.edit.add_constraints_of(id, definition);
        }
        for (action, _) in actions {
            self.change_new_column(action, actions);
        }
        for (action, span) in actions {
            self.add_rest(action, *span);
        }
        self.edit.check_dropped_of_partition(&going);
        let added = actions.iter().find_map(|(action, _)| match action {
            Action::AddColumn { column, .. } | Action::RedefineColumn { column, .. } => {
                Some(column.name.span)
            }
            _ => None,
        });
        self.edit.finish(added.unwrap_or(span))
    }

    /// The table as it was.
    pub(super) fn was(&self) -> &Table {
        let was = self.edit.schema.table(self.edit.id);
        was.unwrap_or(&self.edit.table)
    }

    pub(super) fn fault(&mut self, fault: Fault) {
        self.edit.fault(fault);
    }

    pub(super) fn drop_key(&mut self, action: &Action, span: Span) {
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
                // Where several have the name, MariaDB drops the foreign key, and MySQL refuses the
                // statement.
                let is_there = self.edit.drop_foreign_key(name)
                    || self.edit.drop_unique(name, span)
                    || self.edit.drop_check(name);
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
    pub(super) fn dropped_columns(&self, actions: &[(Action, Span)]) -> Vec<ColumnId> {
        let dropped = actions.iter().filter_map(|(action, _)| match action {
            Action::DropColumn { name, .. } => self.was().column(Dialect::Mysql, &name.text),
            _ => None,
        });
        dropped.map(|column| column.id).collect()
    }

    /// `going`: all that the statement drops.
    pub(super) fn drop_column(&mut self, action: &Action, span: Span, going: &[ColumnId]) {
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
    pub(super) fn check_dropped_column(&mut self, id: ColumnId, name: &Name, going: &[ColumnId]) {
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

    pub(super) fn change_indexes(&mut self, actions: &[(Action, Span)]) {
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

    /// MariaDB gives a column that the statement adds another default, or another definition.
    pub(super) fn change_new_column(&mut self, action: &'a Action, actions: &[(Action, Span)]) {
        let (name, new) = match action {
            Action::RedefineColumn { .. } if is_redefined_at_once(action, actions) => {
                return self.redefine_new_column(action);
            }
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

    pub(super) fn add_rest(&mut self, action: &Action, span: Span) {
        match action {
            Action::AddConstraint {
                constraint,
                if_not_exists,
            } => {
                self.edit.add_constraint(constraint, *if_not_exists);
            }
            Action::Convert { charset, collation } => {
                let said = collation.as_ref().unwrap_or(charset);
                let unknown = charset::unknown(charset, span);
                let misfit = collation.as_ref();
                let misfit = misfit.and_then(|own| charset::misfit(Some(charset), own, span));
                if let Some(fault) = unknown.or(misfit) {
                    return self.fault(fault);
                }
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
            Action::SetOptions(options) => {
                for fault in wrong_charsets(options, span) {
                    self.fault(fault);
                }
                self.check_engine(options, span);
                self.set_options(options);
                if options.others.contains_key(PARTITION_BY) {
                    self.edit.check_partition_columns(span);
                }
            }
            _ => {}
        }
    }

    /// A table of a foreign key stays with InnoDB (errors 1217, 3776), also where this statement drops
    /// the key.
    fn check_engine(&mut self, options: &TableOptions, span: Span) {
        let is_other = |engine: &&String| KEPT_OTHERWISE.contains(&&***engine);
        let Some(engine) = options.others.get("engine").filter(is_other) else {
            return;
        };
        if !self.edit.schema.checks_foreign_keys() || !super::edit::is_innodb(self.was()) {
            return;
        }
        let columns = self.was().columns.iter().map(|column| column.id);
        let columns: Vec<ColumnId> = columns.collect();
        let key = columns
            .into_iter()
            .find_map(|id| foreign_key_on(&self.edit, id));
        if let Some((key, _)) = key {
            let message =
                format!("the engine can't become `{engine}`: foreign key `{key}` needs InnoDB");
            let fault = faults::invalid(span, message);
            self.fault(fault.help(format!(
                "drop foreign key `{key}` before, in a statement of its own"
            )));
        }
    }

    pub(super) fn set_options(&mut self, options: &TableOptions) {
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
        match options.others.get(PARTITION_BY) {
            Some(text) if text.is_empty() => drop(table.options.remove(PARTITION_BY)),
            Some(text) => drop(table.options.insert(PARTITION_BY.to_owned(), text.clone())),
            None => {}
        }
        for name in ["engine", "charset", "collate", "row_format"] {
            if let Some(value) = options.others.get(name) {
                table.options.insert(name.to_owned(), value.clone());
            }
        }
    }
}

/// A foreign key that needs a column: its name, and its table if that is another one.
pub(super) fn foreign_key_on(edit: &Edit<'_>, id: ColumnId) -> Option<(String, Option<String>)> {
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
