use crate::Failure;
use crate::listing::{Facts, Listing, Revisions, step_line};
use migrate_graph::{Applied, Graph, RevisionIndex};
use migrate_runtime::{Chain, Current, Dialect, Revision, Scripts};

/// An embedded chain, for listings.
#[derive(Clone, Copy)]
pub(super) struct EmbeddedRevisions {
    chain: &'static Chain,
    graph: &'static Graph,
    scripts: fn(&'static Revision) -> Option<&'static Scripts>,
}

impl EmbeddedRevisions {
    pub fn new<D: Dialect>(chain: &'static Chain) -> Result<Self, Failure> {
        Ok(Self {
            chain,
            graph: chain.graph()?,
            scripts: D::scripts,
        })
    }

    pub fn graph(&self) -> &'static Graph {
        self.graph
    }

    pub fn listing(&self) -> Listing<'_> {
        Listing::new(self.graph, self)
    }

    /// Returns a listing that marks the position of a database.
    pub fn listing_at(&self, current: &Current) -> Listing<'_> {
        self.listing()
            .with_current(self.known_revisions(current.heads.iter().map(|head| head.id.as_str())))
    }

    /// Returns the applied revisions that this program knows.
    pub fn applied(&self, current: &Current) -> Result<Applied, Failure> {
        let known = self.known_revisions(current.applied.iter().map(|applied| applied.id.as_str()));
        let ids: Vec<&str> = known
            .iter()
            .map(|revision| self.graph.id(*revision).as_str())
            .collect();
        Ok(self.graph.applied_exactly(&ids)?)
    }

    /// Returns the newest applied revision of each branch, in the order of their ids. That includes
    /// revisions that others only depend on, which are not heads of the database.
    pub fn tips(&self, current: &Current) -> Result<Vec<RevisionIndex>, Failure> {
        Ok(self.graph.current(&self.applied(current)?))
    }

    pub fn step_line(&self, id: &str, up: bool) -> String {
        match self.graph.find(id) {
            Some(revision) => step_line(self.graph, self.message(revision), revision, up),
            None => id.to_owned(),
        }
    }

    /// Describes the position of a database: `a (head), b`.
    pub fn names<'i>(&self, heads: impl IntoIterator<Item = &'i str>) -> String {
        let listing = self.listing();
        let name = |id: &str| match self.graph.find(id) {
            Some(head) => listing.head_line(head),
            None => format!("{id} (unknown to this program)"),
        };
        let names: Vec<String> = heads.into_iter().map(name).collect();
        if names.is_empty() {
            "the base: nothing is applied".to_owned()
        } else {
            names.join(", ")
        }
    }

    /// Returns the heads that are not applied.
    pub fn missing_heads(&self, current: &Current) -> Vec<&'static str> {
        let at = self.known_revisions(current.heads.iter().map(|head| head.id.as_str()));
        let missing = self.graph.effective_heads().into_iter();
        missing
            .filter(|head| !at.contains(head))
            .map(|head| self.graph.id(head).as_str())
            .collect()
    }

    fn known_revisions<'i>(&self, ids: impl Iterator<Item = &'i str>) -> Vec<RevisionIndex> {
        ids.filter_map(|id| self.graph.find(id)).collect()
    }
}

impl Revisions for EmbeddedRevisions {
    fn message(&self, revision: RevisionIndex) -> &str {
        self.chain.revisions()[revision.get()].message
    }

    fn facts(&self, revision: RevisionIndex) -> Facts {
        let revision = self.chain.revisions()[revision.get()];
        let scripts: Vec<&'static str> = match (self.scripts)(revision) {
            Some(scripts) => std::iter::once(&scripts.up)
                .chain(&scripts.down)
                .map(|script| script.file)
                // The revision consists of a step in Rust, or only merges branches.
                .filter(|file| !file.is_empty())
                .collect(),
            None => Vec::new(),
        };
        let folder = scripts.first().and_then(|file| file.rsplit_once('/'));
        Facts {
            path: folder.map_or(String::new(), |(folder, _)| folder.to_owned()),
            scripts: scripts.into_iter().map(str::to_owned).collect(),
            created: revision.created.map(str::to_owned),
            backfill: self
                .chain
                .backfill_of(revision.id)
                .map(|step| step.path.to_owned()),
            irreversible: revision.irreversible.map(str::to_owned),
            documentation: revision.documentation.map(str::to_owned),
        }
    }
}
