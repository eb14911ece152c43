//! An Alembic project on disk: its folders and revisions.

use super::python::{Module, Value};
use super::settings::Settings;
use crate::Failure;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The folders of a project.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Project {
    /// The folder with `alembic.ini`, in which Alembic runs.
    pub root: PathBuf,
    /// The folders with the revisions.
    pub versions: Vec<PathBuf>,
    /// The URL in `alembic.ini`.
    pub url: Option<String>,
}

/// A revision file of Alembic's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PythonRevision {
    /// The path of the file.
    pub file: String,
    /// The name of the file without its extension.
    pub stem: String,
    pub id: String,
    pub revises: Vec<String>,
    pub depends_on: Vec<String>,
    pub branch_labels: Vec<String>,
    pub message: String,
    /// The docstring without the message.
    pub documentation: String,
    /// The time of creation, as TOML.
    pub created: Option<String>,
    /// The reason that the downgrade raises, if it only raises.
    pub refusal: Option<String>,
    /// Notes with their lines.
    pub notes: Vec<String>,
}

impl Project {
    /// Finds the project from the folder with `alembic.ini`, the one with `env.py`, or that of the
    /// revisions.
    pub fn find(folder: &Path) -> Result<Self, Failure> {
        let ini_in = |folder: &Path| folder.join("alembic.ini");
        if let Ok(text) = fs::read_to_string(ini_in(folder)) {
            return Ok(Self::from_settings(folder, &Settings::from_ini(&text)));
        }
        if let Ok(text) = fs::read_to_string(folder.join("pyproject.toml"))
            && text.contains("[tool.alembic]")
        {
            return Ok(Self::from_settings(
                folder,
                &Settings::from_pyproject(&text),
            ));
        }
        let whole = fs::canonicalize(folder).map_err(|error| {
            let shown = folder.display();
            Failure::new(format!("`{shown}` can't be read: {error}"))
                .help("give the folder of `alembic.ini`")
        })?;
        let versions = match folder.join("versions") {
            inner if inner.is_dir() => inner,
            _ => folder.to_owned(),
        };
        let mut above = whole.ancestors();
        let root = above.find(|above| ini_in(above).is_file());
        let settings = root.and_then(|root| fs::read_to_string(ini_in(root)).ok());
        Ok(Self {
            root: root.map_or_else(|| folder.to_owned(), Path::to_owned),
            versions: vec![versions],
            url: settings.and_then(|text| Settings::from_ini(&text).url),
        })
    }

    fn from_settings(root: &Path, settings: &Settings) -> Self {
        let place = |text: &str| root.join(text.replace("%(here)s/", "").replace("%(here)s", "."));
        let location = place(settings.script_location.as_deref().unwrap_or("alembic"));
        let mut versions: Vec<PathBuf> = settings
            .version_locations
            .iter()
            .map(|text| place(text))
            .collect();
        if versions.is_empty() {
            versions.push(location.join("versions"));
        }
        Self {
            root: root.to_owned(),
            versions,
            url: settings.url.clone(),
        }
    }

    /// Returns the revisions, in the order of their file names, and the files that are not revisions.
    pub fn revisions(&self) -> Result<(Vec<PythonRevision>, Vec<String>), Failure> {
        let (mut revisions, mut others) = (Vec::new(), Vec::new());
        for folder in &self.versions {
            let files = python_files(folder).map_err(|error| {
                let shown = folder.display();
                Failure::new(format!("the revisions in `{shown}` can't be read: {error}"))
                    .help("give the folder of `alembic.ini`, or that of the revisions")
            })?;
            for path in files {
                let file = path.display().to_string();
                let text = fs::read(&path)
                    .map_err(|error| Failure::new(format!("`{file}` can't be read: {error}")))?;
                let text = String::from_utf8_lossy(&text);
                match PythonRevision::read(&file, &text)? {
                    Some(revision) => revisions.push(revision),
                    None => others.push(file),
                }
            }
        }
        others.retain(|file| !file.ends_with("__init__.py"));
        Ok((revisions, others))
    }
}

