//! The session of a connection, as the application lent it: whatever a revision sets is put back
//! before its record is written, before the next revision, and before the application goes on. So a
//! database that takes all revisions at once and one that takes one at a time come to the same.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use super::Tables;
use diesel::connection::Connection;
use diesel::result::QueryResult;

#[cfg(feature = "mysql")]
pub(super) use mysql::{AtHome, kept, quoted, reset};
#[cfg(feature = "postgres")]
pub(super) use postgres::{Lent, locks_given_back};
#[cfg(feature = "sqlite")]
pub(super) use sqlite::{turns_off, turns_on};

/// What a session was before the first revision of a run.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// Settings with their values, as the database spells them.
    pub settings: Vec<(String, String)>,
    /// Settings of a user's own, which PostgreSQL does not list, as far as scripts name them.
    pub own: Vec<(String, String)>,
    /// The role that was taken on.
    pub role: String,
    /// The user that the session acts as.
    pub user: String,
    /// The objects that end with a session: temporary tables, prepared statements and the like.
    pub objects: Vec<String>,
    /// The variables of the scripts' own that are kept, as they are written behind the `@` (MySQL).
    pub variables: Vec<String>,
    /// The caller's transaction is open around the run, and may have settings of its own.
    pub in_transaction: bool,
    /// Each revision has a transaction of its own.
    pub is_each_alone: bool,
    /// Rows without the row that they refer to, as they were before the revision; `None` unless it
    /// turns the enforcement of foreign keys off (SQLite).
    pub orphans: Option<Vec<Orphan>>,
}

/// A row that refers to a row which does not exist.
#[derive(Clone, Debug, PartialEq, Eq, diesel::QueryableByName)]
pub struct Orphan {
    /// The table of the row.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub child: String,
    /// Its number, unless the table has none.
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::BigInt>)]
    pub number: Option<i64>,
    /// The table that it refers to.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub parent: String,
}

/// The code of revisions.
#[derive(Clone, Copy, Debug)]
pub struct Code<'a> {
    /// The statements of their scripts.
    pub statements: &'a [&'a str],
    /// Whether some of it is in Rust.
    pub is_rust_too: bool,
}

/// A database whose session can be put back.
pub trait Lending: Connection {
    /// Returns the session as it is before this code, as far as that may change it.
    fn session(&mut self, tables: &Tables, code: Code<'_>) -> QueryResult<Session>;

    /// Whether the code can't run inside a transaction that is open already.
    fn begins_outside(session: &Session, code: Code<'_>) -> bool {
        let _ = (session, code);
        false
    }

    /// Prepares for the code of a revision what can't be prepared inside a transaction.
    fn enter(&mut self, session: &mut Session, code: Code<'_>) -> QueryResult<()> {
        let _ = (session, code);
        Ok(())
    }

    /// Checks, before the commit, what the database did not enforce for the revision.
    fn verify(&mut self, session: &Session) -> QueryResult<()> {
        let _ = session;
        Ok(())
    }

    /// Returns the SQL that puts the settings back, to be sent with the record; empty where nothing
    /// can have changed.
    fn restoring(session: &Session, code: Code<'_>) -> String;

    /// Puts back what the record does not depend on, when the transaction has ended.
    fn leave(&mut self, session: &mut Session, code: Code<'_>) -> QueryResult<()>;
}

impl Code<'_> {
    /// Whether it may do what takes this word, in lower case.
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    fn may(self, word: &str) -> bool {
        self.is_rust_too || self.mention(word)
    }

    /// Whether one of the statements has this word, in lower case, anywhere.
    fn mention(self, word: &str) -> bool {
        let has = |sql: &&str| sql.to_ascii_lowercase().contains(word);
        self.statements.iter().any(has)
    }
}
