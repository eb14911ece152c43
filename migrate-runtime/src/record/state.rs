//! What the database says is applied, compared with what is embedded.

use crate::backend::{Database, Tables};
use crate::embedded::bookkeeping::Bookkeeping;
use crate::embedded::dialect::Dialect;
use crate::embedded::{Chain, Revision};
use crate::error::Error;
use crate::record::Backfills;
use crate::record::mirror::{self, Mirror};
use crate::report::{AppliedRevision, AppliedState};
use diesel::result::QueryResult;
use migrate_graph::{Applied, Graph, PlanError, RevisionIndex};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The policy for revisions that the database has applied and this binary doesn't know: a newer binary has
/// migrated the database, or this one was rolled back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownRevisions {
    /// Upgrades and checks fail with an error that names the revisions.
    #[default]
    Refuse,
    /// Upgrades and checks pass if there is nothing to do, as in a rolling deploy, where old processes start
    /// again beside new ones. If there is something to do, they fail all the same, since it may not fit the
    /// schema. Downgrades always fail.
    Tolerate,
}

/// What the bookkeeping tables say.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) tables: Tables,
    /// Alembic's table, where it is mirrored.
    pub(crate) mirror: Option<Mirror>,
    /// The backfills that have not ended, where the chain has any.
    pub(crate) backfills: Option<Backfills>,
    /// Each applied revision with its recorded checksum.
    applied: BTreeMap<String, Option<String>>,
}

impl State {
    /// Reads it.
    pub(crate) fn read<C: Database>(
        connection: &mut C,
        chain: &'static Chain,
    ) -> QueryResult<Self> {
        let names = &chain.bookkeeping;
        let reading = connection.read(names)?;
        let mirror = Mirror::read(connection, names, &reading.tables)?;
        let backfills = Backfills::read(connection, chain, &reading.tables)?;
        let rows = reading.applied.into_iter();
        let mut applied: BTreeMap<String, Option<String>> =
            rows.map(|row| (row.version, row.checksum)).collect();
        count_replaced(&mut applied, chain);
        Ok(State {
            tables: reading.tables,
            mirror,
            backfills,
            applied,
        })
    }

    pub(crate) fn empty(tables: Tables) -> Self {
        State {
            tables,
            mirror: None,
            backfills: None,
            applied: BTreeMap::new(),
        }
    }

    /// What would be read of a database at which nobody has looked.
    pub(crate) fn unseen<C: Database>(chain: &'static Chain, applied: &[&str]) -> Self {
        let names = &chain.bookkeeping;
        let tables = C::unseen_tables(names);
        let mirror = names.alembic.map(|table| Mirror {
            table: mirror::beside(&tables, names, table),
            rows: None,
        });
        State {
            backfills: Backfills::unseen(chain, &tables),
            tables,
            mirror,
            applied: applied.iter().map(|id| ((*id).to_owned(), None)).collect(),
        }
    }

    /// What is applied, sorted.
    pub(crate) fn applied(&self) -> impl Iterator<Item = &str> {
        self.applied.keys().map(String::as_str)
    }

    pub(crate) fn contains(&self, revision: &str) -> bool {
        self.applied.contains_key(revision)
    }

    /// The checksum that is recorded of an applied revision.
    pub(crate) fn checksum_of(&self, revision: &str) -> Option<&str> {
        self.applied.get(revision)?.as_deref()
    }

    /// Notes that a step was done.
    pub(crate) fn set(&mut self, revision: &str, applied: bool) {
        if applied {
            self.applied.insert(revision.to_owned(), None);
        } else {
            self.applied.remove(revision);
        }
    }

    /// Compares every applied revision with the embedded one: in the order of the chain, then
    /// those that it does not know.
    pub(crate) fn compare<D: Dialect>(&self, chain: &'static Chain) -> Vec<AppliedRevision> {
        let mut rest: HashMap<&str, &Option<String>> = self
            .applied
            .iter()
            .map(|(id, recorded)| (id.as_str(), recorded))
            .collect();
        let mut compared = Vec::with_capacity(rest.len());
        for revision in chain.revisions() {
            if let Some(recorded) = rest.remove(revision.id) {
                compared.push(AppliedRevision {
                    id: revision.id.to_owned(),
                    state: state_of::<D>(revision, recorded.as_deref()),
                });
            }
        }
        let mut unknown: Vec<&str> = rest.into_keys().collect();
        unknown.sort_unstable();
        compared.extend(unknown.into_iter().map(|id| AppliedRevision {
            id: id.to_owned(),
            state: AppliedState::Unknown,
        }));
        compared
    }

    /// Whether every table of the record is there.
    pub(crate) fn has_tables(&self) -> bool {
        let backfills = self.backfills.as_ref();
        self.tables.exist() && backfills.is_none_or(|backfills| backfills.rows.is_some())
    }

    /// Whether nothing is recorded as applied.
    pub(crate) fn is_empty(&self) -> bool {
        self.applied.is_empty()
    }

    /// The state with nothing applied, in the same tables.
    pub(crate) fn emptied(&self) -> State {
        State::empty(self.tables.clone())
    }

