//! The set of revisions that a database has applied.
use crate::reach::{Along, Set};
use crate::{Graph, PlanError, RevisionIndex};

/// A set of applied revisions, and the rows from which it was read.
#[derive(Clone, Debug)]
pub struct Applied {
    pub(crate) set: Set,
    /// The heads as the database lists them: order and repetitions matter to relative targets.
    pub(crate) rows: Vec<Row>,
    /// Whether the database lists each revision (Diesel) or only the heads (Alembic).
    pub(crate) lists_all: bool,
}

/// One row of a database that lists heads.
#[derive(Clone, Debug)]
pub(crate) enum Row {
    Known(RevisionIndex),
    Unknown(String),
}

impl Applied {
    /// Returns whether a revision is applied.
    pub fn contains(&self, revision: RevisionIndex) -> bool {
        self.set.contains(revision)
    }

    /// Returns whether nothing that the graph knows is applied.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    /// Returns the rows that the graph doesn't know, in their order.
    pub fn unknown(&self) -> Vec<&str> {
        let unknown = |row| match row {
            &Row::Known(_) => None,
            Row::Unknown(id) => Some(id.as_str()),
        };
        self.rows.iter().filter_map(unknown).collect()
    }

    /// Returns the rows as revisions, or an error if one is unknown.
    pub(crate) fn known_rows(&self) -> Result<Vec<RevisionIndex>, PlanError> {
        let unknown = self.unknown();
        if !unknown.is_empty() {
            return Err(PlanError::unknown_ids(&unknown));
        }
        let known = |row: &Row| match row {
            Row::Known(revision) => Some(*revision),
            Row::Unknown(_) => None,
        };
        Ok(self.rows.iter().filter_map(known).collect())
    }
}

impl Graph {
    /// Returns the maximal applied revisions, in the order of their ids: what Alembic keeps as rows.
    pub fn applied_heads(&self, applied: &Applied) -> Vec<RevisionIndex> {
        self.maximal(&applied.set, Along::Everything)
    }

    /// Returns the tips of the applied branches, in the order of their ids. Unlike in
    /// [`Graph::applied_heads`], a branch that only serves as a dependency has its tip here too.
    pub fn current(&self, applied: &Applied) -> Vec<RevisionIndex> {
        self.maximal(&applied.set, Along::Branches)
    }

    /// Returns the applied set below rows (heads) as Alembic keeps them: the rows and all their
    /// ancestors, dependencies included.
    ///
    /// # Errors
    ///
    /// [`PlanError::UnknownRevision`] with every row that is not an id of this graph.
    pub fn applied_below(&self, rows: &[&str]) -> Result<Applied, PlanError> {
        let applied = self.applied_below_known(rows);
        applied.known_rows()?;
        Ok(applied)
    }

    /// Returns the applied set below those of the rows that the graph knows. The others stay in
    /// [`Applied::unknown`]: listing still works, and a plan that needs them names them in its error.
    pub fn applied_below_known(&self, rows: &[&str]) -> Applied {
        let row = |id: &&str| match self.find(id) {
            Some(revision) => Row::Known(revision),
            None => Row::Unknown((*id).to_owned()),
        };
        let known = rows.iter().filter_map(|id| self.find(id));
        Applied {
            set: self.ancestors(known, Along::Everything),
            rows: rows.iter().map(row).collect(),
            lists_all: false,
        }
    }

    /// Returns the set in which exactly these revisions are applied, as Diesel's table lists them.
    /// It may have gaps.
    ///
    /// # Errors
    ///
    /// [`PlanError::UnknownRevision`] with every id that the graph doesn't have.
    pub fn applied_exactly(&self, ids: &[&str]) -> Result<Applied, PlanError> {
        let mut set = Set::empty(self.len());
        let mut unknown = Vec::new();
        for id in ids {
            match self.find(id) {
                Some(revision) => drop(set.insert(revision)),
                None => unknown.push(*id),
            }
        }
        if !unknown.is_empty() {
            return Err(PlanError::unknown_ids(&unknown));
        }
        let rows = self
            .maximal(&set, Along::Everything)
            .into_iter()
            .map(Row::Known)
            .collect();
        Ok(Applied {
            set,
            rows,
            lists_all: true,
        })
    }
}
