//! The chain, replayed in a model of the schema: what a script refers to has to be there.
//!
//! - `walk`: each revision on the schema that its parents and dependencies make, in each dialect.
//! - `script`: one script on one schema.
//! - `broken`: what a script with a syntax error may have done all the same.
//! - `graves`: what earlier revisions dropped or renamed, to be named where it is missed.
//! - `kept`: what is kept of a replay, and where the next one starts.
//! - `merge`: branches in one order and in the other.
//! - `report`: from what was found to diagnostics.
//! - `unknown`: what the model gives up, for people.
//! - `at`: the schema at any set of revisions, for comparison with a live database.
//!
//! What a script does that the engine accepts, and people may not want, is for the lints to say
//! (`lint`): they are asked here, about each statement and about each downgrade.
//!
//! Where the model breaks down, that is said in a note, and nothing more is checked in that dialect.
mod at;
mod broken;
mod graves;
mod kept;
mod merge;
mod record_table;
mod report;
mod script;
mod unknown;
mod walk;

pub use at::{Upgrade, schema_after_upgrades};
pub(crate) use unknown::known;
pub use unknown::{GivenUp, Known};

use crate::Dialect;
use crate::analyses::{Analyses, KeptReplay};
use crate::chain::{CheckedScript, Scripts};
use crate::diagnostic::Diagnostic;
use crate::lint::Levels;
use crate::lock::Seal;
use crate::revision::FoundRevision;
use crate::settings::Settings;
use migrate_graph::Graph;
use migrate_schema::Schema;
use migrate_schema::model::Server;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

/// What is replayed.
#[derive(Clone, Copy)]
pub(crate) struct Chain<'c> {
    pub(crate) graph: &'c Graph,
    /// By the graph's indices, as are the scripts.
    pub(crate) revisions: &'c [FoundRevision],
    pub(crate) scripts: &'c [BTreeMap<Dialect, Scripts>],
    pub(crate) lints: &'c Levels,
    pub(crate) settings: &'c Settings,
    /// What need not be replayed.
    pub(crate) seal: &'c Seal,
    /// A revision behind which the schema is wanted.
    pub(crate) model_at: Option<usize>,
    /// Whether the schema after all revisions is wanted.
    pub(crate) wants_schema: bool,
    /// What is known of an earlier check, if anything is to be kept.
    pub(crate) known: Option<&'c Analyses>,
}

/// What came of a replay.
#[derive(Debug, Default)]
pub(crate) struct Replayed {
    /// What is wrong.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The schema after all revisions, if it is wanted; those are left out in which it could not be
    /// followed.
    pub(crate) schemas: BTreeMap<Dialect, Schema>,
    /// The schema behind the revision that is wanted.
    pub(crate) models: BTreeMap<Dialect, Schema>,
    /// What to keep.
    pub(crate) kept: BTreeMap<Dialect, KeptReplay>,
}

/// Replays a chain in each dialect.
pub(crate) fn replay(chain: Chain<'_>, dialects: &[Dialect]) -> Replayed {
    let found = thread::scope(|scope| {
        let start = |dialect: &Dialect| {
            let dialect = *dialect;
            let thread = thread::Builder::new().stack_size(migrate_schema::STACK);
            let thread = thread.spawn_scoped(scope, move || walk::replay(chain, dialect));
            (dialect, thread.ok())
        };
        let threads: Vec<_> = dialects.iter().map(start).collect();
        let found = threads.into_iter().map(|(dialect, thread)| {
            let findings = thread.and_then(|thread| thread.join().ok());
            (
                dialect,
                findings.unwrap_or_else(|| walk::lost(chain, dialect)),
            )
        });
        found.collect::<Vec<_>>()
    });
    let mut replayed = Replayed::default();
    let mut findings = Vec::with_capacity(found.len());
    for (dialect, found) in found {
        findings.push((dialect, found.findings));
        let (schema, model, kept) = (found.schema, found.model, found.kept);
        replayed.schemas.extend(schema.map(|it| (dialect, it)));
        replayed.models.extend(model.map(|it| (dialect, it)));
        replayed.kept.extend(kept.map(|it| (dialect, it)));
    }
    replayed.diagnostics = report::diagnostics(chain, dialects, findings);
    replayed
}

impl<'c> Chain<'c> {
    fn scripts(self, revision: usize, dialect: Dialect) -> Option<&'c Scripts> {
        self.scripts.get(revision)?.get(&dialect)
    }

    fn up(self, revision: usize, dialect: Dialect) -> Option<&'c CheckedScript> {
        self.scripts(revision, dialect)?.up.as_ref()
    }

    fn down(self, revision: usize, dialect: Dialect) -> Option<&'c CheckedScript> {
        self.scripts(revision, dialect)?.down.as_ref()
    }

    /// The server that the revisions are run on.
    fn server(self, dialect: Dialect) -> Arc<Server> {
        let mut revisions = self.revisions.iter();
        let has_backfills = revisions.any(|revision| revision.backfill.is_some());
        self.settings.server(dialect, has_backfills)
    }

    fn id(self, revision: usize) -> &'c str {
        &self.revisions[revision].id.value
    }
}
