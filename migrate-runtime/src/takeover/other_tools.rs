//! The records of other tools, as they keep them.

use crate::backend::Database;
use crate::embedded::Revision;
use crate::embedded::bookkeeping::Bookkeeping;
use crate::embedded::dialect::Dialect;
use crate::error::Error;
use crate::found::OtherTool;
use crate::observer::Observer;
use crate::record::patiently;
use crate::takeover::sha384;
use diesel::result::QueryResult;
use std::time::Duration;

/// What a tool has recorded.
pub(crate) struct Record {
    /// Its table, as SQL names it.
    pub(crate) table: String,
    pub(crate) rows: Vec<Row>,
}

/// A migration that a tool has applied.
pub(crate) struct Row {
    pub(crate) version: String,
    /// In lower-case hexadecimal digits.
    checksum: Option<String>,
    pub(crate) succeeded: bool,
}

/// Returns the name of a tool's table.
pub(super) fn table_of(tool: OtherTool, names: &Bookkeeping) -> &'static str {
    match tool {
        OtherTool::Alembic => names.alembic.unwrap_or("alembic_version"),
        OtherTool::Diesel => "__diesel_schema_migrations",
        OtherTool::Sqlx => "_sqlx_migrations",
        OtherTool::Refinery => "refinery_schema_history",
    }
}

/// Returns whether a tool keeps versions as numbers, without their leading zeros.
pub(super) fn keeps_numbers(tool: OtherTool) -> bool {
    matches!(tool, OtherTool::Sqlx | OtherTool::Refinery)
}

/// Returns whether a revision's script is not the one that the tool applied. Only sqlx keeps
/// checksums: over the bytes of the file, which the embedded text has too.
pub(super) fn differs<D: Dialect>(tool: OtherTool, row: &Row, revision: &'static Revision) -> bool {
    let (Some(recorded), OtherTool::Sqlx) = (&row.checksum, tool) else {
        return false;
    };
    let scripts = D::scripts(revision);
    scripts.is_some_and(|scripts| sha384::hexadecimal(scripts.up.sql.as_bytes()) != *recorded)
}

/// Reads a tool's table.
pub(crate) fn read<C: Database>(
    connection: &mut C,
    tool: OtherTool,
    names: &Bookkeeping,
    timeout: Duration,
    observer: &mut dyn Observer,
) -> Result<Record, Error> {
    let plain = table_of(tool, names);
    let found = patiently(
        connection,
        timeout,
        observer,
        "read the other tool's record",
        |connection| match connection.find_table(plain)? {
            Some(table) => rows(connection, tool, &table).map(|rows| Some(Record { table, rows })),
            None => Ok(None),
        },
    )?;
    found.ok_or(Error::NothingToTakeOver { table: plain })
}

/// Reads the rows of a tool's table, which is given as SQL names it, in the order of their versions.
pub(crate) fn rows<C: Database>(
    connection: &mut C,
    tool: OtherTool,
    table: &str,
) -> QueryResult<Vec<Row>> {
    let (version, number) = (C::as_text("version"), C::as_text("version"));
    let columns = match tool {
        OtherTool::Alembic => "version_num AS a, NULL AS b, NULL AS c".to_owned(),
        OtherTool::Diesel => format!("{version} AS a, NULL AS b, NULL AS c"),
        OtherTool::Sqlx => format!(
            "{number} AS a, {} AS b, {} AS c",
            C::as_hexadecimal("checksum"),
            C::as_text("success")
        ),
        OtherTool::Refinery => format!("{number} AS a, NULL AS b, NULL AS c"),
    };
    let order = match tool {
        OtherTool::Alembic => "version_num",
        _ => "version",
    };
    let rows = connection.texts(&format!("SELECT {columns} FROM {table} ORDER BY {order}"))?;
    let rows = rows.into_iter().filter_map(|row| {
        Some(Row {
            version: row.a?,
            checksum: row.b.map(|sum| sum.to_ascii_lowercase()),
            succeeded: !matches!(row.c.as_deref(), Some("0" | "f" | "false")),
        })
    });
    Ok(rows.collect())
}
