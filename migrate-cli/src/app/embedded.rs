use crate::Failure;
use crate::listing::{Facts, Listing, Revisions, step_line};
use migrate_graph::{Applied, Graph, RevisionIndex};
use migrate_runtime::{Chain, Current, Dialect, Revision, Scripts};

/// An embedded chain, as the listings need it.
#[derive(Clone, Copy)]
pub(super) struct EmbeddedRevisions {
    chain: &'static Chain,
    graph: &'static Graph,
    scripts: fn(&'static Revision) -> Option<&'static Scripts>,
}

impl EmbeddedRevisions {
    pub fn of<D: Dialect>(chain: &'static Chain) -> Result<Self, Failure> {
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

    /// A listing that marks where a database is.
    pub fn listing_at(&self, current: &Current) -> Listing<'_> {
        self.listing()
            .with_current(self.known(current.heads.iter().map(|head| head.id.as_str())))
    }

    /// What is applied, as far as this program knows it.
    pub fn applied(&self, current: &Current) -> Result<Applied, Failure> {
        let known = self.known(current.applied.iter().map(|applied| applied.id.as_str()));
        let ids: Vec<&str> = known
            .iter()
            .map(|revision| self.graph.id(*revision).as_str())
            .collect();
        Ok(self.graph.applied_exactly(&ids)?)
    }

    pub fn step_line(&self, id: &str, up: bool) -> String {
        match self.graph.find(id) {
            Some(revision) => step_line(self.graph, self.message(revision), revision, up),
            None => id.to_owned(),
        }
    }

    /// Where a database is: `a (head), b`.
    pub fn names(&self, heads: &[&str]) -> String {
        let listing = self.listing();
        let known = self.known(heads.iter().copied());
        let names: Vec<String> = known.iter().map(|head| listing.head_line(*head)).collect();
        if names.is_empty() {
            "the base: nothing is applied".to_owned()
        } else {
            names.join(", ")
        }
    }

    pub fn refuse_unless_at_heads(&self, current: &Current) -> Result<(), Failure> {
        let at = self.known(current.heads.iter().map(|head| head.id.as_str()));
        let is_missing = |head: &RevisionIndex| !at.contains(head);
        let missing: Vec<RevisionIndex> = self
            .graph
            .effective_heads()
            .into_iter()
            .filter(is_missing)
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = missing
            .iter()
            .map(|head| format!("`{}`", self.graph.id(*head)))
            .collect();
        Err(
            Failure::new(format!("the database is not at {}", names.join(", ")))
                .help("`pending` lists what is missing, `upgrade heads` applies it"),
        )
    }

    fn known<'i>(&self, ids: impl Iterator<Item = &'i str>) -> Vec<RevisionIndex> {
        ids.filter_map(|id| self.graph.find(id)).collect()
    }
}

impl Revisions for EmbeddedRevisions {
    fn message(&self, revision: RevisionIndex) -> &str {
        self.chain.revisions[revision.get()].message
    }

    fn facts(&self, revision: RevisionIndex) -> Facts {
        let revision = self.chain.revisions[revision.get()];
        let scripts: Vec<&'static str> = match (self.scripts)(revision) {
            Some(scripts) => std::iter::once(&scripts.up)
                .chain(&scripts.down)
                .map(|script| script.file)
                .collect(),
            None => Vec::new(),
        };
        let folder = scripts.first().and_then(|file| file.rsplit_once('/'));
        Facts {
            path: folder.map_or(String::new(), |(folder, _)| folder.to_owned()),
            scripts: scripts.into_iter().map(str::to_owned).collect(),
            created: revision.created.map(str::to_owned),
            irreversible: revision.irreversible.map(str::to_owned),
            documentation: revision.documentation.map(str::to_owned),
        }
    }
}
