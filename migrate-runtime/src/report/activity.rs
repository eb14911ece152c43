//! What a run is doing, seen from another connection.

use std::time::Duration;

/// The activity of the run that holds a database's lock, as the server reports it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Activity {
    /// The session of the run.
    pub session: ServerSession,
    /// The number of the statement that runs, from 1, if it is known.
    pub statement: Option<usize>,
    /// The sessions that keep the run waiting.
    pub blockers: Vec<Blocker>,
    /// The progress of the statement, in the server's words.
    pub progress: Option<String>,
}

/// A session of a server. What the asking user may not see is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ServerSession {
    /// PostgreSQL's process id, or MySQL's connection id. 0 for a prepared transaction.
    pub id: i64,
    /// The name of the user who has logged in.
    pub user: Option<String>,
    /// The name of the application on PostgreSQL, the host on MySQL.
    pub application: Option<String>,
    /// The state of the session: `active`, `idle in transaction`, `Sleep`.
    pub state: Option<String>,
    /// How long the session has been in that state.
    pub since: Option<Duration>,
    /// The last query of the session, as it was sent. It may contain secrets.
    pub query: Option<String>,
}

/// A session that another session waits for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Blocker {
    /// The session that blocks.
    pub session: ServerSession,
    /// The lock that the session holds: `AccessShareLock on orders`.
    pub lock: Option<String>,
    /// Whether the server names this session. MariaDB says only that somebody is waited for; then each of
    /// these may be the one.
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
