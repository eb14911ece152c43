//! The level of each lint: whether what it finds is an error, a warning, a note or nothing.
use super::{ALL, Check, Lint};
use crate::diagnostic::{Code, Severity};
use std::collections::BTreeMap;

/// The severity of what a lint finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing is reported.
    Allow,
    /// A note: `cargo migrate check` reports it, a build does not.
    Note,
    /// A warning: the build goes on.
    Warn,
    /// An error: the build fails.
    Deny,
}

impl Level {
    /// Every level, the lowest first.
    pub const ALL: [Level; 4] = [Level::Allow, Level::Note, Level::Warn, Level::Deny];

    /// Returns the word for the level in `[lints]`.
    pub fn name(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Note => "note",
            Level::Warn => "warn",
            Level::Deny => "deny",
        }
    }

    /// Returns the severity of a diagnostic of this level; `None` where nothing is reported.
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            Level::Allow => None,
            Level::Note => Some(Severity::Note),
            Level::Warn => Some(Severity::Warning),
            Level::Deny => Some(Severity::Error),
        }
    }
}

/// The lints, and the levels that a directory sets for them.
#[derive(Clone, Debug)]
pub(crate) struct Levels {
    lints: &'static [&'static Lint],
    set: BTreeMap<Code, Level>,
}

impl Default for Levels {
    /// Each lint has the level that it says itself.
    fn default() -> Self {
        Self::of(ALL)
    }
}

impl Levels {
    /// Returns the levels of these lints where nothing sets another one.
    pub(super) fn of(lints: &'static [&'static Lint]) -> Self {
        let set = BTreeMap::new();
        Self { lints, set }
    }

    /// Sets the level of a lint.
    pub(crate) fn set(&mut self, lint: &'static Lint, level: Level) {
        self.set.insert(lint.code, level);
    }

    /// Returns the level of a lint.
    pub(crate) fn level(&self, lint: &Lint) -> Level {
        self.set.get(&lint.code).copied().unwrap_or(lint.level)
    }

    /// Returns the lints, in the order of their list.
    pub(crate) fn lints(&self) -> impl Iterator<Item = &'static Lint> {
        self.lints.iter().copied()
    }

    /// Whether any lint that has a level looks at statements.
    pub(crate) fn look_at_statements(&self) -> bool {
        self.lints().any(|lint| {
            matches!(lint.check, Check::Statement(_)) && self.level(lint) != Level::Allow
        })
    }

    /// Returns what was set, as text: what is kept of a check holds for this alone.
    pub(crate) fn terms(&self) -> String {
        format!("{:?}", self.set)
    }
}
