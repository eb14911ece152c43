//! The keys of the TOML files, with their meanings: the reader accepts them and the reference prints them.
use std::borrow::Cow;

/// A key.
#[derive(Clone, Debug)]
pub struct Key {
    /// The name.
    pub name: &'static str,
    /// A valid value.
    pub example: &'static str,
    /// The meaning, and the default.
    pub meaning: Cow<'static, str>,
}

impl Key {
    pub(super) const fn new(
        name: &'static str,
        example: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self {
            name,
            example,
            meaning: Cow::Borrowed(meaning),
        }
    }
}

/// A table of a file.
#[derive(Clone, Debug)]
pub struct Section {
    /// The file, or the table in it.
    pub title: &'static str,
    /// The purpose.
    pub about: &'static str,
    /// The keys.
    pub keys: Vec<Key>,
}

/// Returns every table of our files.
pub fn sections() -> Vec<Section> {
    let of_lints = super::lints::keys();
    let section = |title, about, keys: &[Key]| Section {
        title,
        about,
        keys: keys.to_vec(),
    };
    vec![
        section(
            "`migrate.toml`",
            "Settings of the whole directory. All keys are optional.",
            super::migrate_toml::KEYS,
        ),
        section(
            "`[lints]`",
            "The severity of a code: `allow` (not reported), `note` (reported by `cargo migrate check` only), \
             `warn`, `deny` (the build fails).",
            &of_lints,
        ),
        section(
            "`[schema]`",
            "Diesel's schema, which is generated from the migrations without a database.",
            super::schema_section::KEYS,
        ),
        section(
            "`[schema.print_schema]`",
            "The options of Diesel's own `diesel.toml`, with the same meaning.",
            super::diesel_toml::KEYS,
        ),
        section(
            "`[databases.NAME]`",
            "Further databases, for `--name NAME`.",
            super::database_sections::DATABASE_KEYS,
        ),
        section(
            "`[tables]`",
            "The names of the bookkeeping tables: lower-case letters, digits and `_`.",
            super::database_sections::TABLE_KEYS,
        ),
        section(
            "`[new]`",
            "How `cargo migrate revision`, `merge` and `squash` name and write revisions. Templates may contain \
             `{rev}`, `{slug}`, `{year}`, `{month}`, `{day}`, `{hour}`, `{minute}`, \
             `{second}`, `{epoch}`; an id also with `{number}`, or `{number:4}` for four digits.",
            super::new_section::KEYS,
        ),
        section(
            "`revision.toml`",
            "The settings of one revision. Only `revises` is required.",
            super::revision_toml::KEYS,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::sections;
    use crate::config::{read_migrate_toml, read_revision_toml};

    /// `[new]`: a table, which has a section of its own.
    fn is_table(example: &str) -> bool {
        example.starts_with('[') && !example.contains('"')
    }

    #[test]
    fn every_example_is_taken() {
        for section in sections() {
            let title = section.title.trim_matches('`');
            for key in section.keys.iter().filter(|key| !is_table(key.example)) {
                let line = format!("{} = {}\n", key.name, key.example);
                let mut found = Vec::new();
                if title == "revision.toml" {
                    let place = if key.name == "revises" {
                        ""
                    } else {
                        "revises = []\n"
                    };
                    read_revision_toml(title, &(place.to_owned() + &line), &mut found);
                } else {
                    let table = if title.starts_with('[') { title } else { "" };
                    let text = format!("{table}\n{line}");
                    read_migrate_toml("migrate.toml", &text, &mut found);
                }
                assert!(found.is_empty(), "{title}: {line}: {found:?}");
            }
        }
    }
}
