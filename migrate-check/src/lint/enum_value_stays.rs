//! `enum-value-stays`: PostgreSQL has `ALTER TYPE … ADD VALUE`, and no statement that takes a value away
//! (its manual, "ALTER TYPE"; "Enumerated Types").
use super::{Check, Downgrade, Example, ExampleRevision, Found, Level, Lint};
use crate::Dialect;
use crate::chain::CheckedScript;
use crate::diagnostic::{Code, Label};
use migrate_schema::Schema;
use migrate_schema::model::{ObjectId, ObjectKind};
use migrate_sql::statement::{AlterObjectAction, Statement, StatementKind};

/// The code: a downgrade can't take away a value that its upgrade added to an enum type.
pub const CODE: Code = Code::new("enum-value-stays");

pub(super) static LINT: Lint = Lint {
    code: CODE,
    level: Level::Note,
    meaning: "A downgrade can't take away a value that its upgrade added to an enum type (PostgreSQL)",
    why: "PostgreSQL has no statement that drops a value of an enum type. So the type has the value \
          after the downgrade, and the upgrade fails when it runs again, unless it says \
          `ADD VALUE IF NOT EXISTS`. A downgrade that must take the value away makes the type again.",
    example: Example {
        dialect: Dialect::Postgres,
        before: "CREATE TYPE mood AS ENUM ('sad', 'happy');\n\
                 CREATE TABLE people (id bigint PRIMARY KEY, mood mood);\n",
        bad: ExampleRevision {
            transaction: true,
            up: "ALTER TYPE mood ADD VALUE 'calm';\n",
            down: "-- A value of an enum type stays.\n",
        },
        good: ExampleRevision {
            transaction: true,
            up: "ALTER TYPE mood ADD VALUE 'calm';\n",
            down: "UPDATE people SET mood = NULL WHERE mood = 'calm';\n\
                   ALTER TYPE mood RENAME TO old_mood;\n\
                   CREATE TYPE mood AS ENUM ('sad', 'happy');\n\
                   ALTER TABLE people ALTER COLUMN mood TYPE mood USING mood::text::mood;\n\
                   DROP TYPE old_mood;\n",
        },
    },
    silenced_by: &[],
    check: Check::Downgrade(check),
};

/// An enum type that has more values after the downgrade than before the upgrade.
struct Grown<'a> {
    id: ObjectId,
    name: &'a str,
    values: Vec<&'a str>,
}

/// Finds the values that stay.
fn check(downgrade: &Downgrade<'_>) -> Vec<Found> {
    let grown = grown_enums(downgrade);
    let Some(up) = downgrade.up else {
        return Vec::new();
    };
    let found = grown.iter();
    found
        .map(|grown| value_stays(downgrade, up, grown))
        .collect()
}

/// Finds the types that the upgrade added values to. A type that the downgrade creates again is
/// another one.
fn grown_enums<'a>(downgrade: &Downgrade<'a>) -> Vec<Grown<'a>> {
    let Downgrade { before, undone, .. } = *downgrade;
    let unshared = undone.unshared(before);
    let grown = unshared.filter_map(|(id, object)| {
        let old = values(before, id)?;
        let mut rest = old.iter().peekable();
        let is_new = |value: &&String| rest.next_if_eq(value).is_none();
        let new: Vec<&str> = values(undone, id)?
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
pub(super) fn with_grown_enums(downgrade: &Downgrade<'_>) -> Schema {
    let mut schema = downgrade.before.clone();
    for grown in grown_enums(downgrade) {
        schema.object_mut(grown.id).kind = downgrade.undone.object(grown.id).kind.clone();
    }
    schema
}

fn value_stays(downgrade: &Downgrade<'_>, up: &CheckedScript, grown: &Grown<'_>) -> Found {
    let adding = adding(downgrade, grown.id);
    let fails_again = adding.iter().any(|statement| is_plain_add(statement));
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
    Found {
        at: match adding.first() {
            Some(statement) => Label::at(&up.file, statement.span.range()),
            None => Label::whole(&up.file),
        },
        message: format!(
            "the downgrade leaves {what} {} in enum `{}`",
            quoted.join(", "),
            grown.name
        ),
        related: Vec::new(),
        notes: vec!["PostgreSQL has no statement that drops a value of an enum type".to_owned()],
        help: Some(format!(
            "{again}`{} = \"allow\"` under `[lints]` in `{{dir}}/migrate.toml` turns these notes off",
            CODE
        )),
    }
}

/// Returns the statements of the upgrade after which the type has one more value.
fn adding<'a>(downgrade: &Downgrade<'a>, id: ObjectId) -> Vec<&'a Statement> {
    let count = move |schema: &Schema| values(schema, id).map_or(0, Vec::len);
    let mut known = count(downgrade.before);
    let look = move |schema: &Schema| {
        let before = std::mem::replace(&mut known, count(schema));
        (known > before).then_some(())
    };
    let adding = downgrade.replayed(look);
    adding.map(|(statement, ())| statement).collect()
}

/// Whether a statement is `ALTER TYPE … ADD VALUE` without `IF NOT EXISTS`.
fn is_plain_add(statement: &Statement) -> bool {
    let StatementKind::AlterObject(alter) = &statement.kind else {
        return false;
    };
    matches!(
        alter.action,
        AlterObjectAction::AddValue {
            if_not_exists: false,
            ..
        }
    )
}

fn values(schema: &Schema, id: ObjectId) -> Option<&Vec<String>> {
    match &schema.get(id)?.kind {
        ObjectKind::Enum(own) => Some(&own.values),
        _ => None,
    }
}
