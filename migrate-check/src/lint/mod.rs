//! The lints: rules about what an engine accepts, and people may not want.
//!
//! A lint has a file of its own: its code, its level where `[lints]` in `migrate.toml` does not set
//! one, what it means, why it matters, an example of what it finds and of what to write instead, and
//! its check. [`ALL`] lists the lints; whatever enumerates them (the keys of `[lints]`, the codes that
//! `migrate-allow` takes, the reference in `docs/`, the test of the examples) goes over that list.
//!
//! - `levels`: the level of each lint, as `[lints]` sets it.
//! - `statement`: what a lint is told of a statement.
//! - `downgrade`: what a lint is told of a revision that was taken up and down again.
//! - `words`: names within the text of a statement.
//!
//! Knows neither the directory nor the order of the revisions: `replay` goes through them, and asks the
//! lints.
mod downgrade;
mod levels;
mod statement;
mod words;

mod dangling_reference;
mod data_loss;
mod enum_value_stays;
mod lost_rows;
mod never_filled;
mod not_reversed;

pub use data_loss::CODE as DATA_LOSS;
pub(crate) use downgrade::Downgrade;
pub use enum_value_stays::CODE as ENUM_VALUE_STAYS;
pub use levels::Level;
pub(crate) use levels::Levels;
pub use not_reversed::CODE as NOT_REVERSED;
pub(crate) use statement::StatementContext;

use crate::Dialect;
use crate::diagnostic::{Code, Finding, Label};

/// The lints, in the order in which the reference lists them. A lint comes after those that
/// silence it (`Lint::silenced_by`).
pub static ALL: &[&Lint] = &[
    &not_reversed::LINT,
    &data_loss::LINT,
    &enum_value_stays::LINT,
    &dangling_reference::LINT,
    &never_filled::LINT,
    &lost_rows::LINT,
];

/// A rule about what an engine accepts, and people may not want.
#[derive(Debug)]
pub struct Lint {
    /// The code of its diagnostics, and its key in `[lints]`.
    pub code: Code,
    /// The level where `[lints]` does not set one.
    pub level: Level,
    /// What it finds: a sentence without its full stop.
    pub meaning: &'static str,
    /// Why that matters: sentences.
    pub why: &'static str,
    /// What it finds, and what to write instead.
    pub example: Example,
    /// The lints after which this one has nothing to add about the same revision.
    pub(crate) silenced_by: &'static [Code],
    /// How it finds what it is about.
    pub(crate) check: Check,
}

/// A revision that a lint speaks about, and one that it is silent about.
#[derive(Debug)]
pub struct Example {
    /// The engine.
    pub dialect: Dialect,
    /// What an earlier revision did, which is sealed.
    pub before: &'static str,
    /// A revision that the lint speaks about.
    pub bad: ExampleRevision,
    /// The same change, written so that no lint has anything to say.
    pub good: ExampleRevision,
}

/// The scripts of a revision in an example.
#[derive(Debug)]
pub struct ExampleRevision {
    /// Whether it runs in a transaction.
    pub transaction: bool,
    /// The upgrade.
    pub up: &'static str,
    /// The downgrade; empty where the revision is said to be irreversible.
    pub down: &'static str,
}

/// How a lint finds what it is about.
#[derive(Debug)]
pub(crate) enum Check {
    /// The engine's model finds it, and gives it out as a fault of the lint's code: while it does what a
    /// statement says, or at the end of a script.
    Model,
    /// The lint looks at each statement that the engine accepts, in the scripts of revisions that are not
    /// sealed. Statements within a `DO` block or a procedure are not shown to it.
    #[cfg_attr(
        not(test),
        allow(dead_code, reason = "the lints about locks are the first of this kind")
    )]
    Statement(fn(&StatementContext<'_>) -> Vec<Found>),
    /// The lint looks at each revision that was taken up and down again without an error.
    Downgrade(fn(&Downgrade<'_>) -> Vec<Found>),
}

/// What a lint has found. Its code and how bad it is are the lint's, and not said here.
#[derive(Debug)]
pub(crate) struct Found {
    /// Where it is.
    pub(crate) at: Label,
    /// What is wrong: lower case, no final stop, names in backticks.
    pub(crate) message: String,
    /// Other places that explain it.
    pub(crate) related: Vec<Label>,
    /// What explains it further.
    pub(crate) notes: Vec<String>,
    /// What to do.
    pub(crate) help: Option<String>,
}

impl Found {
    /// Makes one of a place and what is wrong there.
    pub(crate) fn new(at: Label, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
            related: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// Adds what to do.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Returns the lint that has this code.
pub(crate) fn find(code: Code) -> Option<&'static Lint> {
    ALL.iter().copied().find(|lint| lint.code == code)
}

/// Whether a fault that the model gives out is for a lint to judge: else the engine refuses it.
pub(crate) fn is_of_lint(code: Code) -> bool {
    find(code).is_some_and(|lint| matches!(lint.check, Check::Model))
}

/// Returns what the lints say of a statement.
pub(crate) fn of_statement(levels: &Levels, statement: &StatementContext<'_>) -> Vec<Finding> {
    run(levels, |check| match check {
        Check::Statement(check) => check(statement),
        _ => Vec::new(),
    })
}

/// Returns what the lints say of a revision that was taken up and down again.
pub(crate) fn of_downgrade(levels: &Levels, downgrade: &Downgrade<'_>) -> Vec<Finding> {
    run(levels, |check| match check {
        Check::Downgrade(check) => check(downgrade),
        _ => Vec::new(),
    })
}

/// Asks each lint that has a level and is not silenced by what was found before.
fn run(levels: &Levels, look: impl Fn(&Check) -> Vec<Found>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for lint in levels.lints() {
        let is_silenced = findings
            .iter()
            .any(|finding| lint.silenced_by.contains(&finding.code));
        let Some(severity) = levels.level(lint).severity().filter(|_| !is_silenced) else {
            continue;
        };
        let found = look(&lint.check).into_iter();
        findings.extend(found.map(|found| Finding {
            code: lint.code,
            severity,
            primary: found.at,
            message: found.message,
            related: found.related,
            notes: found.notes,
            help: found.help,
        }));
    }
    findings
}

#[cfg(test)]
mod tests;
