//! `[lints]` in `migrate.toml`: the levels of the lints.
use super::key::Key;
use super::reader::Reader;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::lint::{ALL, Level, Levels, Lint};
use toml::Spanned;
use toml::de::DeValue;

/// Returns the keys of the table: the code of each lint.
pub(super) fn keys() -> Vec<Key> {
    let key = |lint: &&Lint| {
        let mut meaning = lint.meaning.chars();
        let first = meaning.next().into_iter().flat_map(char::to_lowercase);
        let first: String = first.collect();
        let (rest, level) = (meaning.as_str(), lint.level.name());
        Key {
            name: lint.code.name(),
            example: match lint.level {
                Level::Deny => r#""warn""#,
                Level::Allow | Level::Note | Level::Warn => r#""allow""#,
            },
            meaning: format!("{first}{rest}; `{level}` without it").into(),
        }
    };
    ALL.iter().map(key).collect()
}

/// Reads the table.
pub(super) fn lints<'a>(reader: &mut Reader<'a>, value: Spanned<DeValue<'a>>) -> Levels {
    let mut levels = Levels::default();
    let example = format!(
        "`[lints]` with a line `{} = \"warn\"` below it",
        codes::NOT_REVERSED
    );
    for (key, value) in reader.table("lints", value, &example) {
        match codes::find(&key.value).and_then(crate::lint::find) {
            Some(lint) => {
                if let Some(level) = level(reader, lint.code.name(), &value) {
                    levels.set(lint, level);
                }
            }
            None => {
                reader.unknown_key(
                    key,
                    &keys(),
                    &[("reversibility", codes::NOT_REVERSED.name())],
                );
            }
        }
    }
    levels
}

fn level(reader: &mut Reader<'_>, lint: &str, value: &Spanned<DeValue<'_>>) -> Option<Level> {
    let text = reader.string(lint, value)?;
    let mut levels = Level::ALL.into_iter();
    if let Some(level) = levels.find(|level| level.name() == text.value) {
        return Some(level);
    }
    let message = format!("`{lint}` has no level `{}`", text.value);
    let names = Level::ALL.map(|level| format!("`\"{}\"`", level.name()));
    let error = Diagnostic::error(codes::INVALID_VALUE, text.at, message);
    reader.report(error.help(format!("write one of {}", names.join(", "))));
    None
}
