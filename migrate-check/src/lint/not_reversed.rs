//! `not-reversed`: whether a downgrade undoes its upgrade.
use super::words::has_word;
use super::{Check, Downgrade, Example, ExampleRevision, Found, Level, Lint, enum_value_stays};
use crate::Dialect;
use crate::diagnostic::{Code, Label};
use crate::revision::Origin;
use migrate_schema::compare::{self, Difference};
use migrate_schema::{Missing, Schema};
use migrate_sql::statement::Kind;

/// The code: a downgrade does not undo its upgrade.
pub const CODE: Code = Code::new("not-reversed");

pub(super) static LINT: Lint = Lint {
    code: CODE,
    level: Level::Deny,
    meaning: "A downgrade does not undo its upgrade",
    why: "After an upgrade and its downgrade the schema has to be what it was: else the upgrade fails \
          when it runs again, and what is left behind is in no revision.",
    example: Example {
        dialect: Dialect::Sqlite,
        before: "CREATE TABLE notes (id INTEGER PRIMARY KEY, author TEXT);\n",
        bad: ExampleRevision {
            transaction: true,
            up: "ALTER TABLE notes ADD COLUMN title TEXT;\n\
                 CREATE INDEX notes_by_author ON notes (author);\n",
            down: "ALTER TABLE notes DROP COLUMN title;\n",
        },
        good: ExampleRevision {
            transaction: true,
            up: "ALTER TABLE notes ADD COLUMN title TEXT;\n\
                 CREATE INDEX notes_by_author ON notes (author);\n",
            down: "DROP INDEX notes_by_author;\n\
                   ALTER TABLE notes DROP COLUMN title;\n",
        },
    },
    silenced_by: &[],
    check: Check::Downgrade(check),
};

/// Lines of a diff that are shown.
const MOST_LINES: usize = 12;

/// Finds what is left of the upgrade, if anything is.
fn check(downgrade: &Downgrade<'_>) -> Vec<Found> {
    let before = enum_value_stays::with_grown_enums(downgrade);
    let differences = compare::compare(&before, downgrade.undone);
    let Some(first) = differences.first() else {
        return Vec::new();
    };
    let diff = compare::diff(&differences, MOST_LINES).join("\n");
    let mut message = format!("the downgrade {}", says(first));
    match differences.len() {
        1 => {}
        2 => message.push_str(", and one more thing differs"),
        all => message.push_str(&format!(", and {} more things differ", all - 1)),
    }
    vec![Found {
        at: place_in_down(downgrade, first),
        message,
        related: cause(downgrade, first).into_iter().collect(),
        notes: vec![format!(
            "the schema before the upgrade (-) and after the downgrade (+):\n{diff}"
        )],
        help: Some(help(downgrade, first)),
    }]
}

/// Returns the statement of the downgrade that is closest to what is wrong: one that names the same
/// thing, or else the last one.
fn place_in_down(downgrade: &Downgrade<'_>, difference: &Difference) -> Label {
    let (file, text) = (&downgrade.down.file, &downgrade.down.text);
    let statements = &downgrade.down.analysis.statements;
    let wanted = [Some(&difference.what.name), difference.what.of.as_ref()];
    let words = wanted
        .into_iter()
        .flatten()
        .filter_map(|name| last_word(name));
    let mut named = words.filter_map(|word| {
        let mut statements = statements.iter().rev();
        statements.find(|statement| has_word(&text[statement.span.clone()], &word))
    });
    match named.next().or(statements.last()) {
        Some(statement) => Label::at(file, statement.span.clone()),
        None => Label::whole(file),
    }
}

/// Returns the statement of the upgrade after which the difference is there.
fn cause(downgrade: &Downgrade<'_>, difference: &Difference) -> Option<Label> {
    let (up, before) = (downgrade.up?, downgrade.before);
    // What is dropped takes its parts along.
    let is_it = |other: &Difference| {
        let takes_along = other.is_whole && other.object == difference.object;
        other.what == difference.what || takes_along && difference.before.is_some()
    };
    let look = |schema: &Schema| {
        let found = compare::compare(before, schema);
        found.into_iter().find(|other| is_it(other))
    };
    let (statement, found) = downgrade.replayed(look).next()?;
    let what = match (&found.before, &found.after) {
        (None, _) => "it is made here",
        (_, None) => "it is dropped here",
        _ => "it is changed here",
    };
    Some(Label::at(&up.file, statement.span.range()).text(what))
}

