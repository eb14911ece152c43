//! What a lint is told of a revision that was taken up and down again.
use crate::Dialect;
use crate::chain::CheckedScript;
use crate::layout::FoundRevision;
use crate::schema::Schema;
use crate::schema::statement::Span;

/// A revision that was taken up and down again, and whose scripts the engine accepts.
#[derive(Clone, Copy)]
pub(crate) struct Downgrade<'a> {
    /// The engine.
    pub(crate) dialect: Dialect,
    /// What the revision's files say of it.
    pub(crate) revision: &'a FoundRevision,
    /// The script of the upgrade; `None` where the revision has only a step in Rust.
    pub(crate) up: Option<&'a CheckedScript>,
    /// The script of the downgrade.
    pub(crate) down: &'a CheckedScript,
    /// The model before the upgrade.
    pub(crate) before: &'a Schema,
    /// The model after the upgrade.
    pub(crate) after: &'a Schema,
    /// The model after the downgrade.
    pub(crate) undone: &'a Schema,
    /// The places in the upgrade that drop or rename something.
    pub(crate) dropped: &'a [Span],
}
