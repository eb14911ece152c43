//! The steps in Rust of `migrations/defeah`, on every database that it is for.

use diesel::prelude::*;
use diesel::query_builder::{QueryFragment, SqlQuery};
use diesel::query_dsl::LoadQuery;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable};
use migrate_runtime::backfill::{self, Batch, Context};

/// How many events a batch has.
pub const BATCH: i64 = 10_000;

/// The events of a batch, or of the whole table.
#[derive(QueryableByName)]
pub struct Events {
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    last: Option<i64>,
}

/// Marks the events that are there as processed, 10,000 a batch, or `-x batch_size=…`.
///
/// # Errors
///
/// What the database says, and where `batch_size` is not a number above 0.
pub fn process_analytics_events<C>(connection: &mut C, context: &mut Context) -> backfill::Result
where
    C: Connection,
    SqlQuery: QueryFragment<C::Backend> + for<'q> LoadQuery<'q, C, Events>,
{
    let size: i64 = context.argument("batch_size")?.unwrap_or(BATCH);
    if size < 1 {
        return Err("`batch_size` has to be at least 1".into());
    }
    let mut events = |sql: String| sql_query(sql).get_result::<Events>(connection);
    if context.total().is_none() {
        let all =
            events("SELECT count(*) AS number, max(id) AS last FROM analytics_events".into())?;
        context.set_total(all.number.unsigned_abs());
    }
    // By key, not by `OFFSET`: the primary key finds the next batch however many came before it.
    let after = context.cursor()?.unwrap_or(i64::MIN + 1);
    let batch = events(format!(
        "SELECT count(*) AS number, max(id) AS last FROM \
         (SELECT id FROM analytics_events WHERE id > {after} ORDER BY id LIMIT {size}) batch"
    ))?;
    let Some(last) = batch.last else {
        return Ok(Batch::Done);
    };
    sql_query(format!(
        "UPDATE analytics_events SET processed = true WHERE id > {after} AND id <= {last}"
    ))
    .execute(connection)?;
    context.add_done(batch.number.unsigned_abs());
    let (done, total) = (context.done(), context.total().unwrap_or(0));
    context.say(format!("Processed {done}/{total} records"));
    Ok(Batch::Continue(last.to_string()))
}
