//! Alembic's table, kept in step while a project moves: `mirror_alembic = true` in `migrate.toml`.
//!
//! Its rows are the heads of what is applied, and they change in the transaction of each step. What
//! they say is compared with our own record before anything runs, so that a run of Alembic's, or an
//! `UPDATE` by hand, is seen and not undone by accident.

use crate::backend::{Database, Tables};
use crate::embedded::Chain;
use crate::embedded::bookkeeping::Bookkeeping;
use crate::error::Error;
use crate::record::State;
use diesel::result::QueryResult;

/// Alembic's table as it was read.
#[derive(Clone, Debug)]
pub(crate) struct Mirror {
    /// The table, as SQL names it.
    pub(crate) table: String,
    /// Its rows, sorted; `None` where there is no such table yet.
    pub(crate) rows: Option<Vec<String>>,
}

impl Mirror {
    /// Reads it, if it is asked for.
    pub(crate) fn read<C: Database>(
        connection: &mut C,
        names: &Bookkeeping,
        tables: &Tables,
    ) -> QueryResult<Option<Self>> {
        let Some(plain) = names.alembic else {
            return Ok(None);
        };
        let beside = beside(tables, names, plain);
        // In a schema of its own nobody finds it by its name alone.
        let found = match names.schema {
            Some(_) => connection.find_table(&beside)?,
            None => None,
        };
        let found = match found {
            Some(table) => Some(table),
            None => connection.find_table(plain)?,
        };
        let Some(table) = found else {
            return Ok(Some(Mirror {
                table: beside,
                rows: None,
            }));
        };
        let query = format!("SELECT version_num AS a, NULL AS b, NULL AS c FROM {table}");
        let rows = connection.texts(&query)?.into_iter();
        let mut rows: Vec<String> = rows.filter_map(|row| row.a).collect();
        rows.sort();
        Ok(Some(Mirror {
            table,
            rows: Some(rows),
        }))
    }

    /// The statement that makes the table, as Alembic makes it but for the length of its ids, which
    /// is that of ours.
    pub(crate) fn create(&self) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {} (version_num VARCHAR(50) NOT NULL PRIMARY KEY)",
            self.table
        )
    }

    /// The statements that make these heads its rows.
    pub(crate) fn replace<C: Database>(&self, heads: &[&str]) -> String {
        let delete = format!("DELETE FROM {}", self.table);
        if heads.is_empty() {
            return delete;
        }
        let values: Vec<String> = heads.iter().map(|head| C::literal(head)).collect();
        let insert = format!("INSERT INTO {} (version_num) VALUES", self.table);
        format!("{delete};\n{insert} ({})", values.join("), ("))
    }
}

/// The name of a table that is in the same schema as our record.
pub(crate) fn beside(tables: &Tables, names: &Bookkeeping, plain: &str) -> String {
    let schema = tables.versions.strip_suffix(names.applied).unwrap_or("");
    format!("{schema}{plain}")
}

impl State {
    /// Refuses to go on where Alembic's table says something else than ours.
    pub(crate) fn verify_mirror(&self, chain: &'static Chain) -> Result<(), Error> {
        let Some(rows) = self.differing_mirror(chain)? else {
            return Ok(());
        };
        let heads = self.heads(chain)?;
        let table = self.mirror.as_ref().map(|mirror| mirror.table.clone());
        let unknown = |id: &&String| chain.find_or_replacing(id).is_none();
        Err(Error::AlembicDiffers {
            table: table.unwrap_or_default(),
            applied: heads.into_iter().map(str::to_owned).collect(),
            unknown: rows.iter().filter(unknown).cloned().collect(),
            rows,
        })
    }

    /// The rows of Alembic's table where they do not stand for what is applied. It is what lies at
    /// and below them that is compared: Alembic may leave a row beside one that it stands on.
    pub(crate) fn differing_mirror(
        &self,
        chain: &'static Chain,
    ) -> Result<Option<Vec<String>>, Error> {
        let rows = self.mirror.as_ref().and_then(|mirror| mirror.rows.as_ref());
        let Some(rows) = rows else {
            return Ok(None);
        };
        let graph = chain.graph()?;
        // Alembic may have revisions for which one of ours stands since a squash.
        let known = rows.iter().filter_map(|id| chain.find_or_replacing(id));
        let ids: Vec<&str> = known.map(|revision| revision.id).collect();
        let below = graph.applied_below_known(&ids);
        let all_known = ids.len() == rows.len();
        let mut order = graph.order().iter();
        let same = all_known
            && order.all(|&revision| {
                below.contains(revision) == self.contains(graph.id(revision).as_str())
            });
        Ok((!same).then(|| rows.clone()))
    }

    /// The statements that bring Alembic's table into step with what is applied once a revision is,
    /// or is not; none where it is not mirrored.
    pub(crate) fn mirrored_with<C: Database>(
        &self,
        chain: &'static Chain,
        revision: &str,
        applied: bool,
    ) -> Result<Option<String>, Error> {
        let Some(mirror) = &self.mirror else {
            return Ok(None);
        };
        let mut after = State::clone(self);
        after.set(revision, applied);
        Ok(Some(mirror.replace::<C>(&after.heads(chain)?)))
    }
}