fn python_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !is_passed_over(&path) {
            files.extend(python_files(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "py") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Returns whether to skip a folder: hidden folders, and installed packages.
fn is_passed_over(folder: &Path) -> bool {
    let name = folder.file_name().map(|name| name.to_string_lossy());
    let is_named = |name: &str| {
        name.starts_with(['.', '_']) || ["site-packages", "node_modules"].contains(&name)
    };
    name.is_some_and(|name| is_named(&name)) || folder.join("pyvenv.cfg").is_file()
}

impl PythonRevision {
    /// Reads a file; returns `None` if it doesn't set `revision`, in which case Alembic ignores it.
    pub fn read(file: &str, text: &str) -> Result<Option<Self>, Failure> {
        let module = Module::read(text);
        let texts = |name: &str| match module.value(name) {
            None | Some((Value::None, _)) => Ok(Vec::new()),
            Some((Value::Text(text), _)) => Ok(vec![text.clone()]),
            Some((Value::Texts(texts), _)) => Ok(texts.clone()),
            Some((Value::Other, line)) => Err(Failure::new(format!(
                "`{name}` in `{file}` is not a literal (line {line})"
            ))
            .help("write the ids themselves there, in quotes")),
        };
        let Some(id) = texts("revision")?.pop() else {
            return Ok(None);
        };
        let stem = Path::new(file).file_stem();
        let stem = stem.map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
        let docstring = module.docstring.clone().unwrap_or_default();
        let header = Header::read(&docstring);
        let mut revision = Self {
            file: file.to_owned(),
            revises: texts("down_revision")?,
            depends_on: texts("depends_on")?,
            branch_labels: texts("branch_labels")?,
            message: match header.message.is_empty() {
                true => words_after(&stem, &id),
                false => header.message.clone(),
            },
            documentation: header.documentation.clone(),
            created: header.created.as_deref().and_then(toml_time),
            refusal: refusal(text),
            notes: Vec::new(),
            stem,
            id,
        };
        revision.compare(&header);
        if let (Some(created), None) = (&header.created, &revision.created) {
            let note = format!("`Create Date: {created}` is not a time that can be carried over");
            revision.notes.push(note);
        }
        if let Some((line, what)) = connection_in(text) {
            revision.notes.push(format!(
                "{file}:{line} uses a connection (`{what}`): see that its SQL says all that it does"
            ));
        }
        Ok(Some(revision))
    }

    /// Compares the docstring with the variables. Alembic ignores the docstring, so a difference is a
    /// mistake.
    fn compare(&mut self, header: &Header) {
        if let Some(said) = header.id.as_ref().filter(|said| **said != self.id) {
            self.notes.push(format!(
                "its docstring says `Revision ID: {said}`; the variable counts"
            ));
        }
        let Some(said) = &header.revises else { return };
        let said: Vec<&str> = said.split(',').map(str::trim).collect();
        let mut said: Vec<&str> = said.into_iter().filter(|id| !id.is_empty()).collect();
        let mut revises: Vec<&str> = self.revises.iter().map(String::as_str).collect();
        said.sort_unstable();
        revises.sort_unstable();
        if said != revises && said != ["None"] {
            self.notes.push(format!(
                "its docstring says that it revises {}; the variable counts: {}",
                match said.as_slice() {
                    [] => "nothing".to_owned(),
                    ids => format!("`{}`", ids.join(", ")),
                },
                match revises.as_slice() {
                    [] => "it is a base".to_owned(),
                    ids => format!("`{}`", ids.join(", ")),
                }
            ));
        }
    }
}

/// The contents of a docstring.
#[derive(Debug, Default)]
struct Header {
    message: String,
    id: Option<String>,
    revises: Option<String>,
    created: Option<String>,
    documentation: String,
}

impl Header {
    fn read(docstring: &str) -> Self {
        let mut header = Self::default();
        let (mut body, mut is_first) = (Vec::new(), true);
        for line in docstring.trim().lines().map(str::trim_end) {
            let after = |key: &str| Some(line.trim().strip_prefix(key)?.trim().to_owned());
            if let Some(id) = after("Revision ID:") {
                (header.id, is_first) = (Some(id), false);
            } else if let Some(revises) = after("Revises:") {
                (header.revises, is_first) = (Some(revises), false);
            } else if let Some(created) = after("Create Date:") {
                (header.created, is_first) = (Some(created), false);
            } else if is_first && line.trim().is_empty() {
                is_first = false;
            } else if is_first {
                // The first paragraph, on one line.
                let gap = if header.message.is_empty() { "" } else { " " };
                header.message.push_str(gap);
                header.message.push_str(line.trim());
            } else {
                body.push(line);
            }
        }
        header.documentation = body.join("\n").trim().to_owned();
        header
    }
}

/// Returns the words after the id in a file name: `add users` for `a1_add_users`.
fn words_after(stem: &str, id: &str) -> String {
    let rest = stem.split_once(id).map_or(stem, |(_, rest)| rest);
    let words = rest.split(['_', '-']).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    match words.is_empty() {
        true => stem.to_owned(),
        false => words.join(" "),
    }
}

/// Converts `2024-01-15 14:30:00.000000+00:00` to TOML.
fn toml_time(text: &str) -> Option<String> {
    let text = text.trim().replace(" UTC", "+00:00");
    let (date, rest) = text.split_once([' ', 'T'])?;
    let zone_at = rest.find(['+', '-', 'Z']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone_at);
    let time = time.split('.').next().unwrap_or(time).trim();
    let fits = |text: &str, form: &str| {
        text.len() == form.len()
            && text
                .bytes()
                .zip(form.bytes())
                .all(|(sign, of_form)| match of_form {
                    b'0' => sign.is_ascii_digit(),
                    of_form => sign == of_form,
                })
    };
    let zone = match zone {
        "" | "Z" => zone.to_owned(),
        "+00:00" => "Z".to_owned(),
        zone if fits(&zone[1..], "00:00") => zone.to_owned(),
        _ => return None,
    };
    (fits(date, "0000-00-00") && fits(time, "00:00:00")).then(|| format!("{date}T{time}{zone}"))
}

/// Returns the reason in `def downgrade(): raise NotImplementedError("why")`, or of any other exception
/// that is all the function does.
fn refusal(text: &str) -> Option<String> {
    let (_, downgrade) = text.split_once("def downgrade")?;
    let body = downgrade.split("\ndef ").next().unwrap_or(downgrade);
    let stated = body.split_once("raise NotImplementedError");
    let raised = stated.map_or_else(|| raised_at_once(body), |(_, raised)| Some(raised))?;
    let argument = raised.trim_start().strip_prefix('(');
    let said = argument.and_then(super::python::text_at);
    let said = said.map(|said| said.split_whitespace().collect::<Vec<_>>().join(" "));
    let said = said.filter(|said| !said.is_empty());
    Some(said.unwrap_or_else(|| "the downgrade is not implemented".to_owned()))
}

/// Returns the text after the exception that a function raises as its first statement.
fn raised_at_once(body: &str) -> Option<&str> {
    let (_, mut rest) = body.split_once(":\n")?;
    loop {
        rest = rest.trim_start();
        let quotes = ["\"\"\"", "'''"]
            .into_iter()
            .find(|quotes| rest.starts_with(quotes));
        rest = match (rest.starts_with('#'), quotes) {
            (true, _) => rest.split_once('\n')?.1,
            (false, Some(quotes)) => rest[quotes.len()..].split_once(quotes)?.1,
            (false, None) => break,
        };
    }
    let raised = rest.strip_prefix("raise ")?;
    let name = raised.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))?;
    Some(&raised[name..])
}

