//! SQL as text: statement boundaries, checksums, documentation and what the server's parser would
//! refuse, for each dialect. Knows no revisions and no paths.

pub mod advice;
pub mod allowance;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod broken;
mod checksum;
pub mod codes;
pub mod conflict;
mod cursor;
mod dialect;
mod documentation;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod guarded;
mod lines;
mod mysql;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod nesting;
mod postgres;
pub mod reader;
mod severity;
pub mod spelling;
mod sqlite;
pub mod statement;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod suggestion;
mod token;
mod transaction_control;

pub use codes::Code;
pub use dialect::Dialect;
pub use postgres::words::SESSION_VALUES;
pub use severity::Severity;
use std::ops::Range;
pub use transaction_control::transaction_control;

/// Whether a word needs quotes to serve as a name wherever names stand, in some supported version.
pub fn needs_quotes(word: &str, dialect: Dialect) -> bool {
    match dialect {
        Dialect::Postgres => postgres::words::needs_quotes(word),
        Dialect::Sqlite => sqlite::needs_quotes(word),
        Dialect::Mysql => mysql::needs_quotes(word),
    }
}

/// Lists the words that need quotes to serve as names, in one case.
pub fn quoted_words(dialect: Dialect) -> Vec<&'static str> {
    match dialect {
        Dialect::Postgres => postgres::words::all().collect(),
        Dialect::Sqlite => sqlite::words().collect(),
        Dialect::Mysql => mysql::words().collect(),
    }
}

/// What is known of one script without a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Checksum(pub u128);

/// Something wrong with a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its stable code, e.g. `sql-syntax`.
    pub code: codes::Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where, in bytes of the text.
    pub span: Range<usize>,
    /// What is wrong: lower case, no final stop, names in backticks.
    pub message: String,
    /// What stands under the carets, if more can be said there.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

/// Tells this version of the crate's code from every other one, for those who keep what it found out.
#[doc(hidden)]
pub const SOURCE: &str = env!("SOURCE");

/// What some editors on Windows put in front of a text. A server refuses it; it is never sent.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Analyses one script. Never panics; a text that can't be understood is an [`Analysis`] with a
/// problem, or (MySQL) with a note.
///
/// A byte order mark at the start is no part of the SQL: the first statement starts after it.
pub fn analyse(text: &str, dialect: Dialect) -> Analysis {
    analyse_as(text, dialect, true, false)
}

/// Analyses one script of MySQL's dialect that only MariaDB runs: what only MySQL knows is wrong, too.
pub fn analyse_for_mariadb(text: &str) -> Analysis {
    analyse_as(text, Dialect::Mysql, true, true)
}

/// Finds out of a script what does not need a parser: all but its problems. For scripts that were
/// judged before.
pub fn outline(text: &str, dialect: Dialect) -> Analysis {
    analyse_as(text, dialect, false, false)
}

fn analyse_as(text: &str, dialect: Dialect, judge: bool, is_mariadb: bool) -> Analysis {
    let sql = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let mut analysis = match dialect {
        Dialect::Postgres => postgres::analyse(sql, judge),
        Dialect::Sqlite => sqlite::analyse(sql, judge),
        Dialect::Mysql => mysql::analyse(sql, judge, is_mariadb),
    };
    if judge {
        advice::improve(sql, dialect, &mut analysis.problems);
    }
    if let Some(nul) = sql.find('\0') {
        // What the parser says of it, and of what stands behind it, follows from it.
        let problems = &mut analysis.problems;
        problems.retain(|found| found.code == codes::SQL_NUL || found.span.start < nul);
    }
    analysis.move_by(text.len() - sql.len());
    analysis
}

/// What the parser of a dialect says of a text, without more help than the parser has.
fn parse_errors(sql: &str, dialect: Dialect) -> Vec<Problem> {
    match dialect {
        Dialect::Postgres => postgres::analyse(sql, true).problems,
        Dialect::Sqlite => sqlite::analyse(sql, true).problems,
        Dialect::Mysql => mysql::analyse(sql, true, false).problems,
    }
}

/// Finds from where on a script with these problems can't be read at all: a quote or a comment that
/// never ends, the rest of a merge, a file of another kind, other scripts that psql would run.
pub fn unreadable_from(text: &str, dialect: Dialect, problems: &[&Problem]) -> Option<usize> {
    let first = || problems.iter().map(|problem| problem.span.start).min();
    let never_ends = match dialect {
        _ if problems.is_empty() => false,
        Dialect::Postgres => postgres::never_ends(text),
        Dialect::Sqlite => sqlite::never_ends(text),
        Dialect::Mysql => mysql::never_ends(text),
    };
    if never_ends {
        return first();
    }
    let hides = |problem: &&&Problem| {
        problem.code == codes::SQL_NUL
            || problem.message == crate::conflict::MESSAGE
            || problem.code == codes::PSQL_COMMAND
                && postgres::is_another_script(&text[problem.span.clone()])
    };
    let hiding = problems.iter().filter(hides);
    hiding.map(|problem| problem.span.start).min()
}

impl Analysis {
    /// Moves every place by so many bytes.
    fn move_by(&mut self, offset: usize) {
        let statements = self
            .statements
            .iter_mut()
            .map(|statement| &mut statement.span);
        let problems = self.problems.iter_mut().map(|problem| &mut problem.span);
        for span in statements.chain(problems) {
            *span = span.start + offset..span.end + offset;
        }
    }
}

/// Reports a NUL: no client library can send one to a server.
fn nul_problem(text: &str) -> Option<Problem> {
    let position = text.find('\0')?;
    Some(Problem {
        code: codes::SQL_NUL,
        severity: crate::Severity::Error,
        span: position..position + 1,
        message: "a NUL character in the script".to_owned(),
        label: None,
        help: Some(
            "remove it; the file may have been saved as UTF-16, save it as UTF-8".to_owned(),
        ),
    })
}

/// Leaves only the first problem of a script with a quote that never ends: one was lost somewhere
/// before, and all that follows was read inside out. A server, too, stops at the first thing that it
/// can't read.
fn stop_at_first(text: &str, problems: &mut Vec<Problem>, unterminated: usize) {
    problems.truncate(1);
    if let Some(problem) = problems.first_mut()
        && problem.span.start < unterminated
        && problem.code == codes::SQL_SYNTAX
    {
        let line = text[..unterminated].matches('\n').count() + 1;
        problem.label = None;
        problem.help = Some(format!(
            "a quote may be missing above, or an apostrophe within a text is not written twice (`''`): the \
             last quoted text, which opens on line {line}, never ends"
        ));
    }
}

/// A token as it is named in a message: its first line, if that is not too long.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
fn quoted(text: &str, token: &token::Token) -> String {
    const LONGEST: usize = 40;
    let written = &text[token.span.clone()];
    let line = written.lines().next().unwrap_or("");
    if line.len() == written.len() && line.chars().count() <= LONGEST {
        return format!("`{line}`");
    }
    let start: String = line.chars().take(LONGEST).collect();
    format!("`{start}…`")
}
