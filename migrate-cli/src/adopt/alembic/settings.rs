//! Reads the settings of a project from `alembic.ini` or `pyproject.toml`.

use std::collections::BTreeMap;

/// The settings for the locations.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Settings {
    /// The folder with `env.py`.
    pub script_location: Option<String>,
    /// The folders with the revisions, if they are named.
    pub version_locations: Vec<String>,
    /// The URL of the database.
    pub url: Option<String>,
}

impl Settings {
    /// Reads `alembic.ini`: its section `[alembic]`, with the defaults of `[DEFAULT]`.
    pub fn from_ini(text: &str) -> Self {
        let values = Values::from_ini(text);
        let mut settings = Self::default();
        for key in values.0.keys() {
            for line in values.expanded(key).lines() {
                settings.take(key, line);
            }
        }
        settings
    }

    /// Reads the section `[tool.alembic]` of `pyproject.toml`.
    pub fn from_pyproject(text: &str) -> Self {
        let mut settings = Self::default();
        let mut is_ours = false;
        for line in text.lines().map(str::trim) {
            if line.starts_with('[') {
                is_ours = line == "[tool.alembic]";
            } else if let Some((name, value)) = line.split_once('=').filter(|_| is_ours) {
                let value = value.trim().trim_matches(['[', ']']);
                for one in value.split(',') {
                    settings.take(name.trim(), one.trim().trim_matches(['"', '\'']));
                }
            }
        }
        settings
    }

    fn take(&mut self, key: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        match key {
            "script_location" => self.script_location = Some(value.to_owned()),
            "sqlalchemy.url" => self.url = Some(value.to_owned()),
            "version_locations" => {
                let separators: &[char] = match value.contains(';') {
                    true => &[';'],
                    false => &[' ', ',', ':'],
                };
                let places = value.split(separators).map(str::trim);
                let places = places.filter(|place| !place.is_empty());
                self.version_locations.extend(places.map(str::to_owned));
            }
            _ => {}
        }
    }
}

/// The raw values of a section.
struct Values(BTreeMap<String, String>);

impl Values {
    fn from_ini(text: &str) -> Self {
        let (mut defaults, mut ours) = (BTreeMap::new(), BTreeMap::new());
        let mut section = None;
        let mut key = String::new();
        for line in text.lines() {
            let plain = line.trim();
            if plain.is_empty() || plain.starts_with(['#', ';']) {
                continue;
            }
            if plain.starts_with('[') {
                section = match plain {
                    "[DEFAULT]" => Some(&mut defaults),
                    "[alembic]" => Some(&mut ours),
                    _ => None,
                };
                key.clear();
                continue;
            }
            let Some(values) = &mut section else {
                continue;
            };
            if line.starts_with([' ', '\t']) && !key.is_empty() {
                let value: &mut String = values.entry(key.clone()).or_default();
                value.push('\n');
                value.push_str(plain);
            } else if let Some((name, value)) = plain.split_once(['=', ':']) {
                key = name.trim().to_lowercase();
                values.insert(key.clone(), value.trim().to_owned());
            }
        }
        defaults.append(&mut ours);
        Self(defaults)
    }

    /// Returns a value with references to others expanded, as Python's `configparser` does. `%(here)s`
    /// stays: it is the folder of the file.
    fn expanded(&self, key: &str) -> String {
        self.expanded_to(key, 10)
    }

    fn expanded_to(&self, key: &str, depth: u32) -> String {
        let mut rest = self.0.get(key).map_or("", String::as_str);
        let mut text = String::new();
        while let Some((before, after)) = rest.split_once('%') {
            text.push_str(before);
            let named = after.strip_prefix('(').and_then(|it| it.split_once(")s"));
            rest = match named {
                _ if after.starts_with('%') => {
                    text.push('%');
                    &after[1..]
                }
                Some((name, after)) if depth > 0 && self.0.contains_key(&name.to_lowercase()) => {
                    text.push_str(&self.expanded_to(&name.to_lowercase(), depth - 1));
                    after
                }
                _ => {
                    text.push('%');
                    after
                }
            };
        }
        text + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings() {
        let ini = Settings::from_ini(
            "[alembic]\n# c\nscript_location = %(here)s/migrations\nversion_locations = a b\n  c\n\
             sqlalchemy.url = postgresql://u:p%%40@h/d\n[loggers]\nscript_location = no\n",
        );
        assert_eq!(ini.script_location.as_deref(), Some("%(here)s/migrations"));
        assert_eq!(ini.version_locations, ["a", "b", "c"]);
        assert_eq!(ini.url.as_deref(), Some("postgresql://u:p%40@h/d"));
        let toml = Settings::from_pyproject("[tool.alembic]\nscript_location = \"%(here)s/db\"\n");
        assert_eq!(toml.script_location.as_deref(), Some("%(here)s/db"));
    }

    #[test]
    fn values_name_others() {
        let ini = Settings::from_ini(
            "[DEFAULT]\nscript_location = db\nName = shop\n[other]\nscript_location = no\n\
             [alembic]\nversion_locations = %(here)s/%(script_location)s/a:%(script_location)s/%(NAME)s\n",
        );
        assert_eq!(ini.script_location.as_deref(), Some("db"));
        assert_eq!(ini.version_locations, ["%(here)s/db/a", "db/shop"]);
        // configparser refuses these; here, unknown references stay.
        let ini = Settings::from_ini("[alembic]\nscript_location = a%(script_location)s\n");
        assert!(
            ini.script_location
                .is_some_and(|place| place.starts_with("aaa"))
        );
        let ini = Settings::from_ini("[alembic]\r\nscript_location = ž/%(none)s/50%\r\n");
        assert_eq!(ini.script_location.as_deref(), Some("ž/%(none)s/50%"));
    }
}
