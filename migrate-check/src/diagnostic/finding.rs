//! What was found in one dialect, before the dialects are put together.
use super::{Code, Label, Severity};

/// Something that was found in one dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    pub(crate) primary: Label,
    pub(crate) message: String,
    pub(crate) related: Vec<Label>,
    pub(crate) notes: Vec<String>,
    pub(crate) help: Option<String>,
}
