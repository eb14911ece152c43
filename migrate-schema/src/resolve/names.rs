//! Names that are there without anyone having made them.
use crate::Dialect;

/// Whether every table has a column of that name, beside its own.
pub(super) fn is_system_column(dialect: Dialect, name: &str) -> bool {
    match dialect {
        Dialect::Postgres => ["tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"].contains(&name),
        Dialect::Sqlite => {
            ["rowid", "oid", "_rowid_", "true", "false"].contains(&&*name.to_ascii_lowercase())
        }
        // MariaDB's system versioning brings `row_start` and `row_end`.
        Dialect::Mysql => {
            ["_rowid", "row_start", "row_end", "rownum"].contains(&&*name.to_ascii_lowercase())
        }
    }
}

/// Whether there is a table of that name without anyone having made it (SQLite's eponymous virtual
/// tables; what is not compiled in is not known).
pub(super) fn is_eponymous(name: &str) -> bool {
    const TABLES: &[&str] = &[
        "bytecode",
        "carray",
        "completion",
        "csv",
        "dbstat",
        "fsdir",
        "generate_series",
        "json_each",
        "json_tree",
        "jsonb_each",
        "jsonb_tree",
        "series",
        "stmt",
        "tables_used",
        "vtablog",
        "wholenumber",
        "zipfile",
        "decimal",
        "prefixes",
    ];
    TABLES.contains(&&*name.to_ascii_lowercase())
}

/// Whether a tool that applies migrations keeps a table of that name, which is there when they run.
pub(super) fn is_kept_by_a_tool(name: &str) -> bool {
    const TABLES: &[&str] = &[
        "__diesel_schema_migrations",
        "_sqlx_migrations",
        "alembic_version",
        "flyway_schema_history",
        "gorp_migrations",
        "goose_db_version",
        "migration_backfills",
        "migration_history",
        "refinery_schema_history",
        "schema_migration",
        "schema_migrations",
        "seaql_migrations",
    ];
    TABLES.contains(&&*name.to_ascii_lowercase())
}
