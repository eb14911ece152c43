//! The steps in Rust of `migrations/reautomation`, on every database that it is for.

use diesel::prelude::*;
use migrate_runtime::backfill::{self, Batch, Context};

/// As it is when the step runs, which is not what it may become later.
mod schema {
    diesel::table! {
        conversation_history (id) {
            id -> BigInt,
            content -> Text,
            token_count -> Nullable<BigInt>,
        }
    }
}
use schema::conversation_history;

/// What the step asks of a connection: Diesel's queries are made for one database each.
pub trait Messages {
    /// How many there are.
    ///
    /// # Errors
    ///
    /// What the database says; so with the others.
    fn count(&mut self) -> QueryResult<i64>;
    /// Those behind an id, in the order of their ids.
    fn behind(&mut self, id: i64, limit: i64) -> QueryResult<Vec<(i64, String)>>;
    /// Sets the tokens of one.
    fn set_tokens(&mut self, id: i64, tokens: i64) -> QueryResult<usize>;
}

macro_rules! messages {
    ($($connection:ty;)*) => { $(
        impl Messages for $connection {
            fn count(&mut self) -> QueryResult<i64> {
                conversation_history::table.count().get_result(self)
            }

            fn behind(&mut self, id: i64, limit: i64) -> QueryResult<Vec<(i64, String)>> {
                conversation_history::table
                    .select((conversation_history::id, conversation_history::content))
                    .filter(conversation_history::id.gt(id))
                    .order(conversation_history::id)
                    .limit(limit)
                    .load(self)
            }

            fn set_tokens(&mut self, id: i64, tokens: i64) -> QueryResult<usize> {
                diesel::update(conversation_history::table.find(id))
                    .set(conversation_history::token_count.eq(tokens))
                    .execute(self)
            }
        }
    )* };
}

messages! {
    SqliteConnection;
    PgConnection;
    MysqlConnection;
}

/// Counts the tokens of the messages that were there before they were counted: 500 a batch, or
/// `-x batch_size=…`.
///
/// # Errors
///
/// What the database says, and where `batch_size` is no number above 0.
pub fn message_tokens<C: Messages>(connection: &mut C, context: &mut Context) -> backfill::Result {
    let size: i64 = context.argument("batch_size")?.unwrap_or(500);
    if size < 1 {
        return Err("`batch_size` has to be 1 at least".into());
    }
    if context.total().is_none() {
        context.set_total(connection.count()?.unsigned_abs());
    }
    let after = context.cursor()?.unwrap_or(i64::MIN);
    let batch = connection.behind(after, size)?;
    for (id, content) in &batch {
        connection.set_tokens(*id, tokens_of(content))?;
    }
    context.add_done(batch.len() as u64);
    Ok(match batch.last() {
        Some((id, _)) => Batch::Continue(id.to_string()),
        None => Batch::Done,
    })
}

/// About how many tokens a text takes: four characters each, and one at least.
pub fn tokens_of(text: &str) -> i64 {
    let characters = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    ((characters + 3) / 4).max(1)
}
