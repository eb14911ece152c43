//! Whether a downgrade undoes its upgrade.
use super::Chain;
use super::report::Finding;
use super::script;
use crate::Dialect;
use crate::chain::CheckedScript;
use crate::config::Level;
use crate::diagnostic::{Label, codes};
use crate::layout::Origin;
use crate::schema::Schema;
use crate::schema::compare::{self, Difference};
use crate::schema::{Kind, Missing};
use crate::sql::reader;

/// Lines of a diff that are shown.
const MOST_LINES: usize = 12;

/// A revision that was taken up and down again.
#[derive(Clone, Copy)]
pub(super) struct Reversal<'a> {
    pub(super) chain: Chain<'a>,
    pub(super) dialect: Dialect,
    pub(super) revision: usize,
    pub(super) up: Option<&'a CheckedScript>,
    pub(super) down: &'a CheckedScript,
    pub(super) before: &'a Schema,
    pub(super) undone: &'a Schema,
}

impl Reversal<'_> {
    /// What is left of the upgrade, if anything is.
    pub(super) fn check(self, level: Level) -> Option<Finding> {
        let severity = level.severity()?;
        let differences = compare::compare(&self.with_grown_enums(), self.undone);
        let first = differences.first()?;
        let diff = compare::diff(&differences, MOST_LINES).join("\n");
        let mut message = format!("the downgrade {}", says(first));
        match differences.len() {
            1 => {}
            2 => message.push_str(", and one more thing differs"),
            all => message.push_str(&format!(", and {} more things differ", all - 1)),
        }
        Some(Finding {
            code: codes::NOT_REVERSED,
            severity,
            primary: self.place_in_down(first),
            message,
            related: self.cause(first).into_iter().collect(),
            notes: vec![format!(
                "the schema before the upgrade (-) and after the downgrade (+):\n{diff}"
            )],
            help: Some(self.help(first)),
        })
    }

    /// The statement of the downgrade that is closest to what is wrong: one that names the same thing,
    /// or else the last one.
    fn place_in_down(self, difference: &Difference) -> Label {
        let (file, text) = (&self.down.file, &self.down.text);
        let statements = &self.down.analysis.statements;
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

    /// The statement of the upgrade after which the difference is there.
    fn cause(self, difference: &Difference) -> Option<Label> {
        let up = self.up?;
        let in_transaction = self.chain.revisions[self.revision].transaction;
        let mut schema = self.before.clone();
        script::start(&mut schema, in_transaction);
        // What is dropped takes its parts along.
        let is_it = |other: &Difference| {
            let takes_along = other.is_whole && other.object == difference.object;
            other.what == difference.what || takes_along && difference.before.is_some()
        };
        for statement in reader::read(&up.text, self.dialect) {
            schema.apply(&statement);
            let found = compare::compare(self.before, &schema);
            let Some(found) = found.iter().find(|other| is_it(other)) else {
                continue;
            };
            let what = match (&found.before, &found.after) {
                (None, _) => "it is made here",
                (_, None) => "it is dropped here",
                _ => "it is changed here",
            };
            return Some(Label::at(&up.file, statement.span.range()).text(what));
        }
        None
    }

    fn help(self, first: &Difference) -> String {
        let file = &self.down.file;
        let revision = &self.chain.revisions[self.revision];
        let (path, name) = (&revision.path, file.rsplit('/').next().unwrap_or(file));
        let undo = match undoing(self.dialect, first) {
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

pub(super) fn has_word(text: &str, word: &str) -> bool {
    let text = text.to_lowercase();
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part)
    })
}
