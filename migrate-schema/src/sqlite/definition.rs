//! Columns and constraints of `CREATE TABLE` and `ADD COLUMN`.
use super::prohibited::Place;
use super::references::References;
use super::{faults, stored};
use crate::Dialect;
use crate::faults::{foreign_key_columns, second_primary_key};
use crate::model::{
    BaseType, Check, Column, ColumnId, Constraint, ConstraintKind, DataType, ForeignKey,
    ForeignKeyTarget, Generated, Identity, Key, StoredExpression, Table,
};
use crate::{Fault, Schema};
use migrate_sql::statement::{
    self, ColumnConstraint, ColumnConstraintKind, ColumnDefinition, Expression, IndexElement,
    IndexTarget, Name, TableConstraint, TableConstraintKind, TypeName,
};

/// A table that is being made or gets a column.
pub(super) struct Building<'a> {
    pub(super) schema: &'a Schema,
    pub(super) name: &'a str,
    pub(super) table: Table,
    pub(super) faults: Vec<Fault>,
}

impl Building<'_> {
    /// Adds a column with all that can be said without the other columns; `None` if it has the name
    /// of another one.
    pub(super) fn column(&mut self, definition: &ColumnDefinition) -> Option<ColumnId> {
        let name = &definition.name;
        if self.table.column(Dialect::Sqlite, &name.text).is_some() {
            let fault = faults::duplicate_column(name, self.name);
            self.faults.push(fault);
            return None;
        }
        if self.table.options.contains_key("strict") {
            self.strict_type(definition);
        }
        let data_type = definition.data_type.as_ref().map(data_type);
        let none = || DataType::built_in("");
        let mut column = Column::new(&name.text, Some(data_type.unwrap_or_else(none)));
        for constraint in &definition.constraints {
            match &constraint.kind {
                ColumnConstraintKind::NotNull => {
                    column.not_null = true;
                    column
                        .not_null_on_conflict
                        .clone_from(&constraint.on_conflict);
                }
                ColumnConstraintKind::Collate(name) => {
                    column.collation = Some(name.name.text.clone());
                }
                ColumnConstraintKind::Default(expression) => {
                    self.constant(expression, name);
                    let table = Table {
                        is_open: true,
                        ..Table::default()
                    };
                    let place = Place::Check;
                    let (kept, _) =
                        stored::resolved(self.schema, expression, self.name, &table, place);
                    column.default = Some(kept);
                }
                _ => {}
            }
        }
        Some(self.table.add_column(column))
    }

    /// Adds what is said of a column and may name others.
    pub(super) fn column_constraints(&mut self, id: ColumnId, definition: &ColumnDefinition) {
        for constraint in &definition.constraints {
            self.column_constraint(id, definition, constraint);
        }
    }

    fn column_constraint(
        &mut self,
        id: ColumnId,
        definition: &ColumnDefinition,
        constraint: &ColumnConstraint,
    ) {
        let key = || Key {
            columns: vec![id],
            details: vec![String::new()],
            ..Key::default()
        };
        let kind = match &constraint.kind {
            ColumnConstraintKind::PrimaryKey {
                descending,
                autoincrement,
            } => {
                if *autoincrement {
                    self.autoincrement(id, definition, constraint, *descending);
                }
                let mut key = key();
                if *descending {
                    key.details = vec!["desc".to_owned()];
                }
                if !self.may_have_primary_key(constraint.span) {
                    return;
                }
                ConstraintKind::PrimaryKey(key)
            }
            ColumnConstraintKind::Unique { .. } => ConstraintKind::Unique(key()),
            ColumnConstraintKind::Check(expression) => {
                ConstraintKind::Check(self.check(expression))
            }
            ColumnConstraintKind::References(target) => {
                if target.columns.len() > 1 {
                    let message = format!(
                        "a foreign key of column `{}` alone can't refer to {} columns",
                        definition.name,
                        target.columns.len()
                    );
                    let fault = faults::invalid(constraint.span, message).help(
                        "write it as a constraint of the table: `FOREIGN KEY (…) REFERENCES …`",
                    );
                    self.faults.push(fault);
                    return;
                }
                ConstraintKind::ForeignKey(foreign_key(vec![id], target))
            }
            ColumnConstraintKind::Generated { expression, stored } => {
                self.generated(id, definition, expression, *stored);
                return;
            }
            _ => return,
        };
        self.table.constraints.push(Constraint {
            name: constraint.name.as_ref().map(|name| name.text.clone()),
            is_generated_name: false,
            kind,
            deferrable: constraint.deferrable,
            not_valid: false,
            comment: None,
            of_column: Some(id),
            also_own: false,
            on_conflict: constraint.on_conflict.clone(),
        });
    }

    /// Adds a constraint of the table.
    pub(super) fn table_constraint(&mut self, constraint: &TableConstraint) {
        let kind = match &constraint.kind {
            TableConstraintKind::PrimaryKey { elements, .. } => {
                if !self.may_have_primary_key(constraint.span) {
                    return;
                }
                self.key(elements).map(ConstraintKind::PrimaryKey)
            }
            TableConstraintKind::Unique { elements, .. } => {
                self.key(elements).map(ConstraintKind::Unique)
            }
            TableConstraintKind::Check { expression, .. } => {
                Some(ConstraintKind::Check(self.check(expression)))
            }
            TableConstraintKind::ForeignKey {
                columns, target, ..
            } => self.foreign_key(columns, target),
            _ => None,
        };
        let Some(kind) = kind else {
            return;
        };
        self.table.constraints.push(Constraint {
            name: constraint.name.as_ref().map(|name| name.text.clone()),
            is_generated_name: false,
            kind,
            deferrable: constraint.deferrable,
            not_valid: false,
            comment: None,
            of_column: None,
            also_own: false,
            on_conflict: constraint.on_conflict.clone(),
        });
    }

    fn strict_type(&mut self, definition: &ColumnDefinition) {
        const TYPES: &[&str] = &["int", "integer", "real", "text", "blob", "any"];
        let (name, table) = (&definition.name, self.name);
        let help = "a `STRICT` table takes `INT`, `INTEGER`, `REAL`, `TEXT`, `BLOB` and `ANY`";
        let fault = match &definition.data_type {
            None => {
                let message = format!("column `{name}` of the strict table `{table}` has no type");
                faults::invalid(name.span, message)
            }
            Some(written) => {
                let is_known = TYPES.contains(&&*written.name.name.text);
                if is_known && written.modifiers.is_empty() {
                    return;
                }
                let message = format!("a strict table has no type `{}`", written.name);
                Fault::new(migrate_sql::codes::UNKNOWN_TYPE, written.span, message)
            }
        };
        self.faults.push(fault.help(help));
    }

    /// Says that a default depends on a row, which SQLite refuses.
    fn constant(&mut self, expression: &Expression, column: &Name) {
        // Without brackets a name is a text.
        if expression
            .tokens
            .first()
            .is_none_or(|first| first.text != "(")
        {
            return;
        }
        let mut references = References::default();
        references.node(&expression.root);
        let is_column = |name: &Name| name.quoted || !stored::is_constant(&name.text);
        let names = references.columns.into_iter();
        let name = names.map(|found| found.name).find(is_column);
        let (span, label) = match (name, references.parameters.first()) {
            (Some(name), _) => (name.span, "a default can't refer to columns"),
            (None, Some(parameter)) => (*parameter, "a default can't depend on a parameter"),
            (None, None) if references.has_query => {
                (expression.span, "there can't be a query in a default")
            }
            (None, None) => return,
        };
        let message = format!("the default of `{column}` is not constant");
        let fault = faults::invalid(span, message)
            .label(label)
            .help("write a constant (a text in single quotes), or have a trigger or the application fill it in");
        self.faults.push(fault);
    }

    fn autoincrement(
        &mut self,
        id: ColumnId,
        definition: &ColumnDefinition,
        constraint: &ColumnConstraint,
        descending: bool,
    ) {
        let help = "declare it as `INTEGER PRIMARY KEY AUTOINCREMENT`";
        if descending || !is_integer(definition.data_type.as_ref()) {
            let place = definition.data_type.as_ref();
            let span = place.map_or(constraint.span, |data_type| data_type.span);
            let message = "`AUTOINCREMENT` is only allowed on an `INTEGER PRIMARY KEY`";
            self.faults.push(faults::invalid(span, message).help(help));
        } else if self.table.options.contains_key("without rowid") {
            let message = "`AUTOINCREMENT` is not allowed on a `WITHOUT ROWID` table";
            let fault = faults::invalid(constraint.span, message);
            self.faults.push(fault.help("remove `AUTOINCREMENT`"));
        }
        if let Some(mut column) = self.table.column_mut(id) {
            column.identity = Some(Identity::default());
        }
    }

    fn may_have_primary_key(&mut self, span: statement::Span) -> bool {
        let is_first = self.table.primary_key().is_none();
        if !is_first {
            self.faults.push(second_primary_key(self.name, span));
        }
        is_first
    }

    fn key(&mut self, elements: &[IndexElement]) -> Option<Key> {
        let mut key = Key::default();
        for element in elements {
            self.faults.extend(faults::order_of_nulls(element));
            let IndexTarget::Column(name) = &element.target else {
                let message = "a key of a table can't be over an expression";
                let fault = faults::invalid(element.span, message);
                let help = "make it a unique index: `CREATE UNIQUE INDEX … ON …`";
                self.faults.push(fault.help(help));
                return None;
            };
            let Some(column) = self.table.column(Dialect::Sqlite, &name.text) else {
                self.no_column(name);
                return None;
            };
            key.columns.push(column.id);
            let mut details = Vec::new();
            if let Some(collation) = &element.collation {
                details.push(format!("collate {collation}"));
            }
            if element.descending {
                details.push("desc".to_owned());
            }
            key.details.push(details.join(" "));
        }
        Some(key)
    }

    fn check(&mut self, expression: &Expression) -> Check {
        let (kept, faults) = self.resolved(expression, Place::Check);
        self.faults.extend(faults);
        Check {
            expression: kept,
            no_inherit: false,
        }
    }

    fn resolved(&self, expression: &Expression, place: Place) -> (StoredExpression, Vec<Fault>) {
        stored::resolved(self.schema, expression, self.name, &self.table, place)
    }

    fn generated(
        &mut self,
        id: ColumnId,
        definition: &ColumnDefinition,
        expression: &Expression,
        stored: bool,
    ) {
        let mut said = definition.constraints.iter();
        let default = said.find(|other| matches!(other.kind, ColumnConstraintKind::Default(_)));
        if let Some(default) = default {
            let message = format!(
                "the generated column `{}` can't have a default",
                definition.name
            );
            let fault = faults::invalid(default.span, message).help("remove the default");
            self.faults.push(fault);
        }
        let mut said = definition.constraints.iter();
        let after = said
            .position(|one| matches!(one.kind, ColumnConstraintKind::Generated { .. }))
            .and_then(|at| definition.constraints.get(at + 1));
        if let Some(after) = after
            && let ColumnConstraintKind::Other(word) = &after.kind
            && word != "deferrable"
        {
            let message = format!("a generated column can't be `{word}`");
            let fault = faults::invalid(after.span, message);
            self.faults.push(fault.help("write `STORED` or `VIRTUAL`"));
        }
        if let Some(column) = self.table.column_by_id(id)
            && column.generated.is_some()
        {
            let message = format!("column `{}` is generated twice", definition.name);
            self.faults.push(faults::invalid(expression.span, message));
            return;
        }
        let (kept, faults) = self.resolved(expression, Place::Generated);
        self.faults.extend(faults);
        if let Some(mut column) = self.table.column_mut(id) {
            column.generated = Some(Generated {
                expression: kept,
                stored,
            });
        }
    }

    fn foreign_key(
        &mut self,
        columns: &[Name],
        target: &statement::ForeignKeyTarget,
    ) -> Option<ConstraintKind> {
        let mut ids = Vec::new();
        for name in columns {
            match self.table.column(Dialect::Sqlite, &name.text) {
                Some(column) => ids.push(column.id),
                None => {
                    self.no_column(name);
                    return None;
                }
            }
        }
        if !target.columns.is_empty() && target.columns.len() != ids.len() {
            let (own, others) = (ids.len(), target.columns.len());
            let span = target.table.span();
            self.faults.push(foreign_key_columns(own, others, span));
            return None;
        }
        Some(ConstraintKind::ForeignKey(foreign_key(ids, target)))
    }

    fn no_column(&mut self, name: &Name) {
        if !self.table.is_open {
            let fault = faults::no_column(name, self.name, &self.table);
            self.faults.push(fault);
        }
    }
}

/// Whether a column of this type can be the row's own number.
pub(super) fn is_integer(data_type: Option<&TypeName>) -> bool {
    data_type
        .is_some_and(|written| written.name.name.text == "integer" && written.modifiers.is_empty())
}

fn data_type(written: &TypeName) -> DataType {
    DataType {
        base: BaseType::BuiltIn(written.name.name.text.clone()),
        modifiers: written.modifiers.clone(),
        dimensions: 0,
    }
}

fn foreign_key(columns: Vec<ColumnId>, target: &statement::ForeignKeyTarget) -> ForeignKey {
    let names = target.columns.iter().map(|name| name.text.clone());
    ForeignKey {
        columns,
        target: ForeignKeyTarget::Named {
            namespace: None,
            table: target.table.name.text.clone(),
            columns: names.collect(),
        },
        on_delete: target.on_delete,
        on_update: target.on_update,
        matching: target.matching.clone(),
    }
}
