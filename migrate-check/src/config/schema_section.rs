//! `[schema]` of `migrate.toml`: Diesel's schema.
use super::diesel_toml::{PrintSection, read_sections};
use super::key::Key;
use super::reader::{KeyValue, Reader};
use crate::Dialect;
use crate::diagnostic::Label;
use crate::located::Located;
use toml::Spanned;
use toml::de::DeValue;

pub(super) const KEYS: &[Key] = &[
    Key::new(
        "emit",
        r#"true"#,
        "`embed!` generates Diesel's `table!`s in a module `schema`",
    ),
    Key::new(
        "file",
        r#""../src/schema.rs""#,
        "a `schema.rs` that is compared at each build; `{ postgres = …, sqlite = … }` for one of each dialect",
    ),
    Key::new(
        "diesel_toml",
        r#""../diesel.toml""#,
        "the `diesel.toml` whose `[print_schema]` applies",
    ),
    Key::new(
        "print_schema",
        r#"[schema.print_schema]"#,
        "the same options here instead of in a `diesel.toml`: see below",
    ),
];
const ALIASES: &[(&str, &str)] = &[
    ("embed", "emit"),
    ("path", "file"),
    ("schema", "file"),
    ("config", "diesel_toml"),
    ("diesel", "diesel_toml"),
];

/// What a directory says of its Diesel schema.
#[derive(Debug)]
pub(crate) struct SchemaSection {
    /// Where it is.
    pub(crate) at: Label,
    /// `emit = true`: `embed!` has a module `schema`.
    pub(crate) emit: bool,
    /// `file = "../src/schema.rs"`, for all dialects or for one.
    pub(crate) files: Vec<(Option<Dialect>, Located<String>)>,
    /// `diesel_toml = "../diesel.toml"`.
    pub(crate) diesel_toml: Option<Located<String>>,
    /// `[schema.print_schema]`: what would be in `diesel.toml`.
    pub(crate) sections: Vec<PrintSection>,
}

pub(super) fn read_schema_section<'a>(
    reader: &mut Reader<'a>,
    at: Label,
    value: Spanned<DeValue<'a>>,
) -> SchemaSection {
    let mut section = SchemaSection {
        at,
        emit: false,
        files: Vec::new(),
        diesel_toml: None,
        sections: Vec::new(),
    };
    for (key, value) in reader.table("schema", value, "`[schema]` on a line of its own") {
        match key.value.as_str() {
            "emit" => section.emit = flag(reader, "emit", &value),
            "file" => section.files = files(reader, value),
            "diesel_toml" => section.diesel_toml = reader.path("diesel_toml", &value, ""),
            "print_schema" => section.sections = read_sections(reader, value, "", true),
            _ => _ = reader.unknown_key(key, KEYS, ALIASES),
        }
    }
    section
}

fn flag(reader: &mut Reader<'_>, key: &str, value: &Spanned<DeValue<'_>>) -> bool {
    let flag = reader.boolean(key, value);
    flag.is_some_and(|flag| flag.value)
}

/// One file for all dialects, or one for each.
fn files<'a>(
    reader: &mut Reader<'a>,
    value: Spanned<DeValue<'a>>,
) -> Vec<(Option<Dialect>, Located<String>)> {
    if !matches!(value.get_ref(), DeValue::Table(_)) {
        let file = reader.path("file", &value, "");
        return file.map(|file| (None, file)).into_iter().collect();
    }
    let mut files = Vec::new();
    let entries: Vec<KeyValue<'a>> = reader.table("file", value, "`file = \"../src/schema.rs\"`");
    for (key, value) in entries {
        let Some(dialect) = super::migrate_toml::dialect(reader, key) else {
            continue;
        };
        let file = reader.path("file", &value, "");
        files.extend(file.map(|file| (Some(dialect), file)));
    }
    files
}
