//! The steps in Rust of `migrations/reautomation`. Each can also be run on its own, at any time after
//! revision 003: it does what is not done yet.

use super::migrations::{MIGRATIONS, Migrations, revision};
use diesel::prelude::*;
use diesel::query_builder::{QueryFragment, SqlQuery};
use diesel::query_dsl::LoadQuery;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use migrate_runtime::backfill::{self, Batch, Context};
use migrate_runtime::{Database, Supports};
use std::error::Error;

/// How many rows a batch has, unless `batch_size` says otherwise.
pub const BATCH: i64 = 500;

/// How many tokens the context of a call holds before it is pruned.
pub const CONTEXT: i64 = 8000;

/// A backfill that can be run on its own.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// The name that is typed.
    pub name: &'static str,
    /// What one of its rows is called.
    rows: &'static str,
    /// The rows that are not done.
    missing: &'static str,
}

/// The backfills, in the order in which they are to be run: the second adds up what the first counts.
pub const ALL: [Named; 2] = [MESSAGE_TOKENS, CONTEXT_FIELDS];

const MESSAGE_TOKENS: Named = Named {
    name: "message_tokens",
    rows: "messages",
    missing: "conversation_history WHERE token_count IS NULL",
};

const CONTEXT_FIELDS: Named = Named {
    name: "context_fields",
    rows: "calls",
    missing: "calls WHERE total_context_tokens IS NULL",
};

/// A message whose tokens are not counted.
#[derive(QueryableByName)]
pub struct Message {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    content: String,
}

/// A number that a query returns.
#[derive(QueryableByName)]
pub struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// What a step asks of a connection, in SQL: Diesel's tables are those after the last revision, and a step
/// runs in the middle of the chain.
///
/// # Errors
///
/// Each returns what the database says.
#[allow(clippy::missing_errors_doc)]
pub trait Asks: Connection {
    /// Loads messages.
    fn messages(&mut self, sql: String) -> QueryResult<Vec<Message>>;
    /// Loads numbers.
    fn numbers(&mut self, sql: String) -> QueryResult<Vec<i64>>;
    /// Changes rows.
    fn change(&mut self, sql: String) -> QueryResult<usize>;
}

impl<C: Connection> Asks for C
where
    SqlQuery: QueryFragment<C::Backend>
        + for<'q> LoadQuery<'q, C, Message>
        + for<'q> LoadQuery<'q, C, Number>,
{
    fn messages(&mut self, sql: String) -> QueryResult<Vec<Message>> {
        sql_query(sql).load(self)
    }

    fn numbers(&mut self, sql: String) -> QueryResult<Vec<i64>> {
        let rows: Vec<Number> = sql_query(sql).load(self)?;
        Ok(rows.into_iter().map(|row| row.number).collect())
    }

    fn change(&mut self, sql: String) -> QueryResult<usize> {
        sql_query(sql).execute(self)
    }
}

/// Counts the tokens of the messages that were written before tokens were counted.
///
/// # Errors
///
/// What the database says, and where `batch_size` is not a number above 0.
pub fn message_tokens<C: Asks>(connection: &mut C, context: &mut Context) -> backfill::Result {
    let (after, size) = begin(connection, context, MESSAGE_TOKENS)?;
    // By key, not by `OFFSET`: rows that are done leave the list, and an offset would skip others.
    let messages = connection.messages(format!(
        "SELECT id, content FROM conversation_history \
         WHERE token_count IS NULL AND id > {after} ORDER BY id LIMIT {size}"
    ))?;
    let Some(last) = messages.last().map(|message| message.id) else {
        return Ok(Batch::Done);
    };
    let counts = messages
        .iter()
        .map(|message| format!("({}, {})", message.id, tokens_of(&message.content)));
    let counts: Vec<String> = counts.collect();
    connection.change(format!(
        "UPDATE conversation_history SET token_count = counted.column2 \
         FROM (VALUES {}) AS counted \
         WHERE conversation_history.id = counted.column1 AND token_count IS NULL",
        counts.join(", ")
    ))?;
    Ok(end(context, messages.len(), last, MESSAGE_TOKENS))
}

