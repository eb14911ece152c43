//! The records of other tools, as they keep them.

use crate::dialect::{Database, Dialect};
use crate::embedded::Revision;
use crate::embedded::bookkeeping::Bookkeeping;
use crate::error::Error;
use crate::observer::Observer;
use crate::record::lock::patiently;
use crate::takeover::sha384;
use diesel::result::QueryResult;
use std::time::Duration;

/// A tool whose record can be taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OtherTool {
    /// `alembic_version`: the heads.
    Alembic,
    /// `__diesel_schema_migrations`: every version.
    Diesel,
    /// `_sqlx_migrations`: every version, with the checksum of its file.
    Sqlx,
    /// `refinery_schema_history`: every version.
    Refinery,
}

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

impl OtherTool {
    /// Every tool.
    pub(crate) const ALL: [OtherTool; 4] = [
        OtherTool::Alembic,
        OtherTool::Diesel,
        OtherTool::Sqlx,
        OtherTool::Refinery,
    ];

    /// Returns what it is called.
    pub fn name(self) -> &'static str {
        match self {
            OtherTool::Alembic => "Alembic",
            OtherTool::Diesel => "Diesel",
            OtherTool::Sqlx => "sqlx",
            OtherTool::Refinery => "refinery",
        }
    }

    /// Returns the option of `stamp` that takes its record over.
    pub fn option(self) -> &'static str {
        match self {
            OtherTool::Alembic => "--from-alembic",
            OtherTool::Diesel => "--from-diesel",
            OtherTool::Sqlx => "--from-sqlx",
            OtherTool::Refinery => "--from-refinery",
        }
    }

    pub(crate) fn table(self, names: &Bookkeeping) -> &'static str {
        match self {
            OtherTool::Alembic => names.alembic.unwrap_or("alembic_version"),
            OtherTool::Diesel => "__diesel_schema_migrations",
            OtherTool::Sqlx => "_sqlx_migrations",
            OtherTool::Refinery => "refinery_schema_history",
        }
    }

    pub(crate) fn keeps_numbers(self) -> bool {
        matches!(self, OtherTool::Sqlx | OtherTool::Refinery)
    }

    /// Whether the script is not the one that was applied; sqlx's checksum is over the bytes of the
    /// file, which the embedded text has too.
    pub(crate) fn differs<D: Dialect>(self, row: &Row, revision: &'static Revision) -> bool {
        let (Some(recorded), OtherTool::Sqlx) = (&row.checksum, self) else {
            return false;
        };
        let scripts = D::scripts(revision);
        scripts.is_some_and(|scripts| sha384::hexadecimal(scripts.up.sql.as_bytes()) != *recorded)
    }
}

/// Reads a tool's table.
pub(crate) fn read<C: Database>(
    connection: &mut C,
    tool: OtherTool,
    names: &Bookkeeping,
    timeout: Duration,
    observer: &mut dyn Observer,
) -> Result<Record, Error> {
    let plain = tool.table(names);
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
