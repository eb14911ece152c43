//! Embedded chains, as `embed!` writes them.

use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;
use migrate_runtime::__private::Backfill;
use migrate_runtime::backfill::{self, Batch, Context};
use migrate_runtime::{Chain, Revision, Script, Scripts, Statement, Statements};

/// A line of three.
pub static SHOP: Chain = Chain::new(&[
    &Revision {
        branch_labels: &[],
        created: Some("2024-01-01T08:00:00Z"),
        documentation: Some("Users.\n\nEverybody who buys something."),
        ..revision(
            "20240101",
            &[],
            "users",
            script(
                "20240101_users/up.sql",
                "CREATE TABLE users (id INTEGER)",
                &[at(0, 31)],
            ),
            script("20240101_users/down.sql", "DROP TABLE users", &[at(0, 16)]),
        )
    },
    &revision(
        "20240102",
        &["20240101"],
        "orders",
        script(
            "20240102_orders/up.sql",
            "CREATE TABLE orders (id INTEGER)",
            &[at(0, 32)],
        ),
        script(
            "20240102_orders/down.sql",
            "DROP TABLE orders",
            &[at(0, 17)],
        ),
    ),
    &revision(
        "20240103",
        &["20240102"],
        "prices, in cents",
        script(
            "20240103_prices/up.sql",
            "CREATE TABLE prices (id INTEGER)",
            &[at(0, 32)],
        ),
        script(
            "20240103_prices/down.sql",
            "DROP TABLE prices",
            &[at(0, 17)],
        ),
    ),
]);

/// Orders of which there are some, and a step in Rust that gives each a price: two a batch.
pub static FILLED: Chain = Chain::new(&[
    &revision(
        "20240101",
        &[],
        "orders",
        script(
            "20240101_orders/up.sql",
            "CREATE TABLE orders (id INTEGER); INSERT INTO orders VALUES (1), (2), (3), (4), (5)",
            &[at(0, 32), at(34, 83)],
        ),
        script(
            "20240101_orders/down.sql",
            "DROP TABLE orders",
            &[at(0, 17)],
        ),
    ),
    &revision(
        "20240102",
        &["20240101"],
        "prices, in cents",
        script(
            "20240102_prices/up.sql",
            "ALTER TABLE orders ADD COLUMN cents INTEGER",
            &[at(0, 43)],
        ),
        script(
            "20240102_prices/down.sql",
            "ALTER TABLE orders DROP COLUMN cents",
            &[at(0, 36)],
        ),
    ),
])
.with_backfills(&[Backfill::new("20240102", "backfills::prices").sqlite(prices)]);

fn prices(connection: &mut SqliteConnection, context: &mut Context) -> backfill::Result {
    let after: u64 = context.cursor()?.unwrap_or(0);
    if Some(context.number()) == context.argument("fail")? {
        return Err(format!("order {} has no price", after + 1).into());
    }
    let size: u64 = context.argument("batch_size")?.unwrap_or(2);
    let last = (after + size).min(5);
    context.set_total(5);
    connection.batch_execute(&format!(
        "UPDATE orders SET cents = 100 WHERE id > {after} AND id <= {last}"
    ))?;
    context.add_done(last - after);
    Ok(match last {
        5 => Batch::Done,
        last => Batch::Continue(last.to_string()),
    })
}

/// The line of three after the first two were squashed.
pub static SQUASHED: Chain = Chain::new(&[
    &revision(
        "20240102_squashed",
        &[],
        "users and orders",
        script(
            "20240102_squashed/up.sql",
            "CREATE TABLE users (id INTEGER); CREATE TABLE orders (id INTEGER)",
            &[at(0, 31), at(33, 65)],
        ),
        script(
            "20240102_squashed/down.sql",
            "DROP TABLE orders; DROP TABLE users",
            &[at(0, 17), at(19, 35)],
        ),
    ),
    &revision(
        "20240103",
        &["20240102_squashed"],
        "prices, in cents",
        script(
            "20240103_prices/up.sql",
            "CREATE TABLE prices (id INTEGER)",
            &[at(0, 32)],
        ),
        script(
            "20240103_prices/down.sql",
            "DROP TABLE prices",
            &[at(0, 17)],
        ),
    ),
])
.with_replaced(&[("20240102_squashed", &["20240101", "20240102"])]);

/// A base and two labelled branches.
pub static BRANCHES: Chain = Chain::new(&[
    &revision(
        "a1",
        &[],
        "root",
        script(
            "a1_root/up.sql",
            "CREATE TABLE root (id INTEGER)",
            &[at(0, 30)],
        ),
        script("a1_root/down.sql", "DROP TABLE root", &[at(0, 15)]),
    ),
    &Revision {
        branch_labels: &["left"],
        ..revision(
            "b1",
            &["a1"],
            "left",
            script(
                "b1_left/up.sql",
                "CREATE TABLE one (id INTEGER)",
                &[at(0, 29)],
            ),
            script("b1_left/down.sql", "DROP TABLE one", &[at(0, 14)]),
        )
    },
    &Revision {
        branch_labels: &["right"],
        ..revision(
            "c1",
            &["a1"],
            "right",
            script(
                "c1_right/up.sql",
                "CREATE TABLE two (id INTEGER)",
                &[at(0, 29)],
            ),
            script("c1_right/down.sql", "DROP TABLE two", &[at(0, 14)]),
        )
    },
]);

const fn revision(
    id: &'static str,
    revises: &'static [&'static str],
    message: &'static str,
    up: Script,
    down: Script,
) -> Revision {
    Revision {
        id,
        revises,
        depends_on: &[],
        branch_labels: &[],
        message,
        created: None,
        documentation: None,
        transaction: true,
        irreversible: None,
        sqlite: Some(Scripts {
            up,
            down: Some(down),
        }),
        postgres: None,
        mysql: None,
    }
}

const fn script(file: &'static str, sql: &'static str, statements: &'static [Statement]) -> Script {
    Script {
        file,
        sql,
        statements: Statements::new(statements),
        checksum: length(sql),
    }
}

/// Its length stands in for a checksum.
const fn length(sql: &str) -> &'static str {
    match sql.len() {
        14 => "0000000000000000000000000000000e",
        15 => "0000000000000000000000000000000f",
        16 => "00000000000000000000000000000010",
        17 => "00000000000000000000000000000011",
        29 => "0000000000000000000000000000001d",
        30 => "0000000000000000000000000000001e",
        31 => "0000000000000000000000000000001f",
        32 => "00000000000000000000000000000020",
        35 => "00000000000000000000000000000023",
        65 => "00000000000000000000000000000041",
        36 => "00000000000000000000000000000024",
        43 => "0000000000000000000000000000002b",
        83 => "00000000000000000000000000000053",
        _ => panic!("another length"),
    }
}

const fn at(start: u32, end: u32) -> Statement {
    let line = 1;
    Statement { start, end, line }
}
