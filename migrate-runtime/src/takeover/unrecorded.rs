//! What a database has that our record does not tell of: tables, and the record of another tool.
//!
//! It is looked at only where nothing was ever recorded here, or after a step has failed because what
//! it makes is there already: a start with nothing to do asks nothing more.

use crate::dialect::{Database, Dialect};
use crate::embedded::Chain;
use crate::error::{Error, first_few, quoted};
use crate::observer::Observer;
use crate::record::lock::patiently;
use crate::record::state::State;
use crate::takeover;
use crate::takeover::other_tools::{self, OtherTool};
use diesel::result::QueryResult;
use std::time::Duration;

/// What a database has although nothing is recorded as applied to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unrecorded {
    /// The records of other tools, the nearest first.
    pub records: Vec<OtherRecord>,
    /// The first thousand of its other tables, sorted.
    pub tables: Vec<String>,
}

/// The record of another tool.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OtherRecord {
    /// The tool.
    pub tool: OtherTool,
    /// Its table: with the schema where the connection does not find it by its name alone.
    pub table: String,
    /// The versions in it.
    pub rows: Vec<String>,
    /// Those that this binary does not have.
    pub unknown: Vec<String>,
    /// The revisions that it says are applied, parents first.
    pub applied: Vec<&'static str>,
    /// Where the table is.
    pub place: Place,
}

/// Where a table is, as a connection sees it. Only PostgreSQL has more than one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the schema in which a script makes its tables.
    Here,
    /// In another schema of the search path.
    OnThePath,
    /// In a schema that the search path does not reach.
    Elsewhere,
}

impl Unrecorded {
    /// Whether nothing was seen.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.tables.is_empty()
    }

    /// Says what was seen: `` `alembic_version` says that Alembic has this database at `a1` ``.
    pub fn seen(&self) -> Option<String> {
        match self.told() {
            Some(record) => Some(record.to_string()),
            None if self.tables.is_empty() => None,
            None => {
                let names: Vec<&str> = self.tables.iter().map(String::as_str).collect();
                Some(format!("it has tables already: {}", first_few(&names)))
            }
        }
    }

    /// Says what to do about what was seen.
    pub fn advice(&self) -> Option<String> {
        if let Some(record) = self.told() {
            return Some(record.advice());
        }
        (!self.tables.is_empty()).then(|| {
            "if these revisions' tables were made in another way, `cargo migrate check --live --at \
             REVISION` compares the database with a revision, and `stamp REVISION` records that it \
             is there"
                .to_owned()
        })
    }

    /// The record that has something to say.
    fn told(&self) -> Option<&OtherRecord> {
        self.records.iter().find(|record| !record.rows.is_empty())
    }
}

impl std::fmt::Display for OtherRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (table, tool) = (&self.table, self.tool.name());
        match (self.tool, &*self.rows) {
            (OtherTool::Alembic, rows) => {
                write!(
                    f,
                    "`{table}` says that {tool} has this database at {}",
                    quoted(rows)
                )
            }
            (_, [version]) => write!(f, "`{table}` says that {tool} has applied `{version}`"),
            (_, rows) => {
                let last = rows.last().map(String::as_str).unwrap_or_default();
                let count = rows.len();
                write!(
                    f,
                    "`{table}` says that {tool} has applied {count} migrations, up to `{last}`"
                )
            }
        }
    }
}

impl OtherRecord {
    /// Says how the record is taken over, or why it can't be.
    pub(crate) fn advice(&self) -> String {
        let option = self.tool.option();
        if !self.unknown.is_empty() {
            let rows: Vec<&str> = self.unknown.iter().map(String::as_str).collect();
            let tool = self.tool.name().to_ascii_lowercase();
            return format!(
                "this binary does not have {}: if that is this project's record, bring its directory \
                 up to date (`cargo migrate adopt --from {tool}`), build again, and take it over with \
                 `stamp {option}`",
                first_few(&rows)
            );
        }
        match self.place {
            Place::Elsewhere => format!(
                "the search path of this connection does not reach that schema: connect with one that \
                 does (`?options=-csearch_path%3D…`), and take it over with `stamp {option}`"
            ),
            _ => format!(
                "`stamp {option}` takes that over, and with `--dry-run` only compares (in code: \
                 `Migrator::take_over`); then run `upgrade`"
            ),
        }
    }

    /// Whether this can only be the record of these revisions: it names nothing else, and either its
    /// ids are too long to be there by chance or the revisions name tables that are there.
    fn is_of_this_chain<D: Dialect>(&self, chain: &'static Chain, tables: &[String]) -> bool {
        const TELLING: usize = 8;
        let all_known = !self.rows.is_empty() && self.unknown.is_empty();
        let is_telling = || self.applied.iter().all(|id| id.len() >= TELLING);
        all_known && (is_telling() || self.applied_scripts_name::<D>(chain, tables))
    }

