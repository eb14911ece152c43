//! A directory that passed: what the macro embeds and the commands show.
use crate::settings::Settings;
use migrate_graph::Graph;
use migrate_sql::{Analysis, Dialect};
use std::collections::BTreeMap;

/// A checked chain.
#[derive(Debug)]
pub struct Chain {
    /// The dialects whose scripts were checked, as declared.
    pub dialects: Vec<Dialect>,
    /// The graph; its indices are those of `revisions`.
    pub graph: Graph,
    /// Every revision behind its parents and dependencies, else in the order of the listing. (The
    /// graph's own order may differ where both are right.)
    pub revisions: Vec<CheckedRevision>,
    /// What `migrate.toml` says of databases.
    pub settings: Settings,
}

impl Chain {
    /// Returns a revision whose id sorts before that of one it needs (revises or depends on), and
    /// that one: the first in the order of the chain. Whoever applies in the order of ids, as
    /// Diesel does, would apply the two the wrong way round. `None` where the ids sort along the
    /// chain.
    pub fn unsorted(&self) -> Option<(&str, &str)> {
        let id = |revision| self.graph.id(revision).as_str();
        self.graph.order().iter().find_map(|&revision| {
            let (parents, others) = (
                self.graph.revises(revision),
                self.graph.depends_on(revision),
            );
            let mut needed = parents.iter().chain(others);
            let later = needed.find(|&&needed| id(needed) > id(revision))?;
            Some((id(revision), id(*later)))
        })
    }
}

/// A revision without errors.
#[derive(Clone, Debug)]
pub struct CheckedRevision {
    /// Its id.
    pub id: String,
    /// Its parents' ids.
    pub revises: Vec<String>,
    /// Ids or labels that it depends on.
    pub depends_on: Vec<String>,
    /// Its own branch labels.
    pub branch_labels: Vec<String>,
    /// One line; from `revision.toml`, else from the folder's name.
    pub message: String,
    /// When it was made, as written.
    pub created: Option<Created>,
    /// The leading comment of its `up` script.
    pub documentation: Option<String>,
    /// Whether its scripts run in a transaction.
    pub transaction: bool,
    /// Why it can't be downgraded, if it can't.
    pub irreversible: Option<String>,
    /// The path of a Rust step, if it has one.
    pub backfill: Option<String>,
    /// The ids of those that it stands for, which databases may have: a squash.
    pub replaces: Vec<String>,
    /// Its folder (or, in a flat layout, its file), relative to the directory.
    pub path: String,
    /// The scripts of each dialect.
    pub scripts: BTreeMap<Dialect, Scripts>,
}

/// The text of a time stamp, as TOML writes it.
pub type Created = String;

/// The two scripts of a revision in one dialect.
#[derive(Clone, Debug, Default)]
pub struct Scripts {
    /// `None` where there is only a Rust step.
    pub up: Option<CheckedScript>,
    /// `None` where the revision is irreversible (or has only a Rust step).
    pub down: Option<CheckedScript>,
}

/// A script without errors.
#[derive(Clone, Debug)]
pub struct CheckedScript {
    /// The file, relative to the directory.
    pub file: String,
    /// Its text, as it is in the file.
    pub text: String,
    /// What is known of it.
    pub analysis: Analysis,
}
