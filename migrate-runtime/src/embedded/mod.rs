//! What `embed!` emits: static data, complete and checked at build time.
//!
//! `tests/support/expansion.rs` of this crate is an expansion written by hand, and the contract between
//! the macro and this crate. The macro itself packs the revisions into two texts ([`packed`]), because the
//! compiler would go over values one by one.

mod backfill;
pub(crate) mod bookkeeping;
pub(crate) mod dialect;
pub(crate) mod packed;
pub(crate) mod statements;

pub use backfill::Backfill;

use crate::embedded::bookkeeping::{Bookkeeping, DeclaredDatabase};
use crate::embedded::dialect::Dialect;
use crate::embedded::packed::Packed;
use crate::embedded::statements::{Statement, Statements};
use crate::error::Error;
use migrate_graph::{Declaration, Direction, Graph, Target};
use once_cell::sync::OnceCell;
use std::sync::OnceLock;

/// An embedded chain of revisions.
#[derive(Debug)]
pub struct Chain {
    revisions: Revisions,
    /// The names of the tables that hold the record.
    pub bookkeeping: Bookkeeping,
    /// The revisions that stand for others, with the ids of those: a database that has all of them
    /// applied counts as having applied it.
    pub replaced: &'static [(&'static str, &'static [&'static str])],
    /// The steps in Rust.
    #[doc(hidden)]
    pub backfills: &'static [Backfill],
    /// The databases that `migrate.toml` names.
    pub databases: &'static [DeclaredDatabase],
    graph: OnceCell<Graph>,
}

#[derive(Debug)]
enum Revisions {
    Listed(&'static [&'static Revision]),
    Packed(Packed, OnceLock<&'static [&'static Revision]>),
}

impl Chain {
    /// Makes a chain of revisions that were checked, parents and dependencies first.
    #[doc(hidden)]
    pub const fn new(revisions: &'static [&'static Revision]) -> Self {
        Self::from_revisions(Revisions::Listed(revisions))
    }

    /// Makes a chain of revisions that `embed!` packed.
    #[doc(hidden)]
    pub const fn packed(strings: &'static str, numbers: &'static str) -> Self {
        let packed = Packed { strings, numbers };
        Self::from_revisions(Revisions::Packed(packed, OnceLock::new()))
    }

    const fn from_revisions(revisions: Revisions) -> Self {
        Chain {
            revisions,
            bookkeeping: Bookkeeping::DEFAULT,
            replaced: &[],
            backfills: &[],
            databases: &[],
            graph: OnceCell::new(),
        }
    }

    /// Returns every revision, parents and dependencies first. The first call unpacks them.
    pub fn revisions(&self) -> &'static [&'static Revision] {
        match &self.revisions {
            Revisions::Listed(revisions) => revisions,
            // A chain is a static: what is unpacked lives as long.
            Revisions::Packed(packed, unpacked) => unpacked.get_or_init(|| {
                let revisions: &'static [Revision] = packed.unpack().leak();
                revisions.iter().collect::<Vec<_>>().leak()
            }),
        }
    }

    /// Keeps the record in these tables.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_bookkeeping(mut self, bookkeeping: Bookkeeping) -> Self {
        self.bookkeeping = bookkeeping;
        self
    }

    /// Names the revisions that stand for others.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_replaced(
        mut self,
        replaced: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        self.replaced = replaced;
        self
    }

    /// Adds steps in Rust, which run after the scripts of their revisions.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_backfills(mut self, backfills: &'static [Backfill]) -> Self {
        self.backfills = backfills;
        self
    }

    /// Returns a revision's step in Rust, if it has one.
    #[doc(hidden)]
    pub fn backfill_of(&self, id: &str) -> Option<&'static Backfill> {
        self.backfills.iter().find(|step| step.revision == id)
    }

    /// Returns the ids of those that a revision stands for.
    pub(crate) fn replaced_by(&self, id: &str) -> &'static [&'static str] {
        let found = self.replaced.iter().find(|(by, _)| *by == id);
        found.map_or(&[], |(_, ids)| ids)
    }

    /// Returns the ids of these revisions, and those under which databases may have them.
    pub(crate) fn recorded_as<'i>(&self, revisions: &[&'i str]) -> Vec<&'i str> {
        let replaced = revisions.iter().flat_map(|id| self.replaced_by(id));
        revisions.iter().chain(replaced).copied().collect()
    }

    /// Returns the ids that a step puts into the set of applied revisions, or takes out of it.
    pub(crate) fn recorded_by<'i>(&self, revision: &'i str, direction: Direction) -> Vec<&'i str> {
        match direction {
            Direction::Up => vec![revision],
            Direction::Down => self.recorded_as(&[revision]),
        }
    }

    /// Returns the revision at which a database is that another tool's record says is at this one: it
    /// has the id, or stands for revisions of which this is the last.
    pub(crate) fn find_or_replacing(&'static self, id: &str) -> Option<&'static Revision> {
        let ends_with_it = |ids: &[&str]| ids.last() == Some(&id);
        self.find(id).or_else(|| {
            let mut replaced = self.replaced.iter();
            let (by, _) = replaced.find(|(_, ids)| ends_with_it(ids))?;
            self.find(by)
        })
    }

    /// Names the databases.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_databases(mut self, databases: &'static [DeclaredDatabase]) -> Self {
        self.databases = databases;
        self
    }

    /// Returns the graph of the chain; it is built at the first use.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidChain`] where the revisions do not form a graph, which `embed!` does not emit.
    pub fn graph(&self) -> Result<&Graph, Error> {
        self.graph.get_or_try_init(|| {
            let revisions = self.revisions().iter();
            let declarations: Vec<_> = revisions.map(|revision| revision.declaration()).collect();
            Graph::build(&declarations).map_err(|problems| Error::InvalidChain { problems })
        })
    }

    /// Returns the revision with this id.
    pub fn find(&'static self, id: &str) -> Option<&'static Revision> {
        let mut revisions = self.revisions().iter().copied();
        revisions.find(|revision| revision.id == id)
    }
}