/// Finds a use of the connection, which doesn't exist when Alembic renders SQL.
fn connection_in(text: &str) -> Option<(usize, &'static str)> {
    let signs = [
        "op.get_bind()",
        "get_context().connection",
        "Session(bind",
        "sa.inspect(",
        "inspect(",
    ];
    let code = |line: &str| line.split('#').next().unwrap_or("").to_owned();
    let mut lines = text.lines().enumerate();
    lines.find_map(|(number, line)| {
        let line = code(line);
        let sign = signs.iter().find(|sign| line.contains(**sign))?;
        Some((number + 1, *sign))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> PythonRevision {
        let read = PythonRevision::read("versions/a1_add_users.py", text);
        read.expect("literals").expect("a revision")
    }

    #[test]
    fn docstrings_are_read() {
        let revision = read(
            "\"\"\"Add users\n  and more\n\nRevision ID: a1\nRevises: z9, y8\n\
             Create Date: 2024-01-15 14:30:00.123456\n\nTakes a minute.\n\n- one\n\"\"\"\n\
             revision: str = 'a1'\ndown_revision = ('y8', 'z9')\n",
        );
        assert_eq!(revision.message, "Add users and more");
        assert_eq!(revision.documentation, "Takes a minute.\n\n- one");
        assert_eq!(revision.created.as_deref(), Some("2024-01-15T14:30:00"));
        assert_eq!(revision.notes, Vec::<String>::new());
    }

    #[test]
    fn mistakes_in_docstrings_are_noted() {
        let revision = read(
            "'''x\n\nRevision ID: a1_add_users\nRevises: \nCreate Date: soon\n'''\n\
             revision = 'a1'\ndown_revision = 'z9'\nbind = op.get_bind()\n",
        );
        let told = revision.notes.join("\n");
        for part in [
            "Revision ID: a1_add_users",
            "revises nothing",
            "soon",
            ":9 uses",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
    }

    #[test]
    fn a_message_without_a_docstring_is_that_of_the_file() {
        assert_eq!(read("revision = 'a1'").message, "add users");
    }

    #[test]
    fn other_files_and_values_are_recognised() {
        assert_eq!(PythonRevision::read("x.py", "import os"), Ok(None));
        let failure =
            PythonRevision::read("x.py", "revision = 'a'\ndown_revision = B").unwrap_err();
        assert_eq!(
            failure.message,
            "`down_revision` in `x.py` is not a literal (line 2)"
        );
    }

    #[test]
    fn times() {
        for (text, expected) in [
            ("2024-12-09 10:00:00 UTC", Some("2024-12-09T10:00:00Z")),
            (
                "2024-12-09 10:00:00.5+02:00",
                Some("2024-12-09T10:00:00+02:00"),
            ),
            ("2024-12-09T10:00:00Z", Some("2024-12-09T10:00:00Z")),
            ("yesterday", None),
            ("2024-12-09", None),
        ] {
            assert_eq!(toml_time(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_downgrade_that_only_raises_is_refused() {
        let why = |body: &str| {
            refusal(&format!(
                "def upgrade():\n    pass\n\n\ndef downgrade():\n{body}\n"
            ))
        };
        for (body, expected) in [
            (
                "    raise NotImplementedError",
                Some("the downgrade is not implemented"),
            ),
            (
                "    raise RuntimeError(\"No way back\")",
                Some("No way back"),
            ),
            (
                "    # Never.\n    \"\"\"Not\n    this one.\"\"\"\n    raise Exception(\n        'Lost'\n    )",
                Some("Lost"),
            ),
            ("    raise alembic.util.CommandError('Lost')", Some("Lost")),
            (
                "    raise RuntimeError",
                Some("the downgrade is not implemented"),
            ),
            ("    op.drop_table('a')", None),
            (
                "    if rows:\n        raise RuntimeError('Rows')\n    op.drop_table('a')",
                None,
            ),
            ("    pass", None),
        ] {
            assert_eq!(why(body).as_deref(), expected, "{body}");
        }
    }
}