    /// The revisions that the chain does not know, sorted.
    pub(crate) fn unknown(&self, chain: &'static Chain) -> Vec<String> {
        let known: HashSet<&str> = chain.revisions().iter().map(|known| known.id).collect();
        let ids = self.applied.keys();
        ids.filter(|id| !known.contains(id.as_str()))
            .cloned()
            .collect()
    }

    /// Makes the error about revisions that the chain does not know.
    pub(crate) fn unknown_error(&self, chain: &'static Chain, unknown: Vec<String>) -> Error {
        let is_diesels = chain.bookkeeping.applied == Bookkeeping::DEFAULT.applied;
        Error::UnknownRevisions {
            by_diesel: is_diesels
                && !self.tables.history_exists
                && unknown.len() == self.applied.len(),
            revisions: unknown,
        }
    }

    /// Refuses a database that has some of the revisions for which one stands, and not all.
    fn refuse_half_replaced(&self, chain: &'static Chain) -> Result<(), Error> {
        for (revision, replaced) in chain.replaced.iter().copied() {
            let (applied, missing): (Vec<&str>, Vec<&str>) =
                replaced.iter().copied().partition(|id| self.contains(id));
            if !applied.is_empty() {
                return Err(Error::HalfReplaced {
                    revision,
                    applied,
                    missing,
                });
            }
        }
        Ok(())
    }

    /// Refuses to go on from a state that this binary can't answer for.
    pub(crate) fn verify<D: Dialect>(
        &self,
        chain: &'static Chain,
        policy: UnknownRevisions,
    ) -> Result<(), Error> {
        self.refuse_half_replaced(chain)?;
        let mut unknown = Vec::new();
        let mut edited = None;
        for applied in self.compare::<D>(chain) {
            match applied.state {
                AppliedState::Known(_) => {}
                AppliedState::Unknown => unknown.push(applied.id),
                AppliedState::Edited { revision, recorded } => {
                    edited = edited.or(Some((revision, recorded)));
                }
            }
        }
        for begun in self.all_unfinished(chain) {
            let revision = chain.find(&begun.revision);
            let embedded = revision.and_then(|one| Some((one, D::scripts(one)?.up.checksum)));
            if let (Some(recorded), Some((revision, embedded))) = (begun.checksum, embedded) {
                edited = edited.or((recorded != embedded).then_some((revision, recorded)));
            }
        }
        if !unknown.is_empty() && policy == UnknownRevisions::Refuse {
            return Err(self.unknown_error(chain, unknown));
        }
        match edited {
            Some((revision, recorded)) => {
                let up = &D::scripts(revision)
                    .ok_or_else(|| no_scripts::<D>(revision))?
                    .up;
                Err(Error::Edited {
                    revision: revision.id,
                    file: up.file,
                    recorded,
                    embedded: up.checksum,
                })
            }
            // Alembic's table has them, too.
            None if !unknown.is_empty() => Ok(()),
            None => self.verify_mirror(chain),
        }
    }

    /// Returns the applied set for the graph; revisions that it does not know are left out.
    pub(crate) fn in_graph(&self, graph: &Graph) -> Result<Applied, PlanError> {
        let known: Vec<&str> = self
            .applied
            .keys()
            .map(String::as_str)
            .filter(|id| graph.find(id).is_some())
            .collect();
        graph.applied_exactly(&known)
    }

    /// Returns the maximal applied revisions that are known, in the order of their ids.
    pub(crate) fn heads(&self, chain: &'static Chain) -> Result<Vec<&'static str>, Error> {
        let graph = chain.graph()?;
        let applied = self.in_graph(graph).map_err(target_error("current"))?;
        Ok(ids(chain, &graph.applied_heads(&applied)))
    }
}

/// Where all are applied for which a revision stands, or it is itself, they are one.
fn count_replaced(applied: &mut BTreeMap<String, Option<String>>, chain: &'static Chain) {
    for (revision, replaced) in chain.replaced {
        let has_all = replaced.iter().all(|id| applied.contains_key(*id));
        if has_all || applied.contains_key(*revision) {
            replaced.iter().for_each(|id| _ = applied.remove(*id));
            // What was applied is not this script: there is no checksum to compare.
            applied.entry((*revision).to_owned()).or_insert(None);
        }
    }
}

/// Makes an [`Error::Target`].
pub(crate) fn target_error(target: &str) -> impl Fn(PlanError) -> Error {
    move |problem| Error::Target {
        target: target.to_owned(),
        problem,
    }
}

/// Makes an [`Error::NoScripts`].
pub(crate) fn no_scripts<D: Dialect>(revision: &Revision) -> Error {
    Error::NoScripts {
        revision: revision.id,
        dialect: D::NAME,
    }
}

/// Returns the ids of revisions.
pub(crate) fn ids(chain: &'static Chain, revisions: &[RevisionIndex]) -> Vec<&'static str> {
    let id = |index: &RevisionIndex| chain.revisions()[index.get()].id;
    revisions.iter().map(id).collect()
}

fn state_of<D: Dialect>(revision: &'static Revision, recorded: Option<&str>) -> AppliedState {
    let embedded = D::scripts(revision).map(|scripts| scripts.up.checksum);
    match (recorded, embedded) {
        (Some(recorded), Some(embedded)) if recorded != embedded => AppliedState::Edited {
            revision,
            recorded: recorded.to_owned(),
        },
        _ => AppliedState::Known(revision),
    }
}