/// One embedded revision.
#[derive(Debug)]
pub struct Revision {
    /// The id.
    pub id: &'static str,
    /// The ids of the parents.
    pub revises: &'static [&'static str],
    /// The ids or labels that must be applied before this revision.
    pub depends_on: &'static [&'static str],
    /// The branch labels of the revision itself.
    pub branch_labels: &'static [&'static str],
    /// The message, one line.
    pub message: &'static str,
    /// The time of creation, as written in `revision.toml`.
    pub created: Option<&'static str>,
    /// The leading comment of the `up` script.
    pub documentation: Option<&'static str>,
    /// Whether the scripts run in a transaction.
    pub transaction: bool,
    /// The reason why the revision can't be downgraded, if it can't.
    pub irreversible: Option<&'static str>,
    /// The scripts for SQLite; `None` if the dialect isn't declared or isn't compiled in.
    pub sqlite: Option<Scripts>,
    /// The scripts for PostgreSQL; see `sqlite`.
    pub postgres: Option<Scripts>,
    /// The scripts for MySQL and MariaDB; see `sqlite`.
    pub mysql: Option<Scripts>,
}

/// The scripts of a merge that has none.
static NOTHING: Scripts = Scripts::NOTHING;

impl Revision {
    /// Returns empty scripts for a merge that was written without any, in every dialect: the step is
    /// its record.
    pub(crate) fn nothing_to_run(&self) -> Option<&'static Scripts> {
        let has_none = self.sqlite.is_none() && self.postgres.is_none() && self.mysql.is_none();
        let is_merge = self.revises.len() > 1 && self.irreversible.is_none();
        (is_merge && has_none).then_some(&NOTHING)
    }

    fn declaration(&self) -> Declaration<'_> {
        Declaration {
            id: self.id,
            revises: self.revises,
            depends_on: self.depends_on,
            branch_labels: self.branch_labels,
        }
    }
}

/// The scripts of one revision in one dialect.
#[derive(Debug)]
pub struct Scripts {
    /// The upgrade script.
    pub up: Script,
    /// The downgrade script; `None` if the revision is irreversible.
    pub down: Option<Script>,
}

impl Scripts {
    /// Scripts that run nothing, up or down: the step is its record, or all of it is Rust.
    #[doc(hidden)]
    pub const NOTHING: Scripts = Scripts {
        up: Script::NOTHING,
        down: Some(Script::NOTHING),
    };
    /// The same for a revision that is irreversible.
    #[doc(hidden)]
    pub const NOTHING_UP: Scripts = Scripts {
        up: Script::NOTHING,
        down: None,
    };
}

/// One script.
#[derive(Debug)]
pub struct Script {
    /// The path of the file, relative to the package, for messages.
    pub file: &'static str,
    /// The whole text.
    pub sql: &'static str,
    /// The places of the statements.
    pub statements: Statements,
    /// The checksum over the tokens: 32 hexadecimal digits, as it is recorded in `migration_history`.
    pub checksum: &'static str,
}

impl Script {
    const NOTHING: Script = Script {
        file: "",
        sql: "",
        statements: Statements::new(&[]),
        checksum: "00000000000000000000000000000000",
    };

    /// Returns the text of the statements, without the separators and comments between them.
    pub fn texts(&self) -> Vec<&'static str> {
        let text = |statement: &Statement| {
            self.sql
                .get(statement.start as usize..statement.end as usize)
                .unwrap_or(self.sql)
        };
        self.statements.all().iter().map(text).collect()
    }
}

/// The id of an embedded revision, as a constant of the generated `revision` module: a revision
/// that is gone no longer compiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevisionKey(&'static str);

impl RevisionKey {
    /// Makes the key of the revision with this id. Only `embed!` writes it.
    #[doc(hidden)]
    pub const fn new(id: &'static str) -> Self {
        RevisionKey(id)
    }

    /// Returns the id.
    pub const fn id(self) -> &'static str {
        self.0
    }
}

impl std::fmt::Display for RevisionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl From<RevisionKey> for Target {
    fn from(key: RevisionKey) -> Self {
        Target::from(key.0)
    }
}

/// A type that stands for an embedded chain; `embed!` generates one.
pub trait Embedded {
    /// Returns the chain.
    fn chain() -> &'static Chain;
}

/// Says that the chain has scripts for a dialect, so that connections of other databases do not
/// compile.
#[diagnostic::on_unimplemented(
    message = "these migrations have no scripts for `{D}`",
    label = "this connection's database is not a declared dialect of the migrations",
    note = "add the dialect to `dialects` in the `migrate.toml` of the migrations directory, and \
            turn on the cargo feature of that name of `migrate-runtime`"
)]
pub trait Supports<D: Dialect>: Embedded {}
