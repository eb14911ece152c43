//! Values of enum types that stay: PostgreSQL has `ALTER TYPE … ADD VALUE`, and no statement that takes
//! one away (its manual, "ALTER TYPE"; "Enumerated Types").
use super::report::Finding;
use super::reverse::{Reversal, has_word};
use crate::config::Level;
use crate::diagnostic::{Label, codes};
use crate::schema::Schema;
use crate::schema::model::{ObjectId, ObjectKind};

/// An enum type that has more values after the downgrade than before the upgrade.
pub(super) struct Grown<'a> {
    id: ObjectId,
    name: &'a str,
    values: Vec<&'a str>,
}

impl<'a> Reversal<'a> {
    /// Finds the types that the upgrade added values to. A type that the downgrade creates again is
    /// another one.
    pub(super) fn grown_enums(self) -> Vec<Grown<'a>> {
        let unshared = self.undone.unshared(self.before);
        let grown = unshared.filter_map(|(id, object)| {
            let old = values(self.before, id)?;
            let mut rest = old.iter().peekable();
            let is_new = |value: &&String| rest.next_if_eq(value).is_none();
            let new: Vec<&str> = values(self.undone, id)?
                .iter()
                .filter(is_new)
                .map(|value| &**value)
                .collect();
            let is_grown = rest.next().is_none() && object.is_certain && !new.is_empty();
            let name = &object.name;
            is_grown.then_some(Grown {
                id,
                name,
                values: new,
            })
        });
        grown.collect()
    }

    /// Returns the schema before the upgrade, with the values that no downgrade can take away.
    pub(super) fn with_grown_enums(self) -> Schema {
        let mut schema = self.before.clone();
        for grown in self.grown_enums() {
            schema.object_mut(grown.id).kind = self.undone.object(grown.id).kind.clone();
        }
        schema
    }

    /// Tells of the values that stay.
    pub(super) fn value_stays(self, grown: &Grown<'_>, level: Level) -> Option<Finding> {
        let severity = level.severity()?;
        let up = self.up?;
        let spans = up.analysis.statements.iter().map(|own| &own.span);
        let mut adding = spans.filter(|span| grown.is_added_by(&up.text[(*span).clone()]));
        let first = adding.clone().next();
        let fails_again = adding.any(|span| !has_word(&up.text[span.clone()], "exists"));
        let quoted: Vec<String> = grown.values.iter().map(|it| format!("`{it}`")).collect();
        let what = match quoted.len() {
            1 => "value",
            _ => "values",
        };
        let again = match fails_again {
            true => {
                "write `ADD VALUE IF NOT EXISTS`, or the upgrade fails when it runs again after the \
                 downgrade; "
            }
            false => "",
        };
        Some(Finding {
            code: codes::ENUM_VALUE_STAYS,
            severity,
            primary: match first {
                Some(span) => Label::at(&up.file, span.clone()),
                None => Label::whole(&up.file),
            },
            message: format!(
                "the downgrade leaves {what} {} in enum `{}`",
                quoted.join(", "),
                grown.name
            ),
            related: Vec::new(),
            notes: vec![
                "PostgreSQL has no statement that drops a value of an enum type".to_owned(),
            ],
            help: Some(format!(
                "{again}`{} = \"allow\"` under `[lints]` in `{{dir}}/migrate.toml` turns these notes off",
                codes::ENUM_VALUE_STAYS
            )),
        })
    }
}

impl Grown<'_> {
    fn is_added_by(&self, statement: &str) -> bool {
        let mut values = self.values.iter();
        has_word(statement, &self.name.to_lowercase())
            && values.any(|value| statement.contains(&format!("'{}'", value.replace('\'', "''"))))
    }
}

fn values(schema: &Schema, id: ObjectId) -> Option<&Vec<String>> {
    match &schema.get(id)?.kind {
        ObjectKind::Enum(own) => Some(&own.values),
        _ => None,
    }
}
