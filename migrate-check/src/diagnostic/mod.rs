//! Diagnostics: what is wrong, where, and what to do; and the one renderer.
mod finding;
mod line_index;
mod render;
mod secrets;

use crate::Dialect;
pub(crate) use finding::Finding;
pub use line_index::LineIndex;
pub use migrate_sql::Code;
pub use migrate_sql::Severity;
pub use render::{Style, render};
use std::collections::BTreeMap;
use std::ops::Range;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code, in kebab case: `unknown-parent`, `sql-syntax`, …; all are in [`codes`](crate::codes).
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: lower case, no final stop, names in backticks.
    pub message: String,
    /// The place; `None` only where there is no file at all.
    pub primary: Option<Label>,
    /// Other places that explain it (the first declaration, each edge of a cycle).
    pub related: Vec<Label>,
    /// What explains it further; each may have several lines.
    pub notes: Vec<String>,
    /// What to do, to be followed as it stands. `{dir}` stands for the directory as the user gave
    /// it, which is not known before [`render`] and [`Diagnostic::fields`].
    pub help: Option<String>,
    /// The dialects whose SQL it is about; empty where it is about no SQL.
    pub dialects: Vec<Dialect>,
}

impl Diagnostic {
    /// Makes an error at a place.
    pub fn error(code: Code, at: Label, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            primary: Some(at),
            related: Vec::new(),
            notes: Vec::new(),
            help: None,
            dialects: Vec::new(),
        }
    }

    /// Makes a warning at a place.
    pub fn warning(code: Code, at: Label, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, at, message)
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what explains it further.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds another place that explains it.
    #[must_use]
    pub fn related(mut self, label: Label) -> Self {
        self.related.push(label);
        self
    }

    /// Whether the build fails for it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Returns the line and column, both from 1, given the texts of the files; `None` where a file
    /// or folder as a whole is meant.
    pub fn position(&self, files: &BTreeMap<String, String>) -> Option<(usize, usize)> {
        let label = self.primary.as_ref()?;
        let span = label.span.as_ref()?;
        let text = files.get(&label.file)?;
        Some(LineIndex::new(text).position(span.start))
    }

    /// Returns what machine-readable output says of it, in the order of its keys.
    pub fn fields(&self, files: &BTreeMap<String, String>, dir_label: &str) -> Fields {
        self.fields_at(self.position(files), dir_label)
    }

    /// Returns the fields of several, each file's lines counted once: a script of 5 MB may have an
    /// error in each line.
    pub fn fields_of_all(
        diagnostics: &[Self],
        files: &BTreeMap<String, String>,
        dir_label: &str,
    ) -> Vec<Fields> {
        let mut indices: BTreeMap<&str, LineIndex<'_>> = BTreeMap::new();
        let mut fields = |diagnostic: &Self| {
            let place = diagnostic.primary.as_ref().and_then(|label| {
                let span = label.span.as_ref()?;
                let text = files.get(&label.file)?;
                let file = files.get_key_value(&label.file)?.0.as_str();
                let index = indices.entry(file).or_insert_with(|| LineIndex::new(text));
                Some(index.position(span.start))
            });
            diagnostic.fields_at(place, dir_label)
        };
        diagnostics.iter().map(&mut fields).collect()
    }

    fn fields_at(&self, place: Option<(usize, usize)>, dir_label: &str) -> Fields {
        let (line, column) = place.unwrap_or((1, 1));
        Fields {
            code: self.code.name(),
            severity: self.severity.name(),
            file: join(dir_label, self.file()),
            line,
            column,
            message: self.message.clone(),
            notes: self.notes.clone(),
            help: self.help_in(dir_label),
        }
    }

    /// Returns what to do, for a directory as the user gave it.
    fn help_in(&self, dir_label: &str) -> Option<String> {
        let help = self.help.as_ref()?;
        let (dir, before_slash) = match dir_label {
            "" => (".", "."),
            label => (label, label.trim_end_matches('/')),
        };
        let help = help.replace("{dir}/", &format!("{}/", shell_word(before_slash)));
        Some(help.replace("{dir}", &shell_word(dir)))
    }

    fn file(&self) -> &str {
        self.primary.as_ref().map_or("", |label| &label.file)
    }

    /// Sorts by file, place, code and text, so that one input has one output.
    pub(crate) fn sort(diagnostics: &mut [Diagnostic]) {
        let start = |d: &Diagnostic| {
            let span = d.primary.as_ref().and_then(|label| label.span.as_ref());
            span.map(|span| span.start)
        };
        diagnostics.sort_by(|a, b| {
            (a.file(), start(a), a.code, &a.message).cmp(&(b.file(), start(b), b.code, &b.message))
        });
    }
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The file, relative to the migrations directory, `/`-separated; empty for the directory
    /// itself.
    pub file: String,
    /// Bytes of the file's text; `None` for the file (or folder) as a whole.
    pub span: Option<Range<usize>>,
    /// What stands under the carets.
    pub text: Option<String>,
}

impl Label {
    /// Names a file or folder as a whole; `""` is the directory itself.
    pub fn whole(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            span: None,
            text: None,
        }
    }

    /// Names some bytes of a file.
    pub fn at(file: impl Into<String>, span: Range<usize>) -> Self {
        Self {
            file: file.into(),
            span: Some(span),
            text: None,
        }
    }

    /// Says something under the carets.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }
}

/// A diagnostic as machine-readable output has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// Its stable code.
    pub code: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// The file, with the directory in front as it was given.
    pub file: String,
    /// From 1; 1 where the file as a whole is meant.
    pub line: usize,
    /// In characters, from 1; 1 where the file as a whole is meant.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What explains it further.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
}

/// Writes a text as one word of a shell's command line: in quotes where it has to be.
///
/// ```
/// use migrate_check::diagnostic::shell_word;
///
/// assert_eq!(shell_word("migrations/shop"), "migrations/shop");
/// assert_eq!(shell_word("my shop"), "'my shop'");
/// ```
pub fn shell_word(text: &str) -> String {
    let needs_quotes = |c: char| !(c.is_alphanumeric() || "/._-~\\:@%+,=".contains(c));
    match text.contains(needs_quotes) {
        true => format!("'{}'", text.replace('\'', r"'\''")),
        false => text.to_owned(),
    }
}

/// Puts the directory, as it was given, in front of a file's path. A path that leads out of the
/// directory is shortened, where that can be done.
///
/// ```
/// use migrate_check::diagnostic::join;
///
/// assert_eq!(join("migrations/shop", "001_a/up.sql"), "migrations/shop/001_a/up.sql");
/// assert_eq!(join("migrations/shop", "../../src/schema.rs"), "src/schema.rs");
/// assert_eq!(join(".", "../src/schema.rs"), "./../src/schema.rs");
/// ```
pub fn join(dir_label: &str, file: &str) -> String {
    let (mut dir, mut file) = match dir_label {
        "/" => ("/", file),
        _ => (dir_label.trim_end_matches('/'), file),
    };
    while let Some(rest) = file.strip_prefix("../") {
        let (above, last) = dir.rsplit_once('/').unwrap_or(("", dir));
        if matches!(last, "" | "." | "..") || (above.is_empty() && dir.starts_with('/')) {
            break;
        }
        (dir, file) = (above, rest);
    }
    match (dir, file) {
        ("", _) => file.to_owned(),
        (_, "") => dir.to_owned(),
        ("/", _) => format!("/{file}"),
        _ => format!("{dir}/{file}"),
    }
}
