//! `[lints]` in `migrate.toml`: how much is made of what is no mistake everywhere.
use super::key::Key;
use super::reader::Reader;
use crate::diagnostic::{Diagnostic, Severity, codes};
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::DeValue;

/// The codes whose level can be set.
pub(super) const KEYS: &[Key] = &[
    Key::new(
        codes::NOT_REVERSED,
        r#""warn""#,
        "a downgrade does not undo its upgrade; `deny` without it",
    ),
    Key::new(
        codes::DATA_LOSS,
        r#""warn""#,
        "a downgrade can't bring back the rows or values that its upgrade dropped; `note` without it",
    ),
    Key::new(
        codes::ENUM_VALUE_STAYS,
        r#""allow""#,
        "a downgrade can't take away a value that its upgrade added to an enum type (PostgreSQL); `note` without it",
    ),
    Key::new(
        codes::DANGLING_REFERENCE,
        r#""allow""#,
        "an upgrade leaves a foreign key that refers to a table which it renamed and dropped (SQLite); `warn` without it",
    ),
    Key::new(
        codes::NEVER_FILLED,
        r#""allow""#,
        "a column is declared `SERIAL` or the like, which SQLite does not fill; `warn` without it",
    ),
    Key::new(
        codes::LOST_ROWS,
        r#""allow""#,
        "a script drops a table and makes it again, which deletes or changes rows of others that refer to it where foreign keys are on (SQLite); `deny` without it",
    ),
];
/// What holds where it is not.
const LINTS: &[(&str, Level)] = &[
    (codes::NOT_REVERSED, Level::Deny),
    (codes::DATA_LOSS, Level::Note),
    (codes::ENUM_VALUE_STAYS, Level::Note),
    (codes::DANGLING_REFERENCE, Level::Warn),
    (codes::NEVER_FILLED, Level::Warn),
    (codes::LOST_ROWS, Level::Deny),
];
const LEVELS: &[(&str, Level)] = &[
    ("allow", Level::Allow),
    ("note", Level::Note),
    ("warn", Level::Warn),
    ("deny", Level::Deny),
];

/// How much is made of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// It is not said.
    Allow,
    /// A note: `cargo migrate check` says it, a build does not.
    Note,
    /// A warning.
    Warn,
    /// An error.
    Deny,
}

/// The levels of a directory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lints {
    set: BTreeMap<&'static str, Level>,
}

impl Level {
    /// How bad a diagnostic of this level is, if there is to be one.
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            Level::Allow => None,
            Level::Note => Some(Severity::Note),
            Level::Warn => Some(Severity::Warning),
            Level::Deny => Some(Severity::Error),
        }
    }
}

impl Lints {
    /// The level of a code.
    pub(crate) fn level(&self, code: &str) -> Level {
        let usual = || LINTS.iter().find(|(lint, _)| *lint == code);
        let set = self.set.get(code).copied();
        set.or_else(|| usual().map(|(_, level)| *level))
            .unwrap_or(Level::Deny)
    }
}

/// Reads the table.
pub(super) fn lints<'a>(reader: &mut Reader<'a>, value: Spanned<DeValue<'a>>) -> Lints {
    let mut lints = Lints::default();
    let example = format!(
        "`[lints]` with a line `{} = \"warn\"` below it",
        codes::NOT_REVERSED
    );
    for (key, value) in reader.table("lints", value, &example) {
        match KEYS
            .iter()
            .map(|lint| lint.name)
            .find(|lint| *lint == key.value)
        {
            Some(lint) => {
                if let Some(level) = level(reader, lint, &value) {
                    lints.set.insert(lint, level);
                }
            }
            None => {
                reader.unknown_key(key, KEYS, &[("reversibility", codes::NOT_REVERSED)]);
            }
        }
    }
    lints
}

fn level(reader: &mut Reader<'_>, lint: &str, value: &Spanned<DeValue<'_>>) -> Option<Level> {
    let text = reader.string(lint, value)?;
    if let Some((_, level)) = LEVELS.iter().find(|(name, _)| *name == text.value) {
        return Some(*level);
    }
    let message = format!("`{lint}` has no level `{}`", text.value);
    let names: Vec<String> = LEVELS
        .iter()
        .map(|(name, _)| format!("`\"{name}\"`"))
        .collect();
    let error = Diagnostic::error(codes::INVALID_VALUE, text.at, message);
    reader.report(error.help(format!("write one of {}", names.join(", "))));
    None
}
