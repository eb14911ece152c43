//! Diagnostics: what is wrong, where, and what to do; and the one renderer.
use std::ops::Range;

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The build fails.
    Error,
    /// Worth a look; the build goes on.
    Warning,
    /// Said for information.
    Note,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code, in kebab case: `unknown-parent`, `sql-syntax`, …
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: lower case, no final stop, names in backticks.
    pub message: String,
    /// The place; `None` only where there is no file at all.
    pub primary: Option<Label>,
    /// Other places that explain it (the first declaration, each edge of a cycle).
    pub related: Vec<Label>,
    /// What to do, to be followed as it stands.
    pub help: Option<String>,
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
