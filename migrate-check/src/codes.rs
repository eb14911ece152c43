//! Every code that a diagnostic can have: those of the table, and those that the lints give themselves.
use crate::lint::{self, ALL};
pub use crate::lint::{DATA_LOSS, ENUM_VALUE_STAYS, NOT_REVERSED};
pub use migrate_sql::codes::*;

/// The codes that are about Diesel's schema, not about the migrations that make it.
pub const OF_DIESELS_SCHEMA: &[Code] = &[SCHEMA_DIFFERS, SCHEMA_NOT_PRINTED];

/// Returns every code, each once: those of the table in its order, then those of the lints alone.
pub fn all() -> impl Iterator<Item = Code> {
    let of_lints = ALL.iter().map(|lint| lint.code);
    table().chain(of_lints.filter(|code| table().all(|other| other != *code)))
}

/// Returns the code that is written like this.
pub fn find(name: &str) -> Option<Code> {
    all().find(|code| code.name() == name)
}

/// Returns the codes with their meanings, in groups with a title: what the reference in `docs/` prints.
pub fn groups() -> Vec<(&'static str, Vec<(Code, &'static str)>)> {
    let is_no_lint = |(code, _): &&(Code, &str)| lint::find(*code).is_none();
    let groups = TABLE.iter().map(|group| {
        let own = group.codes.iter().filter(is_no_lint);
        (group.title, own.copied().collect())
    });
    let lints = ALL.iter().map(|lint| (lint.code, lint.meaning));
    let lints = [("The lints", lints.collect())];
    groups.chain(lints).collect()
}

/// Whether a code is that of a fault in a script, or of two scripts: one that a project may come with
/// and has to live with, since databases have run them.
pub fn is_of_a_script(code: Code) -> bool {
    const OTHERS: &[Code] = &[
        SQL_SYNTAX,
        PSQL_COMMAND,
        COPY_FROM_STDIN,
        TRANSACTION_CONTROL,
    ];
    // Everything about the schema stands from the first to the last of these.
    let at = |wanted: Code| table().position(|code| code == wanted);
    let is_of_schema = at(UNKNOWN_TABLE) <= at(code) && at(code) <= at(MERGE_ORDER);
    OTHERS.contains(&code) || is_of_schema || lint::find(code).is_some()
}

fn table() -> impl Iterator<Item = Code> {
    let groups = TABLE.iter();
    groups.flat_map(|group| group.codes.iter().map(|(code, _)| *code))
}
