//! What a lint is told of a revision that was taken up and down again.
use crate::Dialect;
use crate::chain::CheckedScript;
use crate::revision::FoundRevision;
use migrate_schema::{Missing, Schema};
use migrate_sql::statement::{Span, Statement};

/// A revision that was taken up and down again, and whose scripts the engine accepts.
#[derive(Clone, Copy)]
pub(crate) struct Downgrade<'a> {
    /// The engine.
    pub(crate) dialect: Dialect,
    /// What the revision's files say of it.
    pub(crate) revision: &'a FoundRevision,
    /// The script of the upgrade; `None` where the revision has only a step in Rust.
    pub(crate) up: Option<&'a CheckedScript>,
    /// The statements of the upgrade, as they were read.
    pub(crate) up_statements: &'a [Statement],
    /// The script of the downgrade.
    pub(crate) down: &'a CheckedScript,
    /// The model before the upgrade.
    pub(crate) before: &'a Schema,
    /// The model after the upgrade.
    pub(crate) after: &'a Schema,
    /// The model after the downgrade.
    pub(crate) undone: &'a Schema,
    /// What the upgrade drops or renames, and where.
    pub(crate) dropped: &'a [(&'a Missing, Span)],
}

impl<'a> Downgrade<'a> {
    /// Takes the model through the upgrade again, and asks after each statement. Returns the statements
    /// after which there is an answer, with it.
    pub(super) fn replayed<T: 'a>(
        &self,
        mut look: impl FnMut(&Schema) -> Option<T> + 'a,
    ) -> impl Iterator<Item = (&'a Statement, T)> {
        let mut schema = self.before.clone();
        schema.start_session(self.revision.transaction);
        self.up_statements.iter().filter_map(move |statement| {
            schema.apply(statement);
            Some((statement, look(&schema)?))
        })
    }
}
