//! What kind of mistake a server's refusal is about.

use std::fmt;

/// Why a server refuses a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Its parser can't read it.
    Syntax,
    /// Names, types, dependencies: what can be known from the chain alone.
    Schema,
    /// It is no mistake where scripts don't run in a transaction, which differs from tool to tool.
    Transaction,
    /// Rows: a duplicate key, a value that can't be converted, an exception that a script raises.
    Data,
    /// This server is not the author's: an extension, role, function or version is missing.
    Environment,
}

impl Class {
    /// All, in the order of the table.
    pub const ALL: [Class; 5] = [
        Class::Syntax,
        Class::Schema,
        Class::Transaction,
        Class::Data,
        Class::Environment,
    ];

    /// Whether a check without a database should find it.
    pub fn is_target(self) -> bool {
        matches!(self, Class::Syntax | Class::Schema)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Class::Syntax => "syntax",
            Class::Schema => "schema",
            Class::Transaction => "transaction",
            Class::Data => "data",
            Class::Environment => "environment",
        })
    }
}

/// Tables that the tools keep for themselves, which are not there.
const BOOKKEEPING: &[&str] = &[
    "__diesel_schema_migrations",
    "_sqlx_migrations",
    "schema_migrations",
    "gopg_migrations",
];

fn is_about_bookkeeping(message: &str) -> bool {
    BOOKKEEPING.iter().any(|table| message.contains(table))
}

/// Classes what PostgreSQL says of a script that its parser reads, by the appendix "PostgreSQL Error
/// Codes" of its manual.
pub(super) fn postgres(code: Option<&str>, message: &str) -> Class {
    let is_about_role = message.starts_with("role \"");
    let is_about_extension =
        message.contains("extension \"") && message.contains("is not available");
    let is_unknown_setting = message.starts_with("unrecognized configuration parameter");
    let is_text_search = message.starts_with("text search configuration");
    let is_bookkeeping = is_about_bookkeeping(message);
    if is_about_role || is_about_extension || is_unknown_setting || is_text_search || is_bookkeeping
    {
        return Class::Environment;
    }
    match code.unwrap_or("") {
        "25001" => Class::Transaction,
        // An insufficient privilege, a missing library.
        "42501" => Class::Environment,
        // Pending trigger events, objects in use.
        "55006" => Class::Data,
        code => match code.get(..2).unwrap_or("") {
            "22" | "23" | "21" | "P0" | "44" => Class::Data,
            "08" | "40" | "53" | "57" | "58" | "XX" | "F0" | "28" => Class::Environment,
            _ => Class::Schema,
        },
    }
}

/// Classes what SQLite says.
pub(super) fn sqlite(message: &str) -> Class {
    let begins = |starts: &[&str]| starts.iter().any(|start| message.starts_with(start));
    let is_syntax =
        message.ends_with("syntax error") || begins(&["unrecognized token", "incomplete input"]);
    if is_syntax {
        Class::Syntax
    } else if begins(&[
        "cannot start a transaction",
        "cannot commit",
        "cannot rollback",
        "cannot VACUUM",
        "Safety level may not be changed",
        "cannot change into wal mode",
    ]) {
        Class::Transaction
    } else if message.contains("constraint failed")
        || begins(&["datatype mismatch", "malformed JSON", "integer overflow"])
    {
        Class::Data
    } else if is_about_bookkeeping(message)
        || begins(&[
            "no such function",
            "no such module",
            "no such collation sequence",
            "not authorized",
            "unknown tokenizer",
            "attempt to write a readonly",
            "database is locked",
        ])
    {
        Class::Environment
    } else {
        Class::Schema
    }
}

/// Classes what MySQL or MariaDB says.
pub(super) fn mysql(message: &str) -> Class {
    let has = |parts: &[&str]| parts.iter().any(|part| message.contains(part));
    if message.starts_with("You have an error in your SQL syntax") {
        Class::Syntax
    } else if has(&[
        "Duplicate entry",
        "Data truncated",
        "Data too long",
        "Incorrect ",
        "Out of range",
        "a foreign key constraint fails",
        "` failed for",
    ]) && !has(&[
        "Incorrect table definition",
        "Incorrect column",
        "Incorrect index",
        "Incorrect parameter count",
    ]) {
        Class::Data
    } else if is_about_bookkeeping(message)
        || has(&[
            "Unknown collation",
            "Unknown character set",
            "Access denied",
            "you need (at least one of)",
            "Unknown system variable",
            "FUNCTION ",
            "Unknown storage engine",
            "is not loaded",
            "not supported",
        ])
    {
        Class::Environment
    } else {
        Class::Schema
    }
}
