//! A chain with a step in Rust, and a step that can be told to fail.

use crate::chains::{Rev, chain, rev};
use crate::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use crate::test_chain;
use diesel::connection::SimpleConnection;
use migrate_runtime::__private::Backfill;
use migrate_runtime::Chain;
use migrate_runtime::backfill::{self, Batch, Context};

/// How many rows the chain writes.
pub const ROWS: u64 = 10;

/// The revisions: `a` has rows, `b` a column that is filled by three rows a batch, which also counts
/// how often that was done to each, `c` comes behind it.
pub fn revisions() -> Vec<Rev> {
    let rows: Vec<String> = (1..=ROWS).map(|id| format!("({id}, 'row {id}')")).collect();
    let rows = rows.join(", ");
    vec![
        rev(
            "a",
            &format!(
                "CREATE TABLE items (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL);\n\
                 INSERT INTO items VALUES {rows};\n"
            ),
        )
        .down("DROP TABLE items;\n"),
        rev(
            "b",
            "ALTER TABLE items ADD COLUMN times INT NOT NULL DEFAULT 0;\n",
        )
        .revises(&["a"])
        .down("ALTER TABLE items DROP COLUMN times;\n"),
        rev("c", "CREATE TABLE behind (id INT);\n")
            .revises(&["b"])
            .down("DROP TABLE behind;\n"),
    ]
}

/// The step of `b`.
pub static STEPS: [Backfill; 1] = [Backfill::new("b", "steps::count")
    .sqlite(count::<Sqlite>)
    .postgres(count::<Postgres>)
    .mysql(count::<Mysql>)];

/// The revisions with the step.
pub fn with_step(revisions: &[Rev]) -> Chain {
    chain(revisions).with_backfills(&STEPS)
}

test_chain!(pub Counted, with_step(&revisions()));

/// Counts a batch of rows. `fail`, `panic`, `lose` and `abort` name the batch in which that happens,
/// when its rows are done.
///
/// # Errors
///
/// In that batch, and whatever the database says.
pub fn count<D: TestDatabase>(
    connection: &mut D::Connection,
    context: &mut Context,
) -> backfill::Result {
    let after: u64 = context.cursor()?.unwrap_or(0);
    let size: u64 = context.argument("batch_size")?.unwrap_or(3);
    context.set_total(ROWS);
    let last = (after + size).min(ROWS);
    connection.batch_execute(&format!(
        "UPDATE items SET times = times + 1 WHERE id > {after} AND id <= {last}"
    ))?;
    context.add_done(last - after);
    let is_at =
        |what: &str| Ok::<_, backfill::BadValue>(context.argument(what)? == Some(context.number()));
    if is_at("fail")? {
        return Err("a row that nobody expected".into());
    }
    assert!(!is_at("panic")?, "a step that panics");
    if is_at("abort")? {
        std::process::abort();
    }
    if is_at("lose")? {
        connection.batch_execute(match D::NAME {
            "mysql" => "KILL CONNECTION_ID()",
            _ => "SELECT pg_terminate_backend(pg_backend_pid())",
        })?;
    }
    match last {
        ROWS => Ok(Batch::Done),
        last => Ok(Batch::Continue(last.to_string())),
    }
}
