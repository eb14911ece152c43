//! What `embed!` emits: static data, complete and checked at build time.

/// An embedded chain of revisions.
#[derive(Debug)]
pub struct Chain {
    /// Every revision, parents and dependencies first.
    pub revisions: &'static [Revision],
}

/// One embedded revision.
#[derive(Debug)]
pub struct Revision {
    /// Its id.
    pub id: &'static str,
    /// Its parents.
    pub revises: &'static [&'static str],
    /// Ids or labels that must be applied before it.
    pub depends_on: &'static [&'static str],
    /// Its own branch labels.
    pub branch_labels: &'static [&'static str],
    /// One line.
    pub message: &'static str,
    /// When it was made, as written in `revision.toml`.
    pub created: Option<&'static str>,
    /// The leading comment of its `up` script.
    pub documentation: Option<&'static str>,
    /// Whether its scripts run in a transaction.
    pub transaction: bool,
    /// Why it can't be downgraded, if it can't.
    pub irreversible: Option<&'static str>,
    /// Its scripts for each dialect; `None` for a dialect that is not declared or not compiled in.
    pub sqlite: Option<Scripts>,
    /// See `sqlite`.
    pub postgres: Option<Scripts>,
    /// See `sqlite`.
    pub mysql: Option<Scripts>,
}

/// The scripts of one revision in one dialect.
#[derive(Debug)]
pub struct Scripts {
    /// The upgrade.
    pub up: Script,
    /// The downgrade; `None` where the revision is irreversible.
    pub down: Option<Script>,
}

/// One script.
#[derive(Debug)]
pub struct Script {
    /// The file, relative to the package, for messages.
    pub file: &'static str,
    /// Its whole text.
    pub sql: &'static str,
    /// The statements in it.
    pub statements: &'static [Statement],
    /// A checksum over its tokens.
    pub checksum: u128,
}

/// One statement of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its first byte in the script's text.
    pub start: u32,
    /// One behind its last byte (the `;` is not part of it).
    pub end: u32,
    /// The line on which it starts, from 1.
    pub line: u32,
}
