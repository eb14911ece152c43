//! `[new]` of `migrate.toml`: how new revisions are named and written.
use super::key::Key;
use super::name_template::{NameKey, NameTemplate};
use super::reader::Reader;
use crate::diagnostic::{Diagnostic, Label};
use migrate_sql::codes;
use toml::Spanned;
use toml::de::DeValue;

pub(super) const KEYS: &[Key] = &[
    Key::new(
        "id",
        r#""{year}{month}{day}_{number:4}""#,
        "the id; by default the time in UTC, so that ids sort along the chain",
    ),
    Key::new("name", r#""{rev}_{slug}""#, "the folder's name"),
    Key::new(
        "timezone",
        r#""Europe/Berlin""#,
        "the time zone of names and of `created`: a place, `+02:00`, or `UTC`",
    ),
    Key::new(
        "slug_length",
        r#"40"#,
        "the maximum length of the message in a name, from 1 to 100",
    ),
    Key::new(
        "template",
        r#""../templates/revision""#,
        "a folder with `up.sql`, `down.sql` and additions to `revision.toml`",
    ),
    Key::new(
        "hooks",
        r#"["pg_format --inplace"]"#,
        "commands to run on each new script",
    ),
];
/// What Alembic calls them.
const ALIASES: &[(&str, &str)] = &[
    ("rev_id", "id"),
    ("file_template", "name"),
    ("tz", "timezone"),
    ("truncate_slug_length", "slug_length"),
    ("script_template", "template"),
    ("templates", "template"),
    ("post_write_hooks", "hooks"),
    ("hook", "hooks"),
];

/// How new revisions are named and written, as a directory wants it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewRevisions {
    /// `id`; a time stamp without it.
    pub id: Option<NameTemplate>,
    /// `name` of the folder; `{rev}_{slug}` without it.
    pub name: Option<NameTemplate>,
    /// `timezone` of the times in names and of `created`, and where it is said; UTC without it.
    pub timezone: Option<(String, Label)>,
    /// `slug_length`: as many characters of the message are in the name.
    pub slug_length: Option<usize>,
    /// `template`: a folder, from the directory, with what new scripts begin with.
    pub template: Option<String>,
    /// `hooks`: commands to run on each new script.
    pub hooks: Vec<String>,
}

pub(super) fn read_new_section<'a>(
    reader: &mut Reader<'a>,
    value: Spanned<DeValue<'a>>,
) -> NewRevisions {
    let mut new = NewRevisions::default();
    for (key, value) in reader.table("new", value, "`[new]` on a line of its own") {
        match key.value.as_str() {
            "id" => new.id = template(reader, "id", &value),
            "name" => new.name = template(reader, "name", &value),
            "timezone" => {
                let zone = reader.line("timezone", &value);
                new.timezone = zone.map(|zone| (zone.value, zone.at));
            }
            "slug_length" => new.slug_length = slug_length(reader, &value),
            "template" => {
                let path = reader.path("template", &value, "");
                new.template = path.map(|path| path.value);
            }
            "hooks" => {
                let hooks = reader.strings("hooks", &value).into_iter();
                new.hooks = hooks.map(|hook| hook.value).collect();
                if new.hooks.iter().any(|hook| hook.trim().is_empty()) {
                    let at = reader.label(&value);
                    let error = Diagnostic::error(codes::INVALID_VALUE, at, "a hook is empty");
                    reader.report(error.help("write a command: `hooks = [\"sqlfluff fix\"]`"));
                }
            }
            _ => _ = reader.unknown_key(key, KEYS, ALIASES),
        }
    }
    new
}

fn template(
    reader: &mut Reader<'_>,
    key: &str,
    value: &Spanned<DeValue<'_>>,
) -> Option<NameTemplate> {
    let text = reader.line(key, value)?;
    let wrong = |reader: &mut Reader<'_>, at: Label, message: String, help: &str| {
        reader.report(Diagnostic::error(codes::INVALID_VALUE, at, message).help(help));
        None
    };
    let template = match NameTemplate::parse(&text.value) {
        Ok(template) => template,
        Err(error) => {
            let at = reader.within(value, &text.value, error.at);
            return wrong(reader, at, error.message, &error.help);
        }
    };
    if text.value.contains(['/', '\\']) {
        let message = format!("`{key}` holds a folder: `{}`", text.value);
        let help = "all revisions lie side by side: write it without `/`";
        return wrong(reader, text.at, message, help);
    }
    let is_id = key == "id";
    if is_id && template.has(NameKey::Rev) {
        let message = "the id can't be made of itself: `{rev}`".to_owned();
        return wrong(
            reader,
            text.at,
            message,
            "write `{number}`, or parts of the time",
        );
    }
    if !is_id && template.has_number() {
        let message = "`{number}` is for ids".to_owned();
        let help = "write `id = \"{number}\"`, and `{rev}` in the name";
        return wrong(reader, text.at, message, help);
    }
    if !is_id && !template.has(NameKey::Rev) && !template.has(NameKey::Slug) {
        let message = "nothing in this name tells revisions apart".to_owned();
        return wrong(
            reader,
            text.at,
            message,
            "add `{rev}`, and `_{slug}` for people",
        );
    }
    Some(template)
}

fn slug_length(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) -> Option<usize> {
    let example = "`slug_length = 40`";
    let DeValue::Integer(number) = value.get_ref() else {
        reader.wrong_type("slug_length", value, "a number", example);
        return None;
    };
    let parsed = usize::from_str_radix(number.as_str(), number.radix()).ok();
    let length = parsed.filter(|length| (1..=100).contains(length));
    if length.is_none() {
        let message = "`slug_length` is a number from 1 to 100";
        let error = Diagnostic::error(codes::INVALID_VALUE, reader.label(value), message);
        reader.report(error.help(format!("write {example}")));
    }
    length
}
