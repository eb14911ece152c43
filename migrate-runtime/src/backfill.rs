//! Steps in Rust: functions that migrate data, batch by batch, after the script of their revision.
//!
//! `backfill = "backfills::message_tokens"` in a `revision.toml` names a function of the application:
//!
//! ```
//! # #[cfg(feature = "sqlite")] mod example {
//! use diesel::prelude::*;
//! use diesel::sql_types::{BigInt, Text};
//! use migrate_runtime::backfill::{self, Batch, Context};
//!
//! #[derive(QueryableByName)]
//! struct Message {
//!     #[diesel(sql_type = BigInt)]
//!     id: i64,
//!     #[diesel(sql_type = Text)]
//!     text: String,
//! }
//!
//! pub fn message_tokens(
//!     connection: &mut SqliteConnection,
//!     context: &mut Context,
//! ) -> backfill::Result {
//!     let size: i64 = context.argument("batch_size")?.unwrap_or(500);
//!     let after: i64 = context.cursor()?.unwrap_or(0);
//!     let messages: Vec<Message> =
//!         diesel::sql_query("SELECT id, text FROM messages WHERE id > ? ORDER BY id LIMIT ?")
//!             .bind::<BigInt, _>(after)
//!             .bind::<BigInt, _>(size)
//!             .load(connection)?;
//!     for message in &messages {
//!         diesel::sql_query("UPDATE messages SET tokens = ? WHERE id = ?")
//!             .bind::<BigInt, _>(message.text.split_whitespace().count() as i64)
//!             .bind::<BigInt, _>(message.id)
//!             .execute(connection)?;
//!     }
//!     context.add_done(messages.len() as u64);
//!     Ok(match messages.last() {
//!         Some(last) => Batch::Continue(last.id.to_string()),
//!         None => Batch::Done,
//!     })
//! }
//! # }
//! ```
//!
//! Each call is one batch, in a transaction that the run has begun and will end together with the
//! record of the cursor. So after a run that was killed, the next one goes on after the last committed batch:
//! no batch is lost, and none is done twice. The function must not end that transaction, and on MySQL and
//! MariaDB not define data, which ends it too.

use std::error::Error as StdError;
use std::fmt;
use std::str::FromStr;

/// The outcome of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Batch {
    /// This batch was the last one, and the revision is applied.
    Done,
    /// Another batch follows; [`Context::cursor`] returns this text to it.
    Continue(String),
}

/// The result of a batch. An error rolls the batch back, and ends the run.
pub type Result = std::result::Result<Batch, Box<dyn StdError + Send + Sync>>;

/// A function that does a batch, on one kind of connection.
pub type Step<C> = fn(&mut C, &mut Context) -> Result;

/// The arguments of a batch: cursor, counts and options of the run.
#[derive(Clone, Debug, Default)]
pub struct Context {
    pub(crate) cursor: Option<String>,
    /// Batches that are done.
    pub(crate) batches: u64,
    pub(crate) done: Option<u64>,
    pub(crate) total: Option<u64>,
    /// Lines of this batch, for people who watch.
    pub(crate) said: Vec<String>,
    arguments: Vec<(String, String)>,
}

impl Context {
    /// Makes the context of a first batch: for tests of a step, and for an application that runs a step on its
    /// own, apart from any revision.
    pub fn new(arguments: &[(&str, &str)]) -> Self {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        Self::with_arguments(arguments.iter().map(owned).collect())
    }

    pub(crate) fn with_arguments(arguments: Vec<(String, String)>) -> Self {
        Context {
            arguments,
            ..Context::default()
        }
    }

    /// Returns the cursor that the previous batch returned; `None` in the first batch.
    ///
    /// # Errors
    ///
    /// Where the cursor can't be parsed as a `T`: another version of the step may have left it.
    pub fn cursor<T: FromStr>(&self) -> std::result::Result<Option<T>, BadValue>
    where
        T::Err: fmt::Display,
    {
        parsed("the cursor", self.cursor.as_deref())
    }

    /// Returns the number of this batch, from 1. Batches of earlier runs that were cut off count.
    pub fn number(&self) -> u64 {
        self.batches + 1
    }

    /// Returns the value of `-x key=value`, or of [`argument`](crate::Migrator::argument). If a key is given
    /// twice, the last value counts.
    ///
    /// # Errors
    ///
    /// Where the value can't be parsed as a `T`.
    pub fn argument<T: FromStr>(&self, key: &str) -> std::result::Result<Option<T>, BadValue>
    where
        T::Err: fmt::Display,
    {
        let mut given = self.arguments.iter().rev();
        let found = given.find(|(name, _)| name == key);
        let value = found.map(|(_, value)| value.as_str());
        parsed(&format!("the argument `{key}`"), value)
    }

    /// Adds to the number of rows that are done, which is shown to people who watch.
    pub fn add_done(&mut self, rows: u64) {
        self.done = Some(self.done.unwrap_or(0).saturating_add(rows));
    }

    /// Returns the number of rows that all batches have reported as done.
    pub fn done(&self) -> u64 {
        self.done.unwrap_or(0)
    }

    /// Sets the number of rows in all. It is kept for the batches after this one.
    pub fn set_total(&mut self, rows: u64) {
        self.total = Some(rows);
    }

    /// Returns the number of rows in all, if a batch has set it.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Shows a line to people who watch, once the batch is committed. Lines of a batch that fails are
    /// dropped.
    pub fn say(&mut self, line: impl Into<String>) {
        self.said.push(line.into());
    }

    /// Returns the lines that were said since the last call, for an application that calls a step without a
    /// run.
    pub fn take_said(&mut self) -> Vec<String> {
        std::mem::take(&mut self.said)
    }

    /// Moves on to the next batch as a run does, for an application that calls a step without one.
    pub fn advance(&mut self, cursor: String) {
        self.cursor = Some(cursor);
        self.batches += 1;
    }
}

fn parsed<T: FromStr>(what: &str, value: Option<&str>) -> std::result::Result<Option<T>, BadValue>
where
    T::Err: fmt::Display,
{
    let Some(value) = value else {
        return Ok(None);
    };
    value.parse().map(Some).map_err(|error: T::Err| BadValue {
        message: format!("{what} is `{value}`: {error}"),
    })
}

/// The error of a cursor or an argument that can't be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadValue {
    message: String,
}

impl fmt::Display for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for BadValue {}

#[cfg(test)]
mod tests {
    use super::Context;

    #[test]
    fn arguments_have_types_and_the_last_one_counts() {
        let context = Context::new(&[("size", "5"), ("size", "7"), ("name", "a=b")]);
        assert_eq!(context.argument("size"), Ok(Some(7)));
        assert_eq!(context.argument("name"), Ok(Some("a=b".to_owned())));
        assert_eq!(context.argument::<u32>("other"), Ok(None));
        let error = context.argument::<u32>("name").unwrap_err().to_string();
        assert!(
            error.starts_with("the argument `name` is `a=b`: "),
            "{error}"
        );
    }

    #[test]
    fn a_cursor_is_what_the_batch_before_returned() {
        let mut context = Context::new(&[]);
        assert_eq!((context.cursor::<i64>(), context.number()), (Ok(None), 1));
        context.advance("12".to_owned());
        assert_eq!((context.cursor(), context.number()), (Ok(Some(12)), 2));
    }
}
