//! What the service asks of the tables, in typed queries: one text, for each database's own tables.

use super::backfills::tokens_of;
use diesel::dsl::{count_star, now};
use diesel::prelude::*;
use migrate_runtime::Database;

/// What is asked of a connection: Diesel's queries are made for one database each.
///
/// # Errors
///
/// Each returns what the database says.
#[allow(clippy::missing_errors_doc)]
pub trait Calls: Database {
    /// Prepares a new connection for several threads.
    fn prepare(&mut self) -> QueryResult<()>;
    /// Puts a call into the queue.
    fn queue_call(&mut self, phone_number: &str) -> QueryResult<usize>;
    /// Takes the call that has waited longest, answers it and returns its id; `None` if nobody waits. If the
    /// process dies in the middle, the call is still in the queue.
    fn take_call(&mut self, answer: &dyn Fn(&str) -> String) -> QueryResult<Option<i64>>;
    /// Counts the calls by their status.
    fn calls_by_status(&mut self) -> QueryResult<Vec<(String, i64)>>;
}

macro_rules! calls {
    ($feature:literal, $connection:ty, $tables:ident, $transaction:ident, [$($locking:ident)*], $prepare:literal) => {
        #[cfg(feature = $feature)]
        const _: () = {
            use super::migrations::schema::$tables::*;
            use diesel::connection::SimpleConnection;

            impl Calls for $connection {
                fn prepare(&mut self) -> QueryResult<()> {
                    self.batch_execute($prepare)
                }

                fn queue_call(&mut self, phone_number: &str) -> QueryResult<usize> {
                    diesel::insert_into(calls::table)
                        .values((
                            calls::phone_number.eq(phone_number),
                            calls::status.eq("queued"),
                            calls::tier.eq("tier1"),
                        ))
                        .execute(self)
                }

                fn take_call(
                    &mut self,
                    answer: &dyn Fn(&str) -> String,
                ) -> QueryResult<Option<i64>> {
                    self.$transaction(|connection| {
                        let waiting: Option<(i64, String)> = calls::table
                            .filter(calls::status.eq("queued"))
                            .order((calls::created_at, calls::id))
                            .select((calls::id, calls::phone_number))
                            $(.$locking())*
                            .first(connection)
                            .optional()?;
                        let Some((id, phone_number)) = waiting else {
                            return Ok(None);
                        };
                        let said = answer(&phone_number);
                        let tokens = tokens_of(&said);
                        diesel::insert_into(conversation_history::table)
                            .values((
                                conversation_history::call_id.eq(id),
                                conversation_history::role.eq("assistant"),
                                conversation_history::content.eq(&said),
                                conversation_history::token_count.eq(tokens),
                            ))
                            .execute(connection)?;
                        diesel::update(calls::table.find(id))
                            .set((
                                calls::status.eq("completed"),
                                calls::total_context_tokens.eq(tokens),
                                calls::ended_at.eq(now),
                            ))
                            .execute(connection)?;
                        Ok(Some(id))
                    })
                }

                fn calls_by_status(&mut self) -> QueryResult<Vec<(String, i64)>> {
                    calls::table
                        .group_by(calls::status)
                        .select((calls::status, count_star()))
                        .order(calls::status)
                        .load(self)
                }
            }
        };
    };
}

calls!(
    "sqlite",
    SqliteConnection,
    sqlite,
    immediate_transaction,
    [],
    "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON"
);
// One worker does not wait for the call that another has taken.
calls!(
    "postgres",
    PgConnection,
    postgres,
    transaction,
    [for_update skip_locked],
    "SET application_name = 'reautomation'"
);
