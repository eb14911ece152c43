//! Generated columns: what MariaDB and MySQL both refuse of them.
use super::edit::Edit;
use super::faults;
use super::prohibited::{self, Place};
use crate::Fault;
use crate::model::{Column, ColumnId, ConstraintKind, ForeignKeyTarget};
use migrate_sql::statement::{Action, ColumnConstraintKind as Kind, ColumnDefinition, Span};

impl Edit<'_> {
    /// Checks the expressions of a column, which were resolved: `is_new` in a table that is being made,
    /// where the order of the columns is that of the text.
    pub(super) fn check_expressions(
        &mut self,
        id: ColumnId,
        definition: &ColumnDefinition,
        is_new: bool,
    ) {
        for constraint in &definition.constraints {
            let (expression, place) = match &constraint.kind {
                Kind::Check(expression) => (expression, Place::Check),
                Kind::Generated { expression, stored } => match stored {
                    true => (expression, Place::Stored),
                    false => (expression, Place::Virtual),
                },
                Kind::Default(expression) if is_in_brackets(expression) => {
                    (expression, Place::Default)
                }
                _ => continue,
            };
            if let Some(fault) = prohibited::find(expression, place) {
                self.fault(fault);
            } else if let Some(message) = self.wrong_reference(id, place, is_new) {
                self.fault(faults::invalid(expression.span, message));
            }
        }
    }

    /// Says which column an expression can't refer to (errors 4029, 3107, 3109).
    fn wrong_reference(&self, id: ColumnId, place: Place, is_new: bool) -> Option<String> {
        let columns = &self.table.columns;
        let column = self.table.column_by_id(id)?;
        let name = &column.name;
        let uses: Vec<ColumnId> = match place {
            Place::Check => return None,
            Place::Default => column.default.as_ref()?.columns().collect(),
            Place::Stored | Place::Virtual => {
                column.generated.as_ref()?.expression.columns().collect()
            }
        };
        if uses.contains(&id) {
            return Some(format!("`{name}` is computed from itself"));
        }
        let used = || uses.iter().filter_map(|id| self.table.column_by_id(*id));
        if place != Place::Virtual
            && let Some(counting) = used().find(|used| used.identity.is_some())
        {
            let counting = &counting.name;
            return Some(format!(
                "`{name}` can't be computed from `{counting}`, which is `AUTO_INCREMENT`"
            ));
        }
        let is_later = |other: &&Column| {
            let place = |id: ColumnId| columns.iter().position(|column| column.id == id);
            other.generated.is_some() && place(other.id) > place(id)
        };
        let is_generated = is_new && place != Place::Default;
        let later = used().find(|used| is_generated && is_later(used))?;
        Some(format!(
            "`{name}` is computed from `{}`, a generated column that comes after it",
            later.name
        ))
    }

    /// A column that is redefined stays virtual, or is not made so (errors 1907, 3106).
    pub(super) fn check_new_way(&mut self, id: ColumnId, definition: &ColumnDefinition) {
        let was = self.schema.table(self.id);
        let Some(was) = was.and_then(|table| table.column_by_id(id)) else {
            return;
        };
        let is_virtual = |stored: Option<bool>| stored == Some(false);
        let old = was.generated.as_ref().map(|generated| generated.stored);
        let new = definition
            .constraints
            .iter()
            .find_map(|own| match own.kind {
                Kind::Generated { stored, .. } => Some(stored),
                _ => None,
            });
        // Between a plain and a stored column there is a way.
        if is_virtual(old) == is_virtual(new) {
            return;
        }
        let name = &definition.name;
        let message = match is_virtual(new) {
            true => format!("`{name}` can't be made virtual: its values are stored"),
            false => format!("`{name}` is virtual, which can't be changed"),
        };
        let fault = faults::invalid(name.span, message);
        self.fault(fault.help("drop the column and add it again"));
    }

    /// What a foreign key can't do to a stored generated column, or to what one is computed from
    /// (errors 1905, 3104; 1901, 1215).
    pub(super) fn check_generated_in(
        &self,
        columns: &[ColumnId],
        (on_delete, on_update): (Action, Action),
        span: Span,
    ) -> Option<Box<Fault>> {
        let writes =
            on_delete == Action::SetNull || matches!(on_update, Action::SetNull | Action::Cascade);
        if !writes {
            return None;
        }
        let stored = |column: &&Column| column.generated.as_ref().is_some_and(|own| own.stored);
        let mut all = self.table.columns.iter().filter(stored);
        let found = all.find(|column| {
            let generated = column.generated.as_ref();
            columns.contains(&column.id)
                || generated
                    .is_some_and(|own| columns.iter().any(|id| own.expression.has_column(*id)))
        })?;
        let message = format!(
            "the foreign key can't write `{}`, which is generated and stored",
            found.name
        );
        Some(Box::new(faults::invalid(span, message)))
    }

    /// A foreign key's `SET NULL` needs columns that may be null (error 1830).
    pub(super) fn check_set_null(&mut self, span: Span) {
        let was = self.schema.table(self.id);
        let broken = self.table.constraints.iter().find_map(|constraint| {
            let ConstraintKind::ForeignKey(key) = &constraint.kind else {
                return None;
            };
            let is_known = matches!(key.target, ForeignKeyTarget::Table { .. });
            let sets_null = [key.on_delete, key.on_update].contains(&Action::SetNull);
            if !is_known || !sets_null || constraint.not_valid {
                return None;
            }
            let columns = key.columns.iter();
            let mut columns = columns.filter_map(|id| self.table.column_by_id(*id));
            let column = columns.find(|column| {
                let before = was.and_then(|table| table.column_by_id(column.id));
                column.not_null && before.is_some_and(|before| !before.not_null)
            })?;
            Some((column.name.clone(), constraint.name.clone()?))
        });
        if let Some((column, key)) = broken {
            let message =
                format!("`{column}` can't be `NOT NULL`: foreign key `{key}` says `SET NULL`");
            let fault = faults::invalid(span, message);
            self.fault(fault.help(format!(
                "drop foreign key `{key}` before, or leave it nullable"
            )));
        }
    }
}

/// Whether a default is an expression, not a literal or a call without brackets.
fn is_in_brackets(expression: &migrate_sql::statement::Expression) -> bool {
    expression
        .tokens
        .first()
        .is_some_and(|token| token.text == "(")
}
