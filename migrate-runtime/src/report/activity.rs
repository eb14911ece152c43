//! What a run is doing, seen from another connection: for whoever waits for it.

use std::time::Duration;

/// What the run that holds the lock of a database is doing, as the server tells it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Activity {
    /// The session of the run.
    pub session: ServerSession,
    /// The statement of the step's script that runs, from 1, where it is known.
    pub statement: Option<usize>,
    /// The sessions that have to give way before the run can go on.
    pub blockers: Vec<Blocker>,
    /// How far the statement has come, in the server's words.
    pub progress: Option<String>,
}

/// A session of a server. What its user may not see of it is missing.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ServerSession {
    /// PostgreSQL's process id, or MySQL's connection id. 0 for a prepared transaction.
    pub id: i64,
    /// The user who has logged in.
    pub user: Option<String>,
    /// The name of the application on PostgreSQL, the host on MySQL.
    pub application: Option<String>,
    /// What it is at: `active`, `idle in transaction`, `Sleep`.
    pub state: Option<String>,
    /// How long it has been at that.
    pub since: Option<Duration>,
    /// Its last query, as it was sent: there may be secrets in it.
    pub query: Option<String>,
}

/// A session that another one waits for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Blocker {
    /// The session.
    pub session: ServerSession,
    /// The lock that it holds: `AccessShareLock on orders`.
    pub lock: Option<String>,
    /// Whether the server says that this is the one. MariaDB only says that somebody is waited for;
    /// then it may be one of these.
    pub is_certain: bool,
}

impl Activity {
    /// Finds out which of the statements runs by its text, where the server has not told.
    pub(crate) fn find_statement(&mut self, statements: &[&str]) {
        let Some(query) = self.session.query.as_deref().map(str::trim) else {
            return;
        };
        let mut same = statements.iter().enumerate();
        let mut same = same.by_ref().filter(|(_, sql)| sql.trim() == query);
        if let (None, Some((at, _)), None) = (self.statement, same.next(), same.next()) {
            self.statement = Some(at + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Activity, ServerSession};

    #[test]
    fn a_statement_is_found_where_no_other_has_its_text() {
        let found = |query: &str, statements: &[&str]| {
            let mut activity = Activity {
                session: ServerSession {
                    query: Some(query.to_owned()),
                    ..ServerSession::default()
                },
                statement: None,
                blockers: Vec::new(),
                progress: None,
            };
            activity.find_statement(statements);
            activity.statement
        };
        assert_eq!(found("DROP a", &["DROP b", "DROP a\n"]), Some(2));
        assert_eq!(found("DROP a", &["DROP a", "DROP b", "DROP a"]), None);
        assert_eq!(found("COMMIT", &["DROP a"]), None);
    }
}
