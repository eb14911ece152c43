//! The folder of a new revision: its name and its files.

/// The text of a script to be filled in. A comment would mean that there is nothing to do, so `check`
/// would no longer ask for statements; and Diesel refuses an empty file.
const BLANK: &str = "\n";

/// The contents of a new revision.
pub(crate) struct Draft<'a> {
    pub id: &'a str,
    /// The name of the folder.
    pub folder: String,
    pub revises: Vec<&'a str>,
    pub message: &'a str,
    /// The time of creation, as written in `revision.toml`.
    pub created: String,
    pub depends_on: Vec<String>,
    pub branch_labels: Vec<&'a str>,
    /// The scripts; empty for a merge.
    pub scripts: Vec<Scripts>,
    /// Additions from the project's template of `revision.toml`.
    pub more: String,
}

/// A pair of scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scripts {
    /// The part between `up` and `.sql`: empty, or `.sqlite`.
    pub suffix: String,
    pub up: String,
    pub down: String,
}

impl Scripts {
    /// Creates a pair to be filled in.
    pub fn blank(suffix: String) -> Self {
        Self {
            suffix,
            up: BLANK.to_owned(),
            down: BLANK.to_owned(),
        }
    }
}

/// A folder with its files, not yet written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Folder {
    pub name: String,
    /// Names and texts of the files.
    pub files: Vec<(String, String)>,
}

impl Draft<'_> {
    /// Returns the folder to write. In a plain Diesel directory it has no `revision.toml`.
    pub fn folder(&self, plain_diesel: bool) -> Folder {
        let mut files = Vec::new();
        if !plain_diesel {
            files.push(("revision.toml".to_owned(), self.revision_toml()));
        }
        for Scripts { suffix, up, down } in &self.scripts {
            files.push((format!("up{suffix}.sql"), up.clone()));
            files.push((format!("down{suffix}.sql"), down.clone()));
        }
        Folder {
            name: self.folder.clone(),
            files,
        }
    }

    fn revision_toml(&self) -> String {
        let mut text = format!("revision = {}\n", quoted(self.id));
        let revises = match self.revises[..] {
            [one] => quoted(one),
            _ => array(&self.revises),
        };
        text.push_str(&format!("revises = {revises}\n"));
        text.push_str(&format!("message = {}\n", quoted(self.message)));
        text.push_str(&format!("created = {}\n", self.created));
        if !self.depends_on.is_empty() {
            text.push_str(&format!("depends_on = {}\n", array(&self.depends_on)));
        }
        if !self.branch_labels.is_empty() {
            text.push_str(&format!("branch_labels = {}\n", array(&self.branch_labels)));
        }
        text + &self.more
    }
}

pub(crate) fn array<T: AsRef<str>>(texts: &[T]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", quoted.join(", "))
}

/// Writes a basic string of TOML.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(control)));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft<'static> {
        Draft {
            id: "20240115143000",
            revises: vec!["abc"],
            message: "Add users' \"profile\"",
            created: "2024-01-15T14:30:00Z".to_owned(),
            folder: "20240115143000_add_users_profile".to_owned(),
            more: String::new(),
            depends_on: Vec::new(),
            branch_labels: Vec::new(),
            scripts: vec![Scripts::blank(String::new())],
        }
    }

    #[test]
    fn what_a_revision_says_of_itself() {
        let folder = draft().folder(false);
        assert_eq!(folder.name, "20240115143000_add_users_profile");
        let expected = "revision = \"20240115143000\"\nrevises = \"abc\"\n\
                        message = \"Add users' \\\"profile\\\"\"\ncreated = 2024-01-15T14:30:00Z\n";
        assert_eq!(
            folder.files[0],
            ("revision.toml".to_owned(), expected.to_owned())
        );
        let names: Vec<&str> = folder.files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["revision.toml", "up.sql", "down.sql"]);
    }

    #[test]
    fn bases_and_merges_list_what_they_revise() {
        let base = Draft {
            revises: vec![],
            ..draft()
        };
        assert!(base.revision_toml().contains("revises = []\n"));
        let merge = Draft {
            revises: vec!["a", "b"],
            scripts: vec![],
            ..draft()
        };
        assert!(merge.revision_toml().contains("revises = [\"a\", \"b\"]\n"));
        assert_eq!(merge.folder(false).files.len(), 1);
    }

    #[test]
    fn toml_strings() {
        assert_eq!(quoted("a\\b\"c\tö\u{7f}"), r#""a\\b\"c\u0009ö\u007F""#);
    }
}