fn help(downgrade: &Downgrade<'_>, first: &Difference) -> String {
    let file = &downgrade.down.file;
    let revision = downgrade.revision;
    let (path, name) = (&revision.path, file.rsplit('/').next().unwrap_or(file));
    let undo = match undoing(downgrade.dialect, first) {
        Some(sql) => format!("add `{sql}` to `{{dir}}/{file}`"),
        None => format!("make `{{dir}}/{file}` undo what the diff shows"),
    };
    let give_up = match revision.origin {
        Origin::RevisionToml => format!(
            "remove the script and write `irreversible = \"why\"` into `{{dir}}/{path}/revision.toml`"
        ),
        Origin::PlainFolder | Origin::File => format!("remove `{name}`"),
    };
    format!("{undo}; if that can't be done, {give_up}")
}

/// What is wrong, behind `the downgrade`.
fn says(difference: &Difference) -> String {
    let Missing { kind, of, name } = &difference.what;
    let thing = match (kind, of) {
        (Kind::Constraint, Some(of)) if name.is_empty() => format!("a constraint of `{of}`"),
        (Kind::Other, Some(of)) => format!("`{name}` of `{of}`"),
        (Kind::Column | Kind::Constraint | Kind::Trigger | Kind::Policy, Some(of)) => {
            format!("{} `{name}` of `{of}`", kind.name())
        }
        // An enum, a procedure: as its line says.
        (Kind::Type | Kind::Routine, _) if difference.is_whole => {
            format!("{} `{name}`", first_word(&difference.object))
        }
        _ => format!("{} `{name}`", kind.name()),
    };
    match (&difference.before, &difference.after) {
        (None, _) => format!("leaves {thing} behind"),
        (_, None) => format!("does not bring back {thing}"),
        _ => format!("does not bring {thing} back to what it was"),
    }
}

/// The statement that takes away what was left behind.
fn undoing(dialect: Dialect, difference: &Difference) -> Option<String> {
    let Missing { kind, of, name } = &difference.what;
    if difference.before.is_some() {
        return None;
    }
    let of = of.as_deref();
    Some(match (kind, dialect, of) {
        (Kind::Index, Dialect::Mysql, Some(table)) => format!("DROP INDEX {name} ON {table};"),
        (Kind::Index, ..) => format!("DROP INDEX {name};"),
        (Kind::Column, _, Some(table)) => format!("ALTER TABLE {table} DROP COLUMN {name};"),
        (Kind::Constraint, Dialect::Sqlite, _) => return None,
        (Kind::Constraint, _, Some(table)) if !name.is_empty() => {
            format!("ALTER TABLE {table} DROP CONSTRAINT {name};")
        }
        (Kind::Trigger, Dialect::Postgres, Some(table)) => {
            format!("DROP TRIGGER {name} ON {table};")
        }
        (Kind::Trigger, ..) => format!("DROP TRIGGER {name};"),
        (Kind::Policy, _, Some(table)) => format!("DROP POLICY {name} ON {table};"),
        (Kind::Table, ..) => format!("DROP TABLE {name};"),
        (Kind::View, ..) => format!("DROP VIEW {name};"),
        (Kind::MaterializedView, ..) => format!("DROP MATERIALIZED VIEW {name};"),
        (Kind::Sequence, ..) => format!("DROP SEQUENCE {name};"),
        (Kind::Type, ..) => format!("DROP TYPE {name};"),
        (Kind::Namespace, ..) => format!("DROP SCHEMA {name};"),
        (Kind::Routine, ..) => {
            let word = first_word(&difference.object).to_uppercase();
            format!("DROP {word} {name};")
        }
        _ => return None,
    })
}

fn first_word(line: &str) -> &str {
    line.split(' ').next().unwrap_or(line)
}

/// The last part of a name, without quotes and arguments.
fn last_word(name: &str) -> Option<String> {
    let name = name.split('(').next()?;
    let word = name.rsplit('.').next()?.trim_matches('"');
    (!word.is_empty()).then(|| word.to_lowercase())
}
