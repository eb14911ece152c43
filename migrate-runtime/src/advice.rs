//! What to do about what databases refuse, told from their words: Diesel hides their codes.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// What to do next about an error that has nothing to do with the script that met it.
pub(crate) fn advice(error: &DieselError) -> Option<&'static str> {
    let DieselError::DatabaseError(kind, information) = error else {
        return None;
    };
    let message = information.message().to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|words| message.contains(words));
    if matches!(kind, DatabaseErrorKind::ReadOnlyTransaction)
        || says(&[
            "readonly database",
            "read-only transaction",
            "read-only mode",
            "read only transaction",
            "--read-only",
            "unable to open database file",
        ])
    {
        return Some(
            "it can only be read through this connection: connect to the primary server, with a \
             login or file rights that may write, and run again",
        );
    }
    if says(&[
        "permission denied",
        "command denied",
        "access denied",
        "must be owner of",
    ]) {
        return Some(
            "this login may not do that: have its owner grant the right (CREATE on the schema, for \
             the bookkeeping tables), or run `ensure-version` once with a login that has it",
        );
    }
    if says(&["file is not a database", "file is encrypted"]) {
        return Some("the URL names a file that SQLite did not write: correct the URL");
    }
    None
}