/// Fills in the context of the calls that were made before it was recorded: what their messages add up to,
/// and how often that must have been pruned.
///
/// # Errors
///
/// As [`message_tokens`].
pub fn context_fields<C: Asks>(connection: &mut C, context: &mut Context) -> backfill::Result {
    let (after, size) = begin(connection, context, CONTEXT_FIELDS)?;
    let calls = connection.numbers(format!(
        "SELECT id AS number FROM calls \
         WHERE total_context_tokens IS NULL AND id > {after} ORDER BY id LIMIT {size}"
    ))?;
    let Some(last) = calls.last().copied() else {
        return Ok(Batch::Done);
    };
    connection.change(format!(
        "UPDATE calls SET total_context_tokens = added.tokens, \
         context_pruned = added.tokens > {CONTEXT}, \
         pruning_count = CASE WHEN added.tokens > {CONTEXT} THEN (added.tokens - 1) / {CONTEXT} ELSE 0 END \
         FROM (SELECT c.id, CAST(coalesce(sum(m.token_count), 0) AS bigint) AS tokens \
         FROM calls c LEFT JOIN conversation_history m ON m.call_id = c.id \
         WHERE c.total_context_tokens IS NULL AND c.id > {after} AND c.id <= {last} GROUP BY c.id) AS added \
         WHERE calls.id = added.id AND calls.total_context_tokens IS NULL"
    ))?;
    Ok(end(context, calls.len(), last, CONTEXT_FIELDS))
}

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Returns the key after which the batch begins, and how many rows it has.
fn begin<C: Asks>(connection: &mut C, context: &mut Context, step: Named) -> Outcome<(i64, i64)> {
    let size: i64 = context.argument("batch_size")?.unwrap_or(BATCH);
    if size < 1 {
        return Err("`batch_size` has to be at least 1".into());
    }
    if context.total().is_none() {
        context.set_total(missing(connection, step)?);
    }
    Ok((context.cursor()?.unwrap_or(i64::MIN + 1), size))
}

/// Reports a batch, and says where the next one begins.
fn end(context: &mut Context, rows: usize, last: i64, step: Named) -> Batch {
    context.add_done(rows as u64);
    let (done, total) = (context.done(), context.total().unwrap_or(0));
    context.say(format!("{done} of {total} {}", step.rows));
    Batch::Continue(last.to_string())
}

/// Returns about how many tokens a text takes: one for every four characters, and at least one.
pub fn tokens_of(text: &str) -> i64 {
    let characters = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    (characters / 4).max(1)
}

/// Counts the rows that a backfill has still to do.
///
/// # Errors
///
/// What the database says.
pub fn missing<C: Asks>(connection: &mut C, step: Named) -> QueryResult<u64> {
    let sql = format!("SELECT count(*) AS number FROM {}", step.missing);
    let rows = connection.numbers(sql)?;
    Ok(rows.first().map_or(0, |rows| rows.unsigned_abs()))
}

/// Runs a backfill on its own, each batch in a transaction, and shows its lines: for rows that an old
/// version of the application has written since. If it is killed, the next run finds what is left.
///
/// # Errors
///
/// As the step, where no step has the name, and where the database has no columns to fill yet.
pub fn run<C: Asks + Database>(
    connection: &mut C,
    name: &str,
    batch_size: i64,
    mut show: impl FnMut(String),
) -> Outcome<u64>
where
    Migrations: Supports<C::Dialect>,
{
    let step = match name {
        "message_tokens" => message_tokens,
        "context_fields" => context_fields,
        _ => {
            let names = ALL.map(|step| step.name).join(", ");
            return Err(format!("no backfill is named `{name}`; there are {names}").into());
        }
    };
    refuse_before_the_columns(connection)?;
    let size = batch_size.to_string();
    let mut context = Context::new(&[("batch_size", &size)]);
    loop {
        match one_batch(connection, step, &mut context)? {
            Batch::Done => return Ok(context.done()),
            Batch::Continue(cursor) => context.advance(cursor),
        }
        context.take_said().into_iter().for_each(&mut show);
    }
}

/// Runs a batch in a transaction, which an error rolls back.
fn one_batch<C: Connection>(
    connection: &mut C,
    step: backfill::Step<C>,
    context: &mut Context,
) -> backfill::Result {
    let mut failure = None;
    let batch = connection.transaction(|connection| {
        step(connection, context).map_err(|error| {
            failure = Some(error);
            diesel::result::Error::RollbackTransaction
        })
    });
    match failure {
        Some(failure) => Err(failure),
        None => Ok(batch?),
    }
}

/// Fails unless revision 003, which makes the columns, is applied.
///
/// # Errors
///
/// Where it is not, and where the database can't be read.
pub fn refuse_before_the_columns<C: Database>(connection: &mut C) -> Outcome<()>
where
    Migrations: Supports<C::Dialect>,
{
    let makes_them = revision::ADD_CONTEXT_MANAGEMENT_FIELDS.id();
    let current = MIGRATIONS.current(connection)?;
    match current.applied.iter().any(|one| one.id == makes_them) {
        true => Ok(()),
        false => Err(format!(
            "the database has no columns to fill: `{makes_them}` is not applied. Run `upgrade` first"
        )
        .into()),
    }
}
