//! What to do about what databases refuse, told from their words: Diesel hides their codes.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// What was being done as the error came.
#[derive(Clone, Copy)]
pub(crate) enum Work {
    /// The statements of a script.
    Script,
    /// Reading the record.
    Reading,
    /// Creating the tables of the record.
    Creating,
    /// Writing into them, and all else.
    Writing,
}

impl Work {
    /// Returns the kind of work that an error describes: `read the applied revisions`.
    pub fn from_words(doing: &str) -> Self {
        match doing.split(' ').next() {
            Some("read") => Work::Reading,
            Some("create") => Work::Creating,
            _ => Work::Writing,
        }
    }
}

/// What to do next about an error that has nothing to do with the script that met it.
pub(crate) fn advice(error: &DieselError, work: Work) -> Option<&'static str> {
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
        return Some(match work {
            Work::Script => {
                "this login may not do what the script does: have the owner grant it that right, or \
                 connect with a login that has it, and run again"
            }
            Work::Reading => {
                "this login may not read the record of what is applied: have the owner of its \
                 tables grant SELECT on them, or connect with a login that has it"
            }
            Work::Creating => {
                "this login may not create tables here: have the database's owner grant that right, \
                 or run `ensure-version` once with a login that has it"
            }
            Work::Writing => {
                "this login may not write the record of what is applied: have the owner of its \
                 tables grant SELECT, INSERT, UPDATE and DELETE on them, or connect with a login \
                 that has it"
            }
        });
    }
    if says(&["no database selected"]) {
        return Some("name the database in the URL: mysql://user@host/database");
    }
    if says(&["file is not a database", "file is encrypted"]) {
        return Some("the URL names a file that SQLite did not write: correct the URL");
    }
    None
}
