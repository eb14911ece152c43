//! What a lint is told of a statement.
use crate::diagnostic::Label;
use crate::revision::FoundRevision;
use migrate_schema::Schema;
use migrate_schema::model::ObjectId;
use migrate_sql::statement::{Span, Statement};

/// A statement of a script, which the engine accepts.
#[cfg_attr(
    not(test),
    allow(
        dead_code,
        reason = "the lints about locks are the first to ask for it"
    )
)]
#[derive(Clone, Copy)]
pub(crate) struct StatementContext<'a> {
    /// The statement as it was read: what it asks for, with the place of every name.
    pub(crate) read: &'a Statement,
    /// The file of the script, relative to the directory.
    pub(crate) file: &'a str,
    /// The text of the script, which the places count in.
    pub(crate) text: &'a str,
    /// What the files say of the revision that the script belongs to: whether it runs in a transaction,
    /// for one.
    pub(crate) revision: &'a FoundRevision,
    /// Whether the script is that of the downgrade.
    pub(crate) is_downgrade: bool,
    /// The model before the statement; its dialect is that of the script.
    pub(crate) before: &'a Schema,
    /// The model after the statement.
    pub(crate) after: &'a Schema,
    /// The model before the revision.
    pub(crate) before_revision: &'a Schema,
    /// The model at the sealed head; `None` where nothing is sealed below the revision.
    pub(crate) sealed: Option<&'a Schema>,
}

/// Since when the chain has a table: whether a database that is in use may have rows in it.
#[cfg_attr(
    not(test),
    allow(
        dead_code,
        reason = "the lints about locks are the first to ask for it"
    )
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TableAge {
    /// The revision itself makes it.
    ThisRevision,
    /// An earlier revision makes it, which is not sealed.
    Unsealed,
    /// It was there when the chain was sealed.
    Sealed,
}

#[cfg_attr(
    not(test),
    allow(
        dead_code,
        reason = "the lints about locks are the first to ask for it"
    )
)]
impl StatementContext<'_> {
    /// Points at a part of the statement.
    pub(crate) fn at(&self, span: Span) -> Label {
        Label::at(self.file, span.range())
    }

    /// Returns since when the chain has a table of the model before the statement.
    ///
    /// A table that a script makes in place of an older one is a new table, whatever it is called.
    pub(crate) fn age(&self, table: ObjectId) -> TableAge {
        if self.before_revision.get(table).is_none() {
            return TableAge::ThisRevision;
        }
        match self.sealed.and_then(|sealed| sealed.get(table)) {
            Some(_) => TableAge::Sealed,
            None => TableAge::Unsealed,
        }
    }

    /// Whether a table is new since the seal: a revision makes it that is not sealed. Where nothing is
    /// sealed, all are.
    pub(crate) fn is_new(&self, table: ObjectId) -> bool {
        self.age(table) != TableAge::Sealed
    }
}
