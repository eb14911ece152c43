//! What the servers tell of a session and of those that it waits for.

#[cfg(feature = "mysql")]
pub(super) mod mysql;
#[cfg(feature = "postgres")]
pub(super) mod postgres;

use crate::report::activity::{Blocker, ServerSession};
use diesel::sql_types::{BigInt, Double, Nullable, Text};
use std::time::Duration;

/// A session as it is loaded, with the lock that it holds.
#[derive(diesel::QueryableByName)]
struct SessionRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    user_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    application: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    state: Option<String>,
    #[diesel(sql_type = Nullable<Double>)]
    seconds: Option<f64>,
    #[diesel(sql_type = Nullable<Text>)]
    query: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    held: Option<String>,
}

impl SessionRow {
    fn session(self) -> ServerSession {
        let some = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let since = self.seconds.map(|seconds| seconds.max(0.0));
        ServerSession {
            id: self.id,
            user: some(self.user_name),
            application: some(self.application),
            state: some(self.state),
            since: since.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
            query: some(self.query),
        }
    }

    fn blocker(mut self, is_certain: bool) -> Blocker {
        Blocker {
            lock: self.held.take(),
            session: self.session(),
            is_certain,
        }
    }
}
