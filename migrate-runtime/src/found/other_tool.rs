//! Other tools, and their records.

use crate::words::{first_few, quoted};

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

impl OtherTool {
    /// Every tool.
    pub(crate) const ALL: [OtherTool; 4] = [
        OtherTool::Alembic,
        OtherTool::Diesel,
        OtherTool::Sqlx,
        OtherTool::Refinery,
    ];

    /// Returns the name of the tool.
    pub fn name(self) -> &'static str {
        match self {
            OtherTool::Alembic => "Alembic",
            OtherTool::Diesel => "Diesel",
            OtherTool::Sqlx => "sqlx",
            OtherTool::Refinery => "refinery",
        }
    }

    /// Returns the option of `stamp` that takes the tool's record over.
    pub fn option(self) -> &'static str {
        match self {
            OtherTool::Alembic => "--from-alembic",
            OtherTool::Diesel => "--from-diesel",
            OtherTool::Sqlx => "--from-sqlx",
            OtherTool::Refinery => "--from-refinery",
        }
    }
}

/// The record of another tool.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OtherRecord {
    /// The tool that keeps the record.
    pub tool: OtherTool,
    /// The table of the record, with its schema where the connection does not find it by the name alone.
    pub table: String,
    /// The versions in the table.
    pub rows: Vec<String>,
    /// The versions that this binary doesn't know.
    pub unknown: Vec<String>,
    /// The revisions that are applied according to it, parents first.
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
    /// Returns how to take the record over, or why that isn't possible.
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
}
