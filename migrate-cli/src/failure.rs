use migrate_graph::PlanError;
use std::fmt;

/// Why a command failed: what the user is told, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong: lower case, no final stop, names in backticks.
    pub message: String,
    /// What else is known, a line each.
    pub notes: Vec<String>,
    /// What is printed before the message, as it stands: the diagnostics that explain it.
    pub details: String,
    /// What to do, to be followed as it stands.
    pub help: Option<String>,
}

impl Failure {
    /// A failure with nothing but its message.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            details: String::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// Adds a line that explains.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// A target that can't be reached says itself what to type instead.
impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        Self::new(error.to_string())
    }
}
