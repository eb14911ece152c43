//! The keys of the TOML files, each with its meaning: what the reader takes and the reference prints.
use std::borrow::Cow;

/// A key.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// A value that it takes.
    pub example: &'static str,
    /// What it says, and what holds without it.
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
    /// What it is for.
    pub about: &'static str,
    /// Its keys.
    pub keys: Vec<Key>,
}

/// Every table of the files that are ours.
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
            "What holds for the whole directory. All of it may be left out.",
            super::migrate_toml::KEYS,
        ),
        section(
            "`[lints]`",
            "How much is made of a code: `allow` (nothing), `note` (`cargo migrate check` says it), \
             `warn`, `deny` (the build fails).",
            &of_lints,
        ),
        section(
            "`[schema]`",
            "Diesel's schema, which comes of the migrations without a database.",
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
            "How `cargo migrate revision`, `merge` and `squash` name and write. Templates are filled \
             in with `{rev}`, `{slug}`, `{year}`, `{month}`, `{day}`, `{hour}`, `{minute}`, \
             `{second}`, `{epoch}`; an id also with `{number}`, or `{number:4}` for four digits.",
            super::new_section::KEYS,
        ),
        section(
            "`revision.toml`",
            "What one revision says of itself. Only `revises` is required.",
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
