//! What an engine would refuse a statement for.
use migrate_sql::statement::{Kind, Span};

/// One thing that is wrong with a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its stable code.
    pub code: migrate_sql::codes::Code,
    /// The name (or other part of the statement) that is wrong.
    pub span: Span,
    /// What is wrong: lower case, no final stop, names in backticks.
    pub message: String,
    /// What stands under the carets, if more can be said there.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// What is not there, if that is what is wrong: whoever knows the revisions can say which one
    /// dropped it.
    pub missing: Option<Box<Missing>>,
}

impl Fault {
    /// Makes one.
    pub fn new(code: migrate_sql::codes::Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            span,
            message: message.into(),
            label: None,
            help: None,
            missing: None,
        }
    }

    /// Says something under the carets.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what is not there.
    #[must_use]
    pub fn missing(mut self, missing: Missing) -> Self {
        self.missing = Some(Box::new(missing));
        self
    }
}

/// Something that a statement refers to and that is not there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// What it would be.
    pub kind: Kind,
    /// The table that it would be part of: for columns, constraints and the like.
    pub of: Option<String>,
    /// Its name, as the engine would keep it.
    pub name: String,
}