    fn applied_scripts_name<D: Dialect>(&self, chain: &'static Chain, tables: &[String]) -> bool {
        let is_applied = |id: &str| self.applied.contains(&id);
        let mut applied = chain.revisions().iter().filter(|one| is_applied(one.id));
        applied.any(|revision| {
            D::scripts(revision).is_some_and(|scripts| {
                let sql = scripts.up.sql;
                let mut words = sql.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'));
                words.any(|word| {
                    !word.is_empty() && tables.iter().any(|table| table.eq_ignore_ascii_case(word))
                })
            })
        })
    }
}

/// Looks at a database of which nothing was ever recorded; sees nothing in any other.
pub(crate) fn look<C: Database>(
    connection: &mut C,
    chain: &'static Chain,
    state: &State,
    timeout: Duration,
    observer: &mut dyn Observer,
) -> Result<Unrecorded, Error> {
    if !state.is_empty() {
        return Ok(Unrecorded::default());
    }
    patiently(
        connection,
        timeout,
        observer,
        "look at the database's tables",
        |connection| {
            // What was taken over and undone since is told by our own record.
            if state.tables.history_exists
                && (connection.history(&state.tables, false)?.iter()).any(|entry| entry.success)
            {
                return Ok(Unrecorded::default());
            }
            read(connection, chain)
        },
    )
}

/// Refuses an upgrade from the base where another tool says, for certain, that the database has these
/// revisions already.
pub(crate) fn refuse_other_record<C: Database>(
    connection: &mut C,
    chain: &'static Chain,
    state: &State,
    timeout: Duration,
    observer: &mut dyn Observer,
) -> Result<(), Error> {
    let found = look(connection, chain, state, timeout, observer)?;
    let here = |record: &&OtherRecord| {
        record.place == Place::Here && record.is_of_this_chain::<C::Dialect>(chain, &found.tables)
    };
    match found.records.iter().find(here) {
        Some(record) => Err(Error::OtherRecord(Box::new(record.clone()))),
        None => Ok(()),
    }
}

/// Looks after a step has failed because something is there already. Nothing is seen where our record
/// tells of the database and no other tool says that it has applied this revision.
pub(crate) fn look_after_failure<C: Database>(
    connection: &mut C,
    chain: &'static Chain,
    state: &State,
    revision: &str,
) -> Option<Box<Unrecorded>> {
    // The failure is the error to tell; that this could not be looked at is not.
    let mut found = read(connection, chain).ok()?;
    if !state.is_empty() {
        found.tables.clear();
        found.records.retain(|one| one.applied.contains(&revision));
    }
    (!found.is_empty()).then(|| Box::new(found))
}

/// Reads the tables, and the rows of those that are another tool's record.
fn read<C: Database>(connection: &mut C, chain: &'static Chain) -> QueryResult<Unrecorded> {
    let names = &chain.bookkeeping;
    let tools = OtherTool::ALL.map(|tool| (tool, tool.table(names)));
    let own = [names.applied, names.history, names.backfills];
    let is_same = |a: &str, b: &str| match <C::Dialect as Dialect>::NAME {
        "sqlite" => a.eq_ignore_ascii_case(b),
        _ => a == b,
    };
    let records = tools.map(|(_, table)| table);
    let mut found = Unrecorded::default();
    for row in connection.texts(&C::tables_query(&records))? {
        let (Some(sql), Some(name)) = (row.a, row.b) else {
            continue;
        };
        if own.iter().any(|own| is_same(own, &name)) {
            continue;
        }
        let place = match row.c.as_deref() {
            Some("elsewhere") => Place::Elsewhere,
            Some("path") => Place::OnThePath,
            _ => Place::Here,
        };
        let mut tools = tools.iter();
        let Some((tool, _)) = tools.find(|(_, table)| is_same(table, &name)) else {
            found.tables.push(name);
            continue;
        };
        let shown = match place {
            Place::Elsewhere => sql.replace('"', ""),
            _ => name,
        };
        let rows = match other_tools::rows(connection, *tool, &sql) {
            Ok(rows) => rows,
            Err(error) if C::is_busy(&error) => return Err(error),
            // A table of that name that has other columns is none of the tool's.
            Err(_) => continue,
        };
        let (applied, unknown) = takeover::told(chain, *tool, &rows);
        found.records.push(OtherRecord {
            tool: *tool,
            table: shown,
            rows: rows.into_iter().map(|row| row.version).collect(),
            unknown,
            applied,
            place,
        });
    }
    found.tables.sort();
    found.records.sort_by_key(|record| record.place);
    // One of many tenants' records says nothing of this place.
    let is_near = found.records.iter().any(|one| one.place < Place::Elsewhere);
    let many = found.records.len() > 1;
    if is_near || many {
        found.records.retain(|one| one.place < Place::Elsewhere);
    }
    Ok(found)
}
