//! SQL as text: statement boundaries, checksums, documentation and what the server's parser would
//! refuse, for each dialect. Knows no revisions and no paths.

mod dialect;

pub use dialect::Dialect;
use std::ops::Range;

/// What is known of one script without a database.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// The statements, in order; comments and separators between them left out.
    pub statements: Vec<Statement>,
    /// Over the tokens: line endings, comments and white space between tokens don't matter.
    pub checksum: Checksum,
    /// The leading comment of the script, without comment markers; `None` where there is none.
    pub documentation: Option<String>,
    /// What is wrong, in the order of the text.
    pub problems: Vec<Problem>,
}

/// One statement: a byte range of the script's text, from its first token to its last, without the
/// terminating `;` (or other delimiter).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Bytes of the text, as it is in the file (a BOM counts).
    pub span: Range<usize>,
    /// The line on which it starts, from 1.
    pub line: u32,
}

/// A 128-bit checksum over a script's tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checksum(pub u128);

/// Something wrong with a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its stable code, e.g. `sql-syntax`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: crate::diagnostic::Severity,
    /// Where, in bytes of the text.
    pub span: Range<usize>,
    /// What is wrong: lower case, no final stop, names in backticks.
    pub message: String,
    /// What stands under the carets, if more can be said there.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

/// Analyses one script. Never panics; a text that can't be understood is an [`Analysis`] with a
/// problem, or (MySQL) with a note.
#[allow(clippy::unimplemented, unused_variables)]
pub fn analyse(text: &str, dialect: Dialect) -> Analysis {
    unimplemented!()
}
