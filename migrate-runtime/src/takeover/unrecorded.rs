//! What a database has that our record does not tell of: tables, and the record of another tool.
//!
//! It is looked at only where nothing was ever recorded here, or after a step has failed because what
//! it makes is there already: a start with nothing to do asks nothing more.

use crate::backend::Database;
use crate::embedded::Chain;
use crate::embedded::dialect::Dialect;
use crate::error::Error;
use crate::found::{OtherRecord, OtherTool, Place, Unrecorded};
use crate::observer::Observer;
use crate::record::{State, patiently};
use crate::takeover;
use crate::takeover::other_tools;
use diesel::result::QueryResult;
use std::time::Duration;

/// Returns whether a record can only be that of these revisions: it names nothing else, and either its
/// ids are too long to be there by chance or the revisions name tables that are there.
fn is_of_this_chain<D: Dialect>(
    record: &OtherRecord,
    chain: &'static Chain,
    tables: &[String],
) -> bool {
    const TELLING: usize = 8;
    let all_known = !record.rows.is_empty() && record.unknown.is_empty();
    let is_telling = || record.applied.iter().all(|id| id.len() >= TELLING);
    all_known && (is_telling() || applied_scripts_name::<D>(record, chain, tables))
}

/// Returns whether the applied revisions' scripts name one of these tables.
fn applied_scripts_name<D: Dialect>(
    record: &OtherRecord,
    chain: &'static Chain,
    tables: &[String],
) -> bool {
    let is_applied = |id: &str| record.applied.contains(&id);
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
        record.place == Place::Here && is_of_this_chain::<C::Dialect>(record, chain, &found.tables)
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
    let tools = OtherTool::ALL.map(|tool| (tool, other_tools::table_of(tool, names)));
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
        let (applied, unknown) = takeover::find_applied(chain, *tool, &rows);
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
