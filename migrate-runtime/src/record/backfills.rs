//! Backfills that have begun and not ended: a table of their own, which is there only where a chain
//! has a step in Rust. A row is put into it in the transaction of the revision's script, moved along in
//! that of each batch, and taken out in that of the last one, which records the revision as applied.

use crate::backend::{Database, Engine, Tables};
use crate::embedded::Chain;
use crate::error::Error;
use crate::found::UnfinishedBackfill;
use crate::record::State;
use crate::record::mirror::beside;
use crate::report::HistoryEntry;
use diesel::result::QueryResult;

/// The table as it was read.
#[derive(Clone, Debug)]
pub(crate) struct Backfills {
    /// The table, as SQL names it.
    pub(crate) table: String,
    /// Its rows; `None` where there is no such table yet.
    pub(crate) rows: Option<Vec<UnfinishedBackfill>>,
}

impl Backfills {
    /// Reads it, if the chain has such steps.
    pub(crate) fn read<C: Database>(
        connection: &mut C,
        chain: &'static Chain,
        tables: &Tables,
    ) -> QueryResult<Option<Self>> {
        if chain.backfills.is_empty() {
            return Ok(None);
        }
        let names = &chain.bookkeeping;
        let table = beside(tables, names, names.backfills);
        let rows = match connection.find_table(&table)? {
            Some(_) => Some(connection.backfills(&query(&table))?),
            None => None,
        };
        Ok(Some(Backfills { table, rows }))
    }

    /// As it is where nobody has looked.
    pub(crate) fn unseen(chain: &'static Chain, tables: &Tables) -> Option<Self> {
        let names = &chain.bookkeeping;
        let table = beside(tables, names, names.backfills);
        (!chain.backfills.is_empty()).then_some(Backfills { table, rows: None })
    }

    /// The statement that makes the table.
    pub(crate) fn create(&self) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {} (\n\
             revision VARCHAR(50) NOT NULL PRIMARY KEY,\n\
             last_cursor TEXT,\n\
             batches BIGINT NOT NULL,\n\
             rows_done BIGINT,\n\
             rows_total BIGINT,\n\
             checksum VARCHAR(64)\n\
             )",
            self.table
        )
    }

    /// The statements that record a revision's script as done, and its batches as still to do.
    pub(crate) fn begin<C: Engine>(&self, revision: &str, checksum: &str) -> String {
        format!(
            "{};\nINSERT INTO {} (revision, batches, checksum) VALUES ({}, 0, {})",
            self.forget::<C>(revision),
            self.table,
            C::literal(revision),
            C::literal(checksum)
        )
    }

    /// The statement that records a batch.
    pub(crate) fn advance<C: Engine>(&self, to: &UnfinishedBackfill) -> String {
        let number = |number: Option<u64>| number.map_or("NULL".to_owned(), |it| it.to_string());
        format!(
            "UPDATE {} SET last_cursor = {}, batches = {}, rows_done = {}, rows_total = {} \
             WHERE revision = {}",
            self.table,
            to.cursor
                .as_deref()
                .map_or("NULL".to_owned(), |cursor| C::literal(cursor)),
            to.batches,
            number(to.done),
            number(to.total),
            C::literal(&to.revision)
        )
    }

    /// The statement that takes a revision out.
    pub(crate) fn forget<C: Engine>(&self, revision: &str) -> String {
        let literal = C::literal(revision);
        format!("DELETE FROM {} WHERE revision = {literal}", self.table)
    }

    /// Reads a revision's row again, in the transaction of its next batch, which keeps it until then.
    pub(crate) fn claim<C: Engine>(
        &self,
        connection: &mut C,
        revision: &str,
    ) -> QueryResult<Option<UnfinishedBackfill>> {
        let locking = if C::OPENS_STEP_ALONE {
            ""
        } else {
            " FOR UPDATE"
        };
        let literal = C::literal(revision);
        let query = format!("{} WHERE revision = {literal}{locking}", query(&self.table));
        Ok(connection.backfills(&query)?.into_iter().next())
    }
}

fn query(table: &str) -> String {
    format!("SELECT revision, last_cursor, batches, rows_done, rows_total, checksum FROM {table}")
}

impl State {
    /// The backfill of a revision whose script was run, and whose batches were not all.
    pub(crate) fn unfinished(&self, revision: &str) -> Option<&UnfinishedBackfill> {
        if self.contains(revision) {
            return None; // somebody else has recorded it
        }
        let rows = self.backfills.as_ref()?.rows.as_ref()?;
        rows.iter().find(|row| row.revision == revision)
    }

    /// Those that this binary can go on with, in the order of the chain.
    pub(crate) fn all_unfinished(&self, chain: &'static Chain) -> Vec<UnfinishedBackfill> {
        let steps = chain.revisions().iter();
        let steps = steps.filter(|one| chain.backfill_of(one.id).is_some());
        let rows = steps.filter_map(|one| self.unfinished(one.id));
        rows.cloned().collect()
    }

    /// Whether a run goes on with this entry of the history, which has not ended.
    pub(crate) fn goes_on(&self, chain: &'static Chain, entry: &HistoryEntry) -> bool {
        let has_step = chain.backfill_of(&entry.revision).is_some();
        has_step && self.unfinished(&entry.revision).is_some()
    }

    /// Refuses what can't be done while a backfill has not ended.
    pub(crate) fn refuse_unfinished(&self, chain: &'static Chain) -> Result<(), Error> {
        match self.all_unfinished(chain).into_iter().next() {
            Some(backfill) => Err(Error::BackfillUnfinished(backfill)),
            None => Ok(()),
        }
    }
}
